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
#include "session/kept_description.h"

/* In memory; what they take is bounded besides. */
#define MAX_IN_MEMORY 2000

struct entry {
  struct kept_result *kept;
  int64_t bytes;
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

static void append(struct results *results, struct kept_result *kept)
{
  struct entry_list *list = list_of(results, kept);
  struct result_file *file = kept_result_file(kept);
  struct text id = kept_result_info(kept)->query_id;
  struct entry *entry = must(calloc(1, sizeof *entry));

  entry->kept = kept;
  entry->bytes = bytes_of(kept);
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
  forget(results->by_id, kept_result_info(oldest->kept)->query_id, oldest->kept);
  if (file)
    forget(results->by_key, text_of(result_file_key(file)), oldest->kept);
  kept_result_release(oldest->kept);
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

/* ---- at start and at the end ---- */

/* What was found in the folder, in no order. */
struct found {
  struct kept_result **at;
  size_t count, room;
};

static void take_kept(void *context, struct kept_result *kept)
{
  struct found *found = context;

  if (found->count == found->room) {
    found->room = found->room ? found->room * 2 : 64;
    found->at = must(realloc(found->at, found->room * sizeof(struct kept_result *)));
  }
  found->at[found->count++] = kept;
}

static void take_file(void *context, struct result_file *file, struct text description)
{
  kept_description_read(file, description, take_kept, context);
  result_file_release(file);
}

static int by_end(const void *a, const void *b)
{
  int64_t first = kept_result_info(*(struct kept_result *const *)a)->ended_ms;
  int64_t second = kept_result_info(*(struct kept_result *const *)b)->ended_ms;

  return (first > second) - (first < second);
}

static void load(struct results *results)
{
  struct found found = { 0 };

  result_files_load(results->folder, take_file, &found);
  if (found.count)
    qsort(found.at, found.count, sizeof(struct kept_result *), by_end);
  for (size_t i = 0; i < found.count; i++)
    append(results, found.at[i]);
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
  results->by_id = map_new();
  results->by_key = map_new();
  load(results);
  return results;
}

/* Those in memory, in one file. What fails is lost, and said. */
static bool save(struct results *results, struct result_file *file, struct err *err)
{
  struct buf description;
  bool ok = true;

  buf_init(&description);
  buf_add_char(&description, '[');
  for (struct entry *entry = results->in_memory.oldest; ok && entry;
       entry = entry->newer) {
    if (!kept_result_info(entry->kept)->query_id.len)
      continue;
    ok = kept_result_move(entry->kept, file, err);
    if (description.len > 1)
      buf_add_char(&description, ',');
    if (ok)
      kept_description_put(entry->kept, &description);
  }
  buf_add_char(&description, ']');
  if (ok)
    result_file_finish(file, buf_text(&description));
  buf_clear(&description);
  return ok;
}

static void save_all(struct results *results)
{
  struct result_file *file;
  struct err err = { 0 };

  trim(results);
  if (!results->in_memory.count)
    return;
  file = result_file_new(results->folder, &err);
  if (file && save(results, file, &err))
    result_file_stay(file);
  else
    log_warn("results: the small ones are not kept: %s", err.message);
  result_file_release(file);
}

static void leave_files(struct results *results)
{
  for (struct entry *entry = results->in_files.oldest; entry; entry = entry->newer)
    result_file_stay(kept_result_file(entry->kept));
}

void results_free(struct results *results)
{
  if (!results)
    return;
  if (!results->is_own) {
    save_all(results);
    leave_files(results);
  }
  while (results->in_memory.oldest)
    drop_oldest(results, &results->in_memory);
  while (results->in_files.oldest)
    drop_oldest(results, &results->in_files);
  if (results->is_own)
    rmdir(result_folder_path(results->folder));
  map_free(results->by_id);
  map_free(results->by_key);
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

void results_add(struct results *results, struct kept_result *kept)
{
  finish_file(kept);
  pthread_mutex_lock(&results->lock);
  append(results, kept);
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

void results_expire(struct results *results)
{
  pthread_mutex_lock(&results->lock);
  trim(results);
  pthread_mutex_unlock(&results->lock);
}
