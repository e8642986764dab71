import assert from "node:assert/strict";
import { test } from "node:test";

import { GO, hashOf, keyOf, parseRoute } from "./route.ts";

test("an address says which view, and whose directory", () => {
  assert.deepEqual(parseRoute("#counts"), { view: "counts", only: "" });
  assert.deepEqual(parseRoute("#files/go"), { view: "files", only: GO });
  assert.deepEqual(parseRoute("#uploads/telemetry.example.com:443"), {
    view: "uploads",
    only: "telemetry.example.com:443",
  });
});

test("an address that names no view chooses nothing", () => {
  for (const hash of ["", "#", "#content", "#Counts", "#counts:443", "counts", "#/go"])
    assert.equal(parseRoute(hash), undefined, hash);
});

test("what was chosen comes back from its address", () => {
  for (const only of ["", GO, "localhost:8080", "[::1]:443", "[fe80::1]:443", "a/b#c?d%41", "%"]) {
    const route = { view: "approved", only } as const;
    assert.deepEqual(parseRoute(hashOf(route)), route);
  }
  assert.equal(hashOf({ view: "counts", only: "a.example.com:443" }), "#counts/a.example.com:443");
});

test("an address that somebody spoiled is taken as it is", () => {
  assert.deepEqual(parseRoute("#counts/%"), { view: "counts", only: "%" });
  assert.deepEqual(parseRoute("#counts/a\nb"), { view: "counts", only: "a\nb" });
});

test("no collector's directory has the key of Go's", () => {
  assert.equal(keyOf({ collector: "" }), GO);
  assert.equal(keyOf({ collector: "go:443" }), "go:443");
});
