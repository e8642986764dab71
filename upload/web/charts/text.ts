// Text for people. The names of counters and programs are bytes that anyone may have written.

import {
  type Amount,
  type Chart,
  isExact,
  isSingle,
  lowerBound,
  type Reports,
  sumOf,
} from "./chart.ts";

const GROUPED = new Intl.NumberFormat("en-US");
const COMPACT = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

// "1,234,567". Above 2^53 a number is no longer exact, and the text says so.
export function formatCount(count: number): string {
  return `${Number.isSafeInteger(count) ? "" : "about "}${GROUPED.format(count)}`;
}

// "1.2M", for axes.
export function formatCompact(count: number): string {
  return COMPACT.format(count);
}

// Whether nothing is known about the amount.
function isNotShown(amount: Amount): boolean {
  return "atLeast" in amount && amount.atLeast === 0;
}

// "120", "fewer than 5", "at least 15", "not shown".
export function formatAmount(amount: Amount): string {
  if (isNotShown(amount)) return "not shown";
  if (isExact(amount)) return formatCount(amount.value);
  if ("fewerThan" in amount) return `fewer than ${amount.fewerThan}`;
  return `at least ${formatCount(amount.atLeast)}`;
}

// "120 reports", "not shown".
export function formatAmountOf(amount: Amount, unit: string): string {
  return isNotShown(amount) ? formatAmount(amount) : `${formatAmount(amount)} ${unit}`;
}

// "120", "<5", "≥15", for the end of a bar.
export function formatAmountBriefly(amount: Amount): string {
  if (isNotShown(amount)) return formatAmount(amount);
  if (isExact(amount)) return formatCount(amount.value);
  if ("fewerThan" in amount) return `<${amount.fewerThan}`;
  return `≥${formatCount(amount.atLeast)}`;
}

// "45 %", "≥44 %", "<1 %" of `about` reports; "" if nothing is known. The pages that the collector
// writes do the same (upload/site/internal/chart_section.cc).
export function formatShare(amount: Amount, about: number): string {
  const part = lowerBound(amount);
  if (about <= 0 || (part === 0 && !isExact(amount))) return "";
  const percent = Math.min(100, (100 * part) / about);
  if (!isExact(amount)) return `≥${Math.floor(percent)} %`;
  return percent > 0 && percent < 1 ? "<1 %" : `${Math.round(percent)} %`;
}

// "120 of about 130 reports (92 %)".
function formatPart(amount: Amount, unit: string, about: number, exact: boolean): string {
  const share = formatShare(amount, about);
  if (share === "") return formatAmountOf(amount, unit);
  const whole = `${exact ? "" : "about "}${formatCount(about)}`;
  return `${formatAmount(amount)} of ${whole} ${unit} (${share})`;
}

// What an amount of the whole time, or of a week, is: with its share if the chart has them.
export function formatTotalOf(amount: Amount, chart: Chart): string {
  const { reports, unit } = chart;
  return reports === undefined
    ? formatAmountOf(amount, unit)
    : formatPart(amount, unit, reports.about, reports.exact);
}

export function formatWeekOf(amount: Amount, chart: Chart, week: number): string {
  const { reports, unit } = chart;
  return reports === undefined
    ? formatAmountOf(amount, unit)
    : formatPart(amount, unit, reports.weekly[week] ?? 0, reports.exact);
}

// "18 · 60 %", for the end of a bar.
export function formatEnd(amount: Amount, reports: Reports | undefined): string {
  const share = formatShare(amount, reports?.about ?? 0);
  return share === "" ? formatAmountBriefly(amount) : `${formatAmountBriefly(amount)} · ${share}`;
}

// Control characters, marks that change the direction of text, and zero-width characters. With them
// a name could pass for another one or garble the text beside it.
const UNSEEN =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

// `text` with each ASCII control character replaced by a symbol, such as "␊", and every other
// invisible character spelled out, as in `\u202e`. The pages that the collector writes do the same
// (upload/site/internal/visible_text.h).
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    if (code === 0x7f) return "\u2421";
    return `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

// Shortens `text` to `length` characters in the middle, since both ends of a name distinguish it.
export function shorten(text: string, length: number): string {
  const characters = [...text];
  if (characters.length <= length) return text;
  const head = Math.ceil((length - 1) / 2);
  const tail = length - 1 - head;
  return `${characters.slice(0, head).join("")}…${tail > 0 ? characters.slice(-tail).join("") : ""}`;
}

// The name of a bucket as it is displayed.
export function bucketLabel(chart: Chart, key: string): string {
  return key === "" ? (isSingle(chart) ? chart.unit : "(empty)") : visible(key);
}

// Describes a chart in words, for people who cannot see it.
export function describe(chart: Chart): string {
  const name = `${visible(chart.name)} of ${visible(chart.subject)}`;
  const first = chart.buckets[0];
  if (first === undefined) return `${name}: nothing was counted.`;
  const span =
    chart.weeks.length > 1 ? ` over ${chart.weeks.length} weeks, up to ${chart.weeks.at(-1)}` : "";
  if (isSingle(chart)) return `${name}: ${formatTotalOf(first.total, chart)}${span}.`;
  const largest = chart.buckets.reduce((most, bucket) =>
    lowerBound(bucket.total) > lowerBound(most.total) ? bucket : most,
  );
  const count = `${chart.buckets.length} ${chart.buckets.length === 1 ? "bucket" : "buckets"}`;
  if (lowerBound(largest.total) === 0 && !isExact(largest.total))
    return `${name}: ${count}${span}, none of them large enough to show.`;
  const most = `The largest is ${bucketLabel(chart, largest.key)}:`;
  // Reports may have several buckets, so their sum would be no number of reports.
  if (chart.reports !== undefined)
    return `${name}: ${count}${span}. ${most} ${formatTotalOf(largest.total, chart)}.`;
  const sum = formatAmountOf(sumOf(chart.buckets.map((bucket) => bucket.total)), chart.unit);
  return `${name}: ${sum} in ${count}${span}. ${most} ${formatAmount(largest.total)}.`;
}
