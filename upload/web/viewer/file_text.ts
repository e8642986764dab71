// The contents of a file of the telemetry directory, fetched when a person opens it.

import { make } from "../charts/dom.ts";
import { visible } from "../charts/text.ts";
import { codeBlock } from "./parts.ts";
import { replaceContents } from "./rewrite.ts";
import type { TelemetryFile } from "./state.ts";

async function fetchText(path: string): Promise<Node> {
  const response = await fetch(`/api/file?path=${encodeURIComponent(path)}`);
  const text = await response.text();
  if (!response.ok) return make("p", { class: "note" }, visible(text.trim()));
  return codeBlock(text, visible(path));
}

// Details of a file: `summary` always, what is in the file once they are opened, and again when it
// has changed (rewrite.ts).
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
      .catch(() => make("p", { class: "note" }, "The viewer does not answer any more."))
      .then((contents) => replaceContents(body, [contents]));
  });
  return details;
}
