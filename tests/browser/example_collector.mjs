// A collector with the reports of many machines, and the site that it makes from them.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { CONFIG } from "./example_machine.mjs";
import { dayAfter, program } from "./machine.mjs";
import { run, Server } from "./processes.mjs";

const DEADLINE_MS = 60_000;

export class Collector {
  // Starts a collector that uses `config` and publishes every second.
  static async start(collector, config = CONFIG) {
    const dir = mkdtempSync(join(process.env.TEST_TMPDIR ?? tmpdir(), "collector-"));
    const configPath = join(dir, "config.json");
    writeFileSync(configPath, JSON.stringify(config));
    const server = await Server.start(
      collector,
      [
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--http",
        "127.0.0.1:0",
        "--data-dir",
        join(dir, "data"),
        "--config",
        configPath,
        "--publish-every",
        "1s",
      ],
      /HTTP on (\S+)/,
    );
    return new Collector(server, dir, collector);
  }

  constructor(server, dir, program) {
    this.program = program;
    this.server = server;
    this.dir = dir;
    this.url = `http://${server.match[1]}`;
    this.uploaded = 0;
  }

  // Uploads a report of `week`, as Go's tools do.
  async upload(week, x, programs) {
    const report = { Week: week, LastWeek: "", X: x, Programs: programs, Config: "v1.4.0" };
    const answer = await fetch(`${this.url}/upload/${week}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(report),
    });
    if (answer.status !== 200) throw new Error(`upload: ${answer.status} ${await answer.text()}`);
    ++this.uploaded;
  }

  // Puts another config in force.
  push(config, ...options) {
    const path = join(this.dir, "pushed.json");
    writeFileSync(path, JSON.stringify(config));
    run(this.program, [
      "config",
      "push",
      "--data-dir",
      join(this.dir, "data"),
      "--despite-errors",
      ...options,
      path,
    ]);
  }

  // Waits until the charts of all reports are published, and returns the index of charts. The list
  // of datasets is written last.
  async published() {
    const end = Date.now() + DEADLINE_MS;
    for (;;) {
      const answer = await fetch(`${this.url}/data/index.json`);
      const { days } = answer.ok ? await answer.json() : { days: [] };
      if (days.reduce((sum, { reports }) => sum + reports, 0) === this.uploaded) break;
      if (Date.now() > end) throw new Error("not everything was published");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return (await fetch(`${this.url}/charts/index.json`)).json();
  }

  async stop() {
    const status = await this.server.stop();
    rmSync(this.dir, { recursive: true });
    return status;
  }
}

// The ends of `count` weeks, the last of them a full week ago, so that the collector accepts their
// reports.
export function recentWeeks(count) {
  const today = new Date().toISOString().slice(0, 10);
  return Array.from({ length: count }, (_, index) => dayAfter(today, -7 * (count - index)));
}

// Uploads reports of `machines` machines in the first week, and of more machines in later weeks.
export async function uploadExamples(collector, weeks, machines) {
  for (const [number, week] of weeks.entries()) {
    const uploads = [];
    for (let machine = 0; machine < machines + 3 * number; ++machine) {
      uploads.push(
        collector.upload(week, (machine + 1) / 1000 + number / 1e6, [
          languageServer(machine),
          linter(machine),
        ]),
      );
    }
    await Promise.all(uploads);
  }
}

function languageServer(machine) {
  const counters = { "langserver/starts": 3 };
  counters["langserver/completion:<1ms"] = 10;
  counters["langserver/completion:<10ms"] = 10;
  if (machine % 2 === 0) counters["langserver/completion:<100ms"] = 4;
  if (machine % 3 === 0) counters["langserver/completion:<1s"] = 2;
  if (machine === 0) counters["langserver/completion:>=1s"] = 1;
  counters[`langserver/client:${["vscode", "vscode", "vscode", "vim", "emacs"][machine % 5]}`] = 1;
  return program({
    name: "example.com/tools/langserver",
    version: machine % 4 === 0 ? "v1.4.0" : "v1.5.0",
    goos: machine % 6 === 0 ? "darwin" : "linux",
    counters,
  });
}

function linter(machine) {
  const counters = { "lint/runs": 5 };
  ["unused", "shadow", "format", "nil-check"].forEach((check, index) => {
    if (machine % (index + 1) === 0) counters[`lint/finding:${check}`] = 2;
  });
  return program({ name: "example.com/tools/lint", version: "v0.9.0", counters });
}
