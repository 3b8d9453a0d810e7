// SQL of the explorer: what is typed for a name, and the words of each kind of object.
import { likeLiteral, literal, qualified, quoted } from '../sqlWrite';

// What is typed for a name: as SQL would take it, so that letters become capitals unless it stands in quotes.
export function typedName(text: string): string {
  const trimmed = text.trim();
  if (/^"(?:[^"]|"")+"$/.test(trimmed)) return trimmed.slice(1, -1).replaceAll('""', '"');
  return /^[A-Za-z_][\w$]*$/.test(trimmed) ? trimmed.toUpperCase() : trimmed;
}

interface KindWords {
  show: string; // SHOW <show>
  ddl?: string; // GET_DDL('<ddl>', ...)
  title: string; // Of many.
}

const KINDS: Record<string, KindWords> = {
  database: { show: 'DATABASES', ddl: 'DATABASE', title: 'Databases' },
  schema: { show: 'SCHEMAS', ddl: 'SCHEMA', title: 'Schemas' },
  table: { show: 'TABLES', ddl: 'TABLE', title: 'Tables' },
  'dynamic table': { show: 'DYNAMIC TABLES', ddl: 'DYNAMIC_TABLE', title: 'Dynamic tables' },
  'external table': { show: 'EXTERNAL TABLES', ddl: 'TABLE', title: 'External tables' },
  'event table': { show: 'EVENT TABLES', ddl: 'TABLE', title: 'Event tables' },
  'hybrid table': { show: 'HYBRID TABLES', ddl: 'TABLE', title: 'Hybrid tables' },
  'iceberg table': { show: 'ICEBERG TABLES', ddl: 'TABLE', title: 'Iceberg tables' },
  view: { show: 'VIEWS', ddl: 'VIEW', title: 'Views' },
  'materialized view': { show: 'MATERIALIZED VIEWS', ddl: 'VIEW', title: 'Materialized views' },
  stage: { show: 'STAGES', title: 'Stages' },
  sequence: { show: 'SEQUENCES', ddl: 'SEQUENCE', title: 'Sequences' },
  function: { show: 'USER FUNCTIONS', ddl: 'FUNCTION', title: 'Functions' },
  procedure: { show: 'PROCEDURES', ddl: 'PROCEDURE', title: 'Procedures' },
  'file format': { show: 'FILE FORMATS', ddl: 'FILE_FORMAT', title: 'File formats' },
  pipe: { show: 'PIPES', ddl: 'PIPE', title: 'Pipes' },
  stream: { show: 'STREAMS', ddl: 'STREAM', title: 'Streams' },
  task: { show: 'TASKS', ddl: 'TASK', title: 'Tasks' },
  alert: { show: 'ALERTS', ddl: 'ALERT', title: 'Alerts' },
  tag: { show: 'TAGS', ddl: 'TAG', title: 'Tags' },
  'masking policy': { show: 'MASKING POLICIES', ddl: 'POLICY', title: 'Masking policies' },
  'row access policy': { show: 'ROW ACCESS POLICIES', ddl: 'POLICY', title: 'Row access policies' },
  secret: { show: 'SECRETS', title: 'Secrets' },
  'git repository': { show: 'GIT REPOSITORIES', title: 'Git repositories' },
  streamlit: { show: 'STREAMLITS', title: 'Streamlits' },
};

export const kindWords = (kind: string): KindWords => KINDS[kind] ?? { show: `${kind.toUpperCase()}S`, title: kind };

// Kinds whose rows a query may ask for.
export const hasRows = (kind: string) => kind.endsWith('table') || kind.endsWith('view');

// What the explorer shows.
export interface Target {
  kind: string;
  database: string;
  schema?: string;
  name?: string; // Of an object.
  signature?: string; // Of a function.
}

export const namesOf = (target: Target): string[] =>
  [target.database, target.schema, target.name].filter((name): name is string => name !== undefined);

export const labelOf = (target: Target) => `${target.name ?? target.schema ?? target.database}${target.signature ?? ''}`;

export const sameTarget = (a: Target | null, b: Target | null) =>
  a === b || (!!a && !!b && a.kind === b.kind && a.signature === b.signature && JSON.stringify(namesOf(a)) === JSON.stringify(namesOf(b)));

export const qualifiedTarget = (target: Target) => qualified(...namesOf(target)) + (target.signature ?? '');

export function showStatement(target: Target): string {
  const { show } = kindWords(target.kind);
  const where = target.name !== undefined ? ` IN SCHEMA ${qualified(target.database, target.schema!)}`
    : target.schema !== undefined ? ` IN DATABASE ${qualified(target.database)}` : '';
  return `SHOW ${show} LIKE ${likeLiteral(target.name ?? target.schema ?? target.database)}${where}`;
}

export const ddlStatement = (target: Target) =>
  `SELECT GET_DDL('${kindWords(target.kind).ddl}', ${literal(namesOf(target).map(quoted).join('.') + (target.signature ?? ''))}, TRUE)`;

export const dropStatement = (target: Target) => `DROP ${target.kind.toUpperCase()} ${qualifiedTarget(target)}`;

// Where a stage's files are, as SQL names them.
export const stageName = (target: Target) => `@${namesOf(target).map(quoted).join('.')}`;

// What a worksheet on it begins with.
export function worksheetStatement(target: Target): string {
  const name = qualifiedTarget(target);
  if (hasRows(target.kind)) return `SELECT *\nFROM ${name}\nLIMIT 100;\n`;
  switch (target.kind) {
    case 'database': return `USE DATABASE ${name};\nSHOW SCHEMAS;\n`;
    case 'schema': return `USE SCHEMA ${name};\nSHOW OBJECTS;\n`;
    case 'stage': return `LIST @${name};\n`;
    case 'sequence': return `SELECT ${name}.NEXTVAL;\n`;
    case 'function': return `SELECT ${qualified(...namesOf(target))}${target.signature};\n`;
    case 'procedure': return `CALL ${qualified(...namesOf(target))}${target.signature};\n`;
    default: return `DESCRIBE ${target.kind.toUpperCase()} ${name};\n`;
  }
}
