// Exports a drawn chart as a self-contained file.

const INHERITED = ["color", "font-family", "font-size", "font-variant-numeric"] as const;
const PAINTED = ["fill", "stroke"] as const;

// The chart as it looks now, with every color and font spelled out, on the page's background. It
// must be part of the page, or it has no styles.
export function toSvg(chart: SVGSVGElement): string {
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const originals = [chart, ...chart.querySelectorAll<SVGElement>("*")];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>("*")];
  originals.forEach((original, index) => {
    const style = getComputedStyle(original);
    for (const name of PAINTED) {
      if (original.hasAttribute(name))
        copies[index]?.setAttribute(name, style.getPropertyValue(name));
    }
  });
  const style = getComputedStyle(chart);
  for (const name of INHERITED) copy.setAttribute(name, style.getPropertyValue(name));
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const background = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  background.setAttribute("width", "100%");
  background.setAttribute("height", "100%");
  background.setAttribute("fill", getComputedStyle(document.documentElement).backgroundColor);
  copy.prepend(background);
  return new XMLSerializer().serializeToString(copy);
}

// The same as a PNG, at twice the page's resolution. The chart may be removed from the page once the
// call has returned.
export async function toPng(chart: SVGSVGElement): Promise<Blob> {
  const { width, height } = chart.viewBox.baseVal;
  const url = URL.createObjectURL(new Blob([toSvg(chart)], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = width * 2;
    canvas.height = height * 2;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no PNG"))), "image/png");
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}
