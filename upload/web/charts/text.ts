// Text for people. Names of counters and programs are bytes that anyone may have written.

import { type Amount, type Chart, isExact, isSingle, lowerBound, totalOf } from "./chart.ts";

const GROUPED = new Intl.NumberFormat("en-US");
const COMPACT = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

// "1,234,567".
export function formatCount(count: number): string {
  return GROUPED.format(count);
}

// "1.2M", for axes.
export function formatCompact(count: number): string {
  return COMPACT.format(count);
}

// "120", "fewer than 5", "at least 15".
export function formatAmount(amount: Amount): string {
  if (isExact(amount)) return formatCount(amount.value);
  if ("fewerThan" in amount) return `fewer than ${amount.fewerThan}`;
  return `at least ${formatCount(amount.atLeast)}`;
}

// "120", "<5", "≥15", for the end of a bar.
export function formatAmountBriefly(amount: Amount): string {
  if (isExact(amount)) return formatCount(amount.value);
  if ("fewerThan" in amount) return `<${amount.fewerThan}`;
  return `≥${formatCount(amount.atLeast)}`;
}

// Control characters, marks that turn the direction of text around, and characters of no width:
// with them a name could pass for another one or disturb what stands beside it.
const UNSEEN =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

// `text` with every character that could not be seen spelled out, as in `\u202e`.
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => {
    if (character === "\n") return "\\n";
    if (character === "\t") return "\\t";
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

// `text` cut in its middle to `length` characters: both ends of a name tell it from others.
export function shorten(text: string, length: number): string {
  const characters = [...text];
  if (characters.length <= length) return text;
  const head = Math.ceil((length - 1) / 2);
  const tail = length - 1 - head;
  return `${characters.slice(0, head).join("")}…${tail > 0 ? characters.slice(-tail).join("") : ""}`;
}

// The name of a bucket as it is shown.
export function bucketLabel(chart: Chart, key: string): string {
  return key === "" ? (isSingle(chart) ? chart.unit : "(empty)") : visible(key);
}

// What a chart shows, in words, for who cannot see it.
export function describe(chart: Chart): string {
  const name = `${visible(chart.name)} of ${visible(chart.subject)}`;
  const first = chart.buckets[0];
  if (first === undefined) return `${name}: nothing was counted.`;
  const span =
    chart.weeks.length > 1 ? ` over ${chart.weeks.length} weeks, to ${chart.weeks.at(-1)}` : "";
  if (isSingle(chart)) return `${name}: ${formatAmount(first.total)} ${chart.unit}${span}.`;
  const largest = chart.buckets.reduce((most, bucket) =>
    lowerBound(bucket.total) > lowerBound(most.total) ? bucket : most,
  );
  const all = chart.buckets.every((bucket) => isExact(bucket.total)) ? "" : "at least ";
  return (
    `${name}: ${all}${formatCount(totalOf(chart))} ${chart.unit} in ${chart.buckets.length} ` +
    `${chart.buckets.length === 1 ? "bucket" : "buckets"}${span}. ` +
    `Most are in ${bucketLabel(chart, largest.key)}: ${formatAmount(largest.total)}.`
  );
}
