/* history_search.c: the statements of pages that are wanted.
 *
 * The bounds of a page say whether it may have any. Those that may are read from the latest on, some at
 * a time, until no further one can have a later statement than those that were found. */
#include "history/history_search.h"

#include <stdlib.h>
#include <string.h>

#include "history/history_page.h"
#include "history/history_pages.h"

/* Pages that are read at a time: a few at first, which are enough for a first screen. */
enum { FIRST_PAGES = 2, MOST_PAGES = 64 };

struct entries {
  struct history_entry *at;
  int count, room;
};

struct search {
  const struct history_filter *filter;
  const struct history_bounds *bounds;
  int64_t most; /* 0: all. */
  struct arena *arena;
  struct entries candidates;    /* Of one page, texts are borrowed from it. */
  struct history_entry **found; /* The latest first, between pages. */
  int count, room;
};

static void *grow(void *array, int *room, size_t size)
{
  *room = *room ? *room * 2 : 256;
  array = realloc(array, (size_t)*room * size);
  if (!array)
    abort();
  return array;
}

/* ---- which pages ---- */

static void put_bound(struct buf *sql, const char *test, int64_t number)
{
  if (number)
    buf_printf(sql, " AND %s %lld", test, (long long)number);
}

static void put_bounds(struct buf *sql, const struct search *search)
{
  const struct history_filter *filter = search->filter;

  buf_printf(sql, " WHERE \"last\" > %lld AND started_to >= %lld",
             (long long)search->bounds->above, (long long)search->bounds->since_ms);
  put_bound(sql, "ended_to >=", filter->from_ms);
  put_bound(sql, "ended_from <=", filter->to_ms);
  put_bound(sql, "started_to >=", filter->started_from_ms);
  put_bound(sql, "started_from <=", filter->started_to_ms);
  put_bound(sql, "\"first\" <", filter->before);
}

struct lasts {
  int64_t *at;
  int count, room;
};

static bool fetch_lasts(struct engine_result *result, struct lasts *lasts,
                        struct err *err)
{
  struct batch batch;

  do {
    if (!engine_fetch(result, &batch, err))
      return false;
    for (size_t row = 0; row < batch.rows; row++) {
      if (lasts->count == lasts->room)
        lasts->at = grow(lasts->at, &lasts->room, sizeof *lasts->at);
      lasts->at[lasts->count++] = batch_int64(&batch.columns[0], row);
    }
  } while (batch.rows);
  return true;
}

/* Each page's last number, the greatest first. */
static bool find_pages(struct engine_connection *connection, const struct search *search,
                       struct lasts *lasts, struct err *err)
{
  struct engine_result *result;
  struct buf sql;
  bool ok;

  buf_init(&sql);
  buf_add_string(&sql, "SELECT \"last\" FROM " HISTORY_PAGES);
  put_bounds(&sql, search);
  buf_add_string(&sql, " ORDER BY \"last\" DESC");
  result = engine_query(connection, buf_text(&sql), false, err);
  buf_clear(&sql);
  ok = result && fetch_lasts(result, lasts, err);
  engine_result_free(result);
  return ok;
}

/* ---- what is in them ---- */

static bool is_full(const struct search *search)
{
  return search->most && search->count >= search->most;
}

static bool is_wanted(const struct search *search, const struct history_entry *entry)
{
  return entry->number > search->bounds->above &&
         entry->started_ms >= search->bounds->since_ms &&
         (!is_full(search) || entry->number > search->found[search->count - 1]->number) &&
         history_filter_passes(search->filter, entry);
}

static void add_candidate(struct entries *candidates, const struct history_entry *entry)
{
  if (candidates->count == candidates->room)
    candidates->at = grow(candidates->at, &candidates->room, sizeof *candidates->at);
  candidates->at[candidates->count++] = *entry;
}

/* Sorts, and gives how many are not too much. */
static int keep_latest(const struct search *search, struct history_entry **entries,
                       int count)
{
  qsort(entries, (size_t)count, sizeof *entries, history_entry_latest_first);
  return search->most && count > search->most ? (int)search->most : count;
}

/* A page's candidates, as far as they are not too much by themselves, join those that were found, with
 * texts of their own. */
