/* statement_plan.h: the plan of a statement that does not run, and its rows. */
#ifndef EXEC_STATEMENT_PLAN_H
#define EXEC_STATEMENT_PLAN_H

#include "bind/bind.h"
#include "data/plan.h"

/* Whether a statement is a change of tables that is bound, as queries are. */
bool statement_is_dml(const struct statement *statement);
/* Binds the statement as if it were to run. Under the catalog's read lock. */
bool statement_plan(struct bind_context *context, const struct statement *statement,
                    struct plan *plan, struct err *err) MUST_CHECK;
/* The same of a statement's text, in a context of its own after the one given. `where`: the
 * database and the schema to see it in, NULL for the context's. */
bool statement_plan_of_text(const struct bind_context *context, struct text sql,
                            const struct text *where, struct plan *plan,
                            struct err *err) MUST_CHECK;
/* The rows of EXPLAIN USING TABULAR. */
void statement_plan_rows(struct arena *arena, const struct plan *plan,
                         struct batch_builder *rows);

#endif
