// Small parts that several views share.

import { make } from "upload/web/charts/dom.ts";
import { visible } from "upload/web/charts/text.ts";
import { type Verdict, verdictLabel } from "./verdicts.ts";

// A name that someone else chose: invisible characters are made visible, and right-to-left text in
// it does not affect what is beside it.
export function nameOf(text: string): HTMLElement {
  return make("bdi", {}, visible(text));
}

// A mark beside a name that says whether it would be uploaded.
export function badge(verdict: Verdict): HTMLElement[] {
  if (verdict.kind === "unknown") return [];
  const reason = "reason" in verdict ? visible(verdict.reason) : "Approved by the config.";
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

// A time, in the user's time zone.
export function momentOf(time: string): HTMLElement {
  return make("time", { datetime: time }, MOMENT.format(new Date(time)));
}

// A long text, such as a file, which can also be scrolled by keyboard. Line breaks stay; other
// invisible characters are spelled out.
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

// Puts wide content into a box that scrolls separately, also by keyboard.
export function scrollable(label: string, content: HTMLElement): HTMLElement {
  return make(
    "div",
    { class: "table-scroll", tabindex: "0", role: "group", "aria-label": label },
    content,
  );
}
