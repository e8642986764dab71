// Drawing a chart as SVG, with Observable Plot.
//
// Colors are CSS variables, so that a chart follows the page from light to dark.

import * as Plot from "@observablehq/plot";

import { type Chart, isExact, lowerBound } from "./chart.ts";
import {
  bucketLabel,
  describe,
  formatAmount,
  formatAmountBriefly,
  formatCompact,
  formatCount,
  shorten,
} from "./text.ts";

// More bars than this are a picture of noise; the table has them all.
export const MAX_BARS = 30;
// As many colors as can be told apart.
export const MAX_SERIES = 8;

const CHARACTER_PX = 6.7;
const ROW_PX = 24;
const WEEKS_HEIGHT_PX = 210;

// Buckets that do not get a color of their own are drawn together.
export const OTHERS = "others";

export interface Series {
  readonly label: string;
  // A CSS color.
  readonly color: string;
}

// The color of each bucket of a chart over weeks, in the order of the legend.
export function seriesOf(chart: Chart): Series[] {
  const shown = largest(chart, chart.buckets.length > MAX_SERIES ? MAX_SERIES - 1 : MAX_SERIES);
  const kind = chart.ordered && shown.length > 1 ? "ramp" : "series";
  const series = shown.map((index, position) => ({
    label: bucketLabel(chart, chart.buckets[index]?.key ?? ""),
    color: `var(--${kind}-${kind === "ramp" ? rampStep(position, shown.length) : position + 1})`,
  }));
  if (shown.length < chart.buckets.length)
    series.push({ label: OTHERS, color: "var(--series-rest)" });
  return series;
}

// Spreads `count` steps over the eight colors of the ramp.
function rampStep(position: number, count: number): number {
  return count === 1 ? 5 : 1 + Math.round((position * (MAX_SERIES - 1)) / (count - 1));
}

// The indexes of the `count` largest buckets, in the chart's order.
function largest(chart: Chart, count: number): number[] {
  const indexes = chart.buckets.map((_, index) => index);
  const amount = (index: number) => lowerBound(chart.buckets[index]?.total ?? { value: 0 });
  const kept = [...indexes].sort((a, b) => amount(b) - amount(a) || a - b).slice(0, count);
  return kept.sort((a, b) => a - b);
}

// The totals of the buckets, a bar each.
export function drawBars(chart: Chart, width: number): SVGSVGElement {
  const rows = largest(chart, MAX_BARS).map((index) => {
    const bucket = chart.buckets[index];
    const total = bucket?.total ?? { value: 0 };
    const label = bucketLabel(chart, bucket?.key ?? "");
    return {
      row: String(index),
      label,
      // A number that is hidden has a bar as long as it could be, drawn as an outline.
      length: "fewerThan" in total ? total.fewerThan : lowerBound(total),
      exact: isExact(total),
      value: formatAmountBriefly(total),
      title: `${label}\n${formatAmount(total)} ${chart.unit}`,
    };
  });
  const labelLength = Math.floor((width * 0.42) / CHARACTER_PX);
  const longest = Math.max(...rows.map((row) => Math.min([...row.label].length, labelLength)));
  const valueLength = Math.max(...rows.map((row) => row.value.length));
  const longestBar = Math.max(1, ...rows.map((row) => row.length));
  const names = new Map(rows.map((row) => [row.row, row.label]));
  return finish(
    chart,
    Plot.plot({
      width,
      height: rows.length * ROW_PX + 12,
      marginTop: 4,
      marginBottom: 8,
      marginLeft: longest * CHARACTER_PX + 14,
      marginRight: valueLength * CHARACTER_PX + 16,
      x: { axis: null, domain: [0, longestBar] },
      y: { domain: rows.map((row) => row.row), padding: 0.28 },
      marks: [
        Plot.axisY({
          label: null,
          tickSize: 0,
          tickPadding: 8,
          tickFormat: (row: string) => shorten(names.get(row) ?? "", labelLength),
        }),
        Plot.barX(
          rows.filter((row) => row.exact),
          {
            x: "length",
            y: "row",
            className: "bars",
            fill: "var(--accent)",
            rx2: 2,
            title: "title",
          },
        ),
        Plot.barX(
          rows.filter((row) => !row.exact),
          {
            x: "length",
            y: "row",
            className: "bars",
            fill: "var(--accent-faint)",
            stroke: "var(--accent)",
            strokeDasharray: "3 3",
            title: "title",
          },
        ),
        Plot.text(rows, {
          x: "length",
          y: "row",
          text: "value",
          textAnchor: "start",
          dx: 7,
          fill: "var(--text)",
        }),
        Plot.tip(rows, Plot.pointerY({ x: "length", y: "row", title: "title", ...TIP })),
      ],
    }),
  );
}

