// What a chart shows, whoever drew up the numbers.

// A number that is shown. A public chart hides numbers so small that they might tell of one person:
// of those only a bound is known; where nothing is shown, the bound is `atLeast: 0`.
export type Amount =
  { readonly value: number } | { readonly fewerThan: number } | { readonly atLeast: number };

export interface Bucket {
  readonly key: string;
  readonly total: Amount;
  // An amount for each of the chart's weeks; empty if the chart has at most one.
  readonly weekly: readonly Amount[];
}

export interface Chart {
  // The counter's name up to its colon; or `Version`, `GOOS`, ...
  readonly name: string;
  // What it is about: a program.
  readonly subject: string;
  // What is counted: "reports" or "events".
  readonly unit: string;
  // The last days of the weeks that it covers, YYYY-MM-DD, oldest first.
  readonly weeks: readonly string[];
  // In the order in which people expect them.
  readonly buckets: readonly Bucket[];
  // Whether that order has a meaning, as that of durations has.
  readonly ordered: boolean;
}

// What is known of the amount at least; what a bar's length stands for.
export function lowerBound(amount: Amount): number {
  if ("value" in amount) return amount.value;
  return "atLeast" in amount ? amount.atLeast : 0;
}

export function isExact(amount: Amount): amount is { readonly value: number } {
  return "value" in amount;
}

// Exact if all of them are; else what is known of their sum at least.
export function sumOf(amounts: readonly Amount[]): Amount {
  if (amounts.length === 1 && amounts[0] !== undefined) return amounts[0];
  const sum = amounts.reduce((least, amount) => least + lowerBound(amount), 0);
  return amounts.every(isExact) ? { value: sum } : { atLeast: sum };
}

// A counter without buckets is a chart of a single bucket without a name.
export function isSingle(chart: Chart): boolean {
  return chart.buckets.length === 1 && chart.buckets[0]?.key === "";
}
