/* changes.c: when each table was last changed, for SYSTEM$LAST_CHANGE_COMMIT_TIME. */
#include "session/changes.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/map.h"

#define NANOS_A_MILLI 1000000
/* Tables that are gone stay in the list: when it is too long, it is begun anew. */
#define MOST_TABLES 100000
/* The number under which the floor is kept; tables have others. */
#define FLOOR_ID 0

struct time_of {
  int64_t table_id, ns;
};

struct changes {
  pthread_mutex_t mutex;
  struct map *times; /* struct time_of by the bytes of the table's number. */
  int64_t last;      /* The latest of all: no two changes have one time. */
  int64_t floor;     /* Whatever is not in the list was changed then, or before. */
};

static const char table_sql[] = "CREATE SCHEMA IF NOT EXISTS _snowglobe;"
                                "CREATE TABLE IF NOT EXISTS _snowglobe.changes"
                                " (table_id BIGINT, changed_ns BIGINT)";

static struct text key_of(const int64_t *table_id)
{
  return text_from((const char *)table_id, sizeof *table_id);
}

static void set_time(struct changes *changes, int64_t table_id, int64_t ns)
{
  struct time_of *time = map_get(changes->times, key_of(&table_id));

  if (!time) {
    time = calloc(1, sizeof *time);
    if (!time)
      abort();
    time->table_id = table_id;
    map_put(changes->times, key_of(&table_id), time);
  }
  time->ns = ns;
}

static void forget_all(struct changes *changes)
{
  struct time_of *time;
  struct text key;
  size_t at = 0;

  while ((time = map_next(changes->times, &at, &key)) != NULL)
    free(time);
  map_free(changes->times);
  changes->times = map_new();
}

/* ---- from one run of the server to the next ---- */

static void read_row(struct changes *changes, const struct batch *batch, size_t row)
{
  int128 table_id = 0, ns = 0;

  if (!batch_int(&batch->columns[0], row, &table_id) ||
      !batch_int(&batch->columns[1], row, &ns))
    return;
  if ((int64_t)ns > changes->last)
    changes->last = (int64_t)ns;
  if (table_id == FLOOR_ID)
    changes->floor = (int64_t)ns;
  else
    set_time(changes, (int64_t)table_id, (int64_t)ns);
}

static bool read_rows(struct changes *changes, struct engine_connection *connection,
                      struct err *err)
{
  struct engine_result *result = engine_query(
    connection, TEXT("SELECT table_id, changed_ns FROM _snowglobe.changes"), false, err);
  struct batch batch;
  bool ok;

  if (!result)
    return false;
  do {
    ok = engine_fetch(result, &batch, err);
    for (size_t row = 0; ok && row < batch.rows; row++)
      read_row(changes, &batch, row);
  } while (ok && batch.rows);
  engine_result_free(result);
  return ok;
}

/* The rows go once they are read: a run that does not end well leaves none. */
static bool open_times(struct changes *changes, struct engine *engine, struct err *err)
{
  struct engine_connection *connection = engine_connect(engine, err);
  bool ok = connection && engine_run(connection, text_of(table_sql), err) &&
            read_rows(changes, connection, err) &&
            engine_run(connection, TEXT("DELETE FROM _snowglobe.changes"), err);

  engine_disconnect(connection);
  return ok;
}

struct changes *changes_open(struct engine *engine, struct err *err)
{
  struct changes *changes = calloc(1, sizeof *changes);

  if (!changes)
    abort();
  pthread_mutex_init(&changes->mutex, NULL);
  changes->times = map_new();
  if (!open_times(changes, engine, err)) {
    changes_close(changes, NULL);
    return NULL;
  }
  if (!changes->floor)
    changes->floor = clock_now_ns();
  if (changes->last < changes->floor)
    changes->last = changes->floor;
  return changes;
}

static bool keep_times(struct changes *changes, struct engine *engine, struct err *err)
{
  struct engine_connection *connection = engine_connect(engine, err);
  const struct time_of *time;
  struct text key;
  struct buf sql;
  size_t at = 0;
  bool ok;

  buf_init(&sql);
  buf_printf(&sql, "INSERT INTO _snowglobe.changes VALUES (%d, %lld)", FLOOR_ID,
             (long long)changes->floor);
  while ((time = map_next(changes->times, &at, &key)) != NULL)
    buf_printf(&sql, ", (%lld, %lld)", (long long)time->table_id, (long long)time->ns);
  ok = connection && engine_run(connection, buf_text(&sql), err);
  buf_clear(&sql);
  engine_disconnect(connection);
  return ok;
}

void changes_close(struct changes *changes, struct engine *engine)
{
  struct err err;

  if (!changes)
    return;
  err_clear(&err);
  if (engine && !keep_times(changes, engine, &err))
    log_warn("The times of changes are not kept, all tables count as changed: %s",
             err.message);
  forget_all(changes);
  map_free(changes->times);
  pthread_mutex_destroy(&changes->mutex);
  free(changes);
}

/* ---- changes ---- */

static int64_t next_time(struct changes *changes)
{
  int64_t now = clock_now_ns();

  changes->last = now > changes->last ? now : changes->last + 1;
  return changes->last;
}

void changes_note(struct changes *changes, const struct table_set *tables)
{
  pthread_mutex_lock(&changes->mutex);
  if (map_count(changes->times) > MOST_TABLES) {
    forget_all(changes);
    changes->floor = next_time(changes);
  }
  for (int i = 0; i < tables->count; i++)
    set_time(changes, tables->ids[i], next_time(changes));
  pthread_mutex_unlock(&changes->mutex);
}

int64_t changes_last(struct changes *changes, int64_t table_id, int64_t created_ms)
{
  const struct time_of *time;
  int64_t ns;

  pthread_mutex_lock(&changes->mutex);
  time = map_get(changes->times, key_of(&table_id));
  ns = time ? time->ns : changes->floor;
  pthread_mutex_unlock(&changes->mutex);
  return time || ns > created_ms * NANOS_A_MILLI ? ns : created_ms * NANOS_A_MILLI;
}
