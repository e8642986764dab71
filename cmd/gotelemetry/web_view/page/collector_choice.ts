// The control that chooses whose directory the views show. Hidden while there is only one.

import { make } from "upload/web/charts/dom.ts";
import { nameOfDirectory } from "./parts.ts";
import { type DirectoryKey, keyOf } from "./route.ts";
import type { Directory } from "./state.ts";

export class CollectorChoice {
  readonly element: HTMLElement;
  readonly #select = make("select", { id: "collector" });

  // Calls `choose` with what the user chooses, empty for all.
  constructor(choose: (only: DirectoryKey) => void) {
    this.#select.addEventListener("change", () => choose(this.#select.value));
    this.element = make(
      "div",
      { class: "collector-choice" },
      make("label", { for: "collector" }, "Collector"),
      this.#select,
    );
  }

  // Offers the directories that there are, and `only`, the one that is chosen, even if it is not.
  update(directories: readonly Directory[], only: DirectoryKey): void {
    const keys = directories.map(keyOf);
    if (only !== "" && !keys.includes(only)) keys.push(only);
    const options = [make("option", { value: "" }, "All")];
    for (const key of keys) options.push(make("option", { value: key }, nameOfDirectory(key)));
    if (!hasOptions(this.#select, options)) this.#select.replaceChildren(...options);
    this.#select.value = only;
    this.element.hidden = keys.length < 2;
  }
}

// Whether a select already has these options; replacing them would close it under the user's hand.
export function hasOptions(
  select: HTMLSelectElement,
  options: readonly HTMLOptionElement[],
): boolean {
  return (
    select.options.length === options.length &&
    options.every((option, index) => option.value === select.options[index]?.value)
  );
}
