// Statements with line breaks and indentation. A statement stays as it is unless all of its tokens do.
import type { Statement } from './sqlText';

const TOKEN = /--[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/|\$\$[\s\S]*?\$\$|[xX]?'(?:[^'\\]|\\.|'')*'|"(?:[^"]|"")*"|file:\/\/\S+|@[^\s;,()]*|->>|::|=>|->|:=|\|\||!=|<>|>=|<=|[A-Za-z_$][\w$]*|\.?\d[\w.]*(?:(?<=[eE])[+-]\d+)?|[^\s]/g;

// What the formatter takes for one word each.
const WORDS = ['@[~%]?[\\w./$*"%-]*', 'file:\\/\\/\\S+', '->>', "[xX]'[0-9a-fA-F]*'", '\\?'];

const isComment = (token: string) => token.startsWith('--') || token.startsWith('//') || token.startsWith('/*');

const tokensOf = (sql: string): string => JSON.stringify((sql.match(TOKEN) ?? []).map((token) => (isComment(token) ? token.replace(/\s+/g, ' ').trim() : token)));

export interface Formatted {
  text: string;
  untouched: number; // Statements that are written in a way that the formatter does not know.
}

// `text` begins at `start` of the whole; what stands between its statements stays.
export async function formatSql(text: string, start: number, statements: Statement[]): Promise<Formatted> {
  const { formatDialect, snowflake } = await import('sql-formatter');
  let untouched = 0;
  let end = 0;
  let out = '';

  function one(sql: string): string {
    try {
      const formatted = formatDialect(sql, { dialect: snowflake, paramTypes: { custom: WORDS.map((regex) => ({ regex })) } });
      if (tokensOf(formatted) === tokensOf(sql)) return formatted;
    } catch {
      // It says so of what it cannot read: the statement stays as it is.
    }
    untouched++;
    return sql;
  }

  for (const { from, to, sql } of statements) {
    out += text.slice(end, from - start) + one(sql);
    end = to - start;
  }
  return { text: out + text.slice(end), untouched };
}
