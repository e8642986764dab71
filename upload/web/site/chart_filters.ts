// The search boxes of pages with many charts or counters.

import { addSearch } from "./search.ts";

// Finds charts by their name, what is said of them, and their program.
export function addFilters(charts: HTMLElement): void {
  const place = charts.querySelector<HTMLElement>(".chart-filters");
  if (place === null) return;
  addSearch(place, {
    noun: "chart",
    parts: [...charts.querySelectorAll<HTMLElement>("section.chart")].map((element) => ({
      element,
      text: [programOf(element), textOf(element, "h3"), textOf(element, ".chart-note")].join("\n"),
    })),
    groups: [...charts.querySelectorAll<HTMLElement>("section.program")],
  });
}

// Finds what is collected in the page that lists it.
export function addConfigFilters(config: HTMLElement): void {
  const place = config.querySelector<HTMLElement>(".config-filters");
  if (place === null) return;
  addSearch(place, {
    noun: "counter",
    parts: [...config.querySelectorAll<HTMLElement>("tbody tr")].map((element) => ({
      element,
      text: `${programOf(element)}\n${element.textContent ?? ""}`,
    })),
    groups: [...config.querySelectorAll<HTMLElement>("section.program")],
  });
}

function programOf(element: HTMLElement): string {
  return element.closest<HTMLElement>("section.program")?.dataset["program"] ?? "";
}

function textOf(element: HTMLElement, selector: string): string {
  return element.querySelector(selector)?.textContent ?? "";
}
