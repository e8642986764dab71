// A directory in a few words: its mode, who decided it, and what its collector may get, would get
// next, and has got.

import type { Config, Directory, Environment, State, TelemetryFile } from "./state.ts";

// What a rule (config/mode.h) means to a person.
const RULES: Readonly<Record<string, string>> = {
  "built without telemetry": "a build without telemetry",
  policy: "this machine’s administrator",
  environment: "an environment variable",
  ci: "running in continuous integration",
  "no directory": "the lack of a home directory",
  "somebody else's directory": "whose directory it is: somebody else’s",
  "off for everything": "Go’s mode file: off there is off for everything",
  "unreadable mode file": "a mode file that cannot be read",
  "consent that others can write": "a consent that others could have written",
  default: "nobody: this is the default",
};

// Who decided the mode.
export function decider({ collector, environment }: Directory): string {
  if (environment.rule === "mode file")
    return collector === "" ? "Go’s mode file" : "your choice for this collector";
  return RULES[environment.rule] ?? environment.rule;
}

// Whether nobody overrides what the user chose for this directory, or did not choose.
export function isOwnChoice({ rule }: Environment): boolean {
  return rule === "mode file" || rule === "default";
}

export function isGo({ collector }: Directory): boolean {
  return collector === "";
}

// What is true of all directories, in a sentence.
export function headline({ directories }: State): string {
  if (isAllOff(directories)) return "Telemetry is off. Nothing is counted.";
  const collectors = directories.filter((directory) => !isGo(directory));
  const on = collectors.filter(({ environment }) => environment.mode === "on").length;
  if (collectors.length === 0) return "No program on this machine has named a collector yet.";
  if (on === 0) return "No collector gets anything.";
  const counted = on === 1 ? "what is counted for it" : "what is counted for them";
  const who =
    collectors.length === 1
      ? collectors.map(({ collector }) => collector).join()
      : `${on} of ${collectors.length} collectors`;
  return `${who} ${on === 1 ? "gets" : "get"} the approved part of ${counted}.`;
}

// The directory whose decision is the reason that everything is off, unless the user turned off each
// of them alone.
export function whyAllOff({ directories }: State): Directory | undefined {
  if (!isAllOff(directories)) return undefined;
  const [first] = directories;
  return first !== undefined && !(isOwnChoice(first.environment) && !isGo(first))
    ? first
    : undefined;
}

function isAllOff(directories: readonly Directory[]): boolean {
  return directories.every(({ environment }) => environment.mode === "off");
}

// What happens to what is counted there.
export function fate(directory: Directory): string {
  const { mode } = directory.environment;
  if (isGo(directory)) return fateOfGo(directory.environment);
  if (mode === "off") return "Nothing is counted for it, and nothing is sent to it.";
  if (mode === "local") return "Programs count for it. All of it stays on this machine.";
  return "Programs count for it. Once a week it gets the approved part.";
}

function fateOfGo({ mode, rule }: Environment): string {
  const whose =
    "Not ours: what Go’s programs count, and programs that name no collector. We show it, and never send it.";
  // Only mode files mean something to Go's tools.
  if (mode !== "on" && rule !== "mode file" && rule !== "default")
    return `${whose} Go’s own tools obey only Go’s mode file.`;
  if (mode === "off") return `${whose} Nothing is counted.`;
  return mode === "on"
    ? `${whose} Go’s own tools upload what Google approves.`
    : `${whose} Go’s own tools send nothing of it either.`;
}

// "14 counters and 1 stack of 2 programs", of a config as JSON.
export function approvedSummary(json: string): string {
  const { Programs } = JSON.parse(json) as Config;
  const programs = Programs ?? [];
  const count = (pick: (one: (typeof programs)[number]) => readonly unknown[] | null | undefined) =>
    programs.reduce((sum, one) => sum + (pick(one)?.length ?? 0), 0);
  const stacks = count((one) => one.Stacks);
  const counters = plural(
    count((one) => one.Counters),
    "counter",
  );
  const items = stacks === 0 ? counters : `${counters} and ${plural(stacks, "stack")}`;
  return `${items} of ${plural(programs.length, "program")}`;
}

// What a collector would get next, a line for each week.
export function nextSummary({ environment, approved, previews }: Directory): readonly string[] {
  if (environment.mode !== "on") return [`nothing, since the mode is ${environment.mode}`];
  if (approved.unknown !== "") return ["nothing, until it has said what it approves"];
  if (previews.length === 0) return ["nothing, for there are no counts since the last report"];
  return previews.map(({ week, whyNoUpload }) =>
    whyNoUpload === ""
      ? `the approved part of the week ending ${week}`
      : `nothing of the week ending ${week}: ${whyNoUpload}`,
  );
}

// The reports that were sent from there, the last one last.
export function sentReports({ files }: Directory): readonly TelemetryFile[] {
  return files
    .filter(({ kind }) => kind === "sent report")
    .sort((a, b) => (a.modified < b.modified ? -1 : 1));
}

// The programs that count there, sorted.
export function programsOf({ weeks }: Directory): readonly string[] {
  const names = weeks.flatMap(({ programs }) => programs.map(({ program }) => program));
  return [...new Set(names)].sort();
}

const COUNT = new Intl.NumberFormat("en-US");

// "1 chart", "1,200 charts".
export function plural(count: number, noun: string): string {
  return `${COUNT.format(count)} ${noun}${count === 1 ? "" : "s"}`;
}
