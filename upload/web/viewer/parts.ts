// Small parts that several views have.

import { make } from "../charts/dom.ts";
import { visible } from "../charts/text.ts";
import { type Verdict, verdictLabel } from "./verdicts.ts";

// A name that somebody else chose: what it contains can be seen, and it does not turn around what
// stands beside it.
export function nameOf(text: string): HTMLElement {
  return make("bdi", {}, visible(text));
}

// Whether something would be uploaded, as a mark beside its name.
export function badge(verdict: Verdict): HTMLElement[] {
  if (verdict.kind === "unknown") return [];
  const reason = "reason" in verdict ? visible(verdict.reason) : "The config lists it.";
  return [make("span", { class: `badge ${verdict.kind}`, title: reason }, verdictLabel(verdict))];
}

const SIZE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

// "1.5 kB".
export function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const kilobytes = bytes / 1000;
  return kilobytes < 1000 ? `${SIZE.format(kilobytes)} kB` : `${SIZE.format(kilobytes / 1000)} MB`;
}

const MOMENT = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

// A moment, in the time zone of whoever looks.
export function momentOf(time: string): HTMLElement {
  return make("time", { datetime: time }, MOMENT.format(new Date(time)));
}

// A long text, such as a file, that can be scrolled by keyboard too. Line breaks stay; other
// characters that cannot be seen are spelled out.
export function codeBlock(text: string, label: string): HTMLElement {
  const lines = text.split("\n").map(visible).join("\n");
  return make(
    "pre",
    { tabindex: "0", role: "group", "aria-label": label },
    make("code", {}, lines),
  );
}

// A table with these headings.
export function table(
  caption: string,
  headings: readonly string[],
  rows: readonly (readonly (Node | string)[])[],
): HTMLElement {
  const head = make("tr", {}, ...headings.map((heading) => make("th", { scope: "col" }, heading)));
  const body = rows.map(([first = "", ...rest]) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, first),
      ...rest.map((cell) => make("td", {}, cell)),
    ),
  );
  return scrollable(
    caption,
    make(
      "table",
      { class: "data-table" },
      make("caption", {}, caption),
      make("thead", {}, head),
      make("tbody", {}, ...body),
    ),
  );
}

// Something wide, in a place that scrolls by itself and by keyboard.
export function scrollable(label: string, content: HTMLElement): HTMLElement {
  return make(
    "div",
    { class: "table-scroll", tabindex: "0", role: "group", "aria-label": label },
    content,
  );
}
