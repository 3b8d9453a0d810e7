/* emit_failure.h: queries that say which column's value a failed INSERT, UPDATE or MERGE stopped at. */
#ifndef EMIT_EMIT_FAILURE_H
#define EMIT_EMIT_FAILURE_H

#include "bind/bind.h"

/* The values that a statement, or one clause of a MERGE, writes: one for each column id. */
struct written_values {
  int count;
  const int *column_ids;
  struct bound_expr *const
    *values;     /* Of one row for each row that is read; or NULL ... */
  int row_count; /* ... and these rows. */
  struct bound_expr *const *const *rows;
  const struct bound_merge_clause *clause; /* Of a MERGE. */
};

/* How many sets of values the statement has; none when what it writes cannot be looked at. */
int emit_written_count(const struct bound_dml *dml);
struct written_values emit_written(const struct bound_dml *dml, int at);
enum failure_test { FAILURE_FAILS, FAILURE_IS_NULL };
/* A query of one row with a BOOLEAN a column: whether its value fails, or is NULL, in any row. It may
 * fail itself. */
void emit_failure_probe(const struct bind_context *context, const struct bound_dml *dml,
                        const struct written_values *written, enum failure_test test,
                        struct buf *sql);
/* A query that fails as the column's value does. */
void emit_failure(const struct bind_context *context, const struct bound_dml *dml,
                  const struct written_values *written, int column, struct buf *sql);

#endif
