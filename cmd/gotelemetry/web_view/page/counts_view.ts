// Shows what was counted: the charts and stacks of each program.

import { type Chart, isSingle } from "upload/web/charts/chart.ts";
import { ChartCard } from "upload/web/charts/chart_card.ts";
import { make } from "upload/web/charts/dom.ts";
import { bucketLabel, formatAmount, formatCount } from "upload/web/charts/text.ts";
import { Filters } from "./filters.ts";
import { arrange, rewrite } from "./rewrite.ts";
import { badge, nameOf, scrollable } from "./parts.ts";
import { type ChartOfProgram, type ProgramSelection, select, type Stack } from "./selection.ts";
import type { State } from "./state.ts";
import { combine } from "./verdicts.ts";

// A chart's elements on the page, kept while its numbers change.
interface Place {
  readonly section: HTMLElement;
  readonly badges: HTMLElement;
  readonly details: HTMLDetailsElement;
  readonly card: ChartCard;
  shown: ChartOfProgram;
}

interface ProgramPlace {
  readonly section: HTMLElement;
  readonly summary: HTMLElement;
  readonly stacks: HTMLElement;
}

export class CountsView {
  readonly #filters = new Filters(() => this.#show());
  readonly #list = make("div", { class: "charts" });
  readonly #programs = new Map<string, ProgramPlace>();
  readonly #places = new Map<string, Place>();
  #state: State | undefined;

  constructor(place: HTMLElement) {
    place.append(
      make("h2", { class: "visually-hidden" }, "Counts"),
      this.#filters.element,
      this.#list,
    );
  }

  update(state: State): void {
    this.#state = state;
    this.#show();
  }

  #show(): void {
    if (this.#state === undefined) return;
    this.#filters.update(this.#state);
    const programs = select(this.#state, this.#filters.filter);
    const sections = programs.map((program) => this.#showProgram(program));
    if (sections.length === 0) this.#list.replaceChildren(this.#nothing());
    else arrange(this.#list, sections);
    const charts = programs.reduce((sum, program) => sum + program.charts.length, 0);
    this.#filters.say(
      programs.length === 0
        ? ""
        : `${plural(charts, "chart")} of ${plural(programs.length, "program")}`,
    );
  }

  #nothing(): HTMLElement {
    const counted = this.#state?.weeks.some((week) => week.programs.length > 0) ?? false;
    return make(
      "p",
      { class: "empty" },
      counted
        ? "No counter matches."
        : "Nothing has been counted yet. This page updates by itself, so you can leave it open.",
    );
  }

  #showProgram(program: ProgramSelection): HTMLElement {
    const place = this.#programs.get(program.program) ?? this.#makeProgram(program.program);
    rewrite(place.summary, JSON.stringify([program.versions, program.platforms]), () => [
      make("span", {}, list(program.versions)),
      make("span", {}, list(program.platforms)),
    ]);
    rewrite(place.stacks, JSON.stringify(program.stacks), () => stackSection(program.stacks));
    const charts = program.charts.map((chart) => this.#showChart(chart));
    const children = [place.section.children[0], place.summary, ...charts, place.stacks].filter(
      (one) => one !== undefined,
    );
    arrange(place.section, children);
    return place.section;
  }

  #makeProgram(program: string): ProgramPlace {
    const heading = make("h2", {}, nameOf(program));
    const place = {
      section: make("section", { class: "program" }, heading),
      summary: make("p", { class: "program-summary" }),
      stacks: make("div", { class: "stacks" }),
    };
    this.#programs.set(program, place);
    return place;
  }

  #showChart(shown: ChartOfProgram): HTMLElement {
    const key = JSON.stringify([shown.chart.subject, shown.chart.name]);
    const place = this.#places.get(key);
    if (place === undefined) {
      const made = this.#makeChart(shown);
      this.#places.set(key, made);
      return made.section;
    }
    place.shown = shown;
    rewrite(place.badges, JSON.stringify(shown.verdicts), () => badge(combine(shown.verdicts)));
    place.card.update(shown.chart, this.#filters.view);
    if (place.details.open) writeTable(place);
    return place.section;
  }

