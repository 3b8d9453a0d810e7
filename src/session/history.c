/* history.c: the statements that ran, for QUERY_HISTORY: those of the last second in memory, the others
 * in the engine. */
#include "session/history.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/wait.h"
#include "history/history_store.h"
#include "protocol/params.h"

enum {
  MOST_ENTRIES = 10000,  /* In memory, where nothing is written. */
  MOST_BYTES = 32 << 20, /* In memory. */
  FULL_BYTES = 8 << 20,  /* Written before the second is over. */
  MOST_TEXT = 100000,    /* Snowflake keeps that much of a statement's text. */
  FLUSH_MS = 1000,
  COMPLAIN_MS = 60000
};

/* The texts follow the entry in the same block, the message has its own. */
struct history_item {
  struct history_entry entry;
  struct history_item *older, *newer; /* In its list. */
  size_t bytes;
  char *message;
  int64_t began_ns;
  bool is_noted; /* Written as one that runs. */
  bool is_held;  /* Being written so: it may end meanwhile, and is not to be freed. */
};

struct item_list {
  struct history_item *oldest, *newest;
  int count;
  size_t bytes;
};

struct history {
  struct history_store *store; /* NULL: nothing is written. */
  pthread_mutex_t mutex;       /* Guards all below. */
  struct item_list running;
  struct item_list ended;   /* Not written yet ... */
  struct item_list writing; /* ... and about to be. */
  int64_t next;             /* Number of a statement. */
  int64_t forgotten;        /* Since it was last complained of. */
  int64_t complains_ns;     /* Not before. */
  pthread_t writer;
  pthread_cond_t wake;
  bool has_writer, is_idle, is_closing;
  pthread_mutex_t writing_lock; /* Held by who writes; before the other. */
};

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

/* ---- lists, under the lock ---- */

static void list_add_newest(struct item_list *list, struct history_item *item)
{
  item->newer = NULL;
  item->older = list->newest;
  if (list->newest)
    list->newest->newer = item;
  else
    list->oldest = item;
  list->newest = item;
  list->count++;
  list->bytes += item->bytes;
}

static void list_take(struct item_list *list, struct history_item *item)
{
  if (item->older)
    item->older->newer = item->newer;
  else
    list->oldest = item->newer;
  if (item->newer)
    item->newer->older = item->older;
  else
    list->newest = item->older;
  list->count--;
  list->bytes -= item->bytes;
}

static void free_item(struct history_item *item)
{
  free(item->message);
  free(item);
}

static void free_list(struct item_list *list)
{
  struct history_item *item;

  while ((item = list->oldest) != NULL) {
    list_take(list, item);
    free_item(item);
  }
}

static bool is_too_much(const struct history *history)
{
  return history->ended.bytes + history->writing.bytes > MOST_BYTES ||
         (!history->store && history->ended.count > MOST_ENTRIES);
}

static void make_room(struct history *history)
{
  struct history_item *newer;

  for (struct history_item *item = history->ended.oldest; item && is_too_much(history);
       item = newer) {
    newer = item->newer;
    if (item->is_held)
      continue;
    list_take(&history->ended, item);
    free_item(item);
    history->forgotten++;
  }
}

/* ---- writing ---- */

/* At most once a minute, of whatever goes wrong as long as it does. */
static void complain(struct history *history, const char *message)
{
  int64_t now_ns = clock_monotonic_ns();

  pthread_mutex_lock(&history->mutex);
  if (now_ns >= history->complains_ns) {
    log_error(
      "Query history cannot be written, statements go on (%d wait in memory, %lld "
      "are forgotten): %s",
      history->writing.count + history->ended.count, (long long)history->forgotten,
      message);
    history->complains_ns = now_ns + COMPLAIN_MS * 1000000LL;
    history->forgotten = 0;
  }
  pthread_mutex_unlock(&history->mutex);
}

/* What a transaction writes; the copies of what runs stay as they were when they were made. */
struct writing {
  struct history_batch batch;
  struct history_entry *running;
  struct history_item **noted;
};

static void *array(int count, size_t size)
{
  return must(calloc(count ? (size_t)count : 1, size));
}

