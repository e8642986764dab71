// The pages of `gotelemetry view`, in a browser, over real files.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { launch, PHONE, WatchedPage } from "./browser.mjs";
import { exampleMachine, LAST_WEEK } from "./example_machine.mjs";
import { HOSTILE_NAMES } from "./hostile_names.mjs";
import { dayAfter, Machine, program } from "./machine.mjs";
import { run, startViewer } from "./processes.mjs";

const { GOTELEMETRY, WORDCOUNT } = process.env;
const TABS = ["counts", "uploads", "files", "approved"];

let context;
before(async () => {
  context = await launch();
});
after(async () => context.close());

// The viewer of the test's machine and what was opened of it.
let machine;
let viewer;
let opened;

beforeEach(() => {
  opened = [];
});

afterEach(async () => {
  for (const watched of opened) {
    await watched.page.close();
    assert.deepEqual(watched.faults, []);
  }
  await viewer?.stop();
  viewer = undefined;
  machine.remove();
});

async function show(newMachine, { tab = "counts", ...options } = {}) {
  machine = newMachine;
  viewer ??= await startViewer(GOTELEMETRY, machine.dir);
  const watched = await WatchedPage.open(context, `${viewer.match[1]}#${tab}`, options);
  opened.push(watched);
  await watched.page.waitForSelector("html[data-ready]");
  return watched;
}

function chart(page, name) {
  return page.locator("section.chart", { has: page.getByRole("heading", { name, exact: true }) });
}

// Waits until the page has drawn what it has to: charts are drawn a frame after their numbers change.
async function drawn(page) {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 50)))));
}

// The cells of a chart's table, row by row.
async function tableOf(section) {
  await section.locator("summary").click();
  await section.locator("tbody tr").first().waitFor();
  return section.locator("tbody tr").evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.innerText)));
}

