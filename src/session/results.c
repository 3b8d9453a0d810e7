/* results.c: the results of statements that have ended: which there are, and which go first. */
#include "session/results.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/map.h"
#include "base/wait.h"
#include "session/kept_description.h"
#include "session/kept_log.h"
#include "session/kept_record.h"

/* In memory; what they take is bounded besides. */
#define MAX_IN_MEMORY 2000
/* Small results wait so long to be written, all that ended meanwhile at once. */
#define SAVE_MS 500
#define SAVE_RESULTS 200
#define SAVE_BYTES ((int64_t)1 << 20)
/* A log of so many bytes is followed by another, since it goes as a whole. */
#define LOG_BYTES ((int64_t)4 << 20)

struct entry {
  struct kept_result *kept;
  int64_t bytes;
  struct kept_log *log; /* That has it, or will soon. */
  struct entry *newer;
};

/* By the time of their ends. */
struct entry_list {
  struct entry *oldest, *newest;
  int64_t bytes;
  int count;
};

struct results {
  struct result_folder *folder;
  bool is_own; /* The folder goes with the results. */
  int64_t max_bytes, max_memory, max_ms;
  pthread_mutex_t lock; /* Guards all below. */
  struct map *by_id, *by_key;
  struct entry_list in_memory, in_files;
  struct entry *unsaved; /* The first in memory that no log has. */
  struct kept_log *log;  /* For the next; or NULL. */
  pthread_t saver;       /* Unless the folder goes with the results. */
  pthread_cond_t wake;   /* There is one to be saved, or the end has come. */
  bool is_ending;
  bool cannot_save; /* It has been said. */
};

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

/* ---- entries, under the lock ---- */

static struct entry_list *list_of(struct results *results, struct kept_result *kept)
{
  return kept_result_file(kept) ? &results->in_files : &results->in_memory;
}

static int64_t bytes_of(const struct kept_result *kept)
{
  int64_t bytes = 0;

  if (!kept_result_file(kept))
    return (int64_t)kept_result_memory(kept);
  for (int i = 0; i < kept_result_parts(kept); i++)
    bytes += kept_result_part_bytes(kept, i);
  return bytes;
}

static void append(struct results *results, struct kept_result *kept,
                   struct kept_log *log)
{
  struct entry_list *list = list_of(results, kept);
  struct result_file *file = kept_result_file(kept);
  struct text id = kept_result_info(kept)->query_id;
  struct entry *entry = must(calloc(1, sizeof *entry));

  entry->kept = kept;
  entry->bytes = bytes_of(kept);
  entry->log = log;
  if (list->newest)
    list->newest->newer = entry;
  else
    list->oldest = entry;
  list->newest = entry;
  list->bytes += entry->bytes;
  list->count++;
  if (id.len)
    map_put(results->by_id, id, kept);
  if (file)
    map_put(results->by_key, text_of(result_file_key(file)), kept);
}

static void forget(struct map *map, struct text key, const struct kept_result *kept)
{
  if (map_get(map, key) == kept)
    map_take(map, key);
}

static void drop_oldest(struct results *results, struct entry_list *list)
{
  struct entry *oldest = list->oldest;
  struct result_file *file = kept_result_file(oldest->kept);

  list->oldest = oldest->newer;
  if (!list->oldest)
    list->newest = NULL;
  list->bytes -= oldest->bytes;
  list->count--;
  if (results->unsaved == oldest)
    results->unsaved = oldest->newer;
  forget(results->by_id, kept_result_info(oldest->kept)->query_id, oldest->kept);
  if (file)
    forget(results->by_key, text_of(result_file_key(file)), oldest->kept);
  kept_result_release(oldest->kept);
  kept_log_release(oldest->log);
  free(oldest);
}

static bool is_too_old(const struct results *results, const struct entry *entry)
{
  return kept_result_info(entry->kept)->ended_ms < clock_now_ms() - results->max_ms;
}

/* The newest stays, whatever it takes. */
static void trim_list(struct results *results, struct entry_list *list, int64_t max_bytes,
                      int max_count)
{
  while (list->oldest && (is_too_old(results, list->oldest) ||
                          ((list->bytes > max_bytes || list->count > max_count) &&
                           list->oldest != list->newest)))
    drop_oldest(results, list);
}

static void trim(struct results *results)
{
  trim_list(results, &results->in_memory, results->max_memory, MAX_IN_MEMORY);
  trim_list(results, &results->in_files, results->max_bytes, INT32_MAX);
}

/* ---- small ones into logs, by a thread of its own ---- */

/* Some that are to be written, and the log for them. */
struct saving {
  struct kept_result *at[SAVE_RESULTS];
  int count;
  int64_t bytes;
  struct kept_log *log;
};

