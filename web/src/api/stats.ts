// What the server does, in numbers.
import { get } from './client';

export interface Minute {
  on: number;
  queries: number;
  failed: number;
  p50_ms: number | null;
  p95_ms: number | null;
}

export interface Storage {
  total_bytes: number;
  database_bytes: number;
  results_bytes: number;
  stages_bytes: number;
  other_bytes: number;
  free_bytes: number;
}

export interface Stats {
  uptime_seconds: number;
  active_sessions: number;
  running_queries: number;
  queued_queries: number;
  connections: number | null;
  total_queries: number;
  successful_queries: number;
  failed_queries: number;
  average_query_duration_ms: number | null;
  result_rows: number;
  result_bytes: number;
  p50_ms: number | null;
  p90_ms: number | null;
  p95_ms: number | null;
  p99_ms: number | null;
  minutes: Minute[]; // The last hour, oldest first.
  memory: { process_bytes: number | null; engine_bytes: number | null };
  storage: Storage | null;
  results_kept: { count: number; memory_bytes: number; file_bytes: number };
}

export const stats = (signal?: AbortSignal): Promise<Stats> => get('/api/stats', signal);
