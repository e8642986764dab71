import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

// Where the tests run; they are bundled elsewhere.
const CSS = readFileSync("upload/web/charts/base.css", "utf8");

// The colors of each scheme, by name.
function schemes(): Map<string, string>[] {
  const [light, dark] = [...CSS.matchAll(/:root \{[^}]*--series-1[^}]*\}/g)].map(
    ([block]) =>
      new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, color]) => [
        name ?? "",
        color ?? "",
      ])),
  );
  assert.ok(light !== undefined && dark !== undefined);
  return [light, dark];
}

// Relative luminance and contrast as WCAG 2 defines them.
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const part = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [dim = 0, bright = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (bright + 0.05) / (dim + 0.05);
}

test("whatever a chart draws stands out from its card, in light and in dark", () => {
  for (const colors of schemes()) {
    const names = [...colors.keys()].filter((name) => /^(series|ramp)-|^accent$/.test(name));
    assert.equal(names.length, 18);
    for (const name of names) {
      const seen = contrast(colors.get(name) ?? "", colors.get("surface") ?? "");
      assert.ok(seen >= 3, `${name}: ${seen.toFixed(2)} : 1`);
    }
  }
});

test("text stands out from the page and from cards", () => {
  for (const colors of schemes()) {
    for (const name of ["text", "text-soft", "accent-text"]) {
      for (const ground of ["ground", "surface"]) {
        const seen = contrast(colors.get(name) ?? "", colors.get(ground) ?? "");
        assert.ok(seen >= 4.5, `${name} on ${ground}: ${seen.toFixed(2)} : 1`);
      }
    }
  }
});
