// Rewriting a part of the page without disturbing who reads it.

// Replaces what is in `place`, unless `key` says that it would be the same. Details that are open
// stay open, and what has the focus keeps it, if something with the same `data-key` is there again.
export function rewrite(place: HTMLElement, key: string, contents: () => readonly Node[]): void {
  if (written.get(place) === key) return;
  written.set(place, key);
  const open = new Set(
    [...place.querySelectorAll<HTMLElement>("details[open][data-key]")].map(
      (one) => one.dataset["key"],
    ),
  );
  const focused = place.contains(document.activeElement)
    ? keyOf(document.activeElement)
    : undefined;
  place.replaceChildren(...contents());
  for (const details of place.querySelectorAll<HTMLDetailsElement>("details[data-key]")) {
    if (open.has(details.dataset["key"])) details.open = true;
    if (focused !== undefined && details.dataset["key"] === focused)
      details.querySelector("summary")?.focus();
  }
}

const written = new WeakMap<HTMLElement, string>();

function keyOf(element: Element | null): string | undefined {
  return element?.closest<HTMLElement>("[data-key]")?.dataset["key"];
}
