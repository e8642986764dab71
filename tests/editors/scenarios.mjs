// What must hold in every editor in which a user may be asked.
//
//   scenarios(Neovim);
//
// An editor has a `title`; `client`, what the server takes it for; `dismissed`, the state that is on record after a dialog
// was dismissed, and what was counted; open(home) and, of what that returns:
//   dialog()      waits until the user is asked, and returns the dialog's text
//   hasDialog()   whether the user is being asked
//   choose(title) takes the action whose title begins so
//   shown(file)   waits until the user is asked again, and can read the file or is told its name
//   dismiss()     leaves the dialog without an answer
//   told(pattern) waits until the user is told something
//   served()      waits until what the server found in the text is shown
//   capture()     what is shown, as a picture: { extension, contents }
//   close()       quits as a user does
//   remove()      ends it if it still runs

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { COLLECTOR, Home } from "./home.mjs";
import { eventually } from "./terminal.mjs";

export const SHOW = "Show";
export const YES = "Yes";
export const NO = "No";

// How long an answer takes that comes late. Servers used to give up after 15 seconds.
export const LATE_MS = Number(process.env.LATE_SECONDS ?? 3) * 1000;
// If a dialog were to come, it would be there by then: it is sent before what served() waits for.
export const STILL_MS = 500;

const homes = [];
const editors = [];
let captures = 0;

export function newHome() {
  const home = new Home();
  homes.push(home);
  return home;
}

export async function open(Editor, home) {
  const editor = await Editor.open(home);
  editors.push(editor);
  return editor;
}

after(async () => {
  for (const editor of editors) await editor.remove();
  for (const home of homes) home.remove();
});

// Keeps a picture of an editor for people to look at.
export async function capture(editor, name) {
  const folder = process.env.CAPTURES ?? process.env.TEST_UNDECLARED_OUTPUTS_DIR;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  const { extension, contents } = await editor.capture();
  const number = String(++captures).padStart(2, "0");
  const title = `${editor.constructor.title} ${number} ${name}`;
  writeFileSync(join(folder, `${title.toLowerCase().replaceAll(" ", "-")}.${extension}`), contents);
}

export function assertNoConsent(home) {
  for (const [directory, mode] of Object.entries(home.modes()))
    assert.doesNotMatch(mode, /on/, `mode of ${directory}`);
}

export function today() {
  return new Date().toISOString().slice(0, 10);
}

// What would be sent: the report itself, with what was counted just now.
function assertPreview(text) {
  assert.match(text, /"Program": "example\.com\/wordserver"/);
  assert.match(text, /"wordserver\/telemetryprompt:asked": 1/);
}

// The collector, and nothing else, may be sent something from today on.
export function assertConsent(home) {
  const modes = home.modes();
  assert.deepEqual(Object.keys(modes), [`collectors/${COLLECTOR}_443`]);
  assert.equal(modes[`collectors/${COLLECTOR}_443`].trim(), `on ${today()}`);
}

export async function assertRecord(home, state) {
  await eventually(
    () => home.record().state === state,
    () => `on record is ${JSON.stringify(home.record())}, not ${state}`,
  );
  assert.equal(home.record().attempts, 1);
  assert.equal(home.record().token, 1);
}

// Opens each editor on a user who has been asked already, and fails if one asks again.
export async function assertAsksNoMore(home, ...Editors) {
  const before = home.record();
  for (const Editor of Editors) {
    const editor = await open(Editor, home);
    await editor.served();
    await sleep(STILL_MS);
    assert.ok(!(await editor.hasDialog()), `${Editor.title} asks again`);
    await editor.close();
  }
  assert.deepEqual(home.record(), before);
}

