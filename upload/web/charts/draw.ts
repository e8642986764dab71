// Drawing a chart as SVG, with Observable Plot.
//
// Colors are CSS variables, so that a chart follows the page from light to dark.

import * as Plot from "@observablehq/plot";

import { type Bucket, type Chart, isExact, lowerBound, sumOf } from "./chart.ts";
import {
  bucketLabel,
  describe,
  formatAmountBriefly,
  formatAmountOf,
  formatCompact,
  shorten,
} from "./text.ts";

// More bars than this would be unreadable; the table has them all.
export const MAX_BARS = 30;
// The number of colors that can be told apart.
export const MAX_SERIES = 8;

const CHARACTER_PX = 6.7;
const ROW_PX = 24;
const WEEKS_HEIGHT_PX = 210;

// What a chart over weeks draws in one color: a bucket, or all buckets that have no color of their
// own.
export interface Series {
  readonly label: string;
  // A CSS color.
  readonly color: string;
  readonly buckets: readonly Bucket[];
}

// The series of a chart over weeks, in the order of the legend.
export function seriesOf(chart: Chart): Series[] {
  const shown = largest(chart, chart.buckets.length > MAX_SERIES ? MAX_SERIES - 1 : MAX_SERIES);
  const kind = chart.ordered && shown.length > 1 ? "ramp" : "series";
  const series: Series[] = shown.map((bucket, position) => ({
    label: bucketLabel(chart, bucket.key),
    color: `var(--${kind}-${kind === "ramp" ? rampStep(position, shown.length) : position + 1})`,
    buckets: [bucket],
  }));
  const rest = chart.buckets.filter((bucket) => !shown.includes(bucket));
  if (rest.length > 0) {
    const label = `${rest.length} other buckets`;
    series.push({ label, color: "var(--series-rest)", buckets: rest });
  }
  return series;
}

// Spreads `count` steps over the eight colors of the ramp.
function rampStep(position: number, count: number): number {
  return count === 1 ? 5 : 1 + Math.round((position * (MAX_SERIES - 1)) / (count - 1));
}

// The `count` largest buckets, in the chart's order.
function largest(chart: Chart, count: number): Bucket[] {
  const bySize = [...chart.buckets].sort((a, b) => lowerBound(b.total) - lowerBound(a.total));
  const kept = new Set(bySize.slice(0, count));
  return chart.buckets.filter((bucket) => kept.has(bucket));
}

// Draws the totals of the buckets, a bar each.
export function drawBars(chart: Chart, width: number): SVGSVGElement {
  const rows = largest(chart, MAX_BARS).map(({ key, total }, index) => {
    const label = bucketLabel(chart, key);
    return {
      row: String(index),
      label,
      // The bar of a hidden number is as long as the number could be, and drawn as an outline.
      length: "fewerThan" in total ? total.fewerThan : lowerBound(total),
      exact: isExact(total),
      value: formatAmountBriefly(total),
      title: `${label}\n${formatAmountOf(total, chart.unit)}`,
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
        tip(rows, Plot.pointerY({ x: "length", y: "row", title: "title" })),
      ],
    }),
  );
}

// The tooltip of the datum under the pointer; `options` are those of Plot.pointerX or pointerY.
function tip(data: Plot.Data, options: Plot.TipOptions): Plot.Tip {
  const { render: renderPointedAt } = options;
  return Plot.tip(data, {
    ...options,
    fill: "var(--surface)",
    stroke: "var(--line-strong)",
    textPadding: 10,
    render(index, scales, values, dimensions, context, next) {
      // A group without a role must not have a label.
      const withoutLabel: Plot.RenderFunction = (...parts) => {
        const group = next?.(...parts) ?? null;
        group?.removeAttribute("aria-label");
        return group;
      };
      return typeof renderPointedAt === "function"
        ? renderPointedAt.call(this, index, scales, values, dimensions, context, withoutLabel)
        : null;
    },
  });
}

// Whether some week's number is hidden: its lower bound is then drawn as an outline.
export function hidesWeeks(chart: Chart): boolean {
  return chart.buckets.some((bucket) => !bucket.weekly.every(isExact));
}

interface WeekBar {
  readonly week: string;
  readonly color: string;
  readonly exact: boolean;
  // Where in its week's stack it begins and ends.
  readonly from: number;
  readonly to: number;
  readonly title: string;
}

// A stack of bars for each week.
function weekBars(chart: Chart): WeekBar[] {
  const series = seriesOf(chart);
  return chart.weeks.flatMap((week, index) => {
    let from = 0;
    return series.map(({ label, color, buckets }) => {
      const amounts = buckets.map((bucket) => bucket.weekly[index] ?? { value: 0 });
      const amount = sumOf(amounts);
      const to = from + lowerBound(amount);
      const title = `${label}\nweek ending ${week}: ${formatAmountOf(amount, chart.unit)}`;
      const bar = { week, color, exact: isExact(amount), from, to, title };
      from = to;
      return bar;
    });
  });
}

// Draws the buckets over the weeks, a stack of bars for each week.
export function drawWeeks(chart: Chart, width: number): SVGSVGElement {
  const bars = weekBars(chart);
  const ends = { x: "week", y1: "from", y2: "to" } as const;
  const every = Math.ceil(chart.weeks.length / Math.max(2, Math.floor((width - 50) / 64)));
  const ticks = chart.weeks.filter((_, index) => (chart.weeks.length - 1 - index) % every === 0);
  return finish(
    chart,
    Plot.plot({
      width,
      height: WEEKS_HEIGHT_PX,
      marginTop: 10,
      marginRight: 22,
      marginBottom: 42,
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
          ticks,
          tickFormat: (day: string, tick: number) => formatDay(day, ticks[tick - 1]),
        }),
        Plot.barY(
          bars.filter(({ exact }) => exact),
          { ...ends, className: "bars", fill: "color", title: "title" },
        ),
        Plot.barY(
          bars.filter(({ exact, from, to }) => !exact && to > from),
          {
            ...ends,
            className: "bars",
            fill: "color",
            fillOpacity: 0.2,
            stroke: "color",
            strokeDasharray: "3 3",
            inset: 0.5,
            title: "title",
          },
        ),
        tip(bars, Plot.pointerX({ ...ends, title: "title" })),
        Plot.ruleY([0], { stroke: "var(--line-strong)" }),
      ],
    }),
  );
}

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

// "18 Nov", with the year below it unless `previous`, the preceding day on the axis, is in the same
// year.
export function formatDay(day: string, previous?: string): string {
  const time = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(time)) return day;
  const year = day.slice(0, 4);
  return previous?.startsWith(year) ? DAY.format(time) : `${DAY.format(time)}\n${year}`;
}

function finish(chart: Chart, plot: SVGElement | HTMLElement): SVGSVGElement {
  if (!(plot instanceof SVGSVGElement)) throw new Error("a plot without legends is an SVG element");
  // The page's policy does not allow Plot's style element; the page's style sheet has its rules.
  plot.querySelector("style")?.remove();
  // The picture as a whole has a label; the groups inside it have no role that could be labelled.
  for (const group of plot.querySelectorAll("[aria-label], [aria-hidden]")) {
    group.removeAttribute("aria-label");
    group.removeAttribute("aria-hidden");
  }
  plot.classList.add("chart-svg");
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", describe(chart));
  return plot;
}
