// The pages of the collector's public site, in a browser, made from reports that were really uploaded.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { PHONE, WatchedPage } from "./browser.mjs";
import { Collector, recentWeeks } from "./example_collector.mjs";
import { CONFIG } from "./example_machine.mjs";
import { HOSTILE_NAMES } from "./hostile_names.mjs";
import { program } from "./machine.mjs";
import { chart, picture, SiteFixture } from "./site_fixture.mjs";

const { COLLECTOR } = process.env;
const PAGES = ["/", "/charts/", "/data/", "/config", "/config/history", "/privacy"];

const site = new SiteFixture();
const open = (path, options) => site.open(path, options);

describe("a page", () => {
  for (const colorScheme of ["light", "dark"]) {
    test(`can be read by everybody, ${colorScheme}`, async () => {
      for (const path of [...PAGES, `/charts/${site.index.trend}`]) {
        const watched = await open(path, { colorScheme });
        if (path === "/") await watched.page.locator("svg").first().waitFor();
        assert.deepEqual(await watched.accessibilityFaults(), [], path);
      }
    });
  }

  test("fits a phone", async () => {
    for (const path of [...PAGES, `/charts/${site.index.trend}`]) {
      const watched = await open(path, { viewport: PHONE });
      assert.equal(await watched.overflows(), false, path);
    }
  });

  test("is reached by keyboard alone", async () => {
    const { page } = await open("/");
    const order = [];
    for (let i = 0; i < 8; ++i) {
      await page.keyboard.press("Tab");
      order.push(await page.evaluate(() => document.activeElement?.textContent?.trim()));
    }
    assert.deepEqual(order, [
      "Skip to content",
      "Telemetry",
      "Charts",
      "Health",
      "Stacks",
      "Data",
      "What is collected",
      "Privacy",
    ]);
    await chart(page, "GOOS").locator("svg").waitFor();
    await chart(page, "GOOS").locator("summary").focus();
    await page.keyboard.press("Enter");
    await chart(page, "GOOS").locator("details[open] table").waitFor();
  });

  test("prints every chart and every table", async () => {
    const { page } = await open("/");
    await page.locator("section.chart svg").first().waitFor();
    await page.pdf();
    const sections = await page.locator("section.chart").count();
    assert.ok(sections > 9, `${sections} charts`);
    assert.equal(await page.locator("section.chart .chart-figure:empty").count(), 0);
    // On paper tables are open; on the screen they are closed again.
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    assert.equal(await page.locator("details.chart-data:not([open])").count(), 0);
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    assert.equal(await page.locator("details.chart-data[open]").count(), 0);
  });

  test("says what charts hide", async () => {
    const { page } = await open("/");
    await page.getByRole("link", { name: "What this protects, and what it does not" }).click();
    await page.getByRole("heading", { name: "What charts hide" }).waitFor();
  });

  test("keeps its first view small", async () => {
    const { page } = await open("/");
    let bytes = 0;
    for (const path of await page.evaluate(() =>
      performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname),
    )) {
      const answer = await page.request.get(site.collector.url + path, {
        headers: { "Accept-Encoding": "gzip" },
      });
      bytes += Number(answer.headers()["content-length"]);
    }
    bytes += Number(
      (await page.request.get(site.collector.url, { headers: { "Accept-Encoding": "gzip" } })).headers()[
        "content-length"
      ],
    );
    assert.ok(bytes > 50_000 && bytes < 200_000, `${bytes} bytes`);
  });
});

