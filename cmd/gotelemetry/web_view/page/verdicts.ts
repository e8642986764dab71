// Whether something that was counted would be uploaded, and if not, why.

import type { Build, Directory, LeftOut, LeftOutOfBuild } from "./state.ts";

export type Verdict =
  // What is approved is unknown, or it is Go's and never ours to upload.
  | { readonly kind: "unknown" }
  | { readonly kind: "approved" }
  // Approved for some versions of the program, or some compilers, but not for all.
  | { readonly kind: "partly"; readonly reason: string }
  | { readonly kind: "stays"; readonly reason: string };

function key(
  build: Pick<Build, "program" | "version" | "goVersion">,
  kind: LeftOut["kind"],
  name: string,
): string {
  return JSON.stringify([build.program, build.version, build.goVersion, kind, name]);
}

export class Verdicts {
  readonly known: boolean;
  readonly #reasons: ReadonlyMap<string, string>;

  constructor(directory: Pick<Directory, "collector" | "approved" | "leftOut">) {
    this.known = directory.collector !== "" && directory.approved.unknown === "";
    this.#reasons = new Map(
      directory.leftOut.map((item: LeftOutOfBuild) => [
        key(item, item.kind, item.name),
        item.reason,
      ]),
    );
  }

  // Why a build's item stays on this machine; undefined if it does not.
  reason(build: Build, kind: "counter" | "stack", name: string): string | undefined {
    return (
      this.#reasons.get(key(build, "program", "")) ?? this.#reasons.get(key(build, kind, name))
    );
  }
}

// The verdict on an item of these builds.
export function verdictOf(
  verdicts: Verdicts,
  builds: readonly Build[],
  kind: "counter" | "stack",
  name: string,
): Verdict {
  if (!verdicts.known) return { kind: "unknown" };
  const reasons = builds.map((build) => verdicts.reason(build, kind, name));
  const reason = reasons.find((one) => one !== undefined);
  if (reason === undefined) return { kind: "approved" };
  return { kind: reasons.includes(undefined) ? "partly" : "stays", reason };
}

// The combined verdict.
export function combine(verdicts: readonly Verdict[]): Verdict {
  const first = verdicts[0] ?? { kind: "unknown" };
  if (verdicts.every((verdict) => verdict.kind === first.kind)) return first;
  const reason = verdicts
    .map((verdict) => ("reason" in verdict ? verdict.reason : ""))
    .find((one) => one !== "");
  return { kind: "partly", reason: reason ?? "" };
}

// In a word or two.
export function verdictLabel(verdict: Verdict): string {
  switch (verdict.kind) {
    case "unknown":
      return "";
    case "approved":
      return "approved";
    case "partly":
      return "partly approved";
    case "stays":
      return "stays here";
  }
}
