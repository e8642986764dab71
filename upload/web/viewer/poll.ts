// Following the state of the telemetry while a person looks.

import type { State } from "./state.ts";

const INTERVAL_MS = 2000;

interface Answer {
  // Nothing if it is what the page has already.
  readonly state: State | undefined;
  readonly etag: string;
}

// Calls `show` with the state of now, and again whenever it has changed, as long as the page can be
// seen. Calls `lost` when the viewer does not answer; it may come back. Ends with the first error of
// `show`.
export async function follow(show: (state: State) => void, lost: () => void): Promise<never> {
  let etag = "";
  for (;;) {
    await untilVisible();
    const answer = await ask(etag);
    // What is shown next is all of it, if only to say that the viewer is back.
    etag = answer?.etag ?? "";
    if (answer === undefined) lost();
    else if (answer.state !== undefined) show(answer.state);
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
  }
}

// Nothing if there is no answer, or it is not one of the viewer's.
async function ask(etag: string): Promise<Answer | undefined> {
  try {
    const response = await fetch("/api/state.json", {
      headers: etag === "" ? {} : { "If-None-Match": etag },
      // The browser's own cache would answer for the server's "not modified".
      cache: "no-store",
    });
    if (response.status === 304) return { state: undefined, etag };
    if (response.status !== 200) return undefined;
    const state = (await response.json()) as State;
    return { state, etag: response.headers.get("ETag") ?? "" };
  } catch {
    return undefined;
  }
}

function untilVisible(): Promise<void> {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener("visibilitychange", () => resolve(), { once: true });
  });
}
