// Pages in Chromium that record everything they must not do, so that tests can fail on it.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { DESKTOP } from "./chromium.mjs";

export { DESKTOP, launch } from "./chromium.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const PHONE = { width: 390, height: 844 };

// A page that records in `faults` what it must not do.
export class WatchedPage {
  static async open(context, url, { viewport = DESKTOP, colorScheme = "light" } = {}) {
    const page = await context.newPage();
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    const watched = new WatchedPage(page, new URL(url).host);
    await page.goto(url);
    return watched;
  }

  constructor(page, host) {
    this.page = page;
    this.faults = [];
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning")
        this.faults.push(message.text());
    });
    page.on("pageerror", (error) => this.faults.push(String(error)));
    page.on("dialog", (dialog) => {
      this.faults.push(`dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (!["blob:", "data:"].includes(url.protocol) && url.host !== host)
        this.faults.push(`asks ${url.host}`);
    });
  }

  // The accessibility violations that axe-core finds, a line each. Bypasses the page's policy, which
  // would not allow axe-core.
  async accessibilityFaults() {
    await this.page.evaluate(AXE);
    const { violations } = await this.page.evaluate(() =>
      globalThis.axe.run({ resultTypes: ["violations"] }),
    );
    return violations.flatMap((violation) =>
      violation.nodes.map(
        (node) => `${violation.id}: ${node.target.join(" ")}: ${node.failureSummary}`,
      ),
    );
  }

  // Whether something is wider than the page.
  async overflows() {
    return this.page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
  }
}
