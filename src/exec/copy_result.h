/* copy_result.h: the answers of COPY INTO a table. */
#ifndef EXEC_COPY_RESULT_H
#define EXEC_COPY_RESULT_H

#include "catalog/sheet.h"
#include "exec/copying.h"

/* A row for each file. */
bool copy_result_files(struct copying *copying, struct outcome *outcome,
                       struct err *err) MUST_CHECK;
/* VALIDATION_MODE = RETURN_ERRORS: a row for each record that cannot be loaded. */
/* The rows of VALIDATION_MODE = RETURN_ERRORS, in a sheet with its columns. */
void copy_result_put_errors(const struct copying *copying, struct sheet *sheet);
bool copy_result_errors(struct copying *copying, struct outcome *outcome,
                        struct err *err) MUST_CHECK;
/* VALIDATION_MODE = RETURN_n_ROWS: what would be stored. */
bool copy_result_rows(struct copying *copying, struct outcome *outcome,
                      struct err *err) MUST_CHECK;

#endif
