/* external_query.c: an external table as the query of staged files that it stands for.
 * (docs.snowflake.com/en/user-guide/tables-external-intro) */
#include "bind/external_query.h"

#include "base/buf.h"
#include "sql/parse.h"

#define FILE_COLUMNS "METADATA$FILENAME, METADATA$FILE_ROW_NUMBER"
#define PARTITION ", METADATA$EXTERNAL_TABLE_PARTITION"

static void put_query(struct arena *arena, const struct table *table, struct buf *sql)
{
  const char *partition = table->partition_columns.len ? PARTITION : "";

  buf_add_string(sql, "SELECT VALUE");
  for (int i = 1; i < table->column_count; i++) {
    const struct column *column = &table->columns[i];

    buf_add_string(sql, ", CAST((");
    buf_add_text(sql, column->virtual_sql);
    buf_add_string(sql, ") AS ");
    buf_add_text(sql, type_text(arena, column->stored.type));
    buf_add_string(sql, ") AS ");
    buf_add_identifier(sql, column->name);
  }
  buf_printf(sql,
             ", " FILE_COLUMNS "%s FROM (SELECT $1 AS VALUE, " FILE_COLUMNS "%s FROM @~)",
             partition, partition);
}

struct query *external_table_query(struct arena *arena, const struct table *table,
                                   int64_t id, struct text *sql, struct err *err)
{
  struct table_ref *files;
  struct query *query;
  struct buf text;

  buf_init(&text);
  put_query(arena, table, &text);
  *sql = buf_copy(&text, arena);
  buf_clear(&text);
  query = parse_query(arena, *sql, err);
  if (!query)
    return NULL;
  files = query->select->from->query->select->from;
  files->text = arena_text(arena, table->location);
  files->external_id = id;
  return query;
}
