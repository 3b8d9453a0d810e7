// Places in a text of statements: the server counts bytes of UTF-8 and lines, the editor units of UTF-16.
import type { ServerError, Span } from '../api';

export interface Statement {
  from: number; // In the editor's units.
  to: number;
  sql: string;
  shown: string; // Without secrets.
}

// The units before each of some places in bytes, which are in order.
export function unitsOfBytes(text: string, places: number[]): number[] {
  let units = 0;
  let bytes = 0;

  return places.map((place) => {
    while (bytes < place && units < text.length) {
      const code = text.codePointAt(units)!;
      bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      units += code < 0x10000 ? 1 : 2;
    }
    return units;
  });
}

// The statements that the server found in text, which stands at `start` of the whole.
export function statementsOf(text: string, spans: Span[], start: number): Statement[] {
  const units = unitsOfBytes(text, spans.flatMap(({ from, to }) => [from, to]));

  return spans.map((span, at) => {
    const [from, to] = [units[2 * at], units[2 * at + 1]];
    const sql = text.slice(from, to);
    return { from: start + from, to: start + to, sql, shown: span.shown ?? sql };
  });
}

// The statement at the cursor: the one around it, else the one that ends in its line, else the next, else the last.
export function statementAt(text: string, statements: Statement[], cursor: number): Statement | undefined {
  const next = statements.findIndex(({ to }) => to >= cursor);
  const before = next < 0 ? statements.at(-1) : statements[next - 1];

  if (next >= 0 && statements[next].from <= cursor) return statements[next];
  if (before && !text.slice(before.to, cursor).includes('\n')) return before;
  return next < 0 ? before : statements[next];
}

// Where a statement stands in a text that may have changed since it was found; -1: it does not.
export const placeOf = ({ from, to, sql }: Statement, text: string): number => (text.slice(from, to) === sql ? from : text.indexOf(sql));

// Where an error of a statement is in the statement; undefined: it names no place.
export function errorAt(sql: string, error: ServerError): number | undefined {
  let start = 0;

  if (!error.line) return undefined;
  for (let line = 1; line < error.line; line++) {
    start = sql.indexOf('\n', start) + 1;
    if (!start) return undefined;
  }
  const end = sql.indexOf('\n', start);
  const line = sql.slice(start, end < 0 ? sql.length : end);
  return start + unitsOfBytes(line, [error.column ?? 0])[0];
}
