/* history_found.c: the statements that are wanted, from pages and beside them. */
#include "history/history_found.h"

#include <stdlib.h>

#include "history/history_page.h"

static void *grow(void *array, int *room, size_t size)
{
  *room = *room ? *room * 2 : 256;
  array = realloc(array, (size_t)*room * size);
  if (!array)
    abort();
  return array;
}

void history_found_init(struct history_found *found, const struct history_filter *filter,
                        struct arena *arena)
{
  *found = (struct history_found){ .filter = filter,
                                   .arena = arena,
                                   .most = filter->query_id.at ? 1 : filter->most };
}

void history_found_clear(struct history_found *found)
{
  free(found->candidates);
  free(found->at);
}

/* ---- the latest, each once ---- */

static bool is_full(const struct history_found *found)
{
  return found->most && found->count >= found->most;
}

/* Of the same statement its end comes before its running. */
static int latest_first(const void *left, const void *right)
{
  const struct history_entry *const *a = left, *const *b = right;

  if ((*a)->number != (*b)->number)
    return (*a)->number < (*b)->number ? 1 : -1;
  return ((*a)->state == HISTORY_RUNNING) - ((*b)->state == HISTORY_RUNNING);
}

/* Sorts, and gives how many are neither twice there nor too much. */
static int keep_latest(const struct history_found *found, struct history_entry **entries,
                       int count)
{
  int kept = 0;

  qsort(entries, (size_t)count, sizeof *entries, latest_first);
  for (int i = 0; i < count && !(found->most && kept == found->most); i++)
    if (!kept || entries[i]->number != entries[kept - 1]->number)
      entries[kept++] = entries[i];
  return kept;
}

/* Candidates, as far as they are not too much by themselves, join those that were found, with texts of
 * their own. */
static void take_candidates(struct history_found *found)
{
  int count = found->candidate_count;
  struct history_entry **added;

  while (found->room < found->count + count)
    found->at = grow(found->at, &found->room, sizeof *found->at);
  added = found->at + found->count;
  for (int i = 0; i < count; i++)
    added[i] = &found->candidates[i];
  count = keep_latest(found, added, count);
  for (int i = 0; i < count; i++) {
    struct history_entry *own = ARENA_NEW(found->arena, struct history_entry);

    *own = history_entry_copy(found->arena, added[i]);
    added[i] = own;
  }
  found->count = keep_latest(found, found->at, found->count + count);
  found->candidate_count = 0;
}

/* ---- what is wanted ---- */

static bool is_wanted(const struct history_found *found,
                      const struct history_entry *entry)
{
  return (!is_full(found) || entry->number >= found->at[found->count - 1]->number) &&
         history_filter_passes(found->filter, entry);
}

static void add_candidate(struct history_found *found, const struct history_entry *entry)
{
  if (found->candidate_count == found->candidate_room)
    found->candidates = grow(found->candidates, &found->candidate_room,
                             sizeof *found->candidates);
  found->candidates[found->candidate_count++] = *entry;
}

void history_found_add(struct history_found *found, const struct history_entry *entry)
{
  if (!is_wanted(found, entry))
    return;
  add_candidate(found, entry);
  take_candidates(found);
}

static bool is_within(const struct history_bounds *bounds,
                      const struct history_entry *entry)
{
  return entry->number > bounds->above && entry->started_ms >= bounds->since_ms;
}

bool history_found_read(struct history_found *found, const struct history_bounds *bounds,
                        struct text bytes, struct err *err)
{
  struct text query_id = found->filter->query_id;
  struct history_page_reader reader;
  const struct history_entry *entry;
  bool ok;

  history_page_open(&reader, bytes);
  if (!query_id.at || history_page_may_have(&reader, query_id))
    while ((entry = history_page_next(&reader)) != NULL)
      if (is_within(bounds, entry) && is_wanted(found, entry))
        add_candidate(found, entry);
  ok = !history_page_has_failed(&reader);
  if (ok && found->candidate_count)
    take_candidates(found);
  history_page_close(&reader);
  return ok || history_page_damaged(err);
}

bool history_found_is_over(const struct history_found *found, int64_t last)
{
  return is_full(found) &&
         (found->filter->query_id.at || last < found->at[found->count - 1]->number);
}

struct history_entry *history_found_take(const struct history_found *found, int *count)
{
  struct history_entry *entries = ARENA_ARRAY(found->arena, (size_t)found->count + 1,
                                              struct history_entry);

  for (int i = 0; i < found->count; i++)
    entries[i] = *found->at[i];
  *count = found->count;
  return entries;
}
