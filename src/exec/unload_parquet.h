/* unload_parquet.h: the rows of an unload as files of Parquet, by the engine's own writer. */
#ifndef EXEC_UNLOAD_PARQUET_H
#define EXEC_UNLOAD_PARQUET_H

#include "exec/unload_files.h"

bool unload_parquet(struct unloading *unloading, struct unload_files *files,
                    struct err *err) MUST_CHECK;

#endif
