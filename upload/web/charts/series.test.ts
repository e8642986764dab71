import assert from "node:assert/strict";
import { test } from "node:test";

import type { Chart } from "./chart.ts";
import { formatDay } from "./draw_weeks.ts";
import { seriesOf } from "./series.ts";

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

test("buckets beyond the colors are no series if their sum would mean nothing", () => {
  const reports = { about: 200, weekly: [200], exact: false, exclusive: false };
  const series = seriesOf({
    ...chartOf(["a", "b", "c", "d", "e", "f", "g", "h", "i"]),
    reports,
  });
  assert.deepEqual(
    series.map(({ label }) => label),
    ["a", "b", "c", "d", "e", "f", "g", "h"],
  );
});

test("what never has a bar is in no legend", () => {
  const seen = chartOf(["a", "b"]);
  const unseen = ["c", "d", "e"].map((key) => ({ key, total: { atLeast: 0 }, weekly: [] }));
  const labels = (chart: Chart) => seriesOf(chart).map(({ label }) => label);
  assert.deepEqual(labels({ ...seen, buckets: [...seen.buckets, ...unseen] }), ["a", "b"]);
  // Amounts stand in an order that would have a gap.
  const ordered = { ...seen, buckets: [...seen.buckets, ...unseen], ordered: true };
  assert.equal(labels(ordered).length, 5);
});
