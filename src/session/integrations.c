/* integrations.c: the integrations of an account; their properties are one JSON object. */
#include "session/integrations.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/map.h"
#include "session/keyed_texts.h"

/* An integration and the arena that holds it. */
struct member {
  struct arena *home;
  struct integration *integration;
};

struct integrations {
  pthread_mutex_t changing; /* Held by who will put; taken before the other. */
  pthread_mutex_t mutex;    /* Guards all that follows. */
  struct engine_connection *connection;
  struct map *by_name; /* struct member */
};

static const char table_sql[] =
  "CREATE SCHEMA IF NOT EXISTS _snowglobe;"
  "CREATE TABLE IF NOT EXISTS _snowglobe.integrations (name VARCHAR, properties VARCHAR)";

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

static void member_free(struct member *member)
{
  if (!member)
    return;
  arena_free(member->home);
  free(member);
}

static void take(struct integrations *integrations, struct arena *home,
                 struct integration *integration)
{
  struct member *member = must(calloc(1, sizeof *member));

  *member = (struct member){ home, integration };
  member_free(map_put(integrations->by_name, integration->name, member));
}

/* ---- rows ---- */

/* An integration that is read, and where its texts live. */
struct reading {
  struct integration *integration;
  struct arena *home;
};

static const char *key_of(int index)
{
  return integration_row((enum integration_property)index)->key;
}

static void set(void *to, int index, struct text value)
{
  const struct reading *reading = to;

  integration_set(reading->integration, reading->home, (enum integration_property)index,
                  value);
}

static bool read_row(struct integrations *integrations, const struct batch *batch,
                     size_t row, struct err *err)
{
  struct reading reading = { .home = arena_new() };

  reading.integration = integration_new(reading.home, batch_text(&batch->columns[0], row),
                                        INTEGRATION_OF_OAUTH);
  if (!keyed_texts_read(batch_text(&batch->columns[1], row), INTEGRATION_PROPERTY_COUNT,
                        key_of, set, &reading, err)) {
    arena_free(reading.home);
    return false;
  }
  take(integrations, reading.home, reading.integration);
  return true;
}

static bool read_rows(struct integrations *integrations, struct engine_result *result,
                      struct err *err)
{
  struct batch batch;

  do {
    if (!engine_fetch(result, &batch, err))
      return false;
    for (size_t row = 0; row < batch.rows; row++)
      if (!read_row(integrations, &batch, row, err))
        return false;
  } while (batch.rows);
  return true;
}

static bool read_all(struct integrations *integrations, struct err *err)
{
  struct engine_result *result;
  bool ok;

  if (!engine_run(integrations->connection, text_of(table_sql), err))
    return false;
  result = engine_query(integrations->connection,
                        TEXT("SELECT name, properties FROM _snowglobe.integrations"),
                        false, err);
  if (!result)
    return false;
  ok = read_rows(integrations, result, err);
  engine_result_free(result);
  return ok;
}

struct integrations *integrations_open(struct engine *engine, struct err *err)
{
  struct integrations *integrations = must(calloc(1, sizeof *integrations));

  pthread_mutex_init(&integrations->changing, NULL);
  pthread_mutex_init(&integrations->mutex, NULL);
  integrations->by_name = map_new();
  integrations->connection = engine_connect(engine, err);
  if (integrations->connection && read_all(integrations, err))
    return integrations;
  integrations_close(integrations);
  return NULL;
}

void integrations_close(struct integrations *integrations)
{
  struct member *member;
  struct text name;
  size_t at = 0;

  if (!integrations)
    return;
  while ((member = map_next(integrations->by_name, &at, &name)) != NULL)
    member_free(member);
  map_free(integrations->by_name);
  engine_disconnect(integrations->connection);
  pthread_mutex_destroy(&integrations->mutex);
  pthread_mutex_destroy(&integrations->changing);
  free(integrations);
}

/* ---- looking ---- */

static int compare(const void *a, const void *b)
{
  const struct integration *const *first = a, *const *second = b;

  return text_compare((*first)->name, (*second)->name);
}

