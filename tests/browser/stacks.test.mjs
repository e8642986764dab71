// The site's pages about stacks and about the health of releases, made from reports that were really
// uploaded.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { launch, PHONE, WatchedPage } from "./browser.mjs";
import { Collector, recentWeeks } from "./example_collector.mjs";
import { CONFIG } from "./example_machine.mjs";
import { program } from "./machine.mjs";

const { COLLECTOR } = process.env;
const LANGUAGE_SERVER = "example.com/tools/langserver";
const MACHINES = 90;
const DEADLINE_MS = 60_000;
// As long as names of C++ are.
const LONG_NAME =
  "example::tools::langserver::completion::CandidateIndex<std::map<std::string," +
  "std::vector<example::tools::langserver::Symbol>>>::RankAllCandidatesOfTheQuery";
const OUTER = ["langserver.example::Serve:@0x0,+0x1c", "langserver.main:@0x0,+0x88"];
const BUG = ["langserver/bug", `langserver.${LONG_NAME}:@0x0,+0x2fa`, ...OUTER];
const CRASH = ["crash/crash", "langserver.example::Parse:@0x0,+0x5f", ...OUTER];
const PAGES = [
  "/stacks/",
  `/stacks/${LANGUAGE_SERVER}`,
  "STACK",
  "/health",
  `/health/${LANGUAGE_SERVER}`,
];

function config() {
  const [server, ...others] = CONFIG.Programs;
  const stacks = [...server.Stacks, { Name: "crash/crash", Rate: 1, Depth: 16 }];
  return { ...CONFIG, Programs: [{ ...server, Stacks: stacks }, ...others] };
}

// A report of a machine. The second version crashes more often.
function languageServer(machine, week) {
  const isNew = week > 0 && machine % 2 === 0;
  const stacks = {};
  if (machine % 3 === 0) stacks[BUG.join("\n")] = 1;
  if (machine % (isNew ? 3 : 20) === 0) stacks[CRASH.join("\n")] = 1;
  return program({
    name: LANGUAGE_SERVER,
    version: isNew ? "v1.5.0" : "v1.4.0",
    counters: { "langserver/starts": 1, [`langserver/client:${isNew ? "vim" : "vscode"}`]: 1 },
    stacks,
  });
}

