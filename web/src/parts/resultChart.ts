// Which charts a result may have, and what the server's rows for one mean.
import type { Aggregate, Answer, ChartRequest, Column } from '../api';
import type { Point, Series } from './chart';
import { asCount } from './quantities';
import { isNumeric } from './resultView';

export const KINDS = ['line', 'bar', 'scatter', 'histogram'] as const;
export type ChartKind = (typeof KINDS)[number];

export interface ChartChoice {
  kind: ChartKind;
  x: number;
  y: number[];
  aggregate: Aggregate;
  buckets: string;
}

export const AGGREGATE_WORDS: Record<Aggregate, string> = { none: 'none (the rows)', count: 'count', sum: 'sum', avg: 'average', min: 'minimum', max: 'maximum' };
const OF_TIME = (column: Column) => column.kind === 'date' || column.kind.startsWith('timestamp');
const UNITS = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'];

// What buckets a column may have, as the server names them.
export function bucketsOf(column: Column): { value: string; words: string }[] {
  const auto = { value: 'auto', words: 'automatic' };
  const each = { value: 'value', words: 'each value' };

  if (isNumeric(column)) return [auto, each, ...['10', '20', '50', '100'].map((count) => ({ value: count, words: `about ${count}` }))];
  const units = column.kind === 'date' ? UNITS.slice(3) : column.kind === 'time' ? UNITS.slice(0, 3) : OF_TIME(column) ? UNITS : [];
  return units.length ? [auto, each, ...units.map((unit) => ({ value: unit, words: unit }))] : [each];
}

// A sensible beginning: time below, a number beside it; otherwise groups; otherwise how numbers are spread.
export function firstChoice(columns: Column[]): ChartChoice {
  const numbers = columns.flatMap((column, at) => (isNumeric(column) ? [at] : []));
  const time = columns.findIndex(OF_TIME);
  const other = columns.findIndex((column) => !isNumeric(column));
  const [first, second] = numbers;

  if (time >= 0) return { kind: 'line', x: time, y: first === undefined ? [] : [first], aggregate: first === undefined ? 'count' : 'sum', buckets: 'auto' };
  if (other >= 0) return { kind: 'bar', x: other, y: first === undefined ? [] : [first], aggregate: first === undefined ? 'count' : 'sum', buckets: 'value' };
  if (second !== undefined) return { kind: 'scatter', x: first, y: [second], aggregate: 'none', buckets: 'auto' };
  return { kind: 'histogram', x: first ?? 0, y: [], aggregate: 'count', buckets: 'auto' };
}

export function requestOf(choice: ChartChoice): ChartRequest {
  const { kind, x, y } = choice;
  const buckets = /^\d+$/.test(choice.buckets) ? Number(choice.buckets) : choice.buckets;

  if (kind === 'histogram') return { x, y: [], aggregate: 'count', buckets };
  if (kind === 'scatter') return { x, y, aggregate: 'none', buckets: 'auto' };
  return { x, y: choice.aggregate === 'count' ? [] : y, aggregate: choice.aggregate, buckets };
}

export interface Drawn {
  kind: 'line' | 'bar' | 'scatter';
  labels?: string[];
  series: Series[];
  note: string; // What is left out.
}

const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 6 });
const shownNumber = (value: string | null) => (value === null ? null : Number(value));

function seriesName(choice: ChartChoice, columns: Column[], at: number): string {
  const { aggregate } = requestOf(choice);
  const column = columns[choice.y[at]];

  if (aggregate === 'count' || !column) return 'Rows';
  return aggregate === 'none' ? column.name : `${AGGREGATE_WORDS[aggregate]} of ${column.name}`;
}

function note(choice: ChartChoice, drawn: number, whole: number): string {
  if (drawn >= whole) return '';
  const all = asCount(whole);
  if (requestOf(choice).aggregate === 'none') return `Every ${asCount(Math.ceil(whole / drawn))}th of ${all} rows is shown.`;
  return `${asCount(drawn)} of ${all} groups are shown.`;
}

// Ranges that no row is in have their place, too.
export function rangesOf(from: number[], values: number[], step: number): { labels: string[]; values: number[] } {
  if (!from.length) return { labels: [], values: [] };
  if (!(step > 0)) return { labels: from.map((one) => short.format(one)), values };
  const at = from.map((one) => Math.round((one - from[0]) / step));
  const found = new Map(at.map((place, index) => [place, values[index]]));
  const places = Array.from({ length: at[at.length - 1] + 1 }, (_, place) => place);

  return {
    labels: places.map((place) => `${short.format(from[0] + place * step)} to ${short.format(from[0] + (place + 1) * step)}`),
    values: places.map((place) => found.get(place) ?? 0),
  };
}

export function drawnOf(choice: ChartChoice, columns: Column[], answer: Answer): Drawn {
  const count = answer.columns.length - 3; // Behind X: Y1 ..., PARTS, STEP.
  const { rows } = answer;
  const whole = Number(rows[0]?.[count + 1] ?? 0);
  const step = Number(rows[0]?.[count + 2]);
  const words = note(choice, rows.length, whole);
  const isNumber = isNumeric(columns[choice.x]);

  if (isNumber && choice.kind === 'histogram' && choice.buckets !== 'value') {
    const ranges = rangesOf(rows.map((row) => Number(row[0])), rows.map((row) => Number(row[1])), step);
    return { kind: 'bar', labels: ranges.labels, series: [{ name: 'Rows', values: ranges.values }], note: words };
  }
  const kind = choice.kind === 'histogram' ? 'bar' : choice.kind;
  if (isNumber && kind !== 'bar') {
    const series = Array.from({ length: count }, (_, at) => ({
      name: seriesName(choice, columns, at),
      values: rows.filter((row) => row[0] !== null).map((row): Point => ({ x: Number(row[0]), y: shownNumber(row[at + 1]) })),
    }));
    return { kind, series, note: words };
  }
  return {
    kind: kind === 'scatter' ? 'line' : kind,
    labels: rows.map((row) => row[0] ?? 'NULL'),
    series: Array.from({ length: count }, (_, at) => ({ name: seriesName(choice, columns, at), values: rows.map((row) => shownNumber(row[at + 1])) })),
    note: words,
  };
}
