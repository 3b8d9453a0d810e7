/* directory_table.h: the directory tables of stages: which files a stage had when it was refreshed last.
 * (docs.snowflake.com/en/user-guide/data-load-dirtables) */
#ifndef EXEC_DIRECTORY_TABLE_H
#define EXEC_DIRECTORY_TABLE_H

#include "exec/ddl.h"
#include "stage/stage.h"

/* ALTER STAGE ... REFRESH [SUBPATH = '...'] */
bool directory_is_refresh(const struct statement *statement);
bool directory_refresh_run(struct run *run, const struct statement *statement,
                           struct outcome *outcome, struct err *err) MUST_CHECK;

/* Registers the files of a stage that is new; a change of its own. */
bool directory_fill(struct ddl *ddl, struct path path, const struct stage_files *files,
                    struct err *err) MUST_CHECK;
/* The stage's files are not known any more. In a change. */
bool directory_end(struct ddl *ddl, int64_t stage_id, struct err *err) MUST_CHECK;

#endif
