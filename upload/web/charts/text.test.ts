import assert from "node:assert/strict";
import { test } from "node:test";

import type { Chart } from "./chart.ts";
import {
  describe,
  formatAmount,
  formatAmountBriefly,
  formatAmountOf,
  formatEnd,
  formatShare,
  formatWeekOf,
  shorten,
  visible,
} from "./text.ts";

test("amounts say what is known", () => {
  assert.equal(formatAmount({ value: 1234567 }), "1,234,567");
  assert.equal(formatAmount({ value: 2 ** 60 }), "about 1,152,921,504,606,847,000");
  assert.equal(formatAmount({ fewerThan: 5 }), "fewer than 5");
  assert.equal(formatAmount({ atLeast: 1500 }), "at least 1,500");
  assert.equal(formatAmount({ atLeast: 0 }), "not shown");
  assert.equal(formatAmountOf({ atLeast: 0 }, "reports"), "not shown");
  assert.equal(formatAmountOf({ atLeast: 15 }, "reports"), "at least 15 reports");
  assert.equal(formatAmountBriefly({ fewerThan: 5 }), "<5");
  assert.equal(formatAmountBriefly({ atLeast: 15 }), "≥15");
});

test("characters that cannot be seen are spelled out", () => {
  assert.equal(visible("a\u202eb"), "a\\u202eb");
  assert.equal(visible("\u0007\n\t\u007f\u009b"), "␇␊␉␡\\u009b");
  assert.equal(visible("\ud800x"), "\\ud800x");
  assert.equal(visible("שלום <b> 😀"), "שלום <b> 😀");
});

test("long names are cut in the middle", () => {
  assert.equal(shorten("abcdefghij", 10), "abcdefghij");
  assert.equal(shorten("abcdefghijk", 10), "abcde…hijk");
  assert.equal(shorten("😀😀😀", 2), "😀…");
});

const CHART: Chart = {
  name: "tool/latency",
  subject: "example.com/tool",
  unit: "events",
  weeks: ["2026-11-18"],
  buckets: [
    { key: "<1ms", total: { value: 3 }, weekly: [] },
    { key: ">=1ms", total: { value: 1200 }, weekly: [] },
  ],
  ordered: true,
};

test("a chart is described by its size and its largest bucket", () => {
  assert.equal(
    describe(CHART),
    "tool/latency of example.com/tool: 1,203 events in 2 buckets. The largest is >=1ms: 1,200.",
  );
  assert.equal(
    describe({
      ...CHART,
      weeks: ["2026-11-11", "2026-11-18"],
      buckets: [{ key: "", total: { value: 7 }, weekly: [{ value: 3 }, { value: 4 }] }],
    }),
    "tool/latency of example.com/tool: 7 events over 2 weeks, up to 2026-11-18.",
  );
  assert.equal(
    describe({ ...CHART, buckets: [{ key: "a", total: { fewerThan: 5 }, weekly: [] }] }),
    "tool/latency of example.com/tool: 1 bucket, none of them large enough to show.",
  );
});

test("shares are of the reports that could have the bucket", () => {
  assert.equal(formatShare({ value: 60 }, 120), "50 %");
  assert.equal(formatShare({ value: 1 }, 1000), "<1 %");
  assert.equal(formatShare({ value: 0 }, 1000), "0 %");
  assert.equal(formatShare({ atLeast: 119 }, 120), "≥99 %");
  assert.equal(formatShare({ fewerThan: 5 }, 120), "");
  assert.equal(formatShare({ value: 60 }, 0), "");
});

// Two of three buckets are in the same reports.
const OF_REPORTS: Chart = {
  ...CHART,
  unit: "reports",
  weeks: ["2026-11-11", "2026-11-18"],
  buckets: [
    { key: "a", total: { value: 90 }, weekly: [{ value: 40 }, { value: 50 }] },
    { key: "b", total: { atLeast: 80 }, weekly: [{ value: 40 }, { atLeast: 40 }] },
    { key: "c", total: { atLeast: 0 }, weekly: [{ fewerThan: 5 }, { fewerThan: 5 }] },
  ],
  ordered: false,
  reports: { about: 100, weekly: [45, 55], exact: false, exclusive: false },
};

test("a chart of reports is described without a sum, which would be no number of reports", () => {
  assert.equal(
    describe(OF_REPORTS),
    "tool/latency of example.com/tool: 3 buckets over 2 weeks, up to 2026-11-18. " +
      "The largest is a: 90 of about 100 reports (90 %).",
  );
  assert.equal(formatWeekOf({ value: 50 }, OF_REPORTS, 1), "50 of about 55 reports (91 %)");
  assert.equal(formatWeekOf({ fewerThan: 5 }, OF_REPORTS, 1), "fewer than 5 reports");
  assert.equal(formatEnd({ atLeast: 80 }, OF_REPORTS.reports), "≥80 · ≥80 %");
  assert.equal(formatEnd({ value: 80 }, undefined), "80");
});
