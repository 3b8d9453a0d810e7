// What exists: databases, schemas, objects, columns.
import { get } from './client';

export interface Container {
  name: string;
  kind?: string; // Of a database: 'STANDARD', or 'APPLICATION' for the server's own.
  isTransient: boolean;
  owner: string | null;
  comment: string | null;
  retentionDays: string | null;
  createdOn: number | null;
}

export interface DatabaseObject {
  kind: string; // 'table', 'materialized view', 'function' ...
  name: string;
  signature: string | null; // Of functions and procedures: '(NUMBER, VARCHAR)'.
  returns: string | null;
  persistence: 'permanent' | 'transient' | 'temporary';
  owner: string | null;
  comment: string | null;
  rows: number | null;
  bytes: number | null;
  createdOn: number | null;
}

export interface TableColumn {
  name: string;
  type: string;
  nullable: boolean;
  default: string | null;
  expression: string | null;
  isPrimaryKey: boolean;
  comment: string | null;
  position: number;
}

export interface FoundName {
  kind: string; // 'database', 'schema', 'column', or an object's.
  database: string;
  schema: string | null;
  table: string | null; // Of a column.
  name: string;
  signature: string | null;
  comment: string | null;
}

// Browsers take these for steps in a path, however they are written.
const NO_PART = ['.', '..'];

function path(...names: string[]): string {
  const odd = names.find((name) => NO_PART.includes(name));
  if (odd) throw new Error(`What is called "${odd}" can be reached by SQL only.`);
  return ['/api/databases', ...names.map(encodeURIComponent)].join('/');
}

// All pages.
async function list<T>(member: string, from: string, signal?: AbortSignal): Promise<T[]> {
  const found: T[] = [];
  let next: string | null = '';

  while (next !== null) {
    const page: any = await get(`${from}?next=${encodeURIComponent(next)}`, signal);
    found.push(...page[member]);
    next = page.next;
  }
  return found;
}

export const databases = (signal?: AbortSignal): Promise<Container[]> => list('databases', path(), signal);

export const schemas = async (database: string, signal?: AbortSignal): Promise<Container[]> => list('schemas', path(database), signal);

export const objects = async (database: string, schema: string, signal?: AbortSignal): Promise<DatabaseObject[]> =>
  list('objects', path(database, schema), signal);

export const columns = async (database: string, schema: string, table: string, signal?: AbortSignal): Promise<TableColumn[]> =>
  list('columns', path(database, schema, table), signal);

export const search = (text: string, limit: number, signal?: AbortSignal): Promise<{ found: FoundName[]; total: number }> =>
  get(`/api/search?text=${encodeURIComponent(text)}&limit=${limit}`, signal);
