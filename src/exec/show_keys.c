/* show_keys.c: SHOW PRIMARY | UNIQUE | IMPORTED | EXPORTED KEYS. */
#include "catalog/key_index.h"
#include "exec/show_rows.h"

static void key_rows(struct show_scope *scope, const struct listed *listed,
                     const struct table_constraint *constraint)
{
  const struct table *table = listed->object;
  struct sheet *sheet = &scope->sheet;

  for (int i = 0; i < constraint->column_count; i++) {
    const struct column *column = table_column_by_id(table, constraint->column_ids[i]);

    sheet_time(sheet, table->object.created_ms);
    sheet_text(sheet, listed->database->object.name);
    sheet_text(sheet, listed->schema->object.name);
    sheet_text(sheet, table->object.name);
    sheet_text(sheet, column ? column->name : TEXT(""));
    sheet_int(sheet, i + 1);
    sheet_text(sheet, constraint->name);
    sheet_bool(sheet, constraint->rely);
    sheet_null(sheet, 1);
  }
}

static const struct table *referenced(struct show_scope *scope,
                                      const struct table_constraint *constraint)
{
  struct database *database = catalog_find_database(scope->ddl.catalog,
                                                    constraint->ref_database);
  struct schema *schema = database ? catalog_find_schema(database, constraint->ref_schema)
                                   : NULL;

  return schema ? catalog_find_table(scope->ddl.catalog, schema, constraint->ref_table,
                                     scope->ddl.session->id)
                : NULL;
}

static struct text key_name(struct show_scope *scope,
                            const struct table_constraint *constraint)
{
  const struct table *table = referenced(scope, constraint);

  for (int i = 0; table && i < table->constraint_count; i++)
    if (key_index_is_unique(&table->constraints[i]) &&
        table->constraints[i].column_count == constraint->column_count)
      return table->constraints[i].name;
  return (struct text){ 0 };
}

static void rule(struct sheet *sheet, struct text said)
{
  sheet_text(sheet, said.len ? said : TEXT("NO ACTION"));
}

static void reference_rows(struct show_scope *scope, const struct listed *listed,
                           const struct table_constraint *constraint)
{
  const struct table *table = listed->object;
  struct sheet *sheet = &scope->sheet;

  for (int i = 0; i < constraint->column_count; i++) {
    const struct column *column = table_column_by_id(table, constraint->column_ids[i]);

    sheet_time(sheet, table->object.created_ms);
    sheet_text(sheet, constraint->ref_database);
    sheet_text(sheet, constraint->ref_schema);
    sheet_text(sheet, constraint->ref_table);
    sheet_text(sheet, constraint->ref_columns[i]);
    sheet_text(sheet, listed->database->object.name);
    sheet_text(sheet, listed->schema->object.name);
    sheet_text(sheet, table->object.name);
    sheet_text(sheet, column ? column->name : TEXT(""));
    sheet_int(sheet, i + 1);
    rule(sheet, constraint->on_update);
    rule(sheet, constraint->on_delete);
    sheet_text(sheet, constraint->name);
    sheet_text(sheet, key_name(scope, constraint));
    sheet_string(sheet, "NOT DEFERRABLE");
    sheet_bool(sheet, constraint->rely);
    sheet_null(sheet, 1);
  }
}

static bool fits(struct text wanted, struct text is)
{
  return !wanted.at || text_equal(wanted, is);
}

/* Exported keys are found at the other tables: those that refer to what the scope names. */
static bool refers_into(const struct show_scope *scope,
                        const struct table_constraint *constraint)
{
  return fits(scope->database, constraint->ref_database) &&
         fits(scope->schema, constraint->ref_schema) &&
         fits(scope->table, constraint->ref_table);
}

static void rows_of_table(struct show_scope *scope, const struct show_scope *asked,
                          enum show_id id, const struct listed *listed)
{
  const struct table *table = listed->object;

  for (int i = 0; i < table->constraint_count; i++) {
    const struct table_constraint *constraint = &table->constraints[i];

    if ((id == SHOW_PRIMARY_KEYS && constraint->kind == KEY_PRIMARY) ||
        (id == SHOW_UNIQUE_KEYS && constraint->kind == KEY_UNIQUE))
      key_rows(scope, listed, constraint);
    if (constraint->kind == KEY_FOREIGN &&
        (id == SHOW_IMPORTED_KEYS ||
         (id == SHOW_EXPORTED_KEYS && refers_into(asked, constraint))))
      reference_rows(scope, listed, constraint);
  }
}

bool show_keys(struct show_scope *scope, enum show_id id, struct err *err)
{
  struct show_scope asked = *scope;
  struct list list = { 0 };

  if (id == SHOW_EXPORTED_KEYS)
    scope->database = scope->schema = scope->table = (struct text){ 0 };
  if (!show_relations(scope, SHOW_ONLY_TABLES, false, &list, err))
    return false;
  for (int i = 0; i < list.count; i++)
    rows_of_table(scope, &asked, id, list.at[i]);
  return true;
}
