/* history.c: the statements that ran, for QUERY_HISTORY: a ring in memory. */
#include "session/history.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "protocol/params.h"

enum {
  MOST_ENTRIES = 10000,
  MOST_BYTES = 32 << 20,
  MOST_TEXT = 100000 /* Snowflake keeps that much of a statement's text. */
};

/* The texts follow the entry in the same block, the message has its own. */
struct kept {
  struct history_entry entry;
  size_t bytes;
  char *message;
};

struct history {
  pthread_mutex_t mutex;           /* Guards all below. */
  struct kept *ring[MOST_ENTRIES]; /* `count` of them from `oldest` on. */
  int oldest, count;
  size_t bytes;
};

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

struct history *history_new(void)
{
  struct history *history = must(calloc(1, sizeof *history));

  pthread_mutex_init(&history->mutex, NULL);
  return history;
}

static struct kept *kept_at(const struct history *history, int index)
{
  return history->ring[(history->oldest + index) % MOST_ENTRIES];
}

static void forget_oldest(struct history *history)
{
  struct kept *kept = kept_at(history, 0);

  history->bytes -= kept->bytes;
  free(kept->message);
  free(kept);
  history->oldest = (history->oldest + 1) % MOST_ENTRIES;
  history->count--;
}

void history_free(struct history *history)
{
  if (!history)
    return;
  while (history->count)
    forget_oldest(history);
  pthread_mutex_destroy(&history->mutex);
  free(history);
}

/* Copies a text to *to, which moves on; NULL for none. */
static const char *put(char **to, struct text text)
{
  char *at = *to;

  if (!text.at)
    return NULL;
  if (text.len)
    memcpy(at, text.at, text.len);
  at[text.len] = '\0';
  *to += text.len + 1;
  return at;
}

static struct kept *make(const struct session *session, const char *query_id,
                         struct text sql)
{
  struct text texts[] = { text_cut(sql, MOST_TEXT),
                          session->database,
                          session->schema,
                          session->user,
                          session->role,
                          session->warehouse,
                          params_get(session->params, "QUERY_TAG") };
  size_t size = sizeof(struct kept);
  struct kept *kept;
  char *to;

  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    size += texts[i].len + 1;
  kept = must(calloc(1, size));
  to = (char *)(kept + 1);
  kept->bytes = size;
  kept->entry = (struct history_entry){ .type = "UNKNOWN",
                                        .session_id = session->id,
                                        .started_ms = clock_now_ms(),
                                        .state = HISTORY_RUNNING };
  if (session->transaction == TRANSACTION_OPEN)
    kept->entry.transaction_id = session->transaction_id;
  snprintf(kept->entry.query_id, sizeof kept->entry.query_id, "%s", query_id);
  kept->entry.sql = put(&to, texts[0]);
  kept->entry.database = put(&to, texts[1]);
  kept->entry.schema = put(&to, texts[2]);
  kept->entry.user = put(&to, texts[3]);
  kept->entry.role = put(&to, texts[4]);
  kept->entry.warehouse = put(&to, texts[5]);
  kept->entry.tag = put(&to, texts[6]);
  return kept;
}

void history_begin(struct history *history, const struct session *session,
                   const char *query_id, struct text sql)
{
  struct kept *kept = make(session, query_id, sql);

  pthread_mutex_lock(&history->mutex);
  while (history->count == MOST_ENTRIES ||
         (history->count && history->bytes + kept->bytes > MOST_BYTES))
    forget_oldest(history);
  history->ring[(history->oldest + history->count++) % MOST_ENTRIES] = kept;
  history->bytes += kept->bytes;
  pthread_mutex_unlock(&history->mutex);
}

/* Under the lock: the newest are looked at first. NULL when it is forgotten. */
static struct kept *find(const struct history *history, const char *query_id)
{
  for (int i = history->count; i-- > 0;)
    if (strcmp(kept_at(history, i)->entry.query_id, query_id) == 0)
      return kept_at(history, i);
  return NULL;
}

void history_set_type(struct history *history, const char *query_id, const char *type)
{
  struct kept *kept;

  pthread_mutex_lock(&history->mutex);
  if ((kept = find(history, query_id)))
    kept->entry.type = type;
  pthread_mutex_unlock(&history->mutex);
}

void history_finish(struct history *history, const char *query_id,
                    const struct history_end *end)
{
  struct kept *kept;

  pthread_mutex_lock(&history->mutex);
  if ((kept = find(history, query_id))) {
    kept->entry.ended_ms = clock_now_ms();
    kept->entry.state = end->err ? HISTORY_FAILED : HISTORY_DONE;
    kept->entry.rows = end->rows;
    kept->entry.inserted = end->inserted;
    kept->entry.updated = end->updated;
    kept->entry.deleted = end->deleted;
    if (end->err) {
      kept->entry.code = end->err->code;
      kept->entry.message = kept->message = must(strdup(end->err->message));
    }
  }
  pthread_mutex_unlock(&history->mutex);
}

/* ---- asking ---- */

static bool is_text(const char *kept, struct text wanted)
{
  return !wanted.at || (kept && text_is(wanted, kept));
}

static bool passes(const struct history_entry *entry, const struct history_filter *filter)
{
  if (!entry->ended_ms && (filter->only_ended || filter->to_ms))
    return false;
  if (entry->ended_ms && ((filter->from_ms && entry->ended_ms < filter->from_ms) ||
                          (filter->to_ms && entry->ended_ms > filter->to_ms)))
    return false;
  return (!filter->session_id || entry->session_id == filter->session_id) &&
         is_text(entry->user, filter->user) &&
         is_text(entry->warehouse, filter->warehouse) &&
         is_text(entry->query_id, filter->query_id);
}

static const char *kept_text(struct arena *arena, const char *text)
{
  return text ? arena_c_string(arena, text_of(text)) : NULL;
}

static struct history_entry copy(struct arena *arena, const struct history_entry *entry)
{
  struct history_entry copied = *entry;

  copied.sql = kept_text(arena, entry->sql);
  copied.database = kept_text(arena, entry->database);
  copied.schema = kept_text(arena, entry->schema);
  copied.user = kept_text(arena, entry->user);
  copied.role = kept_text(arena, entry->role);
  copied.warehouse = kept_text(arena, entry->warehouse);
  copied.tag = kept_text(arena, entry->tag);
  copied.message = kept_text(arena, entry->message);
  return copied;
}

struct history_entry *history_find(struct history *history,
                                   const struct history_filter *filter,
                                   struct arena *arena, int *count)
{
  struct history_entry *found;

  *count = 0;
  pthread_mutex_lock(&history->mutex);
  found = ARENA_ARRAY(arena, (size_t)history->count, struct history_entry);
  for (int i = history->count; i-- > 0 && (!filter->most || *count < filter->most);) {
    const struct history_entry *entry = &kept_at(history, i)->entry;

    if (passes(entry, filter))
      found[(*count)++] = copy(arena, entry);
  }
  pthread_mutex_unlock(&history->mutex);
  return found;
}
