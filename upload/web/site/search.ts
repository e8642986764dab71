// A search box that leaves only those parts of a page that contain what is typed.

import { make } from "../charts/dom.ts";

// With fewer parts than this, a page needs no search box.
const MANY = 9;

export interface Searched {
  // What the parts are, such as "chart"; the plural has an "s".
  readonly noun: string;
  readonly parts: readonly { readonly element: HTMLElement; readonly text: string }[];
  // Hidden when all parts in them are.
  readonly groups: readonly HTMLElement[];
}

// Puts a search box into `place`, if there are many parts.
export function addSearch(place: HTMLElement, searched: Searched): void {
  const { noun, parts } = searched;
  if (parts.length < MANY) return;
  const id = `${noun}-search`;
  const search = make("input", { type: "search", id, autocomplete: "off", spellcheck: "false" });
  const found = make("p", { class: "note", role: "status" });
  search.addEventListener("input", () => {
    const count = show(searched, search.value.trim().toLowerCase());
    found.textContent = search.value === "" ? "" : `${count} of ${parts.length} ${noun}s`;
  });
  place.replaceChildren(make("label", { for: id }, `Find a ${noun}`), search, found);
}

function show({ parts, groups }: Searched, wanted: string): number {
  let count = 0;
  for (const { element, text } of parts) {
    element.hidden = !text.toLowerCase().includes(wanted);
    if (!element.hidden) ++count;
  }
  for (const group of groups) {
    group.hidden = !parts.some(({ element }) => !element.hidden && group.contains(element));
  }
  return count;
}
