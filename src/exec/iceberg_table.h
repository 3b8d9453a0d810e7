/* iceberg_table.h: what CREATE ICEBERG TABLE says of where its files are. Those of Snowflake's own
 * catalog are tables like others here; no files are written. */
#ifndef EXEC_ICEBERG_TABLE_H
#define EXEC_ICEBERG_TABLE_H

#include "exec/ddl.h"

/* One option of CREATE; *taken false: it is one that any table has. */
bool iceberg_set(struct ddl *ddl, struct table *table, const struct option *option,
                 bool *taken, struct err *err) MUST_CHECK;
/* Once the options are set. */
bool iceberg_settle(const struct create *create, const struct table *table,
                    struct err *err) MUST_CHECK;

#endif
