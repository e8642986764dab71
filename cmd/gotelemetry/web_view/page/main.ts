// The page of `gotelemetry view`.

import { make } from "upload/web/charts/dom.ts";
import { CollectorChoice } from "./collector_choice.ts";
import { showConfig } from "./views/config_view.ts";
import { CountsView } from "./views/counts_view.ts";
import { showFiles } from "./views/files_view.ts";
import { showOverview } from "./views/overview_view.ts";
import { takeKey } from "./key.ts";
import { follow } from "./poll.ts";
import { hashOf, parseRoute, type Route, START, type ViewId } from "./route.ts";
import type { State } from "./state.ts";
import { showStatus } from "./views/status_view.ts";
import { showUploads } from "./views/uploads_view.ts";

interface Tab {
  readonly id: ViewId;
  readonly label: string;
  readonly show: (place: HTMLElement, state: State, route: Route) => void;
}

const main = document.querySelector("main");
if (main === null) throw new Error("the page has no main element");

const status = make("section", { class: "status", "aria-label": "Summary" });
const connection = make("p", { class: "connection", role: "status" });
let counts: CountsView | undefined;

const TABS: readonly Tab[] = [
  { id: "overview", label: "Overview", show: showOverview },
  {
    id: "counts",
    label: "Counts",
    show: (place, state, route) => {
      counts ??= new CountsView(place);
      counts.update(state, route);
    },
  },
  { id: "uploads", label: "Uploads", show: showUploads },
  { id: "files", label: "Files", show: showFiles },
  { id: "approved", label: "Approved", show: showConfig },
];

const places = TABS.map(({ id, label }) =>
  make("section", { class: `view ${id}`, "aria-label": label }),
);
const links = TABS.map(({ label }) => make("a", {}, label));
const collector = new CollectorChoice((only) => {
  location.hash = hashOf({ ...route, only });
});
let latest: State | undefined;
takeKey();
let route: Route = parseRoute(location.hash) ?? START;

// Shows what the address chooses. A hash that chooses nothing, such as that of "Skip to content",
// changes nothing, and gives way to the present choice, so that a reload keeps it.
function show(): void {
  route = parseRoute(location.hash) ?? route;
  if (location.hash !== hashOf(route)) history.replaceState(null, "", hashOf(route));
  TABS.forEach(({ id, show: showView }, index) => {
    const [place, link] = [places[index], links[index]];
    if (place === undefined || link === undefined) return;
    const isShown = id === route.view;
    place.hidden = !isShown;
    link.href = hashOf({ ...route, view: id });
    if (isShown) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
    if (isShown && latest !== undefined) showView(place, latest, route);
  });
  if (latest !== undefined) collector.update(latest.directories, route.only);
}

main.replaceChildren(
  status,
  make(
    "nav",
    { class: "tabs", "aria-label": "Views" },
    make("ul", {}, ...links.map((link) => make("li", {}, link))),
    collector.element,
    connection,
  ),
  ...places,
);
addEventListener("hashchange", () => {
  // The link of another viewer was opened in this tab.
  takeKey();
  show();
});
show();

// Says whether the page is live. Does not repeat itself, because screen readers read it out.
function say(text: string, kind: "live" | "lost"): void {
  if (connection.textContent !== text) connection.textContent = text;
  connection.className = `connection ${kind}`;
}

await follow(
  (state) => {
    latest = state;
    showStatus(status, state);
    show();
    document.documentElement.dataset["ready"] = "";
    say("Live", "live");
  },
  (why) => say(why, "lost"),
).catch((error: unknown) => {
  say("This page has failed and no longer updates. Reload it.", "lost");
  throw error;
});
