// Shows exactly what was uploaded, and when, and what would be uploaded next.

import { make } from "upload/web/charts/dom.ts";
import { fileDetails } from "./file_text.ts";
import { rewrite } from "./rewrite.ts";
import { codeBlock, formatSize, momentOf, nameOf, table } from "./parts.ts";
import type { Environment, LeftOut, Preview, State, TelemetryFile } from "./state.ts";

export function showUploads(place: HTMLElement, state: State): void {
  const files = state.files.filter(
    (file) => file.kind === "sent report" || file.kind === "ready report",
  );
  const key = JSON.stringify([state.environment, state.approved, state.previews, files]);
  rewrite(place, key, () => [
    make("h2", {}, "What would be uploaded"),
    ...nextReports(state),
    ...waiting(files),
    make("h2", {}, "What has been uploaded"),
    ...sent(files),
  ]);
}

function nextReports(state: State): HTMLElement[] {
  const { environment, approved, previews } = state;
  const notes = [whyNothing(environment)].filter((note) => note !== "").map(paragraph);
  if (approved.unknown !== "") {
    const unknown = nameOf(approved.unknown);
    return [...notes, make("p", {}, "What is approved is unknown: ", unknown, ".")];
  }
  if (previews.length === 0)
    return [...notes, paragraph("Nothing has been counted since the last report.")];
  if (environment.mode !== "on")
    notes.push(paragraph("If you had consented before this week, this would be uploaded:"));
  else if (environment.collector === "")
    notes.push(paragraph("If a collector had been named, this would be uploaded:"));
  return [...notes, ...previews.map(preview)];
}

// Why no report is uploaded at all; empty if reports may be uploaded.
function whyNothing({ mode, collector }: Environment): string {
  if (mode !== "on") return `The mode is ${mode}: nothing is uploaded.`;
  return collector === "" ? "Nothing is uploaded, because no collector was named." : "";
}

function paragraph(text: string): HTMLElement {
  return make("p", {}, text);
}

function preview(week: Preview): HTMLElement {
  const attributes = { class: "card", "data-key": `week ${week.week}` };
  const article = make("article", attributes, make("h3", {}, `The week ending ${week.week}`));
  if (week.report === "") {
    article.append(make("p", {}, "Nothing would be uploaded: ", nameOf(week.whyNoUpload), "."));
  } else {
    article.append(
      make(
        "details",
        { "data-key": `report ${week.week}` },
        make("summary", {}, "The exact report"),
        make(
          "p",
          { class: "note" },
          "The real report draws a new X, the random number that decides about counters with a rate below 1.",
        ),
        codeBlock(week.report, `The report of the week ending ${week.week}`),
      ),
    );
  }
  article.append(leftOut(week));
  return article;
}

function leftOut(week: Preview): HTMLElement {
  const count = week.leftOut.length;
  if (count === 0) return make("p", { class: "note" }, "Nothing is left out.");
  const rows = week.leftOut.map((item: LeftOut) => [
    nameOf(item.name === "" ? item.program : item.name),
    item.kind,
    nameOf(item.program),
    nameOf(item.reason),
  ]);
  return make(
    "details",
    { "data-key": `left out ${week.week}` },
    make("summary", {}, `${count} ${count === 1 ? "item stays" : "items stay"} on this machine`),
    table(
      `Left out of the report of the week ending ${week.week}`,
      ["Name", "Kind", "Program", "Why"],
      rows,
    ),
  );
}

function waiting(files: readonly TelemetryFile[]): HTMLElement[] {
  const ready = files.filter((file) => file.kind === "ready report");
  if (ready.length === 0) return [];
  return [
    make("h3", {}, "Waiting to be sent"),
    ...ready.map((file) => fileDetails(file, `The week ending ${file.week}`)),
  ];
}

function sent(files: readonly TelemetryFile[]): HTMLElement[] {
  const reports = files.filter((file) => file.kind === "sent report").reverse();
  if (reports.length === 0)
    return [make("p", {}, "There are no copies of uploaded reports on this machine.")];
  return reports.map((file) =>
    fileDetails(
      file,
      make("strong", {}, `The week ending ${file.week}`),
      " ",
      make(
        "span",
        { class: "file-facts" },
        "sent ",
        momentOf(file.modified),
        ` · ${formatSize(file.bytes)}`,
      ),
    ),
  );
}
