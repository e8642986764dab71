// The viewer of a machine, opened in a browser, for the tests of a file.
//
//   const fixture = new ViewerFixture();
//   test("...", async () => {
//     const { page } = await fixture.show(exampleMachine(6));
//     await chart(page, "lint/runs").waitFor();
//   });
//
// A test fails if a page does something it must not do (browser.mjs).

import assert from "node:assert/strict";
import { after, afterEach, before } from "node:test";

import { launch, WatchedPage } from "./browser.mjs";
import { startViewer } from "./processes.mjs";

export const TABS = ["overview", "counts", "uploads", "files", "approved"];

export class ViewerFixture {
  #context;
  #viewer;
  #opened = [];

  // Registers the hooks that run before and after the tests of the file.
  constructor() {
    before(async () => {
      this.#context = await launch();
    });
    after(async () => this.#context.close());
    afterEach(async () => {
      const opened = this.#opened.splice(0);
      for (const { page } of opened) await page.close();
      if (this.#viewer !== undefined) await this.stop();
      this.machine.remove();
      for (const { faults } of opened) assert.deepEqual(faults, []);
    });
  }

  // The page's address without the key, for a tab that has already opened the link.
  get url() {
    return new URL("/", this.#viewer.match[1]).href;
  }

  // Starts the viewer for `machine`, also available as fixture.machine, and opens its page at `tab`.
  // `environment` has variables for the viewer.
  async show(machine, { tab = "counts", environment = {}, ...options } = {}) {
    this.machine = machine;
    this.#viewer = await startViewer(process.env.GOTELEMETRY, machine.root, environment);
    const link = `${this.#viewer.match[1]}/${tab}`;
    const watched = await WatchedPage.open(this.#context, link, options);
    this.#opened.push(watched);
    await watched.page.waitForSelector("html[data-ready]");
    return watched;
  }

  // Stops the viewer as Ctrl-C does, and returns its exit status.
  async stop() {
    const viewer = this.#viewer;
    this.#viewer = undefined;
    return viewer.stop();
  }
}

// The section of the chart with that name.
export function chart(page, name) {
  return page.locator("section.chart", { has: page.getByRole("heading", { name, exact: true }) });
}

// Waits until the page has finished drawing: charts are drawn a frame after their numbers change.
export async function drawn(page) {
  await page.evaluate(
    () =>
      new Promise((resolve) =>
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 50))),
      ),
  );
}
