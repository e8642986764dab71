import assert from "node:assert/strict";
import { test } from "node:test";

import { splitKey } from "./key.ts";

test("the key is taken out of the address of the link", () => {
  assert.deepEqual(splitKey("#key=0f1e"), { key: "0f1e", rest: "" });
  assert.deepEqual(splitKey("#key=0f1e/counts/localhost:1"), {
    key: "0f1e",
    rest: "#counts/localhost:1",
  });
  assert.deepEqual(splitKey("#key=0f1e/"), { key: "0f1e", rest: "" });
});

test("an address without a key stays as it is", () => {
  for (const hash of ["", "#", "#counts", "#key", "#key=", "#key=/counts", "#counts/key=1", "key=1"])
    assert.equal(splitKey(hash), undefined, hash);
});
