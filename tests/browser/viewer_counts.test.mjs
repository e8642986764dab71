// What `gotelemetry view` shows of a machine's counts and uploads.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";

import { exampleMachine, LAST_WEEK } from "./example_machine.mjs";
import { dayAfter, Machine, program } from "./machine.mjs";
import { run } from "./processes.mjs";
import { chart, drawn, ViewerFixture } from "./viewer_fixture.mjs";

const { GOTELEMETRY, WORDCOUNT } = process.env;

const fixture = new ViewerFixture();

// Runs the example program, which counts for COLLECTOR.
function countWords(machine) {
  run(WORDCOUNT, [GOTELEMETRY], { GOTELEMETRY_DIR: machine.root });
}

// The cells of a chart's table, row by row.
async function tableOf(section) {
  await section.locator("summary").click();
  await section.locator("tbody tr").first().waitFor();
  return section
    .locator("tbody tr")
    .evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.innerText)));
}

describe("what was counted", () => {
  const counts = (week, small, large) =>
    program({
      counters: { "tool/size:<1kB": small, "tool/size:<10kB": large, "tool/runs": small + large },
      stacks: { "tool/bug\nmain.check:+2\nmain.main:+34": week },
    });

  function twoWeeks() {
    const two = new Machine();
    two.collector().writeReport("2026-11-11", [counts(1, 10, 30)]);
    two.collector().writeReport("2026-11-18", [counts(2, 5, 25)]);
    return two;
  }

  test("is drawn with its values, and stands beside it as a table", async () => {
    const { page } = await fixture.show(twoWeeks());
    const section = chart(page, "tool/size");
    await page.getByText("Totals", { exact: true }).click();
    await drawn(page);
    const bars = section.locator("svg .bars > *");
    await bars.nth(1).waitFor();
    const widths = await bars.evaluateAll((all) =>
      all.map((bar) => bar.getBoundingClientRect().width),
    );
    assert.equal(widths.length, 2);
    assert.ok(Math.abs(widths[0] / widths[1] - 15 / 55) < 0.02, String(widths));
    const labels = await section.locator("svg text").allTextContents();
    for (const label of ["<1kB", "<10kB", "15", "55"])
      assert.ok(labels.includes(label), `${label} in ${labels}`);
    assert.deepEqual(await tableOf(section), [
      ["<1kB", "15", "10", "5"],
      ["<10kB", "55", "30", "25"],
    ]);
    assert.equal(await chart(page, "tool/runs").locator(".chart-number").innerText(), "70 events");
  });

  test("is drawn week by week", async () => {
    const { page } = await fixture.show(twoWeeks());
    const section = chart(page, "tool/size");
    const bars = section.locator("svg .bars > *");
    await bars.nth(3).waitFor();
    const heights = await bars.evaluateAll((all) =>
      all.map((bar) => bar.getBoundingClientRect().height).sort((a, b) => a - b),
    );
    assert.deepEqual(
      heights.map((height) => Math.round((30 * height) / heights[3])),
      [5, 10, 25, 30],
    );
    assert.match(
      await section.locator("svg").getAttribute("aria-label"),
      /70 events in 2 buckets over 2 weeks.*<10kB: 55/,
    );
  });

  test("of a single number can be kept as a picture with its colors", async () => {
    const { page } = await fixture.show(twoWeeks());
    await page.getByText("Totals", { exact: true }).click();
    const section = chart(page, "tool/runs");
    await section.locator(".chart-number").waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      section.getByRole("button", { name: "as SVG" }).click(),
    ]);
    const svg = readFileSync(await download.path(), "utf8");
    assert.match(svg, /fill="rgb\(10, 98, 196\)"/);
    assert.match(svg, /font-size="12px"/);
    assert.equal(await section.locator("svg").count(), 0);
  });

  test("tells of the bar that is pointed at", async () => {
    const watched = await fixture.show(twoWeeks());
    const { page } = watched;
    for (const view of ["Weeks", "Totals"]) {
      await page.getByText(view, { exact: true }).click();
      await drawn(page);
      await chart(page, "tool/size").locator("svg .bars > *").last().hover();
      await chart(page, "tool/size")
        .locator("tspan", { hasText: /(25|55) events/ })
        .waitFor();
      assert.deepEqual(await watched.accessibilityFaults(), [], view);
    }
  });

  test("has stacks that unfold and can be copied", async () => {
    const { page } = await fixture.show(twoWeeks());
    const stack = page.locator("details.stack");
    assert.match(
      await stack.locator("summary").innerText(),
      /tool\/bug\s+3\s+main\.check\s+v1\.0\.0 · weeks 2026-11-11 to 2026-11-18/,
    );
    await stack.locator("summary").click();
    assert.deepEqual(await stack.locator("li").allInnerTexts(), ["main.check:+2", "main.main:+34"]);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await stack.getByRole("button", { name: "Copy" }).click();
    await stack.getByRole("button", { name: "Copied" }).waitFor();
    assert.equal(
      await page.evaluate(() => navigator.clipboard.readText()),
      "tool/bug\nmain.check:+2\nmain.main:+34",
    );
  });

  test("can be kept as CSV, SVG and PNG", async () => {
    const { page } = await fixture.show(twoWeeks());
    const section = chart(page, "tool/size");
    const contents = async (kind) => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        section.getByRole("button", { name: `as ${kind}` }).click(),
      ]);
      assert.match(
        download.suggestedFilename(),
        new RegExp(`^example\\.com-tool-tool-size\\.${kind.toLowerCase()}$`),
      );
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
    const { page } = await fixture.show(twoWeeks());
    const section = chart(page, "tool/size");
    assert.deepEqual((await tableOf(section))[0], ["<1kB", "15", "10", "5"]);
    fixture.machine.collector().writeReport("2026-11-18", [counts(2, 6, 25)]);
    await section.getByRole("cell", { name: "16", exact: true }).waitFor();
    assert.equal(await section.locator("details").getAttribute("open"), "");
  });

  test("comes from counter files that programs write meanwhile", async () => {
    const { page } = await fixture.show(new Machine());
    await page.getByText("Nothing has been counted yet.").waitFor();
    countWords(fixture.machine);
    await chart(page, "wordcount/runs").waitFor();
    assert.equal(
      await chart(page, "wordcount/runs").locator(".chart-number").innerText(),
      "1 events",
    );
  });
});

