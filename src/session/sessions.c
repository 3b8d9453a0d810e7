/* sessions.c: who is here: sessions by the tokens that clients show. */
#include "session/sessions.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "net/crypto.h"
#include "session/instance.h"

/* How long a token that was replaced stays good. */
#define GRACE_MS 30000
/* How often old tokens are looked for. */
#define SWEEP_MS 30000
#define DIGEST_SIZE 65

enum token_use { TOKEN_SESSION, TOKEN_MASTER };

struct entry {
  struct session *session;
  int holders;
  int masters;  /* Master tokens that are left; the last one takes the session along. */
  bool removed; /* No token leads here any more. */
  int64_t created_ms, used_ms, expires_ms;
  struct text role, database, schema,
    warehouse; /* Copies: the session's are under its own lock. */
};

struct token {
  struct entry *entry;
  enum token_use use;
  int64_t expires_ms;
};

struct sessions {
  pthread_mutex_t mutex; /* Guards everything below and in the entries. */
  struct map *tokens;    /* struct token by digest */
  struct map *entries;   /* struct entry by session id */
  int64_t token_ms, session_ms, swept_ms;
  uint64_t last_id;
};

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

static struct text id_key(uint64_t id, char room[24])
{
  return text_from(room, (size_t)snprintf(room, 24, "%llu", (unsigned long long)id));
}

struct sessions *sessions_new(int64_t token_seconds, int64_t session_seconds)
{
  struct sessions *sessions = must(calloc(1, sizeof *sessions));

  pthread_mutex_init(&sessions->mutex, NULL);
  sessions->tokens = map_new();
  sessions->entries = map_new();
  sessions->token_ms = token_seconds * 1000;
  sessions->session_ms = session_seconds * 1000;
  return sessions;
}

static void end_session(struct session *session)
{
  session_lock(session);
  if (session->instance->end_session)
    session->instance->end_session(session);
  session_unlock(session);
  session_free(session);
}

/* ---- under the lock ---- */

static void digest_of(struct text token, char digest[DIGEST_SIZE])
{
  unsigned char bytes[CRYPTO_SHA256_SIZE];

  crypto_sha256(token, bytes);
  crypto_hex(bytes, sizeof bytes, digest);
}

static void add_token(struct sessions *sessions, struct entry *entry, enum token_use use,
                      int64_t lifetime_ms, char out[TOKEN_SIZE])
{
  struct token *token = must(malloc(sizeof *token));
  unsigned char random[32];
  char hex[65], digest[DIGEST_SIZE];

  crypto_random(random, sizeof random);
  crypto_hex(random, sizeof random, hex);
  snprintf(out, TOKEN_SIZE, "ver:1-hint:%llu-%c%s",
           (unsigned long long)entry->session->id, use == TOKEN_MASTER ? 'm' : 's', hex);
  digest_of(text_of(out), digest);
  *token = (struct token){ entry, use, clock_now_ms() + lifetime_ms };
  map_put(sessions->tokens, text_of(digest), token);
  entry->masters += use == TOKEN_MASTER;
  if (use == TOKEN_MASTER)
    entry->expires_ms = token->expires_ms;
}

static void add_tokens(struct sessions *sessions, struct entry *entry,
                       struct session_tokens *tokens)
{
  add_token(sessions, entry, TOKEN_SESSION, sessions->token_ms, tokens->token);
  add_token(sessions, entry, TOKEN_MASTER, sessions->session_ms, tokens->master);
  tokens->validity = sessions->token_ms / 1000;
  tokens->master_validity = sessions->session_ms / 1000;
}

/* Drops the tokens of an entry. */
static void forget(struct sessions *sessions, struct entry *entry)
{
  struct token *token;
  struct text key;
  size_t at = 0;

  while ((token = map_next(sessions->tokens, &at, &key)) != NULL)
    if (token->entry == entry)
      free(map_take(sessions->tokens, key));
  entry->removed = true;
}

static void note(struct text *noted, struct text now)
{
  if (!text_equal(*noted, now) || (noted->at == NULL) != (now.at == NULL))
    session_set(noted, now);
}

static void note_place(struct entry *entry, const struct session *session)
{
  note(&entry->role, session->role);
  note(&entry->database, session->database);
  note(&entry->schema, session->schema);
  note(&entry->warehouse, session->warehouse);
}

/* Gives the session to end, once nobody holds the entry and no token leads to it. */
static struct session *settle(struct sessions *sessions, struct entry *entry)
{
  struct session *session = entry->session;
  char room[24];

  if (!entry->removed || entry->holders)
    return NULL;
  map_take(sessions->entries, id_key(session->id, room));
  note_place(entry, &(const struct session){ 0 });
  free(entry);
  return session;
}

/* An expired session token is kept until its session goes, so that its owner is told to renew
 * it. Returns an entry whose last master token has expired, or NULL. */
static struct entry *sweep_tokens(struct sessions *sessions, int64_t now)
{
  struct token *token;
  struct text key;
  size_t at = 0;

