// What a chart shows, and its colours: those of style.css, as the page shows them now.

export interface Point {
  x: number;
  y: number | null;
}

export interface Series {
  name: string;
  values: (number | null)[] | Point[]; // Numbers beside `labels`; points have a place of their own.
}

export interface ChartColours {
  text: string;
  line: string;
  face: string;
  series: string[];
}

export const SERIES_COLOURS = 8; // --chart-1 ... --chart-8

// A variable may be light-dark(...), which only a property that has a colour resolves.
export function chartColours(element: HTMLElement): ChartColours {
  const probe = document.createElement('span');
  element.append(probe);
  const of = (variable: string) => {
    probe.style.color = `var(${variable})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    text: of('--soft'),
    line: of('--line'),
    face: of('--face'),
    series: Array.from({ length: SERIES_COLOURS }, (_, at) => of(`--chart-${at + 1}`)),
  };
  probe.remove();
  return colours;
}

export const faint = (colour: string) => `color-mix(in srgb, ${colour} 22%, transparent)`;

// Calls `changed` when the page turns dark or light, until the returned function is called.
export function watchTheme(changed: () => void): () => void {
  const media = matchMedia('(prefers-color-scheme: dark)');
  const observer = new MutationObserver(changed);

  media.addEventListener('change', changed);
  observer.observe(document.documentElement, { attributes: true });
  return () => {
    media.removeEventListener('change', changed);
    observer.disconnect();
  };
}
