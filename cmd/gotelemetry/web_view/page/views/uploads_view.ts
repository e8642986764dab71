// Shows exactly what each collector got, and when, and what it would get next.

import { make } from "upload/web/charts/dom.ts";
import { fileDetails } from "../file_text.ts";
import {
  codeBlock,
  formatSize,
  group,
  MEANING_HEADINGS,
  meaningCells,
  modeNote,
  momentOf,
  nameOf,
  noDirectory,
  table,
} from "../parts.ts";
import { rewrite } from "../rewrite.ts";
import { directoriesOf, type Route } from "../route.ts";
import type { Directory, LeftOut, Preview, Purpose, State, TelemetryFile } from "../state.ts";
import { isGo, sentReports } from "../summary.ts";

export function showUploads(place: HTMLElement, state: State, route: Route): void {
  const directories = directoriesOf(state.directories, route);
  const key = directories.map(({ collector, environment, approved, previews, files }) => [
    collector,
    environment,
    approved,
    previews,
    files,
  ]);
  rewrite(place, JSON.stringify([route, key]), () =>
    directories.length === 0 ? [noDirectory(route.only)] : directories.map(uploads),
  );
}

function uploads(directory: Directory): HTMLElement {
  const sent = sentList(directory);
  if (isGo(directory)) {
    return group(
      directory,
      paragraph("We never send anything of it. What is here was sent by Go’s own tools."),
      ...sent,
    );
  }
  return group(
    directory,
    make("h3", {}, "What it would get next"),
    ...nextReports(directory),
    ...waiting(directory),
    make("h3", {}, "What it has got"),
    ...sent,
  );
}

function nextReports(directory: Directory): HTMLElement[] {
  const { environment, approved, previews } = directory;
  const notes = environment.mode === "on" ? [] : [modeNote(directory, "nothing is uploaded")];
  if (approved.unknown !== "") {
    const unknown = nameOf(approved.unknown);
    return [...notes, make("p", {}, "What is approved is unknown: ", unknown, ".")];
  }
  if (previews.length === 0)
    return [...notes, paragraph("Nothing has been counted since the last report.")];
  if (environment.mode !== "on")
    notes.push(paragraph("If you had consented before this week, this would be uploaded:"));
  return [...notes, ...previews.map(preview)];
}

function paragraph(text: string): HTMLElement {
  return make("p", {}, text);
}

function preview(week: Preview): HTMLElement {
  const attributes = { class: "card", "data-key": `week ${week.week}` };
  const article = make("article", attributes, make("h4", {}, `The week ending ${week.week}`));
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
  article.append(...purposes(week), leftOut(week));
  return article;
}

function purposes(week: Preview): HTMLElement[] {
  if (week.purposes.length === 0) return [];
  const rows = week.purposes.map((item: Purpose) => [
    nameOf(item.name),
    item.kind,
    nameOf(item.program),
    ...meaningCells(item.title, item.issues, item.owners, item.expires),
  ]);
  return [
    make(
      "details",
      { "data-key": `purposes ${week.week}` },
      make("summary", {}, "What it is for"),
      table(
        `What the report of the week ending ${week.week} is for`,
        ["Name", "Kind", "Program", ...MEANING_HEADINGS],
        rows,
      ),
    ),
  ];
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

function waiting({ collector, files }: Directory): HTMLElement[] {
  const ready = files.filter((file) => file.kind === "ready report");
  if (ready.length === 0) return [];
  return [
    make("h4", {}, "Waiting to be sent"),
    ...ready.map((file) => fileDetails(collector, file, `The week ending ${file.week}`)),
  ];
}

function sentList(directory: Directory): HTMLElement[] {
  const reports = [...sentReports(directory)].reverse();
  if (reports.length === 0)
    return [paragraph("There are no copies of uploaded reports on this machine.")];
  return reports.map((file) => sent(directory.collector, file));
}

function sent(collector: string, file: TelemetryFile): HTMLElement {
  return fileDetails(
    collector,
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
  );
}
