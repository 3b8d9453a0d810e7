/* virtual_column.h: columns that are an expression over others of their row.
 *
 * A virtual column has a place in the engine's table that stays empty: whatever reads it gets its
 * expression, bound anew, so that its types and errors are those of a query. */
#ifndef BIND_VIRTUAL_COLUMN_H
#define BIND_VIRTUAL_COLUMN_H

#include "bind/bind_name.h"

struct binder;

bool table_has_virtual(const struct table *table);
/* The expressions of a source's virtual columns, each over the columns before it; what reads them
 * (source_column) gets those. False with an error. */
bool bind_virtual_columns(struct binder *binder, const struct table *table,
                          struct bound_source *source) MUST_CHECK;
/* The relation of all columns, the virtual ones computed: an outer join makes those NULL as any
 * other. */
struct bound_query *bind_virtual_query(struct binder *binder,
                                       struct bound_source *source);

/* Whether the expression may define the table's column number `at`, which it then types: as it is
 * declared, or where nothing is (TYPE_UNKNOWN) as it comes. */
bool bind_virtual_check(struct bind_context *context, struct table *table, int at,
                        const struct expr *expr, struct err *err) MUST_CHECK;
/* Whether a virtual column's expression names another column. */
bool bind_virtual_reads(struct bind_context *context, const struct table *table,
                        const struct column *reader, const struct column *column,
                        bool *reads, struct err *err) MUST_CHECK;

#endif
