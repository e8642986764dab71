// The public site: draws the charts of a page that the collector has written, tables included.

import { ChartCard } from "../charts/chart_card.ts";
import { whenNear } from "../charts/when_near.ts";
import { addConfigFilters, addFilters } from "./chart_filters.ts";
import { type Published, PublishedCharts } from "./published.ts";

async function drawCharts(charts: HTMLElement, source: string): Promise<void> {
  const response = await fetch(source);
  if (!response.ok) throw new Error(`${source}: ${response.status}`);
  const published = new PublishedCharts((await response.json()) as Published);
  for (const section of charts.querySelectorAll<HTMLElement>("section.chart")) {
    const program = section.closest<HTMLElement>("section.program")?.dataset["program"] ?? "";
    const chart = published.take(program, section.dataset["chart"] ?? "");
    if (chart === undefined) continue;
    whenNear(section, () => {
      new ChartCard(section, chart, chart.weeks.length > 1 ? "weeks" : "totals");
      // The picture shows the same; the table can still be opened.
      section.querySelector("details")?.removeAttribute("open");
    });
  }
}

// Tables cannot be opened on paper.
const opened = new Set<HTMLDetailsElement>();
addEventListener("beforeprint", () => {
  for (const table of document.querySelectorAll<HTMLDetailsElement>("details.chart-data")) {
    if (table.open) continue;
    table.open = true;
    opened.add(table);
  }
});
addEventListener("afterprint", () => {
  for (const table of opened) table.open = false;
  opened.clear();
});

for (const charts of document.querySelectorAll<HTMLElement>("section.charts[data-source]")) {
  addFilters(charts);
  // Without the file, the tables still have all the numbers.
  drawCharts(charts, charts.dataset["source"] ?? "").catch((error: unknown) => console.warn(error));
}

for (const config of document.querySelectorAll<HTMLElement>("div.config")) addConfigFilters(config);
