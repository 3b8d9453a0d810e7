/* external_table.h: external tables: what CREATE and ALTER say of them, and their list of files.
 *
 * A query reads the files of the list, whatever else lies at the location; refreshing makes the list anew. */
#ifndef EXEC_EXTERNAL_TABLE_H
#define EXEC_EXTERNAL_TABLE_H

#include "exec/ddl.h"

/* One option of CREATE; *taken false: it is one that any table has. */
bool external_set(struct ddl *ddl, struct table *table, const struct option *option,
                  bool *taken, struct err *err) MUST_CHECK;
/* Once the options are set: VALUE and the columns that are written. */
bool external_columns(struct ddl *ddl, const struct statement *statement,
                      struct path path, struct table *table, struct err *err) MUST_CHECK;
/* In the change that made it: its first list of files. */
bool external_created(struct ddl *ddl, const struct table *table, int64_t id,
                      struct err *err) MUST_CHECK;

/* ALTER ... SET AUTO_REFRESH; *taken as above. */
bool external_alter_option(struct ddl *ddl, struct table *table,
                           const struct option *option, bool *taken,
                           struct err *err) MUST_CHECK;
/* REFRESH, ADD FILES, REMOVE FILES and the partitions of ALTER EXTERNAL TABLE. */
bool external_is_alter(const struct alter *alter);
bool external_alter(struct ddl *ddl, const struct alter *alter,
                    struct err *err) MUST_CHECK;

#endif
