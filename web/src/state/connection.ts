// Whether the server answers: api/client.ts tells it, the header, the footer and the banner show it.
import { reactive } from 'vue';

const TRY_AGAIN_MS = 1000;

export const connection = reactive({
  isReachable: true,
  lastMs: null as number | null, // How long the last answer took.
});

const waiting: (() => void)[] = [];

export function answered(ms: number) {
  connection.lastMs = ms;
  connection.isReachable = true;
  waiting.splice(0).forEach((resume) => resume());
}

async function tryAgain() {
  const began = performance.now();
  try {
    await fetch('/api/me');
    answered(performance.now() - began);
  } catch {
    setTimeout(tryAgain, TRY_AGAIN_MS);
  }
}

export function lost() {
  if (!connection.isReachable) return;
  connection.isReachable = false;
  setTimeout(tryAgain, TRY_AGAIN_MS);
}

// Resolves when the server answers (again).
export const reachable = (): Promise<void> =>
  connection.isReachable ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve));
