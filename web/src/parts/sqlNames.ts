// Names in statements that are being written: which tables are there, under which aliases. No grammar: half a statement has
// none.

export interface TableName {
  parts: string[]; // As stored: 't' is T, '"t"' is t.
  alias: string | null;
}

const TOKEN = /--[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\$\$[\s\S]*?(?:\$\$|$)|'(?:[^'\\]|\\.|'')*(?:'|$)|"(?:[^"]|"")*"|[A-Za-z_][\w$]*|[^\s]/g;
const IS_NOTHING = /^(--|\/\/|\/\*|\$\$|')/;
const IS_NAME = /^("|[A-Za-z_])/;
const BEFORE_TABLE = new Set(['FROM', 'JOIN', 'INTO', 'UPDATE', 'TABLE', 'VIEW', 'USING']);
const ENDS_TABLES = new Set(['WHERE', 'GROUP', 'ORDER', 'HAVING', 'QUALIFY', 'LIMIT', 'SELECT', 'ON', 'SET', 'VALUES', 'UNION', 'EXCEPT', 'INTERSECT', 'MINUS', 'WINDOW', 'FETCH', 'WHEN']);
const NO_ALIAS = new Set([...ENDS_TABLES, ...BEFORE_TABLE, 'AS', 'INNER', 'LEFT', 'RIGHT', 'FULL', 'CROSS', 'NATURAL', 'LATERAL', 'ASOF', 'OUTER', 'SAMPLE', 'TABLESAMPLE', 'PIVOT', 'UNPIVOT', 'AT', 'BEFORE', 'CHANGES', 'MATCH_RECOGNIZE', 'MATCH_CONDITION', 'IF', 'ADD', 'DROP', 'ALTER', 'RENAME', 'OFFSET', 'THEN']);

export const storedName = (written: string): string => (written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written.toUpperCase());

const tokensOf = (sql: string): string[] => (sql.match(TOKEN) ?? []).filter((token) => !IS_NOTHING.test(token));

// The tables of a statement, those of its subqueries among them.
export function tablesOf(sql: string): TableName[] {
  const tokens = tokensOf(sql);
  const found: TableName[] = [];
  const lists: boolean[] = [false]; // At each depth of parentheses: a comma is followed by a table.
  let at = 0;

  function takeTable(isFunctionPossible: boolean) {
    const parts: string[] = [];
    while (IS_NAME.test(tokens[at] ?? '')) {
      parts.push(storedName(tokens[at++]));
      if (tokens[at] !== '.') break;
      at++;
    }
    if (!parts.length || (isFunctionPossible && tokens[at] === '(')) return;
    if (tokens[at]?.toUpperCase() === 'AS') at++;
    const alias = tokens[at] ?? '';
    const hasAlias = IS_NAME.test(alias) && !NO_ALIAS.has(alias.toUpperCase());
    if (hasAlias) at++;
    found.push({ parts, alias: hasAlias ? storedName(alias) : null });
  }

  while (at < tokens.length) {
    const word = tokens[at++].toUpperCase();
    if (word === '(') lists.push(false);
    else if (word === ')') lists.length > 1 && lists.pop();
    else if (BEFORE_TABLE.has(word) || (word === ',' && lists.at(-1))) {
      lists[lists.length - 1] = word !== 'UPDATE' && word !== 'INTO';
      takeTable(word !== 'INTO' && word !== 'TABLE');
    } else if (ENDS_TABLES.has(word)) lists[lists.length - 1] = false;
  }
  return found;
}

// The names that WITH gives to queries.
export function commonTables(sql: string): string[] {
  const tokens = tokensOf(sql);
  const found: string[] = [];

  tokens.forEach((token, at) => {
    const before = tokens[at - 1]?.toUpperCase();
    if (IS_NAME.test(token) && tokens[at + 1]?.toUpperCase() === 'AS' && tokens[at + 2] === '(' && (before === 'WITH' || before === 'RECURSIVE' || before === ','))
      found.push(storedName(token));
  });
  return found;
}

// The names before the last dot at the end of a text, and what is written behind it: 'a."B".c' gives [A, B] and c.
export function nameAtEnd(text: string): { qualifier: string[]; word: string } {
  const [whole] = /(?:(?:"(?:[^"]|"")*"|[A-Za-z_][\w$]*)\.)*(?:"(?:[^"]|"")*|[A-Za-z_][\w$]*)?$/.exec(text)!;
  const parts: string[] = whole.match(/"(?:[^"]|"")*"?|[A-Za-z_][\w$]*|\./g) ?? [];
  const last = parts.lastIndexOf('.');

  return { qualifier: parts.slice(0, last + 1).filter((part) => part !== '.').map(storedName), word: parts.slice(last + 1).join('') };
}

// The last word before a place that is no part of a name being written there: 'FROM' in 'SELECT a FROM db.t'.
export const wordBefore = (text: string): string => tokensOf(text).at(-1)?.toUpperCase() ?? '';
