/* event_table.c: the columns of an event table.
 * (docs.snowflake.com/en/developer-guide/logging-tracing/event-table-columns) */
#include "exec/event_table.h"

static const struct {
  const char *name, *type;
} columns[] = {
  { "TIMESTAMP", "TIMESTAMP_NTZ(9)" },
  { "START_TIMESTAMP", "TIMESTAMP_NTZ(9)" },
  { "OBSERVED_TIMESTAMP", "TIMESTAMP_NTZ(9)" },
  { "TRACE", "OBJECT" },
  { "RESOURCE", "OBJECT" },
  { "RESOURCE_ATTRIBUTES", "OBJECT" },
  { "SCOPE", "OBJECT" },
  { "SCOPE_ATTRIBUTES", "OBJECT" },
  { "RECORD_TYPE", "VARCHAR" },
  { "RECORD", "OBJECT" },
  { "RECORD_ATTRIBUTES", "OBJECT" },
  { "VALUE", "VARIANT" },
  { "EXEMPLARS", "ARRAY" },
};

enum { COLUMN_COUNT = sizeof columns / sizeof *columns };

bool event_table_columns(struct ddl *ddl, const struct create *create,
                         struct table *table, struct err *err)
{
  if (create->or_alter || create->like || create->clone)
    return ddl_unsupported("EVENT TABLE of another table", err);
  if (create->columns.count || create->constraints.count || create->query)
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\nThe columns of an event table are given.");
  if (create->persistence != PERSIST_PERMANENT)
    return ddl_unsupported("TRANSIENT or TEMPORARY EVENT TABLE", err);
  table->columns = ARENA_ARRAY(ddl->arena, COLUMN_COUNT, struct column);
  table->column_count = COLUMN_COUNT;
  for (int i = 0; i < COLUMN_COUNT; i++) {
    struct column *column = &table->columns[i];

    column->name = text_of(columns[i].name);
    column->stored.id = i + 1;
    if (!type_parse(text_of(columns[i].type), &column->stored.type))
      return err_set(err, ERR_INTERNAL, "An event table's column has no type.");
  }
  return true;
}
