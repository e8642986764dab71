// Room for pictures that are not drawn yet, so that an address with an anchor leads to its chart and
// nothing moves while the page is read.

import { type Chart, drawnBuckets, isSingle } from "../charts/chart.ts";
import type { View } from "../charts/chart_card.ts";
import { barsHeight } from "../charts/draw.ts";
import { WEEKS_HEIGHT_PX } from "../charts/draw_weeks.ts";

// A line of a legend or a note below a picture.
const LINE_PX = 24;

// Gives the picture in `section` the height that it will have, about.
export function reserveRoom(section: HTMLElement, chart: Chart, view: View): void {
  const figure = section.querySelector<HTMLElement>(".chart-figure");
  if (figure === null || isSingle(chart)) return;
  const folded = drawnBuckets(chart).length < chart.buckets.length;
  const height = view === "weeks" ? WEEKS_HEIGHT_PX + LINE_PX : barsHeight(chart);
  figure.style.minHeight = `${height + (folded ? LINE_PX : 0)}px`;
}

// Whether the reader has moved the page, so that nothing else should.
let moved = false;
for (const event of ["wheel", "touchmove", "keydown", "pointerdown"])
  addEventListener(event, () => (moved = true), { passive: true, once: true });

// Goes to what the address names again, since the browser did so before there was room.
export function goToAnchor(): void {
  if (moved || location.hash === "") return;
  const id = location.hash.slice(1);
  const target = document.getElementById(id) ?? document.getElementById(decode(id));
  if (target === null) return;
  const toTarget = () => {
    if (!moved) target.scrollIntoView({ behavior: "instant" });
  };
  toTarget();
  // What is near is drawn in the next frames, and a legend may be higher than its room.
  const observer = new ResizeObserver(toTarget);
  observer.observe(document.body);
  setTimeout(() => observer.disconnect(), 3000);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
