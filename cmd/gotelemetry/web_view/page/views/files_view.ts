// Shows every counter file and every report in full, by collector.

import { make } from "upload/web/charts/dom.ts";
import { fileDetails } from "../file_text.ts";
import { rewrite } from "../rewrite.ts";
import { formatSize, group, momentOf, nameOf, noDirectory } from "../parts.ts";
import { directoriesOf, type Route } from "../route.ts";
import type { Directory, State, TelemetryFile } from "../state.ts";

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

export function showFiles(place: HTMLElement, state: State, route: Route): void {
  const directories = directoriesOf(state.directories, route);
  const key = directories.map(({ collector, environment, files }) => [
    collector,
    environment,
    files,
  ]);
  rewrite(place, JSON.stringify([route, key]), () =>
    directories.length === 0
      ? [noDirectory(route.only)]
      : directories.map((directory) => group(directory, ...sections(directory))),
  );
}

function sections({ collector, environment, files }: Directory): HTMLElement[] {
  if (files.length === 0) return [make("p", {}, "There are no counter files and no reports.")];
  const found = KINDS.flatMap(({ kind, title, about }) => {
    const ofKind = files.filter((file) => file.kind === kind);
    if (ofKind.length === 0) return [];
    return [
      make("h3", {}, title),
      make("p", { class: "note" }, about),
      ...ofKind.map((file) => row(collector, file)),
    ];
  });
  return [make("p", { class: "note" }, "In ", make("code", {}, nameOf(environment.dir))), ...found];
}

function row(collector: string, file: TelemetryFile): HTMLElement {
  return fileDetails(
    collector,
    file,
    make("span", { class: "mono" }, nameOf(file.path)),
    " ",
    make("span", { class: "file-facts" }, `${formatSize(file.bytes)} · `, momentOf(file.modified)),
  );
}
