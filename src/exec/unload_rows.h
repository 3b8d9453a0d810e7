/* unload_rows.h: the rows of an unload as files of CSV or JSON. */
#ifndef EXEC_UNLOAD_ROWS_H
#define EXEC_UNLOAD_ROWS_H

#include "exec/unload_files.h"

/* Runs the query and writes its rows while they come. */
bool unload_rows(struct unloading *unloading, struct unload_files *files,
                 struct err *err) MUST_CHECK;

#endif
