// The home directory of a user who is due to be asked, with a text to edit, and what is in it afterwards.

import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { eventually } from "./terminal.mjs";

export const COLLECTOR = "telemetry.example.com";

const DAY_S = 24 * 60 * 60;

export class Home {
  // Variables that the user has set.
  variables = {};

  constructor() {
    this.path = mkdtempSync(join(tmpdir(), "home-"));
    this.root = join(this.path, ".config/go/telemetry");
    this.project = join(this.path, "project");
    mkdirSync(join(this.path, "bin"));
    mkdirSync(join(this.path, "tmp"));
    symlinkSync(process.env.WORDSERVER, join(this.path, "bin/wordserver"));
    symlinkSync(process.env.GOTELEMETRY, join(this.path, "bin/gotelemetry"));
    // The repeated word is what the server reports, and so shows that it runs.
    this.write("project/notes.txt", "A note about the the cat.\n");
  }

  write(name, contents) {
    const file = join(this.path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, contents);
  }

  // Nothing in the environment of whoever runs the test decides anything. This user is among those who are asked, and
  // has been using the tool for long enough.
  get environment() {
    return {
      HOME: this.path,
      PATH: `${join(this.path, "bin")}:/usr/bin:/bin`,
      TMPDIR: join(this.path, "tmp"),
      LANG: "C.UTF-8",
      TERM: "xterm-256color",
      GOTELEMETRY_CLIENT_TOKEN: "1",
      GOTELEMETRY_CLIENT_START_TIME: String(Math.floor(Date.now() / 1000) - 40 * DAY_S),
      ...this.variables,
    };
  }

  // Every mode file, by the name of its directory: a consent that nobody gave would be one too many.
  modes() {
    const modes = {};
    for (const file of filesBelow(this.root))
      if (file.endsWith("/mode"))
        modes[dirname(file).slice(this.root.length + 1)] = readFileSync(file, "utf8");
    return modes;
  }

  get directory() {
    return join(this.root, "collectors", `${COLLECTOR}_443`);
  }

  get recordFile() {
    return join(this.directory, "prompt");
  }

  // What is on record about the question.
  record() {
    const fields = readFileSync(this.recordFile, "utf8").trim().split(" ");
    const [state, attempts, created, token] = fields;
    return { state, attempts: Number(attempts), created: Number(created), token: Number(token) };
  }

  // The file with what would be sent, as soon as it is there.
  async preview() {
    return eventually(
      () => filesBelow(this.root).find((file) => file.includes("preview")),
      () => "nothing is shown",
    );
  }

  // What the tool has counted, by what follows the colon: about the question, unless it is to be something else.
  counts(chart = "telemetryprompt") {
    const local = join(this.directory, "local");
    const [file] = readdirSync(local).filter((name) => name.endsWith(".count"));
    const dump = execFileSync(process.env.GOTELEMETRY, ["dump", join(local, file)], {
      encoding: "utf8",
    });
    const prefix = `wordserver/${chart}:`;
    const counts = {};
    for (const [name, count] of Object.entries(JSON.parse(dump.slice(dump.indexOf("{"))).Count))
      if (name.startsWith(prefix)) counts[name.slice(prefix.length)] = count;
    return counts;
  }

  remove() {
    rmSync(this.path, { recursive: true, force: true });
  }
}

function filesBelow(directory) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}
