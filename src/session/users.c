/* users.c: who may log in. */
#include "session/users.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "data/json_text.h"
#include "net/crypto.h"

#define ROUNDS 100000
#define SALT_SIZE 16
#define DIGEST_SIZE 32

struct user {
  char salt[SALT_SIZE * 2 + 1]; /* Hexadecimal, and used as it is written. */
  char digest[DIGEST_SIZE * 2 + 1];
  int64_t rounds;
  bool has_seen;                   /* A password was right before: it need not be */
  unsigned char seen[DIGEST_SIZE]; /* derived slowly again. Under the lock. */
};

struct users {
  pthread_mutex_t mutex;
  struct map *by_name;
  unsigned char process_key[DIGEST_SIZE];
};

static const char table_sql[] =
  "CREATE SCHEMA IF NOT EXISTS _snowglobe;"
  "CREATE TABLE IF NOT EXISTS _snowglobe.users"
  " (name VARCHAR, salt VARCHAR, digest VARCHAR, rounds BIGINT)";

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

static bool derive(struct text password, struct text salt, int64_t rounds,
                   char hex[DIGEST_SIZE * 2 + 1])
{
  unsigned char bytes[DIGEST_SIZE];

  if (!crypto_pbkdf2(password, salt, (unsigned)rounds, bytes, sizeof bytes))
    return false;
  crypto_hex(bytes, sizeof bytes, hex);
  return true;
}

static void set_text(char *out, size_t size, struct text text)
{
  size_t len = text.len < size - 1 ? text.len : size - 1;

  memcpy(out, text.at, len);
  out[len] = '\0';
}

static bool read_rows(struct users *users, struct engine_result *result, struct err *err)
{
  struct batch batch;

  do {
    if (!engine_fetch(result, &batch, err))
      return false;
    for (size_t row = 0; row < batch.rows; row++) {
      struct user *user = must(calloc(1, sizeof *user));
      int128 rounds = 0;

      set_text(user->salt, sizeof user->salt, batch_text(&batch.columns[1], row));
      set_text(user->digest, sizeof user->digest, batch_text(&batch.columns[2], row));
      if (batch_int(&batch.columns[3], row, &rounds))
        user->rounds = (int64_t)rounds;
      free(map_put(users->by_name, batch_text(&batch.columns[0], row), user));
    }
  } while (batch.rows);
  return true;
}

static bool read_users(struct users *users, struct engine_connection *connection,
                       struct err *err)
{
  struct engine_result *result;
  bool ok;

  if (!engine_run(connection, text_of(table_sql), err))
    return false;
  result = engine_query(connection,
                        TEXT("SELECT name, salt, digest, rounds FROM _snowglobe.users"),
                        false, err);
  if (!result)
    return false;
  ok = read_rows(users, result, err);
  engine_result_free(result);
  return ok;
}

static void add_literal(struct buf *sql, struct text text)
{
  buf_add_char(sql, '\'');
  for (size_t i = 0; i < text.len; i++) {
    if (text.at[i] == '\'')
      buf_add_char(sql, '\'');
    buf_add_char(sql, text.at[i]);
  }
  buf_add_char(sql, '\'');
}

static bool store(struct engine_connection *connection, struct text name,
                  const struct user *user, struct err *err)
{
  struct buf sql;
  bool ok;

  buf_init(&sql);
  buf_add_string(&sql, "BEGIN; DELETE FROM _snowglobe.users WHERE name = ");
  add_literal(&sql, name);
  buf_add_string(&sql, "; INSERT INTO _snowglobe.users VALUES (");
  add_literal(&sql, name);
  buf_printf(&sql, ", '%s', '%s', %lld); COMMIT", user->salt, user->digest,
             (long long)user->rounds);
  ok = engine_run(connection, buf_text(&sql), err);
  buf_clear(&sql);
  return ok;
}

static bool is_password(const struct user *user, struct text password)
{
  char hex[DIGEST_SIZE * 2 + 1];

  return derive(password, text_of(user->salt), user->rounds, hex) &&
         crypto_equal(hex, user->digest, DIGEST_SIZE * 2);
}

/* Adds the user of the options, or gives it that password; nothing is written when all is as it
 * was. */
static bool set_user(struct users *users, struct engine_connection *connection,
                     struct text name, struct text password, struct err *err)
{
  const struct user *before = map_get(users->by_name, name);
  unsigned char salt[SALT_SIZE];
  struct user *user;

  if (before && is_password(before, password))
    return true;
  user = must(calloc(1, sizeof *user));
  crypto_random(salt, sizeof salt);
  crypto_hex(salt, sizeof salt, user->salt);
  user->rounds = ROUNDS;
  if (!derive(password, text_of(user->salt), user->rounds, user->digest)) {
    free(user);
    return err_set(err, ERR_INTERNAL, "A password could not be digested.");
  }
  free(map_put(users->by_name, name, user));
  return store(connection, name, user, err);
}

