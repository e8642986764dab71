import assert from "node:assert/strict";
import { test } from "node:test";

import { choices, EVERYTHING, platformOf, select, weekEnds } from "./selection.ts";
import type { Directory, ProgramCounts, Week } from "./state.ts";

function build(version: string, goos: string, counters: Record<string, number>): ProgramCounts {
  return {
    program: "example.com/tool",
    version,
    goVersion: "gcc12.2.0",
    goos,
    goarch: "amd64",
    counters,
    stacks: version === "v1.0.0" ? { "tool/bug\nmain.check:+2\nmain.main:+34": 1 } : {},
  };
}

function directory(weeks: readonly Week[]): Directory {
  return {
    collector: "telemetry.example.com:443",
    environment: {
      mode: "local",
      rule: "default",
      detail: "",
      consentDay: "",
      lastSent: "",
      dir: "/d",
      putAside: [],
    },
    approved: { version: "", unknown: "no config", config: "", shown: false, changes: [] },
    weeks,
    charts: [
      {
        program: "example.com/tool",
        chart: "tool/latency",
        ordered: true,
        buckets: ["<1ms", "<10ms"],
      },
      {
        program: "example.com/tool",
        chart: "tool/os",
        ordered: false,
        buckets: ["linux", "plan9"],
      },
      { program: "example.com/tool", chart: "tool/runs", ordered: false, buckets: [""] },
    ],
    leftOut: [],
    previews: [],
    files: [],
    warnings: [],
  };
}

const DIRECTORY = directory([
  {
    week: "2026-11-11",
    reported: true,
    programs: [
      build("v1.0.0", "linux", { "tool/latency:<10ms": 5, "tool/os:linux": 1, "tool/runs": 2 }),
    ],
  },
  {
    week: "2026-11-18",
    reported: false,
    programs: [
      build("v1.0.0", "linux", { "tool/latency:<1ms": 1, "tool/os:linux": 1 }),
      build("v1.1.0", "plan9", { "tool/os:plan9": 40, "tool/runs": 4 }),
    ],
  },
]);

function lines(filter = EVERYTHING): string[] {
  return select(DIRECTORY, filter).flatMap(({ charts }) =>
    charts.map(
      ({ chart }) =>
        `${chart.name}: ${chart.buckets
          .map(
            (bucket) =>
              `${bucket.key}=${bucket.weekly.map((week) => ("value" in week ? week.value : "?")).join("+")}`,
          )
          .join(" ")}`,
    ),
  );
}

test("counters are charts over the weeks, amounts in their order and others by falling count", () => {
  assert.deepEqual(lines(), [
    "tool/latency: <1ms=0+1 <10ms=5+0",
    "tool/os: plan9=0+40 linux=1+1",
    "tool/runs: =2+4",
  ]);
});

test("filters leave what they name", () => {
  assert.deepEqual(lines({ ...EVERYTHING, version: "v1.1.0" }), [
    "tool/os: plan9=0+40",
    "tool/runs: =0+4",
  ]);
  assert.deepEqual(lines({ ...EVERYTHING, platform: "linux/amd64", search: "OS" }), [
    "tool/os: linux=1+1",
  ]);
  assert.deepEqual(lines({ ...EVERYTHING, program: "example.com/other" }), []);
});

test("stacks are told apart from their frames", () => {
  assert.deepEqual(select(DIRECTORY, EVERYTHING)[0]?.stacks, [
    {
      title: "tool/bug",
      frames: ["main.check:+2", "main.main:+34"],
      count: 2,
      versions: ["v1.0.0"],
      firstWeek: "2026-11-11",
      lastWeek: "2026-11-18",
      verdict: { kind: "unknown" },
    },
  ]);
});

test("a filter offers what the others leave", () => {
  const offered = (filter = EVERYTHING) => choices([DIRECTORY], filter, platformOf);
  assert.deepEqual(offered(), ["linux/amd64", "plan9/amd64"]);
  assert.deepEqual(offered({ ...EVERYTHING, version: "v1.1.0" }), ["plan9/amd64"]);
});

test("a filter offers what is in any directory that is shown", () => {
  const programs = [{ ...build("v0.1.0", "darwin", {}), program: "example.org/other" }];
  const other = directory([{ week: "2026-11-18", reported: true, programs }]);
  const names = choices([DIRECTORY, other], EVERYTHING, (one) => one.program);
  assert.deepEqual(names, ["example.com/tool", "example.org/other"]);
});

test("weeks in which nothing was counted have their place", () => {
  const week = (day: string): Week => ({ week: day, reported: true, programs: [] });
  assert.deepEqual(weekEnds([week("2026-11-25"), week("2026-11-11")]), [
    "2026-11-11",
    "2026-11-18",
    "2026-11-25",
  ]);
  assert.deepEqual(weekEnds([week("2026-11-11"), week("2026-11-12")]), [
    "2026-11-11",
    "2026-11-12",
  ]);
  assert.deepEqual(weekEnds([]), []);
});