static void add_ended(struct history *history, struct writing *writing)
{
  const struct history_entry **ended = array(history->writing.count, sizeof *ended);
  int64_t *over = array(history->writing.count, sizeof *over);

  for (const struct history_item *item = history->writing.oldest; item;
       item = item->newer) {
    ended[writing->batch.ended_count++] = &item->entry;
    if (item->is_noted)
      over[writing->batch.over_count++] = item->entry.number;
  }
  writing->batch.ended = ended;
  writing->batch.over = over;
}

static void add_running(struct history *history, struct writing *writing, int64_t now_ns)
{
  int most = history->running.count, *count = &writing->batch.running_count;

  writing->batch.running = array(most, sizeof *writing->batch.running);
  writing->running = array(most, sizeof *writing->running);
  writing->noted = array(most, sizeof *writing->noted);
  for (struct history_item *item = history->running.oldest; item; item = item->newer) {
    if (item->is_noted || now_ns - item->began_ns < FLUSH_MS * 1000000LL)
      continue;
    writing->running[*count] = item->entry;
    writing->batch.running[*count] = &writing->running[*count];
    writing->noted[*count] = item;
    item->is_held = true;
    ++*count;
  }
}

static void clear_writing(struct writing *writing)
{
  free(writing->batch.ended);
  free(writing->batch.running);
  free((void *)writing->batch.over);
  free(writing->running);
  free(writing->noted);
}

/* Under the lock: takes what is to be written. What could not be written the last time comes first. */
static void take_writing(struct history *history, struct writing *writing)
{
  if (!history->writing.count) {
    history->writing = history->ended;
    history->ended = (struct item_list){ 0 };
  }
  add_ended(history, writing);
  add_running(history, writing, clock_monotonic_ns());
}

/* Under the lock. */
static void end_writing(struct history *history, struct writing *writing, bool ok)
{
  for (int i = 0; i < writing->batch.running_count; i++) {
    writing->noted[i]->is_noted = ok;
    writing->noted[i]->is_held = false;
  }
  if (ok)
    free_list(&history->writing);
}

static void write_now(struct history *history)
{
  struct writing writing = { 0 };
  struct err err = { 0 };
  bool ok = true;

  pthread_mutex_lock(&history->mutex);
  take_writing(history, &writing);
  pthread_mutex_unlock(&history->mutex);
  if (writing.batch.ended_count || writing.batch.running_count)
    ok = history_store_write(history->store, &writing.batch, &err);
  pthread_mutex_lock(&history->mutex);
  end_writing(history, &writing, ok);
  pthread_mutex_unlock(&history->mutex);
  clear_writing(&writing);
  if (!ok || !history_store_tidy(history->store, &err))
    complain(history, err.message);
}

void history_flush(struct history *history)
{
  if (!history->store)
    return;
  pthread_mutex_lock(&history->writing_lock);
  write_now(history);
  pthread_mutex_unlock(&history->writing_lock);
}

/* Under the lock. */
static bool has_work(const struct history *history)
{
  if (history->ended.count || history->writing.count)
    return true;
  for (const struct history_item *item = history->running.oldest; item;
       item = item->newer)
    if (!item->is_noted)
      return true;
  return false;
}

/* Under the lock: until the second is over, or there is much to write. */
static void wait_for_more(struct history *history)
{
  int64_t deadline_ns = wait_deadline(FLUSH_MS);
  bool is_early = true;

  while (is_early && !history->is_closing &&
         (history->ended.bytes < FULL_BYTES || history->writing.count))
    is_early = wait_until(&history->wake, &history->mutex, deadline_ns);
}

static void *write_always(void *argument)
{
  struct history *history = argument;

  pthread_mutex_lock(&history->mutex);
  while (!history->is_closing) {
    history->is_idle = !has_work(history);
    if (history->is_idle) {
      pthread_cond_wait(&history->wake, &history->mutex);
      continue;
    }
    wait_for_more(history);
    pthread_mutex_unlock(&history->mutex);
    history_flush(history);
    pthread_mutex_lock(&history->mutex);
  }
  pthread_mutex_unlock(&history->mutex);
  return NULL;
}

