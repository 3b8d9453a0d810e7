/* key_index.c: the indexes of a hybrid table and their names. */
#include "catalog/key_index.h"

#include "base/buf.h"

static void add_names(struct buf *out, const struct table *table,
                      const struct table_constraint *key)
{
  for (int i = 0; i < key->column_count; i++) {
    const struct column *column = table_column_by_id(table, key->column_ids[i]);

    buf_add_char(out, '_');
    if (column)
      buf_add_text(out, column->name);
  }
}

struct text key_index_name(struct arena *arena, const struct table *table,
                           const struct table_constraint *key)
{
  struct text name;
  struct buf out;

  if (key->kind == KEY_INDEX)
    return arena_text(arena, key->name);
  buf_init(&out);
  buf_printf(&out, "SYS_INDEX_" TEXT_FMT "_", TEXT_ARG(table->object.name));
  switch (key->kind) {
  case KEY_PRIMARY: buf_add_string(&out, "PRIMARY"); break;
  case KEY_UNIQUE:
    buf_add_string(&out, "UNIQUE");
    add_names(&out, table, key);
    break;
  case KEY_FOREIGN:
    buf_add_string(&out, "FOREIGN_KEY");
    add_names(&out, table, key);
    buf_printf(&out, "_" TEXT_FMT, TEXT_ARG(key->ref_table));
    for (int i = 0; i < key->column_count; i++)
      buf_printf(&out, "_" TEXT_FMT, TEXT_ARG(key->ref_columns[i]));
    break;
  case KEY_INDEX: break;
  }
  name = buf_copy(&out, arena);
  buf_clear(&out);
  return name;
}

bool key_index_is_unique(const struct table_constraint *key)
{
  return key->kind == KEY_PRIMARY || key->kind == KEY_UNIQUE;
}

struct text key_index_columns(struct arena *arena, const struct table *table,
                              const struct table_constraint *key, bool included)
{
  int keys = key->column_count - key->included;
  int from = included ? keys : 0, to = included ? key->column_count : keys;
  struct text columns;
  struct buf out;

  buf_init(&out);
  buf_add_char(&out, '[');
  for (int i = from; i < to; i++) {
    const struct column *column = table_column_by_id(table, key->column_ids[i]);

    buf_add_string(&out, i > from ? ", " : "");
    if (column)
      buf_add_text(&out, column->name);
  }
  buf_add_char(&out, ']');
  columns = buf_copy(&out, arena);
  buf_clear(&out);
  return columns;
}
