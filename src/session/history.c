/* history.c: the statements that ran, for QUERY_HISTORY: those of the last second in memory, the others
 * in the engine. */
#include "session/history.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/numbers.h"
#include "base/wait.h"
#include "history/history_store.h"
#include "protocol/params.h"

enum {
  MOST_ENTRIES = 10000, /* Where nothing is written, and what more the oldest page has. */
  MOST_BYTES = 32 << 20, /* In memory. */
  FULL_BYTES = 8 << 20,  /* Written before the second is over. */
  MOST_TEXT = 100000,    /* Snowflake keeps that much of a statement's text. */
  FLUSH_MS = 1000,
  COMPLAIN_MS = 60000
};

/* One that runs. Its texts follow in the same block. */
struct history_item {
  struct history_entry entry;
  _Atomic(const char *) type;
  struct history_item *older, *newer;
  int64_t began_ns;
};

struct item_list {
  struct history_item *oldest, *newest;
  int count;
};

/* The smallest first, as statements begin. */
struct numbers {
  int64_t *at;
  int count;
};

struct history {
  struct history_store *store; /* NULL: nothing is written. */
  pthread_mutex_t mutex;       /* Guards all below. */
  struct item_list running;
  struct numbers noted;     /* Those that are written as running. */
  struct page_list ended;   /* Not written yet ... */
  struct page_list writing; /* ... and being written. */
  int64_t next;             /* Number of a statement. */
  int64_t forgotten;        /* Since it was last complained of. */
  int64_t complains_ns;     /* Not before. */
  pthread_t writer;
  pthread_cond_t wake;
  bool has_writer, is_idle, is_closing;
  bool is_failing;              /* What was last to be written could not be. */
  pthread_mutex_t writing_lock; /* Held by who writes; before the other. */
};

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

/* ---- what runs, under the lock ---- */

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
}

/* As it is now. */
static const struct history_entry *entry_of(struct history_item *item)
{
  item->entry.type = item->type;
  return &item->entry;
}

/* ---- what has ended, under the lock ---- */

static bool is_too_much(const struct history *history)
{
  const struct page_list *ended = &history->ended;

  return ended->bytes > MOST_BYTES ||
         (!history->store && ended->count - ended->oldest->page.count >= MOST_ENTRIES);
}

static void make_room(struct history *history)
{
  while (history->ended.oldest && is_too_much(history))
    history->forgotten += page_list_drop(&history->ended);
}

/* ---- writing ---- */

/* At most once a minute, of whatever goes wrong as long as it does. */
static void complain(struct history *history, const char *message)
{
  int64_t now_ns = clock_monotonic_ns();

  pthread_mutex_lock(&history->mutex);
  if (now_ns >= history->complains_ns) {
    log_error(
      "Query history cannot be written, statements go on (%lld wait in memory, %lld "
      "are forgotten): %s",
      (long long)history->ended.count, (long long)history->forgotten, message);
    history->complains_ns = now_ns + COMPLAIN_MS * 1000000LL;
    history->forgotten = 0;
  }
  pthread_mutex_unlock(&history->mutex);
}

/* What a transaction writes. */
struct writing {
  struct arena *arena;
  struct history_batch batch;
  struct numbers noted; /* Those that are written as running when it is over. */
};

static bool has_number(const struct numbers *numbers, int64_t number)
{
  return numbers_have(numbers->at, (size_t)numbers->count, number);
}

static struct numbers numbers_new(int most)
{
  return (struct numbers){ .at = must(calloc((size_t)most + 1, sizeof(int64_t))) };
}

/* What has run for a second is noted as running: here copied, as far as it is not noted already. */
static void add_running(struct history *history, struct writing *writing, int64_t now_ns)
{
  struct history_entry *running = ARENA_ARRAY(
    writing->arena, (size_t)history->running.count + 1, struct history_entry);
  int *count = &writing->batch.running_count;

  writing->noted = numbers_new(history->running.count);
  for (struct history_item *item = history->running.oldest; item; item = item->newer) {
    if (now_ns - item->began_ns < FLUSH_MS * 1000000LL)
      continue;
    writing->noted.at[writing->noted.count++] = item->entry.number;
    if (!has_number(&history->noted, item->entry.number))
      running[(*count)++] = history_entry_copy(writing->arena, entry_of(item));
  }
  writing->batch.running = running;
}

/* What is noted and runs no longer is among what has ended. */
static void add_over(const struct history *history, struct writing *writing)
{
  int64_t *over = ARENA_ARRAY(writing->arena, (size_t)history->noted.count + 1, int64_t);

  for (int i = 0; i < history->noted.count; i++)
    if (!has_number(&writing->noted, history->noted.at[i]))
      over[writing->batch.over_count++] = history->noted.at[i];
  writing->batch.over = over;
}

static void take_writing(struct history *history, struct writing *writing)
{
  pthread_mutex_lock(&history->mutex);
  page_list_append(&history->writing, &history->ended);
  writing->batch.ended = &history->writing;
  add_running(history, writing, clock_monotonic_ns());
  add_over(history, writing);
  pthread_mutex_unlock(&history->mutex);
}

/* What could not be written comes first the next time. */
static void end_writing(struct history *history, struct writing *writing, bool ok)
{
  struct page_list written = { 0 };
  struct numbers noted = writing->noted;

  pthread_mutex_lock(&history->mutex);
  history->is_failing = !ok;
  if (ok) {
    page_list_append(&written, &history->writing);
    writing->noted = history->noted;
    history->noted = noted;
  } else {
    page_list_append(&history->writing, &history->ended);
    page_list_append(&history->ended, &history->writing);
    make_room(history);
  }
  pthread_mutex_unlock(&history->mutex);
  page_list_clear(&written);
  free(writing->noted.at);
}

