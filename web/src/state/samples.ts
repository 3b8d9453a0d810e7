// What the server's figures were in the last minutes, as far as this page has asked: the server keeps the statements of an hour only.
import { shallowRef } from 'vue';
import { type Stats, stats } from '../api/stats';

export interface Sample {
  on: number;
  sessions: number;
  running: number;
  queued: number;
  process: number | null;
  engine: number | null;
}

const KEPT_MS = 15 * 60 * 1000;

export const samples = shallowRef<Sample[]>([]);

export async function sample(signal: AbortSignal): Promise<Stats> {
  const told = await stats(signal);
  const on = Date.now();

  samples.value = [
    ...samples.value.filter((one) => on - one.on < KEPT_MS),
    { on, sessions: told.active_sessions, running: told.running_queries, queued: told.queued_queries, process: told.memory.process_bytes, engine: told.memory.engine_bytes },
  ];
  return told;
}