static void take_candidates(struct search *search)
{
  int count = search->candidates.count;
  struct history_entry **added;

  while (search->room < search->count + count)
    search->found = grow(search->found, &search->room, sizeof *search->found);
  added = search->found + search->count;
  for (int i = 0; i < count; i++)
    added[i] = &search->candidates.at[i];
  count = keep_latest(search, added, count);
  for (int i = 0; i < count; i++) {
    struct history_entry *own = ARENA_NEW(search->arena, struct history_entry);

    *own = history_entry_copy(search->arena, added[i]);
    added[i] = own;
  }
  search->count = keep_latest(search, search->found, search->count + count);
  search->candidates.count = 0;
}

static bool read_page(struct search *search, struct text bytes, struct err *err)
{
  struct history_page_reader reader;
  const struct history_entry *entry;
  struct text query_id = search->filter->query_id;
  bool ok;

  history_page_open(&reader, bytes);
  if (!query_id.at || history_page_may_have(&reader, query_id))
    while ((entry = history_page_next(&reader)) != NULL)
      if (is_wanted(search, entry))
        add_candidate(&search->candidates, entry);
  ok = !history_page_has_failed(&reader);
  if (ok && search->candidates.count)
    take_candidates(search);
  history_page_close(&reader);
  return ok || history_pages_damaged(err);
}

/* Nothing in pages whose last number is this one, or smaller, is wanted any more. */
static bool is_over(const struct search *search, int64_t last)
{
  return is_full(search) &&
         (search->filter->query_id.at || last < search->found[search->count - 1]->number);
}

/* A page for each of the numbers: those that are left when it is over are not looked at. */
static bool fetch_pages(struct engine_result *result, struct search *search,
                        const int64_t *lasts, struct err *err)
{
  struct batch batch;

  do {
    if (!engine_fetch(result, &batch, err))
      return false;
    for (size_t row = 0; row < batch.rows && !is_over(search, *lasts); row++, lasts++)
      if (!read_page(search, batch_text(&batch.columns[0], row), err))
        return false;
  } while (batch.rows);
  return true;
}

static bool read_pages(struct engine_connection *connection, struct search *search,
                       const int64_t *lasts, int count, struct err *err)
{
  struct engine_result *result;
  struct buf sql;
  bool ok;

  buf_init(&sql);
  buf_add_string(&sql, "SELECT page FROM " HISTORY_PAGES);
  put_bounds(&sql, search);
  buf_printf(&sql, " AND \"last\" BETWEEN %lld AND %lld ORDER BY \"last\" DESC",
             (long long)lasts[count - 1], (long long)lasts[0]);
  result = engine_query(connection, buf_text(&sql), false, err);
  buf_clear(&sql);
  ok = result && fetch_pages(result, search, lasts, err);
  engine_result_free(result);
  return ok;
}

static bool search_all(struct engine_connection *connection, struct search *search,
                       struct err *err)
{
  struct lasts lasts = { 0 };
  bool ok = find_pages(connection, search, &lasts, err);
  int size = FIRST_PAGES;

  for (int at = 0; ok && at < lasts.count && !is_over(search, lasts.at[at]); at += size) {
    if (at && size < MOST_PAGES)
      size *= 2;
    if (size > lasts.count - at)
      size = lasts.count - at;
    ok = read_pages(connection, search, lasts.at + at, size, err);
  }
  free(lasts.at);
  return ok;
}

struct history_entry *history_search(struct engine_connection *connection,
                                     const struct history_filter *filter,
                                     const struct history_bounds *bounds,
                                     struct arena *arena, int *count, struct err *err)
{
  struct search search = { .filter = filter,
                           .bounds = bounds,
                           .most = filter->query_id.at ? 1 : filter->most,
                           .arena = arena };
  struct history_entry *entries = NULL;

  if (search_all(connection, &search, err)) {
    entries = ARENA_ARRAY(arena, (size_t)search.count + 1, struct history_entry);
    for (int i = 0; i < search.count; i++)
      entries[i] = *search.found[i];
    *count = search.count;
  }
  free(search.candidates.at);
  free(search.found);
  return entries;
}
