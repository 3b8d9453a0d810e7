// By what a result is sorted and filtered: the state that the grid's head shows, and the new result that the server makes.
import { type Ref, computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue';
import { type Answer, type Column, type FilterBy, type Operator, type SortBy, viewResult } from '../api';

export const OPERATOR_WORDS: Record<Operator, string> = {
  contains: 'contains', equals: '=', notEquals: '≠', less: '<', lessOrEqual: '≤', greater: '>', greaterOrEqual: '≥', isNull: 'is NULL', isNotNull: 'is not NULL',
};
const ALL = Object.keys(OPERATOR_WORDS) as Operator[];
const NULLNESS: Operator[] = ['isNull', 'isNotNull'];
const WITHOUT_ORDER = new Set(['object', 'array', 'map', 'vector', 'geography', 'geometry']);
const ONLY_EQUAL = new Set([...WITHOUT_ORDER, 'variant', 'binary']);

export const takesValue = (operator: Operator) => !NULLNESS.includes(operator);
export const isSortable = (column: Column) => !WITHOUT_ORDER.has(column.kind) && column.kind !== 'file';
export const isNumeric = (column: Column) => ['fixed', 'real', 'decfloat'].includes(column.kind);

export function operatorsOf(column: Column): Operator[] {
  if (column.kind === 'file') return NULLNESS;
  return ONLY_EQUAL.has(column.kind) ? ['contains', 'equals', 'notEquals', ...NULLNESS] : ALL;
}

export function useResultView(base: Ref<Answer>) {
  const sorts = ref<SortBy[]>([]);
  const filters = ref<FilterBy[]>([]);
  const view = shallowRef<Answer | null>(null);
  const isBusy = ref(false);
  const problem = ref('');
  let running: AbortController | null = null;

  const shown = computed(() => view.value ?? base.value);
  const isChanged = computed(() => sorts.value.length + filters.value.length > 0);
  const sorted = computed(() => new Map(sorts.value.map(({ column, descending }, at) => [column, { descending, place: at + 1 }])));
  const filtered = computed(() => new Set(filters.value.map(({ column }) => column)));

  function stop() {
    running?.abort();
    running = null;
    isBusy.value = false;
  }

  // What is shown stays until the new result is there; one that fails leaves it.
  async function refresh() {
    stop();
    problem.value = '';
    if (!isChanged.value) {
      view.value = null;
      return;
    }
    const mine = (running = new AbortController());
    isBusy.value = true;
    try {
      const next = await viewResult(base.value.queryId, sorts.value, filters.value, mine.signal);
      if (running === mine) view.value = next;
    } catch (error) {
      if (running === mine) problem.value = (error as Error).message;
    }
    if (running === mine) stop();
  }

  function setSort(column: number, descending: boolean | null, isMore: boolean) {
    const others = isMore ? sorts.value.filter((one) => one.column !== column) : [];
    const at = sorts.value.findIndex((one) => one.column === column);

    if (descending === null) sorts.value = others;
    else if (isMore && at >= 0) sorts.value = sorts.value.map((one) => (one.column === column ? { column, descending } : one));
    else sorts.value = [...others, { column, descending }];
    void refresh();
  }

  // Up, down, as it was.
  function turnSort(column: number, isMore: boolean) {
    const now = sorted.value.get(column);
    setSort(column, now ? (now.descending ? null : true) : false, isMore);
  }

  function setFilters(next: FilterBy[]) {
    filters.value = next;
    void refresh();
  }

  function clear() {
    sorts.value = [];
    filters.value = [];
    void refresh();
  }

  watch(base, () => {
    stop();
    sorts.value = [];
    filters.value = [];
    view.value = null;
    problem.value = '';
  });
  onBeforeUnmount(stop);

  return { sorts, filters, shown, isChanged, sorted, filtered, isBusy, problem, setSort, turnSort, setFilters, clear };
}