describe("filters", () => {
  const shown = (page) => page.locator("section.chart h4:visible").allInnerTexts();

  test("leave what is chosen", async () => {
    const { page } = await fixture.show(exampleMachine(6));
    assert.equal((await shown(page)).length, 7);
    await page.getByLabel("Program").selectOption("example.com/tools/lint");
    assert.deepEqual(await shown(page), ["lint/finding", "lint/private-experiment", "lint/runs"]);
    await page.getByLabel("Counter").fill("FIND");
    assert.deepEqual(await shown(page), ["lint/finding"]);
    assert.equal(
      await page.locator(".chart-filters [role=status]").innerText(),
      "1 chart of 1 program",
    );
    await page.getByLabel("Counter").fill("none such");
    await page.getByText("No counter matches.").waitFor();
  });

  test("sum up only the builds that are chosen", async () => {
    const { page } = await fixture.show(exampleMachine(6));
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
    const { page } = await fixture.show(exampleMachine(3));
    assert.equal(
      await chart(page, "langserver/completion").locator(".badge").innerText(),
      "approved",
    );
    assert.equal(
      await chart(page, "langserver/client").locator(".badge").first().innerText(),
      "partly approved",
    );
    const secret = chart(page, "lint/private-experiment");
    assert.equal(await secret.locator(".badge").innerText(), "stays here");
    await secret.locator("summary").click();
    assert.match(await secret.locator(".reason").innerText(), /lint\/private-experiment/);
  });

  test("show the exact report that the present counts would become", async () => {
    const now = new Machine();
    countWords(now);
    now.collector().consent("2020-01-01", {
      GoVersion: ["gcc12.2.0"],
      Programs: [
        {
          Name: "example.com/wordcount",
          Versions: ["v1.0.0"],
          Counters: [
            {
              Name: "wordcount/runs",
              Rate: 1,
              Title: "Runs <b>",
              Expires: "2077-05-01",
              Owners: ["owner@example.com"],
              Issues: ["https://example.com/1"],
            },
          ],
        },
      ],
    });
    const { page } = await fixture.show(now, { tab: "uploads" });
    await page.getByText("The exact report").click();
    const report = JSON.parse(await page.locator("article pre").innerText());
    assert.deepEqual(
      report.Programs.map(({ Counters }) => Counters),
      [{ "wordcount/runs": 1 }],
    );
    await page.getByText(/items? stays? on this machine/).click();
    const leftOut = page.getByRole("table", { name: "Left out of the report" });
    assert.match(await leftOut.innerText(), /wordcount\/latency/);
    await page.getByText("What it is for").click();
    const purposes = page.getByRole("table", { name: "What the report of the week" });
    for (const said of ["Runs <b>", "2077-05-01", "owner@example.com", "https://example.com/1"]) {
      assert.ok((await purposes.innerText()).includes(said), said);
    }
  });

  test("say why nothing is uploaded", async () => {
    const machine = exampleMachine(2);
    machine.collector().write("mode", "local 2026-11-20");
    countWords(machine);
    const { page } = await fixture.show(machine, { tab: "uploads" });
    await page.getByText("The mode is local: nothing is uploaded.").waitFor();
    await page.getByText("If you had consented before this week").waitFor();
    machine.go.write("mode", "off");
    const off = page.locator(".uploads p", { hasText: "The mode is off: nothing is uploaded." });
    assert.match(
      await off.innerText(),
      /Decided by Go’s mode file: off there is off for everything/,
    );
  });

  test("show what was sent, when, and to the byte", async () => {
    const { page } = await fixture.show(exampleMachine(3), { tab: "uploads" });
    const week = dayAfter(LAST_WEEK, -7);
    const sent = page.locator("details.file", { hasText: `The week ending ${week}` });
    assert.equal(
      await sent.locator("time").getAttribute("datetime"),
      `${dayAfter(week, 1)}T07:12:00Z`,
    );
    await sent.locator("summary").click();
    const text = await sent.locator("pre").evaluate((pre) => pre.textContent);
    assert.equal(
      text,
      readFileSync(join(fixture.machine.collector().path, `upload/${week}.json`), "utf8"),
    );
  });
});
