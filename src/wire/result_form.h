/* result_form.h: the form in which a session's driver reads results. */
#ifndef WIRE_RESULT_FORM_H
#define WIRE_RESULT_FORM_H

#include "exec/outcome.h"
#include "protocol/rowtype.h"
#include "session/session.h"

/* Whether the rows are given as Arrow: of queries, for drivers that read it and are not told
 * otherwise by their parameter (PYTHON_CONNECTOR_QUERY_RESULT_FORMAT and its like). */
bool result_is_arrow(const struct session *session, const struct outcome *outcome);
/* The columns as they are described and their values shown. */
struct rowtype_column *result_columns(struct arena *arena, const struct session *session,
                                      const struct outcome *outcome);

/* What of these settings the rows of chunks depend on, as a text in the arena: results of the same
 * form have the same bytes. */
struct text result_form(struct arena *arena, const struct rowtype_column *columns,
                        int count, bool is_arrow);

#endif