/* ---- beginning and end ---- */

static struct history *history_new(void)
{
  struct history *history = must(calloc(1, sizeof *history));

  pthread_mutex_init(&history->mutex, NULL);
  pthread_mutex_init(&history->writing_lock, NULL);
  wait_init(&history->wake);
  history->next = 1;
  return history;
}

struct history *history_open(struct engine *engine, const struct history_options *options,
                             struct err *err)
{
  struct history *history = history_new();

  if (options->most < 0)
    return history;
  history->store = history_store_open(engine, options->most, options->days, err);
  if (!history->store) {
    history_close(history);
    return NULL;
  }
  history->next = history_store_next(history->store);
  if (pthread_create(&history->writer, NULL, write_always, history) != 0)
    abort();
  history->has_writer = true;
  return history;
}

void history_close(struct history *history)
{
  if (!history)
    return;
  pthread_mutex_lock(&history->mutex);
  history->is_closing = true;
  pthread_cond_signal(&history->wake);
  pthread_mutex_unlock(&history->mutex);
  if (history->has_writer)
    pthread_join(history->writer, NULL);
  /* What could not be written before comes first. */
  for (int i = 0; i < 2 && (history->writing.count || history->ended.count); i++)
    history_flush(history);
  free_list(&history->running);
  free_list(&history->ended);
  free_list(&history->writing);
  history_store_close(history->store);
  pthread_cond_destroy(&history->wake);
  pthread_mutex_destroy(&history->writing_lock);
  pthread_mutex_destroy(&history->mutex);
  free(history);
}

/* ---- statements ---- */

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

static struct history_item *make(const struct session *session, const char *query_id,
                                 struct text sql)
{
  struct text texts[] = { text_cut(sql, MOST_TEXT),
                          session->database,
                          session->schema,
                          session->user,
                          session->role,
                          session->warehouse,
                          params_get(session->params, "QUERY_TAG"),
                          session->client_app,
                          session->client_version };
  size_t size = sizeof(struct history_item);
  struct history_item *item;
  char *to;

  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    size += texts[i].len + 1;
  item = must(malloc(size));
  to = (char *)(item + 1);
  *item = (struct history_item){ .bytes = size, .began_ns = clock_monotonic_ns() };
  item->entry = (struct history_entry){ .type = "UNKNOWN",
                                        .session_id = (int64_t)session->id,
                                        .started_ms = clock_now_ms(),
                                        .state = HISTORY_RUNNING };
  if (session->transaction == TRANSACTION_OPEN)
    item->entry.transaction_id = session->transaction_id;
  snprintf(item->entry.query_id, sizeof item->entry.query_id, "%s", query_id);
  item->entry.sql = put(&to, texts[0]);
  item->entry.database = put(&to, texts[1]);
  item->entry.schema = put(&to, texts[2]);
  item->entry.user = put(&to, texts[3]);
  item->entry.role = put(&to, texts[4]);
  item->entry.warehouse = put(&to, texts[5]);
  item->entry.tag = put(&to, texts[6]);
  item->entry.client = put(&to, texts[7]);
  item->entry.client_version = put(&to, texts[8]);
  return item;
}

struct history_item *history_begin(struct history *history, const struct session *session,
                                   const char *query_id, struct text sql)
{
  struct history_item *item = make(session, query_id, sql);

  pthread_mutex_lock(&history->mutex);
  item->entry.number = history->next++;
  list_add_newest(&history->running, item);
  if (history->is_idle) {
    history->is_idle = false;
    pthread_cond_signal(&history->wake);
  }
  pthread_mutex_unlock(&history->mutex);
  return item;
}

void history_set_type(struct history *history, struct history_item *item,
                      const char *type)
{
  if (!item)
    return;
  pthread_mutex_lock(&history->mutex);
  item->entry.type = type;
  pthread_mutex_unlock(&history->mutex);
}

static int64_t micros(int64_t nanos)
{
  return nanos / 1000;
}

