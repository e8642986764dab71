import assert from "node:assert/strict";
import { test } from "node:test";

import type { Chart } from "./chart.ts";
import {
  describe,
  formatAmount,
  formatAmountBriefly,
  formatAmountOf,
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