const TIP = { fill: "var(--surface)", stroke: "var(--line-strong)", textPadding: 10 } as const;

// Whether some week's number is hidden: it is drawn as what is known of it at least.
export function hidesWeeks(chart: Chart): boolean {
  return chart.buckets.some((bucket) => !bucket.weekly.every(isExact));
}

// The buckets over the weeks, a stack of bars each.
export function drawWeeks(chart: Chart, width: number): SVGSVGElement {
  const series = seriesOf(chart);
  const color = new Map(series.map(({ label, color }) => [label, color]));
  const order = new Map(series.map(({ label }, index) => [label, index]));
  const bars = chart.weeks.flatMap((week, index) => {
    const sums = new Map<string, { count: number; exact: boolean }>();
    for (const bucket of chart.buckets) {
      const own = bucketLabel(chart, bucket.key);
      const label = color.has(own) ? own : OTHERS;
      const amount = bucket.weekly[index] ?? { value: 0 };
      const { count, exact } = sums.get(label) ?? { count: 0, exact: true };
      sums.set(label, { count: count + lowerBound(amount), exact: exact && isExact(amount) });
    }
    return [...sums].map(([label, { count, exact }]) => ({
      week,
      label,
      count,
      title: `${label}\nweek to ${week}: ${exact ? "" : "at least "}${formatCount(count)} ${chart.unit}`,
    }));
  });
  const every = Math.ceil(chart.weeks.length / Math.max(2, Math.floor((width - 50) / 64)));
  return finish(
    chart,
    Plot.plot({
      width,
      height: WEEKS_HEIGHT_PX,
      marginTop: 10,
      marginRight: 4,
      marginBottom: 28,
      marginLeft: 44,
      x: { type: "band", domain: chart.weeks, padding: chart.weeks.length > 20 ? 0.15 : 0.3 },
      y: { grid: true, nice: true, zero: true },
      color: { type: "identity" },
      marks: [
        Plot.axisY({
          label: null,
          ticks: 4,
          tickSize: 0,
          tickPadding: 8,
          tickFormat: formatCompact,
        }),
        Plot.axisX({
          label: null,
          tickSize: 0,
          tickPadding: 8,
          ticks: chart.weeks.filter((_, index) => (chart.weeks.length - 1 - index) % every === 0),
          tickFormat: formatDay,
        }),
        Plot.barY(
          bars,
          Plot.stackY({
            x: "week",
            y: "count",
            className: "bars",
            fill: (bar: (typeof bars)[number]) => color.get(bar.label) ?? "var(--series-rest)",
            order: (bar: (typeof bars)[number]) => order.get(bar.label) ?? MAX_SERIES,
            title: "title",
            tip: { ...TIP, pointer: "x" as const },
          } as Plot.BarYOptions),
        ),
        Plot.ruleY([0], { stroke: "var(--line-strong)" }),
      ],
    }),
  );
}

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

// "18 Nov".
export function formatDay(day: string): string {
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(time) ? day : DAY.format(time);
}

function finish(chart: Chart, plot: SVGElement | HTMLElement): SVGSVGElement {
  if (!(plot instanceof SVGSVGElement)) throw new Error("a plot without legends is an SVG element");
  // Plot's own style element says what the page's style sheet says too, and the page's policy
  // allows no styles but the style sheet's.
  plot.querySelector("style")?.remove();
  // The picture as a whole is described; groups inside of it have no role that a label could name.
  for (const group of plot.querySelectorAll("[aria-label], [aria-hidden]")) {
    group.removeAttribute("aria-label");
    group.removeAttribute("aria-hidden");
  }
  plot.classList.add("chart-svg");
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", describe(chart));
  return plot;
}
