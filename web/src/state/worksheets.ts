// The user's worksheets, which the browser keeps: each under a key of its own, so that two windows never write over each
// other's texts.
import { reactive, watch } from 'vue';
import { type Context, leaveSession } from '../api';
import { router } from '../router';
import { account } from './account';

export interface Ran {
  sql: string; // Without secrets.
  startedOn: number;
  durationMs: number | null;
  rows: number | null;
  problem: string | null;
  queryId: string;
}

export interface Worksheet {
  id: string;
  name: string;
  text: string;
  session: string | null; // The server's number of it; it may have ended.
  context: Context | null; // What the session was left with.
  history: Ran[]; // The newest first.
}

const SAVE_AFTER_MS = 300;
const MOST_HISTORY = 100;
const MOST_HISTORY_CHARACTERS = 200_000;
const FIRST_TEXT = '-- Ctrl+Enter runs the statement under the cursor, Ctrl+Shift+Enter all of them.\nSELECT CURRENT_VERSION();\n';

export const worksheets = reactive({
  owner: '',
  sheets: [] as Worksheet[],
  chosen: '',
  closed: null as { sheet: Worksheet; place: number } | null, // Until another is closed, or the user lets it go.
  problem: '', // What this browser could not keep.
});

/* ---- keeping ---- */

const listKey = () => `snowglobe.worksheets.${worksheets.owner}`;
const sheetKey = (id: string) => `snowglobe.worksheet.${worksheets.owner}.${id}`;
const chosenKey = () => `snowglobe.worksheet-chosen.${worksheets.owner}`;

const stops = new Map<string, () => void>();
const waiting = new Map<string, number>();

function write(key: string, value: unknown) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    worksheets.problem = '';
  } catch (error) {
    worksheets.problem = `This browser does not keep the worksheets as they are now: ${(error as Error).message}`;
  }
}

function read<T>(key: string): T | null {
  const text = localStorage.getItem(key);
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null; // Not written by these pages.
  }
}

function save(sheet: Worksheet) {
  clearTimeout(waiting.get(sheet.id));
  waiting.delete(sheet.id);
  write(sheetKey(sheet.id), sheet);
}

function saveSoon(sheet: Worksheet) {
  if (!waiting.has(sheet.id)) waiting.set(sheet.id, window.setTimeout(() => save(sheet), SAVE_AFTER_MS));
}

const newId = () => Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join('');

const saveList = () => write(listKey(), worksheets.sheets.map(({ id }) => id));

function keep(sheet: Worksheet) {
  stops.set(sheet.id, watch(sheet, saveSoon, { deep: true }));
}

function forget(id: string) {
  stops.get(id)?.();
  stops.delete(id);
  clearTimeout(waiting.get(id));
  waiting.delete(id);
}

function saveAll() {
  for (const sheet of worksheets.sheets) if (waiting.has(sheet.id)) save(sheet);
}
addEventListener('pagehide', saveAll);
document.addEventListener('visibilitychange', saveAll);

/* ---- the list ---- */

function readSheet(id: string): Worksheet | null {
  const found = read<Partial<Worksheet>>(sheetKey(id));
  if (!found || typeof found.text !== 'string') return null;
  return { id, name: found.name ?? id, text: found.text, session: found.session ?? null, context: found.context ?? null, history: found.history ?? [] };
}

function add(sheet: Worksheet, place = worksheets.sheets.length): Worksheet {
  worksheets.sheets.splice(place, 0, sheet);
  const kept = worksheets.sheets[place]; // The reactive one.
  keep(kept);
  return kept;
}

function newName(): string {
  const taken = new Set(worksheets.sheets.map(({ name }) => name));
  let number = 1;
  while (taken.has(`Worksheet ${number}`)) number++;
  return `Worksheet ${number}`;
}

export function choose(id: string) {
  worksheets.chosen = id;
  sessionStorage.setItem(chosenKey(), id);
}

