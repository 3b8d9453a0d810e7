/* issuer_keys.c: the published keys of OAuth issuers. */
#include "session/issuer_keys.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/map.h"
#include "net/http_client.h"
#include "net/jwks.h"

#define FRESH_MS (10 * 60 * 1000)
#define AGAIN_MS 10000
#define MOST_URLS 64

struct key_set {
  struct buf json; /* Empty: it could not be fetched. */
  int64_t asked_ms;
};

struct issuer_keys {
  pthread_mutex_t mutex; /* Guards the map and what is in it. */
  struct map *by_url;    /* struct key_set */
};

struct issuer_keys *issuer_keys_new(void)
{
  struct issuer_keys *keys = calloc(1, sizeof *keys);

  if (!keys)
    abort();
  pthread_mutex_init(&keys->mutex, NULL);
  keys->by_url = map_new();
  return keys;
}

static void clear(struct issuer_keys *keys)
{
  struct key_set *set;
  struct text url;
  size_t at = 0;

  while ((set = map_next(keys->by_url, &at, &url)) != NULL) {
    buf_clear(&set->json);
    free(set);
  }
  map_free(keys->by_url);
}

void issuer_keys_free(struct issuer_keys *keys)
{
  if (!keys)
    return;
  clear(keys);
  pthread_mutex_destroy(&keys->mutex);
  free(keys);
}

/* Under the lock. */
static struct key_set *set_of(struct issuer_keys *keys, struct text url)
{
  struct key_set *set = map_get(keys->by_url, url);

  if (set)
    return set;
  if (map_count(keys->by_url) >= MOST_URLS) {
    clear(keys);
    keys->by_url = map_new();
  }
  set = calloc(1, sizeof *set);
  if (!set)
    abort();
  buf_init(&set->json);
  map_put(keys->by_url, url, set);
  return set;
}

static bool look(struct issuer_keys *keys, struct text url, struct text key_id,
                 struct text algorithm, struct buf *der, int64_t *asked_ms)
{
  const struct key_set *set;
  bool ok;

  pthread_mutex_lock(&keys->mutex);
  set = set_of(keys, url);
  *asked_ms = set->asked_ms;
  ok = set->json.len && clock_now_ms() - set->asked_ms < FRESH_MS &&
       jwks_find(buf_text(&set->json), key_id, algorithm, der);
  pthread_mutex_unlock(&keys->mutex);
  return ok;
}

/* Without the lock: an issuer that does not answer delays nobody else. */
static bool fetch(struct issuer_keys *keys, struct text url, struct err *err)
{
  struct arena *arena = arena_new();
  struct key_set *set;
  struct buf body;
  long status;
  bool ok;

  buf_init(&body);
  ok = http_client_get(arena_c_string(arena, url), JWKS_MOST_BYTES, &body, &status, err);
  pthread_mutex_lock(&keys->mutex);
  set = set_of(keys, url);
  set->asked_ms = clock_now_ms();
  if (ok) {
    buf_reset(&set->json);
    buf_add_text(&set->json, buf_text(&body));
  }
  pthread_mutex_unlock(&keys->mutex);
  buf_clear(&body);
  arena_free(arena);
  return ok;
}

bool issuer_keys_find(struct issuer_keys *keys, struct text url, struct text key_id,
                      struct text algorithm, struct buf *der, struct err *err)
{
  int64_t asked_ms;

  if (look(keys, url, key_id, algorithm, der, &asked_ms))
    return true;
  if (clock_now_ms() - asked_ms >= AGAIN_MS && !fetch(keys, url, err))
    return false;
  return look(keys, url, key_id, algorithm, der, &asked_ms) ||
         err_set(err, ERR_FETCH_FAILED,
                 TEXT_FMT " has no key '" TEXT_FMT "' for " TEXT_FMT, TEXT_ARG(url),
                 TEXT_ARG(key_id), TEXT_ARG(algorithm));
}
