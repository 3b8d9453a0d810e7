/* history_merge.c: small pages become larger ones. */
#include "history/history_merge.h"

#include <stdlib.h>

#include "history/history_page.h"

struct merged {
  struct arena *arena;
  const struct history_entry **entries;
  int count, room;
};

static void add_entry(struct merged *merged, const struct history_entry *entry)
{
  struct history_entry *own = ARENA_NEW(merged->arena, struct history_entry);

  if (merged->count == merged->room) {
    merged->room = merged->room ? 2 * merged->room : 256;
    merged->entries = realloc(merged->entries,
                              (size_t)merged->room * sizeof *merged->entries);
    if (!merged->entries)
      abort();
  }
  *own = history_entry_copy(merged->arena, entry);
  merged->entries[merged->count++] = own;
}

static bool add_page(struct merged *merged, struct text bytes, struct err *err)
{
  struct history_page_reader reader;
  const struct history_entry *entry;
  bool ok;

  history_page_open(&reader, bytes);
  while ((entry = history_page_next(&reader)) != NULL)
    add_entry(merged, entry);
  ok = !history_page_has_failed(&reader);
  history_page_close(&reader);
  return ok || history_pages_damaged(err);
}

static bool add_pages(struct merged *merged, struct engine_result *result,
                      struct err *err)
{
  struct batch batch;

  do {
    if (!engine_fetch(result, &batch, err))
      return false;
    for (size_t row = 0; row < batch.rows; row++)
      if (!add_page(merged, batch_text(&batch.columns[0], row), err))
        return false;
  } while (batch.rows);
  return true;
}

static bool read_level(struct engine_connection *connection, int level,
                       struct merged *merged, struct err *err)
{
  struct engine_result *result;
  struct buf sql;
  bool ok;

  buf_init(&sql);
  buf_printf(&sql,
             "SELECT page FROM " HISTORY_PAGES " WHERE \"level\" = %d ORDER BY \"last\"",
             level);
  result = engine_query(connection, buf_text(&sql), false, err);
  buf_clear(&sql);
  ok = result && add_pages(merged, result, err);
  engine_result_free(result);
  return ok;
}

static bool replace_level(struct engine_connection *connection, int level,
                          const struct merged *merged, int64_t levels[HISTORY_LEVELS],
                          struct err *err)
{
  struct buf sql;
  bool ok;

  levels[level] = 0;
  buf_init(&sql);
  buf_printf(&sql, "DELETE FROM " HISTORY_PAGES " WHERE \"level\" = %d", level);
  ok = engine_run(connection, buf_text(&sql), err) &&
       history_pages_add(connection, merged->entries, merged->count, levels, err);
  buf_clear(&sql);
  return ok;
}

bool history_merge_level(struct engine_connection *connection, int level,
                         int64_t levels[HISTORY_LEVELS], struct err *err)
{
  struct merged merged = { .arena = arena_new() };
  bool ok = read_level(connection, level, &merged, err) &&
            replace_level(connection, level, &merged, levels, err);

  free(merged.entries);
  arena_free(merged.arena);
  return ok;
}