/* Under the lock. Those that no query id leads to are of no use to the next server. */
static void choose(struct results *results, struct saving *saving)
{
  struct entry *entry = results->unsaved;

  kept_log_hold(results->log);
  saving->log = results->log;
  for (; entry && saving->count < SAVE_RESULTS && saving->bytes < SAVE_BYTES;
       entry = entry->newer) {
    if (!kept_result_info(entry->kept)->query_id.len)
      continue;
    kept_log_hold(saving->log);
    entry->log = saving->log;
    kept_result_hold(entry->kept);
    saving->at[saving->count++] = entry->kept;
    saving->bytes += entry->bytes;
  }
  results->unsaved = entry;
}

static bool write_chosen(struct saving *saving, struct err *err)
{
  struct buf records;
  bool ok;

  buf_init(&records);
  for (int i = 0; i < saving->count; i++) {
    kept_record_put(saving->at[i], &records);
    kept_result_release(saving->at[i]);
  }
  ok = kept_log_add(saving->log, buf_text(&records), err);
  buf_clear(&records);
  return ok;
}

/* Under the lock: no more goes into this log. */
static void end_log(struct results *results)
{
  kept_log_release(results->log);
  results->log = NULL;
}

static void say_failure(struct results *results, const char *message)
{
  if (!results->cannot_save)
    log_warn("results: small ones will not outlive the server: %s", message);
  results->cannot_save = true;
}

/* Under the lock, which is left while it writes. What cannot be written stays in memory alone. */
static void save_some(struct results *results)
{
  struct saving saving = { .count = 0 };
  struct err err = { 0 };
  bool ok;

  if (!results->log &&
      !(results->log = kept_log_new(result_folder_path(results->folder), &err))) {
    say_failure(results, err.message);
    results->unsaved = NULL;
    return;
  }
  choose(results, &saving);
  pthread_mutex_unlock(&results->lock);
  ok = write_chosen(&saving, &err);
  pthread_mutex_lock(&results->lock);
  if (ok)
    results->cannot_save = false;
  else
    say_failure(results, err.message);
  if (saving.log == results->log && (!ok || kept_log_bytes(saving.log) > LOG_BYTES))
    end_log(results);
  kept_log_release(saving.log);
}

static void *save_always(void *argument)
{
  struct results *results = argument;

  pthread_setname_np(pthread_self(), "results-saver");
  pthread_mutex_lock(&results->lock);
  while (!results->is_ending || results->unsaved) {
    int64_t deadline;

    if (!results->unsaved) {
      pthread_cond_wait(&results->wake, &results->lock);
      continue;
    }
    deadline = wait_deadline(SAVE_MS);
    while (!results->is_ending && wait_until(&results->wake, &results->lock, deadline))
      continue;
    while (results->unsaved)
      save_some(results);
  }
  pthread_mutex_unlock(&results->lock);
  return NULL;
}

/* ---- at start and at the end ---- */

struct found_result {
  struct kept_result *kept;
  struct kept_log *log;
};

/* What was found in the folder, in no order. */
struct found {
  struct found_result *at;
  size_t count, room;
};

static void take_small(void *context, struct kept_result *kept, struct kept_log *log)
{
  struct found *found = context;

  if (found->count == found->room) {
    found->room = found->room ? found->room * 2 : 64;
    found->at = must(realloc(found->at, found->room * sizeof *found->at));
  }
  found->at[found->count++] = (struct found_result){ kept, log };
}

static void take_large(void *context, struct kept_result *kept)
{
  take_small(context, kept, NULL);
}

static void take_file(void *context, struct result_file *file, struct text description)
{
  kept_description_read(file, description, take_large, context);
  result_file_release(file);
}

static int by_end(const void *a, const void *b)
{
  const struct found_result *left = a, *right = b;
  int64_t first = kept_result_info(left->kept)->ended_ms;
  int64_t second = kept_result_info(right->kept)->ended_ms;

  return (first > second) - (first < second);
}

static void load(struct results *results)
{
  struct found found = { 0 };

  result_files_load(results->folder, take_file, &found);
  kept_logs_load(result_folder_path(results->folder), take_small, &found);
  if (found.count)
    qsort(found.at, found.count, sizeof *found.at, by_end);
  for (size_t i = 0; i < found.count; i++)
    append(results, found.at[i].kept, found.at[i].log);
  free(found.at);
  trim(results);
}

static char *own_folder(void)
{
  const char *base = getenv("TMPDIR");
  char *folder = NULL;

  if (asprintf(&folder, "%s/snowglobe-XXXXXX", base && *base ? base : "/tmp") < 0)
    abort();
  if (!mkdtemp(folder))
    log_error("results: no folder could be made at %s: large results will fail", folder);
  return folder;
}

