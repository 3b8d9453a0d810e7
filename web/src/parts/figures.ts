// Figures as people read them. What is unknown is a dash.
const plain = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const moments = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

const NONE = '–';
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

export const count = (value: number | null): string => (value === null ? NONE : plain.format(value));

export function bytes(value: number | null): string {
  if (value === null) return NONE;
  let unit = 0;
  while (Math.abs(value) >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit && Math.abs(value) < 99.95 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}

export function milliseconds(value: number | null): string {
  if (value === null) return NONE;
  if (value < 10) return `${value.toFixed(2)} ms`;
  if (value < 1000) return `${Math.round(value)} ms`;
  return value < 60000 ? `${(value / 1000).toFixed(1)} s` : span(value / 1000);
}

// "2 d 3 h", "4 min 5 s": the two largest units.
export function span(seconds: number): string {
  const parts: [number, string][] = [
    [Math.floor(seconds / 86400), 'd'], [Math.floor(seconds / 3600) % 24, 'h'], [Math.floor(seconds / 60) % 60, 'min'], [Math.floor(seconds) % 60, 's'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first < 0) return '0 s';
  return parts.slice(first, first + 2).filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount} ${unit}`).join(' ');
}

export const moment = (ms: number): string => moments.format(ms);
export const ago = (ms: number, now: number): string => (now - ms < 1000 ? 'now' : `${span((now - ms) / 1000)} ago`);
export const share = (part: number, all: number): string => (all ? `${((100 * part) / all).toFixed(part === 0 || part === all ? 0 : 1)} %` : NONE);