export function newWorksheet(text = '', name = newName(), context: Context | null = null): Worksheet {
  const sheet = add({ id: newId(), name, text, session: null, context, history: [] });
  save(sheet);
  saveList();
  choose(sheet.id);
  return sheet;
}

export function loadWorksheets(user: string) {
  if (worksheets.owner === user) return;
  [...stops.keys()].forEach(forget);
  Object.assign(worksheets, { owner: user, sheets: [], chosen: '', closed: null, problem: '' });
  for (const id of read<string[]>(listKey()) ?? []) {
    const sheet = readSheet(id);
    if (sheet) add(sheet);
  }
  if (!worksheets.sheets.length) newWorksheet(FIRST_TEXT);
  const last = sessionStorage.getItem(chosenKey());
  choose(worksheets.sheets.find(({ id }) => id === last)?.id ?? worksheets.sheets[0].id);
}

// Shows a text in a new worksheet: for all panels.
export function openWorksheet(text: string, name?: string) {
  if (account.me) loadWorksheets(account.me.user);
  newWorksheet(text, name);
  router.push('/worksheets');
}

export function letGo() {
  const session = worksheets.closed?.sheet.session;
  if (session) void leaveSession(session);
  worksheets.closed = null;
}

export function closeWorksheet(id: string) {
  letGo();
  const place = worksheets.sheets.findIndex((sheet) => sheet.id === id);
  const [sheet] = worksheets.sheets.splice(place, 1);
  forget(id);
  localStorage.removeItem(sheetKey(id));
  worksheets.closed = { sheet, place };
  if (!worksheets.sheets.length) newWorksheet();
  else saveList();
  if (worksheets.chosen === id) choose(worksheets.sheets[Math.min(place, worksheets.sheets.length - 1)].id);
}

export function reopenWorksheet() {
  if (!worksheets.closed) return;
  const { sheet, place } = worksheets.closed;
  worksheets.closed = null;
  save(add(sheet, Math.min(place, worksheets.sheets.length)));
  saveList();
  choose(sheet.id);
}

export function moveWorksheet(id: string, place: number) {
  const from = worksheets.sheets.findIndex((sheet) => sheet.id === id);
  if (from < 0 || place < 0 || place >= worksheets.sheets.length) return;
  worksheets.sheets.splice(place, 0, ...worksheets.sheets.splice(from, 1));
  saveList();
}

export function remember(sheet: Worksheet, ran: Ran) {
  let characters = 0;
  sheet.history.unshift(ran);
  const most = sheet.history.findIndex(({ sql }, at) => at > 0 && (at >= MOST_HISTORY || (characters += sql.length) > MOST_HISTORY_CHARACTERS));
  if (most > 0) sheet.history.length = most;
}

/* ---- what other windows write ---- */

function takeList(ids: string[]) {
  for (const sheet of worksheets.sheets.filter(({ id }) => !ids.includes(id))) {
    forget(sheet.id);
    worksheets.sheets.splice(worksheets.sheets.indexOf(sheet), 1);
  }
  ids.forEach((id, place) => {
    const from = worksheets.sheets.findIndex((sheet) => sheet.id === id);
    const sheet = from < 0 ? readSheet(id) : null;
    if (sheet) add(sheet, Math.min(place, worksheets.sheets.length));
    else if (from >= 0 && from !== place) worksheets.sheets.splice(place, 0, ...worksheets.sheets.splice(from, 1));
  });
  if (!worksheets.sheets.length) newWorksheet();
  if (!worksheets.sheets.some(({ id }) => id === worksheets.chosen)) choose(worksheets.sheets[0].id);
}

addEventListener('storage', ({ key, newValue }) => {
  if (!worksheets.owner || !key || newValue === null) return;
  if (key === listKey()) takeList(JSON.parse(newValue));
  const sheet = worksheets.sheets.find(({ id }) => key === sheetKey(id));
  if (sheet) Object.assign(sheet, readSheet(sheet.id));
});
