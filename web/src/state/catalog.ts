// What exists, as far as editors and pickers have asked: kept for a moment, and forgotten when a statement may change it.
import { ask } from '../api';
import { columns, databases, objects, schemas } from '../api/tree';

const KEPT_MS = 20_000;
const known = new Map<string, { at: number; value: Promise<unknown> }>();

function kept<T>(key: string[], fetch: () => Promise<T>): Promise<T> {
  const name = JSON.stringify(key);
  const found = known.get(name);
  if (found && performance.now() - found.at < KEPT_MS) return found.value as Promise<T>;
  const value = fetch();
  known.set(name, { at: performance.now(), value });
  value.catch(() => known.delete(name));
  return value;
}

export const forgetCatalog = () => known.clear();

const names = (list: { name: string }[]) => list.map(({ name }) => name);

export const databaseNames = () => kept(['databases'], async () => names(await databases()));
export const schemaNames = (database: string) => kept(['schemas', database], async () => names(await schemas(database)));
export const objectsOf = (database: string, schema: string) => kept(['objects', database, schema], () => objects(database, schema));
export const columnsOf = (database: string, schema: string, table: string) => kept(['columns', database, schema, table], () => columns(database, schema, table));

// A statement in a session of its own, so that no worksheet's LAST_QUERY_ID() changes.
async function column(sql: string, name: string, role: string | null): Promise<string[]> {
  const { json } = await ask('POST', '/api/execute', { sql, context: role === null ? null : { role }, parameters: { QUERY_TAG: 'snowglobe dashboard' }, count: 5000 });
  const at = json.columns?.findIndex((one: { name: string }) => one.name.toLowerCase() === name) ?? -1;
  return at < 0 ? [] : json.rows.map((row: string[]) => row[at]);
}

export const warehouseNames = (role: string | null) => kept(['warehouses', role ?? ''], () => column('SHOW WAREHOUSES', 'name', role));
export const roleNames = () => kept(['roles'], () => column('SHOW ROLES', 'name', null));

// Words that begin statements which change nothing of what exists.
const READS = /^\s*(select|with|show|desc|describe|explain|list|ls|values|set|unset)\b/i;

export function noticeStatement(sql: string) {
  if (!READS.test(sql)) forgetCatalog();
}
