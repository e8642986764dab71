// Small parts that several views share.

import { make } from "upload/web/charts/dom.ts";
import { visible } from "upload/web/charts/text.ts";
import { type DirectoryKey, GO, keyOf } from "./route.ts";
import type { Directory } from "./state.ts";
import { decider, isOwnChoice } from "./summary.ts";
import { type Verdict, verdictLabel } from "./verdicts.ts";

// A name that someone else chose: invisible characters are made visible, and right-to-left text in
// it does not affect what is beside it.
export function nameOf(text: string): HTMLElement {
  return make("bdi", {}, visible(text));
}

// What a directory is called: by its collector's address, or as Go's.
export function nameOfDirectory(key: DirectoryKey): string {
  return key === GO ? "Go’s directory" : visible(key);
}

// The mode as a word with a colored dot.
export function modeMark({ environment }: Directory): HTMLElement {
  return make("span", { class: `mode ${environment.mode}` }, environment.mode);
}

// Who decided the mode, with what exactly: "an environment variable (DO_NOT_TRACK=1)".
export function deciderOf(directory: Directory): HTMLElement {
  const { rule, detail } = directory.environment;
  const who = make("span", {}, nameOf(decider(directory)));
  // The directory is shown anyway, so the mode file's path adds nothing.
  if (detail !== "" && rule !== "mode file")
    who.append(" (", make("code", {}, nameOf(detail)), ")");
  return who;
}

// "The mode is off: nothing is uploaded.", and who decided that if it is not the user's choice
// for this directory.
export function modeNote(directory: Directory, consequence: string): HTMLElement {
  const { environment } = directory;
  const note = make("p", {}, `The mode is ${environment.mode}: ${consequence}.`);
  if (!isOwnChoice(environment)) note.append(" Decided by ", deciderOf(directory), ".");
  return note;
}

// The heading of what a view shows of a directory: whose it is, and its mode.
export function headingOf(directory: Directory): HTMLElement {
  const name = make("bdi", {}, nameOfDirectory(keyOf(directory)));
  return make("h2", {}, name, " ", modeMark(directory));
}

// A part of a view that is about one directory.
export function group(directory: Directory, ...children: readonly (Node | string)[]): HTMLElement {
  return make(
    "section",
    { class: "group", "data-key": keyOf(directory) },
    headingOf(directory),
    ...children,
  );
}

// What a view shows if it has no directory to show.
export function noDirectory(key: DirectoryKey): HTMLElement {
  return make(
    "p",
    { class: "empty" },
    "There is no directory for ",
    make("bdi", {}, nameOfDirectory(key)),
    " on this machine.",
  );
}

// Some names, the first of them in full.
export function listOf(names: readonly string[]): HTMLElement {
  const shown = names.slice(0, 6);
  const rest = names.length - shown.length;
  const text = make("span");
  shown.forEach((name, index) => text.append(index > 0 ? ", " : "", nameOf(name)));
  if (rest > 0) text.append(` and ${rest} more`);
  return text;
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

// Cells about what a counter is for: its title, its proposals, its owners and its end. Addresses are
// not links, because the collector chose them.
export const MEANING_HEADINGS = ["Title", "Proposed in", "Owner", "Ends"] as const;

export function meaningCells(
  title: string,
  issues: readonly string[],
  owners: readonly string[],
  expires: string,
): readonly (Node | string)[] {
  return [nameOf(title), nameOf(issues.join(", ")), nameOf(owners.join(", ")), nameOf(expires)];
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
