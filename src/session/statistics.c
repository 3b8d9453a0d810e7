/* statistics.c: how many statements and requests there were, and how long they took. */
#include "session/statistics.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"

#define MINUTE_MS 60000
/* What is recent of a warehouse: this window and the one before. */
#define WINDOW_MS (5 * MINUTE_MS)
/* Where names that came too late are counted. */
#define OTHERS "other"

const int64_t statistics_bounds[STATISTICS_BOUNDS] = {
  1000,   2500,    5000,    10000,   25000,    50000,    100000,
  250000, 1000000, 2500000, 5000000, 10000000, 60000000, 600000000,
};

struct minute {
  int64_t number; /* Since 1970: whose figures these are. */
  int64_t failed;
  struct histogram durations;
};

struct warehouse_entry {
  struct query_totals totals;
  int64_t within[STATISTICS_BOUNDS];
  int64_t window; /* Since 1970: whose durations are in recent[0]. */
  struct histogram recent[2];
};

struct load_entry {
  int64_t rows, errors;
};

/* Of endpoints and statuses; both are few. */
#define REQUEST_ROOM 1024

struct statistics {
  _Atomic int64_t renewals[2]; /* Refused, given. */
  pthread_mutex_t requests_lock;
  struct request_totals requests[REQUEST_ROOM]; /* By hash; endpoint NULL: free. */
  int request_count;
  pthread_mutex_t queries; /* Guards the following. */
  struct query_totals totals;
  struct minute minutes[STATISTICS_MINUTES]; /* Each at its number modulo 60. */
  struct map *warehouses;                    /* struct warehouse_entry by name */
  struct map *loads;                         /* struct load_entry by table */
};

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

struct statistics *statistics_new(void)
{
  struct statistics *statistics = must(calloc(1, sizeof *statistics));

  pthread_mutex_init(&statistics->queries, NULL);
  pthread_mutex_init(&statistics->requests_lock, NULL);
  statistics->warehouses = map_new();
  statistics->loads = map_new();
  return statistics;
}

static void free_values(struct map *map)
{
  struct text key;
  size_t at = 0;
  void *value;

  while ((value = map_next(map, &at, &key)) != NULL)
    free(value);
  map_free(map);
}

void statistics_free(struct statistics *statistics)
{
  if (!statistics)
    return;
  free_values(statistics->warehouses);
  free_values(statistics->loads);
  pthread_mutex_destroy(&statistics->queries);
  pthread_mutex_destroy(&statistics->requests_lock);
  free(statistics);
}

/* ---- counting, under the lock ---- */

/* The value of a name, made of `size` bytes when it is new; of all names past the first ones, the same. */
static void *named(struct map *map, struct text name, size_t size)
{
  void *value = map_get(map, name);

  if (!value && map_count(map) >= STATISTICS_NAMES) {
    name = TEXT(OTHERS);
    value = map_get(map, name);
  }
  if (!value) {
    value = must(calloc(1, size));
    map_put(map, name, value);
  }
  return value;
}

static enum query_status status_of(enum err_code code)
{
  if (code == ERR_NONE)
    return QUERY_SUCCESS;
  return code == ERR_CANCELED  ? QUERY_CANCELLED
         : code == ERR_TIMEOUT ? QUERY_TIMEOUT
                               : QUERY_ERROR;
}

static void add_totals(struct query_totals *totals, const struct ended_query *query)
{
  totals->by_status[status_of(query->code)]++;
  totals->count++;
  totals->duration_us += query->duration_us;
  totals->rows += query->rows;
  totals->bytes += (int64_t)query->bytes;
}

static void add_to_minute(struct statistics *statistics, const struct ended_query *query)
{
  int64_t number = query->ended_ms / MINUTE_MS;
  struct minute *minute = &statistics->minutes[number % STATISTICS_MINUTES];

  if (minute->number != number) {
    memset(minute, 0, sizeof *minute);
    minute->number = number;
  }
  minute->failed += query->code != ERR_NONE;
  histogram_add(&minute->durations, query->duration_us);
}

static void turn_window(struct warehouse_entry *entry, int64_t now_ms)
{
  int64_t window = now_ms / WINDOW_MS;

  if (entry->window == window)
    return;
  if (entry->window == window - 1)
    entry->recent[1] = entry->recent[0];
  else
    memset(&entry->recent[1], 0, sizeof entry->recent[1]);
  memset(&entry->recent[0], 0, sizeof entry->recent[0]);
  entry->window = window;
}

static void add_to_warehouse(struct statistics *statistics,
                             const struct ended_query *query)
{
  struct warehouse_entry *entry = named(statistics->warehouses, query->warehouse,
                                        sizeof *entry);

  add_totals(&entry->totals, query);
  for (int i = STATISTICS_BOUNDS; i-- > 0 && query->duration_us <= statistics_bounds[i];)
    entry->within[i]++;
  turn_window(entry, query->ended_ms);
  histogram_add(&entry->recent[0], query->duration_us);
}

void statistics_add_query(struct statistics *statistics, const struct ended_query *query)
{
  pthread_mutex_lock(&statistics->queries);
  add_totals(&statistics->totals, query);
  add_to_minute(statistics, query);
  add_to_warehouse(statistics, query);
  pthread_mutex_unlock(&statistics->queries);
}

void statistics_add_load(struct statistics *statistics, struct text table, int64_t rows,
                         int64_t errors)
{
  struct load_entry *entry;

  pthread_mutex_lock(&statistics->queries);
  entry = named(statistics->loads, table, sizeof *entry);
  entry->rows += rows;
  entry->errors += errors;
  pthread_mutex_unlock(&statistics->queries);
}

