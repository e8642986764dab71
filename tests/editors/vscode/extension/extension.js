// An extension of VS Code in a browser. It runs in a worker of the page, which cannot start processes, so it talks to
// wordserver through the server of the page (workbench_server.mjs).

import * as vscode from "vscode";
import {
  BaseLanguageClient,
  ReadableStreamMessageReader,
  WriteableStreamMessageWriter,
} from "vscode-languageclient/browser";

// Files of the machine that serves the page, which its server gives out.
const SCHEME = "machine";

let client;

export async function activate(context) {
  const page = new URL("/", context.extensionUri.toString(true));
  context.subscriptions.push(
    vscode.workspace.registerFileSystemProvider(SCHEME, new Files(page), { isReadonly: true }),
  );
  client = new Client(page, {
    documentSelector: [{ scheme: SCHEME, language: "plaintext" }],
    // The server, on its machine, knows the files by their names there.
    uriConverters: {
      code2Protocol: (uri) => uri.with({ scheme: "file" }).toString(),
      protocol2Code: (text) => vscode.Uri.parse(text).with({ scheme: SCHEME }),
    },
    initializationOptions: { telemetry: { enabled: vscode.env.isTelemetryEnabled } },
  });
  await client.start();
  context.subscriptions.push(
    vscode.env.onDidChangeTelemetryEnabled((enabled) =>
      client.sendNotification("workspace/didChangeConfiguration", {
        settings: { telemetry: { enabled } },
      }),
    ),
  );
}

export async function deactivate() {
  await client?.stop();
}

class Client extends BaseLanguageClient {
  constructor(page, options) {
    super("wordserver", "Words", options);
    this.page = page;
  }

  async createMessageTransports() {
    const connection = new Connection(new URL("server/" + crypto.randomUUID(), this.page));
    await connection.open();
    return {
      reader: new ReadableStreamMessageReader(connection.readable()),
      writer: new WriteableStreamMessageWriter(connection.writable()),
    };
  }
}

// The standard streams of one server process: what it writes is the body of one long answer, what it reads are the
// bodies of requests, one after the other.
class Connection {
  constructor(url) {
    this.url = url;
    this.onClose = new vscode.EventEmitter();
    this.onError = new vscode.EventEmitter();
    this.onData = new vscode.EventEmitter();
    this.sent = Promise.resolve();
  }

  async open() {
    const answer = await fetch(this.url);
    if (!answer.ok) throw new Error(`${this.url}: ${answer.status}`);
    this.reader = answer.body.getReader();
  }

  readable() {
    return {
      onData: (listener) => {
        const subscription = this.onData.event(listener);
        void this.pump();
        return subscription;
      },
      onClose: this.onClose.event,
      onError: this.onError.event,
      onEnd: this.onClose.event,
    };
  }

  async pump() {
    try {
      for (;;) {
        const { done, value } = await this.reader.read();
        if (done) break;
        this.onData.fire(value);
      }
    } catch (error) {
      this.onError.fire(error);
    }
    this.onClose.fire();
  }

  writable() {
    return {
      onClose: this.onClose.event,
      onError: this.onError.event,
      onEnd: this.onClose.event,
      write: (data) => {
        this.sent = this.sent.then(async () => {
          const answer = await fetch(this.url, { method: "POST", body: data });
          if (!answer.ok) throw new Error(`${this.url}: ${answer.status}`);
        });
        return this.sent;
      },
      end: () => {},
    };
  }
}

class Files {
  constructor(page) {
    this.page = page;
    this.onDidChangeFile = new vscode.EventEmitter().event;
  }

  async get(area, uri) {
    const answer = await fetch(new URL(area + encodeURI(uri.path), this.page));
    if (!answer.ok) throw vscode.FileSystemError.FileNotFound(uri);
    return answer;
  }

  async readFile(uri) {
    return new Uint8Array(await (await this.get("file", uri)).arrayBuffer());
  }

  async stat(uri) {
    const { directory, mtimeMs, size } = await (await this.get("stat", uri)).json();
    return { type: fileType(directory), ctime: 0, mtime: mtimeMs, size };
  }

  async readDirectory(uri) {
    const entries = await (await this.get("directory", uri)).json();
    return entries.map(({ name, directory }) => [name, fileType(directory)]);
  }

  watch() {
    return new vscode.Disposable(() => {});
  }
}

// The provider is registered as one that only reads: the rest is never called.
for (const name of ["createDirectory", "delete", "rename", "writeFile"])
  Files.prototype[name] = () => {
    throw vscode.FileSystemError.NoPermissions(name);
  };

function fileType(directory) {
  return directory ? vscode.FileType.Directory : vscode.FileType.File;
}
