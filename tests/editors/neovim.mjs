// Neovim in a terminal. Its dialog is a list with numbers, which blocks the editor until it is answered.

import { settings } from "./settings.mjs";
import { eventually, Terminal } from "./terminal.mjs";

const PROGRAM = "/usr/bin/nvim";

// The last thing on the screen while Neovim waits for an answer, or for leave to go on.
const DIALOG = /\(q or empty cancels\):\s*$/;
const PAUSE = /Press ENTER or type command to continue\s*$/;

export class Neovim {
  static title = "Neovim";
  static client = "neovim";
  static dismissed = { state: "failed", counts: { dismissed: 1 } };

  static open(home) {
    home.write(".config/nvim/init.lua", settings("lua"));
    const command = [PROGRAM, "-n", "notes.txt"];
    return new Neovim(
      new Terminal(command, { directory: home.project, environment: home.environment }),
    );
  }

  constructor(terminal) {
    this.terminal = terminal;
  }

  text() {
    return this.terminal.text();
  }

  async dialog() {
    await eventually(
      () => this.hasDialog() || this.#passPause(),
      () => `there is no dialog:\n${this.terminal.screen()}`,
    );
    return this.text();
  }

  // Neovim may stop at a message before it goes on to a dialog. Never true.
  #passPause() {
    const before = this.text();
    if (PAUSE.test(before)) this.terminal.keys("Enter");
    return false;
  }

  hasDialog() {
    return DIALOG.test(this.text());
  }

  async told(pattern) {
    await eventually(
      () => !this.hasDialog() && pattern.test(this.text()),
      () => `the user is not told ${pattern}:\n${this.text()}`,
    );
  }

  // Waits until the server's finding is shown beside the text.
  async served() {
    await this.terminal.see(/cat\..*■/);
  }

  async choose(title) {
    const number = new RegExp(`^(\\d)\\. ${title}`, "m").exec(await this.dialog());
    if (number === null) throw new Error(`no "${title}" in:\n${this.terminal.screen()}`);
    this.terminal.keys(number[1], "Enter");
  }

  async shown(file) {
    await this.dialog();
    await this.terminal.seeText(file);
  }

  dismiss() {
    this.terminal.keys("Escape");
  }

  capture() {
    return { extension: "txt", contents: this.terminal.screen() };
  }

  async close() {
    // Escape also leaves a dialog or a message that waits for a key.
    await this.terminal.close("Escape", "Escape", ":qa!", "Enter");
  }

  remove() {
    this.terminal.remove();
  }
}
