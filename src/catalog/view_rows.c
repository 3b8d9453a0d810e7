/* view_rows.c: the rows of INFORMATION_SCHEMA's views, each cell in the order of views.c. */
#include "catalog/view_rows.h"

#include "catalog/key_index.h"
#include "data/file_format.h"

static const char information_schema[] = "INFORMATION_SCHEMA";

/* What a view says of one schema, or of one table or view in it. */
typedef void (*schema_rows)(struct view_scope *scope, struct schema *schema);
typedef void (*table_rows)(struct view_scope *scope, struct schema *schema,
                           struct table *table);

static void each_schema(struct view_scope *scope, schema_rows rows)
{
  int count;
  struct schema **schemas = catalog_schemas(scope->database, scope->arena, &count);

  for (int i = 0; i < count; i++)
    rows(scope, schemas[i]);
}

static void each_table(struct view_scope *scope, table_rows rows)
{
  int schema_count;
  struct schema **schemas = catalog_schemas(scope->database, scope->arena, &schema_count);

  for (int i = 0; i < schema_count; i++) {
    int count;
    struct table **tables = catalog_tables(scope->catalog, schemas[i], scope->session_id,
                                           scope->arena, &count);

    for (int t = 0; t < count; t++)
      rows(scope, schemas[i], tables[t]);
  }
}

static void place(struct view_scope *scope, struct text schema, struct text name)
{
  sheet_text(&scope->sheet, scope->database->object.name);
  sheet_text(&scope->sheet, schema);
  sheet_text(&scope->sheet, name);
}

void view_dates(struct sheet *sheet, const struct object *object)
{
  sheet_time(sheet, object->created_ms);
  sheet_time(sheet, object->altered_ms);
}

/* ---- databases, schemas, roles ---- */

static void databases(struct view_scope *scope)
{
  int count;
  struct database **all = catalog_databases(scope->catalog, scope->arena, &count);
  struct sheet *sheet = &scope->sheet;

  for (int i = 0; i < count; i++) {
    const struct database *database = all[i];

    sheet_text(sheet, database->object.name);
    sheet_text(sheet, database->object.owner);
    sheet_yes(sheet, database->transient);
    sheet_text(sheet, database->object.comment);
    view_dates(sheet, &database->object);
    sheet_int(sheet, catalog_retention(scope->catalog, &database->object));
    sheet_string(sheet, database->object.id < 0 ? "APPLICATION" : "STANDARD");
    sheet_string(sheet, database->object.id < 0 ? NULL : "ROLE");
    sheet_null(sheet, 1);
  }
}

static void schema_row(struct view_scope *scope, struct schema *schema)
{
  struct sheet *sheet = &scope->sheet;

  sheet_text(sheet, scope->database->object.name);
  sheet_text(sheet, schema->object.name);
  sheet_text(sheet, schema->object.owner);
  sheet_yes(sheet, schema->transient);
  sheet_yes(sheet, schema->managed_access);
  sheet_int(sheet, catalog_retention(scope->catalog, &schema->object));
  sheet_null(sheet, 4);
  view_dates(sheet, &schema->object);
  sheet_text(sheet, schema->object.comment);
  sheet_null(sheet, 1);
}

static void schemata(struct view_scope *scope)
{
  struct schema own = { .object = { .kind = KIND_SCHEMA,
                                    .name = text_of(information_schema),
                                    .created_ms = scope->database->object.created_ms,
                                    .altered_ms = scope->database->object.created_ms,
                                    .comment = TEXT(
                                      "Views describing the contents of schemas in "
                                      "this database") },
                        .retention_days = 1 };

  schema_row(scope, &own);
  each_schema(scope, schema_row);
}

static void roles(struct view_scope *scope, bool applicable)
{
  static const char *const names[] = { "ACCOUNTADMIN",  "ORGADMIN", "PUBLIC",
                                       "SECURITYADMIN", "SYSADMIN", "USERADMIN" };
  struct sheet *sheet = &scope->sheet;

  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (applicable)
      sheet_string(sheet, "ACCOUNTADMIN");
    sheet_string(sheet, names[i]);
    sheet_string(sheet, "");
    if (applicable)
      sheet_string(sheet, "NO");
  }
}

