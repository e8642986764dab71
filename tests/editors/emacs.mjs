// Emacs in a terminal, with eglot. Its dialog is a question in the minibuffer that has the first action's title filled
// in, so that Enter alone takes it.

import { settings } from "./settings.mjs";
import { eventually, Terminal } from "./terminal.mjs";

const PROGRAM = "/usr/bin/emacs";

const DIALOG = /^Choose an option:/m;

// No compilation in the background, whose warnings would be shown.
const QUIET = "(setq native-comp-deferred-compilation nil)\n";

export class Emacs {
  static title = "Emacs";
  // It does not say who it is.
  static client = "other";
  // C-g sends no answer, and Emacs ends its servers without a word.
  static dismissed = { state: "pending", counts: {} };

  static open(home) {
    home.write(".emacs.d/early-init.el", QUIET);
    home.write(".emacs.d/init.el", settings("elisp"));
    const command = [PROGRAM, "-nw", "notes.txt"];
    return new Emacs(
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
    await this.terminal.see(DIALOG);
    return this.text();
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

  // Waits until the mode line counts the server's finding: errors, then warnings.
  async served() {
    await this.terminal.see(/Flymake\[[\d ]*[1-9][\d ]*\]/);
  }

  async choose(title) {
    await this.dialog();
    this.terminal.keys("C-a", "C-k");
    this.terminal.type(title);
    this.terminal.keys("Tab", "Enter");
  }

  async shown(file) {
    await this.terminal.seeText(file);
    await this.dialog();
  }

  // Leaves the dialog. eglot then sends no answer at all, and loses what else the server has sent meanwhile: a change to
  // the text makes the server speak again.
  async dismiss() {
    await this.quit();
    this.terminal.type(" ");
  }

  async quit() {
    this.terminal.keys("C-g");
    // Keys that are pressed before Emacs says this are lost.
    await this.terminal.see(/Quit/);
  }

  // Takes what Emacs suggests.
  pressEnter() {
    this.terminal.keys("Enter");
  }

  // Answers with nothing, which Emacs allows.
  answerNothing() {
    this.terminal.keys("C-a", "C-k", "Enter");
  }

  capture() {
    return { extension: "txt", contents: this.terminal.screen() };
  }

  async close() {
    if (this.hasDialog()) await this.quit();
    // Forgets changes to the text.
    await this.terminal.close("M-~", "C-x", "C-c");
  }

  remove() {
    this.terminal.remove();
  }
}
