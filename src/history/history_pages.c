/* history_pages.c: pages of statements as rows of an engine's table. */
#include "history/history_pages.h"

#include "engine/engine_append.h"
#include "history/statement_rows.h"

/* Rows that are moved at a time. */
#define MOVED_ROWS 20000
/* A page of so many bytes is large, however few its statements are. */
#define LARGE_BYTES (64 * 1024)

/* In the order of the table. */
enum {
  FIRST,
  LAST,
  STARTED_FROM,
  STARTED_TO,
  ENDED_FROM,
  ENDED_TO,
  COUNT,
  LEVEL,
  PAGE,
  COLUMNS
};

/* The engine's own ways to compress would find nothing left to do. */
void history_pages_put_table(struct buf *sql)
{
  buf_add_string(
    sql, "CREATE TABLE IF NOT EXISTS " HISTORY_PAGES
         " (\"first\" BIGINT, \"last\" BIGINT, started_from BIGINT, started_to "
         "BIGINT, ended_from BIGINT, ended_to BIGINT, \"count\" BIGINT, \"level\" "
         "BIGINT, page BLOB USING COMPRESSION uncompressed);\n");
}

static int level_of(const struct history_page *page)
{
  int64_t count = page->count;
  int level = 0;

  if (page->packed.len >= LARGE_BYTES)
    return HISTORY_LEVELS - 1;
  for (; count >= HISTORY_MERGED && level < HISTORY_LEVELS - 1; level++)
    count /= HISTORY_MERGED;
  return level;
}

static void add_row(struct batch_builder *rows, const struct history_page *page,
                    struct text bytes)
{
  batch_add_int(rows, FIRST, page->first);
  batch_add_int(rows, LAST, page->last);
  batch_add_int(rows, STARTED_FROM, page->started_from);
  batch_add_int(rows, STARTED_TO, page->started_to);
  batch_add_int(rows, ENDED_FROM, page->ended_from);
  batch_add_int(rows, ENDED_TO, page->ended_to);
  batch_add_int(rows, COUNT, page->count);
  batch_add_int(rows, LEVEL, level_of(page));
  batch_add_text(rows, PAGE, bytes);
}

bool history_pages_add(struct engine_connection *connection,
                       const struct page_list *pages, int64_t levels[HISTORY_LEVELS],
                       struct err *err)
{
  static const enum batch_kind kinds[COLUMNS] = { BATCH_I64, BATCH_I64, BATCH_I64,
                                                  BATCH_I64, BATCH_I64, BATCH_I64,
                                                  BATCH_I64, BATCH_I64, BATCH_BYTES };
  struct batch_builder *rows;
  struct buf bytes;
  bool ok;

  if (!pages->count)
    return true;
  rows = batch_builder_new(COLUMNS, kinds, NULL);
  buf_init(&bytes);
  for (const struct listed_page *at = pages->oldest; at; at = at->newer) {
    buf_reset(&bytes);
    history_page_put(&bytes, &at->page);
    add_row(rows, &at->page, buf_text(&bytes));
    if (levels)
      levels[level_of(&at->page)]++;
  }
  ok = engine_append(connection, "_snowglobe", "query_pages", rows, err);
  buf_clear(&bytes);
  batch_builder_free(rows);
  return ok;
}

/* The first rows above a number, which is set to that of the last of them. */
static bool take_some(struct engine_connection *connection, const char *table,
                      int64_t *number, int *count, struct err *err)
{
  struct arena *arena = arena_new();
  struct history_entry *entries = statement_rows_read(connection, table, *number,
                                                      MOVED_ROWS, arena, count, err);
  struct page_list pages = { 0 };
  bool ok = entries != NULL;

  if (ok && *count) {
    for (int i = 0; i < *count; i++)
      page_list_add(&pages, &entries[i]);
    ok = history_pages_add(connection, &pages, NULL, err);
    *number = entries[*count - 1].number;
  }
  page_list_clear(&pages);
  arena_free(arena);
  return ok;
}

bool history_pages_take(struct engine_connection *connection, const char *table,
                        struct err *err)
{
  int64_t number = 0;
  struct buf sql;
  int count;
  bool ok;

  do
    if (!take_some(connection, table, &number, &count, err))
      return false;
  while (count);
  buf_init(&sql);
  buf_printf(&sql, "DELETE FROM \"_snowglobe\".\"%s\"", table);
  ok = engine_run(connection, buf_text(&sql), err);
  buf_clear(&sql);
  return ok;
}
