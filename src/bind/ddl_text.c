/* ddl_text.c: the statement that makes an object again, as GET_DDL gives it.
 * https://docs.snowflake.com/en/sql-reference/functions/get_ddl */
#include "bind/ddl_text.h"

static void put_ident(const struct ddl_text *ddl, struct text name)
{
  buf_add_text(ddl->out, ident_text(ddl->context->arena, name));
}

static void put_path(const struct ddl_text *ddl, struct path path)
{
  if (ddl->qualified)
    buf_add_text(ddl->out, path_text(ddl->context->arena, path));
  else
    put_ident(ddl, path.name.len     ? path.name
                   : path.schema.len ? path.schema
                                     : path.database);
}

static void put_comment(const struct ddl_text *ddl, const char *before,
                        struct text comment)
{
  if (!comment.len)
    return;
  buf_add_string(ddl->out, before);
  buf_add_quoted(ddl->out, comment);
}

/* ---- tables ---- */

static void put_column(const struct ddl_text *ddl, const struct column *column)
{
  buf_add_char(ddl->out, '\t');
  put_ident(ddl, column->name);
  buf_add_char(ddl->out, ' ');
  type_print(column->stored.type, ddl->out);
  if (column->collation.len) {
    buf_add_string(ddl->out, " COLLATE ");
    buf_add_quoted(ddl->out, column->collation);
  }
  if (column->stored.not_null)
    buf_add_string(ddl->out, " NOT NULL");
  if (column->autoincrement)
    buf_printf(ddl->out, " autoincrement start %lld increment %lld %s",
               (long long)column->start, (long long)column->step,
               column->ordered ? "order" : "noorder");
  else if (column->default_sql.len)
    buf_printf(ddl->out, " DEFAULT " TEXT_FMT, TEXT_ARG(column->default_sql));
  put_comment(ddl, " COMMENT ", column->comment);
}

static struct text column_name(const struct table *table, int id)
{
  for (int i = 0; i < table->column_count; i++)
    if (table->columns[i].stored.id == id)
      return table->columns[i].name;
  return TEXT("");
}

static void put_constraint(const struct ddl_text *ddl, const struct table *table,
                           const struct table_constraint *key)
{
  static const char *const words[] = {
    [KEY_PRIMARY] = "primary key", [KEY_UNIQUE] = "unique", [KEY_FOREIGN] = "foreign key"
  };

  buf_add_char(ddl->out, '\t');
  if (key->name.len && !text_starts_with(key->name, "SYS_CONSTRAINT_")) {
    buf_add_string(ddl->out, "constraint ");
    put_ident(ddl, key->name);
    buf_add_char(ddl->out, ' ');
  }
  buf_printf(ddl->out, "%s (", words[key->kind]);
  for (int i = 0; i < key->column_count; i++) {
    buf_add_string(ddl->out, i ? ", " : "");
    put_ident(ddl, column_name(table, key->column_ids[i]));
  }
  buf_add_char(ddl->out, ')');
  if (key->kind != KEY_FOREIGN)
    return;
  buf_add_string(ddl->out, " references ");
  buf_add_text(ddl->out, path_text(ddl->context->arena,
                                   (struct path){ key->ref_database, key->ref_schema,
                                                  key->ref_table }));
  buf_add_char(ddl->out, '(');
  for (int i = 0; i < key->column_count; i++) {
    buf_add_string(ddl->out, i ? ", " : "");
    put_ident(ddl, key->ref_columns[i]);
  }
  buf_add_char(ddl->out, ')');
}

static void put_table(const struct ddl_text *ddl, struct path path,
                      const struct table *table)
{
  static const char *const words[] = { [TABLE_PERMANENT] = "",
                                       [TABLE_TRANSIENT] = "TRANSIENT ",
                                       [TABLE_TEMPORARY] = "TEMPORARY " };
  int last = table->column_count + table->constraint_count - 1;

  buf_printf(ddl->out, "create or replace %sTABLE ", words[table->persistence]);
  put_path(ddl, path);
  if (table->cluster_by.len)
    buf_printf(ddl->out, " cluster by " TEXT_FMT, TEXT_ARG(table->cluster_by));
  buf_add_string(ddl->out, " (\n");
  for (int i = 0; i <= last; i++) {
    if (i < table->column_count)
      put_column(ddl, &table->columns[i]);
    else
      put_constraint(ddl, table, &table->constraints[i - table->column_count]);
    buf_add_string(ddl->out, i < last ? ",\n" : "\n");
  }
  buf_add_char(ddl->out, ')');
  put_comment(ddl, "COMMENT=", table->object.comment);
  if (table->object.comment.len)
    buf_add_char(ddl->out, '\n');
  buf_add_char(ddl->out, ';');
}

