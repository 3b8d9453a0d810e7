/* history_store.c: statements that ran, as rows of the engine's tables. */
#include "session/history_store.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "engine/engine_append.h"

#define ENDED "_snowglobe.queries"
#define RUNNING "_snowglobe.queries_running"
#define HOUR_MS ((int64_t)3600 * 1000)
#define DAY_MS (24 * HOUR_MS)
/* What is over the bound is taken away when it is a tenth of it. */
#define SLACK 10
#define LOST_MESSAGE \
 "SQL execution internal error: the server ended while the statement ran."

enum column_kind { COLUMN_ID, COLUMN_TEXT, COLUMN_INT };

struct column {
  const char *name;
  enum column_kind kind;
  size_t offset;
};

#define ID(name)                                         \
 {                                                       \
#  name, COLUMN_ID, offsetof(struct history_entry, name) \
 }
#define STRING(name)                                       \
 {                                                         \
#  name, COLUMN_TEXT, offsetof(struct history_entry, name) \
 }
#define INT(name)                                         \
 {                                                        \
#  name, COLUMN_INT, offsetof(struct history_entry, name) \
 }

/* In the order of the tables; new ones at the end. */
static const struct column columns[] = {
  INT(number),     ID(query_id),        STRING(sql),    STRING(database),
  STRING(schema),  STRING(user),        STRING(role),   STRING(warehouse),
  STRING(tag),     STRING(type),        STRING(client), STRING(client_version),
  INT(session_id), INT(transaction_id), INT(state),     INT(error),
  STRING(message), INT(started_ms),     INT(ended_ms),  INT(elapsed_us),
  INT(rows),       INT(inserted),       INT(updated),   INT(deleted),
  INT(bytes),      INT(parse_us),       INT(bind_us),   INT(plan_us),
  INT(execute_us), INT(encode_us),
};

enum { COLUMNS = sizeof columns / sizeof *columns };

struct history_store {
  struct engine_connection *writer; /* Of the thread that writes. */
  pthread_mutex_t mutex;            /* Guards the reader. */
  struct engine_connection *reader;
  int64_t most, days;
  int64_t next;       /* Of numbers, when it was opened. */
  int64_t last, kept; /* The last that was written; how many there are. */
  int64_t looks_again_ms;
};

/* ---- the tables ---- */

static void put_table(struct buf *sql, const char *table)
{
  buf_printf(sql, "CREATE TABLE IF NOT EXISTS %s", table);
  for (int i = 0; i < COLUMNS; i++)
    buf_printf(sql, "%s\"%s\" %s", i ? ", " : " (", columns[i].name,
               columns[i].kind == COLUMN_INT ? "BIGINT" : "VARCHAR");
  buf_add_string(sql, ");\n");
}

/* What a server that did not end well left ended then, as far as anybody knows, when the last sign
 * of its life was written. */
static void put_lost(struct buf *sql)
{
  buf_printf(sql,
             "INSERT INTO " ENDED " SELECT * REPLACE (%d AS state, %d AS error, '%s' AS "
             "message, greatest(started_ms, (SELECT max(ended_ms) FROM " ENDED
             ")) AS ended_ms, (greatest(started_ms, (SELECT max(ended_ms) FROM " ENDED
             ")) - started_ms) * 1000 AS elapsed_us) FROM " RUNNING
             ";\nDELETE FROM " RUNNING ";\n",
             HISTORY_LOST, err_number(ERR_INTERNAL), LOST_MESSAGE);
}

static bool read_bounds(struct history_store *store, struct err *err)
{
  struct engine_result *result = engine_query(
    store->writer, TEXT("SELECT coalesce(max(number), 0), count(*) FROM " ENDED), false,
    err);
  struct batch batch;
  bool ok = result && engine_fetch(result, &batch, err);

  if (ok) {
    store->last = batch_int64(&batch.columns[0], 0);
    store->kept = batch_int64(&batch.columns[1], 0);
    store->next = store->last + 1;
  }
  engine_result_free(result);
  return ok;
}

static bool prepare(struct history_store *store, struct err *err)
{
  struct buf sql;
  bool ok;

  buf_init(&sql);
  buf_add_string(&sql, "CREATE SCHEMA IF NOT EXISTS _snowglobe;\n");
  put_table(&sql, ENDED);
  put_table(&sql, RUNNING);
  put_lost(&sql);
  ok = engine_run_whole(store->writer, buf_text(&sql), err) && read_bounds(store, err);
  buf_clear(&sql);
  return ok;
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
  if (store->reader && prepare(store, err) && history_store_trim(store, err))
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
  return store->next;
}

/* ---- writing ---- */

