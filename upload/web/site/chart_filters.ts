// A search box for pages with many charts.

import { make } from "../charts/dom.ts";

// With fewer charts than this, a page needs no search box.
const MANY = 9;

// Puts a search box into the `.chart-filters` of `charts`, if there are many charts. It leaves only
// those whose name, or whose program's name, contains what is typed.
export function addFilters(charts: HTMLElement): void {
  const place = charts.querySelector<HTMLElement>(".chart-filters");
  const all = [...charts.querySelectorAll<HTMLElement>("section.chart")];
  if (place === null || all.length < MANY) return;
  const search = make("input", {
    type: "search",
    id: "chart-search",
    autocomplete: "off",
    spellcheck: "false",
  });
  const found = make("p", { class: "note", role: "status" });
  search.addEventListener("input", () => {
    const count = show(charts, all, search.value.trim().toLowerCase());
    found.textContent = search.value === "" ? "" : `${count} of ${all.length} charts`;
  });
  place.replaceChildren(make("label", { for: "chart-search" }, "Find a chart"), search, found);
}

function show(charts: HTMLElement, all: readonly HTMLElement[], wanted: string): number {
  let count = 0;
  for (const chart of all) {
    const program = chart.closest<HTMLElement>("section.program")?.dataset["program"] ?? "";
    const name = chart.querySelector("h3")?.textContent ?? "";
    chart.hidden = !`${program}\n${name}`.toLowerCase().includes(wanted);
    if (!chart.hidden) ++count;
  }
  for (const program of charts.querySelectorAll<HTMLElement>("section.program")) {
    program.hidden = program.querySelector("section.chart:not([hidden])") === null;
  }
  return count;
}
