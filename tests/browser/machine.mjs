// A machine with telemetry to look at: a directory with the counts of many weeks.
//
//   const machine = new Machine();
//   machine.writeReport("2026-11-11", [program({ counters: { "tool/runs": 3 } })]);
//   machine.remove();

import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

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

export class Machine {
  constructor() {
    this.dir = mkdtempSync(join(process.env.TEST_TMPDIR ?? tmpdir(), "machine-"));
    mkdirSync(join(this.dir, "local"));
    mkdirSync(join(this.dir, "upload"));
  }

  write(path, contents) {
    writeFileSync(join(this.dir, path), contents);
  }

  // Writes the local report of the week that ended on `week`.
  writeReport(week, programs) {
    this.write(`local/local.${week}.json`, reportJson(week, programs));
  }

  // Writes the copy of a report that was sent at `time`.
  writeSentReport(week, programs, time) {
    const path = `upload/${week}.json`;
    this.write(path, reportJson(week, programs));
    utimesSync(join(this.dir, path), time, time);
  }

  // Writes the user's consent and the collector's config.
  consent(collector, day, config) {
    this.write("mode", `on ${day}\n`);
    this.write("collector", `${collector} ${day}\n`);
    this.write(
      "upload_config.json",
      JSON.stringify({ Collector: collector, Version: "v1.4.0", Config: config }),
    );
  }

  remove() {
    rmSync(this.dir, { recursive: true });
  }
}

function reportJson(week, programs) {
  return JSON.stringify(
    { Week: week, LastWeek: "", X: 0.25, Programs: programs, Config: "v1.4.0" },
    null,
    " ",
  );
}
