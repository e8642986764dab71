// Shows in a sentence or two what is true of all directories, above every view.

import { make } from "upload/web/charts/dom.ts";
import { deciderOf } from "../parts.ts";
import { rewrite } from "../rewrite.ts";
import { hashOf, START } from "../route.ts";
import type { State } from "../state.ts";
import { headline, plural, whyAllOff } from "../summary.ts";

export function showStatus(place: HTMLElement, state: State): void {
  const key = state.directories.map(({ collector, environment, warnings }) => [
    collector,
    environment,
    warnings,
  ]);
  rewrite(place, JSON.stringify(key), () => [
    make("h1", {}, headline(state)),
    ...whyOff(state),
    ...problems(state),
  ]);
}

function whyOff(state: State): HTMLElement[] {
  const why = whyAllOff(state);
  if (why === undefined) return [];
  const text = make("p", {}, "Decided by ", deciderOf(why), ".");
  if (why.environment.rule === "off for everything")
    text.append(" ", make("code", {}, "gotelemetry local --go"), " lifts that.");
  return [text];
}

function problems({ directories }: State): HTMLElement[] {
  const count = directories.reduce(
    (sum, { environment, warnings }) => sum + environment.putAside.length + warnings.length,
    0,
  );
  if (count === 0) return [];
  return [
    make(
      "p",
      { class: "problems", role: "status" },
      `${plural(count, "file")} cannot be read: `,
      make("a", { href: hashOf(START) }, "see the overview"),
      ".",
    ),
  ];
}
