import assert from "node:assert/strict";
import { test } from "node:test";

import type { Chart } from "./chart.ts";
import { formatDay, seriesOf } from "./draw.ts";

function chartOf(keys: readonly string[]): Chart {
  return {
    name: "tool/kind",
    subject: "example.com/tool",
    unit: "reports",
    weeks: ["2026-11-18"],
    buckets: keys.map((key, index) => ({ key, total: { value: 100 - index }, weekly: [] })),
    ordered: false,
  };
}

test("buckets beyond the colors are a series of their own, whatever they are called", () => {
  const series = seriesOf(chartOf(["others", "b", "c", "d", "e", "f", "g", "h", "i"]));
  assert.deepEqual(
    series.map(({ label, buckets }) => [label, buckets.map(({ key }) => key)]),
    [
      ...["others", "b", "c", "d", "e", "f", "g"].map((key) => [key, [key]]),
      ["2 other buckets", ["h", "i"]],
    ],
  );
});

test("buckets that look alike have colors of their own", () => {
  const series = seriesOf(chartOf(["a\u0007", "a\u2407"]));
  assert.deepEqual(
    series.map(({ label, color }) => [label, color]),
    [
      ["a␇", "var(--series-1)"],
      ["a␇", "var(--series-2)"],
    ],
  );
});

test("a day has its year where that changes", () => {
  assert.equal(formatDay("2026-11-18"), "18 Nov\n2026");
  assert.equal(formatDay("2026-11-18", "2026-11-11"), "18 Nov");
  assert.equal(formatDay("2027-01-06", "2026-12-30"), "6 Jan\n2027");
});
