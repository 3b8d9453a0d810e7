/* history_search.c: the statements of pages that are wanted.
 *
 * The bounds of a page say whether it may have any. Those that may are read from the latest on, some at
 * a time, until no further one can have a later statement than those that were found. */
#include "history/history_search.h"

#include <stdlib.h>

#include "history/history_pages.h"

/* Pages that are read at a time: a few at first, which are enough for a first screen. */
enum { FIRST_PAGES = 2, MOST_PAGES = 64 };

/* ---- which pages ---- */

static void put_bound(struct buf *sql, const char *test, int64_t number)
{
  if (number)
    buf_printf(sql, " AND %s %lld", test, (long long)number);
}

static void put_bounds(struct buf *sql, const struct history_filter *filter,
                       const struct history_bounds *bounds)
{
  buf_printf(sql, " WHERE \"last\" > %lld AND started_to >= %lld",
             (long long)bounds->above, (long long)bounds->since_ms);
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

static void add_last(struct lasts *lasts, int64_t last)
{
  if (lasts->count == lasts->room) {
    lasts->room = lasts->room ? lasts->room * 2 : 256;
    lasts->at = realloc(lasts->at, (size_t)lasts->room * sizeof *lasts->at);
    if (!lasts->at)
      abort();
  }
  lasts->at[lasts->count++] = last;
}

static bool fetch_lasts(struct engine_result *result, struct lasts *lasts,
                        struct err *err)
{
  struct batch batch;

  do {
    if (!engine_fetch(result, &batch, err))
      return false;
    for (size_t row = 0; row < batch.rows; row++)
      add_last(lasts, batch_int64(&batch.columns[0], row));
  } while (batch.rows);
  return true;
}

/* Each page's last number, the greatest first. */
static bool find_pages(struct engine_connection *connection,
                       const struct history_filter *filter,
                       const struct history_bounds *bounds, struct lasts *lasts,
                       struct err *err)
{
  struct engine_result *result;
  struct buf sql;
  bool ok;

  buf_init(&sql);
  buf_add_string(&sql, "SELECT \"last\" FROM " HISTORY_PAGES);
  put_bounds(&sql, filter, bounds);
  buf_add_string(&sql, " ORDER BY \"last\" DESC");
  result = engine_query(connection, buf_text(&sql), false, err);
  buf_clear(&sql);
  ok = result && fetch_lasts(result, lasts, err);
  engine_result_free(result);
  return ok;
}

/* ---- what is in them ---- */

/* A page for each of the numbers: those that are left when it is over are not looked at. */
static bool fetch_pages(struct engine_result *result, struct history_found *found,
                        const struct history_bounds *bounds, const int64_t *lasts,
                        struct err *err)
{
  struct batch batch;

  do {
    if (!engine_fetch(result, &batch, err))
      return false;
    for (size_t row = 0; row < batch.rows && !history_found_is_over(found, *lasts);
         row++, lasts++)
      if (!history_found_read(found, bounds, batch_text(&batch.columns[0], row), err))
        return false;
  } while (batch.rows);
  return true;
}

static bool read_pages(struct engine_connection *connection, struct history_found *found,
                       const struct history_bounds *bounds, const int64_t *lasts,
                       int count, struct err *err)
{
  struct engine_result *result;
  struct buf sql;
  bool ok;

  buf_init(&sql);
  buf_add_string(&sql, "SELECT page FROM " HISTORY_PAGES);
  put_bounds(&sql, found->filter, bounds);
  buf_printf(&sql, " AND \"last\" BETWEEN %lld AND %lld ORDER BY \"last\" DESC",
             (long long)lasts[count - 1], (long long)lasts[0]);
  result = engine_query(connection, buf_text(&sql), false, err);
  buf_clear(&sql);
  ok = result && fetch_pages(result, found, bounds, lasts, err);
  engine_result_free(result);
  return ok;
}

bool history_search(struct engine_connection *connection, struct history_found *found,
                    const struct history_bounds *bounds, struct err *err)
{
  struct lasts lasts = { 0 };
  bool ok = find_pages(connection, found->filter, bounds, &lasts, err);
  int size = FIRST_PAGES;

  for (int at = 0; ok && at < lasts.count && !history_found_is_over(found, lasts.at[at]);
       at += size) {
    if (at && size < MOST_PAGES)
      size *= 2;
    if (size > lasts.count - at)
      size = lasts.count - at;
    ok = read_pages(connection, found, bounds, lasts.at + at, size, err);
  }
  free(lasts.at);
  return ok;
}
