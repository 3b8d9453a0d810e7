/* dash_stats.c: what the server does, in numbers. */
#include "dashboard/dash_stats.h"

#include "base/clock.h"
#include "base/process.h"
#include "dashboard/dash_guard.h"
#include "dashboard/dash_load.h"
#include "data/json.h"
#include "data/member.h"
#include "session/probe.h"
#include "session/results.h"
#include "session/server_facts.h"
#include "session/statistics.h"

static const struct percentile {
  const char *name;
  double share;
} percentiles[] = {
  { "p50_ms", 0.5 },
  { "p90_ms", 0.9 },
  { "p95_ms", 0.95 },
  { "p99_ms", 0.99 },
};

/* Microseconds, written as milliseconds; negative: null. */
static void put_ms(struct buf *out, const char *name, int64_t us)
{
  if (us < 0)
    member_null(out, name);
  else
    member_micros(out, name, us);
}

static void put_totals(struct buf *out, const struct query_totals *totals)
{
  int64_t good = totals->by_status[QUERY_SUCCESS];

  member_int(out, "total_queries", totals->count);
  member_int(out, "successful_queries", good);
  member_int(out, "failed_queries", totals->count - good);
  put_ms(out, "average_query_duration_ms",
         totals->count ? totals->duration_us / totals->count : -1);
  member_int(out, "result_rows", totals->rows);
  member_int(out, "result_bytes", totals->bytes);
}

static void put_minutes(struct buf *out, const struct query_minute *minutes)
{
  member_open(out, "minutes", '[');
  for (int i = 0; i < STATISTICS_MINUTES; i++) {
    json_put_open(out, '{');
    member_int(out, "on", minutes[i].on_ms);
    member_int(out, "queries", minutes[i].count);
    member_int(out, "failed", minutes[i].failed);
    put_ms(out, "p50_ms", minutes[i].p50_us);
    put_ms(out, "p95_ms", minutes[i].p95_us);
    json_put_close(out, '}');
  }
  json_put_close(out, ']');
}

static void put_hour(struct call *call, struct buf *out)
{
  struct query_minute minutes[STATISTICS_MINUTES];
  struct histogram *hour = ARENA_NEW(call->arena, struct histogram);

  statistics_last_hour(call->instance->statistics, clock_now_ms(), minutes, hour);
  for (size_t i = 0; i < sizeof percentiles / sizeof *percentiles; i++)
    put_ms(out, percentiles[i].name, histogram_quantile(hour, percentiles[i].share));
  put_minutes(out, minutes);
}

static void put_load(const struct instance *instance, struct buf *out)
{
  struct dash_load load = dash_load_now(instance);

  member_int(out, "active_sessions", load.sessions);
  member_int(out, "running_queries", load.running);
  member_int(out, "queued_queries", load.queued);
  member_int_or_null(out, "connections", load.connections);
}

static void put_memory(const struct instance *instance, struct buf *out)
{
  member_open(out, "memory", '{');
  member_int_or_null(out, "process_bytes", process_figures().resident_bytes);
  member_int_or_null(out, "engine_bytes", probe_engine_memory(instance->probe));
  json_put_close(out, '}');
}

static void put_storage(const struct instance *instance, struct buf *out)
{
  struct probe_storage storage;

  if (!probe_storage(instance->probe, &storage)) {
    member_null(out, "storage");
    return;
  }
  member_open(out, "storage", '{');
  member_int(out, "total_bytes", storage.total);
  member_int(out, "database_bytes", storage.database);
  member_int(out, "results_bytes", storage.results);
  member_int(out, "stages_bytes", storage.stages);
  member_int(out, "other_bytes", storage.other);
  member_int(out, "free_bytes", storage.free);
  json_put_close(out, '}');
}

static void put_results(const struct instance *instance, struct buf *out)
{
  struct results_kept kept = results_kept(instance->results);

  member_open(out, "results_kept", '{');
  member_int(out, "count", kept.count);
  member_int(out, "memory_bytes", kept.memory_bytes);
  member_int(out, "file_bytes", kept.file_bytes);
  json_put_close(out, '}');
}

void dash_stats(struct call *call)
{
  const struct instance *instance = call->instance;
  struct buf *out = call->answer;
  struct query_totals totals;
  struct login_grant grant;

  if (!dash_guard_user(call, &grant))
    return;
  totals = statistics_totals(instance->statistics);
  json_put_open(out, '{');
  if (instance->facts)
    member_int(out, "uptime_seconds",
               (clock_now_ms() - instance->facts->started_ms) / 1000);
  put_load(instance, out);
  put_totals(out, &totals);
  put_hour(call, out);
  put_memory(instance, out);
  put_storage(instance, out);
  put_results(instance, out);
  json_put_close(out, '}');
  dash_respond(call, 200);
}
