// The programs under test, as processes.

import { spawn, spawnSync } from "node:child_process";

// Nothing in the caller's environment affects what the programs do.
function environment(extra = {}) {
  return { PATH: process.env.PATH, HOME: "/nonexistent", ...extra };
}

// Runs a program until it exits, and returns its output.
export function run(program, args, extra) {
  const result = spawnSync(program, args, { env: environment(extra), encoding: "utf8" });
  if (result.status !== 0) {
    throw new Error(
      `${program} ${args.join(" ")}: ${result.status}\n${result.stdout}${result.stderr}`,
    );
  }
  return result.stdout;
}

// A server that prints where it listens.
export class Server {
  // Starts `program` and waits until its output matches `announcement`; `match` has the result.
  static async start(program, args, announcement, extra) {
    const child = spawn(program, args, {
      env: environment(extra),
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    const match = await new Promise((resolve, reject) => {
      child.stdout.setEncoding("utf8").on("data", (text) => {
        output += text;
        const found = announcement.exec(output);
        if (found !== null) resolve(found);
      });
      child.on("error", reject);
      child.on("exit", (status) => reject(new Error(`${program} ended with ${status}: ${output}`)));
    });
    return new Server(child, match);
  }

  constructor(child, match) {
    this.child = child;
    this.match = match;
  }

  // Stops it as Ctrl-C does, and returns its exit status.
  async stop() {
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill("SIGINT");
    return ended;
  }
}

export function startViewer(gotelemetry, root, variables) {
  return Server.start(
    gotelemetry,
    ["--dir", root, "view", "--no-open", "--addr", "127.0.0.1:0"],
    /(http:\/\/127\.0\.0\.1:\d+\/#key=\w+)/,
    variables,
  );
}
