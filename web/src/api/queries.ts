// The statements that ran, or run.
import { ApiError, ask, get } from './client';

export type QueryStatus = 'running' | 'succeeded' | 'failed' | 'cancelled';

export interface Query {
  queryId: string;
  sql: string; // In a list its beginning.
  status: QueryStatus;
  type: string | null;
  user: string | null;
  role: string | null;
  warehouse: string | null;
  database: string | null;
  schema: string | null;
  sessionId: string;
  tag: string | null;
  startedOn: number;
  endedOn: number | null;
  durationMs: number;
  rows: number;
  bytes: number;
  errorCode: string | null;
  errorMessage: string | null;
}

export interface Stages {
  parseMs: number;
  bindMs: number;
  planMs: number;
  executeMs: number;
  encodeMs: number;
}

export interface QueryDetails extends Query {
  rowsInserted: number;
  rowsUpdated: number;
  rowsDeleted: number;
  transactionId: string | null;
  stages: Stages;
  client: { application: string | null; version: string | null };
  hasResult: boolean;
}

export interface PlanOperator {
  operation: string;
  objects: string[];
  alias: string | null;
  expressions: string[];
  inputs: PlanOperator[];
}

// What is empty is not asked for.
export interface QueryFilter {
  status: string;
  user: string;
  warehouse: string;
  type: string;
  text: string;
  from: string; // Milliseconds since 1970.
}

export function queries(filter: QueryFilter, next: string, signal?: AbortSignal): Promise<{ queries: Query[]; next: string | null }> {
  const asked = new URLSearchParams(Object.entries({ ...filter, next }).filter(([, value]) => value !== ''));
  return get(`/api/queries?${asked}`, signal);
}

const path = (id: string) => `/api/queries/${encodeURIComponent(id)}`;

export const query = (id: string, signal?: AbortSignal): Promise<QueryDetails> => get(path(id), signal);

// What cannot be explained is an answer of status 422.
export async function plan(id: string, signal?: AbortSignal): Promise<PlanOperator[]> {
  const { status, json } = await ask('GET', `${path(id)}/plan`, undefined, signal);
  if (json.error) throw new ApiError(status, json.error);
  return json.operators;
}