/* ---- sequences ---- */

/* docs.snowflake.com/en/sql-reference/info-schema/stages */
static void stage_rows(struct view_scope *scope, struct schema *schema)
{
  int count;
  struct stage **all = catalog_stages(scope->catalog, schema, scope->session_id,
                                      scope->arena, &count);
  struct sheet *sheet = &scope->sheet;

  for (int i = 0; i < count; i++) {
    const struct stage *stage = all[i];

    place(scope, schema->object.name, stage->object.name);
    sheet_text(sheet, stage->url.len ? stage->url : (struct text){ 0 });
    sheet_null(sheet, 1);
    sheet_string(sheet, stage->url.len ? "External Named" : "Internal Named");
    sheet_text(sheet, stage->object.owner);
    sheet_text(sheet, stage->object.comment);
    view_dates(sheet, &stage->object);
  }
}

/* docs.snowflake.com/en/sql-reference/info-schema/pipes */
static void pipe_rows(struct view_scope *scope, struct schema *schema)
{
  int count;
  struct pipe **all = catalog_pipes(schema, scope->arena, &count);
  struct sheet *sheet = &scope->sheet;

  for (int i = 0; i < count; i++) {
    const struct pipe *pipe = all[i];

    place(scope, schema->object.name, pipe->object.name);
    sheet_text(sheet, pipe->object.owner);
    sheet_text(sheet, pipe->copy);
    sheet_string(sheet, "NO");
    sheet_null(sheet, 1);
    view_dates(sheet, &pipe->object);
    sheet_text(sheet, pipe->object.comment);
    sheet_text(sheet, pipe->pattern);
  }
}

void view_sequence_facts(struct sheet *sheet, const struct sequence *sequence)
{
  sheet_text(sheet, sequence->object.owner);
  sheet_string(sheet, "NUMBER");
  sheet_int(sheet, 38);
  sheet_int(sheet, 10);
  sheet_int(sheet, 0);
  sheet_printed(sheet, sequence->start);
  sheet_null(sheet, 2);
  sheet_printed(sheet, sequence->next);
  sheet_printed(sheet, sequence->step);
  sheet_string(sheet, "NO");
}

static void sequence_rows(struct view_scope *scope, struct schema *schema)
{
  int count;
  struct sequence **all = catalog_sequences(schema, scope->arena, &count);
  struct sheet *sheet = &scope->sheet;

  for (int i = 0; i < count; i++) {
    const struct sequence *sequence = all[i];

    place(scope, schema->object.name, sequence->object.name);
    view_sequence_facts(sheet, sequence);
    sheet_yes(sheet, sequence->ordered);
    view_dates(sheet, &sequence->object);
    sheet_text(sheet, sequence->object.comment);
  }
}

/* ---- file formats ---- */

static void format_cell(struct sheet *sheet, const struct file_format *format,
                        enum format_option option, struct buf *text)
{
  if (!format_has_option(format->type, option)) {
    sheet_null(sheet, 1);
    return;
  }
  buf_reset(text);
  file_format_print(format, option, false, text);
  sheet_text(sheet, buf_text(text));
}

