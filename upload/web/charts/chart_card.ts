// A chart on a page: the picture, its legend and its buttons, in a section that has placeholders for
// them, and the data as a table.

import { addsUp, type Chart, drawnBuckets, isSingle } from "./chart.ts";
import { toCsv } from "./csv.ts";
import { button, download, make } from "./dom.ts";
import { drawBars, MAX_BARS } from "./draw.ts";
import { drawWeeks, hidesWeeks } from "./draw_weeks.ts";
import { toPng, toSvg } from "./image.ts";
import { MAX_SERIES, seriesOf } from "./series.ts";
import { formatAmount, formatTotalOf, shorten, visible } from "./text.ts";
import { whenNear } from "./when_near.ts";

// Totals over the whole time, or numbers week by week.
export type View = "totals" | "weeks";

export class ChartCard {
  readonly #figure: HTMLElement;
  #chart: Chart;
  #view: View;
  #drawnWidth = 0;

  // `section` contains an empty element of class `chart-figure` and one of class `chart-actions`.
  constructor(section: HTMLElement, chart: Chart, view: View) {
    this.#figure = place(section, "chart-figure");
    this.#chart = chart;
    this.#view = view;
    place(section, "chart-actions").replaceChildren(...this.#buttons());
    new ResizeObserver(() => this.#resized()).observe(this.#figure);
    this.#drawSoon();
  }

  update(chart: Chart, view: View): void {
    if (view === this.#view && JSON.stringify(chart) === JSON.stringify(this.#chart)) return;
    this.#chart = chart;
    this.#view = view;
    this.#drawSoon();
  }

  #drawSoon(): void {
    // The old picture stays until then, so that what is below does not move.
    this.#drawnWidth = 0;
    whenNear(this.#figure, () => this.#draw());
  }

  #resized(): void {
    const width = this.#figure.clientWidth;
    if (width === 0) return;
    if (this.#drawnWidth === 0) this.#drawSoon();
    else if (Math.abs(width - this.#drawnWidth) > 1) this.#draw();
  }

  #draw(): void {
    const width = this.#figure.clientWidth;
    // #resized() draws it once it has a width.
    if (width === 0) return;
    this.#drawnWidth = width;
    const byWeek = this.#view === "weeks" && this.#chart.weeks.length > 1;
    if (this.#chart.buckets.length === 0) {
      this.#figure.replaceChildren(make("p", { class: "note" }, "Nothing was counted."));
    } else if (byWeek) {
      this.#figure.replaceChildren(
        drawWeeks(this.#chart, width),
        this.#legend(),
        ...this.#notes(),
      );
    } else if (isSingle(this.#chart)) {
      this.#figure.replaceChildren(this.#number());
    } else {
      this.#figure.replaceChildren(drawBars(this.#chart, width), ...this.#unshown(MAX_BARS));
    }
  }

  // A single bar would say no more than its number.
  #number(): HTMLElement {
    const total = this.#chart.buckets[0]?.total ?? { value: 0 };
    return make(
      "p",
      { class: "chart-number" },
      make("strong", {}, formatAmount(total)),
      formatTotalOf(total, this.#chart).slice(formatAmount(total).length),
    );
  }

  #legend(): HTMLElement {
    const series = seriesOf(this.#chart);
    const list = make("ul", { class: "legend", "aria-hidden": "true" });
    if (series.length < 2) return list;
    for (const { label, color } of series) {
      const swatch = make("span", { class: "swatch" });
      swatch.style.backgroundColor = color;
      list.append(make("li", { title: label }, swatch, make("bdi", {}, shorten(label, 28))));
    }
    return list;
  }

  #notes(): HTMLElement[] {
    const chart = this.#chart;
    const sums = addsUp(chart);
    const notes = this.#unshown(sums ? Number.POSITIVE_INFINITY : MAX_SERIES);
    if (!sums)
      notes.push(note("A report may have several buckets, so each has a line: they do not add up."));
    if (hidesWeeks(chart)) {
      const bound = sums ? "a dashed top" : "a hollow dot";
      notes.push(note(`Some numbers are too small to show; ${bound} is a lower bound.`));
    }
    return notes;
  }

  // Says which buckets are not in the picture, which has at most `most`.
  #unshown(most: number): HTMLElement[] {
    const all = this.#chart.buckets.length;
    const drawn = drawnBuckets(this.#chart).length;
    const notes: HTMLElement[] = [];
    if (drawn > most)
      notes.push(note(`The ${most} largest of ${all} buckets; the table has them all.`));
    else if (drawn < all)
      notes.push(note(`And ${all - drawn} buckets too small to show; the table has their names.`));
    return notes;
  }

  #buttons(): HTMLElement[] {
    const label = (kind: string) => ({
      class: "chart-button",
      "aria-label": `Download ${visible(this.#chart.name)} of ${visible(this.#chart.subject)} as ${kind}`,
    });
    return [
      button("CSV", label("CSV"), () =>
        this.#save("csv", new Blob([toCsv(this.#chart)], { type: "text/csv" })),
      ),
      button("SVG", label("SVG"), () => {
        const svg = this.#withPicture(toSvg);
        this.#save("svg", new Blob([svg], { type: "image/svg+xml" }));
      }),
      button("PNG", label("PNG"), async () => this.#save("png", await this.#withPicture(toPng))),
    ];
  }

  // Calls `use` with the picture, or with one drawn out of sight for this call if there is none.
  #withPicture<Result>(use: (picture: SVGSVGElement) => Result): Result {
    if (this.#drawnWidth === 0) this.#draw();
    const shown = this.#figure.querySelector("svg");
    if (shown !== null) return use(shown);
    const picture = drawBars(this.#chart, this.#figure.clientWidth);
    const place = make("div", { class: "out-of-sight", "aria-hidden": "true" }, picture);
    this.#figure.append(place);
    try {
      return use(picture);
    } finally {
      place.remove();
    }
  }

  #save(extension: string, contents: Blob): void {
    const name = `${this.#chart.subject} ${this.#chart.name}`.replace(/[^A-Za-z0-9._-]+/g, "-");
    download(`${name.slice(0, 100)}.${extension}`, contents);
  }
}

function note(text: string): HTMLElement {
  return make("p", { class: "note" }, text);
}

function place(section: HTMLElement, name: string): HTMLElement {
  const found = section.querySelector<HTMLElement>(`.${name}`);
  if (found === null) throw new Error(`a chart's section has no .${name}`);
  return found;
}
