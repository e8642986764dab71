import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import {
  assertConsent,
  assertNoConsent,
  assertRecord,
  capture,
  newHome,
  NO,
  open,
  scenarios,
  STILL_MS,
  YES,
} from "./scenarios.mjs";
import { VsCode } from "./vscode.mjs";

scenarios(VsCode);

test("VS Code: an answer counts after the question was hidden behind the bell", async () => {
  const home = newHome();
  const editor = await open(VsCode, home);
  await editor.dialog();
  await editor.hidden();
  await capture(editor, "hidden");
  assertNoConsent(home);
  await editor.choose(YES);
  await assertRecord(home, "yes");
  assertConsent(home);
  await editor.close();
  assert.deepEqual(home.counts(), { asked: 1, accepted: 1 });
});

test("VS Code: its own switch for telemetry keeps the question back until it is on", async () => {
  const home = newHome();
  // Not yet: this is only to set it.
  home.variables = { GOTELEMETRY: "local" };
  const editor = await open(VsCode, home);
  await editor.served();
  await editor.set({ "telemetry.telemetryLevel": "off" });

  home.variables = {};
  await editor.reload();
  await editor.served();
  await sleep(STILL_MS);
  await capture(editor, "off");
  assert.ok(!(await editor.hasDialog()));
  assert.ok(!existsSync(home.recordFile), "a question is on record");

  await editor.set({ "telemetry.telemetryLevel": "all" });
  await editor.dialog();
  await capture(editor, "on again");
  await editor.choose(NO);
  await assertRecord(home, "no");
  assertNoConsent(home);
  await editor.close();
});
