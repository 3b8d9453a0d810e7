/* history_store.c: statements that ran, in the engine.
 *
 * What has ended since the last time is written as a page, so that an idle server writes many of one
 * statement each. When there are sixteen of a level, they become one of the next level: so a statement is
 * written three times at most, and a search reads few pages. */
#include "history/history_store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "history/history_merge.h"
#include "history/history_pages.h"
#include "history/history_search.h"
#include "history/statement_rows.h"

#define RUNNING "queries_running"
#define RUNNING_TABLE "\"_snowglobe\".\"" RUNNING "\""
#define ROWS_OF_FORMAT_2 "queries"
#define HOUR_MS ((int64_t)3600 * 1000)
#define DAY_MS (24 * HOUR_MS)
/* What is over the bound is taken away whenever a tenth of it was written. */
#define SLACK 10
#define LOST_MESSAGE \
 "SQL execution internal error: the server ended while the statement ran."

struct history_store {
  struct engine_connection *writer; /* Of the thread that writes. */
  pthread_mutex_t mutex;            /* Guards the reader. */
  struct engine_connection *reader;
  int64_t most, days;
  _Atomic int64_t last;           /* The greatest number that was written. */
  int64_t levels[HISTORY_LEVELS]; /* Pages of each. */
  int64_t trims_at;               /* By that number the next are too many. */
  int64_t looks_again_ms;         /* For those that are too old. */
};

/* ---- transactions ---- */

/* What is told is why something failed, not how the failure ended. */
static bool roll_back(struct engine_connection *connection)
{
  struct err ignored;

  if (!engine_rollback(connection, &ignored))
    err_clear(&ignored);
  return false;
}

/* ---- opening ---- */

/* What a server that did not end well left ended then, as far as anybody knows, when the last sign
 * of its life was written. */
static void put_lost(struct buf *sql)
{
  buf_printf(
    sql,
    "UPDATE " RUNNING_TABLE
    " SET state = %d, error = %d, message = '%s', ended_ms = greatest(started_ms, "
    "(SELECT max(ended_to) FROM " HISTORY_PAGES "));\nUPDATE " RUNNING_TABLE
    " SET elapsed_us = (ended_ms - started_ms) * 1000;\n",
    HISTORY_LOST, err_number(ERR_INTERNAL), LOST_MESSAGE);
}

/* Of all pages: their greatest number, and how many there are of each level. */
static bool read_pages(struct history_store *store, struct err *err)
{
  struct engine_result *result;
  struct batch batch;
  struct buf sql;
  bool ok;

  buf_init(&sql);
  buf_add_string(&sql, "SELECT coalesce(max(\"last\"), 0)");
  for (int i = 0; i < HISTORY_LEVELS; i++)
    buf_printf(&sql, ", count(*) FILTER (\"level\" = %d)", i);
  buf_add_string(&sql, " FROM " HISTORY_PAGES);
  result = engine_query(store->writer, buf_text(&sql), false, err);
  buf_clear(&sql);
  ok = result && engine_fetch(result, &batch, err);
  if (ok) {
    store->last = batch_int64(&batch.columns[0], 0);
    for (int i = 0; i < HISTORY_LEVELS; i++)
      store->levels[i] = batch_int64(&batch.columns[1 + i], 0);
  }
  engine_result_free(result);
  return ok;
}

static bool make_tables(struct history_store *store, struct err *err)
{
  struct buf sql;
  bool ok;

  buf_init(&sql);
  buf_add_string(&sql, "CREATE SCHEMA IF NOT EXISTS _snowglobe;\n");
  history_pages_put_table(&sql);
  statement_rows_put_table(&sql, RUNNING);
  put_lost(&sql);
  ok = engine_run(store->writer, buf_text(&sql), err) &&
       history_pages_take(store->writer, RUNNING, err);
  buf_clear(&sql);
  return ok;
}

static bool prepare(struct history_store *store, struct err *err)
{
  if (!engine_begin(store->writer, err))
    return false;
  if (!make_tables(store, err))
    return roll_back(store->writer);
  return engine_commit(store->writer, err) && read_pages(store, err);
}

struct history_store *history_store_open(struct engine *engine, int64_t most,
                                         int64_t days, struct err *err)
{
  struct history_store *store = calloc(1, sizeof *store);

  if (!store)
    abort();
  store->most = most;
  store->days = days;
  pthread_mutex_init(&store->mutex, NULL);
  store->writer = engine_connect(engine, err);
  store->reader = store->writer ? engine_connect(engine, err) : NULL;
  if (store->reader && prepare(store, err) && history_store_tidy(store, err))
    return store;
  history_store_close(store);
  return NULL;
}

void history_store_close(struct history_store *store)
{
  if (!store)
    return;
  engine_disconnect(store->writer);
  engine_disconnect(store->reader);
  pthread_mutex_destroy(&store->mutex);
  free(store);
}

int64_t history_store_next(const struct history_store *store)
{
  return store->last + 1;
}

/* ---- writing ---- */

static bool forget_running(struct history_store *store, const int64_t *numbers, int count,
                           struct err *err)
{
  struct buf sql;
  bool ok;

  if (!count)
    return true;
  buf_init(&sql);
  buf_add_string(&sql, "DELETE FROM " RUNNING_TABLE " WHERE number IN (");
  for (int i = 0; i < count; i++)
    buf_printf(&sql, "%s%lld", i ? ", " : "", (long long)numbers[i]);
  buf_add_char(&sql, ')');
  ok = engine_run(store->writer, buf_text(&sql), err);
  buf_clear(&sql);
  return ok;
}

