// Chromium, with pages that record everything they must not do, so that tests can fail on it.

import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

export const CHROMIUM = "/usr/bin/chromium";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

// Starts a browser with its own profile.
export async function launch() {
  if (!existsSync(CHROMIUM))
    throw new Error(`${CHROMIUM} is not there: tools/setup --with-browser`);
  const profile = mkdtempSync(join(process.env.TEST_TMPDIR ?? tmpdir(), "profile-"));
  return chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    args: FLAGS,
    viewport: DESKTOP,
    acceptDownloads: true,
  });
}

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
