import assert from "node:assert/strict";
import { test } from "node:test";

import { type Published, PublishedCharts } from "./published.ts";

const REST = { ordered: false, exclusive: true, reportsAbout: 5 };

const PUBLISHED: Published = {
  minReports: 5,
  weeks: ["2026-11-15", "2026-11-22"],
  programs: [
    {
      name: "example.com/tool",
      charts: [
        {
          name: "GOOS",
          ordered: false,
          exclusive: true,
          reportsAbout: 130,
          buckets: [
            { key: "linux", value: 120 },
            { key: "plan9", fewerThan: 5 },
          ],
        },
        {
          name: "Version",
          ordered: true,
          exclusive: false,
          reportsAbout: 30,
          weeklyReportsAbout: [20, 10],
          buckets: [{ key: "v1.0.0", atLeast: 15, weekly: [{ value: 10 }, { fewerThan: 5 }] }],
        },
        { name: "twice", ...REST, buckets: [{ key: "a", value: 1 }] },
        { name: "twice", ...REST, buckets: [{ key: "b", value: 2 }] },
        { name: "bell\u0007", ...REST, buckets: [{ key: "c", value: 3 }] },
      ],
    },
  ],
};

function take(chart: string, charts = new PublishedCharts(PUBLISHED)) {
  return charts.take("example.com/tool", chart);
}

test("amounts keep what is known of them", () => {
  assert.deepEqual(take("GOOS"), {
    name: "GOOS",
    subject: "example.com/tool",
    unit: "reports",
    weeks: ["2026-11-22"],
    buckets: [
      { key: "linux", total: { value: 120 }, weekly: [] },
      { key: "plan9", total: { fewerThan: 5 }, weekly: [] },
    ],
    ordered: false,
    reports: { about: 130, weekly: [], exact: false, exclusive: true },
  });
});

test("a chart over weeks has an amount for each", () => {
  const chart = take("Version");
  assert.deepEqual(chart?.weeks, ["2026-11-15", "2026-11-22"]);
  assert.deepEqual(chart?.buckets[0]?.weekly, [{ value: 10 }, { fewerThan: 5 }]);
  assert.equal(chart?.ordered, true);
  assert.deepEqual(chart?.reports, { about: 30, weekly: [20, 10], exact: false, exclusive: false });
});

test("charts are found by the names on the page, wherever they stand", () => {
  assert.equal(take("bell\u2407")?.buckets[0]?.key, "c");
  assert.equal(take("none"), undefined);
  assert.equal(new PublishedCharts(PUBLISHED).take("example.com/other", "GOOS"), undefined);
});

test("charts of one name are taken in their order", () => {
  const charts = new PublishedCharts(PUBLISHED);
  assert.equal(take("twice", charts)?.buckets[0]?.key, "a");
  assert.equal(take("twice", charts)?.buckets[0]?.key, "b");
  assert.equal(take("twice", charts), undefined);
});
