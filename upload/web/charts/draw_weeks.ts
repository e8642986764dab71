// Drawing a chart over weeks as SVG: bars on top of each other if their sum means something, and
// else a line for each bucket, side by side.

import * as Plot from "@observablehq/plot";

import { addsUp, type Chart, isExact, lowerBound, sumOf } from "./chart.ts";
import { BOUND, finish, tip } from "./draw.ts";
import { seriesOf } from "./series.ts";
import { formatCompact, formatWeekOf } from "./text.ts";

export const WEEKS_HEIGHT_PX = 226;
// With more weeks than this, lines have dots only where a number is a bound.
const MANY_WEEKS = 20;

// Whether some week's number is hidden: what is drawn is then its lower bound.
export function hidesWeeks(chart: Chart): boolean {
  return chart.buckets.some((bucket) => !bucket.weekly.every(isExact));
}

// Draws the buckets over the weeks.
export function drawWeeks(chart: Chart, width: number): SVGSVGElement {
  const { top, marks } = addsUp(chart) ? stacks(chart) : lines(chart);
  const every = Math.ceil(chart.weeks.length / Math.max(2, Math.floor((width - 50) / 64)));
  const ticks = chart.weeks.filter((_, index) => (chart.weeks.length - 1 - index) % every === 0);
  return finish(
    chart,
    Plot.plot({
      width,
      height: WEEKS_HEIGHT_PX,
      marginTop: 26,
      marginRight: 22,
      marginBottom: 42,
      marginLeft: 44,
      x: { type: "band", domain: chart.weeks, padding: chart.weeks.length > 20 ? 0.15 : 0.3 },
      y: { grid: true, nice: true, zero: true, domain: [0, Math.max(1, top)] },
      color: { type: "identity" },
      marks: [
        Plot.axisY({
          label: chart.unit,
          labelArrow: "none",
          labelAnchor: "top",
          ticks: top < 4 ? wholeNumbers(top) : 4,
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
        ...marks,
        Plot.ruleY([0], { stroke: "var(--line-strong)" }),
      ],
    }),
  );
}

// There is no half of a report.
function wholeNumbers(top: number): number[] {
  return Array.from({ length: Math.max(1, Math.ceil(top)) + 1 }, (_, index) => index);
}

interface Drawing {
  // The largest number drawn.
  readonly top: number;
  readonly marks: Plot.Markish[];
}

// A stack of bars for each week, each as long as what is known at least.
function stacks(chart: Chart): Drawing {
  const series = seriesOf(chart);
  const bars = chart.weeks.flatMap((week, index) => {
    let from = 0;
    return series.map(({ label, color, buckets }) => {
      const amount = sumOf(buckets.map((bucket) => bucket.weekly[index] ?? { value: 0 }));
      const to = from + lowerBound(amount);
      const title = `${label}\nweek ending ${week}: ${formatWeekOf(amount, chart, index)}`;
      const bar = { week, color, open: !isExact(amount), from, to, title };
      from = to;
      return bar;
    });
  });
  const drawn = bars.filter(({ from, to }) => to > from);
  const ends = { x: "week", y1: "from", y2: "to" } as const;
  return {
    top: Math.max(0, ...bars.map(({ to }) => to)),
    marks: [
      Plot.barY(drawn, {
        ...ends,
        className: "bars",
        fill: "color",
        // Colors side by side are told apart by the gap.
        insetTop: series.length > 1 ? 0.7 : 0,
        title: "title",
      }),
      Plot.tickY(
        drawn.filter(({ open }) => open),
        { x: "week", y: "to", className: "bounds", ...BOUND },
      ),
      tip(drawn, Plot.pointer({ ...ends, title: "title" })),
    ],
  };
}

// A line for each bucket; it is broken where nothing is shown.
function lines(chart: Chart): Drawing {
  const points = seriesOf(chart).flatMap(({ label, color, buckets: [bucket] }, position) =>
    chart.weeks.map((week, index) => {
      const amount = bucket?.weekly[index] ?? { value: 0 };
      const known = lowerBound(amount) > 0 || isExact(amount);
      return {
        week,
        color,
        position,
        open: !isExact(amount),
        value: known ? lowerBound(amount) : Number.NaN,
        title: `${label}\nweek ending ${week}: ${formatWeekOf(amount, chart, index)}`,
      };
    }),
  );
  const drawn = points.filter(({ value }) => !Number.isNaN(value));
  const place = { x: "week", y: "value" } as const;
  const few = chart.weeks.length <= MANY_WEEKS;
  return {
    top: Math.max(0, ...drawn.map(({ value }) => value)),
    marks: [
      Plot.lineY(points, {
        ...place,
        z: "position",
        className: "lines",
        stroke: "color",
        strokeWidth: 2,
      }),
      Plot.dot(
        drawn.filter(({ open }) => !open),
        { ...place, className: "points", r: few ? 3.5 : 1.8, fill: "color", title: "title" },
      ),
      Plot.dot(
        drawn.filter(({ open }) => open),
        {
          ...place,
          className: "bounds",
          r: few ? 3.5 : 2.5,
          fill: "var(--surface)",
          stroke: "color",
          strokeWidth: 1.5,
          title: "title",
        },
      ),
      tip(drawn, Plot.pointer({ ...place, title: "title" })),
    ],
  };
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
