import assert from "node:assert/strict";
import { test } from "node:test";

import type { Directory, Environment } from "./state.ts";
import {
  approvedSummary,
  decider,
  fate,
  headline,
  nextSummary,
  programsOf,
  sentReports,
  whyAllOff,
} from "./summary.ts";

function directory(
  collector: string,
  environment: Partial<Environment>,
  contents: Partial<Directory> = {},
): Directory {
  return {
    collector,
    environment: {
      mode: "local",
      rule: "mode file",
      detail: "",
      consentDay: "2026-11-02",
      lastSent: "",
      dir: "/d",
      putAside: [],
      ...environment,
    },
    approved: { version: "v1", unknown: "", config: "{}", shown: false, changes: [] },
    weeks: [],
    charts: [],
    leftOut: [],
    previews: [],
    files: [],
    warnings: [],
    ...contents,
  };
}

const A = "a.example.com:443";
const B = "b.example.com:443";
const GO = directory("", { rule: "default" });

function of(...directories: Directory[]) {
  return { directories, foreign: [] };
}

test("the headline says who gets what", () => {
  const on = (collector: string) => directory(collector, { mode: "on" });
  const local = (collector: string) => directory(collector, { mode: "local" });
  const table: [string, ...Directory[]][] = [
    ["No program on this machine has named a collector yet.", GO],
    ["No collector gets anything.", local(A), local(B), GO],
    [`${A} gets the approved part of what is counted for it.`, on(A), GO],
    ["1 of 2 collectors gets the approved part of what is counted for it.", on(A), local(B), GO],
    ["2 of 2 collectors get the approved part of what is counted for them.", on(A), on(B), GO],
    ["No collector gets anything.", local(A), directory("", { mode: "on" })],
  ];
  for (const [expected, ...directories] of table)
    assert.equal(headline(of(...directories)), expected);
});

test("telemetry is off only if nothing counts, and then the reason is given", () => {
  const off = (rule: string) => ({ mode: "off", rule, detail: "why" }) as const;
  const everything = of(directory(A, off("off for everything")), directory("", off("mode file")));
  assert.equal(headline(everything), "Telemetry is off. Nothing is counted.");
  assert.equal(whyAllOff(everything)?.collector, A);
  const untracked = of(directory(A, off("environment")), directory("", off("environment")));
  assert.equal(whyAllOff(untracked)?.environment.rule, "environment");
  assert.equal(whyAllOff(of(directory("", off("mode file"))))?.collector, "");

  const one = of(directory(A, off("mode file")), GO);
  assert.equal(headline(one), "No collector gets anything.");
  assert.equal(whyAllOff(one), undefined);
});

test("who decided is said as a person would", () => {
  assert.equal(decider(directory(A, {})), "your choice for this collector");
  assert.equal(decider(directory("", {})), "Go’s mode file");
  assert.equal(decider(directory(A, { rule: "environment" })), "an environment variable");
  assert.equal(decider(directory(A, { rule: "a new rule" })), "a new rule");
});

test("of Go's directory nothing is said that only Go's tools decide", () => {
  assert.match(fate(directory("", { mode: "on" })), /never send it\. Go’s own tools upload/);
  assert.match(
    fate(directory("", { mode: "local" })),
    /never send it\. Go’s own tools send nothing/,
  );
  for (const rule of ["environment", "policy", "ci"]) {
    const text = fate(directory("", { mode: "off", rule }));
    assert.match(text, /never send it\. Go’s own tools obey only Go’s mode file\./, rule);
  }
});

test("a config is summed up", () => {
  const item = (Name: string) => ({ Name, Rate: 1 });
  const programs = [
    { Name: "a", Counters: [item("a/1"), item("a/2")], Stacks: [item("a/s")] },
    { Name: "b", Counters: [item("b/1")], Stacks: null },
  ];
  const summary = (Programs?: unknown) => approvedSummary(JSON.stringify({ Programs }));
  assert.equal(summary(programs), "3 counters and 1 stack of 2 programs");
  assert.equal(summary(programs.slice(1)), "1 counter of 1 program");
  assert.equal(summary(), "0 counters of 0 programs");
});

test("what a collector would get next depends on consent, its config and the counts", () => {
  const preview = { week: "2026-11-25", whyNoUpload: "", report: "{}", leftOut: [], purposes: [] };
  const late = { ...preview, week: "2026-11-18", whyNoUpload: "too late", report: "" };
  const next = (mode: Environment["mode"], contents: Partial<Directory>) =>
    nextSummary(directory(A, { mode }, contents));
  assert.deepEqual(next("local", { previews: [preview] }), ["nothing, since the mode is local"]);
  assert.deepEqual(next("on", {
    approved: { version: "", unknown: "none yet", config: "", shown: false, changes: [] },
  }), [
    "nothing, until it has said what it approves",
  ]);
  assert.deepEqual(next("on", { previews: [] }), [
    "nothing, for there are no counts since the last report",
  ]);
  assert.deepEqual(next("on", { previews: [late, preview] }), [
    "nothing of the week ending 2026-11-18: too late",
    "the approved part of the week ending 2026-11-25",
  ]);
});

test("what a collector has got is in the order in which it was sent", () => {
  const file = (kind: "sent report" | "ready report", week: string, modified: string) => ({
    kind,
    path: `upload/${week}.json`,
    week,
    bytes: 1,
    modified,
  });
  const files = [
    file("sent report", "2026-11-11", "2026-11-26T00:00:00Z"),
    file("ready report", "2026-11-25", "2026-11-26T00:00:00Z"),
    file("sent report", "2026-11-18", "2026-11-19T00:00:00Z"),
  ];
  assert.deepEqual(
    sentReports(directory(A, {}, { files })).map(({ week }) => week),
    ["2026-11-18", "2026-11-11"],
  );
});

test("the programs of all weeks are named once", () => {
  const build = (program: string, version: string) => ({
    program,
    version,
    goVersion: "gcc12.2.0",
    goos: "linux",
    goarch: "amd64",
    counters: {},
    stacks: {},
  });
  const weeks = [
    { week: "2026-11-11", reported: true, programs: [build("b", "v1.0.0"), build("a", "v1.0.0")] },
    { week: "2026-11-18", reported: false, programs: [build("b", "v2.0.0")] },
  ];
  assert.deepEqual(programsOf(directory(A, {}, { weeks })), ["a", "b"]);
});
