// Follows the state of the telemetry while the page is visible.

import { fetchWithKey } from "./key.ts";
import type { State } from "./state.ts";

const INTERVAL_MS = 2000;

const STOPPED = "The viewer has stopped: this page no longer updates.";

interface Answer {
  // Undefined if the page already has it.
  readonly state: State | undefined;
  readonly etag: string;
}

// Calls `show` with the current state, and again whenever it changes, while the page is visible.
// Calls `lost` with the reason when the viewer does not answer, or refuses to; it may come back. Ends
// with the first error of `show`.
export async function follow(
  show: (state: State) => void,
  lost: (why: string) => void,
): Promise<never> {
  let etag = "";
  for (;;) {
    await untilVisible();
    const answer = await ask(etag);
    // After a lost answer the next one is shown in any case, to say that the viewer is back.
    etag = typeof answer === "string" ? "" : answer.etag;
    if (typeof answer === "string") lost(answer);
    else if (answer.state !== undefined) show(answer.state);
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
  }
}

// Why not, if there is no answer, or it is not one that the viewer gives.
async function ask(etag: string): Promise<Answer | string> {
  try {
    const response = await fetchWithKey("/api/state.json", {
      headers: etag === "" ? {} : { "If-None-Match": etag },
      // Otherwise the browser's cache would hide the server's "not modified".
      cache: "no-store",
    });
    if (response.status === 304) return { state: undefined, etag };
    if (response.status === 403) return (await response.text()).trim();
    if (response.status !== 200) return STOPPED;
    const state = (await response.json()) as State;
    return { state, etag: response.headers.get("ETag") ?? "" };
  } catch {
    return STOPPED;
  }
}

function untilVisible(): Promise<void> {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener("visibilitychange", () => resolve(), { once: true });
  });
}
