// The controls above the charts: which programs, versions and platforms to show, and how.

import type { View } from "upload/web/charts/chart_card.ts";
import { make } from "upload/web/charts/dom.ts";
import { visible } from "upload/web/charts/text.ts";
import { hasOptions } from "./collector_choice.ts";
import { choices, EVERYTHING, type Filter, platformOf } from "./selection.ts";
import type { Build, Directory } from "./state.ts";

type Field = "program" | "version" | "platform";

const FIELDS: readonly {
  field: Field;
  label: string;
  all: string;
  pick: (build: Build) => string;
}[] = [
  { field: "program", label: "Program", all: "All programs", pick: (build) => build.program },
  { field: "version", label: "Version", all: "All versions", pick: (build) => build.version },
  { field: "platform", label: "System", all: "All systems", pick: platformOf },
];

export class Filters {
  readonly element: HTMLElement;
  #filter: Filter = EVERYTHING;
  #view: View = "weeks";
  readonly #selects = new Map<Field, HTMLSelectElement>();
  readonly #views: HTMLElement;
  readonly #found = make("p", { class: "note", role: "status" });

  // Calls `changed` whenever the user changes something.
  constructor(changed: () => void) {
    this.element = make("form", { class: "chart-filters", "aria-label": "Filter the charts" });
    this.element.addEventListener("submit", (event) => event.preventDefault());
    for (const { field, label } of FIELDS) {
      const select = make("select", { id: `filter-${field}` });
      select.addEventListener("change", () => {
        this.#filter = { ...this.#filter, [field]: select.value };
        changed();
      });
      this.#selects.set(field, select);
      this.element.append(labelled(label, select));
    }
    const search = make("input", {
      type: "search",
      id: "filter-search",
      autocomplete: "off",
      spellcheck: "false",
    });
    search.addEventListener("input", () => {
      this.#filter = { ...this.#filter, search: search.value };
      changed();
    });
    this.#views = this.#makeViews(changed);
    this.element.append(labelled("Counter", search), this.#views, this.#found);
  }

  get filter(): Filter {
    return this.#filter;
  }

  get view(): View {
    return this.#view;
  }

  // Updates the choices to what is in `directories`.
  update(directories: readonly Directory[]): void {
    for (const { field, all, pick } of FIELDS) {
      const select = this.#selects.get(field);
      if (select === undefined) continue;
      const values = choices(directories, { ...this.#filter, [field]: "" }, pick);
      const current = this.#filter[field];
      if (current !== "" && !values.includes(current)) values.push(current);
      const options = [make("option", { value: "" }, all)];
      for (const value of values) options.push(make("option", { value }, visible(value)));
      if (hasOptions(select, options)) continue;
      select.replaceChildren(...options);
      select.value = current;
    }
    this.#views.hidden = directories.every(({ weeks }) => weeks.length < 2);
  }

  // Says how much the filters leave.
  say(text: string): void {
    if (this.#found.textContent !== text) this.#found.textContent = text;
  }

  #makeViews(changed: () => void): HTMLElement {
    const group = make("fieldset", { class: "choice" }, make("legend", {}, "Show"));
    for (const [view, label] of [
      ["weeks", "Weeks"],
      ["totals", "Totals"],
    ] as const) {
      const radio = make("input", {
        type: "radio",
        name: "view",
        id: `view-${view}`,
        checked: view === this.#view,
      });
      radio.addEventListener("change", () => {
        this.#view = view;
        changed();
      });
      group.append(radio, make("label", { for: `view-${view}` }, label));
    }
    return group;
  }
}

function labelled(label: string, control: HTMLElement): HTMLElement {
  return make("div", { class: "field" }, make("label", { for: control.id }, label), control);
}
