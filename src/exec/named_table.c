/* named_table.c: the table whose name a table function is given as text. */
#include "exec/named_table.h"

#include "bind/bind_name.h"
#include "sql/parse.h"

bool named_table(struct bind_context *context, struct text written, bool external,
                 int64_t *id, struct err *err)
{
  struct name *name = parse_name(context->arena, written, err);
  const struct table *table;
  struct path path;

  if (!name || !bind_path(context, name, KIND_TABLE, &path, err))
    return false;
  catalog_read(context->catalog);
  table = path_table(context, path);
  if (table && external && table->variety != TABLE_EXTERNAL)
    table = NULL;
  *id = table ? table->object.id : 0;
  catalog_read_end(context->catalog);
  if (*id)
    return true;
  err_set(err, ERR_NO_OBJECT,
          "SQL compilation error:\n%s '" TEXT_FMT "' does not exist or not authorized.",
          external ? "External table" : "Table",
          TEXT_ARG(path_text(context->arena, path)));
  return err_set_state(err, "42S02");
}
