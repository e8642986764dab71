// The charts that a collector publishes, from the file that a page names in `data-source`.

import type { Amount, Bucket, Chart } from "../charts/chart.ts";
import { visible } from "../charts/text.ts";

export interface PublishedBucket {
  readonly key: string;
  readonly value?: number;
  readonly fewerThan?: number;
  readonly atLeast?: number;
  readonly weekly?: readonly Omit<PublishedBucket, "key" | "weekly">[];
}

export interface Published {
  readonly minReports: number;
  readonly weeks: readonly string[];
  readonly programs: readonly {
    readonly name: string;
    readonly charts: readonly {
      readonly name: string;
      readonly ordered: boolean;
      readonly exclusive: boolean;
      readonly reportsAbout?: number;
      readonly weeklyReportsAbout?: readonly number[];
      readonly buckets: readonly PublishedBucket[];
    }[];
  }[];
}

function amount(published: Omit<PublishedBucket, "key" | "weekly">): Amount {
  if (published.value !== undefined) return { value: published.value };
  if (published.fewerThan !== undefined) return { fewerThan: published.fewerThan };
  return { atLeast: published.atLeast ?? 0 };
}

function bucket(published: PublishedBucket): Bucket {
  return {
    key: published.key,
    total: amount(published),
    weekly: (published.weekly ?? []).map(amount),
  };
}

// Finds charts by the names that they have on the page. Page and file are written one after the
// other, so each may have charts that the other lacks.
export class PublishedCharts {
  // Keyed by place(); several charts of a program may have the same name.
  readonly #charts = new Map<string, Chart[]>();

  constructor(published: Published) {
    for (const { name: subject, charts } of published.programs) {
      for (const chart of charts) {
        const { name, ordered } = chart;
        const buckets = chart.buckets.map(bucket);
        const reports = {
          about: chart.reportsAbout ?? 0,
          weekly: chart.weeklyReportsAbout ?? [],
          exact: published.minReports <= 1,
          exclusive: chart.exclusive,
        };
        const hasWeeks = buckets.some((one) => one.weekly.length > 0);
        const weeks = hasWeeks ? published.weeks : published.weeks.slice(-1);
        const key = place(visible(subject), visible(name));
        const found = this.#charts.get(key) ?? [];
        found.push({ name, subject, unit: "reports", weeks, buckets, ordered, reports });
        this.#charts.set(key, found);
      }
    }
  }

  // Returns the next chart with these names on the page; undefined if there is none.
  take(program: string, chart: string): Chart | undefined {
    return this.#charts.get(place(program, chart))?.shift();
  }
}

function place(program: string, chart: string): string {
  return JSON.stringify([program, chart]);
}
