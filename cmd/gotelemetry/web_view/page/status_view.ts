// Shows the mode: what it is, since when, and who decided.

import { make } from "upload/web/charts/dom.ts";
import { rewrite } from "./rewrite.ts";
import { nameOf } from "./parts.ts";
import type { Environment, State } from "./state.ts";

// What a rule (config/mode.h) means to a person.
const RULES: Readonly<Record<string, string>> = {
  "built without telemetry": "a build without telemetry",
  policy: "this machine’s administrator",
  environment: "an environment variable",
  ci: "running in continuous integration",
  "no directory": "the lack of a home directory",
  "unreadable mode file": "a mode file that cannot be read",
  "mode file": "your own mode file",
  default: "nobody: this is the default",
};

export function headline(environment: Environment): string {
  switch (environment.mode) {
    case "off":
      return "Telemetry is off. Nothing is counted.";
    case "local":
      return "Programs count. Everything stays on this machine.";
    case "on":
      return environment.collector === ""
        ? "Programs count. No collector is named, so nothing is uploaded."
        : "Programs count. The approved part is uploaded once a week.";
  }
}

function facts(environment: Environment): [string, Node | string][] {
  const rule = RULES[environment.rule] ?? environment.rule;
  const decidedBy = make("span", {}, rule);
  // The directory is shown anyway, so the mode file's path adds nothing.
  if (environment.detail !== "" && environment.rule !== "mode file")
    decidedBy.append(" (", make("code", {}, nameOf(environment.detail)), ")");
  return [
    ["Mode", make("span", { class: `mode ${environment.mode}` }, environment.mode)],
    ["Since", environment.asof === "" ? "no date" : environment.asof],
    ["Decided by", decidedBy],
    ["Collector", environment.collector === "" ? "none" : nameOf(environment.collector)],
    [
      "Last upload",
      environment.lastUpload === ""
        ? "none on record"
        : `the week ending ${environment.lastUpload}`,
    ],
    ["Directory", environment.dir === "" ? "none" : make("code", {}, nameOf(environment.dir))],
  ];
}

function advice(environment: Environment): HTMLElement {
  const command = (text: string) => make("code", {}, `gotelemetry ${text}`);
  if (environment.mode === "on") {
    return make(
      "p",
      { class: "note" },
      command("local"),
      " keeps everything on this machine, ",
      command("off"),
      " stops counting.",
    );
  }
  return make(
    "p",
    { class: "note" },
    command("on --collector HOST:PORT"),
    " uploads the approved part to that collector",
    environment.mode === "off" ? ", " : ". ",
    environment.mode === "off" ? command("local") : command("off"),
    environment.mode === "off" ? " counts for you alone." : " stops counting.",
  );
}

export function showStatus(place: HTMLElement, state: State): void {
  const { environment, warnings } = state;
  rewrite(place, JSON.stringify([environment, warnings]), () => {
    const list = make("dl", { class: "facts" });
    for (const [term, value] of facts(environment)) {
      list.append(make("div", {}, make("dt", {}, term), make("dd", {}, value)));
    }
    const problems = [
      ...environment.putAside.map((path) => `put aside as damaged: ${path}`),
      ...warnings,
    ].map((problem) => make("li", {}, nameOf(problem)));
    return [
      make("h1", {}, headline(environment)),
      list,
      advice(environment),
      ...(problems.length === 0
        ? []
        : [
            make(
              "div",
              { class: "problems", role: "status" },
              make("h2", {}, "Files that cannot be read"),
              make("ul", {}, ...problems),
            ),
          ]),
    ];
  });
}