describe("what was counted", () => {
  const counts = (week, small, large) =>
    program({ counters: { "tool/size:<1kB": small, "tool/size:<10kB": large, "tool/runs": small + large }, stacks: { "tool/bug\nmain.check:+2\nmain.main:+34": week } });

  function twoWeeks() {
    const two = new Machine();
    two.writeReport("2026-11-11", [counts(1, 10, 30)]);
    two.writeReport("2026-11-18", [counts(2, 5, 25)]);
    return two;
  }

  test("is drawn with its values, and stands beside it as a table", async () => {
    const { page } = await show(twoWeeks());
    const section = chart(page, "tool/size");
    await page.getByText("Totals", { exact: true }).click();
    const bars = section.locator("svg .bars > *");
    await bars.nth(1).waitFor();
    const widths = await bars.evaluateAll((all) => all.map((bar) => bar.getBoundingClientRect().width));
    assert.equal(widths.length, 2);
    assert.ok(Math.abs(widths[0] / widths[1] - 15 / 55) < 0.02, String(widths));
    const labels = await section.locator("svg text").allTextContents();
    for (const label of ["<1kB", "<10kB", "15", "55"]) assert.ok(labels.includes(label), `${label} in ${labels}`);
    assert.deepEqual(await tableOf(section), [
      ["<1kB", "15", "10", "5"],
      ["<10kB", "55", "30", "25"],
    ]);
    assert.equal(await chart(page, "tool/runs").locator(".chart-number").innerText(), "70 events");
  });

  test("is drawn week by week", async () => {
    const { page } = await show(twoWeeks());
    const section = chart(page, "tool/size");
    const bars = section.locator("svg .bars > *");
    await bars.nth(3).waitFor();
    const heights = await bars.evaluateAll((all) => all.map((bar) => bar.getBoundingClientRect().height).sort((a, b) => a - b));
    assert.deepEqual(heights.map((height) => Math.round((30 * height) / heights[3])), [5, 10, 25, 30]);
    assert.match(await section.locator("svg").getAttribute("aria-label"), /70 events in 2 buckets over 2 weeks.*<10kB: 55/);
  });

  test("has stacks that unfold", async () => {
    const { page } = await show(twoWeeks());
    const stack = page.locator("details.stack");
    assert.match(await stack.locator("summary").innerText(), /tool\/bug\s+3\s+main\.check:\+2/);
    await stack.locator("summary").click();
    assert.deepEqual(await stack.locator("li").allInnerTexts(), ["main.check:+2", "main.main:+34"]);
  });

  test("can be kept as CSV, SVG and PNG", async () => {
    const { page } = await show(twoWeeks());
    const section = chart(page, "tool/size");
    const contents = async (kind) => {
      const [download] = await Promise.all([page.waitForEvent("download"), section.getByRole("button", { name: `as ${kind}` }).click()]);
      assert.match(download.suggestedFilename(), new RegExp(`^example\\.com-tool-tool-size\\.${kind.toLowerCase()}$`));
      return readFileSync(await download.path());
    };
    assert.equal(
      (await contents("CSV")).toString(),
      "bucket,events,2026-11-11,2026-11-18\r\n<1kB,15,10,5\r\n<10kB,55,30,25\r\n",
    );
    const svg = (await contents("SVG")).toString();
    assert.match(svg, /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    assert.doesNotMatch(svg, /var\(/);
    assert.deepEqual([...(await contents("PNG")).subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  });

  test("is followed while it grows, and what is open stays open", async () => {
    const { page } = await show(twoWeeks());
    const section = chart(page, "tool/size");
    assert.deepEqual((await tableOf(section))[0], ["<1kB", "15", "10", "5"]);
    machine.writeReport("2026-11-18", [counts(2, 6, 25)]);
    await section.getByRole("cell", { name: "16", exact: true }).waitFor();
    assert.equal(await section.locator("details").getAttribute("open"), "");
  });

  test("comes from counter files that programs write meanwhile", async () => {
    const { page } = await show(new Machine());
    await page.getByText("Nothing has been counted yet.").waitFor();
    run(WORDCOUNT, [GOTELEMETRY], { GOTELEMETRY_DIR: machine.dir });
    await chart(page, "wordcount/runs").waitFor();
    assert.equal(await chart(page, "wordcount/runs").locator(".chart-number").innerText(), "1 events");
  });
});

describe("filters", () => {
  const shown = (page) => page.locator("section.chart h3:visible").allInnerTexts();

  test("leave what is chosen", async () => {
    const { page } = await show(exampleMachine(6));
    assert.equal((await shown(page)).length, 7);
    await page.getByLabel("Program").selectOption("example.com/tools/lint");
    assert.deepEqual(await shown(page), ["lint/finding", "lint/private-experiment", "lint/runs"]);
    await page.getByLabel("Counter").fill("FIND");
    assert.deepEqual(await shown(page), ["lint/finding"]);
    assert.equal(await page.locator(".chart-filters [role=status]").innerText(), "1 chart of 1 program");
    await page.getByLabel("Counter").fill("none such");
    await page.getByText("No counter matches.").waitFor();
  });

  test("sum up only the builds that are chosen", async () => {
    const { page } = await show(exampleMachine(6));
    await page.getByText("Totals", { exact: true }).click();
    const starts = () => chart(page, "langserver/starts").locator(".chart-number").innerText();
    const count = async () => {
      await drawn(page);
      return Number((await starts()).replace(/[^0-9]/g, ""));
    };
    const all = await count();
    const parts = [];
    for (const version of ["v1.4.0", "v1.5.0"]) {
      await page.getByLabel("Version").selectOption(version);
      parts.push(await count());
    }
    assert.equal(parts[0] + parts[1], all);
    await page.getByLabel("Version").selectOption("");
    await page.getByLabel("System").selectOption("darwin/amd64");
    assert.equal(await chart(page, "langserver/starts").count(), 0);
  });
});

describe("uploads", () => {
  test("show what would be uploaded, and why the rest stays", async () => {
    const { page } = await show(exampleMachine(3));
    assert.equal(await chart(page, "langserver/completion").locator(".badge").innerText(), "approved");
    assert.equal(await chart(page, "langserver/client").locator(".badge").first().innerText(), "partly approved");
    const secret = chart(page, "lint/private-experiment");
    assert.equal(await secret.locator(".badge").innerText(), "stays here");
    await secret.locator("summary").click();
    assert.match(await secret.locator(".reason").innerText(), /lint\/private-experiment/);
  });

  test("show the exact report that the present counts would become", async () => {
    const now = new Machine();
    run(WORDCOUNT, [GOTELEMETRY], { GOTELEMETRY_DIR: now.dir });
    now.consent("telemetry.example.com:443", "2020-01-01", {
      GoVersion: ["gcc12.2.0"],
      Programs: [{ Name: "example.com/wordcount", Versions: ["v1.0.0"], Counters: [{ Name: "wordcount/runs", Rate: 1 }] }],
    });
    const { page } = await show(now, { tab: "uploads" });
    await page.getByText("The exact report").click();
    const report = JSON.parse(await page.locator("article pre").innerText());
    assert.deepEqual(report.Programs.map(({ Counters }) => Counters), [{ "wordcount/runs": 1 }]);
    await page.getByText(/items? stays? on this machine/).click();
    assert.match(await page.locator("article tbody").innerText(), /wordcount\/latency/);
  });

  test("show what was sent, when, and to the byte", async () => {
    const { page } = await show(exampleMachine(3), { tab: "uploads" });
    const week = dayAfter(LAST_WEEK, -7);
    const sent = page.locator("details.file", { hasText: `The week to ${week}` });
    assert.equal(await sent.locator("time").getAttribute("datetime"), `${dayAfter(week, 1)}T07:12:00Z`);
    await sent.locator("summary").click();
    const text = await sent.locator("pre").evaluate((pre) => pre.textContent);
    assert.equal(text, readFileSync(join(machine.dir, `upload/${week}.json`), "utf8"));
  });
});

describe("the frame", () => {
  test("says the mode, who decided and where things are", async () => {
    const { page } = await show(exampleMachine(2));
    const facts = await page.locator("dl.facts").innerText();
    assert.match(facts, /Mode\s+on/);
    assert.match(facts, /Decided by\s+your own mode file/);
    assert.match(facts, /Collector\s+telemetry\.example\.com:443/);
    assert.match(facts, new RegExp(`Last upload\\s+the week to ${dayAfter(LAST_WEEK, -7)}`));
    machine.write("mode", "off 2026-11-20");
    await page.getByRole("heading", { name: "Telemetry is off. Nothing is counted." }).waitFor();
  });

  test("names files that cannot be read", async () => {
    const damaged = new Machine();
    damaged.write("local/damaged.v1.count", "x");
    const { page, faults } = await show(damaged, { tab: "files" });
    await page.locator(".problems", { hasText: "damaged.v1.count" }).waitFor();
    await page.locator("details.file summary").click();
    await page.locator("details.file .note", { hasText: "damaged.v1.count" }).waitFor();
    // The browser itself reports an answer of 500.
    assert.match(faults.splice(0).join("\n"), /^Failed to load resource: .*500[^\n]*$/);
  });

  test("says when the viewer has stopped", async () => {
    const watched = await show(exampleMachine(2));
    assert.equal(await viewer.stop(), 0);
    await watched.page.getByText("The viewer has stopped").waitFor();
    assert.match(watched.faults.splice(0).join("\n"), /ERR_CONNECTION_REFUSED/);
    viewer = undefined;
  });

  test("is reached by keyboard alone", async () => {
    const { page } = await show(exampleMachine(2));
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "Skip to content");
    const order = [];
    for (let i = 0; i < 16; ++i) {
      await page.keyboard.press("Tab");
      order.push(await page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent?.trim()));
    }
    const expected = ["Counts", "Uploads", "Files", "Approved", "filter-program", "filter-version", "filter-platform", "filter-search", "view-weeks", "CSV", "SVG", "PNG", "Data as a table"];
    assert.deepEqual(order.slice(0, expected.length), expected);
    await page.keyboard.press("Shift+Tab");
    await page.locator("section.chart summary").first().focus();
    await page.keyboard.press("Enter");
    await page.locator("section.chart details[open] table").waitFor();
    await page.locator("#view-weeks").focus();
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.locator("#view-totals").isChecked(), true);
    await page.getByRole("link", { name: "Files" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Local reports" }).waitFor();
  });

  for (const colorScheme of ["light", "dark"]) {
    test(`can be read by everybody, ${colorScheme}`, async () => {
      const watched = await show(exampleMachine(3), { colorScheme });
      const { page } = watched;
      const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      assert.equal(ground, colorScheme === "dark" ? "rgb(20, 23, 27)" : "rgb(250, 250, 248)");
      for (const tab of TABS) {
        await page.goto(`${viewer.match[1]}#${tab}`);
        for (const summary of await page.locator(`.view.${tab} summary:visible`).all()) await summary.click();
        assert.deepEqual(await watched.accessibilityFaults(), [], tab);
      }
    });
  }

  test("fits a phone", async () => {
    const watched = await show(exampleMachine(12), { viewport: PHONE });
    for (const tab of TABS) {
      await watched.page.goto(`${viewer.match[1]}#${tab}`);
      assert.equal(await watched.overflows(), false, tab);
    }
  });

  test("prints every chart", async () => {
    const { page } = await show(exampleMachine(2));
    await page.pdf();
    const undrawn = await page.locator("section.chart .chart-figure:empty").count();
    assert.equal(undrawn, 0);
  });
});

describe("hostile names", () => {
  test("are harmless and can be seen", async () => {
    const hostile = new Machine();
    for (const week of ["2026-11-11", "2026-11-18"]) {
      hostile.writeReport(
        week,
        HOSTILE_NAMES.map((name, index) =>
          program({
            name: index === 0 ? "example.com/tool" : name,
            version: name,
            counters: { [name]: 1, [`tool/${index}:${name}`]: 2, [`tool/${index}:b`]: 1 },
            stacks: { [`${name}\n${name}.f:+1`]: 1 },
          }),
        ),
      );
    }
    const watched = await show(hostile);
    const { page } = watched;
    for (const view of ["Weeks", "Totals"]) {
      await page.getByText(view, { exact: true }).click();
      await page.locator("details").evaluateAll((all) => all.forEach((details) => (details.open = true)));
      await drawn(page);
      assert.equal(await watched.overflows(), false, view);
    }
    const text = await page.locator("main").innerText();
    assert.match(text, /<script>/);
    assert.match(text, /\\u202e/);
    assert.doesNotMatch(text, /[\u0007\u202e\u200b]/);
    assert.equal(await page.evaluate(() => globalThis.hostile), undefined);
    for (const tab of TABS) await page.goto(`${viewer.match[1]}#${tab}`);
  });
});

describe("a year of 300 charts", () => {
  const YEAR = 52;
  const CHARTS = 300;

  test("is drawn as one scrolls", async (t) => {
    const year = new Machine();
    for (let week = 0; week < YEAR; ++week) {
      const counters = {};
      for (let index = 0; index < CHARTS; ++index) {
        for (const bucket of ["<1ms", "<10ms", "<100ms", "<1s", ">=1s"]) counters[`tool/chart${index}:${bucket}`] = 1 + ((week * 7 + index) % 50);
      }
      year.writeReport(dayAfter(LAST_WEEK, -7 * week), [program({ counters })]);
    }
    const start = performance.now();
    const { page } = await show(year);
    await page.locator("section.chart svg").first().waitFor();
    const firstChart = performance.now() - start;
    assert.equal(await page.locator("section.chart").count(), CHARTS);
    const drawn = await page.locator("section.chart svg").count();
    assert.ok(drawn < 20, `${drawn} drawn at first`);
    const { frames, slowest } = await page.evaluate(scrollThrough);
    t.diagnostic(`first chart after ${firstChart.toFixed(0)} ms; ${frames} frames while scrolling, the slowest ${slowest.toFixed(0)} ms`);
    await page.waitForFunction(allInViewAreDrawn);
    const filtering = await page.evaluate(timeOfFilter);
    t.diagnostic(`a key typed into the filter: ${filtering.toFixed(0)} ms`);
  });
});

// Scrolls to the end of the page, a screen at a time, and watches the frames.
async function scrollThrough() {
  let frames = 0;
  let slowest = 0;
  let last = performance.now();
  while (scrollY + innerHeight < document.documentElement.scrollHeight - 2) {
    scrollBy({ top: innerHeight / 2, behavior: "instant" });
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    slowest = Math.max(slowest, now - last);
    last = now;
    ++frames;
  }
  return { frames, slowest };
}

// Whether each chart on the screen has its picture. Those that went by too fast may have none.
function allInViewAreDrawn() {
  return [...document.querySelectorAll("section.chart")].every((section) => {
    const { top, bottom } = section.getBoundingClientRect();
    return bottom < 0 || top > innerHeight || section.querySelector("svg") !== null;
  });
}

// How long the page takes to show what a typed filter leaves.
async function timeOfFilter() {
  const search = document.querySelector("#filter-search");
  const start = performance.now();
  search.value = "chart29";
  search.dispatchEvent(new Event("input"));
  await new Promise(requestAnimationFrame);
  return performance.now() - start;
}
