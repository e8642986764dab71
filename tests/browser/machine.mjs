// A machine with telemetry to look at: the directories of collectors with the counts of many weeks.
//
//   const machine = new Machine();
//   machine.collector().writeReport("2026-11-11", [program({ counters: { "tool/runs": 3 } })]);
//   machine.remove();

import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// The collector of a test that needs only one.
export const COLLECTOR = "telemetry.example.com:443";

const DAY_MS = 24 * 60 * 60 * 1000;

// The day `days` after `day`, both YYYY-MM-DD.
export function dayAfter(day, days) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

// An entry of a report, with defaults for what is not given.
export function program({
  counters = {},
  stacks = {},
  name = "example.com/tool",
  version = "v1.0.0",
  goos = "linux",
  goarch = "amd64",
}) {
  return {
    Program: name,
    Version: version,
    GoVersion: "gcc12.2.0",
    GOOS: goos,
    GOARCH: goarch,
    Counters: counters,
    Stacks: stacks,
  };
}

// A directory with counts: a collector's, or Go's.
class Directory {
  constructor(path) {
    this.path = path;
    mkdirSync(join(path, "local"), { recursive: true });
    mkdirSync(join(path, "upload"));
  }

  write(name, contents) {
    writeFileSync(join(this.path, name), contents);
  }

  // Writes the local report of the week that ended on `week`.
  writeReport(week, programs) {
    this.write(`local/local.${week}.json`, reportJson(week, programs));
  }

  // Writes the copy of a report that was sent at `time`.
  writeSentReport(week, programs, time) {
    const name = `upload/${week}.json`;
    this.write(name, reportJson(week, programs));
    utimesSync(join(this.path, name), time, time);
  }

  // Writes the user's consent and the collector's config.
  consent(day, config) {
    this.write("mode", `on ${day}\n`);
    this.write(
      "upload_config.json",
      JSON.stringify({ Configs: [{ Received: day, Shown: "yes", Config: config }] }),
    );
  }
}

export class Machine {
  #directories = new Map();

  constructor() {
    this.root = mkdtempSync(join(process.env.TEST_TMPDIR ?? tmpdir(), "machine-"));
    this.go = new Directory(this.root);
  }

  // The directory of the collector at HOST:PORT.
  collector(address = COLLECTOR) {
    const folder = join(this.root, "collectors", address.replaceAll(":", "_"));
    const directory = this.#directories.get(address) ?? new Directory(folder);
    this.#directories.set(address, directory);
    return directory;
  }

  // Writes something that is no collector's beside the collectors' directories.
  writeForeign(name) {
    mkdirSync(join(this.root, "collectors"), { recursive: true });
    writeFileSync(join(this.root, "collectors", name), "");
  }

  remove() {
    rmSync(this.root, { recursive: true });
  }
}

function reportJson(week, programs) {
  return JSON.stringify(
    { Week: week, LastWeek: "", X: 0.25, Programs: programs, Config: "v1.4.0" },
    null,
    " ",
  );
}
