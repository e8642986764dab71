// What the page's address chooses, so that it survives a reload and can be linked to: a view, and
// whose directory it shows. "#counts" is all counts, "#counts/telemetry.example.com:443" are those
// for one collector, "#counts/go" are Go's.

import type { Directory } from "./state.ts";

export const VIEWS = ["overview", "counts", "uploads", "files", "approved"] as const;
export type ViewId = (typeof VIEWS)[number];

// A collector's HOST:PORT or GO. The two cannot be mixed up, since GO has no port.
export type DirectoryKey = string;
export const GO: DirectoryKey = "go";

export interface Route {
  readonly view: ViewId;
  // Empty: all directories.
  readonly only: DirectoryKey;
}

export const START: Route = { view: "overview", only: "" };

export function keyOf(directory: Pick<Directory, "collector">): DirectoryKey {
  return directory.collector === "" ? GO : directory.collector;
}

// The route that a hash chooses; undefined for one that names no view, such as that of "Skip to
// content".
export function parseRoute(hash: string): Route | undefined {
  const [, name = "", rest = ""] = /^#([a-z]+)(?:\/(.*))?$/s.exec(hash) ?? [];
  const view = VIEWS.find((one) => one === name);
  return view === undefined ? undefined : { view, only: decoded(rest) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function hashOf({ view, only }: Route): string {
  if (only === "") return `#${view}`;
  return `#${view}/${encodeURIComponent(only).replaceAll("%3A", ":")}`;
}

// The directories that a route leaves; none if it names one that is not, or no longer, there.
export function directoriesOf(all: readonly Directory[], { only }: Route): readonly Directory[] {
  return only === "" ? all : all.filter((directory) => keyOf(directory) === only);
}
