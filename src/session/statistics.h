/* statistics.h: how many statements and requests there were, and how long they took: counters since the
 * start, the last hour by minutes, and by warehouse.
 *
 * To count costs less than half a microsecond. Names that users choose are bounded: what comes after the first 200 is
 * counted as "other". A restart begins at zero. Any thread may call. */
#ifndef SESSION_STATISTICS_H
#define SESSION_STATISTICS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/histogram.h"

struct statistics;

enum query_status {
  QUERY_SUCCESS,
  QUERY_ERROR,
  QUERY_CANCELLED,
  QUERY_TIMEOUT,
  QUERY_STATUS_COUNT
};

enum {
  STATISTICS_MINUTES = 60,
  STATISTICS_NAMES = 200, /* Of warehouses, of tables. */
  STATISTICS_BOUNDS = 14
};

/* Upper bounds of durations, in microseconds. */
extern const int64_t statistics_bounds[STATISTICS_BOUNDS];

struct statistics *statistics_new(void);
void statistics_free(struct statistics *statistics); /* NULL is fine. */

/* ---- counting ---- */

/* A statement that ended. */
struct ended_query {
  int64_t ended_ms, duration_us, rows;
  size_t bytes;          /* Of its answer. */
  struct text warehouse; /* Empty: none. */
  enum err_code code;    /* ERR_NONE: it went well. */
};
void statistics_add_query(struct statistics *statistics, const struct ended_query *query);

/* A request that was answered; `endpoint` is a constant, the same for all of one endpoint. */
void statistics_add_request(struct statistics *statistics, const char *endpoint,
                            int status);
/* What a COPY did to a table: "DB.SCHEMA.T". */
void statistics_add_load(struct statistics *statistics, struct text table, int64_t rows,
                         int64_t errors);
/* Bytes of results that went out otherwise than in a statement's answer. */
void statistics_add_bytes(struct statistics *statistics, size_t bytes);
/* New tokens for a session, or none. */
void statistics_add_renewal(struct statistics *statistics, bool was_given);

/* ---- reading ---- */

const char *query_status_name(enum query_status status); /* "success" */

struct query_totals {
  int64_t by_status[QUERY_STATUS_COUNT];
  int64_t count, duration_us, rows, bytes;
};
struct query_totals statistics_totals(struct statistics *statistics);

struct query_minute {
  int64_t on_ms, count, failed;
  int64_t p50_us, p95_us; /* -1: there was no statement. */
};
/* The last hour, oldest minute first, the one that has not ended last; `hour` gets all of it. */
void statistics_last_hour(struct statistics *statistics, int64_t now_ms,
                          struct query_minute minutes[STATISTICS_MINUTES],
                          struct histogram *hour);

struct warehouse_totals {
  struct text name;
  struct query_totals totals;
  int64_t within[STATISTICS_BOUNDS]; /* How many took at most statistics_bounds. */
  struct histogram recent;           /* Of the last five to ten minutes. */
};
/* Copies in the arena, in the order in which they came first. */
struct warehouse_totals *statistics_warehouses(struct statistics *statistics,
                                               int64_t now_ms, struct arena *arena,
                                               int *count);

struct request_totals {
  const char *endpoint;
  int status;
  int64_t count;
};
struct request_totals *statistics_requests(struct statistics *statistics,
                                           struct arena *arena, int *count);

struct load_totals {
  struct text table;
  int64_t rows, errors;
};
/* As the warehouses. */
struct load_totals *statistics_loads(struct statistics *statistics, struct arena *arena,
                                     int *count);
/* How many got new tokens, or did not. */
int64_t statistics_renewals(struct statistics *statistics, bool were_given);

#endif
