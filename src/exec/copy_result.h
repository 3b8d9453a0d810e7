/* copy_result.h: the answers of COPY INTO a table. */
#ifndef EXEC_COPY_RESULT_H
#define EXEC_COPY_RESULT_H

#include "exec/copying.h"

/* A row for each file. */
bool copy_result_files(struct copying *copying, struct outcome *outcome,
                       struct err *err) MUST_CHECK;
/* VALIDATION_MODE = RETURN_ERRORS: a row for each record that cannot be loaded. */
bool copy_result_errors(struct copying *copying, struct outcome *outcome,
                        struct err *err) MUST_CHECK;
/* VALIDATION_MODE = RETURN_n_ROWS: what would be stored. */
bool copy_result_rows(struct copying *copying, struct outcome *outcome,
                      struct err *err) MUST_CHECK;

#endif
