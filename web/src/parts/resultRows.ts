// The rows of a result, fetched by pages as they are looked at; those not looked at for long are let go.
import { type Ref, shallowRef, watch } from 'vue';
import { type Answer, type Row, rows as fetchRows } from '../api';

const PAGE = 500;
const MOST_PAGES = 40;
const MOST_AT_ONCE = 2;

export function useResultRows(answer: Ref<Answer>) {
  const known = new Map<number, Row>();
  const pages = new Set<number>(); // Whole ones, the one wanted longest ago first.
  const loading = new Set<number>();
  const version = shallowRef(0); // Changes whenever rows have come.
  const problem = shallowRef('');
  let wanted: number[] = [];
  let turn = 0; // Which answer: what comes for the one before is dropped.

  function remember(first: number, rows: Row[]) {
    rows.forEach((row, at) => known.set(first + at, row));
    version.value++;
  }

  async function load(page: number) {
    const { queryId, totalRows } = answer.value;
    const end = Math.min((page + 1) * PAGE, totalRows);
    const mine = turn;

    for (let from = page * PAGE; from < end; ) {
      const got = await fetchRows(queryId, from, end - from);
      if (mine !== turn) return;
      remember(got.firstRow, got.rows);
      from = got.firstRow + got.rows.length;
      if (!got.rows.length) throw new Error('The result has fewer rows than it said.');
    }
  }

  function forgetOldest() {
    for (const page of pages) {
      if (pages.size <= MOST_PAGES) return;
      if (wanted.includes(page)) continue;
      pages.delete(page);
      for (let row = page * PAGE; row < (page + 1) * PAGE; row++) known.delete(row);
    }
  }

  function start(page: number) {
    const mine = turn;

    loading.add(page);
    load(page).then(() => {
      if (mine !== turn) return;
      pages.add(page);
      forgetOldest();
    }).catch((error) => {
      if (mine === turn) problem.value = (error as Error).message;
      wanted = [];
    }).finally(() => {
      if (mine !== turn) return;
      loading.delete(page);
      pump();
    });
  }

  function pump() {
    for (const page of wanted) if (loading.size < MOST_AT_ONCE && !pages.has(page) && !loading.has(page)) start(page);
  }

  // What is in sight now: what was before is not asked for any more.
  function want(from: number, to: number) {
    const next = [];

    for (let page = Math.floor(from / PAGE); page * PAGE < to; page++) {
      const isWhole = pages.delete(page);
      if (isWhole) pages.add(page);
      else if (!isKnown(Math.max(from, page * PAGE), Math.min(to, (page + 1) * PAGE))) next.push(page);
    }
    wanted = next;
    pump();
  }

  function isKnown(from: number, to: number) {
    for (let row = from; row < to; row++) if (!known.has(row)) return false;
    return true;
  }

  // All rows of a range, for the clipboard.
  async function range(from: number, to: number): Promise<Row[]> {
    const { queryId } = answer.value;
    const rows: Row[] = [];

    while (from < to) {
      if (known.has(from)) {
        rows.push(known.get(from++)!);
        continue;
      }
      const got = await fetchRows(queryId, from, to - from);
      const piece = got.rows.slice(from - got.firstRow, to - got.firstRow);
      if (!piece.length) throw new Error('The result has fewer rows than it said.');
      rows.push(...piece);
      from += piece.length;
    }
    return rows;
  }

  watch(answer, (next) => {
    turn++;
    known.clear();
    pages.clear();
    loading.clear();
    wanted = [];
    problem.value = '';
    remember(next.firstRow, next.rows);
  }, { immediate: true });

  return { row: (at: number): Row | undefined => known.get(at), want, range, version, problem };
}
