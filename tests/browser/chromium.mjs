// Debian's Chromium, without a window, for Playwright to drive.

import { existsSync, mkdtempSync } from "node:fs";
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

export const DESKTOP = { width: 1280, height: 900 };

// Starts a browser with its own profile and, if given, more flags.
export async function launch(...flags) {
  if (!existsSync(CHROMIUM))
    throw new Error(`${CHROMIUM} is not there: tools/setup --with-browser`);
  const profile = mkdtempSync(join(process.env.TEST_TMPDIR ?? tmpdir(), "profile-"));
  return chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    args: [...FLAGS, ...flags],
    viewport: DESKTOP,
    acceptDownloads: true,
  });
}
