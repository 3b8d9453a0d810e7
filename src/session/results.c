/* results.c: rows of statements that have ended, with their types, for RESULT_SCAN and ->>. */
#include "session/results.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"

/* Of one result, and of all together. */
#define MAX_RESULT_BYTES ((size_t)32 << 20)
#define MAX_ALL_BYTES ((size_t)128 << 20)
#define MAX_RESULTS 2000

struct kept_result {
  int column_count;
  struct kept_column *columns;
  struct batch_builder
    *rows; /* NULL before the first batch, and when there are too many. */
  bool too_large;
  char query_id[40];
  char *user;
  size_t bytes; /* As counted in `results`. */
  struct kept_result *newer;
};

struct results {
  pthread_mutex_t
    mutex; /* Guards all below, and is held between results_hold and _release. */
  struct map *by_id;
  struct kept_result *oldest, *newest;
  size_t bytes;
  int count;
};

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

/* ---- one result ---- */

struct kept_result *kept_result_new(const struct kept_column *columns, int count)
{
  struct kept_result *kept = must(calloc(1, sizeof *kept));

  kept->column_count = count;
  kept->columns = must(calloc((size_t)count + 1, sizeof *kept->columns));
  for (int i = 0; i < count; i++) {
    kept->columns[i] = columns[i];
    kept->columns[i].name.at = must(
      strndup(columns[i].name.len ? columns[i].name.at : "", columns[i].name.len));
  }
  return kept;
}

void kept_result_free(struct kept_result *kept)
{
  if (!kept)
    return;
  for (int i = 0; i < kept->column_count; i++)
    free((char *)(uintptr_t)kept->columns[i].name.at);
  free(kept->columns);
  batch_builder_free(kept->rows);
  free(kept->user);
  free(kept);
}

void kept_result_add(struct kept_result *kept, const struct batch *batch)
{
  if (kept->too_large)
    return;
  if (!kept->rows)
    kept->rows = batch_builder_like(batch);
  batch_builder_append(kept->rows, batch);
  if (batch_builder_bytes(kept->rows) <= MAX_RESULT_BYTES)
    return;
  batch_builder_free(kept->rows);
  kept->rows = NULL;
  kept->too_large = true;
}

int kept_result_columns(const struct kept_result *kept)
{
  return kept->column_count;
}

const struct kept_column *kept_result_column(const struct kept_result *kept, int column)
{
  return &kept->columns[column];
}

enum batch_kind kept_result_kind(const struct kept_result *kept, int column)
{
  return kept->rows && column < batch_builder_columns(kept->rows)
           ? batch_builder_kind(kept->rows, column)
           : BATCH_NULLS;
}

/* No batch has come: columns of nothing. */
static struct batch_builder *no_rows(int count)
{
  enum batch_kind *kinds = must(calloc((size_t)count + 1, sizeof *kinds));
  struct batch_builder *rows;

  for (int i = 0; i < count; i++)
    kinds[i] = BATCH_TEXT;
  rows = batch_builder_new(count, kinds, NULL);
  free(kinds);
  return rows;
}

struct batch_builder *kept_result_rows(struct kept_result *kept, struct err *err)
{
  struct batch_builder *copy;
  struct batch all;

  if (kept->too_large) {
    err_set(err, ERR_UNSUPPORTED,
            "Unsupported feature 'RESULT_SCAN of a result of more than %zu MB'.",
            MAX_RESULT_BYTES >> 20);
    return NULL;
  }
  if (!kept->rows)
    return no_rows(kept->column_count);
  all = batch_builder_view(kept->rows, 0, batch_builder_rows(kept->rows));
  copy = batch_builder_like(&all);
  batch_builder_append(copy, &all);
  return copy;
}

/* ---- all of them ---- */

struct results *results_new(void)
{
  struct results *results = must(calloc(1, sizeof *results));

  pthread_mutex_init(&results->mutex, NULL);
  results->by_id = map_new();
  return results;
}

static void drop_oldest(struct results *results)
{
  struct kept_result *oldest = results->oldest;

  results->oldest = oldest->newer;
  if (!results->oldest)
    results->newest = NULL;
  results->bytes -= oldest->bytes;
  results->count--;
  map_take(results->by_id, text_of(oldest->query_id));
  kept_result_free(oldest);
}

void results_free(struct results *results)
{
  while (results->oldest)
    drop_oldest(results);
  map_free(results->by_id);
  pthread_mutex_destroy(&results->mutex);
  free(results);
}

void results_add(struct results *results, const char *query_id, struct text user,
                 struct kept_result *kept)
{
  size_t len = strlen(query_id);

  len = len < sizeof kept->query_id ? len : sizeof kept->query_id - 1;
  memcpy(kept->query_id, query_id, len);
  kept->user = must(strndup(user.len ? user.at : "", user.len));
  kept->bytes = sizeof *kept + (kept->rows ? batch_builder_bytes(kept->rows) : 0);
  pthread_mutex_lock(&results->mutex);
  map_put(results->by_id, text_of(kept->query_id), kept);
  if (results->newest)
    results->newest->newer = kept;
  else
    results->oldest = kept;
  results->newest = kept;
  results->bytes += kept->bytes;
  results->count++;
  while (results->count > MAX_RESULTS || results->bytes > MAX_ALL_BYTES)
    drop_oldest(results);
  pthread_mutex_unlock(&results->mutex);
}

struct kept_result *results_hold(struct results *results, struct text query_id,
                                 struct text user)
{
  struct kept_result *kept;

  pthread_mutex_lock(&results->mutex);
  kept = map_get(results->by_id, query_id);
  if (kept && text_equal(text_of(kept->user), user))
    return kept;
  pthread_mutex_unlock(&results->mutex);
  return NULL;
}

void results_release(struct results *results)
{
  pthread_mutex_unlock(&results->mutex);
}
