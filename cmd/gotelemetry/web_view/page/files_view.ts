// Shows every counter file and every report in full.

import { make } from "upload/web/charts/dom.ts";
import { fileDetails } from "./file_text.ts";
import { rewrite } from "./rewrite.ts";
import { formatSize, momentOf, nameOf } from "./parts.ts";
import type { State, TelemetryFile } from "./state.ts";

const KINDS: readonly { kind: TelemetryFile["kind"]; title: string; about: string }[] = [
  {
    kind: "counter file",
    title: "Counter files",
    about: "The files that programs are counting into now, shown as JSON.",
  },
  {
    kind: "local report",
    title: "Local reports",
    about: "Everything counted in a week that has ended.",
  },
  {
    kind: "ready report",
    title: "Reports waiting to be sent",
    about: "The approved part of a week's counts.",
  },
  { kind: "sent report", title: "Sent reports", about: "Exact copies of what was uploaded." },
];

export function showFiles(place: HTMLElement, state: State): void {
  rewrite(place, JSON.stringify([state.files, state.environment.dir]), () => {
    const sections: HTMLElement[] = [];
    for (const { kind, title, about } of KINDS) {
      const files = state.files.filter((file) => file.kind === kind);
      if (files.length === 0) continue;
      sections.push(make("h2", {}, title), make("p", { class: "note" }, about), ...files.map(row));
    }
    return sections.length > 0
      ? sections
      : [
          make("h2", {}, "Files"),
          make("p", { class: "empty" }, "There are no counter files and no reports."),
        ];
  });
}

function row(file: TelemetryFile): HTMLElement {
  return fileDetails(
    file,
    make("span", { class: "mono" }, nameOf(file.path)),
    " ",
    make("span", { class: "file-facts" }, `${formatSize(file.bytes)} · `, momentOf(file.modified)),
  );
}