static void format_row(struct view_scope *scope, const struct named_format *named,
                       const struct file_format *format)
{
  static const enum format_option before[] = { FORMAT_RECORD_DELIMITER,
                                               FORMAT_FIELD_DELIMITER };
  static const enum format_option after[] = { FORMAT_DATE_FORMAT,
                                              FORMAT_TIME_FORMAT,
                                              FORMAT_TIMESTAMP_FORMAT,
                                              FORMAT_BINARY_FORMAT,
                                              FORMAT_ESCAPE,
                                              FORMAT_ESCAPE_UNENCLOSED_FIELD,
                                              FORMAT_TRIM_SPACE,
                                              FORMAT_FIELD_OPTIONALLY_ENCLOSED_BY,
                                              FORMAT_NULL_IF,
                                              FORMAT_COMPRESSION,
                                              FORMAT_ERROR_ON_COLUMN_COUNT_MISMATCH };
  struct sheet *sheet = &scope->sheet;
  struct buf text;

  buf_init(&text);
  sheet_text(sheet, named->object.owner);
  sheet_string(sheet, format_type_name(format->type));
  for (size_t i = 0; i < sizeof before / sizeof *before; i++)
    format_cell(sheet, format, before[i], &text);
  if (format_has_option(format->type, FORMAT_SKIP_HEADER))
    sheet_int(sheet, file_format_number(format, FORMAT_SKIP_HEADER));
  else
    sheet_null(sheet, 1);
  for (size_t i = 0; i < sizeof after / sizeof *after; i++)
    format_cell(sheet, format, after[i], &text);
  view_dates(sheet, &named->object);
  sheet_text(sheet, named->object.comment);
  buf_clear(&text);
}

/* What was stored is what was written: a text that cannot be read is the standard format. */
static void format_rows(struct view_scope *scope, struct schema *schema)
{
  int count;
  struct named_format **all = catalog_formats(scope->catalog, schema, scope->session_id,
                                              scope->arena, &count);
  struct err ignored;

  for (int i = 0; i < count; i++) {
    struct file_format format;

    err_clear(&ignored);
    if (!file_format_read(&format, scope->arena, all[i]->options, &ignored))
      file_format_init(&format, FORMAT_CSV);
    place(scope, schema->object.name, all[i]->object.name);
    format_row(scope, all[i], &format);
  }
}

/* ---- tables ---- */

const char *view_table_type(const struct table *table)
{
  if (table->object.kind == KIND_VIEW)
    return table->materialized ? "MATERIALIZED VIEW" : "VIEW";
  return table->persistence == TABLE_TEMPORARY ? "LOCAL TEMPORARY"
         : table->variety == TABLE_EXTERNAL    ? "EXTERNAL TABLE"
                                               : "BASE TABLE";
}

int64_t view_row_bytes(const struct table *table)
{
  int64_t bytes = 0;

  for (int i = 0; i < table->column_count; i++)
    bytes += storage_value_bytes(&table->columns[i].stored);
  return bytes;
}

void view_table_facts(struct view_scope *scope, const struct table *table, int64_t rows)
{
  struct sheet *sheet = &scope->sheet;
  bool is_table = table->object.kind == KIND_TABLE;

  sheet_text(sheet, table->object.owner);
  sheet_string(sheet, view_table_type(table));
  sheet_yes(sheet, is_table && table->persistence == TABLE_TRANSIENT);
  sheet_text(sheet, table->cluster_by);
  if (is_table) {
    sheet_int(sheet, rows);
    sheet_int(sheet, rows * view_row_bytes(table));
    sheet_int(sheet, catalog_retention(scope->catalog, &table->object));
  } else
    sheet_null(sheet, 3);
  sheet_null(sheet, 5);
  sheet_string(sheet, "YES");
  sheet_string(sheet, "YES");
  sheet_null(sheet, 1);
  view_dates(sheet, &table->object);
  sheet_time(sheet, table->object.altered_ms);
  sheet_text(sheet, table->object.owner);
}

static void table_row(struct view_scope *scope, const struct schema *schema,
                      const struct table *table, int64_t rows)
{
  struct sheet *sheet = &scope->sheet;

  place(scope, schema->object.name, table->object.name);
  view_table_facts(scope, table, rows);
  sheet_yes(sheet, table->cluster_by.at);
  sheet_text(sheet, table->object.comment);
  sheet_yes(sheet, table->persistence == TABLE_TEMPORARY);
  sheet_yes(sheet, table->variety == TABLE_ICEBERG);
  sheet_yes(sheet, table->variety == TABLE_DYNAMIC);
  sheet_string(sheet, "NO");
  sheet_yes(sheet, table->variety == TABLE_HYBRID);
}