  #makeChart(shown: ChartOfProgram): Place {
    const badges = make("p", { class: "badges" });
    const details = make(
      "details",
      { class: "chart-data" },
      make("summary", {}, "Data as a table"),
      make("div"),
    );
    const section = make(
      "section",
      { class: "chart" },
      make("h3", {}, nameOf(shown.chart.name)),
      badges,
      make("div", { class: "chart-figure" }),
      make("div", { class: "chart-actions" }),
      details,
    );
    const place: Place = {
      section,
      badges,
      details,
      shown,
      card: new ChartCard(section, shown.chart, this.#filters.view),
    };
    rewrite(badges, JSON.stringify(shown.verdicts), () => badge(combine(shown.verdicts)));
    details.addEventListener("toggle", () => {
      if (details.open) writeTable(place);
    });
    return place;
  }
}

function writeTable({ details, shown }: Place): void {
  const body = details.lastElementChild;
  if (!(body instanceof HTMLElement)) return;
  rewrite(body, JSON.stringify(shown), () => {
    const { chart, verdicts } = shown;
    const weeks = chart.weeks.length > 1 ? chart.weeks : [];
    const known = verdicts.some((verdict) => verdict.kind !== "unknown");
    const headings = [
      make("th", { scope: "col" }, isSingle(chart) ? "Counter" : "Bucket"),
      make("th", { scope: "col", class: "number" }, "Total"),
      ...(known ? [make("th", { scope: "col" }, "Upload")] : []),
      ...weeks.map((week) => make("th", { scope: "col", class: "number" }, week)),
    ];
    const rows = chart.buckets.map((bucket, index) => {
      const verdict = verdicts[index] ?? { kind: "unknown" as const };
      const why =
        "reason" in verdict ? [make("span", { class: "reason" }, nameOf(verdict.reason))] : [];
      return make(
        "tr",
        {},
        make("th", { scope: "row" }, rowName(chart, bucket.key)),
        make("td", { class: "number" }, formatAmount(bucket.total)),
        ...(known ? [make("td", {}, ...badge(verdict), ...why)] : []),
        ...weeks.map((_, week) =>
          make("td", { class: "number" }, formatAmount(bucket.weekly[week] ?? { value: 0 })),
        ),
      );
    });
    const caption = `Events counted by ${chart.subject}`;
    const table = make(
      "table",
      { class: "chart-table" },
      make("caption", {}, nameOf(caption)),
      make("thead", {}, make("tr", {}, ...headings)),
      make("tbody", {}, ...rows),
    );
    return [scrollable(`${chart.name} as a table`, table)];
  });
}

function rowName(chart: Chart, key: string): HTMLElement {
  return make(
    "bdi",
    {},
    isSingle(chart) ? (nameOf(chart.name).textContent ?? "") : bucketLabel(chart, key),
  );
}

function stackSection(stacks: readonly Stack[]): HTMLElement[] {
  if (stacks.length === 0) return [];
  return [
    make("h3", {}, "Stacks"),
    ...stacks.map((stack) => {
      const frames = stack.frames.filter((frame) => frame !== "");
      return make(
        "details",
        { class: "stack", "data-key": [stack.title, ...stack.frames].join("\n") },
        make(
          "summary",
          {},
          nameOf(stack.title),
          " ",
          make("span", { class: "stack-count" }, formatCount(stack.count)),
          " ",
          make("span", { class: "stack-frame mono" }, nameOf(frames[0] ?? "")),
          " ",
          ...badge(stack.verdict),
        ),
        make("ol", { class: "mono" }, ...frames.map((frame) => make("li", {}, nameOf(frame)))),
      );
    }),
  ];
}

function list(values: readonly string[]): HTMLElement {
  const shown = values.slice(0, 6);
  const rest = values.length - shown.length;
  const text = make("span");
  shown.forEach((value, index) => text.append(index > 0 ? ", " : "", nameOf(value)));
  if (rest > 0) text.append(` and ${rest} more`);
  return text;
}

function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