  while ((token = map_next(sessions->tokens, &at, &key)) != NULL) {
    struct entry *entry = token->entry;
    bool is_master = token->use == TOKEN_MASTER;

    if (token->expires_ms + (is_master ? 0 : sessions->session_ms) > now)
      continue;
    free(map_take(sessions->tokens, key));
    entry->masters -= is_master;
    if (is_master && !entry->masters)
      return entry;
  }
  return NULL;
}

/* ---- with the lock taken inside ---- */

/* Ends the sessions whose time is over: looked for at every login and, now and then, whenever
 * anybody comes. */
static void sweep(struct sessions *sessions, bool always)
{
  int64_t now = clock_now_ms();
  bool again = true;

  while (again) {
    struct session *over = NULL;
    struct entry *entry;

    pthread_mutex_lock(&sessions->mutex);
    again = false;
    if (always || now - sessions->swept_ms >= SWEEP_MS) {
      entry = sweep_tokens(sessions, now);
      if (entry) {
        again = true;
        forget(sessions, entry);
        over = settle(sessions, entry);
      } else {
        sessions->swept_ms = now;
      }
    }
    pthread_mutex_unlock(&sessions->mutex);
    if (over)
      end_session(over);
  }
}

static struct entry *entry_of(struct sessions *sessions, const struct session *session)
{
  char room[24];

  return map_get(sessions->entries, id_key(session->id, room));
}

/* Ids begin at the time, in seconds, so that those of different runs differ; 2^53 is far. */
static uint64_t next_id(struct sessions *sessions)
{
  uint64_t first = (uint64_t)(clock_now_ms() / 1000) << 16;

  sessions->last_id = sessions->last_id < first ? first + 2 : sessions->last_id + 4;
  return sessions->last_id;
}

static struct entry *add_entry(struct sessions *sessions, struct session *session)
{
  struct entry *entry = must(calloc(1, sizeof *entry));
  char room[24];

  session->id = next_id(sessions);
  entry->session = session;
  entry->holders = 1;
  entry->created_ms = entry->used_ms = clock_now_ms();
  session->used_ticks = clock_monotonic_ns() / 1000000;
  note_place(entry, session);
  map_put(sessions->entries, id_key(session->id, room), entry);
  return entry;
}

void sessions_add(struct sessions *sessions, struct session *session,
                  struct session_tokens *tokens)
{
  sweep(sessions, true);
  pthread_mutex_lock(&sessions->mutex);
  add_tokens(sessions, add_entry(sessions, session), tokens);
  pthread_mutex_unlock(&sessions->mutex);
}

void sessions_add_stateless(struct sessions *sessions, struct session *session)
{
  pthread_mutex_lock(&sessions->mutex);
  add_entry(sessions, session)->removed = true;
  pthread_mutex_unlock(&sessions->mutex);
}

static struct token *find_token(struct sessions *sessions, struct text text,
                                enum token_use use, struct err *err)
{
  char digest[DIGEST_SIZE];
  struct token *token;

  if (!text.len) {
    err_set(err, ERR_NO_TOKEN, "Authorization header not found in the request data.");
    return NULL;
  }
  digest_of(text, digest);
  token = map_get(sessions->tokens, text_of(digest));
  if (token && token->use == use)
    return token;
  if (use == TOKEN_MASTER)
    err_set(err, ERR_MASTER_TOKEN_NOT_FOUND,
            "Master token is not found. Please provide a valid master token.");
  else if (text_starts_with(text, "ver:"))
    err_set(err, ERR_SESSION_GONE,
            "Session no longer exists.  New login required to access the service.");
  else
    err_set(err, ERR_TOKEN_INVALID, "Session token is invalid.");
  return NULL;
}

/* Under the mutex: for somebody who asked for it. */
static struct session *use(struct entry *entry)
{
  entry->holders++;
  entry->used_ms = clock_now_ms();
  entry->session->used_ticks = clock_monotonic_ns() / 1000000;
  return entry->session;
}

struct session *sessions_find(struct sessions *sessions, struct text text,
                              struct err *err)
{
  struct session *session = NULL;
  struct token *token;

  sweep(sessions, false);
  pthread_mutex_lock(&sessions->mutex);
  token = find_token(sessions, text, TOKEN_SESSION, err);
  if (token && token->expires_ms <= clock_now_ms()) {
    err_set(err, ERR_SESSION_EXPIRED, "Your session has expired. Please login again.");
  } else if (token) {
    session = use(token->entry);
  }
  pthread_mutex_unlock(&sessions->mutex);
  return session;
}

struct session *sessions_find_id(struct sessions *sessions, uint64_t id)
{
  struct session *session = NULL;
  struct entry *entry;
  char room[24];

  sweep(sessions, false);
  pthread_mutex_lock(&sessions->mutex);
  entry = map_get(sessions->entries, id_key(id, room));
  if (entry && !entry->removed)
    session = use(entry);
  pthread_mutex_unlock(&sessions->mutex);
  return session;
}

