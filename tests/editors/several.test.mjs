// A user of several editors.

import { test } from "node:test";

import { Emacs } from "./emacs.mjs";
import { Neovim } from "./neovim.mjs";
import {
  assertAsksNoMore,
  assertNoConsent,
  assertOneAsks,
  assertRecord,
  NO,
  newHome,
  open,
} from "./scenarios.mjs";
import { VsCode } from "./vscode.mjs";

test("of two different editors at once, one asks", () => assertOneAsks(Neovim, Emacs));

test("of three different editors at once, one asks", () => assertOneAsks(Neovim, Emacs, VsCode));

for (const [First, ...others] of [
  [Neovim, Emacs, VsCode],
  [Emacs, VsCode, Neovim],
  [VsCode, Neovim, Emacs],
])
  test(`a no in ${First.title} is one everywhere`, async () => {
    const home = newHome();
    const editor = await open(First, home);
    await editor.choose(NO);
    await editor.served();
    await assertRecord(home, "no");
    await editor.close();
    await assertAsksNoMore(home, ...others);
    assertNoConsent(home);
  });
