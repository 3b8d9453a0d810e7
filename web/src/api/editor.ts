// What the editor of statements asks: where they stand, and the words of SQL.
import { get, post } from './client';

export interface Span {
  from: number; // In bytes of UTF-8.
  to: number;
  shown?: string; // The text without its secrets, where it has some.
}

export interface SqlFunction {
  name: string;
  kind: 'scalar' | 'aggregate' | 'window' | 'context' | 'table';
  takes: string;
  gives: string;
  doc: string;
}

export interface Words {
  keywords: string[];
  types: string[];
  parameters: string[];
  functions: SqlFunction[];
}

export const split = async (sql: string): Promise<Span[]> => (await post<{ statements: Span[] }>('/api/split', { sql })).statements;

let known: Promise<Words> | undefined;

// Asked for once: another server is another page.
export function words(): Promise<Words> {
  known ??= get<Words>('/api/words').catch((error) => {
    known = undefined;
    throw error;
  });
  return known;
}
