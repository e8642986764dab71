// Drawing a chart as SVG, with Observable Plot.
//
// Colors are CSS variables, so that a chart follows the page from light to dark.

import * as Plot from "@observablehq/plot";

import { type Chart, drawnBuckets, isExact, lowerBound } from "./chart.ts";
import { largest } from "./series.ts";
import { bucketLabel, describe, formatEnd, formatTotalOf, shorten } from "./text.ts";

// More bars than this would be unreadable; the table has them all.
export const MAX_BARS = 30;

const CHARACTER_PX = 6.7;
const ROW_PX = 24;

// The height of the picture that drawBars() makes.
export function barsHeight(chart: Chart): number {
  return Math.min(drawnBuckets(chart).length, MAX_BARS) * ROW_PX + 12;
}

// Draws the totals of the buckets, a bar each.
export function drawBars(chart: Chart, width: number): SVGSVGElement {
  const rows = largest(drawnBuckets(chart), MAX_BARS).map(({ key, total }, index) => {
    const label = bucketLabel(chart, key);
    return {
      row: String(index),
      label,
      // The bar of a hidden number is as long as the number could be, and drawn as an outline.
      length: "fewerThan" in total ? total.fewerThan : lowerBound(total),
      hidden: "fewerThan" in total,
      // More may lie beyond the end of the bar.
      open: !isExact(total) && lowerBound(total) > 0,
      value: formatEnd(total, chart.reports),
      title: `${label}\n${formatTotalOf(total, chart)}`,
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
      height: barsHeight(chart),
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
          rows.filter((row) => !row.hidden),
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
          rows.filter((row) => row.hidden),
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
        Plot.tickX(
          rows.filter((row) => row.open),
          { x: "length", y: "row", className: "bounds", ...BOUND },
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

// The end of a bar that is only a bound.
export const BOUND = { stroke: "var(--text)", strokeWidth: 1.5, strokeDasharray: "2 2" } as const;

// The tooltip of the datum under the pointer; `options` are those of Plot.pointerX or pointerY.
export function tip(data: Plot.Data, options: Plot.TipOptions): Plot.Tip {
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

// Removes from a picture what the page does not allow, and says in words what it shows.
export function finish(chart: Chart, plot: SVGElement | HTMLElement): SVGSVGElement {
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
