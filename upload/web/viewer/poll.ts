// Following the state of the telemetry while a person looks.

import type { State } from "./state.ts";

const INTERVAL_MS = 2000;

// Calls `show` with the state of now, and again whenever it has changed, as long as the page can be
// seen. Calls `lost` when the viewer does not answer; it may come back.
export async function follow(show: (state: State) => void, lost: () => void): Promise<never> {
  let etag = "";
  for (;;) {
    await untilVisible();
    try {
      const response = await fetch("/api/state.json", {
        headers: etag === "" ? {} : { "If-None-Match": etag },
        // The browser's own cache would answer for the server's "not modified".
        cache: "no-store",
      });
      if (response.status === 200) {
        const state = (await response.json()) as State;
        etag = response.headers.get("ETag") ?? "";
        show(state);
      } else if (response.status !== 304) {
        lost();
      }
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      lost();
      etag = "";
    }
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
  }
}

function untilVisible(): Promise<void> {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener("visibilitychange", () => resolve(), { once: true });
  });
}
