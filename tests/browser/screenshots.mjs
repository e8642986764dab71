// Takes the screenshots of README.md again. Usage, after `npm ci` in this folder, at the root of the repository:
//
//   GOTELEMETRY=... COLLECTOR=... node tests/browser/screenshots.mjs

import { join } from "node:path";

import { launch, PHONE, WatchedPage } from "./browser.mjs";
import { Collector, recentWeeks, uploadExamples } from "./example_collector.mjs";
import { machineOfTwo } from "./example_machine.mjs";
import { startViewer } from "./processes.mjs";

const { GOTELEMETRY, COLLECTOR } = process.env;
const VIEWER = "cmd/gotelemetry/web_view/screenshots";
const SITE = "upload/web/screenshots";

const DESKTOP = { width: 1180, height: 860 };

async function picture(context, url, path, { wait = "section.chart svg", ...options }) {
  const { page } = await WatchedPage.open(context, url, options);
  await page.locator(wait).first().waitFor();
  await page.waitForTimeout(500);
  await page.screenshot({ path });
  await page.close();
}

const context = await launch();
const machine = machineOfTwo(12);
const viewer = await startViewer(GOTELEMETRY, machine.root);
const [, address] = viewer.match;
await picture(context, `${address}/overview`, join(VIEWER, "viewer-overview.png"), {
  wait: ".overview .group",
  viewport: DESKTOP,
});
const counts = `${address}/counts/telemetry.example.com:443`;
await picture(context, counts, join(VIEWER, "viewer.png"), { viewport: DESKTOP });
await picture(context, counts, join(VIEWER, "viewer-phone-dark.png"), {
  viewport: PHONE,
  colorScheme: "dark",
});
await viewer.stop();
machine.remove();

const collector = await Collector.start(COLLECTOR);
await uploadExamples(collector, recentWeeks(10), 24);
const { trend } = await collector.published();
await picture(context, `${collector.url}/charts/${trend}`, join(SITE, "site.png"), {
  viewport: DESKTOP,
});
await collector.stop();
await context.close();
