/* copy_stmt.h: COPY INTO a table. */
#ifndef EXEC_COPY_STMT_H
#define EXEC_COPY_STMT_H

#include "catalog/sheet.h"
#include "exec/copying.h"

bool copy_run(struct run *run, const struct statement *statement, struct outcome *outcome,
              struct err *err) MUST_CHECK;

/* The files of a pipe in a transaction of their own, in a session that is in none. *ran false: the
 * statement itself is at fault, and no file. */
bool copy_run_pipe(struct run *run, const struct copy *copy,
                   const struct pipe_batch *batch, bool *ran, struct err *err) MUST_CHECK;
/* Whether the statement could run here and now, without looking for files; its options, and where its
 * files are. */
bool copy_may_be_pipe(struct run *run, const struct copy *copy,
                      struct copy_options *options, struct stage_place *place,
                      struct err *err) MUST_CHECK;

/* What is wrong in the files that a COPY loaded into this table (0: any), in the columns of RETURN_ERRORS:
 * nothing after ON_ERROR = ABORT_STATEMENT, which loads no such file. */
bool copy_errors_of(struct run *run, const struct copy *copy, int64_t table_id,
                    const char *query_id, struct sheet *sheet,
                    struct err *err) MUST_CHECK;

/* The same of the files that a pipe's COPY has dealt with from one moment to another. */
struct pipe_span {
  int64_t pipe_id, from_ms, to_ms;
};
bool copy_errors_of_pipe(struct run *run, const struct copy *copy, struct pipe_span span,
                         struct sheet *sheet, struct err *err) MUST_CHECK;

#endif
