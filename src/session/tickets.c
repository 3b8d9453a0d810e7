/* tickets.c: what the server hands out to be shown again soon. */
#include "session/tickets.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/map.h"
#include "net/crypto.h"

#define MOST_TICKETS 100000
#define SECRET_BYTES 32

/* A ticket and the arena that holds it. */
struct entry {
  struct arena *home;
  enum ticket_kind kind;
  struct ticket ticket;
};

struct tickets {
  pthread_mutex_t mutex; /* Guards the map and what is in it. */
  struct map *by_digest; /* struct entry, the oldest first */
};

struct tickets *tickets_new(void)
{
  struct tickets *tickets = calloc(1, sizeof *tickets);

  if (!tickets)
    abort();
  pthread_mutex_init(&tickets->mutex, NULL);
  tickets->by_digest = map_new();
  return tickets;
}

static void entry_free(struct entry *entry)
{
  if (!entry)
    return;
  arena_free(entry->home);
  free(entry);
}

void tickets_free(struct tickets *tickets)
{
  struct entry *entry;
  struct text key;
  size_t at = 0;

  if (!tickets)
    return;
  while ((entry = map_next(tickets->by_digest, &at, &key)) != NULL)
    entry_free(entry);
  map_free(tickets->by_digest);
  pthread_mutex_destroy(&tickets->mutex);
  free(tickets);
}

static struct text text_in(struct arena *arena, struct text text)
{
  return text.at ? arena_text(arena, text) : text;
}

static struct ticket copy(struct arena *arena, const struct ticket *ticket)
{
  struct ticket made = *ticket;

  made.user = text_in(arena, ticket->user);
  made.client = text_in(arena, ticket->client);
  made.role = text_in(arena, ticket->role);
  made.redirect = text_in(arena, ticket->redirect);
  made.state = text_in(arena, ticket->state);
  made.proof = text_in(arena, ticket->proof);
  return made;
}

/* Under the lock: those that are over go, and the oldest when there are too many. */
static void make_room(struct tickets *tickets)
{
  int64_t now = clock_now_ms();
  struct entry *entry;
  struct text key;
  size_t at = 0;

  if (map_count(tickets->by_digest) < MOST_TICKETS)
    return;
  while ((entry = map_next(tickets->by_digest, &at, &key)) != NULL)
    if (entry->ticket.expires_ms <= now)
      entry_free(map_take(tickets->by_digest, key));
  at = 0;
  while (map_count(tickets->by_digest) >= MOST_TICKETS &&
         (entry = map_next(tickets->by_digest, &at, &key)) != NULL)
    entry_free(map_take(tickets->by_digest, key));
}

static void digest(struct text text, char hex[2 * CRYPTO_SHA256_SIZE + 1])
{
  unsigned char bytes[CRYPTO_SHA256_SIZE];

  crypto_sha256(text, bytes);
  crypto_hex(bytes, sizeof bytes, hex);
}

struct text tickets_give(struct tickets *tickets, struct arena *arena,
                         enum ticket_kind kind, const struct ticket *ticket,
                         int64_t seconds)
{
  struct entry *entry = calloc(1, sizeof *entry);
  unsigned char secret[SECRET_BYTES];
  char hex[2 * CRYPTO_SHA256_SIZE + 1];
  struct text text;

  if (!entry)
    abort();
  crypto_random(secret, sizeof secret);
  text = crypto_base64_url_of(arena, text_from((const char *)secret, sizeof secret));
  digest(text, hex);
  entry->home = arena_new();
  entry->kind = kind;
  entry->ticket = copy(entry->home, ticket);
  entry->ticket.given_ms = clock_now_ms();
  entry->ticket.expires_ms = entry->ticket.given_ms + seconds * 1000;
  pthread_mutex_lock(&tickets->mutex);
  make_room(tickets);
  entry_free(map_put(tickets->by_digest, text_of(hex), entry));
  pthread_mutex_unlock(&tickets->mutex);
  return text;
}

static bool find(struct tickets *tickets, struct arena *arena, enum ticket_kind kind,
                 struct text text, bool and_take, struct ticket *ticket)
{
  char hex[2 * CRYPTO_SHA256_SIZE + 1];
  const struct entry *entry;
  bool ok;

  digest(text, hex);
  pthread_mutex_lock(&tickets->mutex);
  entry = map_get(tickets->by_digest, text_of(hex));
  ok = entry && entry->kind == kind && entry->ticket.expires_ms > clock_now_ms();
  if (ok)
    *ticket = copy(arena, &entry->ticket);
  if (ok && and_take)
    entry_free(map_take(tickets->by_digest, text_of(hex)));
  pthread_mutex_unlock(&tickets->mutex);
  return ok;
}

bool tickets_find(struct tickets *tickets, struct arena *arena, enum ticket_kind kind,
                  struct text text, struct ticket *ticket)
{
  return find(tickets, arena, kind, text, false, ticket);
}

bool tickets_take(struct tickets *tickets, struct arena *arena, enum ticket_kind kind,
                  struct text text, struct ticket *ticket)
{
  return find(tickets, arena, kind, text, true, ticket);
}

void tickets_end(struct tickets *tickets, enum ticket_kind kind, struct text user)
{
  const struct entry *entry;
  struct text key;
  size_t at = 0;

  pthread_mutex_lock(&tickets->mutex);
  while ((entry = map_next(tickets->by_digest, &at, &key)) != NULL)
    if (entry->kind == kind && text_equal(entry->ticket.user, user))
      entry_free(map_take(tickets->by_digest, key));
  pthread_mutex_unlock(&tickets->mutex);
}
