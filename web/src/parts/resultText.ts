// Cells as text for the clipboard. NULL is nothing; in CSV an empty text is "" so that the two differ, as in exported files.
import type { Column, Row } from '../api';

export type CopyForm = 'tsv' | 'csv';

const QUOTED = { tsv: /["\t\r\n]/, csv: /[",\r\n]/ };
const BETWEEN = { tsv: '\t', csv: ',' };
const ROW_END = { tsv: '\n', csv: '\r\n' };

function field(value: string | null, form: CopyForm): string {
  if (value === null) return '';
  if (QUOTED[form].test(value) || (form === 'csv' && value === '')) return `"${value.replaceAll('"', '""')}"`;
  return value;
}

export function cellsAsText(rows: Row[], columns: Column[], form: CopyForm, withNames: boolean): string {
  const lines = rows.map((row) => row.map((value) => field(value, form)).join(BETWEEN[form]));

  if (withNames) lines.unshift(columns.map((column) => field(column.name, form)).join(BETWEEN[form]));
  return lines.join(ROW_END[form]) + (form === 'csv' ? ROW_END.csv : '');
}
