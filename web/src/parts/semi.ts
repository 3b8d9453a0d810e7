// Semi-structured values as trees. Read by hand: numbers keep all their digits, and Snowflake's text has `undefined` and NaN.

export type Semi =
  | { kind: 'object'; members: [string, Semi][] }
  | { kind: 'array'; items: Semi[] }
  | { kind: 'string'; text: string }
  | { kind: 'word'; text: string }; // A number, true, null, undefined: as it is written.

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  read(): Semi {
    const value = this.value();
    this.blanks();
    if (this.at < this.text.length) this.fail();
    return value;
  }

  private fail(): never {
    throw new SyntaxError(`No value at ${this.at}`);
  }

  private blanks() {
    while (' \t\r\n'.includes(this.text[this.at] ?? '-')) this.at++;
  }

  private take(token: string): boolean {
    this.blanks();
    if (this.text[this.at] !== token) return false;
    this.at++;
    return true;
  }

  private string(): string {
    const from = this.at;
    if (!this.take('"')) this.fail();
    for (; this.text[this.at] !== '"'; this.at++) {
      if (this.at >= this.text.length) this.fail();
      if (this.text[this.at] === '\\') this.at++;
    }
    return JSON.parse(this.text.slice(from, ++this.at));
  }

  private value(): Semi {
    this.blanks();
    const first = this.text[this.at];

    if (first === '{') return { kind: 'object', members: this.list('{', '}', () => this.member()) };
    if (first === '[') return { kind: 'array', items: this.list('[', ']', () => this.value()) };
    if (first === '"') return { kind: 'string', text: this.string() };
    const word = /[\w+.-]+/y;
    word.lastIndex = this.at;
    const found = word.exec(this.text);
    if (!found) this.fail();
    this.at += found[0].length;
    return { kind: 'word', text: found[0] };
  }

  private member(): [string, Semi] {
    this.blanks();
    const name = this.string();
    if (!this.take(':')) this.fail();
    return [name, this.value()];
  }

  private list<T>(open: string, close: string, read: () => T): T[] {
    const items: T[] = [];
    this.take(open);
    if (this.take(close)) return items;
    do items.push(read()); while (this.take(','));
    if (!this.take(close)) this.fail();
    return items;
  }
}

// null: the text is none.
export function readSemi(text: string): Semi | null {
  try {
    return new Reader(text).read();
  } catch {
    return null;
  }
}

// The path of a member, as SQL takes it behind the path of what holds it: col:a.b, col:a['odd name'], col[0].
export function memberPath(path: string, name: string, isFirst: boolean): string {
  if (!/^[A-Za-z_][A-Za-z0-9_$]*$/.test(name)) return `${path}['${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`;
  return isFirst ? `${path}:${name}` : `${path}.${name}`;
}

export const itemPath = (path: string, at: number) => `${path}[${at}]`;
