// What the beginning of a file says of it: its kind by its name, and of CSV the delimiter and the names of columns.

export type FileKind = 'csv' | 'json' | 'parquet';

export const KIND_WORDS: Record<FileKind, string> = { csv: 'CSV', json: 'JSON', parquet: 'Parquet' };

const ENDINGS: Record<string, FileKind> = { csv: 'csv', tsv: 'csv', txt: 'csv', json: 'json', ndjson: 'json', jsonl: 'json', parquet: 'parquet' };

const SAMPLE_BYTES = 256 * 1024;
const DELIMITERS = [',', ';', '\t', '|'];

const isPacked = (name: string) => /\.gz$/i.test(name);

export const kindOf = (name: string): FileKind | null => ENDINGS[name.replace(/\.gz$/i, '').split('.').pop()!.toLowerCase()] ?? null;

// "orders 2024.csv.gz" becomes ORDERS_2024.
export function tableNameOf(name: string): string {
  const stem = name.replace(/\.gz$/i, '').replace(/\.[^.]*$/, '').toUpperCase().replace(/[^\p{L}\p{N}_$]+/gu, '_').replace(/^_+|_+$/g, '');
  return /^\p{L}/u.test(stem) ? stem : `T_${stem}`;
}

// A beginning of a packed file unpacks to a beginning, and then fails.
async function unpacked(part: Blob): Promise<Uint8Array> {
  const reader = part.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  const pieces: Uint8Array[] = [];
  let size = 0;

  while (size < SAMPLE_BYTES) {
    const piece = await reader.read().catch(() => null);
    if (!piece || piece.done) break;
    pieces.push(piece.value);
    size += piece.value.length;
  }
  void reader.cancel().catch(() => undefined); // It may have failed, as above.
  const all = new Uint8Array(size);
  pieces.reduce((at, piece) => (all.set(piece, at), at + piece.length), 0);
  return all;
}

export async function sampleOf(file: File): Promise<string> {
  const part = file.slice(0, SAMPLE_BYTES);
  const bytes = isPacked(file.name) ? await unpacked(part) : new Uint8Array(await part.arrayBuffer());
  return new TextDecoder().decode(bytes).replace(/^\uFEFF/, '');
}

// The first records, as a reader with quotes around fields would cut them.
export function recordsOf(text: string, delimiter: string, most: number): string[][] {
  const records: string[][] = [];
  let fields: string[] = [];
  let field = '';
  let isQuoted = false;

  const endRecord = () => {
    records.push([...fields, field]);
    fields = [];
    field = '';
  };

  for (let at = 0; at < text.length && records.length < most; at++) {
    const c = text[at];
    if (isQuoted) {
      if (c !== '"') field += c;
      else if (text[at + 1] === '"') field += text[++at];
      else isQuoted = false;
    } else if (c === '"' && field === '') isQuoted = true;
    else if (c === delimiter) {
      fields.push(field);
      field = '';
    } else if (c === '\n') endRecord();
    else if (c !== '\r') field += c;
  }
  if (records.length < most && (field || fields.length)) endRecord();
  return records;
}

const LOOKED_AT = 20;

// The one by which the records have the most fields, of those by which they have equally many.
export function delimiterOf(text: string): string {
  let best = ',';
  let most = 1;

  for (const delimiter of DELIMITERS) {
    const records = recordsOf(text, delimiter, LOOKED_AT + 1).slice(0, LOOKED_AT);
    const width = records[0]?.length ?? 0;
    if (width > most && records.slice(0, -1).every((record) => record.length === width)) {
      best = delimiter;
      most = width;
    }
  }
  return best;
}

// Names are all there, differ, and are no values.
export function hasNames(first: string[]): boolean {
  const names = first.map((name) => name.trim());
  return names.length > 0 && new Set(names).size === names.length && names.every((name) => name !== '' && !/^[-+.\d]/.test(name) && !/^(true|false|null)$/i.test(name));
}
