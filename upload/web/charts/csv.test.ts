import assert from "node:assert/strict";
import { test } from "node:test";

import type { Chart } from "./chart.ts";
import { toCsv } from "./csv.ts";

const CHART: Chart = {
  name: "tool/os",
  subject: "example.com/tool",
  unit: "reports",
  weeks: ["2026-11-18"],
  buckets: [
    { key: "linux", total: { value: 120 }, weekly: [] },
    { key: 'a,"b"', total: { fewerThan: 5 }, weekly: [] },
    { key: "=1+1", total: { atLeast: 15 }, weekly: [] },
  ],
  ordered: false,
};

test("each bucket is a line, quoted where it must be", () => {
  assert.equal(toCsv(CHART), 'bucket,reports\r\nlinux,120\r\n"a,""b""",<5\r\n\'=1+1,>=15\r\n');
});

test("weeks are columns", () => {
  const chart: Chart = {
    ...CHART,
    weeks: ["2026-11-11", "2026-11-18"],
    buckets: [{ key: "linux", total: { value: 3 }, weekly: [{ value: 1 }, { value: 2 }] }],
  };
  assert.equal(toCsv(chart), "bucket,reports,2026-11-11,2026-11-18\r\nlinux,3,1,2\r\n");
});

test("of how many reports a number is stands beside it", () => {
  const reports = { about: 130, weekly: [], exact: false, exclusive: true };
  const chart: Chart = { ...CHART, buckets: CHART.buckets.slice(0, 1), reports };
  assert.equal(toCsv(chart), "bucket,reports,of_about\r\nlinux,120,130\r\n");
  const exact: Chart = { ...chart, reports: { ...reports, exact: true } };
  assert.equal(toCsv(exact), "bucket,reports,of\r\nlinux,120,130\r\n");
});
