// Spans, sizes and times as people read them.
const count = new Intl.NumberFormat('en');
const short = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const time = new Intl.DateTimeFormat('en', { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

export const asCount = (value: number) => count.format(value);

export function asSpan(ms: number): string {
  if (ms < 1) return `${count.format(Math.round(ms * 1000))} µs`;
  if (ms < 1000) return `${short.format(ms)} ms`;
  if (ms < 60_000) return `${short.format(ms / 1000)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1000)} s`;
}

export function asSize(bytes: number): string {
  const unit = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  return `${short.format(bytes / 1000 ** unit)} ${UNITS[unit]}`;
}

export const asTime = (on: number) => time.format(on);

// Without the year.
export const asDayTime = (on: number) => day.format(on);
