// What `gotelemetry view` shows of several collectors, and how one of them is chosen.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";

import {
  exampleMachine,
  LAST_WEEK,
  machineOfSeveral,
  SECOND_COLLECTOR,
  THIRD_COLLECTOR,
} from "./example_machine.mjs";
import { COLLECTOR, dayAfter, Machine, program } from "./machine.mjs";
import { chart, ViewerFixture } from "./viewer_fixture.mjs";

const fixture = new ViewerFixture();

const GO = "Go’s directory";

// What a tab shows of one directory.
function group(page, name) {
  return page.locator(".view:visible .group", {
    has: page.getByRole("heading", { name, level: 2 }),
  });
}

// The names of the directories that the tab shows, without their modes.
async function shown(page) {
  return page
    .locator(".view:visible .group > h2 bdi, .view:visible .group > div > h2 bdi")
    .allInnerTexts();
}

// A fact of the overview, by its term.
function fact(page, name, term) {
  return group(page, name)
    .locator("dl.facts > div", { has: page.getByText(term, { exact: true }) })
    .locator("dd");
}

describe("the overview", () => {
  test("shows who a collector is, what it may get, would get and has got", async () => {
    const { page } = await fixture.show(machineOfSeveral(3), { tab: "overview" });
    const of = (term) => fact(page, COLLECTOR, term).innerText();
    assert.match(await group(page, COLLECTOR).locator("h2").innerText(), /443\s+on$/);
    assert.equal(await of("Decided by"), "your choice for this collector");
    assert.equal(await of("Since"), dayAfter(LAST_WEEK, -28));
    assert.equal(await of("Counted by"), "example.com/tools/langserver, example.com/tools/lint");
    assert.equal(await of("May get"), "6 counters and 1 stack of 2 programs");
    assert.match(await of("Would get next"), /^nothing, for there are no counts/);
    assert.match(
      await of("Has got"),
      /^2 reports; the last, of the week ending 2026-11-11, on 12 Nov/,
    );
    assert.equal(
      await of("Directory"),
      join(fixture.machine.root, "collectors/telemetry.example.com_443"),
    );

    const other = (term) => fact(page, SECOND_COLLECTOR, term).innerText();
    assert.match(await group(page, SECOND_COLLECTOR).locator("h2").innerText(), /8443\s+local$/);
    assert.match(await other("May get"), /^unknown: /);
    assert.equal(await other("Would get next"), "nothing, since the mode is local");
    assert.equal(await other("Has got"), "no report on record");
    assert.match(
      await group(page, SECOND_COLLECTOR).innerText(),
      /gotelemetry on --collector stats\.example\.org:8443 sends it the approved part/,
    );
    assert.equal(await fact(page, THIRD_COLLECTOR, "Counted by").innerText(), "no program yet");
  });

  test("says that Go's directory is not ours, and names what is no collector's", async () => {
    const { page } = await fixture.show(machineOfSeveral(1), { tab: "overview" });
    assert.deepEqual(await shown(page), [THIRD_COLLECTOR, SECOND_COLLECTOR, COLLECTOR, GO]);
    assert.match(await group(page, GO).innerText(), /Not ours: .* We show it, and never send it\./);
    assert.equal(await fact(page, GO, "May get").count(), 0);
    assert.equal(await fact(page, GO, "Would get next").count(), 0);
    assert.match(
      await group(page, "Not a collector’s").innerText(),
      /Nothing reads or changes it\.\s+\S+\/collectors\/notes\.txt/,
    );
  });

  test("names files that were put aside, at the collector that they are of", async () => {
    const machine = machineOfSeveral(1);
    machine.collector(SECOND_COLLECTOR).write("local/tool.v1.count.corrupt", "x");
    const { page } = await fixture.show(machine, { tab: "overview" });
    await page.getByText("1 file cannot be read").waitFor();
    await group(page, SECOND_COLLECTOR)
      .getByText(
        /put aside as damaged: .*stats\.example\.org_8443\/local\/tool\.v1\.count\.corrupt/,
      )
      .waitFor();
    assert.equal(await page.locator(".overview .problems").count(), 1);
  });

  test("leads to what it sums up", async () => {
    const { page } = await fixture.show(machineOfSeveral(2), { tab: "overview" });
    await group(page, COLLECTOR).getByRole("link", { name: "1 report" }).click();
    await page.waitForURL(`${fixture.url}#uploads/${COLLECTOR}`);
    assert.deepEqual(await shown(page), [COLLECTOR]);
    await page.goBack();
    await group(page, GO).getByRole("link", { name: "golang.org/x/tools/gopls" }).click();
    await page.waitForURL(`${fixture.url}#counts/go`);
    assert.deepEqual(await page.locator("section.chart h4:visible").allInnerTexts(), [
      "gopls/client",
    ]);
  });

  test("says that a collector is off, and that nobody else is", async () => {
    const machine = machineOfSeveral(1);
    machine.collector(SECOND_COLLECTOR).write("mode", "off 2026-11-20\n");
    const { page } = await fixture.show(machine, { tab: "overview" });
    await group(page, SECOND_COLLECTOR)
      .getByText("Nothing is counted for it, and nothing is sent to it.")
      .waitFor();
    await group(page, COLLECTOR).getByText("Once a week it gets the approved part.").waitFor();
    await page
      .getByRole("heading", { name: "1 of 3 collectors gets the approved part", level: 1 })
      .waitFor();
  });

  test("says that DO_NOT_TRACK turns everything off, but not Go's own tools", async () => {
    const machine = machineOfSeveral(1);
    machine.go.write("mode", "on 2026-11-01\n");
    const { page } = await fixture.show(machine, {
      tab: "overview",
      environment: { DO_NOT_TRACK: "1" },
    });
    await page.getByRole("heading", { name: "Telemetry is off. Nothing is counted." }).waitFor();
    for (const name of [COLLECTOR, SECOND_COLLECTOR, THIRD_COLLECTOR, GO]) {
      assert.match(await group(page, name).locator("h2").innerText(), /\s+off$/);
      assert.equal(
        await fact(page, name, "Decided by").innerText(),
        "an environment variable (DO_NOT_TRACK=1)",
      );
    }
    assert.match(
      await fact(page, COLLECTOR, "Your choice").innerText(),
      /^of \d{4}-\d\d-\d\d does not count now$/,
    );
    assert.equal(await fact(page, GO, "Your choice").count(), 0);
    await group(page, GO).getByText("Go’s own tools obey only Go’s mode file.").waitFor();
    assert.equal(await group(page, COLLECTOR).locator("code", { hasText: " on " }).count(), 0);
  });
});

