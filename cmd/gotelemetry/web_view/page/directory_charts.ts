// The charts and stacks of each program that counts in one directory.

import { type Chart, isSingle } from "upload/web/charts/chart.ts";
import { ChartCard, type View } from "upload/web/charts/chart_card.ts";
import { make } from "upload/web/charts/dom.ts";
import { bucketLabel, formatAmount } from "upload/web/charts/text.ts";
import { arrange, rewrite } from "./rewrite.ts";
import { badge, headingOf, listOf, modeNote, nameOf, scrollable } from "./parts.ts";
import { type ChartOfProgram, type ProgramSelection } from "./selection.ts";
import { stackSection } from "./stack_section.ts";
import type { Directory } from "./state.ts";
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

// Their elements on the page, kept while the numbers change.
export class DirectoryCharts {
  readonly section: HTMLElement;
  readonly #heading = make("div");
  readonly #programs = new Map<string, ProgramPlace>();
  readonly #charts = new Map<string, Place>();

  constructor() {
    this.section = make("section", { class: "group" }, this.#heading);
  }

  // Shows what the filters leave of the directory.
  show(directory: Directory, programs: readonly ProgramSelection[], view: View): void {
    rewrite(this.#heading, JSON.stringify(directory.environment), () => [
      headingOf(directory),
      ...(directory.environment.mode === "off"
        ? [modeNote(directory, "nothing more is counted")]
        : []),
    ]);
    const sections = programs.map((program) => this.#showProgram(program, view));
    arrange(this.section, [this.#heading, ...sections]);
  }

  #showProgram(program: ProgramSelection, view: View): HTMLElement {
    const place = this.#programs.get(program.program) ?? this.#makeProgram(program.program);
    rewrite(place.summary, JSON.stringify([program.versions, program.platforms]), () => [
      listOf(program.versions),
      listOf(program.platforms),
    ]);
    rewrite(place.stacks, JSON.stringify(program.stacks), () => stackSection(program.stacks));
    const charts = program.charts.map((chart) => this.#showChart(chart, view));
    const children = [place.section.children[0], place.summary, ...charts, place.stacks].filter(
      (one) => one !== undefined,
    );
    arrange(place.section, children);
    return place.section;
  }

  #makeProgram(program: string): ProgramPlace {
    const heading = make("h3", {}, nameOf(program));
    const place = {
      section: make("section", { class: "program" }, heading),
      summary: make("p", { class: "program-summary" }),
      stacks: make("div", { class: "stacks" }),
    };
    this.#programs.set(program, place);
    return place;
  }

  #showChart(shown: ChartOfProgram, view: View): HTMLElement {
    const key = JSON.stringify([shown.chart.subject, shown.chart.name]);
    const place = this.#charts.get(key);
    if (place === undefined) {
      const made = this.#makeChart(shown, view);
      this.#charts.set(key, made);
      return made.section;
    }
    place.shown = shown;
    rewrite(place.badges, JSON.stringify(shown.verdicts), () => badge(combine(shown.verdicts)));
    place.card.update(shown.chart, view);
    if (place.details.open) writeTable(place);
    return place.section;
  }

  #makeChart(shown: ChartOfProgram, view: View): Place {
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
      make("h4", {}, nameOf(shown.chart.name)),
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
      card: new ChartCard(section, shown.chart, view),
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
