// What `gotelemetry view` shows of a machine's own stacks.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { PHONE } from "./browser.mjs";
import { Machine, program } from "./machine.mjs";
import { ViewerFixture } from "./viewer_fixture.mjs";

const fixture = new ViewerFixture();

const LONG_NAME =
  "example::tools::CandidateIndex<std::map<std::string, std::vector<example::tools::Symbol>>>::" +
  "Rank(example::tools::Query const&)";

// A crash in the same function of two versions, and another stack.
function machine() {
  const crashing = new Machine();
  for (const [week, version, row] of [
    ["2026-11-11", "v1.0.0", 31],
    ["2026-11-18", "v1.1.0", 33],
  ]) {
    crashing.collector().writeReport(week, [
      program({
        version,
        counters: { "tool/runs": 3 },
        stacks: {
          [`crash/crash\n${LONG_NAME}:+${row},+0x2fa\nmain:+9,+0x88`]: 2,
          "tool/bug\nexample::Check:+2,+0x8\nmain:+9,+0x88": 1,
        },
      }),
    ]);
  }
  return crashing;
}

async function picture({ page }, name) {
  const folder = process.env.TEST_UNDECLARED_OUTPUTS_DIR;
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

async function unfold(page) {
  for (const summary of await page.locator("details.stack > summary").all()) await summary.click();
}

describe("stacks of one's own", () => {
  for (const colorScheme of ["light", "dark"]) {
    test(`can be read by everybody, ${colorScheme}`, async () => {
      const watched = await fixture.show(machine(), { colorScheme });
      await unfold(watched.page);
      assert.deepEqual(await watched.accessibilityFaults(), []);
      await picture(watched, `viewer-stacks-${colorScheme}`);
    });

    test(`fit a phone, with names in full, ${colorScheme}`, async () => {
      const watched = await fixture.show(machine(), { colorScheme, viewport: PHONE });
      await unfold(watched.page);
      assert.equal(await watched.overflows(), false);
      const names = watched.page.locator("details.stack li", { hasText: LONG_NAME });
      await names.first().waitFor();
      for (const box of await names.evaluateAll((all) =>
        all.map((name) => ({
          right: name.getBoundingClientRect().right,
          cut: name.scrollWidth > name.clientWidth + 1,
        })),
      )) {
        assert.ok(box.right <= PHONE.width && !box.cut, JSON.stringify(box));
      }
      await picture(watched, `viewer-stacks-phone-${colorScheme}`);
    });
  }

  test("say in which weeks and versions they were, and are copied whole", async () => {
    const { page } = await fixture.show(machine());
    await unfold(page);
    const text = await page.locator("main").innerText();
    for (const part of ["v1.0.0", "v1.1.0", "example::Check"]) assert.ok(text.includes(part), part);
    await page.getByRole("button", { name: "Copy", exact: true }).first().click();
    await page.getByRole("button", { name: "Copied" }).first().waitFor();
  });
});
