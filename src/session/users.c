/* users.c: who may log in. */
#include "session/users.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/map.h"
#include "data/json_text.h"
#include "net/crypto.h"
#include "session/user_store.h"

#define MOST_FAILURES 5
#define MINUTE_MS 60000LL

/* A user and the arena that holds it. */
struct member {
  struct arena *home;
  struct user *user;
};

struct users {
  pthread_mutex_t changing; /* Held by who will put; taken before the other. */
  pthread_mutex_t mutex;    /* Guards all that follows but the key. */
  struct engine_connection *connection;
  struct map *by_name; /* struct member */
  unsigned char process_key[USER_DIGEST_SIZE];
};

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

static void lock(struct users *users)
{
  pthread_mutex_lock(&users->mutex);
}

static void unlock(struct users *users)
{
  pthread_mutex_unlock(&users->mutex);
}

/* ---- the set of users, under the lock ---- */

static void member_free(struct member *member)
{
  if (!member)
    return;
  arena_free(member->home);
  free(member);
}

static void take(void *to, struct arena *home, struct user *user)
{
  struct users *users = to;
  struct member *member = must(calloc(1, sizeof *member));

  user->sets_lock = false;
  *member = (struct member){ home, user };
  member_free(map_put(users->by_name, user->name, member));
}

static struct user *find(struct users *users, struct text name)
{
  const struct member *member = map_get(users->by_name, name);

  return member ? member->user : NULL;
}

static struct user *find_by(struct users *users,
                            bool (*is)(const struct user *user, struct text text),
                            struct text text)
{
  const struct member *member;
  struct text name;
  size_t at = 0;

  while ((member = map_next(users->by_name, &at, &name)) != NULL)
    if (is(member->user, text))
      return member->user;
  return NULL;
}

static bool has_login(const struct user *user, struct text login)
{
  return text_equal(user->values[USER_LOGIN_NAME], login);
}

static struct user *find_login(struct users *users, struct text login)
{
  return find_by(users, has_login, login);
}

static bool is_guest(const struct user *user, struct text unused)
{
  (void)unused;
  return user_is_guest(user);
}

static struct user *find_guest(struct users *users)
{
  return find_by(users, is_guest, (struct text){ 0 });
}

/* How logins ended since the user was copied. */
static void keep_logins(const struct user *now, struct user *next)
{
  if (!next->sets_lock) {
    next->failures = now->failures;
    next->locked_until_ms = now->locked_until_ms;
  }
  if (strcmp(now->digest, next->digest) == 0) {
    next->has_seen = now->has_seen;
    memcpy(next->seen, now->seen, USER_DIGEST_SIZE);
  }
}

static bool put(struct users *users, struct text before, const struct user *user,
                struct err *err)
{
  const struct user *now = before.at ? find(users, before) : NULL;
  struct arena *home;
  struct user *next;

  if (!user_store_put(users->connection, before, user, err))
    return false;
  home = arena_new();
  next = user_copy(home, user);
  if (now)
    keep_logins(now, next);
  if (before.at && !text_equal(before, user->name))
    member_free(map_take(users->by_name, before));
  take(users, home, next);
  return true;
}

/* ---- opening ---- */

/* Adds the user of the options, or gives it that password; nothing is written when all is as it
 * was. */
static bool set_configured(struct users *users, struct arena *arena, struct text name,
                           struct text password, struct err *err)
{
  const struct user *before = find(users, name);
  struct user *user = before ? user_copy(arena, before) : user_new(arena, name);

  if (before && !user_is_guest(before) && user_is_password(before, password))
    return true;
  if (!before)
    user_set_time(user, arena, USER_CREATED_MS, clock_now_ms());
  user_set(user, arena, USER_ORIGIN, TEXT(USER_FROM_OPTIONS));
  user_set_time(user, arena, USER_PASSWORD_SET_MS, clock_now_ms());
  return user_set_password(user, password, err) &&
         put(users, before ? before->name : (struct text){ 0 }, user, err);
}

static bool drop(struct users *users, struct text name, struct err *err)
{
  if (!user_store_drop(users->connection, name, err))
    return false;
  member_free(map_take(users->by_name, name));
  return true;
}

static bool drop_guest(struct users *users, struct arena *arena, struct err *err)
{
  const struct user *guest = find_guest(users);

  return !guest || drop(users, arena_text(arena, guest->name), err);
}

static bool add_guest(struct users *users, struct arena *arena, struct err *err)
{
  struct user *guest = user_new(arena, TEXT(GUEST_NAME));

  user_set(guest, arena, USER_ORIGIN, TEXT(USER_IS_GUEST));
  user_set_time(guest, arena, USER_CREATED_MS, clock_now_ms());
  return put(users, (struct text){ 0 }, guest, err);
}

