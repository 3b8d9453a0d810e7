/* external_partition.h: partitions of external tables that are added by hand.
 * (docs.snowflake.com/en/sql-reference/sql/alter-external-table: partitions that are added manually) */
#ifndef EXEC_EXTERNAL_PARTITION_H
#define EXEC_EXTERNAL_PARTITION_H

#include "exec/ddl.h"

/* "C1, C2" of PARTITION BY (c1, c2), which must be columns of the table; NULL for none is an error. */
bool partition_columns(struct ddl *ddl, const struct list *exprs,
                       const struct table *table, struct text *columns,
                       struct err *err) MUST_CHECK;
/* What ADD PARTITION (c1 = 'x', c2 = 'y') LOCATION 'path' says: the path, and the values of exactly these
 * columns as METADATA$EXTERNAL_TABLE_PARTITION has them: {"C1":"x","C2":"y"}. */
bool partition_values(struct ddl *ddl, const struct list *exprs, struct text columns,
                      struct text *values, struct text *path, struct err *err) MUST_CHECK;

#endif
