// The collector's public site, in a browser, made from reports that were really uploaded.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { launch, PHONE, WatchedPage } from "./browser.mjs";
import { Collector, recentWeeks, uploadExamples } from "./example_collector.mjs";
import { CONFIG } from "./example_machine.mjs";
import { HOSTILE_NAMES } from "./hostile_names.mjs";
import { program } from "./machine.mjs";

const { COLLECTOR } = process.env;
const PAGES = ["/", "/charts/", "/data/", "/config", "/config/history", "/privacy"];

let context;
let collector;
let index;
before(async () => {
  context = await launch();
  collector = await Collector.start(COLLECTOR);
  await uploadExamples(collector, recentWeeks(3), 24);
  index = await collector.published();
});
after(async () => {
  await context.close();
  assert.equal(await collector.stop(), 0);
});

let opened;
beforeEach(() => {
  opened = [];
});
afterEach(async () => {
  for (const watched of opened) {
    await watched.page.close();
    assert.deepEqual(watched.faults, []);
  }
});

async function open(path, options) {
  const watched = await WatchedPage.open(context, collector.url + path, options);
  opened.push(watched);
  return watched;
}

// The chart of that name, in the first program that has one.
function chart(page, name) {
  return page
    .locator("section.chart", { has: page.getByRole("heading", { name, exact: true }) })
    .first();
}

describe("a chart", () => {
  test("is drawn from the numbers in its table", async () => {
    const { page } = await open("/");
    const section = chart(page, "langserver/client");
    const bars = section.locator("svg .bars > *");
    await bars.nth(2).waitFor();
    await section.locator("summary").click();
    const rows = await section
      .locator("tbody tr")
      .evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.innerText)));
    assert.deepEqual(
      rows.map(([key]) => key),
      ["emacs", "vim", "vscode"],
    );
    const lengths = await bars.evaluateAll((all) =>
      all.map((bar) => bar.getBoundingClientRect().width),
    );
    const numbers = rows.map(([, number]) => Number(number));
    // 30 machines in the latest week; three of five use vscode.
    assert.deepEqual(numbers, [6, 6, 18]);
    assert.ok(Math.abs(lengths[0] / lengths[2] - 6 / 18) < 0.02, String(lengths));
    const labels = await section.locator("svg text").allTextContents();
    for (const label of ["vscode", "18"])
      assert.ok(labels.includes(label), `${label} in ${labels}`);
  });

  test("has its buckets in the order of their amounts, and hides who is alone", async () => {
    const { page } = await open("/");
    const section = chart(page, "langserver/completion");
    await section.locator("svg").waitFor();
    await section.locator("summary").click();
    assert.deepEqual(await section.locator("tbody th").allInnerTexts(), [
      "<1ms",
      "<10ms",
      "<100ms",
      "<1s",
      ">=1s",
    ]);
    assert.equal(
      await section.locator("tbody tr").last().locator("td").innerText(),
      "fewer than 5",
    );
    assert.match(
      await section.locator("svg").getAttribute("aria-label"),
      /at least .* reports in 5 buckets/,
    );
  });

  test("of the year is drawn week by week", async () => {
    const { page } = await open(`/charts/${index.trend}`);
    const section = chart(page, "langserver/starts");
    const bars = section.locator("svg .bars > *");
    await bars.nth(2).waitFor();
    const heights = await bars.evaluateAll((all) =>
      all.map((bar) => bar.getBoundingClientRect().height),
    );
    assert.deepEqual(
      heights.map((height) => Math.round((30 * height) / heights[2])),
      [24, 27, 30],
    );
  });

  test("can be kept as CSV", async () => {
    const { page } = await open("/");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      chart(page, "langserver/client").getByRole("button", { name: "as CSV" }).click(),
    ]);
    assert.equal(
      readFileSync(await download.path(), "utf8"),
      "bucket,reports\r\nemacs,6\r\nvim,6\r\nvscode,18\r\n",
    );
  });

  for (const [colorScheme, ground] of [
    ["light", [250, 250, 248, 255]],
    ["dark", [20, 23, 27, 255]],
  ]) {
    test(`can be kept as a picture on the page's ground, ${colorScheme}`, async () => {
      const { page } = await open("/", { colorScheme });
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        chart(page, "langserver/client").getByRole("button", { name: "as PNG" }).click(),
      ]);
      const png = readFileSync(await download.path()).toString("base64");
      assert.deepEqual(await page.evaluate(firstPixel, png), ground);
    });
  }

  test("shows what is known at least as an outline", async () => {
    const { page } = await open(`/charts/${index.trend}`);
    const section = chart(page, "langserver/completion");
    const outlines = section.locator("svg .bars[stroke-dasharray] > *");
    await outlines.first().waitFor();
    // One of 24 or more machines was slow, so the first bucket of each week is only a lower bound.
    assert.equal(await outlines.count(), 3);
    await section.getByText("a dashed outline is a lower bound").waitFor();
  });

  test("can be read without script", async () => {
    const html = await (await fetch(collector.url)).text();
    assert.match(html, /<bdi>vscode<\/bdi><\/th><td class="number">18<\/td>/);
  });

  test("is found by its name", async () => {
    const { page } = await open("/");
    await page.getByLabel("Find a chart").fill("finding");
    assert.deepEqual(await page.locator("section.chart h3:visible").allInnerTexts(), [
      "lint/finding",
    ]);
    assert.deepEqual(await page.locator("section.program h2:visible").allInnerTexts(), [
      "example.com/tools/lint",
    ]);
    assert.match(
      await page.locator(".chart-filters [role=status]").innerText(),
      /^1 of \d+ charts$/,
    );
  });
});

describe("a page", () => {
  for (const colorScheme of ["light", "dark"]) {
    test(`can be read by everybody, ${colorScheme}`, async () => {
      for (const path of [...PAGES, `/charts/${index.trend}`]) {
        const watched = await open(path, { colorScheme });
        if (path === "/") await watched.page.locator("svg").first().waitFor();
        assert.deepEqual(await watched.accessibilityFaults(), [], path);
      }
    });
  }

  test("fits a phone", async () => {
    for (const path of [...PAGES, `/charts/${index.trend}`]) {
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
      const answer = await page.request.get(collector.url + path, {
        headers: { "Accept-Encoding": "gzip" },
      });
      bytes += Number(answer.headers()["content-length"]);
    }
    bytes += Number(
      (await page.request.get(collector.url, { headers: { "Accept-Encoding": "gzip" } })).headers()[
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
    const watched = await WatchedPage.open(context, grown.url + path, options);
    opened.push(watched);
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

// Keeps a picture of the page for people to look at, with the test's other outputs.
async function picture({ page }, name) {
  const folder = process.env.TEST_UNDECLARED_OUTPUTS_DIR;
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` });
}

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
      const watched = await WatchedPage.open(context, hostile.url + path);
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

// The red, green, blue and alpha of the upper left pixel of a PNG file, given in base64.
async function firstPixel(png) {
  const image = new Image();
  const bytes = Uint8Array.from(atob(png), (character) => character.charCodeAt(0));
  image.src = URL.createObjectURL(new Blob([bytes], { type: "image/png" }));
  await image.decode();
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  return [...context.getImageData(0, 0, 1, 1).data];
}
