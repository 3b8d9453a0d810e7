// What is asked again and again while a component is there and the page is visible.
import { onBeforeUnmount, onMounted, ref, shallowRef } from 'vue';
import { reachable } from './connection';

export function usePolling<T>(question: (signal: AbortSignal) => Promise<T>, everyMs: number) {
  const data = shallowRef<T | null>(null);
  const problem = ref('');
  const leaving = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsking = false;

  async function refresh() {
    if (isAsking) return;
    isAsking = true;
    clearTimeout(timer);
    try {
      data.value = await question(leaving.signal);
      problem.value = '';
    } catch (error) {
      if (!leaving.signal.aborted) problem.value = (error as Error).message;
    }
    isAsking = false;
    if (leaving.signal.aborted) return;
    await reachable();
    if (!document.hidden && !leaving.signal.aborted) timer = setTimeout(refresh, everyMs);
  }

  function look() {
    clearTimeout(timer);
    if (!document.hidden) void refresh();
  }

  onMounted(() => {
    document.addEventListener('visibilitychange', look);
    look();
  });
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', look);
    clearTimeout(timer);
    leaving.abort();
  });
  return { data, problem, refresh };
}
