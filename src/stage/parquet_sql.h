/* parquet_sql.h: what the engine is told to read a Parquet file's columns as Snowflake does. */
#ifndef STAGE_PARQUET_SQL_H
#define STAGE_PARQUET_SQL_H

#include "stage/parquet_slices.h"
#include "stage/parquet_tree.h"

/* The value of a column, which the engine calls `value`, as storage holds its type. Only of columns whose
 * type is not VARIANT. */
void parquet_put_value(const struct parquet_node *node, const char *value,
                       struct buf *sql);
/* Any column as the text of a VARIANT; NULL where it has none. */
void parquet_put_variant(const struct parquet_node *node,
                         const struct parquet_rules *rules, const char *value,
                         struct buf *sql);
/* A file's columns, called p0, p1 and so on, as the text of an OBJECT. */
void parquet_put_row(const struct parquet_node *root, const struct parquet_rules *rules,
                     struct buf *sql);
/* FROM read_parquet of a file, its columns called p0, p1 and so on; of slices without row numbers. */
void parquet_put_from(const struct parquet_node *root, struct text path,
                      const struct parquet_slices *slices, struct buf *sql);
void parquet_put_from_numbered(const struct parquet_node *root, struct text path,
                               struct buf *sql);

#endif
