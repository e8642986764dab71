// The settings that wordserver's README gives for editors, word for word: they are what is tried.

import { readFileSync } from "node:fs";

const README = new URL("../../cmd/examples/wordserver/README.md", import.meta.url);

// The block of code in this language.
export function settings(language) {
  const block = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "ms");
  const found = block.exec(readFileSync(README, "utf8"));
  if (found === null) throw new Error(`${README.pathname} has no ${language}`);
  return found[1];
}
