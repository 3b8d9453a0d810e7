// Counts, sizes, spans and times as people read them: three digits, and the unit that suits them. What is unknown is a dash.
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const time = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const day = new Intl.DateTimeFormat('en-GB', { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' });

const NONE = '–';
const SIZES = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
const LARGEST = 999.5; // Above it three digits say 1,000 of a unit.

export const asCount = (value: number | null): string => (value === null ? NONE : whole.format(value));

// "1 row", "1,000 rows"
export const asCounted = (value: number, one: string, many: string): string => `${asCount(value)} ${value === 1 ? one : many}`;

export function asSize(bytes: number | null): string {
  if (bytes === null) return NONE;
  let unit = 0;
  while (Math.abs(bytes) >= LARGEST && unit < SIZES.length - 1) {
    bytes /= 1000;
    unit++;
  }
  return `${unit ? short.format(bytes) : whole.format(bytes)} ${SIZES[unit]}`;
}

// "2 d 3 h", "4 min 5 s": the two largest units.
export function asSpan(seconds: number): string {
  const parts: [number, string][] = [
    [Math.floor(seconds / 86400), 'd'], [Math.floor(seconds / 3600) % 24, 'h'], [Math.floor(seconds / 60) % 60, 'min'], [Math.floor(seconds) % 60, 's'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first < 0) return '0 s';
  return parts.slice(first, first + 2).filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount} ${unit}`).join(' ');
}

// How long something took: "350 µs", "42.1 ms", "4.21 s", "1 min 5 s".
export function asDuration(ms: number | null): string {
  if (ms === null) return NONE;
  if (ms > 0 && ms * 1000 < LARGEST) return `${short.format(ms * 1000)} µs`;
  if (ms < LARGEST) return `${short.format(ms)} ms`;
  return ms < 59_950 ? `${short.format(ms / 1000)} s` : asSpan(Math.round(ms / 1000));
}

export const asTime = (on: number): string => time.format(on);

// Without the year.
export const asDayTime = (on: number): string => day.format(on);

export const asAgo = (on: number, now: number): string => (now - on < 1000 ? 'now' : `${asSpan((now - on) / 1000)} ago`);

export const asShare = (part: number, all: number): string => (all ? `${((100 * part) / all).toFixed(part === 0 || part === all ? 0 : 1)} %` : NONE);