static bool open_users(struct users *users, struct engine *engine, const char *user,
                       const char *password, struct err *err)
{
  struct arena *arena = arena_new();
  bool ok;

  users->connection = engine_connect(engine, err);
  ok = users->connection && user_store_read(users->connection, take, users, err);
  if (ok && user)
    ok = set_configured(users, arena, arena_upper(arena, text_of(user)),
                        text_of(password), err) &&
         drop_guest(users, arena, err);
  if (ok && !map_count(users->by_name))
    ok = add_guest(users, arena, err);
  arena_free(arena);
  return ok;
}

struct users *users_open(struct engine *engine, const char *user, const char *password,
                         struct err *err)
{
  struct users *users = must(calloc(1, sizeof *users));

  pthread_mutex_init(&users->changing, NULL);
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
  struct member *member;
  struct text name;
  size_t at = 0;

  if (!users)
    return;
  while ((member = map_next(users->by_name, &at, &name)) != NULL)
    member_free(member);
  map_free(users->by_name);
  engine_disconnect(users->connection);
  pthread_mutex_destroy(&users->mutex);
  pthread_mutex_destroy(&users->changing);
  free(users);
}

/* ---- looking and changing ---- */

bool users_has_guest(struct users *users)
{
  bool has;

  lock(users);
  has = find_guest(users) != NULL;
  unlock(users);
  return has;
}

static int compare_names(const void *a, const void *b)
{
  return text_compare(*(const struct text *)a, *(const struct text *)b);
}

const struct text *users_list(struct users *users, struct arena *arena, int *count)
{
  struct text *names, name;
  size_t at = 0;

  lock(users);
  names = ARENA_ARRAY(arena, map_count(users->by_name) + 1, struct text);
  *count = 0;
  while (map_next(users->by_name, &at, &name))
    names[(*count)++] = arena_text(arena, name);
  unlock(users);
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
  buf_add_char(&out, '[');
  for (int i = 0; i < count; i++) {
    if (i)
      buf_add_char(&out, ',');
    json_text_quote(names[i], &out);
  }
  buf_add_char(&out, ']');
  json = buf_copy(&out, arena);
  buf_clear(&out);
  return json;
}

static struct user *copy_found(struct users *users, struct arena *arena,
                               struct user *(*by)(struct users *users, struct text name),
                               struct text name)
{
  const struct user *user;
  struct user *copy;

  lock(users);
  user = by(users, name);
  copy = user ? user_copy(arena, user) : NULL;
  unlock(users);
  return copy;
}

struct user *users_find(struct users *users, struct arena *arena, struct text name)
{
  return copy_found(users, arena, find, name);
}

struct user *users_find_login(struct users *users, struct arena *arena, struct text login)
{
  return copy_found(users, arena, find_login, login);
}

struct user *users_find_by(struct users *users, struct arena *arena,
                           bool (*is)(const struct user *user, struct text text),
                           struct text text)
{
  const struct user *user;
  struct user *copy;

  lock(users);
  user = find_by(users, is, text);
  copy = user ? user_copy(arena, user) : NULL;
  unlock(users);
  return copy;
}

bool users_missing(struct text name, struct err *err)
{
  return err_set(err, ERR_NO_OBJECT,
                 "SQL compilation error:\nUser '" TEXT_FMT
                 "' does not exist or not authorized.",
                 TEXT_ARG(name));
}

static bool is_another(const struct user *user, struct text before)
{
  return user && (!before.at || !text_equal(user->name, before));
}

static bool may_put(struct users *users, struct text before, const struct user *user,
                    struct err *err)
{
  if (before.at && !find(users, before))
    return users_missing(before, err);
  if (is_another(find(users, user->name), before))
    return err_set(err, ERR_OBJECT_EXISTS,
                   "SQL compilation error:\nObject '" TEXT_FMT "' already exists.",
                   TEXT_ARG(user->name));
  if (is_another(find_login(users, user->values[USER_LOGIN_NAME]), before))
    return err_set(err, ERR_OBJECT_EXISTS,
                   "SQL compilation error:\nA user with LOGIN_NAME '" TEXT_FMT
                   "' already exists.",
                   TEXT_ARG(user->values[USER_LOGIN_NAME]));
  return true;
}

void users_hold(struct users *users)
{
  pthread_mutex_lock(&users->changing);
}

void users_release(struct users *users)
{
  pthread_mutex_unlock(&users->changing);
}

bool users_put(struct users *users, struct text before, const struct user *user,
               struct err *err)
{
  bool ok;

  lock(users);
  ok = may_put(users, before, user, err) && put(users, before, user, err);
  unlock(users);
  return ok;
}

bool users_drop(struct users *users, struct text name, struct err *err)
{
  bool ok;

  lock(users);
  ok = find(users, name) ? drop(users, name, err) : users_missing(name, err);
  unlock(users);
  return ok;
}