/* INFORMATION_SCHEMA's own views are listed like the others. */
static struct table own_view(const struct view_scope *scope, const char *name)
{
  return (struct table){ .object = { .kind = KIND_VIEW,
                                     .name = text_of(name),
                                     .created_ms = scope->database->object.created_ms,
                                     .altered_ms = scope->database->object.created_ms } };
}

static struct schema own_schema(void)
{
  return (struct schema){ .object = { .kind = KIND_SCHEMA,
                                      .name = text_of(information_schema) } };
}

bool view_count_rows(struct view_scope *scope, struct engine_connection *connection,
                     struct table *const *tables, int count, int64_t **rows,
                     struct err *err)
{
  struct storage_size *sizes = ARENA_ARRAY(scope->arena, (size_t)count,
                                           struct storage_size);
  int stored = 0, at = 0;

  *rows = ARENA_ARRAY(scope->arena, (size_t)count, int64_t);
  for (int i = 0; i < count; i++)
    if (tables[i]->object.kind == KIND_TABLE)
      sizes[stored++] = (struct storage_size){ tables[i]->object.id,
                                               tables[i]->object.session_id != 0, 0 };
  if (!storage_table_sizes(connection, sizes, stored, err))
    return false;
  for (int i = 0; i < count; i++)
    if (tables[i]->object.kind == KIND_TABLE)
      (*rows)[i] = sizes[at++].rows;
  return true;
}

/* What is said of a table and its rows. */
typedef void (*sized_row)(struct view_scope *scope, const struct schema *schema,
                          const struct table *table, int64_t rows);

static struct table **tables_to_size(struct view_scope *scope, struct schema *schema,
                                     bool also_dropped, int *count)
{
  struct table **all;
  int there, dropped;
  struct table **tables = catalog_tables(scope->catalog, schema, scope->session_id,
                                         scope->arena, &there);
  struct object **kept = catalog_dropped(scope->catalog, KIND_TABLE, schema->object.id,
                                         scope->session_id, scope->arena, &dropped);

  *count = there + (also_dropped ? dropped : 0);
  all = ARENA_ARRAY(scope->arena, (size_t)*count, struct table *);
  for (int i = 0; i < *count; i++)
    all[i] = i < there ? tables[i] : (struct table *)kept[i - there];
  return all;
}

static bool each_sized_table(struct view_scope *scope, sized_row row, bool also_dropped,
                             struct engine_connection *connection, struct err *err)
{
  int schema_count;
  struct schema **schemas = catalog_schemas(scope->database, scope->arena, &schema_count);

  for (int i = 0; i < schema_count; i++) {
    int count;
    struct table **all = tables_to_size(scope, schemas[i], also_dropped, &count);
    int64_t *rows;

    if (!view_count_rows(scope, connection, all, count, &rows, err))
      return false;
    for (int t = 0; t < count; t++)
      row(scope, schemas[i], all[t], rows[t]);
  }
  return true;
}

static bool tables(struct view_scope *scope, struct engine_connection *connection,
                   struct err *err)
{
  struct schema own = own_schema();

  if (!each_sized_table(scope, table_row, false, connection, err))
    return false;
  for (int i = 0; info_view_at(i); i++) {
    struct table view = own_view(scope, info_view_at(i)->name);

    table_row(scope, &own, &view, 0);
  }
  return true;
}

static void storage_row(struct view_scope *scope, const struct schema *schema,
                        const struct table *table, int64_t rows)
{
  struct sheet *sheet = &scope->sheet;

  if (table->object.kind != KIND_TABLE)
    return;
  place(scope, schema->object.name, table->object.name);
  sheet_int(sheet, table->object.id);
  sheet_int(sheet, table->object.id);
  sheet_yes(sheet, table->persistence == TABLE_TRANSIENT);
  sheet_int(sheet, table->object.dropped_ms ? 0 : rows * view_row_bytes(table));
  sheet_int(sheet, table->object.dropped_ms ? rows * view_row_bytes(table) : 0);
  for (int i = 0; i < 2; i++)
    sheet_int(sheet, 0);
  sheet_time(sheet, table->object.created_ms);
  if (table->object.dropped_ms)
    sheet_time(sheet, table->object.dropped_ms);
  else
    sheet_null(sheet, 1);
  sheet_null(sheet, 1);
  sheet_time(sheet, scope->database->object.created_ms);
  sheet_null(sheet, 1);
  sheet_time(sheet, schema->object.created_ms);
  sheet_null(sheet, 1);
  sheet_text(sheet, table->object.comment);
}

