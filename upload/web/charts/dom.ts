// Making elements. Text becomes text nodes, never markup.

type Attributes = Readonly<Record<string, string | boolean>>;

// Makes a new element. An attribute that is false is left out; one that is true has no value.
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

// Makes a button that calls `action`.
export function button(
  label: string,
  attributes: Attributes,
  action: () => void,
): HTMLButtonElement {
  const node = make("button", { type: "button", ...attributes }, label);
  node.addEventListener("click", action);
  return node;
}

// Offers a file for download.
export function download(name: string, contents: Blob): void {
  const url = URL.createObjectURL(contents);
  make("a", { href: url, download: name }).click();
  // By then the browser has begun to read it.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