static void add_cell(struct batch_builder *rows, int at,
                     const struct history_entry *entry)
{
  const char *field = (const char *)entry + columns[at].offset;
  const char *string = NULL;

  switch (columns[at].kind) {
  case COLUMN_INT: batch_add_int(rows, at, *(const int64_t *)(const void *)field); return;
  case COLUMN_ID: string = field; break;
  case COLUMN_TEXT: string = *(const char *const *)(const void *)field; break;
  }
  if (string)
    batch_add_text(rows, at, text_of(string));
  else
    batch_add_null(rows, at);
}

static bool append(struct history_store *store, const char *table,
                   const struct history_entry **entries, int count, struct err *err)
{
  enum batch_kind kinds[COLUMNS];
  struct batch_builder *rows;
  bool ok;

  if (!count)
    return true;
  for (int i = 0; i < COLUMNS; i++)
    kinds[i] = columns[i].kind == COLUMN_INT ? BATCH_I64 : BATCH_TEXT;
  rows = batch_builder_new(COLUMNS, kinds, NULL);
  for (int i = 0; i < count; i++)
    for (int at = 0; at < COLUMNS; at++)
      add_cell(rows, at, entries[i]);
  ok = engine_append(store->writer, "_snowglobe", table, rows, err);
  batch_builder_free(rows);
  return ok;
}

static bool forget_running(struct history_store *store, const int64_t *numbers, int count,
                           struct err *err)
{
  struct buf sql;
  bool ok;

  if (!count)
    return true;
  buf_init(&sql);
  buf_add_string(&sql, "DELETE FROM " RUNNING " WHERE number IN (");
  for (int i = 0; i < count; i++)
    buf_printf(&sql, "%s%lld", i ? ", " : "", (long long)numbers[i]);
  buf_add_char(&sql, ')');
  ok = engine_run(store->writer, buf_text(&sql), err);
  buf_clear(&sql);
  return ok;
}

static bool write_all(struct history_store *store, const struct history_batch *batch,
                      struct err *err)
{
  return append(store, "queries", batch->ended, batch->ended_count, err) &&
         append(store, "queries_running", batch->running, batch->running_count, err) &&
         forget_running(store, batch->over, batch->over_count, err);
}

static void note_written(struct history_store *store, const struct history_batch *batch)
{
  store->kept += batch->ended_count;
  for (int i = 0; i < batch->ended_count; i++)
    if (batch->ended[i]->number > store->last)
      store->last = batch->ended[i]->number;
}

bool history_store_write(struct history_store *store, const struct history_batch *batch,
                         struct err *err)
{
  struct err ignored;

  if (!engine_begin(store->writer, err))
    return false;
  if (write_all(store, batch, err)) {
    if (!engine_commit(store->writer, err))
      return false;
    note_written(store, batch);
    return true;
  }
  /* What is told is why it failed, not how the failure ended. */
  if (!engine_rollback(store->writer, &ignored))
    err_clear(&ignored);
  return false;
}

static bool take_away(struct history_store *store, const char *column, int64_t below,
                      struct err *err)
{
  struct engine_result *result;
  struct buf sql;

  buf_init(&sql);
  buf_printf(&sql, "DELETE FROM " ENDED " WHERE %s < %lld", column, (long long)below);
  result = engine_query(store->writer, buf_text(&sql), false, err);
  buf_clear(&sql);
  if (result)
    store->kept -= engine_rows_changed(result);
  engine_result_free(result);
  return result != NULL;
}

/* By the hour what is too old is looked for. */
static bool trim_old(struct history_store *store, struct err *err)
{
  int64_t now_ms = clock_now_ms();

  if (now_ms < store->looks_again_ms)
    return true;
  store->looks_again_ms = now_ms + HOUR_MS;
  return take_away(store, "started_ms", now_ms - store->days * DAY_MS, err);
}

bool history_store_trim(struct history_store *store, struct err *err)
{
  return trim_old(store, err) &&
         (store->kept <= store->most + store->most / SLACK ||
          take_away(store, "number", store->last - store->most + 1, err));
}

/* ---- reading ---- */

static void put_number(struct buf *sql, const char *test, int64_t number)
{
  if (number)
    buf_printf(sql, " AND %s %lld", test, (long long)number);
}

static void put_text(struct buf *sql, const char *column, struct text text)
{
  if (!text.at)
    return;
  buf_printf(sql, " AND %s = ", column);
  buf_add_quoted(sql, text);
}

/* As history_status says it. */
static void put_status(struct buf *sql, enum history_status status)
{
  int cancelled = err_number(ERR_CANCELED);

  switch (status) {
  case HISTORY_ANY: break;
  case HISTORY_IS_RUNNING: buf_printf(sql, " AND state = %d", HISTORY_RUNNING); break;
  case HISTORY_IS_SUCCEEDED: buf_printf(sql, " AND state = %d", HISTORY_DONE); break;
  case HISTORY_IS_FAILED:
    buf_printf(sql, " AND (state = %d OR state = %d AND error <> %d)", HISTORY_LOST,
               HISTORY_FAILED, cancelled);
    break;
  case HISTORY_IS_CANCELLED:
    buf_printf(sql, " AND state = %d AND error = %d", HISTORY_FAILED, cancelled);
    break;
  }
}