/* ---- privileges: what exists is owned ---- */

static void owned(struct view_scope *scope, struct text schema,
                  const struct object *object, const char *type)
{
  struct sheet *sheet = &scope->sheet;

  sheet_text(sheet, object->owner);
  sheet_text(sheet, object->owner);
  sheet_string(sheet, "ROLE");
  place(scope, schema, object->name);
  if (type)
    sheet_string(sheet, type);
  sheet_string(sheet, "OWNERSHIP");
  sheet_string(sheet, "YES");
  if (!type)
    sheet_string(sheet, "NO");
  sheet_time(sheet, object->created_ms);
}

static void table_privilege(struct view_scope *scope, struct schema *schema,
                            struct table *table)
{
  owned(scope, schema->object.name, &table->object, NULL);
}

static void object_privilege(struct view_scope *scope, struct schema *schema,
                             struct table *table)
{
  owned(scope, schema->object.name, &table->object,
        table->object.kind == KIND_VIEW ? "VIEW" : "TABLE");
}

static void sequence_privileges(struct view_scope *scope, struct schema *schema)
{
  int count;
  struct sequence **all = catalog_sequences(schema, scope->arena, &count);

  for (int i = 0; i < count; i++)
    owned(scope, schema->object.name, &all[i]->object, "SEQUENCE");
}

static void schema_privileges(struct view_scope *scope, struct schema *schema)
{
  owned(scope, schema->object.name, &schema->object, "SCHEMA");
}

static void object_privileges(struct view_scope *scope)
{
  owned(scope, (struct text){ 0 }, &scope->database->object, "DATABASE");
  each_schema(scope, schema_privileges);
  each_table(scope, object_privilege);
  each_schema(scope, sequence_privileges);
}

/* ---- columns ---- */

void view_value_sizes(struct sheet *sheet, struct type type)
{
  bool text = type.kind == TYPE_VARCHAR, bytes = type.kind == TYPE_BINARY;

  if (text || bytes) {
    sheet_int(sheet, type.length);
    sheet_int(sheet, text ? type_text_bytes(type.length) : type.length);
  } else
    sheet_null(sheet, 2);
  if (type.kind == TYPE_NUMBER) {
    sheet_int(sheet, type.precision);
    sheet_int(sheet, 10);
    sheet_int(sheet, type.scale);
  } else
    sheet_null(sheet, 3);
}

void view_column_sizes(struct sheet *sheet, struct type type)
{
  view_value_sizes(sheet, type);
  if (type_is_timestamp(type) || type.kind == TYPE_TIME)
    sheet_int(sheet, type.scale);
  else
    sheet_null(sheet, 1);
}

static void column_identity(struct sheet *sheet, const struct column *column)
{
  sheet_yes(sheet, column->autoincrement);
  if (!column->autoincrement) {
    sheet_null(sheet, 6);
    return;
  }
  sheet_string(sheet, "BY DEFAULT");
  sheet_printed(sheet, column->start);
  sheet_printed(sheet, column->step);
  sheet_null(sheet, 2);
  sheet_string(sheet, "NO");
}

void view_column_facts(struct sheet *sheet, const struct column *column, int position)
{
  sheet_int(sheet, position);
  sheet_text(sheet, column->default_sql);
  sheet_yes(sheet, !column->stored.not_null);
  sheet_string(sheet, type_schema_name(column->stored.type));
  view_column_sizes(sheet, column->stored.type);
  sheet_null(sheet, 7);
  sheet_text(sheet, column->collation);
  sheet_null(sheet, 10);
  sheet_printed(sheet, position);
  sheet_string(sheet, "NO");
  column_identity(sheet, column);
  sheet_string(sheet, !column->autoincrement ? NULL : column->ordered ? "YES" : "NO");
  sheet_text(sheet, column->evolution.len ? column->evolution : (struct text){ 0 });
  sheet_text(sheet, column->comment);
}

