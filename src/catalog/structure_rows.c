/* structure_rows.c: INFORMATION_SCHEMA.ELEMENT_TYPES and FIELDS: what structured columns are made of.
 *
 * A column's type goes by the column's position, as COLUMNS has it (DTD_IDENTIFIER); the types
 * within take the numbers after the last column, in the order in which they are written. */
#include "catalog/structure_rows.h"

struct walk {
  struct view_scope *scope;
  enum view_id view;
  const struct schema *schema;
  const struct table *table;
  int last; /* The last number given. */
};

static void place(struct walk *walk, int within)
{
  struct sheet *sheet = &walk->scope->sheet;

  sheet_text(sheet, walk->scope->database->object.name);
  sheet_text(sheet, walk->schema->object.name);
  sheet_text(sheet, walk->table->object.name);
  sheet_string(sheet, "TABLE");
  sheet_printed(sheet, within);
}

static void type_cells(struct walk *walk, struct type type, int own)
{
  struct sheet *sheet = &walk->scope->sheet;

  sheet_string(sheet, type_schema_name(type));
  view_column_sizes(sheet, type);
  sheet_null(sheet, 15);
  sheet_printed(sheet, own);
}

static void part_row(struct walk *walk, struct type whole, int at, int within, int own)
{
  static const char *const of_map[] = { "KEY", "VALUE" };
  const struct type_field *field = &whole.shape->fields[at];
  bool is_array = whole.kind == TYPE_ARRAY;

  if (is_array != (walk->view == VIEW_ELEMENT_TYPES))
    return;
  place(walk, within);
  if (!is_array) {
    sheet_text(&walk->scope->sheet,
               whole.kind == TYPE_MAP ? text_of(of_map[at]) : field->name);
    sheet_int(&walk->scope->sheet, at + 1);
  }
  type_cells(walk, field->type, own);
}

static void part_rows(struct walk *walk, struct type whole, int within)
{
  for (int i = 0; type_is_structured(whole) && i < whole.shape->count; i++) {
    int own = ++walk->last;

    part_row(walk, whole, i, within, own);
    part_rows(walk, whole.shape->fields[i].type, own);
  }
}

void structure_rows(struct view_scope *scope, enum view_id view)
{
  int schema_count;
  struct schema **schemas = catalog_schemas(scope->database, scope->arena, &schema_count);

  for (int s = 0; s < schema_count; s++) {
    int count;
    struct table **tables = catalog_tables(scope->catalog, schemas[s], scope->session_id,
                                           scope->arena, &count);

    for (int t = 0; t < count; t++) {
      struct walk walk = { scope, view, schemas[s], tables[t], tables[t]->column_count };

      for (int c = 0; c < tables[t]->column_count; c++)
        part_rows(&walk, tables[t]->columns[c].stored.type, c + 1);
    }
  }
}
