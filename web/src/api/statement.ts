// Statements that the pages themselves run: each in a session of its own, unless one is named.
import { type Answer } from './execute';
import { ApiError, ask, get } from './client';

export interface StatementOptions {
  session?: string; // 'new': one that stays.
  count?: number; // Rows that come with the answer.
  started?: (queryId: string) => void; // It takes longer.
  opened?: (session: string) => void;
  signal?: AbortSignal;
}

const FIRST_WAIT_MS = 1000;
const WAIT_MS = 20000;

// The answer of one that went well; else an ApiError.
export async function statement(sql: string, options: StatementOptions = {}): Promise<Answer> {
  const { session, count, started, opened, signal } = options;
  const begun = await ask('POST', '/api/execute', { sql, session, count, waitMs: FIRST_WAIT_MS }, signal);
  const number = begun.headers.get('X-Snowglobe-Session');
  let answer: Answer = begun.json;

  if (number) opened?.(number);
  if (answer.status === 'running') started?.(answer.queryId);
  while (answer.status === 'running') answer = await get(`/api/queries/${answer.queryId}/answer?waitMs=${WAIT_MS}`, signal);
  if (answer.error) throw new ApiError(422, answer.error);
  return answer;
}

// Its rows as objects by the columns' names.
export function records(answer: Answer): Record<string, string | null>[] {
  return answer.rows.map((row) => Object.fromEntries(row.map((value, at) => [answer.columns[at].name, value])));
}