void view_column_kind(struct sheet *sheet, const struct column *column)
{
  sheet_null(sheet, 1);
  sheet_text(sheet, column->virtual_sql);
  sheet_string(sheet, column->virtual_sql.len ? "VIRTUAL_COLUMN" : "COLUMN");
}

static void column_row(struct view_scope *scope, const struct schema *schema,
                       const struct table *table, const struct column *column,
                       int position)
{
  struct sheet *sheet = &scope->sheet;

  place(scope, schema->object.name, table->object.name);
  sheet_text(sheet, column->name);
  view_column_facts(sheet, column, position);
  view_column_kind(sheet, column);
}

static void column_rows(struct view_scope *scope, struct schema *schema,
                        struct table *table)
{
  for (int i = 0; i < table->column_count; i++)
    column_row(scope, schema, table, &table->columns[i], i + 1);
}

struct type view_type(const char *written)
{
  struct type type;

  return type_parse(text_of(written), &type) ? type : type_of(TYPE_VARCHAR);
}

/* The types of columns are written in few ways, and each is read once. */
struct read_types {
  const char *written[16];
  struct type types[16];
  int count;
};

static struct type read_type(struct read_types *read, const char *written)
{
  int at = 0;

  while (at < read->count && read->written[at] != written)
    at++;
  if (at < read->count)
    return read->types[at];
  if (read->count == sizeof read->types / sizeof *read->types)
    return view_type(written);
  read->written[at] = written;
  read->types[at] = view_type(written);
  read->count++;
  return read->types[at];
}

static void own_columns(struct view_scope *scope)
{
  struct schema own = own_schema();
  struct read_types read = { .count = 0 };
  const struct info_view *view;

  for (int i = 0; (view = info_view_at(i)); i++) {
    struct table table = own_view(scope, view->name);

    for (int c = 0; c < view->column_count; c++) {
      struct column column = { .stored = { .type = read_type(&read,
                                                             view->columns[c].type) },
                               .name = text_of(view->columns[c].name) };

      column_row(scope, &own, &table, &column, c + 1);
    }
  }
}

/* ---- views ---- */

static void view_row(struct view_scope *scope, struct schema *schema, struct table *table)
{
  struct sheet *sheet = &scope->sheet;

  if (table->object.kind != KIND_VIEW)
    return;
  place(scope, schema->object.name, table->object.name);
  sheet_text(sheet, table->object.owner);
  sheet_text(sheet, table->view_source);
  sheet_string(sheet, "NONE");
  sheet_string(sheet, "NO");
  sheet_string(sheet, "NO");
  sheet_yes(sheet, table->secure);
  view_dates(sheet, &table->object);
  sheet_time(sheet, table->object.altered_ms);
  sheet_text(sheet, table->object.owner);
  sheet_text(sheet, table->object.comment);
}

static void own_views(struct view_scope *scope)
{
  struct schema own = own_schema();

  for (int i = 0; info_view_at(i); i++) {
    struct table view = own_view(scope, info_view_at(i)->name);

    view_row(scope, &own, &view);
  }
}

/* ---- constraints ---- */

static const char *constraint_type(enum table_constraint_kind kind)
{
  switch (kind) {
  case KEY_PRIMARY: return "PRIMARY KEY";
  case KEY_UNIQUE: return "UNIQUE";
  case KEY_FOREIGN: return "FOREIGN KEY";
  case KEY_INDEX: break;
  }
  return "";
}

static void constraint_rows(struct view_scope *scope, struct schema *schema,
                            struct table *table)
{
  struct sheet *sheet = &scope->sheet;

