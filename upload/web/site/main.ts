// The public site: draws the charts of a page that the collector has written, tables included.

import type { Chart } from "../charts/chart.ts";
import { ChartCard, type View } from "../charts/chart_card.ts";
import { whenNear } from "../charts/when_near.ts";
import { addConfigFilters, addFilters } from "./chart_filters.ts";
import { type Published, PublishedCharts } from "./published.ts";
import { goToAnchor, reserveRoom } from "./room.ts";

function viewOf(chart: Chart): View {
  return chart.weeks.length > 1 ? "weeks" : "totals";
}

async function drawCharts(charts: HTMLElement, source: string): Promise<void> {
  // Pictures will show what the tables do; these can still be opened.
  const tables = [...charts.querySelectorAll<HTMLDetailsElement>("details.chart-data")];
  for (const table of tables) table.open = false;
  try {
    const response = await fetch(source);
    if (!response.ok) throw new Error(`${source}: ${response.status}`);
    const published = new PublishedCharts((await response.json()) as Published);
    for (const section of charts.querySelectorAll<HTMLElement>("section.chart")) {
      const program = section.closest<HTMLElement>("section.program")?.dataset["program"] ?? "";
      const chart = published.take(program, section.dataset["chart"] ?? "");
      if (chart === undefined) {
        section.querySelector("details")?.setAttribute("open", "");
        continue;
      }
      reserveRoom(section, chart, viewOf(chart));
      whenNear(section, () => new ChartCard(section, chart, viewOf(chart)));
    }
  } catch (error: unknown) {
    // Without the file, the tables have all the numbers.
    for (const table of tables) table.open = true;
    throw error;
  }
  goToAnchor();
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
  drawCharts(charts, charts.dataset["source"] ?? "").catch((error: unknown) => console.warn(error));
}

for (const config of document.querySelectorAll<HTMLElement>("div.config")) addConfigFilters(config);
