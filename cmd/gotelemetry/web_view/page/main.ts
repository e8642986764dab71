// The page of `gotelemetry view`.

import { make } from "upload/web/charts/dom.ts";
import { showConfig } from "./config_view.ts";
import { CountsView } from "./counts_view.ts";
import { showFiles } from "./files_view.ts";
import { follow } from "./poll.ts";
import type { State } from "./state.ts";
import { showStatus } from "./status_view.ts";
import { showUploads } from "./uploads_view.ts";

interface Tab {
  readonly id: string;
  readonly label: string;
  readonly show: (place: HTMLElement, state: State) => void;
}

const main = document.querySelector("main");
if (main === null) throw new Error("the page has no main element");

const status = make("section", { class: "status", "aria-label": "Mode" });
const connection = make("p", { class: "connection", role: "status" });
let counts: CountsView | undefined;

const TABS: readonly Tab[] = [
  {
    id: "counts",
    label: "Counts",
    show: (place, state) => {
      counts ??= new CountsView(place);
      counts.update(state);
    },
  },
  { id: "uploads", label: "Uploads", show: showUploads },
  { id: "files", label: "Files", show: showFiles },
  { id: "approved", label: "Approved", show: showConfig },
];

const places = TABS.map(({ id, label }) =>
  make("section", { class: `view ${id}`, "aria-label": label }),
);
const links = TABS.map(({ id, label }) => make("a", { href: `#${id}` }, label));
let latest: State | undefined;
let shown = 0;

// A hash that names no tab, such as that of "Skip to content", does not change the tab.
function showTab(): void {
  const wanted = TABS.findIndex(({ id }) => `#${id}` === location.hash);
  if (wanted >= 0) shown = wanted;
  places.forEach((place, index) => {
    place.hidden = index !== shown;
  });
  links.forEach((link, index) => {
    if (index === shown) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  });
  const [tab, place] = [TABS[shown], places[shown]];
  if (latest !== undefined && tab !== undefined && place !== undefined) tab.show(place, latest);
}

main.replaceChildren(
  status,
  make(
    "nav",
    { class: "tabs", "aria-label": "Views" },
    make("ul", {}, ...links.map((link) => make("li", {}, link))),
    connection,
  ),
  ...places,
);
addEventListener("hashchange", showTab);
showTab();

// Says whether the page is live. Does not repeat itself, because screen readers read it out.
function say(text: string, kind: "live" | "lost"): void {
  if (connection.textContent !== text) connection.textContent = text;
  connection.className = `connection ${kind}`;
}

// The key is now a cookie, so remove it from the address bar and the history.
history.replaceState(null, "", location.pathname + location.hash);

await follow(
  (state) => {
    latest = state;
    showStatus(status, state);
    showTab();
    document.documentElement.dataset["ready"] = "";
    say("Live", "live");
  },
  () => say("The viewer has stopped: this page no longer updates.", "lost"),
).catch((error: unknown) => {
  say("This page has failed and no longer updates. Reload it.", "lost");
  throw error;
});
