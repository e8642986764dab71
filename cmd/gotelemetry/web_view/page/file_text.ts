// Shows the contents of a file in a directory, fetched when the user opens it.

import { make } from "upload/web/charts/dom.ts";
import { visible } from "upload/web/charts/text.ts";
import { fetchWithKey } from "./key.ts";
import { codeBlock } from "./parts.ts";
import { replaceContents } from "./rewrite.ts";
import type { TelemetryFile } from "./state.ts";

async function fetchText(collector: string, path: string): Promise<Node> {
  const query = new URLSearchParams({ collector, path });
  const response = await fetchWithKey(`/api/file?${query}`);
  const text = await response.text();
  if (!response.ok) return make("p", { class: "note" }, visible(text.trim()));
  return codeBlock(text, visible(path));
}

// A details element for a file in the directory of `collector` ("" for Go's): always shows `summary`. Its contents are fetched when it is opened,
// and again when the file has changed (rewrite.ts).
export function fileDetails(
  collector: string,
  { path, bytes, modified }: TelemetryFile,
  ...summary: readonly (Node | string)[]
): HTMLElement {
  const body = make("div", { "data-own": true });
  const details = make(
    "details",
    { class: "file", "data-key": path, "data-version": `${bytes} ${modified}` },
    make("summary", {}, ...summary),
    body,
  );
  details.addEventListener("toggle", () => {
    if (!details.open) return;
    fetchText(collector, path)
      .catch(() => make("p", { class: "note" }, "The viewer no longer responds."))
      .then((contents) => replaceContents(body, [contents]));
  });
  return details;
}