static bool open_users(struct users *users, struct engine *engine, const char *user,
                       const char *password, struct err *err)
{
  struct engine_connection *connection = engine_connect(engine, err);
  struct arena *arena = arena_new();
  bool ok = connection && read_users(users, connection, err);

  if (ok && user)
    ok = set_user(users, connection, arena_upper(arena, text_of(user)), text_of(password),
                  err);
  engine_disconnect(connection);
  arena_free(arena);
  return ok;
}

struct users *users_open(struct engine *engine, const char *user, const char *password,
                         struct err *err)
{
  struct users *users = must(calloc(1, sizeof *users));

  pthread_mutex_init(&users->mutex, NULL);
  users->by_name = map_new();
  crypto_random(users->process_key, sizeof users->process_key);
  if (open_users(users, engine, user, password, err))
    return users;
  users_close(users);
  return NULL;
}

void users_close(struct users *users)
{
  struct user *user;
  struct text name;
  size_t at = 0;

  if (!users)
    return;
  while ((user = map_next(users->by_name, &at, &name)) != NULL)
    free(user);
  map_free(users->by_name);
  pthread_mutex_destroy(&users->mutex);
  free(users);
}

bool users_has_guest(const struct users *users)
{
  return map_count(users->by_name) == 0;
}

/* What a right password is remembered as: worth nothing to another process. */
static void quick_digest(const struct users *users, struct text password,
                         unsigned char out[DIGEST_SIZE])
{
  struct buf buf;

  buf_init(&buf);
  buf_add(&buf, users->process_key, sizeof users->process_key);
  buf_add_text(&buf, password);
  crypto_sha256(buf_text(&buf), out);
  buf_clear(&buf);
}

static bool check_user(struct users *users, struct user *user, struct text password)
{
  unsigned char quick[DIGEST_SIZE];
  bool ok;

  quick_digest(users, password, quick);
  pthread_mutex_lock(&users->mutex);
  ok = user->has_seen && crypto_equal(quick, user->seen, sizeof quick);
  pthread_mutex_unlock(&users->mutex);
  if (ok)
    return true;
  if (!is_password(user, password))
    return false;
  pthread_mutex_lock(&users->mutex);
  memcpy(user->seen, quick, sizeof quick);
  user->has_seen = true;
  pthread_mutex_unlock(&users->mutex);
  return true;
}

static int compare_names(const void *a, const void *b)
{
  return text_compare(*(const struct text *)a, *(const struct text *)b);
}

const struct text *users_list(struct users *users, struct arena *arena, int *count)
{
  struct text *names = ARENA_ARRAY(arena, map_count(users->by_name) + 1, struct text);
  struct text name;
  size_t at = 0;

  *count = 0;
  while (map_next(users->by_name, &at, &name))
    names[(*count)++] = name;
  if (!*count)
    names[(*count)++] = TEXT(GUEST_NAME);
  qsort(names, (size_t)*count, sizeof *names, compare_names);
  return names;
}

struct text users_names(struct users *users, struct arena *arena)
{
  int count;
  const struct text *names = users_list(users, arena, &count);
  struct text json;
  struct buf out;

  buf_init(&out);
  for (int i = 0; i < count; i++) {
    buf_add_char(&out, i ? ',' : '[');
    json_text_quote(names[i], &out);
  }
  buf_add_char(&out, ']');
  json = buf_copy(&out, arena);
  buf_clear(&out);
  return json;
}

static bool check_guest(struct text name, struct text password, bool is_local)
{
  return is_local && text_is_nocase(name, GUEST_NAME) &&
         text_is(password, GUEST_PASSWORD);
}

static bool check(struct users *users, struct text name, struct text password,
                  bool is_local)
{
  static const struct user nobody = {
    "00000000000000000000000000000000", "", ROUNDS, false, { 0 }
  };
  struct user *user = map_get(users->by_name, name);

  if (users_has_guest(users))
    return check_guest(name, password, is_local);
  if (user)
    return check_user(users, user, password);
  /* A name that does not exist takes as long as a wrong password. */
  (void)is_password(&nobody, password);
  return false;
}

bool users_check(struct users *users, struct text name, struct text password,
                 bool is_local, struct err *err)
{
  struct arena *arena = arena_new();
  bool ok = check(users, arena_upper(arena, name), password, is_local);

  arena_free(arena);
  return ok ||
         err_set(err, ERR_LOGIN_FAILED, "Incorrect username or password was specified.");
}
