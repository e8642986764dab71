// The charts that a collector publishes, as its pages name them in `data-source`.

import type { Amount, Bucket, Chart } from "../charts/chart.ts";

export interface PublishedBucket {
  readonly key: string;
  readonly value?: number;
  readonly fewerThan?: number;
  readonly atLeast?: number;
  readonly weekly?: readonly Omit<PublishedBucket, "key" | "weekly">[];
}

export interface Published {
  readonly weeks: readonly string[];
  readonly programs: readonly {
    readonly name: string;
    readonly charts: readonly {
      readonly name: string;
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

// A bucket that is a number, possibly after a sign of comparison; such buckets come in their order
// (report/bucket_order.h).
const AMOUNT = /^(?:[<>]=?|[≤≥])?\d/;

// The chart at these places; nothing if there is none, as when page and file are of two versions.
export function publishedChart(
  published: Published,
  program: number,
  chart: number,
): Chart | undefined {
  const owner = published.programs[program];
  const found = owner?.charts[chart];
  if (owner === undefined || found === undefined) return undefined;
  const buckets = found.buckets.map(bucket);
  const hasWeeks = buckets.some((one) => one.weekly.length > 0);
  return {
    name: found.name,
    subject: owner.name,
    unit: "reports",
    weeks: hasWeeks ? published.weeks : published.weeks.slice(-1),
    buckets,
    ordered: buckets.length > 0 && buckets.every((one) => AMOUNT.test(one.key)),
  };
}
