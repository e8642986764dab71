// Shows the contents of a file in the telemetry directory, fetched when the user opens it.

import { make } from "upload/web/charts/dom.ts";
import { visible } from "upload/web/charts/text.ts";
import { codeBlock } from "./parts.ts";
import { replaceContents } from "./rewrite.ts";
import type { TelemetryFile } from "./state.ts";

async function fetchText(path: string): Promise<Node> {
  const response = await fetch(`/api/file?path=${encodeURIComponent(path)}`);
  const text = await response.text();
  if (!response.ok) return make("p", { class: "note" }, visible(text.trim()));
  return codeBlock(text, visible(path));
}

// A details element for a file: always shows `summary`. Its contents are fetched when it is opened,
// and again when the file has changed (rewrite.ts).
export function fileDetails(
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
    fetchText(path)
      .catch(() => make("p", { class: "note" }, "The viewer no longer responds."))
      .then((contents) => replaceContents(body, [contents]));
  });
  return details;
}
