import assert from "node:assert/strict";
import { test } from "node:test";

import { Emacs } from "./emacs.mjs";
import {
  assertAsksNoMore,
  assertNoConsent,
  assertRecord,
  newHome,
  open,
  scenarios,
} from "./scenarios.mjs";
import { eventually } from "./terminal.mjs";

scenarios(Emacs);

test("Emacs: Enter alone never consents, however often it is pressed", async () => {
  const home = newHome();
  const editor = await open(Emacs, home);
  await editor.dialog();
  // Each Enter shows what would be sent, until the server has had enough of it.
  await eventually(
    () => {
      if (editor.hasDialog()) editor.pressEnter();
      assertNoConsent(home);
      return home.record().state !== "pending";
    },
    () => `it goes on for ever:\n${editor.text()}`,
  );
  await editor.served();
  await assertRecord(home, "failed");
  await editor.close();
  const { asked, dismissed, shown, ...others } = home.counts();
  assert.deepEqual({ asked, dismissed }, { asked: 1, dismissed: 1 });
  assert.ok(shown > 1);
  assert.deepEqual(others, {});
  assertNoConsent(home);
  await assertAsksNoMore(home, Emacs);
});

test("Emacs: an empty answer is none", async () => {
  const home = newHome();
  const editor = await open(Emacs, home);
  await editor.dialog();
  editor.answerNothing();
  await editor.served();
  await assertRecord(home, "failed");
  assertNoConsent(home);
  await editor.close();
  assert.deepEqual(home.counts(), { asked: 1, dismissed: 1 });
  await assertAsksNoMore(home, Emacs);
});
