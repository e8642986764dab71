// The charts of the collector's public site, in a browser, made from reports that were really uploaded.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";

import { chart, SiteFixture } from "./site_fixture.mjs";

const site = new SiteFixture();
const open = (path, options) => site.open(path, options);

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
      ["vscode", "emacs", "vim"],
    );
    const lengths = await bars.evaluateAll((all) =>
      all.map((bar) => bar.getBoundingClientRect().width),
    );
    const numbers = rows.map(([, number]) => Number(number));
    // 30 machines in the latest week; three of five use vscode.
    assert.deepEqual(numbers, [18, 6, 6]);
    assert.ok(Math.abs(lengths[1] / lengths[0] - 6 / 18) < 0.02, String(lengths));
    const labels = await section.locator("svg text").allTextContents();
    for (const label of ["vscode", "18 · 60 %"])
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
      await section.locator("tbody tr").last().locator("td").first().innerText(),
      "fewer than 5",
    );
    assert.match(
      await section.locator("svg").getAttribute("aria-label"),
      /: 5 buckets\. The largest is <1ms: 30 of about 30 reports \(100 %\)\.$/,
    );
  });

  test("of the year is drawn week by week", async () => {
    const { page } = await open(`/charts/${site.index.trend}`);
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
      "bucket,reports,of_about\r\nvscode,18,30\r\nemacs,6,30\r\nvim,6,30\r\n",
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

  test("has a line for each bucket if reports have several, and marks what is only a bound", async () => {
    const { page } = await open(`/charts/${site.index.trend}`);
    const section = chart(page, "langserver/completion");
    const bounds = section.locator("svg .bounds > *");
    await bounds.first().waitFor();
    // One of 24 or more machines was slow, so the first bucket of each week is only a lower bound.
    assert.equal(await bounds.count(), 3);
    await section.getByText("a hollow dot is a lower bound").waitFor();
    await section.getByText("they do not add up").waitFor();
    // Nothing is shown of the slowest, but for it the line has no dot.
    assert.equal(await section.locator("svg .points > *").count(), 3 * 3);
    assert.equal(await section.locator("svg .bars").count(), 0);
  });

  test("stacks what excludes each other, at most as high as there are reports", async () => {
    const { page } = await open(`/charts/${site.index.trend}`);
    const section = chart(page, "langserver/client");
    await section.scrollIntoViewIfNeeded();
    await section.locator("svg .bars > *").nth(6).waitFor();
    assert.equal(await section.locator("svg .lines").count(), 0);
    const label = await section.locator("svg").getAttribute("aria-label");
    assert.match(label, /^langserver\/client of .*: 3 buckets over 3 weeks.*reports \(\d+ %\)\.$/);
    // No number that is read out is larger than the number of reports, 24 + 27 + 30.
    for (const number of label.match(/\d+ of about \d+/)[0].split(" of about "))
      assert.ok(Number(number) <= 81 + 4, label);
  });

  test("has the numbers of each week in its table, without script", async () => {
    const html = await (await fetch(`${site.collector.url}/charts/${site.index.trend}`)).text();
    const [, table] = html.match(/data-chart="langserver\/client">[^]*?<thead>([^]*?)<\/table>/);
    assert.equal(table.match(/<th scope="col"/g).length, 3 + 3);
    const row = table.match(/<bdi>vscode<\/bdi><\/th>(.*)<\/tr>/)[1];
    assert.deepEqual(
      [...row.matchAll(/>([^<]+)<\/td>/g)].map(([, text]) => text),
      ["50", "59 %", "15", "17", "18"],
    );
  });

  test("is where its address leads, and its name is the address", async () => {
    for (const path of ["/", `/charts/${site.index.trend}`]) {
      const anchor = "#charts:example.com/tools/lint:lint/finding";
      const { page } = await open(path + anchor, { viewport: { width: 600, height: 500 } });
      const section = chart(page, "lint/finding");
      await section.locator("svg").waitFor();
      await page.waitForTimeout(500);
      const { top, bottom } = await section.evaluate((element) => {
        const box = element.getBoundingClientRect();
        return { top: box.top, bottom: document.body.scrollHeight - innerHeight - scrollY };
      });
      // Within a line of the top, or the page ends.
      assert.ok(Math.abs(top) < 30 || bottom < 2, `${path}: ${top} px from the top`);
      await section.getByRole("link", { name: "lint/finding" }).click();
      assert.equal(await page.evaluate(() => location.hash), anchor);
    }
  });

  test("can be read without script", async () => {
    const html = await (await fetch(site.collector.url)).text();
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