export function scenarios(Editor) {
  const scenario = (name, steps) => test(`${Editor.title}: ${name}`, steps);

  scenario("the dialog says who gets what, and a yes is consent to that alone", async () => {
    const home = newHome();
    const editor = await open(Editor, home);
    const dialog = await editor.dialog();
    await capture(editor, "dialog");
    assert.match(dialog, /upload/);
    assert.match(dialog, /once a week/);
    assert.match(dialog, new RegExp(`to ${COLLECTOR}\\?`));
    assert.match(dialog, new RegExp(`gotelemetry local --collector ${COLLECTOR}`));
    // On record before anybody could answer, so that another editor does not ask meanwhile.
    await assertRecord(home, "pending");
    assertNoConsent(home);

    await editor.choose(YES);
    await editor.told(/To stop it/);
    await capture(editor, "yes");
    await editor.served();
    await assertRecord(home, "yes");
    assertConsent(home);
    await editor.close();
    assert.deepEqual(home.counts(), { asked: 1, accepted: 1 });
    assert.deepEqual(home.counts("client"), { [Editor.client]: 1 });
    await assertAsksNoMore(home, Editor);
    assertConsent(home);
  });

  scenario("a no is for good", async () => {
    const home = newHome();
    const editor = await open(Editor, home);
    await editor.choose(NO);
    await editor.served();
    await capture(editor, "no");
    await assertRecord(home, "no");
    assertNoConsent(home);
    await editor.close();
    assert.deepEqual(home.counts(), { asked: 1, declined: 1 });
    await assertAsksNoMore(home, Editor);
  });

  scenario("a dialog that is dismissed is no consent, and does not come back at once", async () => {
    const home = newHome();
    const editor = await open(Editor, home);
    await editor.dialog();
    await editor.dismiss();
    await editor.served();
    await capture(editor, "dismissed");
    assert.ok(!(await editor.hasDialog()));
    assertNoConsent(home);
    await editor.close();
    const { state, counts } = Editor.dismissed;
    await assertRecord(home, state);
    assert.deepEqual(home.counts(), { asked: 1, ...counts });
    assertNoConsent(home);
    await assertAsksNoMore(home, Editor);
  });

  scenario(`an answer after ${LATE_MS / 1000} seconds counts`, async () => {
    const home = newHome();
    const editor = await open(Editor, home);
    await editor.dialog();
    await sleep(LATE_MS);
    await capture(editor, "late");
    await editor.choose(YES);
    await editor.served();
    await assertRecord(home, "yes");
    assertConsent(home);
    await editor.close();
    assert.deepEqual(home.counts(), { asked: 1, accepted: 1 });
  });

  scenario("show, then yes", async () => {
    const home = newHome();
    const editor = await open(Editor, home);
    await editor.choose(SHOW);
    const preview = await home.preview();
    assertPreview(readFileSync(preview, "utf8"));
    await editor.shown(preview);
    await capture(editor, "shown");
    assertNoConsent(home);
    assert.equal(home.record().attempts, 1);
    await editor.choose(YES);
    await editor.served();
    await assertRecord(home, "yes");
    assertConsent(home);
    await editor.close();
    assert.deepEqual(home.counts(), { asked: 1, shown: 1, accepted: 1 });
  });

  scenario("of two at once, one asks", () => assertOneAsks(Editor, Editor));
}

// Opens editors at the same time: exactly one asks. It gets a yes, and the others go on.
export async function assertOneAsks(...Editors) {
  const home = newHome();
  const opened = await Promise.all(Editors.map((Editor) => open(Editor, home)));
  const asking = await eventually(
    async () => {
      for (const editor of opened) if (await editor.hasDialog()) return editor;
      return undefined;
    },
    () => "nobody asks",
  );
  const silent = opened.filter((editor) => editor !== asking);
  for (const editor of silent) {
    await editor.served();
    await sleep(STILL_MS);
    assert.ok(!(await editor.hasDialog()), "two ask at once");
  }
  await asking.choose(YES);
  await asking.served();
  await assertRecord(home, "yes");
  for (const editor of silent)
    assert.ok(!(await editor.hasDialog()), "another asks after the answer");
  for (const editor of opened) await editor.close();
  assertConsent(home);
  assert.deepEqual(home.counts(), { asked: 1, accepted: 1 });
}