describe("the choice of a collector", () => {
  test("leaves its directory in every tab, and a reload keeps it", async () => {
    const { page } = await fixture.show(machineOfSeveral(2), { tab: "counts" });
    assert.deepEqual(await shown(page), [SECOND_COLLECTOR, COLLECTOR, GO]);
    await page.getByLabel("Collector").selectOption(SECOND_COLLECTOR);
    assert.equal(page.url(), `${fixture.url}#counts/${SECOND_COLLECTOR}`);
    for (const tab of ["Overview", "Counts", "Uploads", "Files", "Approved"]) {
      await page.getByRole("link", { name: tab, exact: true }).click();
      await page.reload();
      await page.waitForSelector("html[data-ready]");
      assert.deepEqual(await shown(page), [SECOND_COLLECTOR], tab);
      assert.equal(await page.getByLabel("Collector").inputValue(), SECOND_COLLECTOR);
    }
    await page.getByLabel("Collector").selectOption("All");
    assert.deepEqual(await shown(page), [THIRD_COLLECTOR, SECOND_COLLECTOR, COLLECTOR, GO]);
    await page.goBack();
    assert.equal(await page.getByLabel("Collector").inputValue(), SECOND_COLLECTOR);
  });

  test("is made by keyboard alone", async () => {
    const { page } = await fixture.show(machineOfSeveral(1), { tab: "counts" });
    await page.getByLabel("Collector").focus();
    await page.keyboard.press("End");
    await page.waitForURL(`${fixture.url}#counts/go`);
    assert.equal(await page.evaluate(() => document.activeElement?.id), "collector");
    await page.keyboard.press("Home");
    await page.waitForURL(`${fixture.url}#counts`);
  });

  test("also narrows the filters", async () => {
    const { page } = await fixture.show(machineOfSeveral(2), { tab: "counts" });
    const programs = () => page.getByLabel("Program").locator("option").allInnerTexts();
    assert.equal((await programs()).length, 5);
    await page.getByLabel("Collector").selectOption(SECOND_COLLECTOR);
    assert.deepEqual(await programs(), ["All programs", "example.org/build"]);
  });

  test("is not offered where there is nothing to choose", async () => {
    const { page } = await fixture.show(new Machine(), { tab: "overview" });
    await page.getByRole("heading", { name: "No program on this machine has named" }).waitFor();
    assert.equal(await page.getByLabel("Collector").isVisible(), false);
    assert.deepEqual(await shown(page), [GO]);
    fixture.machine.collector();
    await page.getByLabel("Collector").waitFor();
  });

  test("stays when its directory goes", async () => {
    const { page } = await fixture.show(exampleMachine(1), { tab: "files" });
    await page.goto(`${fixture.url}#files/gone.example.com:443`);
    await page.getByText("There is no directory for gone.example.com:443").waitFor();
    assert.equal(await page.getByLabel("Collector").inputValue(), "gone.example.com:443");
    fixture.machine.collector("gone.example.com:443").write("mode", "local\n");
    await page.getByText("There are no counter files and no reports.").waitFor();
  });
});

