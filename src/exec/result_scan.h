/* result_scan.h: results of earlier statements as relations: RESULT_SCAN('id'), and $1 after ->>.
 *
 * A result is named by its query's id or, within one chain of statements, by $1 for the last one,
 * $2 for the one before. */
#ifndef EXEC_RESULT_SCAN_H
#define EXEC_RESULT_SCAN_H

#include "bind/context.h"
#include "exec/outcome.h"
#include "session/session.h"

/* Where results are looked for. */
struct result_scope {
  const struct session *session;
  const struct list *flow; /* struct kept_result: of the statements before ->> */
};

/* The columns live in the arena. */
bool result_scan_columns(struct arena *arena, struct result_scope scope, struct text name,
                         struct bound_column **columns, int *count,
                         struct err *err) MUST_CHECK;
/* The rows of need->result_id, as the need's rows or as its source. */
bool result_scan_rows(struct result_scope scope, struct bound_rows_need *need,
                      struct err *err) MUST_CHECK;
/* All rows of an outcome, which is cleared; the caller releases them. NULL with an error. */
struct kept_result *result_scan_take(struct outcome *outcome,
                                     struct result_folder *folder, struct err *err);

#endif
