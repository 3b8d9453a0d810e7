/* transactions.c: the transactions that run. */
#include "session/transactions.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/id.h"

enum { MOST_ENDED = 1000 };

struct entry {
  struct running_transaction transaction;
  const char *state; /* Of one that ended. */
  int64_t ended_ns;
  struct entry *next;
};

struct transactions {
  pthread_mutex_t mutex;
  struct entry *entries; /* The eldest first. */
  struct entry *ended[MOST_ENDED];
  int64_t ended_count; /* Number n is at n % MOST_ENDED. */
};

struct transactions *transactions_new(void)
{
  struct transactions *transactions = calloc(1, sizeof *transactions);

  if (!transactions)
    abort();
  pthread_mutex_init(&transactions->mutex, NULL);
  return transactions;
}

static struct text copy(struct text text)
{
  char *at = malloc(text.len + 1);

  if (!at)
    abort();
  if (text.len)
    memcpy(at, text.at, text.len);
  return text_from(at, text.len);
}

static void entry_free(struct entry *entry)
{
  free((char *)(uintptr_t)entry->transaction.user.at);
  free((char *)(uintptr_t)entry->transaction.name.at);
  free(entry);
}

void transactions_free(struct transactions *transactions)
{
  if (!transactions)
    return;
  for (struct entry *entry = transactions->entries, *next; entry; entry = next) {
    next = entry->next;
    entry_free(entry);
  }
  for (int i = 0; i < MOST_ENDED; i++)
    if (transactions->ended[i])
      entry_free(transactions->ended[i]);
  pthread_mutex_destroy(&transactions->mutex);
  free(transactions);
}

/* Where a session's entry is linked, or where the next one would be. */
static struct entry **place_of(struct transactions *transactions, uint64_t session_id)
{
  struct entry **at = &transactions->entries;

  while (*at && (*at)->transaction.session_id != session_id)
    at = &(*at)->next;
  return at;
}

void transactions_begin(struct transactions *transactions,
                        const struct running_transaction *begun)
{
  struct entry *entry = calloc(1, sizeof *entry), **at;
  char made_up[ID_QUERY_SIZE];

  if (!entry)
    abort();
  id_query(made_up);
  entry->transaction = *begun;
  entry->transaction.user = copy(begun->user);
  entry->transaction.name = copy(begun->name.len ? begun->name : text_of(made_up));
  pthread_mutex_lock(&transactions->mutex);
  at = place_of(transactions, begun->session_id);
  if (!*at) {
    *at = entry;
    entry = NULL;
  }
  pthread_mutex_unlock(&transactions->mutex);
  if (entry)
    entry_free(entry);
}

/* Gives the eldest of those that ended, whose place it takes. */
static struct entry *remember(struct transactions *transactions, struct entry *entry,
                              const char *state)
{
  struct entry **place = &transactions->ended[transactions->ended_count++ % MOST_ENDED];
  struct entry *eldest = *place;

  entry->state = state;
  entry->ended_ns = clock_now_ns();
  entry->next = NULL;
  *place = entry;
  return eldest;
}

void transactions_end(struct transactions *transactions, uint64_t session_id,
                      const char *state)
{
  struct entry **at, *entry;

  pthread_mutex_lock(&transactions->mutex);
  at = place_of(transactions, session_id);
  entry = *at;
  if (entry) {
    *at = entry->next;
    if (state)
      entry = remember(transactions, entry, state);
  }
  pthread_mutex_unlock(&transactions->mutex);
  if (entry)
    entry_free(entry);
}

static const struct entry *find(const struct transactions *transactions, int64_t id)
{
  for (const struct entry *entry = transactions->entries; entry; entry = entry->next)
    if (entry->transaction.id == id)
      return entry;
  for (int i = 0; i < MOST_ENDED; i++)
    if (transactions->ended[i] && transactions->ended[i]->transaction.id == id)
      return transactions->ended[i];
  return NULL;
}

bool transactions_find(struct transactions *transactions, int64_t id, struct arena *arena,
                       struct known_transaction *found)
{
  const struct entry *entry;

  pthread_mutex_lock(&transactions->mutex);
  entry = find(transactions, id);
  if (entry) {
    *found = (struct known_transaction){ entry->transaction,
                                         entry->state ? entry->state : "running",
                                         entry->ended_ns };
    found->begun.user = arena_text(arena, entry->transaction.user);
    found->begun.name = arena_text(arena, entry->transaction.name);
  }
  pthread_mutex_unlock(&transactions->mutex);
  return entry;
}

struct running_transaction *transactions_list(struct transactions *transactions,
                                              struct arena *arena, int *count)
{
  struct running_transaction *list;

  *count = 0;
  pthread_mutex_lock(&transactions->mutex);
  for (const struct entry *entry = transactions->entries; entry; entry = entry->next)
    ++*count;
  list = ARENA_ARRAY(arena, (size_t)*count, struct running_transaction);
  *count = 0;
  for (const struct entry *entry = transactions->entries; entry; entry = entry->next) {
    struct running_transaction *out = &list[(*count)++];

    *out = entry->transaction;
    out->user = arena_text(arena, out->user);
    out->name = arena_text(arena, out->name);
  }
  pthread_mutex_unlock(&transactions->mutex);
  return list;
}