describe("two collectors with the same program", () => {
  const runs = (count) => [program({ counters: { "tool/runs": count } })];

  test("have their own counts, files and reports", async () => {
    const machine = new Machine();
    const [first, second] = ["a.example.com:443", "b.example.com:443"];
    machine.collector(first).writeReport(LAST_WEEK, runs(3));
    machine.collector(second).writeReport(LAST_WEEK, runs(40));
    machine.go.writeReport(LAST_WEEK, runs(500));
    const { page } = await fixture.show(machine, { tab: "counts" });
    const numbers = await chart(page, "tool/runs").locator(".chart-number").allInnerTexts();
    assert.deepEqual(numbers, ["3 events", "40 events", "500 events"]);
    await page.getByRole("link", { name: "Files" }).click();
    for (const [name, directory] of [
      [first, machine.collector(first)],
      [second, machine.collector(second)],
      [GO, machine.go],
    ]) {
      const file = group(page, name).locator("details.file");
      await file.locator("summary").click();
      assert.equal(
        await file.locator("pre").evaluate((pre) => pre.textContent),
        readFileSync(join(directory.path, `local/local.${LAST_WEEK}.json`), "utf8"),
        name,
      );
    }
  });

  test("are judged each by its own config, and Go's by none", async () => {
    const machine = new Machine();
    const config = (counter) => ({
      GOOS: ["linux"],
      GOARCH: ["amd64"],
      GoVersion: ["gcc12.2.0"],
      Programs: [
        {
          Name: "example.com/tool",
          Versions: ["v1.0.0"],
          Counters: [{ Name: counter, Rate: 1 }],
        },
      ],
    });
    for (const [address, counter] of [
      ["a.example.com:443", "tool/runs"],
      ["b.example.com:443", "tool/else"],
    ]) {
      machine.collector(address).consent("2026-01-01", config(counter));
      machine.collector(address).writeReport(LAST_WEEK, runs(1));
    }
    machine.go.writeReport(LAST_WEEK, runs(1));
    const { page } = await fixture.show(machine, { tab: "counts" });
    const badge = (name) => group(page, name).locator(".badge").allInnerTexts();
    assert.deepEqual(await badge("a.example.com:443"), ["approved"]);
    assert.deepEqual(await badge("b.example.com:443"), ["stays here"]);
    assert.deepEqual(await badge(GO), []);
  });
});

describe("forty collectors", () => {
  test("are shown, fit and can be chosen", async () => {
    const machine = new Machine();
    for (let index = 0; index < 40; ++index) {
      machine
        .collector(`${"long-name-".repeat(6)}${index}.example.com:443`)
        .writeReport(LAST_WEEK, [program({ counters: { "tool/runs": index } })]);
    }
    const watched = await fixture.show(machine, {
      tab: "overview",
      viewport: { width: 390, height: 844 },
    });
    const { page } = watched;
    assert.equal((await shown(page)).length, 41);
    for (const tab of ["overview", "counts", "uploads", "files", "approved"]) {
      await page.goto(`${fixture.url}#${tab}`);
      assert.equal(await watched.overflows(), false, tab);
    }
    await page.getByLabel("Collector").selectOption({ index: 40 });
    assert.equal((await shown(page)).length, 1);
  });
});
