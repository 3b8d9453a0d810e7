/* results.h: rows of statements that have ended, with their types, for RESULT_SCAN and ->>.
 *
 * What is kept of one result, and of all, is bounded: the oldest go first, and of one that is too
 * large only its columns are known. Any thread may call with `struct results`; a kept result that
 * is not in it yet is its maker's alone. */
#ifndef SESSION_RESULTS_H
#define SESSION_RESULTS_H

#include "base/err.h"
#include "data/batch.h"

struct kept_column {
  struct text name;
  struct type type;
  bool nullable;
};

struct kept_result;

/* The names are copied. */
struct kept_result *kept_result_new(const struct kept_column *columns, int count);
void kept_result_free(struct kept_result *kept); /* NULL is fine. */
void kept_result_add(struct kept_result *kept, const struct batch *batch);
int kept_result_columns(const struct kept_result *kept);
const struct kept_column *kept_result_column(const struct kept_result *kept, int column);
/* How a column's values lie in the rows; BATCH_NULLS when there are none. */
enum batch_kind kept_result_kind(const struct kept_result *kept, int column);
/* A copy of the rows, for the caller to free. NULL with an error: there are too many. */
struct batch_builder *kept_result_rows(struct kept_result *kept, struct err *err);

struct results;

struct results *results_new(void);
void results_free(struct results *results);
/* Takes it over, under the query's id. */
void results_add(struct results *results, const char *query_id, struct text user,
                 struct kept_result *kept);
/* Of the same user's query; NULL: not known. Until results_release nobody changes or frees it. */
struct kept_result *results_hold(struct results *results, struct text query_id,
                                 struct text user);
void results_release(struct results *results);

#endif
