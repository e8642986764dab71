// Stacks that are probably one problem: those of several builds with the same functions at the top. The collector's
// site groups them alike (report/stacks/top_frames.h).

import type { Stack } from "./selection.ts";

// How many functions at the top make a group.
const TOP_FRAMES = 3;

export interface StackGroup {
  readonly title: string;
  // The functions at the top, innermost first; empty if none is known.
  readonly functions: readonly string[];
  // The most frequent first.
  readonly stacks: readonly Stack[];
  readonly count: number;
  // Each once, in their order.
  readonly versions: readonly string[];
  // Ends of weeks, YYYY-MM-DD.
  readonly firstWeek: string;
  readonly lastWeek: string;
}

const OWN_FRAME = /^(?<object>.*?)(?:@[0-9a-f]+)?\.(?<name>[^.]*):@0x[0-9a-f]+,\+0x[0-9a-f]+$/;
const GO_FRAME = /^(?:.*\/)?(?<name>[^/]+):[^:]*$/;
const SYSTEM_OBJECT = /^lib.*\.so/;

// The functions of the top frames, as people call them. Those of system libraries and of Go's runtime say only that a
// program ends: at the top they are passed over.
export function topFunctions(frames: readonly string[]): string[] {
  const functions: string[] = [];
  const passedOver: string[] = [];
  for (const frame of frames) {
    const own = OWN_FRAME.exec(frame);
    const name = (own ?? GO_FRAME.exec(frame))?.groups?.["name"];
    if (name === undefined || name === "?") continue;
    const isSystem = own === null ? frame.startsWith("runtime.") : SYSTEM_OBJECT.test(own.groups?.["object"] ?? "");
    const kept = isSystem && functions.length === 0 ? passedOver : functions;
    if (kept.length < TOP_FRAMES) kept.push(name);
  }
  return functions.length === 0 ? passedOver : functions;
}

// Groups of the most frequent stacks first. `stacks` are in that order, too.
export function groupStacks(stacks: readonly Stack[]): StackGroup[] {
  const groups = new Map<string, { functions: string[]; stacks: Stack[] }>();
  for (const stack of stacks) {
    const functions = topFunctions(stack.frames);
    const key = JSON.stringify([stack.title, functions]);
    const group = groups.get(key) ?? { functions, stacks: [] };
    groups.set(key, group);
    group.stacks.push(stack);
  }
  return [...groups.values()]
    .map((group) => summaryOf(group.functions, group.stacks))
    .sort((a, b) => b.count - a.count);
}

function summaryOf(functions: readonly string[], stacks: readonly Stack[]): StackGroup {
  const versions = new Set(stacks.flatMap((stack) => stack.versions));
  return {
    title: stacks[0]?.title ?? "",
    functions,
    stacks,
    count: stacks.reduce((sum, stack) => sum + stack.count, 0),
    versions: [...versions].sort(new Intl.Collator("en", { numeric: true }).compare),
    firstWeek: stacks.map((stack) => stack.firstWeek).sort()[0] ?? "",
    lastWeek: stacks.map((stack) => stack.lastWeek).sort().at(-1) ?? "",
  };
}
