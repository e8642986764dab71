// The filters, and the charts and stacks that they leave.

import type { Bucket, Chart } from "upload/web/charts/chart.ts";
import type { Build, Directory, Week } from "./state.ts";
import { verdictOf, type Verdict, Verdicts } from "./verdicts.ts";

export interface Filter {
  // Empty: any.
  readonly program: string;
  readonly version: string;
  // "linux/amd64"
  readonly platform: string;
  // Part of a counter's name.
  readonly search: string;
}

export const EVERYTHING: Filter = { program: "", version: "", platform: "", search: "" };

export interface Stack {
  readonly title: string;
  // Innermost first.
  readonly frames: readonly string[];
  readonly count: number;
  // In which it was counted.
  readonly versions: readonly string[];
  // The ends of the first and the last week in which it was, YYYY-MM-DD.
  readonly firstWeek: string;
  readonly lastWeek: string;
  readonly verdict: Verdict;
}

export interface ChartOfProgram {
  readonly chart: Chart;
  // For each bucket.
  readonly verdicts: readonly Verdict[];
}

export interface ProgramSelection {
  readonly program: string;
  readonly versions: readonly string[];
  readonly platforms: readonly string[];
  readonly charts: readonly ChartOfProgram[];
  readonly stacks: readonly Stack[];
}

export function platformOf(build: Build): string {
  return `${build.goos}/${build.goarch}`;
}

// The values that a filter can have, from the builds that the other filters leave.
export function choices(
  directories: readonly Directory[],
  filter: Filter,
  pick: (build: Build) => string,
): string[] {
  const found = new Set<string>();
  for (const { programs } of directories.flatMap((directory) => directory.weeks)) {
    for (const build of programs) if (matches(build, filter)) found.add(pick(build));
  }
  return [...found].sort(new Intl.Collator("en", { numeric: true }).compare);
}

function matches(build: Build, filter: Filter): boolean {
  return (
    (filter.program === "" || build.program === filter.program) &&
    (filter.version === "" || build.version === filter.version) &&
    (filter.platform === "" || platformOf(build) === filter.platform)
  );
}

const DAY_MS = 24 * 60 * 60 * 1000;
const MAX_FILLED = 60;

// The ends of the weeks, oldest first. If all are whole weeks apart, and not too many, this
// includes the weeks between them in which nothing was counted.
export function weekEnds(weeks: readonly Week[]): string[] {
  const ends = weeks.map((week) => week.week).sort();
  const times = ends.map((end) => Date.parse(`${end}T00:00:00Z`));
  const first = times[0];
  const last = times.at(-1);
  if (first === undefined || last === undefined) return [];
  const steps = (last - first) / (7 * DAY_MS);
  const whole = times.every((time) => (time - first) % (7 * DAY_MS) === 0);
  if (!whole || steps >= MAX_FILLED) return ends;
  return Array.from({ length: steps + 1 }, (_, step) =>
    new Date(first + step * 7 * DAY_MS).toISOString().slice(0, 10),
  );
}

// The counts of one program, by name and week.
class Tally {
  readonly byWeek = new Map<string, Map<string, number>>();
  // The builds that have a name; only one of those with the same version and compiler, which always
  // get the same verdict.
  readonly #builds = new Map<string, Map<string, Build>>();

  add(name: string, week: string, count: number, build: Build): void {
    const weeks = this.byWeek.get(name) ?? new Map<string, number>();
    weeks.set(week, (weeks.get(week) ?? 0) + count);
    this.byWeek.set(name, weeks);
    const builds = this.#builds.get(name) ?? new Map<string, Build>();
    builds.set(`${build.version}\n${build.goVersion}`, build);
    this.#builds.set(name, builds);
  }