static bool write_batch(struct history *history, const struct history_batch *batch,
                        struct err *err)
{
  return (!batch->ended->count && !batch->running_count && !batch->over_count) ||
         history_store_write(history->store, batch, err);
}

static void write_now(struct history *history)
{
  struct writing writing = { .arena = arena_new() };
  struct err err = { 0 };
  bool ok;

  take_writing(history, &writing);
  ok = write_batch(history, &writing.batch, &err);
  end_writing(history, &writing, ok);
  arena_free(writing.arena);
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
  if (history->ended.count)
    return true;
  for (const struct history_item *item = history->running.oldest; item;
       item = item->newer)
    if (!has_number(&history->noted, item->entry.number))
      return true;
  return false;
}

/* Under the lock: until the second is over, or there is much to write. */
static void wait_for_more(struct history *history)
{
  int64_t deadline_ns = wait_deadline(FLUSH_MS);
  bool is_early = true;

  while (is_early && !history->is_closing &&
         (history->ended.bytes < FULL_BYTES || history->is_failing))
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
  struct history_item *item;

  if (!history)
    return;
  pthread_mutex_lock(&history->mutex);
  history->is_closing = true;
  pthread_cond_signal(&history->wake);
  pthread_mutex_unlock(&history->mutex);
  if (history->has_writer)
    pthread_join(history->writer, NULL);
  if (history->ended.count)
    history_flush(history);
  while ((item = history->running.oldest) != NULL) {
    list_take(&history->running, item);
    free(item);
  }
  page_list_clear(&history->ended);
  free(history->noted.at);
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
  *item = (struct history_item){ .type = "UNKNOWN", .began_ns = clock_monotonic_ns() };
  item->entry = (struct history_entry){ .session_id = (int64_t)session->id,
                                        .started_ms = clock_now_ms(),
                                        .state = HISTORY_RUNNING };
  if (session->transaction == TRANSACTION_OPEN)
    item->entry.transaction_id = session->transaction_id;
  text_fill(item->entry.query_id, sizeof item->entry.query_id, text_of(query_id));
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

void history_set_type(struct history_item *item, const char *type)
{
  if (item)
    item->type = type;
}

static int64_t micros(int64_t nanos)
{
  return nanos / 1000;
}

static void set_end(struct history_entry *entry, const struct history_end *end,
                    int64_t elapsed_ns)
{
  entry->elapsed_us = micros(elapsed_ns);
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
    entry->message = end->err->message;
  }
}

/* It is packed here, where all of it is at hand, rather than by the writer, who would find it out of the
 * processor's caches. */
void history_finish(struct history *history, struct history_item *item,
                    const struct history_end *end)
{
  int64_t elapsed_ns = clock_monotonic_ns() - item->began_ns;

  pthread_mutex_lock(&history->mutex);
  list_take(&history->running, item);
  set_end(&item->entry, end, elapsed_ns);
  page_list_add(&history->ended, entry_of(item));
  make_room(history);
  if (history->is_idle || history->ended.bytes >= FULL_BYTES) {
    history->is_idle = false;
    pthread_cond_signal(&history->wake);
  }
  pthread_mutex_unlock(&history->mutex);
  free(item);
}

/* ---- asking ---- */

/* Pages as they are at a moment. */
struct copies {
  struct text *at;
  int count;
};

static void copy_pages(const struct page_list *list, struct arena *arena,
                       struct copies *copies)
{
  struct buf bytes;

  buf_init(&bytes);
  for (const struct listed_page *page = list->oldest; page; page = page->newer) {
    buf_reset(&bytes);
    history_page_put_plain(&bytes, &page->page);
    copies->at[copies->count++] = buf_copy(&bytes, arena);
  }
  buf_clear(&bytes);
}

/* Adds what runs, and gives the pages that are in memory: what is looked at next, the engine's, has the
 * others. */
static struct copies look(struct history *history, struct history_found *found)
{
  struct copies copies = { 0 };

  pthread_mutex_lock(&history->mutex);
  copies.at = ARENA_ARRAY(
    found->arena, (size_t)history->ended.pages + (size_t)history->writing.pages + 1,
    struct text);
  for (struct history_item *item = history->running.oldest; item; item = item->newer)
    history_found_add(found, entry_of(item));
  copy_pages(&history->writing, found->arena, &copies);
  copy_pages(&history->ended, found->arena, &copies);
  pthread_mutex_unlock(&history->mutex);
  return copies;
}

static bool find_all(struct history *history, struct history_found *found,
                     struct err *err)
{
  const struct history_bounds none = { .above = INT64_MIN, .since_ms = INT64_MIN };
  struct copies copies = look(history, found);

  for (int i = 0; i < copies.count; i++)
    if (!history_found_read(found, &none, copies.at[i], err))
      return false;
  return !history->store || (found->filter->query_id.at && found->count) ||
         history_store_find(history->store, found, err);
}

struct history_entry *history_find(struct history *history,
                                   const struct history_filter *filter,
                                   struct arena *arena, int *count, struct err *err)
{
  struct history_entry *entries = NULL;
  struct history_found found;

  history_found_init(&found, filter, arena);
  if (find_all(history, &found, err))
    entries = history_found_take(&found, count);
  history_found_clear(&found);
  return entries;
}