struct list integrations_list(struct integrations *integrations, struct arena *arena)
{
  const struct member *member;
  struct list list = { 0 };
  struct text name;
  size_t at = 0;

  pthread_mutex_lock(&integrations->mutex);
  while ((member = map_next(integrations->by_name, &at, &name)) != NULL)
    list_add(arena, &list, integration_copy(arena, member->integration));
  pthread_mutex_unlock(&integrations->mutex);
  if (list.count)
    qsort(list.at, (size_t)list.count, sizeof *list.at, compare);
  return list;
}

struct integration *integrations_find(struct integrations *integrations,
                                      struct arena *arena, struct text name)
{
  const struct member *member;
  struct integration *copy = NULL;

  pthread_mutex_lock(&integrations->mutex);
  member = map_get(integrations->by_name, name);
  if (member)
    copy = integration_copy(arena, member->integration);
  pthread_mutex_unlock(&integrations->mutex);
  return copy;
}

struct integration *integrations_find_by(struct integrations *integrations,
                                         struct arena *arena,
                                         enum integration_property property,
                                         struct text value)
{
  const struct member *member;
  struct integration *copy = NULL;
  struct text name;
  size_t at = 0;

  pthread_mutex_lock(&integrations->mutex);
  while (!copy && (member = map_next(integrations->by_name, &at, &name)) != NULL)
    if (member->integration->values[property].at &&
        text_equal(member->integration->values[property], value))
      copy = integration_copy(arena, member->integration);
  pthread_mutex_unlock(&integrations->mutex);
  return copy;
}

bool integrations_missing(struct text name, struct err *err)
{
  return err_set(err, ERR_NO_OBJECT,
                 "SQL compilation error:\nIntegration '" TEXT_FMT
                 "' does not exist or not authorized.",
                 TEXT_ARG(name));
}

/* ---- changing ---- */

static void add_delete(struct buf *sql, struct text name)
{
  buf_add_string(sql, "DELETE FROM _snowglobe.integrations WHERE name = ");
  buf_add_quoted(sql, name);
  buf_add_char(sql, ';');
}

static void add_insert(struct buf *sql, const struct integration *integration)
{
  buf_add_string(sql, "INSERT INTO _snowglobe.integrations VALUES (");
  buf_add_quoted(sql, integration->name);
  buf_add_string(sql, ", ");
  keyed_texts_put(sql, integration->values, INTEGRATION_PROPERTY_COUNT, key_of);
  buf_add_char(sql, ')');
}

void integrations_hold(struct integrations *integrations)
{
  pthread_mutex_lock(&integrations->changing);
}

void integrations_release(struct integrations *integrations)
{
  pthread_mutex_unlock(&integrations->changing);
}

bool integrations_put(struct integrations *integrations,
                      const struct integration *integration, struct err *err)
{
  struct arena *home = arena_new();
  struct buf sql;
  bool ok;

  buf_init(&sql);
  add_delete(&sql, integration->name);
  add_insert(&sql, integration);
  pthread_mutex_lock(&integrations->mutex);
  ok = engine_run_whole(integrations->connection, buf_text(&sql), err);
  if (ok)
    take(integrations, home, integration_copy(home, integration));
  pthread_mutex_unlock(&integrations->mutex);
  buf_clear(&sql);
  if (!ok)
    arena_free(home);
  return ok;
}

bool integrations_drop(struct integrations *integrations, struct text name,
                       struct err *err)
{
  struct buf sql;
  bool ok;

  buf_init(&sql);
  add_delete(&sql, name);
  pthread_mutex_lock(&integrations->mutex);
  ok = map_get(integrations->by_name, name) ? true : integrations_missing(name, err);
  ok = ok && engine_run_whole(integrations->connection, buf_text(&sql), err);
  if (ok)
    member_free(map_take(integrations->by_name, name));
  pthread_mutex_unlock(&integrations->mutex);
  buf_clear(&sql);
  return ok;
}
