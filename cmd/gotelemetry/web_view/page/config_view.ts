// Shows what the collector's config approves.

import { make } from "upload/web/charts/dom.ts";
import { rewrite } from "./rewrite.ts";
import { codeBlock, nameOf, table } from "./parts.ts";
import type { Config, ConfigItem, State } from "./state.ts";

export function showConfig(place: HTMLElement, state: State): void {
  const { approved } = state;
  rewrite(place, JSON.stringify(approved), () => {
    const heading = make("h2", {}, "What is approved");
    if (approved.unknown !== "") {
      return [
        heading,
        make(
          "p",
          { class: "empty" },
          "What is approved is unknown: ",
          nameOf(approved.unknown),
          ".",
        ),
      ];
    }
    const config = JSON.parse(approved.config) as Config;
    const programs = config.Programs ?? [];
    return [
      heading,
      make(
        "p",
        { class: "note" },
        "An uploaded report can contain only these counters, of these versions of these programs. Config ",
        make("code", {}, nameOf(approved.version)),
        sampling(config),
      ),
      ...programs.map(program),
      make(
        "details",
        { class: "file", "data-key": "config as JSON" },
        make("summary", {}, "The config as JSON"),
        codeBlock(approved.config, "The config as JSON"),
      ),
    ];
  });
}

function sampling(config: Config): string {
  const rate = config.SampleRate ?? 0;
  return rate === 0 ? "." : `; ${percent(rate)} of reports are uploaded.`;
}

function percent(rate: number): string {
  return `${Number((rate * 100).toPrecision(3))} %`;
}

function program(one: NonNullable<Config["Programs"]>[number]): HTMLElement {
  const item = (kind: string) => (entry: ConfigItem) => [
    nameOf(entry.Name),
    entry.Depth === undefined ? kind : `${kind}, ${entry.Depth} frames`,
    percent(entry.Rate ?? 0),
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
    make("p", {}, "Versions: ", nameOf((one.Versions ?? []).join(", "))),
    table("Approved counters", ["Name", "Kind", "Share of reports"], items),
  );
}
