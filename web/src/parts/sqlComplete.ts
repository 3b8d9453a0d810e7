// What may be written at the cursor: columns, tables, schemas, functions with what they take, keywords.
import { type Completion, type CompletionContext, type CompletionResult, pickedCompletion } from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import { ApiError, type Context, type SqlFunction, type Words, words } from '../api';
import { columnsOf, databaseNames, objectsOf, schemaNames } from '../state/catalog';
import { type TableName, commonTables, nameAtEnd, tablesOf, wordBefore } from './sqlNames';
import { identifier } from './sqlWrite';

const TABLES = new Set(['table', 'view', 'dynamic table', 'external table', 'materialized view']);
const WANTS_TABLE = new Set(['FROM', 'JOIN', 'INTO', 'UPDATE', 'TABLE', 'VIEW', 'USING', ',']);
const SILENT = new Set(['String', 'LineComment', 'BlockComment']);

/* ---- words ---- */

// Written as the user writes: in small letters, if the beginning is.
const cased = (name: string, word: string) => (/[a-z]/.test(word) && !/[A-Z"]/.test(word) && !name.startsWith('"') ? name.toLowerCase() : name);

function signatures(rows: SqlFunction[]): Node {
  const lines = rows.map(({ name, takes, gives }) => `${name}(${takes}) → ${gives}`);
  const node = document.createElement('div');

  for (const line of [...lines, ...new Set(rows.map(({ doc }) => doc))]) {
    const told = document.createElement('div');
    told.textContent = line;
    node.append(told);
  }
  return node;
}

function applyFunction(text: string, takesNothing: boolean) {
  return (view: EditorView, completion: Completion, from: number, to: number) => {
    const hasParenthesis = view.state.sliceDoc(to, to + 1) === '(';
    view.dispatch({
      changes: { from, to, insert: hasParenthesis ? text : `${text}()` },
      selection: { anchor: from + text.length + (takesNothing && !hasParenthesis ? 2 : 1) },
      annotations: pickedCompletion.of(completion),
      userEvent: 'input.complete',
    });
  };
}

function functionCompletions(list: SqlFunction[], word: string): Completion[] {
  const byName = new Map<string, SqlFunction[]>();
  for (const one of list) byName.set(one.name, [...(byName.get(one.name) ?? []), one]);
  return [...byName].map(([name, rows]) => ({
    label: name,
    type: 'function',
    detail: `(${rows[0].takes})${rows.length > 1 ? ` +${rows.length - 1}` : ''}`,
    info: () => signatures(rows),
    apply: applyFunction(cased(name, word), rows.every(({ takes }) => !takes)),
  }));
}

const keywordCompletions = ({ keywords, types, parameters }: Words, word: string): Completion[] => [
  ...[...new Set(keywords)].filter((label) => !types.includes(label)).map((label) => ({ label, type: 'keyword', apply: cased(label, word), boost: -1 })),
  ...types.map((label) => ({ label, type: 'type', apply: cased(label, word), boost: -2 })),
  ...parameters.map((label) => ({ label, type: 'constant', detail: 'parameter', boost: -3 })),
];

/* ---- names ---- */

function nameCompletion(name: string, type: string, detail: string, word: string, boost: number): Completion {
  const written = identifier(name);
  return { label: name, displayLabel: written, type, detail, apply: cased(written, word), boost };
}

// A name that does not exist (any more) completes nothing.
async function orNone<T>(list: Promise<T[]>): Promise<T[]> {
  try {
    return await list;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return [];
    throw error;
  }
}

async function schemaTables(database: string, schema: string, word: string, boost: number): Promise<Completion[]> {
  const found = await orNone(objectsOf(database, schema));
  return found.filter(({ kind }) => TABLES.has(kind)).map(({ name, kind }) => nameCompletion(name, 'class', kind, word, boost));
}

function placeOfTable({ parts }: TableName, context: Context): string[] | null {
  const whole = [context.database, context.schema].slice(0, 3 - parts.length).concat(parts);
  return parts.length <= 3 && whole.every((part) => part !== null) ? (whole as string[]) : null;
}

async function tableColumns(table: TableName, context: Context, word: string): Promise<Completion[]> {
  const place = placeOfTable(table, context);
  if (!place) return [];
  const found = await orNone(columnsOf(place[0], place[1], place[2]));
  return found.map(({ name, type }) => nameCompletion(name, 'property', type, word, 4));
}

/* ---- at the cursor ---- */

function statementAround(state: EditorState, at: number): { from: number; text: string } {
  let node = syntaxTree(state).resolveInner(at, -1);
  while (node.parent && node.name !== 'Statement') node = node.parent;
  const from = node.name === 'Statement' ? node.from : state.sliceDoc(0, at).lastIndexOf(';') + 1;
  const end = node.name === 'Statement' ? node.to : state.doc.length;
  return { from, text: state.sliceDoc(from, Math.max(end, at)) };
}

async function qualified(qualifier: string[], statement: string, context: Context, word: string): Promise<Completion[]> {
  const found: Completion[] = [];
  const tables = tablesOf(statement);
  const isIt = ({ parts, alias }: TableName) => (qualifier.length === 1 && alias === qualifier[0]) || (!alias && parts.slice(-qualifier.length).join('\0') === qualifier.join('\0'));

  for (const table of tables.filter(isIt)) found.push(...(await tableColumns(table, context, word)));
  if (found.length) return found;
  if (qualifier.length === 1) {
    if (context.database) found.push(...(await schemaTables(context.database, qualifier[0], word, 0)));
    found.push(...(await orNone(schemaNames(qualifier[0]))).map((name) => nameCompletion(name, 'namespace', 'schema', word, 0)));
  } else if (qualifier.length === 2) {
    found.push(...(await schemaTables(qualifier[0], qualifier[1], word, 0)));
  }
  return found;
}

async function unqualified(before: string, statement: string, context: Context, word: string): Promise<Completion[]> {
  const known = await words();
  const wantsTable = WANTS_TABLE.has(wordBefore(before));
  const found: Completion[] = commonTables(statement).map((name) => nameCompletion(name, 'class', 'WITH', word, 5));

  for (const table of tablesOf(statement)) {
    found.push(...(await tableColumns(table, context, word)));
    if (table.alias) found.push(nameCompletion(table.alias, 'variable', table.parts.join('.'), word, 3));
  }
  if (context.database && context.schema) found.push(...(await schemaTables(context.database, context.schema, word, wantsTable ? 6 : 1)));
  if (context.database) found.push(...(await orNone(schemaNames(context.database))).map((name) => nameCompletion(name, 'namespace', 'schema', word, wantsTable ? 3 : -1)));
  found.push(...(await databaseNames()).map((name) => nameCompletion(name, 'namespace', 'database', word, wantsTable ? 2 : -1)));
  return [...found, ...functionCompletions(known.functions, word), ...keywordCompletions(known, word)];
}

// `contextOf` says what is in use where the editor's statements run.
export function completeSql(contextOf: () => Context) {
  return async (asked: CompletionContext): Promise<CompletionResult | null> => {
    const { state, pos, explicit } = asked;
    if (SILENT.has(syntaxTree(state).resolveInner(pos, -1).name)) return null;
    const { from, text } = statementAround(state, pos);
    const before = text.slice(0, pos - from);
    const { qualifier, word } = nameAtEnd(before);
    if (!word && !qualifier.length && !explicit) return null;
    const start = before.slice(0, before.length - word.length);
    try {
      const options = qualifier.length
        ? await qualified(qualifier, text, contextOf(), word)
        : await unqualified(start, text, contextOf(), word);
      return asked.aborted || !options.length ? null : { from: pos - word.length, options, validFor: /^("(?:[^"]|"")*|[\w$]*)$/ };
    } catch (error) {
      if (error instanceof ApiError) return null; // The banner, or the login page, tells of it.
      throw error;
    }
  };
}
