// The statements that make a table of a file in a stage.
import { literal, qualified, quoted } from '../sqlWrite';
import { recordsOf, type FileKind } from './fileSample';

export interface LoadedColumn {
  source: string; // What the file calls it.
  place: number; // From 1, in CSV.
  name: string;
  type: string;
  isTaken: boolean;
}

export interface Load {
  kind: FileKind;
  stage: string;
  database: string;
  schema: string;
  table: string;
  delimiter: string;
  hasHeader: boolean;
  columns: LoadedColumn[];
  skipsBadRows: boolean;
}

const FORMAT = 'SNOWGLOBE_UPLOAD';
const INFERRED_RECORDS = 10000;

// Letters of types, and nothing that ends one.
export const isType = (type: string) => /^[A-Za-z][\w ]*(\([\w ,()]*\))?$/.test(type.trim());

const formatName = (load: Load) => qualified(load.database, load.schema, FORMAT);

export const tableName = (load: Load) => qualified(load.database, load.schema, load.table);

// Of the session that loads: no other sees it.
export function formatStatement(load: Load): string {
  const options = {
    csv: `TYPE = CSV FIELD_DELIMITER = ${literal(load.delimiter)} FIELD_OPTIONALLY_ENCLOSED_BY = '"'${load.hasHeader ? ' SKIP_HEADER = 1' : ''}`,
    json: 'TYPE = JSON STRIP_OUTER_ARRAY = TRUE',
    parquet: 'TYPE = PARQUET',
  }[load.kind];
  return `CREATE OR REPLACE TEMPORARY FILE FORMAT ${formatName(load)} ${options}`;
}

export const inferStatement = (load: Load) =>
  `SELECT * FROM TABLE(INFER_SCHEMA(LOCATION => ${literal(load.stage)}, FILE_FORMAT => ${literal(formatName(load))}, MAX_RECORDS_PER_FILE => ${INFERRED_RECORDS}))`;

// What later rows have may be larger than what the first ones had.
function roomyType(type: string): string {
  const number = /^NUMBER\((\d+), ?(\d+)\)$/.exec(type);
  if (number) return `NUMBER(38, ${number[2]})`;
  return { TEXT: 'VARCHAR', REAL: 'FLOAT' }[type] ?? type;
}

const plainName = (name: string) => (/^[A-Za-z_][\w$]*$/.test(name) ? name.toUpperCase() : name);

function unlike(names: string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count > 1 ? `${name}_${count}` : name;
  });
}

// Of INFER_SCHEMA's rows; CSV's names stand in the first line.
export function columnsOf(load: Load, inferred: Record<string, string | null>[], sample: string): LoadedColumn[] {
  const header = load.kind === 'csv' && load.hasHeader ? recordsOf(sample, load.delimiter, 1)[0] ?? [] : [];
  const found = inferred.map((row) => ({ source: row.COLUMN_NAME ?? '', type: roomyType(row.TYPE ?? 'VARCHAR'), place: Number(row.ORDER_ID) + 1 }));
  const names = unlike(found.map(({ source, place }) => plainName((header[place - 1] ?? source).trim() || `COLUMN_${place}`)));
  return found.map((column, at) => ({ ...column, name: names[at], isTaken: true }));
}

const taken = (load: Load) => load.columns.filter(({ isTaken }) => isTaken);

export function createStatement(load: Load): string {
  const columns = taken(load).map(({ name, type }) => `  ${quoted(name)} ${type.trim()}`);
  return `CREATE TABLE ${tableName(load)} (\n${columns.join(',\n')}\n)`;
}

// Names are matched without case, so that two that differ in nothing else are picked one by one.
function isMatched(load: Load): boolean {
  const columns = load.columns;
  return columns.every(({ isTaken, name, source }) => isTaken && name.toUpperCase() === source.toUpperCase())
    && new Set(columns.map(({ name }) => name.toUpperCase())).size === columns.length;
}

export function copyStatement(load: Load): string {
  const columns = taken(load);
  const end = `FILE_FORMAT = (FORMAT_NAME = ${literal(formatName(load))})\nON_ERROR = ${load.skipsBadRows ? 'CONTINUE' : 'ABORT_STATEMENT'}`;
  const from = literal(load.stage);

  if (load.kind === 'csv' && columns.length === load.columns.length) return `COPY INTO ${tableName(load)}\nFROM ${from}\n${end}`;
  if (load.kind !== 'csv' && isMatched(load)) return `COPY INTO ${tableName(load)}\nFROM ${from}\nMATCH_BY_COLUMN_NAME = CASE_INSENSITIVE\n${end}`;
  const values = columns.map(({ place, source, type }) => (load.kind === 'csv' ? `$${place}` : `$1:${quoted(source)}::${type.trim()}`));
  return `COPY INTO ${tableName(load)} (${columns.map(({ name }) => quoted(name)).join(', ')})\nFROM (SELECT ${values.join(', ')} FROM ${from})\n${end}`;
}

export const dropTableStatement = (load: Load) => `DROP TABLE ${tableName(load)}`;

export const rejectedStatement = (load: Load, queryId: string) =>
  `SELECT ROW_NUMBER, LINE, COLUMN_NAME, ERROR, REJECTED_RECORD FROM TABLE(VALIDATE(${tableName(load)}, JOB_ID => ${literal(queryId)}))`;
