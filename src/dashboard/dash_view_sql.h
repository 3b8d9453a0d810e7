/* dash_view_sql.h: the statements by which a result is looked at: sorted and filtered, as a chart, one column described.
 *
 * Each reads an earlier result through RESULT_SCAN. Columns are named by position, from 0, since names may be
 * doubled or odd; values become binds. Bodies are those of docs/api.md; ERR_BAD_REQUEST says what is wrong with
 * one. The message lives in the arena. */
#ifndef DASHBOARD_DASH_VIEW_SQL_H
#define DASHBOARD_DASH_VIEW_SQL_H

#include "data/json.h"
#include "protocol/message.h"

struct view_source {
  struct text query_id; /* Of a result that is there. */
  int64_t rows;
  int count;
  const struct type *types; /* Of its columns. */
};

/* Fills sql and binds. */
typedef bool (*view_sql)(struct arena *arena, const struct view_source *source,
                         const struct json *body, struct query_message *message,
                         struct err *err);

/* {"sort": [{"column", "descending"}], "filters": [{"column", "operator", "value"}]} */
bool view_sql_rows(struct arena *arena, const struct view_source *source,
                   const struct json *body, struct query_message *message,
                   struct err *err) MUST_CHECK;
/* {"x", "y": [], "aggregate", "buckets"}: columns X, Y1 ..., PARTS, STEP. */
bool view_sql_chart(struct arena *arena, const struct view_source *source,
                    const struct json *body, struct query_message *message,
                    struct err *err) MUST_CHECK;
/* {"column"}: one row of TOTAL, FILLED, DIFFERENT, LEAST, GREATEST, MEAN, HISTOGRAM, STEP. */
bool view_sql_statistics(struct arena *arena, const struct view_source *source,
                         const struct json *body, struct query_message *message,
                         struct err *err) MUST_CHECK;

#endif
