// Drawing only what can be seen: a page of hundreds of charts draws a few of them.

const MARGIN_PX = 600;

type Action = () => void;

const waiting = new Map<Element, Action>();

const observer = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) run(entry.target);
    }
  },
  { rootMargin: `${MARGIN_PX}px 0px` },
);

function run(element: Element): void {
  const action = waiting.get(element);
  forget(element);
  action?.();
}

// Calls `action` once, when `element` comes near what is on the screen, or when the page is printed.
// A second call for the same element replaces the first.
export function whenNear(element: Element, action: Action): void {
  waiting.set(element, action);
  observer.observe(element);
}

// Takes the call back.
export function forget(element: Element): void {
  waiting.delete(element);
  observer.unobserve(element);
}

addEventListener("beforeprint", () => {
  for (const element of [...waiting.keys()]) run(element);
});
