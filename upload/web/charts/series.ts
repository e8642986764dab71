// What a chart over weeks draws in one color.

import { addsUp, type Bucket, type Chart, drawnBuckets, lowerBound } from "./chart.ts";
import { bucketLabel } from "./text.ts";

// The number of colors that can be told apart.
export const MAX_SERIES = 8;

// A bucket, or all buckets that have no color of their own.
export interface Series {
  readonly label: string;
  // A CSS color.
  readonly color: string;
  readonly buckets: readonly Bucket[];
}

// The series of a chart over weeks, in the order of the legend: those that occur. Buckets beyond the
// colors are one series if their sum means something, and else none.
export function seriesOf(chart: Chart): Series[] {
  const drawn = drawnBuckets(chart);
  const rests = drawn.length > MAX_SERIES && addsUp(chart);
  const shown = largest(drawn, rests ? MAX_SERIES - 1 : MAX_SERIES);
  const kind = chart.ordered && shown.length > 1 ? "ramp" : "series";
  const series: Series[] = shown.map((bucket, position) => ({
    label: bucketLabel(chart, bucket.key),
    color: `var(--${kind}-${kind === "ramp" ? rampStep(position, shown.length) : position + 1})`,
    buckets: [bucket],
  }));
  const rest = drawn.filter((bucket) => !shown.includes(bucket));
  if (rest.length > 0 && rests) {
    const label = `${rest.length} other buckets`;
    series.push({ label, color: "var(--series-rest)", buckets: rest });
  }
  return series;
}

// Spreads `count` steps over the eight colors of the ramp.
function rampStep(position: number, count: number): number {
  return count === 1 ? 5 : 1 + Math.round((position * (MAX_SERIES - 1)) / (count - 1));
}

// The `count` largest of some buckets, in their order.
export function largest(buckets: readonly Bucket[], count: number): Bucket[] {
  const bySize = [...buckets].sort((a, b) => lowerBound(b.total) - lowerBound(a.total));
  const kept = new Set(bySize.slice(0, count));
  return buckets.filter((bucket) => kept.has(bucket));
}
