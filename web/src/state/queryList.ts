// The list of statements that ran: pages behind each other, and what is new in front of them.
import { reactive } from 'vue';
import { type Query, type QueryFilter, queries, query } from '../api';

export const RANGES: [string, string][] = [['', 'Any time'], ['3600', 'Last hour'], ['86400', 'Last 24 hours'], ['604800', 'Last 7 days']];

export const noFilter = () => ({ status: '', user: '', warehouse: '', type: '', text: '', seconds: '' });
export type ChosenFilter = ReturnType<typeof noFilter>;

export const asked = ({ seconds, text, user, warehouse, type, status }: ChosenFilter): QueryFilter => ({
  status,
  user: user.trim(),
  warehouse: warehouse.trim(),
  type: type.trim().toUpperCase().replaceAll(' ', '_'),
  text,
  from: seconds && String(Date.now() - Number(seconds) * 1000),
});

export function queryList() {
  const list = reactive({
    queries: [] as Query[],
    next: null as string | null,
    isLoading: false,
    hasLoaded: false,
    unseen: 0, // New ones that are not in the list yet; they would move what the user looks at.
  });
  let filter: QueryFilter = asked(noFilter());
  let turn = 0; // Answers to what is not asked any more are let go.

  async function load(now: QueryFilter) {
    const own = ++turn;
    filter = now;
    list.isLoading = true;
    try {
      const page = await queries(filter, '');
      if (own !== turn) return;
      Object.assign(list, { queries: page.queries, next: page.next, unseen: 0, hasLoaded: true });
    } finally {
      if (own === turn) list.isLoading = false;
    }
  }

  async function more() {
    const own = turn;
    if (list.next === null || list.isLoading) return;
    list.isLoading = true;
    try {
      const page = await queries(filter, list.next);
      if (own !== turn) return;
      list.queries.push(...page.queries);
      list.next = page.next;
    } finally {
      if (own === turn) list.isLoading = false;
    }
  }

  // In their places, as they are now; `others` are those that may be behind the first page.
  async function renew(page: Query[]) {
    const known = new Map(page.map((one) => [one.queryId, one]));
    const others = list.queries.filter(({ queryId, status }) => status === 'running' && !known.has(queryId));

    for (const one of await Promise.all(others.map(({ queryId }) => query(queryId)))) known.set(one.queryId, one);
    list.queries = list.queries.map((one) => known.get(one.queryId) ?? one);
  }

  // What is new comes in front when the user looks at the beginning; otherwise it is counted.
  async function refresh(now: QueryFilter, isAtTop: boolean) {
    const own = turn;
    if (list.isLoading) return;
    const page = await queries(now, '');
    if (own !== turn) return;
    const first = list.queries[0]?.queryId;
    const at = page.queries.findIndex(({ queryId }) => queryId === first);
    const fresh = at < 0 ? page.queries : page.queries.slice(0, at);
    if (fresh.length && isAtTop && (at < 0 || !list.queries.length)) {
      Object.assign(list, { queries: page.queries, next: page.next, unseen: 0 });
      return;
    }
    await renew(page.queries);
    if (own !== turn) return;
    if (isAtTop) list.queries.unshift(...fresh);
    list.unseen = isAtTop ? 0 : fresh.length;
  }

  return { list, load, more, refresh };
}
