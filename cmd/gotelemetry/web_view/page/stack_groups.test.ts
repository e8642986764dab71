import assert from "node:assert/strict";
import { test } from "node:test";

import type { Stack } from "./selection.ts";
import { groupStacks, topFunctions } from "./stack_groups.ts";

function stack(frames: readonly string[], count: number, version: string, week: string): Stack {
  return {
    title: "crash/crash",
    frames,
    count,
    versions: [version],
    firstWeek: week,
    lastWeek: week,
    verdict: { kind: "unknown" },
  };
}

test("the functions at the top are named without their places", () => {
  assert.deepEqual(
    topFunctions([
      "libc.so.6@c19de1ca1b1d1b2f.abort:@0x26200,+0x7f",
      "wc@0123456789abcdef.tool::Count:@0x11d0,+0x1b",
      "wc@0123456789abcdef.?:@0x0,+0x1b",
      "?.main:@0x0,+0x4",
      "libc.so.6@c19de1ca1b1d1b2f.__libc_start_main:@0x27180,+0x79",
    ]),
    ["tool::Count", "main", "__libc_start_main"],
  );
  assert.deepEqual(
    topFunctions([
      "runtime.throw:+9,+0x33",
      "os.(*fileStat).IsDir:+0,+0x0",
      "path/filepath.walk:+1,+0x3b",
    ]),
    ["os.(*fileStat).IsDir", "filepath.walk"],
  );
});

test("system functions are named if there are no others, and nothing of what is no frame", () => {
  assert.deepEqual(topFunctions(["libc.so.6@c19de1ca1b1d1b2f.abort:@0x26200,+0x7f"]), ["abort"]);
  assert.deepEqual(topFunctions(["", "truncated", "?.?:@0x0,+0x0"]), []);
});

test("stacks of several builds with the same functions are one group", () => {
  const groups = groupStacks([
    stack(["wc@01.f:@0x20,+0x2"], 5, "v1.10.0", "2026-11-18"),
    stack(["wc@01.g:@0x20,+0x2"], 4, "v1.9.0", "2026-11-18"),
    stack(["wc@02.f:@0x24,+0x3"], 3, "v1.9.0", "2026-11-11"),
  ]);
  assert.deepEqual(
    groups.map(({ functions, stacks, count, versions, firstWeek, lastWeek }) => [
      ...functions,
      stacks.length,
      count,
      versions.join(" "),
      firstWeek,
      lastWeek,
    ]),
    [
      ["f", 2, 8, "v1.9.0 v1.10.0", "2026-11-11", "2026-11-18"],
      ["g", 1, 4, "v1.9.0", "2026-11-18", "2026-11-18"],
    ],
  );
});

test("stacks of different counters stay apart", () => {
  const one = stack(["wc@01.f:@0x20,+0x2"], 1, "v1.0.0", "2026-11-18");
  assert.equal(groupStacks([one, { ...one, title: "tool/bug" }]).length, 2);
});
