// A program in a terminal, driven through tmux: keys go in, the screen comes out.
//
//   const terminal = new Terminal(["nvim", "notes.txt"], { directory, environment });
//   await terminal.see(/Type number/);
//   terminal.keys("3", "Enter");
//   await terminal.close("Escape", ":qa!", "Enter");

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const TMUX = "/usr/bin/tmux";
const COLUMNS = 80;
const ROWS = 24;
const POLL_MS = 50;
const PATIENCE_MS = 20_000;

// Waits until `look` returns something, and returns that; then gives up with what `describe` returns.
export async function eventually(look, describe, patienceMs = PATIENCE_MS) {
  const end = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(await describe());
    await sleep(POLL_MS);
  }
}

export class Terminal {
  // Each terminal has a server of tmux of its own, which ends with the program. Its socket is in a directory with a
  // short name, since the name of a socket may have only about a hundred bytes.
  #scratch = mkdtempSync(join(tmpdir(), "tmux-"));

  constructor(command, { directory, environment }) {
    const size = ["-x", String(COLUMNS), "-y", String(ROWS)];
    this.#tmux(
      ["-f", "/dev/null", "new-session", "-d", ...size, "-c", directory, "--", ...command],
      environment,
    );
  }

  #tmux(args, environment) {
    return execFileSync(TMUX, ["-S", join(this.#scratch, "socket"), ...args], {
      env: environment,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  // What is on the screen, a line each.
  screen() {
    return this.#tmux(["capture-pane", "-p"]);
  }

  // The same without line breaks that are due to the width of the screen.
  text() {
    return this.screen()
      .split("\n")
      .map((line) => (line.length === COLUMNS ? line.replace(/\\$/, "") : line + "\n"))
      .join("");
  }

  // Presses keys, by tmux's names: "Enter", "C-g", "x".
  keys(...keys) {
    this.#tmux(["send-keys", ...keys]);
  }

  type(text) {
    this.#tmux(["send-keys", "-l", text]);
  }

  // Waits until the text on the screen matches.
  async see(pattern, patienceMs) {
    return eventually(
      () => pattern.exec(this.text()),
      () => `the screen does not show ${pattern}:\n${this.screen()}`,
      patienceMs,
    );
  }

  // The same for a text that is no pattern.
  async seeText(text, patienceMs) {
    return this.see(new RegExp(text.replace(/[^\w\s]/g, "\\$&")), patienceMs);
  }

  runs() {
    const args = ["-S", join(this.#scratch, "socket"), "has-session"];
    return spawnSync(TMUX, args, { stdio: "ignore" }).status === 0;
  }

  // Presses the keys that end the program, and waits until it has ended.
  async close(...keys) {
    this.keys(...keys);
    await eventually(
      () => !this.runs(),
      () => `it still runs after ${keys.join(" ")}:\n${this.screen()}`,
    );
    this.remove();
  }

  // Ends the program if it still runs.
  remove() {
    if (this.runs()) this.#tmux(["kill-server"]);
    rmSync(this.#scratch, { recursive: true, force: true });
  }
}
