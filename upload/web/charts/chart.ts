// The data of a chart, public or local.

// A number in a chart. A public chart hides numbers so small that they might reveal something about
// one person: for these only a bound is known. `atLeast: 0` means that nothing is shown.
export type Amount =
  { readonly value: number } | { readonly fewerThan: number } | { readonly atLeast: number };

export interface Bucket {
  readonly key: string;
  readonly total: Amount;
  // An amount for each of the chart's weeks; empty if the chart has at most one week.
  readonly weekly: readonly Amount[];
}

// How many reports a chart of reports is of.
export interface Reports {
  // About how many could have it, over the whole time and week by week; `weekly` is empty if the chart
  // has at most one week.
  readonly about: number;
  readonly weekly: readonly number[];
  // Whether `about` is exact.
  readonly exact: boolean;
  // Whether a report has at most one of the buckets, so that they may be added up.
  readonly exclusive: boolean;
}

export interface Chart {
  // The counter's name up to its colon; or `Version`, `GOOS`, ...
  readonly name: string;
  // The program that the chart is about.
  readonly subject: string;
  // What is counted: "reports" or "events".
  readonly unit: string;
  // The last days of the weeks that it covers, YYYY-MM-DD, oldest first.
  readonly weeks: readonly string[];
  // In display order.
  readonly buckets: readonly Bucket[];
  // Whether that order is meaningful, as for durations.
  readonly ordered: boolean;
  // Absent if events are counted.
  readonly reports?: Reports;
}

// Whether the sum of the buckets means something. Events always add up.
export function addsUp(chart: Chart): boolean {
  return chart.buckets.length === 1 || (chart.reports?.exclusive ?? true);
}

// The largest number that the amount is known to reach; the length of a bar.
export function lowerBound(amount: Amount): number {
  if ("value" in amount) return amount.value;
  return "atLeast" in amount ? amount.atLeast : 0;
}

export function isExact(amount: Amount): amount is { readonly value: number } {
  return "value" in amount;
}

// Whether nothing is shown of a bucket, in any week.
function showsNothing({ total, weekly }: Bucket): boolean {
  return [total, ...weekly].every((amount) => lowerBound(amount) === 0);
}

// With fewer buckets than this, all of them are shown.
const FEW = 3;

// The buckets to draw: all but those of which nothing is shown, if these are many and stand in no
// order of their own.
export function drawnBuckets(chart: Chart): readonly Bucket[] {
  const drawn = chart.buckets.filter((bucket) => !showsNothing(bucket));
  const folds = !chart.ordered && drawn.length > 0 && chart.buckets.length - drawn.length >= FEW;
  return folds ? drawn : chart.buckets;
}

// Exact if all of them are; else a lower bound on their sum.
export function sumOf(amounts: readonly Amount[]): Amount {
  if (amounts.length === 1 && amounts[0] !== undefined) return amounts[0];
  const sum = amounts.reduce((least, amount) => least + lowerBound(amount), 0);
  return amounts.every(isExact) ? { value: sum } : { atLeast: sum };
}

// Whether the chart is a counter without buckets: a single bucket without a name.
export function isSingle(chart: Chart): boolean {
  return chart.buckets.length === 1 && chart.buckets[0]?.key === "";
}