/* Whatever the session had before ends soon. */
static void shorten_tokens(struct sessions *sessions, const struct entry *entry,
                           int64_t now)
{
  struct token *token;
  struct text key;
  size_t at = 0;

  while ((token = map_next(sessions->tokens, &at, &key)) != NULL)
    if (token->entry == entry && token->expires_ms > now + GRACE_MS)
      token->expires_ms = now + GRACE_MS;
}

struct session *sessions_renew(struct sessions *sessions, struct text master,
                               struct session_tokens *tokens, struct err *err)
{
  struct session *session = NULL;
  int64_t now = clock_now_ms();
  struct token *token;

  pthread_mutex_lock(&sessions->mutex);
  token = find_token(sessions, master, TOKEN_MASTER, err);
  if (token && token->expires_ms <= now) {
    err_set(err, ERR_MASTER_TOKEN_EXPIRED,
            "Authentication token has expired.  The user must authenticate again.");
  } else if (token) {
    shorten_tokens(sessions, token->entry, now);
    add_tokens(sessions, token->entry, tokens);
    token->entry->holders++;
    session = token->entry->session;
  }
  pthread_mutex_unlock(&sessions->mutex);
  return session;
}

void sessions_hold(struct sessions *sessions, struct session *session)
{
  pthread_mutex_lock(&sessions->mutex);
  entry_of(sessions, session)->holders++;
  pthread_mutex_unlock(&sessions->mutex);
}

void sessions_release(struct sessions *sessions, struct session *session)
{
  struct session *over;
  struct entry *entry;

  pthread_mutex_lock(&sessions->mutex);
  entry = entry_of(sessions, session);
  entry->holders--;
  over = settle(sessions, entry);
  pthread_mutex_unlock(&sessions->mutex);
  if (over)
    end_session(over);
}

void sessions_remove(struct sessions *sessions, struct session *session)
{
  pthread_mutex_lock(&sessions->mutex);
  forget(sessions, entry_of(sessions, session));
  pthread_mutex_unlock(&sessions->mutex);
}

int sessions_count(struct sessions *sessions)
{
  int count;

  pthread_mutex_lock(&sessions->mutex);
  count = (int)map_count(sessions->entries);
  pthread_mutex_unlock(&sessions->mutex);
  return count;
}

int sessions_open(struct sessions *sessions)
{
  const struct entry *entry;
  struct text key;
  size_t at = 0;
  int count = 0;

  pthread_mutex_lock(&sessions->mutex);
  while ((entry = map_next(sessions->entries, &at, &key)) != NULL)
    count += !entry->removed;
  pthread_mutex_unlock(&sessions->mutex);
  return count;
}

void sessions_note_place(struct sessions *sessions, const struct session *session)
{
  pthread_mutex_lock(&sessions->mutex);
  note_place(entry_of(sessions, session), session);
  pthread_mutex_unlock(&sessions->mutex);
}

static struct text copied(struct arena *arena, struct text text)
{
  return text.at ? arena_text(arena, text) : text;
}

/* Who a session is of does not change after its login. */
static struct listed_session listed(struct arena *arena, const struct entry *entry)
{
  const struct session *session = entry->session;

  return (struct listed_session){
    .id = session->id,
    .user = copied(arena, session->user),
    .client_app = copied(arena, session->client_app),
    .client_version = copied(arena, session->client_version),
    .driver = copied(arena, session->driver),
    .driver_version = copied(arena, session->driver_version),
    .address = copied(arena, session->client_address),
    .role = copied(arena, entry->role),
    .database = copied(arena, entry->database),
    .schema = copied(arena, entry->schema),
    .warehouse = copied(arena, entry->warehouse),
    .created_ms = entry->created_ms,
    .used_ms = entry->used_ms,
    .expires_ms = entry->expires_ms,
    .is_https = session->is_https,
  };
}

struct listed_session *sessions_list(struct sessions *sessions, struct arena *arena,
                                     int *count)
{
  struct listed_session *list;
  const struct entry *entry;
  struct text key;
  size_t at = 0;

  *count = 0;
  pthread_mutex_lock(&sessions->mutex);
  list = ARENA_ARRAY(arena, map_count(sessions->entries), struct listed_session);
  while ((entry = map_next(sessions->entries, &at, &key)) != NULL)
    if (!entry->removed)
      list[(*count)++] = listed(arena, entry);
  pthread_mutex_unlock(&sessions->mutex);
  return list;
}

void sessions_free(struct sessions *sessions)
{
  struct entry *entry;
  struct text key;
  size_t at = 0;

  while ((entry = map_next(sessions->entries, &at, &key)) != NULL) {
    forget(sessions, entry);
    end_session(settle(sessions, entry));
  }
  map_free(sessions->tokens);
  map_free(sessions->entries);
  pthread_mutex_destroy(&sessions->mutex);
  free(sessions);
}
