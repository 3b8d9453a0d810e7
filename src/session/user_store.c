/* user_store.c: users as rows of a table of the engine; their properties are one JSON object. */
#include "session/user_store.h"

#include "session/keyed_texts.h"

static const char table_sql[] =
  "CREATE SCHEMA IF NOT EXISTS _snowglobe;"
  "CREATE TABLE IF NOT EXISTS _snowglobe.users"
  " (name VARCHAR, salt VARCHAR, digest VARCHAR, rounds BIGINT);"
  "ALTER TABLE _snowglobe.users ADD COLUMN IF NOT EXISTS properties VARCHAR";

/* A user that is read, and where its texts live. */
struct reading {
  struct user *user;
  struct arena *arena;
};

static const char *key_of(int index)
{
  return user_property_row((enum user_property)index)->key;
}

static void set(void *to, int index, struct text value)
{
  const struct reading *reading = to;

  user_set(reading->user, reading->arena, (enum user_property)index, value);
}

/* A user of a folder of before there were properties was made by the options. */
static bool read_properties(struct user *user, struct arena *arena, struct text text,
                            struct err *err)
{
  struct reading reading = { user, arena };

  if (!text.len) {
    user_set(user, arena, USER_ORIGIN, TEXT(USER_FROM_OPTIONS));
    return true;
  }
  return keyed_texts_read(text, USER_PROPERTY_COUNT, key_of, set, &reading, err);
}

static bool read_row(const struct batch *batch, size_t row, user_taker *take, void *to,
                     struct err *err)
{
  struct arena *arena = arena_new();
  struct user *user = user_new(arena, batch_text(&batch->columns[0], row));
  int128 rounds = 0;

  text_fill(user->salt, sizeof user->salt, batch_text(&batch->columns[1], row));
  text_fill(user->digest, sizeof user->digest, batch_text(&batch->columns[2], row));
  if (batch_int(&batch->columns[3], row, &rounds))
    user->rounds = (int64_t)rounds;
  if (read_properties(user, arena, batch_text(&batch->columns[4], row), err)) {
    take(to, arena, user);
    return true;
  }
  arena_free(arena);
  return false;
}

static bool read_rows(struct engine_result *result, user_taker *take, void *to,
                      struct err *err)
{
  struct batch batch;

  do {
    if (!engine_fetch(result, &batch, err))
      return false;
    for (size_t row = 0; row < batch.rows; row++)
      if (!read_row(&batch, row, take, to, err))
        return false;
  } while (batch.rows);
  return true;
}

bool user_store_read(struct engine_connection *connection, user_taker *take, void *to,
                     struct err *err)
{
  struct engine_result *result;
  bool ok;

  if (!engine_run(connection, text_of(table_sql), err))
    return false;
  result = engine_query(
    connection,
    TEXT("SELECT name, salt, digest, rounds, coalesce(properties, '') "
         "FROM _snowglobe.users ORDER BY name"),
    false, err);
  if (!result)
    return false;
  ok = read_rows(result, take, to, err);
  engine_result_free(result);
  return ok;
}

static void add_delete(struct buf *sql, struct text name)
{
  buf_add_string(sql, "DELETE FROM _snowglobe.users WHERE name = ");
  buf_add_quoted(sql, name);
  buf_add_string(sql, ";");
}

bool user_store_put(struct engine_connection *connection, struct text before,
                    const struct user *user, struct err *err)
{
  struct buf sql;
  bool ok;

  buf_init(&sql);
  if (before.at)
    add_delete(&sql, before);
  add_delete(&sql, user->name);
  buf_add_string(&sql, "INSERT INTO _snowglobe.users VALUES (");
  buf_add_quoted(&sql, user->name);
  buf_printf(&sql, ", '%s', '%s', %lld, ", user->salt, user->digest,
             (long long)user->rounds);
  keyed_texts_put(&sql, user->values, USER_PROPERTY_COUNT, key_of);
  buf_add_string(&sql, ")");
  ok = engine_run_whole(connection, buf_text(&sql), err);
  buf_clear(&sql);
  return ok;
}

bool user_store_drop(struct engine_connection *connection, struct text name,
                     struct err *err)
{
  struct buf sql;
  bool ok;

  buf_init(&sql);
  add_delete(&sql, name);
  ok = engine_run_whole(connection, buf_text(&sql), err);
  buf_clear(&sql);
  return ok;
}