static bool write_all(struct history_store *store, const struct history_batch *batch,
                      int64_t levels[HISTORY_LEVELS], struct err *err)
{
  return history_pages_add(store->writer, batch->ended, levels, err) &&
         statement_rows_add(store->writer, RUNNING, batch->running, batch->running_count,
                            err) &&
         forget_running(store, batch->over, batch->over_count, err);
}

/* Mostly there are pages alone to write, which is a transaction by itself: the engine then waits for the
 * disk in this thread. After a COMMIT it does so in another, for which this one looks all the time.
 * (DuckDB 1.5.5) */
static bool write_whole(struct history_store *store, const struct history_batch *batch,
                        int64_t levels[HISTORY_LEVELS], struct err *err)
{
  if (!batch->running_count && !batch->over_count)
    return write_all(store, batch, levels, err);
  if (!engine_begin(store->writer, err))
    return false;
  return write_all(store, batch, levels, err) ? engine_commit(store->writer, err)
                                              : roll_back(store->writer);
}

static void note_last(struct history_store *store, const struct history_batch *batch)
{
  for (const struct listed_page *at = batch->ended->oldest; at; at = at->newer)
    if (at->page.last > store->last)
      store->last = at->page.last;
}

bool history_store_write(struct history_store *store, const struct history_batch *batch,
                         struct err *err)
{
  int64_t levels[HISTORY_LEVELS];

  memcpy(levels, store->levels, sizeof levels);
  if (!write_whole(store, batch, levels, err))
    return false;
  memcpy(store->levels, levels, sizeof levels);
  note_last(store, batch);
  return true;
}

/* ---- what is too much, or too old ---- */

static bool take_away(struct history_store *store, const char *column, int64_t below,
                      struct err *err)
{
  struct engine_result *result;
  int64_t gone = 0;
  struct buf sql;

  buf_init(&sql);
  buf_printf(&sql, "DELETE FROM " HISTORY_PAGES " WHERE %s < %lld", column,
             (long long)below);
  result = engine_query(store->writer, buf_text(&sql), false, err);
  buf_clear(&sql);
  if (result)
    gone = engine_rows_changed(result);
  engine_result_free(result);
  return result && (!gone || read_pages(store, err));
}

static struct history_bounds bounds_of(const struct history_store *store)
{
  return (struct history_bounds){ .above = store->last - store->most,
                                  .since_ms = clock_now_ms() - store->days * DAY_MS };
}

/* By the hour what is too old is looked for. */
static bool trim_old(struct history_store *store, struct err *err)
{
  int64_t now_ms = clock_now_ms();

  if (now_ms < store->looks_again_ms)
    return true;
  store->looks_again_ms = now_ms + HOUR_MS;
  return take_away(store, "started_to", bounds_of(store).since_ms, err);
}

static bool trim_many(struct history_store *store, struct err *err)
{
  if (store->last < store->trims_at)
    return true;
  store->trims_at = store->last + store->most / SLACK + 1;
  return take_away(store, "\"last\"", bounds_of(store).above + 1, err);
}

/* ---- small pages ---- */

static bool merge_level(struct history_store *store, int level, struct err *err)
{
  int64_t levels[HISTORY_LEVELS];

  memcpy(levels, store->levels, sizeof levels);
  if (!engine_begin(store->writer, err))
    return false;
  if (!history_merge_level(store->writer, level, levels, err))
    return roll_back(store->writer);
  if (!engine_commit(store->writer, err))
    return false;
  memcpy(store->levels, levels, sizeof levels);
  return true;
}

static bool merge_small(struct history_store *store, struct err *err)
{
  for (int level = 0; level < HISTORY_LEVELS - 1; level++)
    if (store->levels[level] >= HISTORY_MERGED && !merge_level(store, level, err))
      return false;
  return true;
}

bool history_store_tidy(struct history_store *store, struct err *err)
{
  return trim_old(store, err) && trim_many(store, err) && merge_small(store, err);
}

/* ---- reading ---- */

static bool find(struct history_store *store, struct history_found *found,
                 struct err *err)
{
  struct history_bounds bounds = bounds_of(store);
  bool ok;

  if (!engine_begin(store->reader, err))
    return false;
  ok = history_search(store->reader, found, &bounds, err);
  roll_back(store->reader);
  return ok;
}

bool history_store_find(struct history_store *store, struct history_found *found,
                        struct err *err)
{
  bool ok;

  pthread_mutex_lock(&store->mutex);
  ok = find(store, found, err);
  pthread_mutex_unlock(&store->mutex);
  return ok;
}

/* ---- the format before ---- */

static bool has_rows(struct engine_connection *connection, bool *has, struct err *err)
{
  struct engine_result *result = engine_query(
    connection,
    TEXT("SELECT table_name FROM duckdb_tables() WHERE database_name = "
         "current_database() AND schema_name = '_snowglobe' AND table_name = "
         "'" ROWS_OF_FORMAT_2 "'"),
    false, err);
  struct batch batch;
  bool ok = result && engine_fetch(result, &batch, err);

  *has = ok && batch.rows;
  engine_result_free(result);
  return ok;
}

static bool move_rows(struct engine_connection *connection, struct err *err)
{
  struct buf sql;
  bool ok;

  buf_init(&sql);
  history_pages_put_table(&sql);
  ok = engine_run(connection, buf_text(&sql), err) &&
       history_pages_take(connection, ROWS_OF_FORMAT_2, err) &&
       engine_run(connection, TEXT("DROP TABLE \"_snowglobe\".\"" ROWS_OF_FORMAT_2 "\""),
                  err);
  buf_clear(&sql);
  return ok;
}

bool history_store_upgrade(struct engine_connection *connection, struct err *err)
{
  bool has;

  return has_rows(connection, &has, err) && (!has || move_rows(connection, err));
}