  for (int i = 0; i < table->constraint_count; i++) {
    const struct table_constraint *constraint = &table->constraints[i];

    if (constraint->kind == KEY_INDEX)
      continue;
    place(scope, schema->object.name, constraint->name);
    place(scope, schema->object.name, table->object.name);
    sheet_string(sheet, constraint_type(constraint->kind));
    sheet_string(sheet, "NO");
    sheet_string(sheet, "YES");
    sheet_yes(sheet, constraint->enforced);
    sheet_null(sheet, 1);
    view_dates(sheet, &table->object);
    sheet_yes(sheet, constraint->rely);
  }
}

/* The key that a foreign key refers to: the one over the same columns. */
static struct text referenced_key(struct view_scope *scope,
                                  const struct table_constraint *constraint)
{
  struct database *database = catalog_find_database(scope->catalog,
                                                    constraint->ref_database);
  struct schema *schema = database ? catalog_find_schema(database, constraint->ref_schema)
                                   : NULL;
  struct table *table = schema
                          ? catalog_find_table(scope->catalog, schema,
                                               constraint->ref_table, scope->session_id)
                          : NULL;

  for (int i = 0; table && i < table->constraint_count; i++)
    if (key_index_is_unique(&table->constraints[i]) &&
        table->constraints[i].column_count == constraint->column_count)
      return table->constraints[i].name;
  return (struct text){ 0 };
}

static void rule(struct sheet *sheet, struct text said, const char *otherwise)
{
  if (said.len)
    sheet_text(sheet, said);
  else
    sheet_string(sheet, otherwise);
}

static void reference_rows(struct view_scope *scope, struct schema *schema,
                           struct table *table)
{
  struct sheet *sheet = &scope->sheet;

  for (int i = 0; i < table->constraint_count; i++) {
    const struct table_constraint *constraint = &table->constraints[i];

    if (constraint->kind != KEY_FOREIGN)
      continue;
    place(scope, schema->object.name, constraint->name);
    sheet_text(sheet, constraint->ref_database);
    sheet_text(sheet, constraint->ref_schema);
    sheet_text(sheet, referenced_key(scope, constraint));
    rule(sheet, constraint->match, "FULL");
    rule(sheet, constraint->on_update, "NO ACTION");
    rule(sheet, constraint->on_delete, "NO ACTION");
    sheet_null(sheet, 1);
    view_dates(sheet, &table->object);
  }
}

bool view_rows(struct view_scope *scope, enum view_id view,
               struct engine_connection *connection, struct err *err)
{
  switch (view) {
  case VIEW_APPLICABLE_ROLES: roles(scope, true); break;
  case VIEW_COLUMNS:
    each_table(scope, column_rows);
    own_columns(scope);
    break;
  case VIEW_DATABASES: databases(scope); break;
  case VIEW_ENABLED_ROLES: roles(scope, false); break;
  case VIEW_CATALOG_NAME: sheet_text(&scope->sheet, scope->database->object.name); break;
  case VIEW_OBJECT_PRIVILEGES: object_privileges(scope); break;
  case VIEW_REFERENTIAL_CONSTRAINTS: each_table(scope, reference_rows); break;
  case VIEW_SCHEMATA: schemata(scope); break;
  case VIEW_SEQUENCES: each_schema(scope, sequence_rows); break;
  case VIEW_FILE_FORMATS: each_schema(scope, format_rows); break;
  case VIEW_PIPES: each_schema(scope, pipe_rows); break;
  case VIEW_STAGES: each_schema(scope, stage_rows); break;
  case VIEW_TABLE_CONSTRAINTS: each_table(scope, constraint_rows); break;
  case VIEW_TABLE_PRIVILEGES: each_table(scope, table_privilege); break;
  case VIEW_TABLE_STORAGE_METRICS:
    return each_sized_table(scope, storage_row, true, connection, err);
  case VIEW_TABLES: return tables(scope, connection, err);
  case VIEW_USAGE_PRIVILEGES: each_schema(scope, sequence_privileges); break;
  case VIEW_VIEWS:
    each_table(scope, view_row);
    own_views(scope);
    break;
  default: break;
  }
  return true;
}
