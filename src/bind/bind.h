/* bind.h: from the parser's tree to the bound one.
 *
 * The caller holds the catalog's read lock during each call. What a call returns is copied out of
 * the catalog into the context's arena, so that emitting needs no lock. */
#ifndef BIND_BIND_H
#define BIND_BIND_H

#include "bind/bind_name.h"

struct bound_query *bind_query(struct bind_context *context, const struct query *query,
                               struct err *err);
/* A query whose columns are brought to those of a table, in order: CTAS. */
struct bound_query *bind_query_into(struct bind_context *context,
                                    const struct query *query,
                                    const struct column *columns, int column_count,
                                    struct err *err);
/* A value as plain text: numbers plain, dates and times ISO whatever the session's formats. */
struct bound_expr *bind_as_text(struct bind_context *context, struct bound_expr *expr,
                                struct err *err);
/* A view's query, bound where the view lives. */
struct bound_query *bind_view(struct bind_context *context, struct text database,
                              struct text schema, struct text sql, struct err *err);
/* Binds a function's body, to see that it is one. */
bool bind_check_function(struct bind_context *context, struct path path,
                         const struct function *function, struct err *err) MUST_CHECK;
/* INSERT, UPDATE, DELETE, MERGE. */
struct bound_dml *bind_dml(struct bind_context *context,
                           const struct statement *statement, struct err *err);
/* An expression without any table in sight (SET, LIMIT, defaults), as it is and converted. */
struct bound_expr *bind_scalar(struct bind_context *context, const struct expr *expr,
                               struct err *err);
struct bound_expr *bind_scalar_as(struct bind_context *context, const struct expr *expr,
                                  struct type type, struct err *err);

#endif
