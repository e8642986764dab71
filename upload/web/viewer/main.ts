// The page of `gotelemetry view`.

import { make } from "../charts/dom.ts";
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

function showTab(): void {
  const wanted = TABS.findIndex(({ id }) => `#${id}` === location.hash);
  const shown = wanted < 0 ? 0 : wanted;
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

await follow(
  (state) => {
    latest = state;
    connection.textContent = "Live";
    connection.className = "connection live";
    showStatus(status, state);
    showTab();
    document.documentElement.dataset["ready"] = "";
  },
  () => {
    connection.textContent = "The viewer has stopped: what is shown is no longer followed.";
    connection.className = "connection lost";
  },
);
