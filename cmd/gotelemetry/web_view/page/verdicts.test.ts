import assert from "node:assert/strict";
import { test } from "node:test";

import type { Build, LeftOutOfBuild } from "./state.ts";
import { combine, verdictOf, Verdicts } from "./verdicts.ts";

const BUILD: Build = {
  program: "example.com/tool",
  version: "v1.0.0",
  goVersion: "gcc12.2.0",
  goos: "linux",
  goarch: "amd64",
};
const NEWER: Build = { ...BUILD, version: "v2.0.0" };

function knowing(...leftOut: LeftOutOfBuild[]): Verdicts {
  const approved = { version: "v1", unknown: "", config: "{}", shown: true, changes: [] };
  return new Verdicts({ collector: "telemetry.example.com:443", approved, leftOut });
}

function leftOut(version: string, kind: LeftOutOfBuild["kind"], name: string): LeftOutOfBuild {
  return {
    program: BUILD.program,
    version,
    goVersion: BUILD.goVersion,
    kind,
    name,
    reason: `no ${kind}`,
  };
}

test("what is not left out is approved", () => {
  assert.deepEqual(verdictOf(knowing(), [BUILD], "counter", "tool/a"), { kind: "approved" });
});

test("what is left out stays, with the reason", () => {
  const verdicts = knowing(leftOut("v1.0.0", "counter", "tool/a"));
  assert.deepEqual(verdictOf(verdicts, [BUILD], "counter", "tool/a"), {
    kind: "stays",
    reason: "no counter",
  });
  assert.deepEqual(verdictOf(verdicts, [BUILD], "counter", "tool/b"), { kind: "approved" });
  assert.deepEqual(verdictOf(verdicts, [BUILD], "stack", "tool/a"), { kind: "approved" });
});

test("a program that is left out takes all of its counters with it", () => {
  const verdicts = knowing(leftOut("v1.0.0", "program", ""));
  assert.deepEqual(verdictOf(verdicts, [BUILD], "stack", "tool/a"), {
    kind: "stays",
    reason: "no program",
  });
  assert.deepEqual(verdictOf(verdicts, [BUILD, NEWER], "stack", "tool/a"), {
    kind: "partly",
    reason: "no program",
  });
});

test("without a config nothing is known", () => {
  const verdicts = new Verdicts({
    collector: "telemetry.example.com:443",
    approved: { version: "", unknown: "no config", config: "", shown: false, changes: [] },
    leftOut: [],
  });
  assert.deepEqual(verdictOf(verdicts, [BUILD], "counter", "tool/a"), { kind: "unknown" });
});

test("what is Go's is never ours to upload, whatever a config approves", () => {
  const approved = { version: "v1", unknown: "", config: "{}", shown: true, changes: [] };
  const verdicts = new Verdicts({ collector: "", approved, leftOut: [] });
  assert.deepEqual(verdictOf(verdicts, [BUILD], "counter", "tool/a"), { kind: "unknown" });
});

test("buckets of different verdicts make a chart that is partly approved", () => {
  const stays = { kind: "stays", reason: "no counter" } as const;
  assert.deepEqual(combine([{ kind: "approved" }, { kind: "approved" }]), { kind: "approved" });
  assert.deepEqual(combine([stays, stays]), stays);
  assert.deepEqual(combine([{ kind: "approved" }, stays]), {
    kind: "partly",
    reason: "no counter",
  });
});
