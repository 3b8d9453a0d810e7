// Earlier results looked at again: sorted and filtered, as charts, described. The server does it, over the whole.
import { ApiError, ask, fetchFile, get, post } from './client';
import type { Answer } from './execute';

export interface SortBy {
  column: number;
  descending: boolean;
}

export type Operator = 'contains' | 'equals' | 'notEquals' | 'less' | 'lessOrEqual' | 'greater' | 'greaterOrEqual' | 'isNull' | 'isNotNull';

export interface FilterBy {
  column: number;
  operator: Operator;
  value?: string;
}

export type Aggregate = 'none' | 'count' | 'sum' | 'avg' | 'min' | 'max';

export interface ChartRequest {
  x: number;
  y: number[];
  aggregate: Aggregate;
  buckets: string | number;
}

export interface Statistics {
  total: number;
  filled: number;
  different: number;
  least: string | null;
  greatest: string | null;
  mean: string | null;
  histogram: [string | number | boolean | null, number][]; // Where a range begins, or a value; how many.
  step: string | null;
}

const FIRST_WAIT_MS = 2000;
const WAIT_MS = 3000;

// Runs to its end; who is not interested any more aborts the signal, and the statement is cancelled.
async function look(queryId: string, how: string, body: object, signal?: AbortSignal): Promise<Answer> {
  let answer: Answer = (await ask('POST', `/api/queries/${queryId}/${how}`, { ...body, waitMs: FIRST_WAIT_MS })).json;

  while (answer.status === 'running') {
    if (signal?.aborted) {
      await post(`/api/queries/${answer.queryId}/cancel`);
      signal.throwIfAborted();
    }
    answer = await get(`/api/queries/${answer.queryId}/answer?waitMs=${WAIT_MS}`);
  }
  if (answer.error) throw new ApiError(422, answer.error);
  return answer;
}

export const viewResult = (queryId: string, sort: SortBy[], filters: FilterBy[], signal?: AbortSignal): Promise<Answer> =>
  look(queryId, 'view', { sort, filters }, signal);

export const chartResult = (queryId: string, request: ChartRequest, signal?: AbortSignal): Promise<Answer> =>
  look(queryId, 'chart', request, signal);

export async function describeColumn(queryId: string, column: number, signal?: AbortSignal): Promise<Statistics> {
  const [[total, filled, different, least, greatest, mean, histogram, step]] = (await look(queryId, 'statistics', { column }, signal)).rows;

  return {
    total: Number(total), filled: Number(filled), different: Number(different),
    least, greatest, mean, step,
    histogram: histogram === null ? [] : JSON.parse(histogram),
  };
}

export type ExportForm = 'csv' | 'json';

const PIECE_BYTES = 16 << 20; // Of which the browser keeps whole ones on the disk.

// The whole result as a file; `told` hears how much of it has come, of how much.
export async function exportResult(queryId: string, form: ExportForm, told: (part: number, whole: number) => void, signal: AbortSignal): Promise<Blob> {
  const response = await fetchFile(`/api/queries/${queryId}/export?format=${form}`, signal);
  const whole = Number(response.headers.get('Content-Length'));
  const reader = response.body!.getReader();
  const pieces: Blob[] = [];
  let open: Uint8Array<ArrayBuffer>[] = [];
  let held = 0;
  let part = 0;

  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    open.push(next.value);
    part += next.value.length;
    held += next.value.length;
    if (held >= PIECE_BYTES) {
      pieces.push(new Blob(open));
      open = [];
      held = 0;
    }
    told(part, whole);
  }
  return new Blob([...pieces, ...open], { type: response.headers.get('Content-Type') ?? '' });
}