  builds(name: string): Build[] {
    return [...(this.#builds.get(name)?.values() ?? [])];
  }

  total(name: string): number {
    return [...(this.byWeek.get(name)?.values() ?? [])].reduce((sum, count) => sum + count, 0);
  }
}

interface Program {
  readonly counters: Tally;
  readonly stacks: Tally;
  readonly versions: Set<string>;
  readonly platforms: Set<string>;
}

function tally(weeks: readonly Week[], filter: Filter): Map<string, Program> {
  const programs = new Map<string, Program>();
  for (const { week, programs: builds } of weeks) {
    for (const build of builds) {
      if (!matches(build, filter)) continue;
      const program = programs.get(build.program) ?? {
        counters: new Tally(),
        stacks: new Tally(),
        versions: new Set<string>(),
        platforms: new Set<string>(),
      };
      programs.set(build.program, program);
      program.versions.add(build.version);
      program.platforms.add(platformOf(build));
      for (const [name, count] of Object.entries(build.counters)) {
        program.counters.add(name, week, count, build);
      }
      for (const [name, count] of Object.entries(build.stacks)) {
        program.stacks.add(name, week, count, build);
      }
    }
  }
  return programs;
}

// The programs of a directory of which the filters leave something, sorted by name.
export function select(directory: Directory, filter: Filter): ProgramSelection[] {
  const verdicts = new Verdicts(directory);
  const weeks = weekEnds(directory.weeks);
  const wanted = filter.search.trim().toLowerCase();
  const found = (name: string) => name.toLowerCase().includes(wanted);
  const selections: ProgramSelection[] = [];
  for (const [name, program] of tally(directory.weeks, filter)) {
    const charts = directory.charts
      .filter((group) => group.program === name && found(group.chart))
      .flatMap((group) => {
        const counters = group.buckets
          .map((bucket) => ({
            bucket,
            counter: bucket === "" ? group.chart : `${group.chart}:${bucket}`,
          }))
          .filter(({ counter }) => program.counters.byWeek.has(counter));
        if (!group.ordered) {
          counters.sort(
            (a, b) => program.counters.total(b.counter) - program.counters.total(a.counter),
          );
        }
        if (counters.length === 0) return [];
        const chart: Chart = {
          name: group.chart,
          subject: name,
          unit: "events",
          weeks,
          ordered: group.ordered,
          buckets: counters.map(({ bucket, counter }) =>
            bucketOf(bucket, counter, weeks, program.counters),
          ),
        };
        return [
          {
            chart,
            verdicts: counters.map(({ counter }) =>
              verdictOf(verdicts, program.counters.builds(counter), "counter", counter),
            ),
          },
        ];
      });
    const stacks = [...program.stacks.byWeek.keys()]
      .filter(found)
      .map((stack) => stackOf(stack, program.stacks, verdicts))
      .sort((a, b) => b.count - a.count);
    if (charts.length + stacks.length === 0) continue;
    selections.push({
      program: name,
      versions: [...program.versions],
      platforms: [...program.platforms],
      charts,
      stacks,
    });
  }
  return selections.sort((a, b) => (a.program < b.program ? -1 : 1));
}

function bucketOf(key: string, counter: string, weeks: readonly string[], tally: Tally): Bucket {
  const byWeek = tally.byWeek.get(counter);
  return {
    key,
    total: { value: tally.total(counter) },
    weekly: weeks.length > 1 ? weeks.map((week) => ({ value: byWeek?.get(week) ?? 0 })) : [],
  };
}

function stackOf(name: string, tally: Tally, verdicts: Verdicts): Stack {
  const [title = "", ...frames] = name.split("\n");
  const weeks = [...(tally.byWeek.get(name)?.keys() ?? [])].sort();
  return {
    title,
    frames,
    count: tally.total(name),
    versions: [...new Set(tally.builds(name).map((build) => build.version))],
    firstWeek: weeks[0] ?? "",
    lastWeek: weeks.at(-1) ?? "",
    verdict: verdictOf(verdicts, tally.builds(name), "stack", title),
  };
}