static void put_filter(struct buf *sql, const struct history_filter *filter)
{
  put_number(sql, "ended_ms >=", filter->from_ms);
  put_number(sql, "ended_ms <=", filter->to_ms);
  put_number(sql, "started_ms >=", filter->started_from_ms);
  put_number(sql, "started_ms <=", filter->started_to_ms);
  put_number(sql, "session_id =", filter->session_id);
  put_number(sql, "number <", filter->before);
  put_text(sql, "\"user\"", filter->user);
  put_text(sql, "warehouse", filter->warehouse);
  put_text(sql, "query_id", filter->query_id);
  put_text(sql, "type", filter->type);
  put_status(sql, filter->status);
  if (filter->part.len) {
    buf_add_string(sql, " AND contains(lower(sql), lower(");
    buf_add_quoted(sql, filter->part);
    buf_add_string(sql, "))");
  }
}

static void put_query(struct buf *sql, const struct history_filter *filter)
{
  buf_add_string(sql, "SELECT ");
  for (int i = 0; i < COLUMNS; i++)
    buf_printf(sql, "%s\"%s\"", i ? ", " : "", columns[i].name);
  buf_add_string(sql, " FROM " ENDED " WHERE true");
  put_filter(sql, filter);
  buf_add_string(sql, " ORDER BY number DESC");
  if (filter->most)
    buf_printf(sql, " LIMIT %lld", (long long)filter->most);
}

static void read_cell(struct arena *arena, int at, const struct batch_column *column,
                      size_t row, struct history_entry *entry)
{
  char *field = (char *)entry + columns[at].offset;

  if (batch_is_null(column, row))
    return;
  switch (columns[at].kind) {
  case COLUMN_INT: *(int64_t *)(void *)field = batch_int64(column, row); break;
  case COLUMN_ID:
    text_fill(field, sizeof entry->query_id, batch_text(column, row));
    break;
  case COLUMN_TEXT:
    *(const char **)(void *)field = arena_c_string(arena, batch_text(column, row));
    break;
  }
}

static struct history_entry *more_room(struct arena *arena, struct history_entry *entries,
                                       int count, size_t more)
{
  struct history_entry *grown = ARENA_ARRAY(arena, (size_t)count + more,
                                            struct history_entry);

  if (count)
    memcpy(grown, entries, (size_t)count * sizeof *grown);
  return grown;
}

/* Batches of the engine: room for all of them grows by doubling. */
static bool read_rows(struct engine_result *result, struct arena *arena,
                      struct history_entry **entries, int *count, struct err *err)
{
  size_t room = 0;
  struct batch batch;

  for (;;) {
    if (!engine_fetch(result, &batch, err))
      return false;
    if (!batch.rows)
      return true;
    if ((size_t)*count + batch.rows > room) {
      room = (size_t)*count + batch.rows > 2 * room ? (size_t)*count + batch.rows
                                                    : 2 * room;
      *entries = more_room(arena, *entries, *count, room - (size_t)*count);
    }
    for (size_t row = 0; row < batch.rows; row++, ++*count) {
      (*entries)[*count] = (struct history_entry){ 0 };
      for (int at = 0; at < COLUMNS; at++)
        read_cell(arena, at, &batch.columns[at], row, &(*entries)[*count]);
    }
  }
}

/* No text that was kept has such a byte. */
static bool holds_nul(const struct history_filter *filter)
{
  const struct text texts[] = { filter->user, filter->warehouse, filter->query_id,
                                filter->type, filter->part };

  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    if (text_find(texts[i], '\0') < texts[i].len)
      return true;
  return false;
}

struct history_entry *history_store_find(struct history_store *store,
                                         const struct history_filter *filter,
                                         struct arena *arena, int *count, struct err *err)
{
  struct history_entry *entries = ARENA_ARRAY(arena, 1, struct history_entry);
  struct engine_result *result;
  struct buf sql;
  bool ok;

  *count = 0;
  if (holds_nul(filter))
    return entries;
  buf_init(&sql);
  put_query(&sql, filter);
  pthread_mutex_lock(&store->mutex);
  result = engine_query(store->reader, buf_text(&sql), false, err);
  ok = result && read_rows(result, arena, &entries, count, err);
  engine_result_free(result);
  pthread_mutex_unlock(&store->mutex);
  buf_clear(&sql);
  return ok ? entries : NULL;
}
