// The stacks of a program: groups that can be opened, each stack of which can be copied.

import { button, make } from "upload/web/charts/dom.ts";
import { formatCount } from "upload/web/charts/text.ts";
import { badge, nameOf } from "./parts.ts";
import type { Stack } from "./selection.ts";
import { groupStacks, type StackGroup } from "./stack_groups.ts";
import { combine } from "./verdicts.ts";

const SAYS_SO_MS = 2000;

export function stackSection(stacks: readonly Stack[]): HTMLElement[] {
  if (stacks.length === 0) return [];
  return [make("h4", {}, "Stacks"), ...groupStacks(stacks).map(groupElement)];
}

function groupElement(group: StackGroup): HTMLElement {
  const first = group.functions[0] ?? group.stacks[0]?.frames[0] ?? "";
  return make(
    "details",
    { class: "stack", "data-key": [group.title, ...group.functions].join("\n") },
    make(
      "summary",
      {},
      nameOf(group.title),
      " ",
      make("span", { class: "stack-count" }, formatCount(group.count)),
      " ",
      make("span", { class: "stack-frame mono" }, nameOf(first)),
      " ",
      ...badge(combine(group.stacks.map((stack) => stack.verdict))),
      make("span", { class: "stack-facts" }, ...facts(group)),
    ),
    ...group.stacks.map((stack) => stackElement(stack, group.stacks.length > 1)),
  );
}

// In which versions and weeks it was counted.
function facts(of: StackGroup | Stack): (Node | string)[] {
  const weeks =
    of.firstWeek === of.lastWeek ? `week ${of.lastWeek}` : `weeks ${of.firstWeek} to ${of.lastWeek}`;
  return [nameOf(of.versions.join(", ")), ` · ${weeks}`];
}

function stackElement(stack: Stack, isOneOfSeveral: boolean): HTMLElement {
  const frames = stack.frames.filter((frame) => frame !== "");
  const copy: HTMLButtonElement = button("Copy", { class: "chart-button stack-copy" }, () => {
    copyText([stack.title, ...stack.frames].join("\n"), copy);
  });
  const count = isOneOfSeveral
    ? [make("span", { class: "stack-count" }, formatCount(stack.count)), " ", ...facts(stack), " "]
    : [];
  return make(
    "div",
    // Its button copies this stack, whatever takes the element's place.
    { class: "stack-variant", "data-key": [stack.title, ...stack.frames].join("\n") },
    make("p", { class: "stack-actions" }, ...count, copy),
    make("ol", { class: "mono" }, ...frames.map((frame) => make("li", {}, nameOf(frame)))),
  );
}

// The button says for a moment whether the text is on the clipboard.
function copyText(text: string, pressed: HTMLButtonElement): void {
  const say = (word: string) => {
    pressed.textContent = word;
    setTimeout(() => {
      pressed.textContent = "Copy";
    }, SAYS_SO_MS);
  };
  navigator.clipboard.writeText(text).then(
    () => say("Copied"),
    () => say("Not allowed"),
  );
}
