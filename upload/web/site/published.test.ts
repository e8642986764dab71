import assert from "node:assert/strict";
import { test } from "node:test";

import { type Published, publishedChart } from "./published.ts";

const PUBLISHED: Published = {
  weeks: ["2026-11-15", "2026-11-22"],
  programs: [
    {
      name: "example.com/tool",
      charts: [
        {
          name: "GOOS",
          buckets: [
            { key: "linux", value: 120 },
            { key: "plan9", fewerThan: 5 },
          ],
        },
        {
          name: "Version",
          buckets: [{ key: "v1.0.0", atLeast: 15, weekly: [{ value: 10 }, { fewerThan: 5 }] }],
        },
      ],
    },
  ],
};

test("amounts keep what is known of them", () => {
  assert.deepEqual(publishedChart(PUBLISHED, 0, 0), {
    name: "GOOS",
    subject: "example.com/tool",
    unit: "reports",
    weeks: ["2026-11-22"],
    buckets: [
      { key: "linux", total: { value: 120 }, weekly: [] },
      { key: "plan9", total: { fewerThan: 5 }, weekly: [] },
    ],
    ordered: false,
  });
});

test("a chart over weeks has an amount for each", () => {
  const chart = publishedChart(PUBLISHED, 0, 1);
  assert.deepEqual(chart?.weeks, ["2026-11-15", "2026-11-22"]);
  assert.deepEqual(chart?.buckets[0]?.weekly, [{ value: 10 }, { fewerThan: 5 }]);
});

test("only amounts have an order that colors show", () => {
  const ordered = (...keys: string[]) =>
    publishedChart(
      {
        weeks: [],
        programs: [
          { name: "p", charts: [{ name: "c", buckets: keys.map((key) => ({ key, value: 5 })) }] },
        ],
      },
      0,
      0,
    )?.ordered;
  assert.equal(ordered("<1ms", "<10ms", ">=10ms"), true);
  assert.equal(ordered("v1.0.0", "v1.1.0"), false);
  assert.equal(ordered(), false);
});

test("a chart that the file does not have is none", () => {
  assert.equal(publishedChart(PUBLISHED, 0, 2), undefined);
  assert.equal(publishedChart(PUBLISHED, 1, 0), undefined);
});
