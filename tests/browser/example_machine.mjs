// Typical machines: an editor's language server and a linter, over several weeks.

import { COLLECTOR, dayAfter, Machine, program } from "./machine.mjs";

export const LAST_WEEK = "2026-11-18";
export const SECOND_COLLECTOR = "stats.example.org:8443";
export const THIRD_COLLECTOR = "[2001:db8::1]:443";

const LANGUAGE_SERVER = "example.com/tools/langserver";
const LINTER = "example.com/tools/lint";

// Numbers that go up and down, the same in every run.
function wave(week, scale, phase) {
  return Math.max(0, Math.round(scale * (1 + 0.45 * Math.sin(week * 0.9 + phase) + 0.03 * week)));
}

function languageServer(week, version) {
  const counters = { "langserver/starts": wave(week, 14, 0) };
  ["<1ms", "<10ms", "<100ms", "<1s", ">=1s"].forEach((bucket, index) => {
    counters[`langserver/completion:${bucket}`] = wave(week, [310, 820, 240, 31, 4][index], index);
  });
  ["vscode", "vim", "emacs", "helix"].forEach((editor, index) => {
    counters[`langserver/client:${editor}`] = wave(week, [40, 18, 9, 2][index], index * 2);
  });
  ["rename", "format", "hover", "definition", "references"].forEach((feature, index) => {
    counters[`langserver/feature:${feature}`] = wave(week, [12, 90, 210, 160, 35][index], index);
  });
  const stacks = {
    "langserver/bug\nexample.com/tools/cache.(*Snapshot).Load:+41,+0x1c8\nexample.com/tools/cache.Open:+12,+0x9e\nmain.serve:+88,+0x30a\nmain.main:+19,+0x77":
      1 + (week % 2),
    "langserver/crash\nexample.com/tools/parse.Expr:+7,+0x44\nexample.com/tools/parse.File:+120,+0x5b1\nmain.main:+19,+0x77": 1,
  };
  return program({
    name: LANGUAGE_SERVER,
    version,
    counters,
    stacks: week % 3 === 0 ? stacks : {},
  });
}

function linter(week) {
  const counters = { "lint/runs": wave(week, 55, 3), "lint/private-experiment": wave(week, 6, 1) };
  ["unused", "shadow", "format", "nil-check"].forEach((check, index) => {
    counters[`lint/finding:${check}`] = wave(week, [80, 22, 41, 7][index], index);
  });
  return program({
    name: LINTER,
    version: "v0.9.0",
    goos: week % 4 === 0 ? "darwin" : "linux",
    counters,
  });
}

const item = (name) => ({ Name: name, Rate: 1 });

export const CONFIG = {
  GOOS: ["linux", "darwin"],
  GOARCH: ["amd64"],
  GoVersion: ["gcc12.2.0"],
  Programs: [
    {
      Name: LANGUAGE_SERVER,
      Versions: ["v1.4.0", "v1.5.0"],
      Counters: [
        item("langserver/starts"),
        item("langserver/completion:{<1ms,<10ms,<100ms,<1s,>=1s}"),
        item("langserver/client:{vscode,vim,emacs}"),
        { Name: "langserver/feature:{rename,format,hover,definition,references}", Rate: 0.1 },
      ],
      Stacks: [{ Name: "langserver/bug", Rate: 1, Depth: 16 }],
    },
    {
      Name: LINTER,
      Versions: ["v0.9.0"],
      Counters: [item("lint/runs"), item("lint/finding:{unused,shadow,format,nil-check}")],
    },
  ],
};

// A machine with reports of `weeks` weeks for COLLECTOR, the last of them LAST_WEEK. All but the last
// were sent.
export function exampleMachine(weeks) {
  const machine = new Machine();
  const collector = machine.collector(COLLECTOR);
  collector.consent(dayAfter(LAST_WEEK, -7 * weeks - 7), CONFIG);
  for (let week = 0; week < weeks; ++week) {
    const end = dayAfter(LAST_WEEK, -7 * (weeks - 1 - week));
    const programs = [languageServer(week, week < weeks / 2 ? "v1.4.0" : "v1.5.0"), linter(week)];
    collector.writeReport(end, programs);
    if (week < weeks - 1)
      collector.writeSentReport(end, programs, new Date(`${dayAfter(end, 1)}T07:12:00Z`));
  }
  return machine;
}

// The same, with a second collector that the user answered with `local`, and programs of Go.
export function machineOfTwo(weeks) {
  const machine = exampleMachine(weeks);
  const second = machine.collector(SECOND_COLLECTOR);
  second.write("mode", `local ${dayAfter(LAST_WEEK, -30)}\n`);
  for (let week = 0; week < weeks; ++week) {
    const end = dayAfter(LAST_WEEK, -7 * week);
    second.writeReport(end, [
      program({ name: "example.org/build", counters: { "build/targets": wave(week, 20, 2) } }),
    ]);
  }
  machine.go.writeReport(LAST_WEEK, [
    program({
      name: "golang.org/x/tools/gopls",
      version: "v0.20.0",
      counters: { "gopls/client:vscode": 12, "gopls/client:vim": 3 },
    }),
  ]);
  return machine;
}

// The same, with a third collector for which nothing was counted yet, and something that is no
// collector's.
export function machineOfSeveral(weeks) {
  const machine = machineOfTwo(weeks);
  machine.collector(THIRD_COLLECTOR);
  machine.writeForeign("notes.txt");
  return machine;
}
