// Rewrites a part of the page without disturbing the reader: existing elements are changed in
// place, so that details stay open, and scroll positions and the focus stay.

// Makes `contents()` the contents of `place`, unless `key` says that they have not changed.
//
// A new element with a `data-key` updates the existing element with the same key, wherever it is;
// one without a key updates the element in the same position. The contents of an element with
// `data-own` are left alone. If an open details element gets a new `data-version`, it receives
// another `toggle` event. Other listeners must depend only on the key, since those of the existing
// element remain.
export function rewrite(place: HTMLElement, key: string, contents: () => readonly Node[]): void {
  if (written.get(place) === key) return;
  written.set(place, key);
  replaceContents(place, contents());
}

const written = new WeakMap<HTMLElement, string>();

// The same, without a key.
export function replaceContents(place: HTMLElement, contents: readonly Node[]): void {
  keepingFocus(place, () => changeChildren(place, contents));
}

// Makes `children`, in this order, the children of `place`. Existing ones do not move unless their
// order changes.
export function arrange(place: HTMLElement, children: readonly Node[]): void {
  keepingFocus(place, () => {
    for (const present of [...place.childNodes]) if (!children.includes(present)) present.remove();
    children.forEach((child, index) => put(place, child, index));
  });
}

function put(parent: Element, child: Node, index: number): void {
  const present = parent.childNodes[index] ?? null;
  if (present !== child) parent.insertBefore(child, present);
}

// An element that is moved loses the focus, so give it back.
function keepingFocus(place: HTMLElement, change: () => void): void {
  const focused = document.activeElement;
  change();
  if (
    focused instanceof HTMLElement &&
    focused !== document.activeElement &&
    place.contains(focused)
  )
    focused.focus({ preventScroll: true });
}

function changeChildren(parent: Element, wanted: readonly Node[]): void {
  const keys = new Set(wanted.map(keyOf));
  for (const present of [...parent.childNodes]) if (!keys.has(keyOf(present))) present.remove();
  wanted.forEach((node, index) => {
    const present = counterpart(parent, node, index);
    if (present !== undefined) change(present, node);
    put(parent, present ?? node, index);
  });
  while (parent.childNodes.length > wanted.length) parent.lastChild?.remove();
}

// The child of `parent`, from `index` on, that `wanted` updates.
function counterpart(parent: Element, wanted: Node, index: number): ChildNode | undefined {
  const key = keyOf(wanted);
  const candidates = [...parent.childNodes].slice(index, key === undefined ? index + 1 : undefined);
  return candidates.find((one) => one.nodeName === wanted.nodeName && keyOf(one) === key);
}

function change(present: Node, wanted: Node): void {
  if (present instanceof Text && wanted instanceof Text) {
    if (present.data !== wanted.data) present.data = wanted.data;
  }
  if (!(present instanceof HTMLElement && wanted instanceof HTMLElement)) return;
  const isNew = present.dataset["version"] !== wanted.dataset["version"];
  for (const { name } of [...present.attributes]) {
    if (name !== "open" && !wanted.hasAttribute(name)) present.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (present.getAttribute(name) !== value) present.setAttribute(name, value);
  }
  if (!present.hasAttribute("data-own")) changeChildren(present, [...wanted.childNodes]);
  if (isNew && present instanceof HTMLDetailsElement && present.open)
    present.dispatchEvent(new Event("toggle"));
}

function keyOf(node: Node): string | undefined {
  return node instanceof HTMLElement ? node.dataset["key"] : undefined;
}