struct results *results_new(const struct results_options *options)
{
  struct results *results = must(calloc(1, sizeof *results));
  const char *folder = options->folder;
  char *path = folder ? must(strdup(folder)) : own_folder();

  results->is_own = !folder;
  results->folder = result_folder_new(path, options->max_memory);
  free(path);
  results->max_bytes = options->max_bytes;
  results->max_memory = options->max_memory;
  results->max_ms = options->seconds * 1000;
  if (folder && mkdir(folder, 0700) != 0 && errno != EEXIST)
    log_error("results: %s could not be made: large results will fail", folder);
  pthread_mutex_init(&results->lock, NULL);
  wait_init(&results->wake);
  results->by_id = map_new();
  results->by_key = map_new();
  load(results);
  if (!results->is_own &&
      pthread_create(&results->saver, NULL, save_always, results) != 0)
    abort();
  return results;
}

/* The saver writes what is left before it ends. */
static void end_saver(struct results *results)
{
  pthread_mutex_lock(&results->lock);
  results->is_ending = true;
  pthread_cond_signal(&results->wake);
  pthread_mutex_unlock(&results->lock);
  pthread_join(results->saver, NULL);
}

static void leave_files(struct results *results)
{
  for (struct entry *entry = results->in_files.oldest; entry; entry = entry->newer)
    result_file_stay(kept_result_file(entry->kept));
  for (struct entry *entry = results->in_memory.oldest; entry; entry = entry->newer)
    if (entry->log)
      kept_log_stay(entry->log);
}

void results_free(struct results *results)
{
  if (!results)
    return;
  if (!results->is_own) {
    end_saver(results);
    trim(results);
    leave_files(results);
  }
  end_log(results);
  while (results->in_memory.oldest)
    drop_oldest(results, &results->in_memory);
  while (results->in_files.oldest)
    drop_oldest(results, &results->in_files);
  if (results->is_own)
    rmdir(result_folder_path(results->folder));
  map_free(results->by_id);
  map_free(results->by_key);
  pthread_cond_destroy(&results->wake);
  pthread_mutex_destroy(&results->lock);
  result_folder_free(results->folder);
  free(results);
}

/* ---- while the server runs ---- */

struct result_folder *results_folder(const struct results *results)
{
  return results->folder;
}

static void finish_file(struct kept_result *kept)
{
  struct buf description;

  if (!kept_result_file(kept))
    return;
  buf_init(&description);
  buf_add_char(&description, '[');
  kept_description_put(kept, &description);
  buf_add_char(&description, ']');
  result_file_finish(kept_result_file(kept), buf_text(&description));
  buf_clear(&description);
}

/* Under the lock. While the saver waits for its time it need not be told. */
static void note_unsaved(struct results *results, const struct kept_result *kept)
{
  if (results->is_own || results->unsaved || kept_result_file(kept))
    return;
  results->unsaved = results->in_memory.newest;
  pthread_cond_signal(&results->wake);
}

void results_add(struct results *results, struct kept_result *kept)
{
  finish_file(kept);
  pthread_mutex_lock(&results->lock);
  append(results, kept, NULL);
  note_unsaved(results, kept);
  trim(results);
  pthread_mutex_unlock(&results->lock);
}

struct kept_result *results_find(struct results *results, struct text query_id,
                                 struct text user)
{
  struct kept_result *kept;

  pthread_mutex_lock(&results->lock);
  trim(results);
  kept = map_get(results->by_id, query_id);
  if (kept && !text_equal(kept_result_info(kept)->user, user))
    kept = NULL;
  if (kept)
    kept_result_hold(kept);
  pthread_mutex_unlock(&results->lock);
  return kept;
}

bool results_hold_part(struct results *results, struct text key, int64_t part,
                       struct behind_bytes *bytes)
{
  struct kept_result *kept;
  bool found = false;

  pthread_mutex_lock(&results->lock);
  trim(results);
  kept = map_get(results->by_key, key);
  if (kept && part >= 0 && part < kept_result_parts(kept))
    found = result_file_hold_bytes(kept_result_file(kept),
                                   kept_result_part_offset(kept, (int)part),
                                   kept_result_part_size(kept, (int)part), bytes);
  pthread_mutex_unlock(&results->lock);
  return found;
}

struct results_kept results_kept(struct results *results)
{
  struct results_kept kept;

  pthread_mutex_lock(&results->lock);
  kept = (struct results_kept){ results->in_memory.count + results->in_files.count,
                                results->in_memory.bytes, results->in_files.bytes };
  pthread_mutex_unlock(&results->lock);
  return kept;
}

void results_expire(struct results *results)
{
  pthread_mutex_lock(&results->lock);
  trim(results);
  if (results->log && kept_log_is_held_once(results->log))
    end_log(results);
  pthread_mutex_unlock(&results->lock);
}