describe("what is collected", () => {
  // As an organisation's config grows: many versions, many buckets, words for people.
  const numbers = Array.from({ length: 300 }, (_, index) => index);
  const counters = ["starts", "crashes", "opens", "saves", "closes", "undos", "redos", "builds"];
  const GROWN = {
    ...CONFIG,
    GoVersion: ["gcc", "clang"],
    Programs: [
      {
        Name: "example.com/tools/editor",
        MinVersion: "v2.0.0",
        Versions: numbers.map((number) => `v1.${number}.0`),
        Counters: [
          {
            Name: `editor/plugin:{${numbers.map((number) => `p${number}`).join(",")}}`,
            Rate: 1,
            Title: "Plugins",
            Description: "which plugins people use, to decide which of them to test with",
            Issues: ["https://example.com/issues/7"],
            Owners: ["editors@example.com"],
            Expires: "2099-11-30",
          },
          ...counters.map((name) => ({ Name: `editor/${name}`, Rate: 0.5 })),
        ],
        Stacks: [{ Name: "editor/bug", Rate: 1, Depth: 16 }],
      },
    ],
  };
  let grown;
  before(async () => {
    grown = await Collector.start(COLLECTOR);
    grown.push(GROWN, "--as", "v1.4.0", "--title", "Count plugins of editors");
    const end = Date.now() + 60_000;
    for (;;) {
      if ((await (await fetch(`${grown.url}/config`)).text()).includes("Plugins")) break;
      assert.ok(Date.now() < end, "the new config is not on the site");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });
  after(() => grown.stop());

  async function visit(path, options) {
    const watched = await WatchedPage.open(site.context, grown.url + path, options);
    site.opened.push(watched);
    return watched;
  }

  test("can be read by everybody and fits a phone", async () => {
    for (const path of ["/config", "/config/history"]) {
      for (const colorScheme of ["light", "dark"]) {
        const watched = await visit(path, { colorScheme });
        assert.deepEqual(await watched.accessibilityFaults(), [], path);
        await picture(watched, `${path.slice(1).replace("/", "-")}-${colorScheme}`);
      }
      const phone = await visit(path, { viewport: PHONE });
      assert.equal(await phone.overflows(), false, path);
      await picture(phone, `${path.slice(1).replace("/", "-")}-phone`);
    }
  });

  test("is found by its name and by what is said of it", async () => {
    const { page } = await visit("/config");
    assert.equal(await page.locator("tbody tr:visible").count(), 10);
    await page.getByLabel("Find a counter").fill("PLUGINS people");
    assert.equal(await page.locator("tbody tr:visible").count(), 1);
    await page.getByText("1 of 10 counters").waitFor();
    await page.getByRole("link", { name: "https://example.com/issues/7" }).waitFor();
    await page.getByLabel("Find a counter").fill("nothing like it");
    assert.equal(await page.locator("section.program:visible").count(), 0);
  });

  test("folds hundreds of versions and buckets", async () => {
    const { page } = await visit("/config");
    assert.equal(await page.getByText("v1.299.0").isVisible(), false);
    await page.getByText("301 versions").click();
    assert.equal(await page.getByText("v1.299.0").isVisible(), true);
    await page.getByText("300 buckets").waitFor();
  });

  test("has a history that says what changed and why", async () => {
    const { page } = await visit("/config");
    await page.getByRole("link", { name: "What changed when, and why" }).click();
    const [latest, first] = await page.locator("section.config-change").all();
    const text = await latest.innerText();
    for (const part of ["v1.4.0", "Count plugins of editors", "Newly collected", "Plugins"])
      assert.ok(text.includes(part), part);
    assert.match(await first.innerText(), /langserver/);
  });

  test("is complete without script", async () => {
    for (const path of ["/config", "/config/history"]) {
      const html = await (await fetch(grown.url + path)).text();
      assert.match(html, /<bdi>p299<\/bdi>|<bdi>editor\/plugin:p299<\/bdi>/);
      assert.match(html, /editors@example.com/);
    }
  });
});

describe("hostile names", () => {
  test("are harmless and can be seen", async (t) => {
    // The collector's operator chooses what is approved, and may copy names from elsewhere.
    const names = HOSTILE_NAMES.filter((name) => !name.includes("{"));
    const item = (name) => ({ Name: name, Rate: 1 });
    const hostile = await Collector.start(COLLECTOR, {
      ...CONFIG,
      Programs: names.map((name) => ({
        Name: name,
        Versions: [name],
        Counters: [item(name), item(`tool:${name}`)],
      })),
    });
    t.after(() => hostile.stop());
    const [week] = recentWeeks(1);
    for (let machine = 1; machine <= 6; ++machine) {
      await hostile.upload(
        week,
        machine / 10,
        names.map((name) =>
          program({ name, version: name, counters: { [name]: 1, [`tool:${name}`]: 1 } }),
        ),
      );
    }
    await hostile.published();
    for (const path of ["/", "/config"]) {
      const watched = await WatchedPage.open(site.context, hostile.url + path);
      if (path === "/") {
        await watched.page.locator("svg").first().waitFor();
        // A name looks the same in the picture and in the table.
        const section = chart(watched.page, "tool");
        await section.locator("svg").waitFor();
        const inTable = await section.locator("tbody th").first().textContent();
        assert.ok((await section.locator("svg").textContent()).includes(inTable.slice(0, 8)));
      }
      assert.equal(await watched.overflows(), false, path);
      const text = await watched.page.locator("main").innerText();
      assert.match(text, /<script>/);
      assert.match(text, /\\u202e/);
      assert.doesNotMatch(text, /[\u0007\u001b\u200b\u202e]/);
      assert.equal(await watched.page.evaluate(() => globalThis.hostile), undefined);
      assert.deepEqual(watched.faults, []);
      await watched.page.close();
    }
  });
});
