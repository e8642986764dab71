// Drawing only what can be seen: a page of hundreds of charts draws a few of them, and while one
// scrolls no more in a frame than leaves it fluid.

const MARGIN_PX = 600;
const BUDGET_MS = 8;

type Action = () => void;

const waiting = new Map<Element, Action>();
// What has come near, and waits for its frame.
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

// Calls `action` once, soon after `element` comes near what is on the screen, or when the page is
// printed. A second call for the same element replaces the first.
export function whenNear(element: Element, action: Action): void {
  forget(element);
  waiting.set(element, action);
  observer.observe(element);
}

// Takes the call back.
export function forget(element: Element): void {
  waiting.delete(element);
  near.delete(element);
  observer.unobserve(element);
}

addEventListener("beforeprint", () => {
  // What runs may wait for something else in turn; what waits for itself again cannot be done now.
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
