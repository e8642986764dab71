// Draws only what can be seen: of hundreds of charts on a page only a few are drawn, and while the
// page scrolls, only as many per frame as keep it smooth.

const MARGIN_PX = 600;
const BUDGET_MS = 8;

type Action = () => void;

const waiting = new Map<Element, Action>();
// Elements that have come near and wait for a frame.
const near = new Set<Element>();
let scheduled = false;

const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) near.add(target);
      else near.delete(target);
    }
    schedule();
  },
  { rootMargin: `${MARGIN_PX}px 0px` },
);

function schedule(): void {
  if (scheduled || near.size === 0) return;
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    const end = performance.now() + BUDGET_MS;
    for (const element of near) {
      run(element);
      if (performance.now() >= end) break;
    }
    schedule();
  });
}

function run(element: Element): void {
  const action = waiting.get(element);
  forget(element);
  action?.();
}

// Calls `action` once, soon after `element` comes near the visible part of the page, or when the
// page is printed. A second call for the same element replaces the first.
export function whenNear(element: Element, action: Action): void {
  forget(element);
  waiting.set(element, action);
  observer.observe(element);
}

// Cancels the call.
export function forget(element: Element): void {
  waiting.delete(element);
  near.delete(element);
  observer.unobserve(element);
}

addEventListener("beforeprint", () => {
  // An action may wait for another element in turn; one that waits for its own element again cannot
  // be done now.
  const done = new Set<Element>();
  for (;;) {
    const next = [...waiting.keys()].filter((element) => !done.has(element));
    if (next.length === 0) return;
    for (const element of next) {
      done.add(element);
      run(element);
    }
  }
});