void statistics_add_bytes(struct statistics *statistics, size_t bytes)
{
  pthread_mutex_lock(&statistics->queries);
  statistics->totals.bytes += (int64_t)bytes;
  pthread_mutex_unlock(&statistics->queries);
}

void statistics_add_renewal(struct statistics *statistics, bool was_given)
{
  atomic_fetch_add_explicit(&statistics->renewals[was_given], 1, memory_order_relaxed);
}

/* Where these requests are counted, or the free place for them; NULL: all are taken. */
static struct request_totals *find_requests(struct statistics *statistics,
                                            const char *endpoint, int status)
{
  uintptr_t at = ((uintptr_t)endpoint >> 3) * 31 + (uintptr_t)status;

  for (int i = 0; i < REQUEST_ROOM; i++) {
    struct request_totals *totals =
      &statistics->requests[(at + (uintptr_t)i) % REQUEST_ROOM];

    if (!totals->endpoint || (totals->endpoint == endpoint && totals->status == status))
      return totals;
  }
  return NULL;
}

void statistics_add_request(struct statistics *statistics, const char *endpoint,
                            int status)
{
  struct request_totals *totals;

  pthread_mutex_lock(&statistics->requests_lock);
  totals = find_requests(statistics, endpoint, status);
  if (totals) {
    statistics->request_count += !totals->endpoint;
    totals->endpoint = endpoint;
    totals->status = status;
    totals->count++;
  }
  pthread_mutex_unlock(&statistics->requests_lock);
}

/* ---- reading ---- */

const char *query_status_name(enum query_status status)
{
  switch (status) {
  case QUERY_SUCCESS: return "success";
  case QUERY_ERROR: return "error";
  case QUERY_CANCELLED: return "cancelled";
  case QUERY_TIMEOUT: return "timeout";
  case QUERY_STATUS_COUNT: break;
  }
  return "";
}

struct query_totals statistics_totals(struct statistics *statistics)
{
  struct query_totals totals;

  pthread_mutex_lock(&statistics->queries);
  totals = statistics->totals;
  pthread_mutex_unlock(&statistics->queries);
  return totals;
}

void statistics_last_hour(struct statistics *statistics, int64_t now_ms,
                          struct query_minute minutes[STATISTICS_MINUTES],
                          struct histogram *hour)
{
  int64_t first = now_ms / MINUTE_MS - STATISTICS_MINUTES + 1;

  memset(hour, 0, sizeof *hour);
  pthread_mutex_lock(&statistics->queries);
  for (int i = 0; i < STATISTICS_MINUTES; i++) {
    const struct minute *minute = &statistics->minutes[(first + i) % STATISTICS_MINUTES];

    minutes[i] = (struct query_minute){ (first + i) * MINUTE_MS, 0, 0, -1, -1 };
    if (minute->number != first + i)
      continue;
    minutes[i].count = minute->durations.count;
    minutes[i].failed = minute->failed;
    minutes[i].p50_us = histogram_quantile(&minute->durations, 0.5);
    minutes[i].p95_us = histogram_quantile(&minute->durations, 0.95);
    histogram_merge(hour, &minute->durations);
  }
  pthread_mutex_unlock(&statistics->queries);
}

struct warehouse_totals *statistics_warehouses(struct statistics *statistics,
                                               int64_t now_ms, struct arena *arena,
                                               int *count)
{
  struct warehouse_totals *list;
  struct warehouse_entry *entry;
  struct text name;
  size_t at = 0;

  *count = 0;
  pthread_mutex_lock(&statistics->queries);
  list = ARENA_ARRAY(arena, map_count(statistics->warehouses), struct warehouse_totals);
  while ((entry = map_next(statistics->warehouses, &at, &name)) != NULL) {
    struct warehouse_totals *totals = &list[(*count)++];

    turn_window(entry, now_ms);
    totals->name = arena_text(arena, name);
    totals->totals = entry->totals;
    memcpy(totals->within, entry->within, sizeof totals->within);
    totals->recent = entry->recent[0];
    histogram_merge(&totals->recent, &entry->recent[1]);
  }
  pthread_mutex_unlock(&statistics->queries);
  return list;
}

struct request_totals *statistics_requests(struct statistics *statistics,
                                           struct arena *arena, int *count)
{
  struct request_totals *list;

  *count = 0;
  pthread_mutex_lock(&statistics->requests_lock);
  list = ARENA_ARRAY(arena, (size_t)statistics->request_count, struct request_totals);
  for (int i = 0; i < REQUEST_ROOM; i++)
    if (statistics->requests[i].endpoint)
      list[(*count)++] = statistics->requests[i];
  pthread_mutex_unlock(&statistics->requests_lock);
  return list;
}

struct load_totals *statistics_loads(struct statistics *statistics, struct arena *arena,
                                     int *count)
{
  const struct load_entry *entry;
  struct load_totals *list;
  struct text table;
  size_t at = 0;

  *count = 0;
  pthread_mutex_lock(&statistics->queries);
  list = ARENA_ARRAY(arena, map_count(statistics->loads), struct load_totals);
  while ((entry = map_next(statistics->loads, &at, &table)) != NULL)
    list[(*count)++] = (struct load_totals){ arena_text(arena, table), entry->rows,
                                             entry->errors };
  pthread_mutex_unlock(&statistics->queries);
  return list;
}

int64_t statistics_renewals(struct statistics *statistics, bool were_given)
{
  return atomic_load_explicit(&statistics->renewals[were_given], memory_order_relaxed);
}