let context;
let collector;
let stackPage;
before(async () => {
  context = await launch();
  collector = await Collector.start(COLLECTOR, config());
  for (const [week, end] of recentWeeks(3).entries()) {
    await Promise.all(
      Array.from({ length: MACHINES }, (_, machine) =>
        collector.upload(end, (machine + 1) / 1000 + week / 1e6, [languageServer(machine, week)]),
      ),
    );
  }
  await collector.published();
  stackPage = await eventually(async () => {
    const answer = await fetch(`${collector.url}/stacks/${LANGUAGE_SERVER}.json`);
    if (!answer.ok) return undefined;
    const groups = (await answer.json()).groups;
    return groups.find(({ topFrames }) => topFrames[0] === LONG_NAME)?.stacks[0].page;
  }, "the page of the long stack");
  await eventually(async () => {
    const answer = await fetch(`${collector.url}/health/${LANGUAGE_SERVER}`);
    return answer.ok && (await answer.text()).includes("Worse");
  }, "the page that says that v1.5.0 is worse");
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
  const url = collector.url + (path === "STACK" ? stackPage : path);
  const watched = await WatchedPage.open(context, url, options);
  opened.push(watched);
  return watched;
}

// Waits until `find` finds something, and returns it.
async function eventually(find, what) {
  const end = Date.now() + DEADLINE_MS;
  for (;;) {
    const found = await find();
    if (found) return found;
    if (Date.now() > end) throw new Error(`${what} is not there`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

// Keeps a picture of the whole page for people to look at, with the test's other outputs.
async function picture({ page }, path, suffix) {
  const folder = process.env.TEST_UNDECLARED_OUTPUTS_DIR;
  if (folder === undefined) return;
  const name = path.replaceAll("/", "-").replace(/^-|-$/g, "");
  await page.screenshot({ path: `${folder}/${name}-${suffix}.png`, fullPage: true });
}

describe("the pages about stacks and health", () => {
  for (const colorScheme of ["light", "dark"]) {
    test(`can be read by everybody, ${colorScheme}`, async () => {
      for (const path of PAGES) {
        const watched = await open(path, { colorScheme });
        if (path === "STACK") await watched.page.locator(".chart-figure svg").first().waitFor();
        assert.deepEqual(await watched.accessibilityFaults(), [], path);
        await picture(watched, path, colorScheme);
      }
    });

    test(`fit a phone, ${colorScheme}`, async () => {
      for (const path of PAGES) {
        const watched = await open(path, { viewport: PHONE, colorScheme });
        assert.equal(await watched.overflows(), false, path);
        await picture(watched, path, `phone-${colorScheme}`);
      }
    });
  }

  test("show names of stacks in full on a phone", async () => {
    for (const path of [`/stacks/${LANGUAGE_SERVER}`, "STACK"]) {
      const { page } = await open(path, { viewport: PHONE });
      const name = page.locator("code", { hasText: LONG_NAME }).first();
      const box = await name.evaluate((element) => {
        const { left, right } = element.getBoundingClientRect();
        const size = Number.parseFloat(getComputedStyle(element).fontSize);
        const cut = element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1;
        return { left, right, size, cut };
      });
      assert.ok(box.left >= 0 && box.right <= PHONE.width, JSON.stringify(box));
      assert.equal(box.cut, false);
      assert.ok(box.size >= 12, `${box.size} px`);
    }
  });

  test("show a table's last column on a phone without scrolling", async () => {
    for (const path of ["/health", `/health/${LANGUAGE_SERVER}`, `/stacks/${LANGUAGE_SERVER}`]) {
      const { page } = await open(path, { viewport: PHONE });
      const rights = await page
        .locator("table:visible tr > :last-child")
        .evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().right));
      assert.ok(rights.length > 1, path);
      assert.ok(Math.max(...rights) <= PHONE.width, `${path}: ${Math.max(...rights)}`);
    }
  });

  test("are complete without script", async () => {
    const without = await launch("--blink-settings=scriptEnabled=false");
    try {
      for (const [path, ...texts] of [
        ["/stacks/", LANGUAGE_SERVER],
        [`/stacks/${LANGUAGE_SERVER}`, LONG_NAME, "example::Parse"],
        ["STACK", "example::Serve", "+0x2fa", "Reports that have the stack, by week"],
        ["/health", LANGUAGE_SERVER, "Reports that arrived", "at least"],
        [`/health/${LANGUAGE_SERVER}`, "v1.5.0", "Worse", "langserver/client:vim"],
      ]) {
        const page = await without.newPage();
        await page.goto(collector.url + (path === "STACK" ? stackPage : path));
        const text = await page.locator("main").innerText();
        for (const part of texts) assert.ok(text.includes(part), `${part} on ${path}`);
        await picture({ page }, path, "without-script");
      }
    } finally {
      await without.close();
    }
  });

  test("lead from a program to a stack and back", async () => {
    const { page } = await open("/stacks/");
    await page.getByRole("link", { name: LANGUAGE_SERVER }).click();
    const group = page.locator("section.stack-group", { hasText: LONG_NAME });
    await group.getByRole("link").first().click();
    await page.getByRole("heading", { name: "Frames" }).waitFor();
    assert.equal(new URL(page.url()).pathname, stackPage);
    await page.getByRole("link", { name: `All stacks of ${LANGUAGE_SERVER}` }).click();
    await group.waitFor();
  });

  test("draw the trend of a stack, which can be kept as CSV", async () => {
    const { page } = await open("STACK");
    await page.locator(".chart-figure svg").first().waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "as CSV" }).click(),
    ]);
    assert.match(download.suggestedFilename(), /\.csv$/);
  });
});