/* ---- logging in ---- */

/* What a right password is remembered as: worth nothing to another process. */
static void quick_digest(const struct users *users, struct text password,
                         unsigned char out[USER_DIGEST_SIZE])
{
  struct buf buf;

  buf_init(&buf);
  buf_add(&buf, users->process_key, sizeof users->process_key);
  buf_add_text(&buf, password);
  crypto_sha256(buf_text(&buf), out);
  buf_clear(&buf);
}

static bool is_seen(const struct user *user, const unsigned char quick[USER_DIGEST_SIZE])
{
  return user->has_seen && crypto_equal(quick, user->seen, USER_DIGEST_SIZE);
}

static void count_failure(struct user *user)
{
  user->failures++;
  if (user->failures < MOST_FAILURES)
    return;
  user->failures = 0;
  user->locked_until_ms = clock_now_ms() + USERS_LOCK_MINUTES * MINUTE_MS;
}

static bool check_lock(const struct user *user, struct err *err)
{
  if (user->locked_until_ms <= clock_now_ms())
    return true;
  return err_set(err, ERR_USER_LOCKED,
                 "Your user account has been temporarily locked due to too many failed "
                 "attempts. Try again after %d minutes or contact your account "
                 "administrator for assistance.",
                 USERS_LOCK_MINUTES);
}

/* Remembers how a login ended, unless the password was changed meanwhile. Where a passcode is to come,
 * failures are forgotten when that was right, too. False: others have locked the user meanwhile, so
 * that not even whether the password was right is told. */
static bool note(struct users *users, const struct user *tried, bool ok,
                 const unsigned char quick[USER_DIGEST_SIZE], struct err *err)
{
  struct user *user;
  bool open;

  lock(users);
  user = find(users, tried->name);
  open = !user || check_lock(user, err);
  if (user && open && strcmp(user->digest, tried->digest) == 0) {
    if (ok) {
      user->has_seen = true;
      memcpy(user->seen, quick, USER_DIGEST_SIZE);
      user->failures = user->values[USER_MFA_METHODS].at ? user->failures : 0;
    } else {
      count_failure(user);
    }
  }
  unlock(users);
  return open;
}

void users_note_success(struct users *users, struct text name)
{
  struct user *user;

  lock(users);
  user = find(users, name);
  if (user)
    user->failures = 0;
  unlock(users);
}

void users_note_failure(struct users *users, struct text name)
{
  struct user *user;

  lock(users);
  user = find(users, name);
  if (user)
    count_failure(user);
  unlock(users);
}

static bool check_enabled(const struct user *user, struct err *err)
{
  return !user_is(user, USER_DISABLED) ||
         err_set(err, ERR_USER_DISABLED,
                 "User access disabled. Contact your local system administrator.");
}

bool users_check_open(const struct user *user, struct err *err)
{
  return check_lock(user, err) && check_enabled(user, err);
}

static bool is_right(const struct user *user, struct text password,
                     const unsigned char quick[USER_DIGEST_SIZE])
{
  return is_seen(user, quick) || user_is_password(user, password);
}

static bool wrong(struct err *err)
{
  return err_set(err, ERR_LOGIN_FAILED, "Incorrect username or password was specified.");
}

static bool check_password(struct users *users, const struct user *user,
                           const struct login_claim *claim, struct err *err)
{
  unsigned char quick[USER_DIGEST_SIZE];
  bool ok;

  if (user_is_guest(user) && !claim->is_local)
    return wrong(err);
  /* A password that everybody knows is not guessed: a lock would only shut out. */
  if (user_is_guest(user))
    return (text_is(claim->password, GUEST_PASSWORD) && !user_is_service(user)) ||
           wrong(err);
  quick_digest(users, claim->password, quick);
  ok = is_right(user, claim->password, quick) && !user_is_service(user);
  return note(users, user, ok, quick, err) && (ok || wrong(err));
}

struct user *users_by_password(struct users *users, struct arena *arena,
                               const struct login_claim *claim, struct err *err)
{
  struct user *user = users_find_login(users, arena, arena_upper(arena, claim->user));

  if (!user) {
    /* A name that does not exist takes as long as a wrong password. */
    (void)user_is_password(user_new(arena, claim->user), claim->password);
    wrong(err);
    return NULL;
  }
  if (!check_lock(user, err) || !check_password(users, user, claim, err) ||
      !check_enabled(user, err))
    return NULL;
  if (user_is(user, USER_MUST_CHANGE_PASSWORD)) {
    err_set(err, ERR_PASSWORD_EXPIRED,
            "Specified password has expired. Password must be changed using the "
            "Snowflake web console.");
    return NULL;
  }
  return user;
}
