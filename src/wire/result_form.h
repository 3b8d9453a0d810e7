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
/* The same for people, by the output formats, set or not. */
struct rowtype_column *display_columns(struct arena *arena, const struct params *params,
                                       const struct outcome *outcome);
/* ... of a kept result, as its answer's own rows were written; a driver's are shown by the settings that all
 * begin with. NULL with an error. */
struct rowtype_column *display_columns_again(struct arena *arena,
                                             const struct kept_result *kept,
                                             struct err *err);
/* The settings that a kept result was written by, which a driver's has none of. ERR_NO_RESULT when they
 * are damaged. */
bool result_read_settings(const struct kept_result *kept, struct params *params,
                          bool *null_text, struct err *err) MUST_CHECK;

/* What of these settings the rows of chunks depend on, as a text in the arena: results of the same
 * form have the same bytes. */
struct text result_form(struct arena *arena, const struct rowtype_column *columns,
                        int count, bool is_arrow);

#endif
