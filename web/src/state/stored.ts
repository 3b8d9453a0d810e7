// Settings that the browser keeps: a ref whose value is there again after a reload.
import { type Ref, ref, watch } from 'vue';

const PREFIX = 'snowglobe.';

function read<T>(key: string, otherwise: T, isGood: (value: unknown) => boolean): T {
  const text = localStorage.getItem(PREFIX + key);
  if (text === null) return otherwise;
  try {
    const value = JSON.parse(text);
    return isGood(value) ? (value as T) : otherwise;
  } catch {
    return otherwise; // Another version of these pages may have written it.
  }
}

export function stored<T>(key: string, otherwise: T, isGood: (value: unknown) => boolean = (value) => typeof value === typeof otherwise): Ref<T> {
  const value = ref(read(key, otherwise, isGood)) as Ref<T>;

  watch(value, (now) => localStorage.setItem(PREFIX + key, JSON.stringify(now)), { deep: true });
  return value;
}
