// Shows, for each collector, who it is, what the user told it, what it may get, would get next and
// has got; and Go's directory, which is not ours.

import { make } from "upload/web/charts/dom.ts";
import { deciderOf, group, listOf, momentOf, nameOf, noDirectory } from "../parts.ts";
import { rewrite } from "../rewrite.ts";
import { directoriesOf, hashOf, keyOf, type Route, type ViewId } from "../route.ts";
import type { Directory, Environment, State } from "../state.ts";
import {
  approvedSummary,
  fate,
  isGo,
  isOwnChoice,
  nextSummary,
  plural,
  programsOf,
  sentReports,
} from "../summary.ts";

export function showOverview(place: HTMLElement, state: State, route: Route): void {
  const directories = directoriesOf(state.directories, route);
  // Without the counts, of which there may be many.
  const key = directories.map((directory) => ({
    ...directory,
    weeks: programsOf(directory),
    charts: [],
    leftOut: [],
  }));
  rewrite(place, JSON.stringify([route, key, state.foreign]), () =>
    directories.length === 0
      ? [noDirectory(route.only)]
      : [...directories.map(overview), ...(route.only === "" ? foreign(state) : [])],
  );
}

function overview(directory: Directory): HTMLElement {
  const list = make("dl", { class: "facts" });
  for (const [term, ...values] of facts(directory)) {
    const descriptions = values.map((value) => make("dd", {}, value));
    list.append(make("div", {}, make("dt", {}, term), ...descriptions));
  }
  const section = group(
    directory,
    make("p", {}, fate(directory)),
    list,
    ...advice(directory),
    ...problems(directory),
  );
  section.classList.add("card");
  return section;
}

type Fact = readonly [string, ...(Node | string)[]];

function facts(directory: Directory): Fact[] {
  const { environment, files } = directory;
  const programs = programsOf(directory);
  const waiting = files.filter(({ kind }) => kind === "ready report").length;
  return [
    ["Decided by", deciderOf(directory)],
    ...since(directory),
    [
      "Counted by",
      programs.length === 0 ? "no program yet" : link("counts", directory, listOf(programs)),
    ],
    ...(isGo(directory)
      ? []
      : ([
          ["May get", mayGet(directory)],
          ["Would get next", ...nextSummary(directory).map(nameOf)],
        ] satisfies Fact[])),
    ...(waiting === 0 ? [] : [["Waiting", plural(waiting, "report")] as const]),
    [isGo(directory) ? "Sent by Go’s tools" : "Has got", hasGot(directory)],
    ["Directory", environment.dir === "" ? "none" : make("code", {}, nameOf(environment.dir))],
  ];
}

// The day belongs to the user's choice, which somebody else may override: but not for Go's tools.
function since(directory: Directory): Fact[] {
  const { rule, consentDay } = directory.environment;
  if (rule === "mode file") return [["Since", consentDay === "" ? "no date" : consentDay]];
  if (consentDay === "" || isGo(directory)) return [];
  return [["Your choice", `of ${consentDay} does not count now`]];
}

function link(view: ViewId, directory: Directory, ...label: readonly (Node | string)[]): Node {
  return make("a", { href: hashOf({ view, only: keyOf(directory) }) }, ...label);
}

function mayGet(directory: Directory): Node {
  const { unknown, config } = directory.approved;
  return unknown === ""
    ? link("approved", directory, approvedSummary(config))
    : make("span", {}, "unknown: ", nameOf(unknown));
}

function hasGot(directory: Directory): Node | string {
  const reports = sentReports(directory);
  const last = reports.at(-1);
  if (last === undefined) return "no report on record";
  return make(
    "span",
    {},
    link("uploads", directory, plural(reports.length, "report")),
    `; the last, of the week ending ${last.week}, on `,
    momentOf(last.modified),
  );
}

// What the user can do about the mode. Nothing if somebody else decides.
function advice(directory: Directory): HTMLElement[] {
  const { environment } = directory;
  if (!isOwnChoice(environment)) return [];
  return (isGo(directory) ? ADVICE_ON_GO : ADVICE)[environment.mode].map(([mode, effect]) =>
    make("p", { class: "note" }, command(mode, directory.collector), ` ${effect}.`),
  );
}

type Advice = Readonly<Record<Environment["mode"], readonly (readonly [string, string])[]>>;

const ADVICE: Advice = {
  on: [
    ["local", "keeps everything on this machine"],
    ["off", "stops counting"],
  ],
  local: [
    ["on", "sends it the approved part"],
    ["off", "stops counting"],
  ],
  off: [["local", "counts for you alone"]],
};

const ADVICE_ON_GO: Advice = {
  on: [["local", "keeps it on this machine"]],
  local: [],
  off: [["local", "counts again, also for collectors"]],
};

function command(mode: string, collector: string): HTMLElement {
  const option = (name: string) => make("span", { class: "option" }, name);
  return collector === ""
    ? make("code", {}, `gotelemetry ${mode} `, option("--go"))
    : make("code", {}, `gotelemetry ${mode} `, option("--collector"), ` ${collector}`);
}

function problems({ environment, warnings }: Directory): HTMLElement[] {
  const lines = [
    ...environment.putAside.map((path) => `put aside as damaged: ${path}`),
    ...warnings,
  ];
  if (lines.length === 0) return [];
  return [
    make(
      "div",
      { class: "problems" },
      make("h3", {}, "Files that cannot be read"),
      make("ul", {}, ...lines.map((line) => make("li", {}, nameOf(line)))),
    ),
  ];
}

// Folders that are no collector's.
function foreign({ directories, foreign: names }: State): HTMLElement[] {
  if (names.length === 0) return [];
  const root = directories.find(isGo)?.environment.dir ?? "";
  return [
    make(
      "section",
      { class: "group", "data-key": "foreign" },
      make("h2", {}, "Not a collector’s"),
      make(
        "p",
        {},
        "This lies beside the collectors’ directories and is no collector’s. Nothing reads or changes it.",
      ),
      make(
        "ul",
        {},
        ...names.map((name) =>
          make("li", {}, make("code", {}, nameOf(`${root}/collectors/${name}`))),
        ),
      ),
    ),
  ];
}
