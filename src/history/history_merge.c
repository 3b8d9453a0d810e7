/* history_merge.c: small pages become larger ones. */
#include "history/history_merge.h"

static bool add_page(struct page_list *merged, struct text bytes, struct err *err)
{
  struct history_page_reader reader;
  const struct history_entry *entry;
  bool ok;

  history_page_open(&reader, bytes);
  while ((entry = history_page_next(&reader)) != NULL)
    page_list_add(merged, entry);
  ok = !history_page_has_failed(&reader);
  history_page_close(&reader);
  return ok || history_page_damaged(err);
}

static bool add_pages(struct page_list *merged, struct engine_result *result,
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
                       struct page_list *merged, struct err *err)
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
                          const struct page_list *merged, int64_t levels[HISTORY_LEVELS],
                          struct err *err)
{
  struct buf sql;
  bool ok;

  levels[level] = 0;
  buf_init(&sql);
  buf_printf(&sql, "DELETE FROM " HISTORY_PAGES " WHERE \"level\" = %d", level);
  ok = engine_run(connection, buf_text(&sql), err) &&
       history_pages_add(connection, merged, levels, err);
  buf_clear(&sql);
  return ok;
}

bool history_merge_level(struct engine_connection *connection, int level,
                         int64_t levels[HISTORY_LEVELS], struct err *err)
{
  struct page_list merged = { 0 };
  bool ok = read_level(connection, level, &merged, err) &&
            replace_level(connection, level, &merged, levels, err);

  page_list_clear(&merged);
  return ok;
}
