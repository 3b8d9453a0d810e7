/* stage_binds.h: arrays of bound values that a driver has put into a stage, as files of CSV. */
#ifndef EXEC_STAGE_BINDS_H
#define EXEC_STAGE_BINDS_H

#include "data/batch.h"
#include "exec/pipeline.h"

/* The rows of all files below the request's bind_stage, as the run's bound rows: texts, which become
 * what the statement needs as a text that was bound would. */
bool stage_binds_read(struct run *run, struct err *err) MUST_CHECK;

/* One file's rows, added to *rows, which is made by the first row when it is NULL. Fields lie between
 * commas, in quotes (doubled inside) or without; nothing at all is NULL, "" the empty text. */
bool stage_binds_parse(struct arena *arena, struct text csv, struct batch_builder **rows,
                       struct err *err) MUST_CHECK;

#endif
