// The pages of `gotelemetry view` in general: their frame, accessibility, access and robustness.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { PHONE } from "./browser.mjs";
import { exampleMachine, LAST_WEEK, machineOfSeveral } from "./example_machine.mjs";
import { HOSTILE_NAMES } from "./hostile_names.mjs";
import { dayAfter, Machine, program } from "./machine.mjs";
import { drawn, TABS, ViewerFixture } from "./viewer_fixture.mjs";

const fixture = new ViewerFixture();

describe("the frame", () => {
  test("says what is true of all collectors, and when all is off", async () => {
    const { page } = await fixture.show(exampleMachine(2));
    const headline = (name) => page.getByRole("heading", { name, level: 1, exact: true });
    await headline(
      "telemetry.example.com:443 gets the approved part of what is counted for it.",
    ).waitFor();
    fixture.machine.go.write("mode", "off 2026-11-20");
    await headline("Telemetry is off. Nothing is counted.").waitFor();
    assert.match(
      await page.locator(".status").innerText(),
      /off there is off for everything.*gotelemetry local --go lifts that/,
    );
  });

  test("names files that cannot be read", async () => {
    const damaged = new Machine();
    damaged.collector().write("local/damaged.v1.count", "x");
    const { page, faults } = await fixture.show(damaged, { tab: "files" });
    await page.locator(".problems", { hasText: "1 file cannot be read" }).waitFor();
    await page.locator("details.file summary").click();
    await page.locator("details.file .note", { hasText: "damaged.v1.count" }).waitFor();
    await page.getByRole("link", { name: "see the overview" }).click();
    await page.locator(".overview .problems", { hasText: "damaged.v1.count" }).waitFor();
    // The browser itself reports a response of 500.
    assert.match(faults.splice(0).join("\n"), /^Failed to load resource: .*500[^\n]*$/);
  });

  test("says when the viewer has stopped", async () => {
    const watched = await fixture.show(exampleMachine(2));
    assert.equal(await fixture.stop(), 0);
    await watched.page.getByText("The viewer has stopped").waitFor();
    assert.match(watched.faults.splice(0).join("\n"), /ERR_CONNECTION_REFUSED/);
  });

  test("is reached by keyboard alone", async () => {
    const { page } = await fixture.show(exampleMachine(2));
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "Skip to content");
    const order = [];
    for (let i = 0; i < 18; ++i) {
      await page.keyboard.press("Tab");
      order.push(
        await page.evaluate(
          () => document.activeElement?.id || document.activeElement?.textContent?.trim(),
        ),
      );
    }
    const expected = [
      "Overview",
      "Counts",
      "Uploads",
      "Files",
      "Approved",
      "collector",
      "filter-program",
      "filter-version",
      "filter-platform",
      "filter-search",
      "view-weeks",
      "CSV",
      "SVG",
      "PNG",
      "Data as a table",
    ];
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

  test("skips to the contents of the tab that is shown", async () => {
    const { page } = await fixture.show(exampleMachine(2), { tab: "files" });
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Local reports" }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.id), "content");
    // A reload shows the same tab.
    await page.waitForURL(`${fixture.url}#files`);
  });

  test("shows nothing to whom the link was not given", async () => {
    const { page } = await fixture.show(exampleMachine(2));
    // The key does not stay in the address bar.
    assert.equal(page.url(), `${fixture.url}#counts`);
    for (const path of ["api/state.json", "api/file", "api/state.json?key=0"]) {
      const answer = await fetch(fixture.url + path);
      assert.equal(answer.status, 403);
      assert.match(await answer.text(), /open the link it printed/);
    }
    // A tab that has opened the link may return.
    await page.reload();
    await page.locator("section.chart").first().waitFor();
    // Another one knows no key, not even one that this browser sends by itself.
    const other = await page.context().newPage();
    await other.goto(fixture.url);
    await other.getByText("open the link it printed").waitFor();
    assert.deepEqual(await page.context().cookies(), []);
    await other.close();
  });

  for (const colorScheme of ["light", "dark"]) {
    test(`can be read by everybody, ${colorScheme}`, async () => {
      const watched = await fixture.show(machineOfSeveral(3), { colorScheme });
      const { page } = watched;
      const ground = await page.evaluate(
        () => getComputedStyle(document.documentElement).backgroundColor,
      );
      assert.equal(ground, colorScheme === "dark" ? "rgb(20, 23, 27)" : "rgb(250, 250, 248)");
      for (const tab of TABS) {
        await page.goto(`${fixture.url}#${tab}`);
        for (const summary of await page.locator(`.view.${tab} summary:visible`).all())
          await summary.click();
        assert.deepEqual(await watched.accessibilityFaults(), [], tab);
      }
    });
  }

  test("fits a phone", async () => {
    const watched = await fixture.show(machineOfSeveral(12), { viewport: PHONE });
    for (const tab of TABS) {
      await watched.page.goto(`${fixture.url}#${tab}`);
      assert.equal(await watched.overflows(), false, tab);
    }
  });

  test("prints every chart", async () => {
    const { page } = await fixture.show(exampleMachine(2));
    await page.pdf();
    const undrawn = await page.locator("section.chart .chart-figure:empty").count();
    assert.equal(undrawn, 0);
  });

  test("draws charts also after another tab was printed", async () => {
    const many = new Machine();
    const counters = {};
    for (let index = 0; index < 60; ++index)
      for (const bucket of ["a", "b"]) counters[`tool/chart${index}:${bucket}`] = 1;
    many.collector().writeReport(LAST_WEEK, [program({ counters })]);
    const { page } = await fixture.show(many);
    const last = page.locator("section.chart").last();
    assert.equal(await last.locator("svg").count(), 0);
    await page.getByRole("link", { name: "Files" }).click();
    await page.pdf();
    await page.getByRole("link", { name: "Counts" }).click();
    await last.scrollIntoViewIfNeeded();
    await last.locator("svg").waitFor();
  });
});

describe("what one reads", () => {
  test("stays where it is while files change", async () => {
    const { page } = await fixture.show(exampleMachine(12), { tab: "files" });
    const collector = fixture.machine.collector();
    const sent = page.locator("details.file", { hasText: `upload/${dayAfter(LAST_WEEK, -7)}` });
    await sent.locator("summary").click();
    const text = sent.locator("pre");
    await text.focus();
    await text.evaluate((pre) => pre.scrollTo(0, 200));
    const asked = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    // Adds a file above it in the list.
    collector.writeReport(dayAfter(LAST_WEEK, -700), [program({ counters: { "tool/old": 1 } })]);
    await page.getByText(`local.${dayAfter(LAST_WEEK, -700)}.json`).waitFor();
    assert.equal(await text.evaluate((pre) => pre.scrollTop), 200);
    assert.equal(await text.evaluate((pre) => pre === document.activeElement), true);
    assert.ok(!asked.includes("/api/file"), String(asked));
  });

  test("is read again once it has changed", async () => {
    const { page } = await fixture.show(exampleMachine(3), { tab: "files" });
    const report = page.locator("details.file", { hasText: `local.${LAST_WEEK}.json` });
    await report.locator("summary").click();
    await report.locator("pre").waitFor();
    fixture.machine
      .collector()
      .writeReport(LAST_WEEK, [program({ counters: { "tool/another": 12 } })]);
    await report.locator("pre", { hasText: "tool/another" }).waitFor();
  });

  test("is not said to be live again and again", async () => {
    const { page } = await fixture.show(exampleMachine(2));
    await page.evaluate(() => {
      globalThis.changes = 0;
      new MutationObserver((all) => (globalThis.changes += all.length)).observe(
        document.querySelector(".connection"),
        { childList: true, characterData: true, subtree: true },
      );
    });
    fixture.machine.go.write("mode", "off 2026-11-20");
    await page.getByRole("heading", { name: "Telemetry is off. Nothing is counted." }).waitFor();
    assert.equal(await page.evaluate(() => globalThis.changes), 0);
  });

  test("is followed again once the viewer answers again", async () => {
    const watched = await fixture.show(exampleMachine(2));
    const { page } = watched;
    await page.route("**/api/state.json", (route) => route.fulfill({ status: 503 }));
    await page.getByText("The viewer has stopped").waitFor();
    await page.unroute("**/api/state.json");
    await page.getByText("Live", { exact: true }).waitFor();
    assert.match(watched.faults.splice(0).join("\n"), /status of 503/);
  });
});

describe("hostile names", () => {
  test("are harmless and can be seen", async () => {
    const hostile = new Machine();
    for (const name of HOSTILE_NAMES.filter((one) => /^[^/]{1,200}$/.test(one)))
      hostile.writeForeign(name);
    for (const week of ["2026-11-11", "2026-11-18"]) {
      hostile.collector().writeReport(
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
    const watched = await fixture.show(hostile);
    const { page } = watched;
    for (const view of ["Weeks", "Totals"]) {
      await page.getByText(view, { exact: true }).click();
      await page
        .locator("details")
        .evaluateAll((all) => all.forEach((details) => (details.open = true)));
      await drawn(page);
      assert.equal(await watched.overflows(), false, view);
    }
    const text = await page.locator("main").innerText();
    assert.match(text, /<script>/);
    assert.match(text, /\\u202e/);
    assert.doesNotMatch(text, /[\u0007\u202e\u200b]/);
    assert.equal(await page.evaluate(() => globalThis.hostile), undefined);
    for (const tab of TABS) {
      await page.goto(`${fixture.url}#${tab}`);
      assert.equal(await watched.overflows(), false, tab);
    }
    await page.goto(`${fixture.url}#overview`);
    const overview = await page.locator("main").innerText();
    assert.match(overview, /collectors\/<img src=x onerror=/);
    assert.match(overview, /collectors\/long and \\u202eturned/);
    assert.equal(await page.evaluate(() => globalThis.hostile), undefined);
  });

  test("are harmless in the address too", async () => {
    const watched = await fixture.show(machineOfSeveral(1));
    const { page } = watched;
    for (const name of HOSTILE_NAMES) {
      for (const tab of TABS) {
        await page.goto(
          `${fixture.url}#${tab}/${encodeURIComponent(name.toWellFormed?.() ?? name)}`,
        );
        await page
          .locator(".view:visible .empty", { hasText: "There is no directory for" })
          .waitFor();
        assert.equal(await watched.overflows(), false, `${tab} ${name}`);
      }
    }
    assert.equal(await page.evaluate(() => globalThis.hostile), undefined);
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
        for (const bucket of ["<1ms", "<10ms", "<100ms", "<1s", ">=1s"])
          counters[`tool/chart${index}:${bucket}`] = 1 + ((week * 7 + index) % 50);
      }
      year.collector().writeReport(dayAfter(LAST_WEEK, -7 * week), [program({ counters })]);
    }
    const start = performance.now();
    const { page } = await fixture.show(year);
    await page.locator("section.chart svg").first().waitFor();
    const firstChart = performance.now() - start;
    assert.equal(await page.locator("section.chart").count(), CHARTS);
    const drawn = await page.locator("section.chart svg").count();
    assert.ok(drawn < 20, `${drawn} drawn at first`);
    const { frames, slowest } = await page.evaluate(scrollThrough);
    t.diagnostic(
      `first chart after ${firstChart.toFixed(0)} ms; ${frames} frames while scrolling, the slowest ${slowest.toFixed(0)} ms`,
    );
    await page.waitForFunction(allInViewAreDrawn);
    const filtering = await page.evaluate(timeOfFilter);
    t.diagnostic(`a key typed into the filter: ${filtering.toFixed(0)} ms`);
  });
});

// Scrolls to the end of the page, half a screen at a time, and measures the frames.
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

// Whether each chart on the screen has its picture. Those that scrolled by too fast may have none.
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