static void set_end(struct history_item *item, const struct history_end *end)
{
  struct history_entry *entry = &item->entry;

  entry->elapsed_us = micros(clock_monotonic_ns() - item->began_ns);
  entry->ended_ms = entry->started_ms + entry->elapsed_us / 1000;
  entry->state = end->err ? HISTORY_FAILED : HISTORY_DONE;
  entry->rows = end->rows;
  entry->inserted = end->inserted;
  entry->updated = end->updated;
  entry->deleted = end->deleted;
  entry->bytes = end->bytes;
  entry->parse_us = micros(end->times.parse);
  entry->bind_us = micros(end->times.bind);
  entry->plan_us = micros(end->times.plan);
  entry->execute_us = micros(end->times.execute);
  entry->encode_us = micros(end->times.encode);
  if (end->err) {
    entry->error = err_number(end->err->code);
    entry->message = item->message = must(strdup(end->err->message));
    item->bytes += strlen(item->message) + 1;
  }
}

void history_finish(struct history *history, struct history_item *item,
                    const struct history_end *end)
{
  pthread_mutex_lock(&history->mutex);
  list_take(&history->running, item);
  set_end(item, end);
  list_add_newest(&history->ended, item);
  make_room(history);
  if (history->is_idle || history->ended.bytes >= FULL_BYTES) {
    history->is_idle = false;
    pthread_cond_signal(&history->wake);
  }
  pthread_mutex_unlock(&history->mutex);
}

/* ---- asking ---- */

static void add_passing(const struct item_list *list, const struct history_filter *filter,
                        const struct history_entry **found, int *count)
{
  for (const struct history_item *item = list->oldest; item; item = item->newer)
    if (history_filter_passes(filter, &item->entry))
      found[(*count)++] = &item->entry;
}

/* Under the lock. */
static struct history_entry *find_in_memory(const struct history *history,
                                            const struct history_filter *filter,
                                            struct arena *arena, int *count)
{
  size_t all = (size_t)history->running.count + (size_t)history->ended.count +
               (size_t)history->writing.count;
  const struct history_entry **found = ARENA_ARRAY(arena, all + 1,
                                                   const struct history_entry *);
  struct history_entry *entries;
  int passing = 0;

  add_passing(&history->running, filter, found, &passing);
  add_passing(&history->ended, filter, found, &passing);
  add_passing(&history->writing, filter, found, &passing);
  qsort(found, (size_t)passing, sizeof *found, history_entry_latest_first);
  entries = ARENA_ARRAY(arena, (size_t)passing + 1, struct history_entry);
  for (*count = 0; *count < passing && !history_filter_is_full(filter, *count); ++*count)
    entries[*count] = history_entry_copy(arena, found[*count]);
  return entries;
}

/* Both are sorted. What was written in between is in both: then it is the written that counts. */
static struct history_entry *merge(struct arena *arena,
                                   const struct history_filter *filter,
                                   const struct history_entry *fresh, int fresh_count,
                                   const struct history_entry *written, int written_count,
                                   int *count)
{
  struct history_entry *all = ARENA_ARRAY(
    arena, (size_t)fresh_count + (size_t)written_count + 1, struct history_entry);
  int f = 0, w = 0;

  for (*count = 0;
       (f < fresh_count || w < written_count) && !history_filter_is_full(filter, *count);
       ++*count) {
    if (w == written_count || (f < fresh_count && fresh[f].number > written[w].number)) {
      all[*count] = fresh[f++];
      continue;
    }
    f += f < fresh_count && fresh[f].number == written[w].number;
    all[*count] = written[w++];
  }
  return all;
}

struct history_entry *history_find(struct history *history,
                                   const struct history_filter *filter,
                                   struct arena *arena, int *count, struct err *err)
{
  struct history_entry *fresh, *written;
  int fresh_count, written_count;

  pthread_mutex_lock(&history->mutex);
  fresh = find_in_memory(history, filter, arena, &fresh_count);
  pthread_mutex_unlock(&history->mutex);
  *count = fresh_count;
  if (!history->store || (filter->query_id.at && fresh_count))
    return fresh;
  written = history_store_find(history->store, filter, arena, &written_count, err);
  if (!written)
    return NULL;
  return merge(arena, filter, fresh, fresh_count, written, written_count, count);
}
