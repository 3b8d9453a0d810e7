// Statements, and the rows they gave.
import { reachable } from '../state/connection';
import { ApiError, type ServerError, ask, get, post } from './client';

export interface Column {
  name: string;
  type: string; // "NUMBER(38,0)"
  kind: string; // "fixed"
  nullable: boolean;
}

export type Row = (string | null)[];

export interface Context {
  role: string | null;
  warehouse: string | null;
  database: string | null;
  schema: string | null;
}

export interface Answer {
  queryId: string;
  status: 'succeeded' | 'failed' | 'running';
  durationMs: number;
  startedOn: number;
  rowsInserted?: number;
  rowsUpdated?: number;
  rowsDeleted?: number;
  context: Context;
  columns: Column[];
  totalRows: number;
  firstRow: number;
  rows: Row[];
  error?: ServerError;
}

export interface Page {
  firstRow: number;
  rows: Row[];
}

export interface Execution {
  session: string | null;
  answer: Answer;
}

const FIRST_WAIT_MS = 500;
const WAIT_MS = 20000;

// The answer of a statement that runs; while the server cannot be reached it goes on.
async function answerOf(queryId: string): Promise<Answer> {
  try {
    return await get(`/api/queries/${queryId}/answer?waitMs=${WAIT_MS}`);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 0) throw error;
    await reachable();
    return answerOf(queryId);
  }
}

// Runs one statement to its end; `started` is told the id of one that takes longer, so that it may be cancelled.
export async function execute(sql: string, session: string | null, started: (queryId: string) => void): Promise<Execution> {
  const begun = await ask('POST', '/api/execute', { sql, session: session ?? 'new', waitMs: FIRST_WAIT_MS });
  const used = begun.headers.get('X-Snowglobe-Session') ?? session;
  let answer: Answer = begun.json;

  while (answer.status === 'running') {
    started(answer.queryId);
    answer = await answerOf(answer.queryId);
  }
  return { session: used, answer };
}

export const cancel = (queryId: string): Promise<void> => post(`/api/queries/${queryId}/cancel`);

export const rows = (queryId: string, from: number, count: number): Promise<Page> =>
  get(`/api/queries/${queryId}/rows?from=${from}&count=${count}`);
