// A chart's numbers as a CSV file (RFC 4180).

import { type Amount, type Chart, isExact } from "./chart.ts";

// Spreadsheets take a field that begins like this for a formula.
const FORMULA = /^[=+\-@\t\r]/;

function field(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

function number(amount: Amount): string {
  if (isExact(amount)) return String(amount.value);
  return "fewerThan" in amount ? `<${amount.fewerThan}` : `>=${amount.atLeast}`;
}

// A line for each bucket: its name, its total, about how many reports it is of, if it is of reports,
// and, if the chart covers several weeks, a column for each week. A name that a spreadsheet would take for a formula is prefixed with an apostrophe.
export function toCsv(chart: Chart): string {
  const weeks = chart.weeks.length > 1 ? chart.weeks : [];
  const of = chart.reports === undefined ? [] : [String(chart.reports.about)];
  const ofName = chart.reports?.exact === true ? "of" : "of_about";
  const lines = [["bucket", chart.unit, ...of.map(() => ofName), ...weeks].map(field)];
  for (const bucket of chart.buckets) {
    lines.push([
      field(bucket.key),
      number(bucket.total),
      ...of,
      ...weeks.map((_, index) => number(bucket.weekly[index] ?? { value: 0 })),
    ]);
  }
  return lines.map((line) => `${line.join(",")}\r\n`).join("");
}