static void put_view(const struct ddl_text *ddl, struct path path,
                     const struct table *view)
{
  buf_printf(ddl->out, "create or replace %s%s%sview ", view->secure ? "secure " : "",
             view->recursive ? "recursive " : "",
             view->materialized ? "materialized " : "");
  put_path(ddl, path);
  buf_add_string(ddl->out, "(\n");
  for (int i = 0; i < view->column_count; i++) {
    buf_add_char(ddl->out, '\t');
    put_ident(ddl, view->columns[i].name);
    put_comment(ddl, " COMMENT ", view->columns[i].comment);
    buf_add_string(ddl->out, i < view->column_count - 1 ? ",\n" : "\n");
  }
  buf_add_char(ddl->out, ')');
  put_comment(ddl, " COMMENT=", view->object.comment);
  buf_printf(ddl->out, " as " TEXT_FMT ";", TEXT_ARG(text_trim(view->view_query)));
}

void ddl_text_table(const struct ddl_text *ddl, struct path path,
                    const struct table *table)
{
  if (table->object.kind == KIND_VIEW)
    put_view(ddl, path, table);
  else
    put_table(ddl, path, table);
}

/* ---- other objects ---- */

void ddl_text_sequence(const struct ddl_text *ddl, struct path path,
                       const struct sequence *sequence)
{
  buf_add_string(ddl->out, "create or replace sequence ");
  put_path(ddl, path);
  buf_printf(ddl->out, " start with %lld increment by %lld %s",
             (long long)sequence->start, (long long)sequence->step,
             sequence->ordered ? "order" : "noorder");
  put_comment(ddl, " COMMENT=", sequence->object.comment);
  buf_add_char(ddl->out, ';');
}

void ddl_text_schema(const struct ddl_text *ddl, struct path path, struct schema *schema)
{
  struct bind_context *context = ddl->context;
  int count;
  struct sequence **sequences;
  struct table **tables;

  buf_printf(ddl->out, "create or replace %sschema ",
             schema->transient ? "TRANSIENT " : "");
  put_path(ddl, path);
  put_comment(ddl, " COMMENT=", schema->object.comment);
  buf_add_string(ddl->out, ";\n");
  sequences = catalog_sequences(schema, context->arena, &count);
  for (int i = 0; i < count; i++) {
    path.name = sequences[i]->object.name;
    buf_add_char(ddl->out, '\n');
    ddl_text_sequence(ddl, path, sequences[i]);
  }
  tables = catalog_tables(context->catalog, schema, context->session_id, context->arena,
                          &count);
  for (int views = 0; views < 2; views++)
    for (int i = 0; i < count; i++)
      if ((tables[i]->object.kind == KIND_VIEW) == views) {
        path.name = tables[i]->object.name;
        buf_add_char(ddl->out, '\n');
        ddl_text_table(ddl, path, tables[i]);
      }
}

void ddl_text_database(const struct ddl_text *ddl, struct database *database)
{
  struct path path = { .database = database->object.name };
  struct schema **schemas;
  int count;

  buf_printf(ddl->out, "create or replace %sdatabase ",
             database->transient ? "TRANSIENT " : "");
  put_path(ddl, path);
  put_comment(ddl, " COMMENT=", database->object.comment);
  buf_add_string(ddl->out, ";\n");
  schemas = catalog_schemas(database, ddl->context->arena, &count);
  for (int i = 0; i < count; i++) {
    path.schema = schemas[i]->object.name;
    buf_add_char(ddl->out, '\n');
    ddl_text_schema(ddl, path, schemas[i]);
    buf_add_char(ddl->out, '\n');
  }
}
