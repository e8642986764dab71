// Shows what was counted, for each collector.

import { make } from "upload/web/charts/dom.ts";
import { DirectoryCharts } from "../directory_charts.ts";
import { Filters } from "../filters.ts";
import { noDirectory } from "../parts.ts";
import { arrange } from "../rewrite.ts";
import { directoriesOf, type DirectoryKey, keyOf, type Route, START } from "../route.ts";
import { select } from "../selection.ts";
import type { Directory, State } from "../state.ts";
import { plural } from "../summary.ts";

export class CountsView {
  readonly #filters = new Filters(() => this.#show());
  readonly #list = make("div", { class: "charts" });
  readonly #groups = new Map<DirectoryKey, DirectoryCharts>();
  #directories: readonly Directory[] = [];
  #route: Route = START;

  constructor(place: HTMLElement) {
    place.append(this.#filters.element, this.#list);
  }

  update(state: State, route: Route): void {
    this.#directories = directoriesOf(state.directories, route);
    this.#route = route;
    this.#show();
  }

  #show(): void {
    this.#filters.update(this.#directories);
    const shown = this.#directories
      .map((directory) => ({ directory, programs: select(directory, this.#filters.filter) }))
      .filter(({ programs }) => programs.length > 0);
    const sections = shown.map(({ directory, programs }) => {
      const group = this.#group(keyOf(directory));
      group.show(directory, programs, this.#filters.view);
      return group.section;
    });
    if (sections.length === 0) this.#list.replaceChildren(this.#nothing());
    else arrange(this.#list, sections);
    const programs = shown.flatMap((one) => one.programs);
    const charts = programs.reduce((sum, program) => sum + program.charts.length, 0);
    this.#filters.say(
      programs.length === 0
        ? ""
        : `${plural(charts, "chart")} of ${plural(programs.length, "program")}`,
    );
  }

  #group(key: DirectoryKey): DirectoryCharts {
    const group = this.#groups.get(key) ?? new DirectoryCharts();
    this.#groups.set(key, group);
    return group;
  }

  #nothing(): HTMLElement {
    if (this.#directories.length === 0) return noDirectory(this.#route.only);
    return make("p", { class: "empty" }, this.#whyNothing());
  }

  #whyNothing(): string {
    const weeks = this.#directories.flatMap((directory) => directory.weeks);
    if (weeks.some(({ programs }) => programs.length > 0)) return "No counter matches.";
    return this.#directories.every(({ environment }) => environment.mode === "off")
      ? "Nothing is counted, since the mode is off."
      : "Nothing has been counted yet. This page updates by itself, so you can leave it open.";
  }
}
