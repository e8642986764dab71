// Shows what each collector's config approves.

import { make } from "upload/web/charts/dom.ts";
import { rewrite } from "../rewrite.ts";
import {
  codeBlock,
  group,
  MEANING_HEADINGS,
  meaningCells,
  nameOf,
  noDirectory,
  table,
} from "../parts.ts";
import { directoriesOf, type Route } from "../route.ts";
import type { Config, ConfigItem, Directory, State } from "../state.ts";
import { isGo } from "../summary.ts";

export function showConfig(place: HTMLElement, state: State, route: Route): void {
  const directories = directoriesOf(state.directories, route);
  const key = directories.map(({ collector, environment, approved }) => [
    collector,
    environment,
    approved,
  ]);
  rewrite(place, JSON.stringify([route, key]), () =>
    directories.length === 0
      ? [noDirectory(route.only)]
      : directories.map((directory) => group(directory, ...approved(directory))),
  );
}

function approved(directory: Directory): HTMLElement[] {
  if (isGo(directory))
    return [make("p", {}, "We never send anything of it, so there is nothing to approve.")];
  const { version, unknown, config: json } = directory.approved;
  if (unknown !== "") return [make("p", {}, "What is approved is unknown: ", nameOf(unknown), ".")];
  const config = JSON.parse(json) as Config;
  return [
    make(
      "p",
      { class: "note" },
      "A report to it can contain only these counters, of these versions of these programs. Config ",
      make("code", {}, nameOf(version)),
      sampling(config),
    ),
    ...changesSinceConsent(directory),
    ...(config.Programs ?? []).map(program),
    make(
      "details",
      { class: "file", "data-key": "config as JSON" },
      make("summary", {}, "The config as JSON"),
      codeBlock(json, "The config as JSON"),
    ),
  ];
}

function changesSinceConsent({ environment, approved }: Directory): HTMLElement[] {
  if (!approved.shown) {
    return environment.mode === "on"
      ? [make("p", {}, "It was not known when you consented: the collector could not be asked.")]
      : [];
  }
  if (approved.changes.length === 0)
    return [make("p", {}, "This is what you were shown when you consented.")];
  return [
    make("p", {}, "What has changed since you consented:"),
    make("ul", {}, ...approved.changes.map((line) => make("li", {}, nameOf(line)))),
    make(
      "p",
      { class: "note" },
      "What was added counts only for weeks that began after this machine received it.",
    ),
  ];
}

function sampling(config: Config): string {
  const rate = config.SampleRate ?? 0;
  return rate === 0 ? "." : `; ${percent(rate)} of reports are uploaded.`;
}

function versions(listed: readonly string[], first: string): string {
  return [...listed, ...(first === "" ? [] : [`every release from ${first} on`])].join(", ");
}

function percent(rate: number): string {
  return `${Number((rate * 100).toPrecision(3))} %`;
}

function program(one: NonNullable<Config["Programs"]>[number]): HTMLElement {
  const item = (kind: string) => (entry: ConfigItem) => [
    nameOf(entry.Name),
    entry.Depth === undefined ? kind : `${kind}, ${entry.Depth} frames`,
    percent(entry.Rate ?? 0),
    ...meaningCells(
      entry.Title ?? "",
      entry.Issues ?? [],
      entry.Owners ?? [],
      entry.Expires ?? "",
    ),
  ];
  const items = [
    ...(one.Counters ?? []).map(item("counter")),
    ...(one.Stacks ?? []).map(item("stack")),
  ];
  return make(
    "details",
    { class: "file", "data-key": `approved ${one.Name}` },
    make(
      "summary",
      {},
      make("strong", {}, nameOf(one.Name)),
      " ",
      make("span", { class: "file-facts" }, `${items.length} counters`),
    ),
    make("p", {}, "Versions: ", nameOf(versions(one.Versions ?? [], one.MinVersion ?? ""))),
    table("Approved counters", ["Name", "Kind", "Share of reports", ...MEANING_HEADINGS], items),
  );
}
