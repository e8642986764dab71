// The public site of a collector with the reports of three weeks, opened for the tests of a file.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach } from "node:test";

import { launch, WatchedPage } from "./browser.mjs";
import { Collector, recentWeeks, uploadExamples } from "./example_collector.mjs";

const { COLLECTOR } = process.env;

// What a file's tests look at: `context` is the browser, `collector` the server, `index` the list of
// its charts, `opened` the pages that the current test has opened; each of them must be without
// faults.
export class SiteFixture {
  constructor() {
    before(async () => {
      this.context = await launch();
      this.collector = await Collector.start(COLLECTOR);
      await uploadExamples(this.collector, recentWeeks(3), 24);
      this.index = await this.collector.published();
    });
    after(async () => {
      await this.context.close();
      assert.equal(await this.collector.stop(), 0);
    });
    beforeEach(() => {
      this.opened = [];
    });
    afterEach(async () => {
      for (const watched of this.opened) {
        await watched.page.close();
        assert.deepEqual(watched.faults, []);
      }
    });
  }

  async open(path, options) {
    const watched = await WatchedPage.open(this.context, this.collector.url + path, options);
    this.opened.push(watched);
    return watched;
  }
}

// The chart of that name, in the first program that has one.
export function chart(page, name) {
  return page
    .locator("section.chart", { has: page.getByRole("heading", { name, exact: true }) })
    .first();
}

// Keeps a picture of the page for people to look at, with the test's other outputs.
export async function picture({ page }, name, options = {}) {
  const folder = process.env.TEST_UNDECLARED_OUTPUTS_DIR;
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, ...options });
}
