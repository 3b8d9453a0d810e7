/* ddl_text.c: the statements that would make what exists, in Snowflake's own layout: tabs, small
 * and large letters, and where a semicolon has a line of its own. */
#include "catalog/ddl_text.h"

#include "catalog/external_format.h"

#include <inttypes.h>

#include "data/file_format.h"

#define TEXT_BOOL(yes) ((yes) ? "TRUE" : "FALSE")

/* ---- names and strings ---- */

static bool is_plain(struct text name)
{
  bool plain = name.len && !(name.at[0] >= '0' && name.at[0] <= '9') && name.at[0] != '$';

  for (size_t i = 0; i < name.len && plain; i++) {
    char c = name.at[i];

    plain = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
  }
  return plain;
}

static void add_name(struct buf *out, struct text name)
{
  if (is_plain(name))
    buf_add_text(out, name);
  else
    buf_add_identifier(out, name);
}

/* What comes before an object's own name. */
static void add_place(struct ddl_text *text, struct path in)
{
  if (!text->qualified)
    return;
  if (in.database.len) {
    add_name(text->out, in.database);
    buf_add_char(text->out, '.');
  }
  if (in.schema.len) {
    add_name(text->out, in.schema);
    buf_add_char(text->out, '.');
  }
}

static void add_comment(struct buf *out, const char *before, struct text comment)
{
  if (!comment.len)
    return;
  buf_add_string(out, before);
  buf_add_literal(out, comment);
}

/* ---- columns and constraints ---- */

static void add_column(struct ddl_text *text, const struct column *column)
{
  struct buf *out = text->out;

  add_name(out, column->name);
  buf_add_char(out, ' ');
  buf_add_text(out, type_text(text->arena, column->stored.type));
  if (column->collation.len) {
    buf_add_string(out, " COLLATE ");
    buf_add_literal(out, column->collation);
  }
  if (column->virtual_sql.len)
    buf_printf(out, " AS (" TEXT_FMT ")", TEXT_ARG(column->virtual_sql));
  if (column->stored.not_null)
    buf_add_string(out, " NOT NULL");
  if (column->autoincrement)
    buf_printf(out, " autoincrement start %" PRId64 " increment %" PRId64 " %s",
               column->start, column->step, column->ordered ? "order" : "noorder");
  else if (column->default_sql.len)
    buf_printf(out, " DEFAULT " TEXT_FMT, TEXT_ARG(column->default_sql));
  add_comment(out, " COMMENT ", column->comment);
}

static void add_columns(struct ddl_text *text, const struct table *table,
                        const struct table_constraint *constraint, int from, int to)
{
  buf_add_string(text->out, " (");
  for (int i = from; i < to; i++) {
    const struct column *column = table_column_by_id(table, constraint->column_ids[i]);

    buf_add_string(text->out, i > from ? ", " : "");
    if (column)
      add_name(text->out, column->name);
  }
  buf_add_char(text->out, ')');
}

static void add_key_columns(struct ddl_text *text, const struct table *table,
                            const struct table_constraint *constraint)
{
  add_columns(text, table, constraint, 0, constraint->column_count);
}

static void add_index(struct ddl_text *text, const struct table *table,
                      const struct table_constraint *index)
{
  int keys = index->column_count - index->included;

  buf_add_string(text->out, "index ");
  add_name(text->out, index->name);
  add_columns(text, table, index, 0, keys);
  if (!index->included)
    return;
  buf_add_string(text->out, " include");
  add_columns(text, table, index, keys, index->column_count);
}

static void add_reference(struct ddl_text *text,
                          const struct table_constraint *constraint)
{
  struct buf *out = text->out;

  buf_add_string(out, " references ");
  add_name(out, constraint->ref_database);
  buf_add_char(out, '.');
  add_name(out, constraint->ref_schema);
  buf_add_char(out, '.');
  add_name(out, constraint->ref_table);
  buf_add_char(out, '(');
  for (int i = 0; i < constraint->column_count; i++) {
    buf_add_string(out, i ? ", " : "");
    add_name(out, constraint->ref_columns[i]);
  }
  buf_add_char(out, ')');
}

/* Names that were made up are not repeated. */
static void add_constraint(struct ddl_text *text, const struct table *table,
                           const struct table_constraint *constraint)
{
  struct buf *out = text->out;

  if (constraint->kind == KEY_INDEX) {
    add_index(text, table, constraint);
    return;
  }
  if (!text_starts_with(constraint->name, "SYS_CONSTRAINT_")) {
    buf_add_string(out, "constraint ");
    add_name(out, constraint->name);
    buf_add_char(out, ' ');
  }
  switch (constraint->kind) {
  case KEY_PRIMARY: buf_add_string(out, "primary key"); break;
  case KEY_UNIQUE: buf_add_string(out, "unique"); break;
  case KEY_FOREIGN: buf_add_string(out, "foreign key"); break;
  case KEY_INDEX: break;
  }
  add_key_columns(text, table, constraint);
  if (constraint->kind == KEY_FOREIGN)
    add_reference(text, constraint);
  if (constraint->rely)
    buf_add_string(out, " rely");
}

/* ---- tables and views ---- */

static const char *table_words(const struct table *table)
{
  if (table->variety == TABLE_HYBRID)
    return "HYBRID TABLE";
  if (table->variety == TABLE_ICEBERG)
    return "ICEBERG TABLE";
  switch (table->persistence) {
  case TABLE_PERMANENT: return "TABLE";
  case TABLE_TRANSIENT: return "TRANSIENT TABLE";
  case TABLE_TEMPORARY: return "TEMPORARY TABLE";
  }
  return "TABLE";
}

/* The catalog has LINEAR(a, b). */
static struct text cluster_keys(const struct table *table)
{
  struct text keys = table->cluster_by;

  return text_starts_with(keys, "LINEAR(") ? text_slice(keys, 6, keys.len) : keys;
}

static void add_table(struct ddl_text *text, struct path in, const struct table *table)
{
  struct buf *out = text->out;

  buf_printf(out, "create or replace %s ", table_words(table));
  add_place(text, in);
  add_name(out, table->object.name);
  if (table->cluster_by.len)
    buf_printf(out, " cluster by " TEXT_FMT "(\n", TEXT_ARG(cluster_keys(table)));
  else
    buf_add_string(out, " (\n");
  for (int i = 0; i < table->column_count; i++) {
    buf_add_string(out, i ? ",\n\t" : "\t");
    add_column(text, &table->columns[i]);
  }
  for (int i = 0; i < table->constraint_count; i++) {
    buf_add_string(out, ",\n\t");
    add_constraint(text, table, &table->constraints[i]);
  }
  buf_add_string(out, "\n)");
  if (table->variety == TABLE_ICEBERG) {
    buf_add_string(out, "\n EXTERNAL_VOLUME = ");
    buf_add_literal(out, table->external_volume);
    buf_add_string(out, "\n CATALOG = 'SNOWFLAKE'\n BASE_LOCATION = ");
    buf_add_literal(out, table->base_location);
  }
  add_comment(out, "COMMENT=", table->object.comment);
  buf_add_string(out, table->object.comment.len ? "\n;" : ";");
}

/* What stood between AS and the query. */
static struct text before_query(const struct table *view)
{
  struct text source = text_trim(view->view_source), query = text_trim(view->view_query);
  size_t to = source.len - query.len, from;

  if (source.len <= query.len || !text_equal(text_slice(source, to, query.len), query))
    return TEXT(" ");
  for (from = to; from && (source.at[from - 1] == ' ' || source.at[from - 1] == '\n' ||
                           source.at[from - 1] == '\t' || source.at[from - 1] == '\r');)
    from--;
  return from < to ? text_slice(source, from, to - from) : TEXT(" ");
}

static void add_event_table(struct ddl_text *text, struct path in,
                            const struct table *table)
{
  buf_add_string(text->out, "create or replace event table ");
  add_place(text, in);
  add_name(text->out, table->object.name);
  add_comment(text->out, " COMMENT=", table->object.comment);
  buf_add_char(text->out, ';');
}

static void add_option(struct buf *out, const struct file_format *format,
                       enum format_option option)
{
  const struct format_option_row *row = format_option_at(option);

  buf_printf(out, "\n\t%s = ", row->key);
  if (row->kind == FORMAT_VALUE_LIST) {
    buf_add_char(out, '(');
    for (int i = 0; i < format->null_if_count; i++) {
      buf_add_string(out, i ? ", " : "");
      buf_add_literal(out, format->null_if[i]);
    }
    buf_add_char(out, ')');
  } else if (row->kind == FORMAT_VALUE_TEXT && file_format_text(format, option).at) {
    buf_add_literal(out, format->values[option]);
  } else {
    buf_add_text(out, format->values[option]);
  }
}

/* The type, with `before` in front, and the options that are not the default of that type. */
static void add_format(struct ddl_text *text, const char *before, struct text written)
{
  struct file_format format, standard;
  struct buf value, otherwise;
  struct err ignored;

  err_clear(&ignored);
  if (!file_format_read(&format, text->arena, written, &ignored))
    file_format_init(&format, FORMAT_CSV);
  file_format_init(&standard, format.type);
  buf_printf(text->out, "%s%s", before, format_type_name(format.type));
  buf_init(&value);
  buf_init(&otherwise);
  for (int i = 0; i < FORMAT_OPTION_COUNT; i++) {
    enum format_option option = (enum format_option)i;

    buf_reset(&value);
    buf_reset(&otherwise);
    file_format_print(&format, option, false, &value);
    file_format_print(&standard, option, false, &otherwise);
    if (!text_equal(buf_text(&value), buf_text(&otherwise)))
      add_option(text->out, &format, option);
  }
  buf_clear(&value);
  buf_clear(&otherwise);
}

/* FILE_FORMAT as it is kept: {"TYPE":"CSV",...} or {"FORMAT_NAME":"DB.SCHEMA.F"}. */
static void add_location_format(struct ddl_text *text, const struct table *table)
{
  struct text name, type;

  external_format_words(text->arena, table, &name, &type);
  if (name.len) {
    buf_printf(text->out, "\nfile_format=(FORMAT_NAME='" TEXT_FMT "')", TEXT_ARG(name));
  } else if (type.len) {
    add_format(text, "\nfile_format=(TYPE=", table->location_form);
    buf_add_char(text->out, ')');
  }
}

static void add_external_table(struct ddl_text *text, struct path in,
                               const struct table *table)
{
  struct buf *out = text->out;

  buf_add_string(out, "create or replace external table ");
  add_place(text, in);
  add_name(out, table->object.name);
  buf_add_char(out, '(');
  for (int i = 1; i < table->column_count; i++) {
    const struct column *column = &table->columns[i];

    buf_add_string(out, i > 1 ? ",\n\t" : "\n\t");
    add_name(out, column->name);
    buf_add_char(out, ' ');
    buf_add_text(out, type_text(text->arena, column->stored.type));
    buf_printf(out, " AS (" TEXT_FMT ")", TEXT_ARG(column->virtual_sql));
    add_comment(out, " COMMENT ", column->comment);
  }
  buf_add_string(out, ")");
  if (table->partition_columns.len)
    buf_printf(out, "\npartition by (" TEXT_FMT ")\npartition_type=USER_SPECIFIED",
               TEXT_ARG(table->partition_columns));
  buf_printf(out, "\nlocation=" TEXT_FMT "\nauto_refresh=%s", TEXT_ARG(table->location),
             table->auto_refresh ? "true" : "false");
  if (table->location_pattern.len) {
    buf_add_string(out, "\npattern=");
    buf_add_literal(out, table->location_pattern);
  }
  add_location_format(text, table);
  add_comment(out, "\ncomment=", table->object.comment);
  buf_add_string(out, "\n;");
}

static void add_dynamic_table(struct ddl_text *text, struct path in,
                              const struct table *table)
{
  struct buf *out = text->out;

  buf_printf(out, "create or replace %sdynamic table ",
             table->persistence == TABLE_TRANSIENT ? "transient " : "");
  add_place(text, in);
  add_name(out, table->object.name);
  buf_add_string(out, "(\n");
  for (int i = 0; i < table->column_count; i++) {
    buf_add_string(out, i ? ",\n\t" : "\t");
    add_name(out, table->columns[i].name);
    add_comment(out, " COMMENT ", table->columns[i].comment);
  }
  buf_add_string(out, "\n)");
  if (table->cluster_by.len)
    buf_printf(out, " cluster by " TEXT_FMT, TEXT_ARG(cluster_keys(table)));
  if (table->target_lag.len)
    buf_printf(out, " target_lag = '" TEXT_FMT "'", TEXT_ARG(table->target_lag));
  if (table->unscheduled)
    buf_add_string(out, " scheduler = DISABLE");
  buf_printf(out, " refresh_mode = " TEXT_FMT " initialize = %s warehouse = ",
             TEXT_ARG(table->refresh_mode),
             table->uninitialized ? "ON_SCHEDULE" : "ON_CREATE");
  add_name(out, table->warehouse);
  if (table->initialization_warehouse.len) {
    buf_add_string(out, " initialization_warehouse = ");
    add_name(out, table->initialization_warehouse);
  }
  add_comment(out, " COMMENT=", table->object.comment);
  buf_printf(out, "\n as " TEXT_FMT ";", TEXT_ARG(text_trim(table->view_query)));
}

static void add_view(struct ddl_text *text, struct path in, const struct table *view)
{
  struct text query = text_trim(view->view_query);
  struct buf *out = text->out;

  buf_printf(out, "create or replace %s%s%s%sview ", view->secure ? "secure " : "",
             view->persistence == TABLE_TEMPORARY ? "temporary " : "",
             view->recursive ? "recursive " : "",
             view->materialized ? "materialized " : "");
  add_place(text, in);
  add_name(out, view->object.name);
  buf_add_string(out, "(\n");
  for (int i = 0; i < view->column_count; i++) {
    buf_add_string(out, i ? ",\n\t" : "\t");
    add_name(out, view->columns[i].name);
    add_comment(out, " COMMENT ", view->columns[i].comment);
  }
  buf_add_string(out, "\n)");
  add_comment(out, " COMMENT=", view->object.comment);
  if (view->cluster_by.len)
    buf_printf(out, " cluster by " TEXT_FMT, TEXT_ARG(cluster_keys(view)));
  buf_printf(out, " as" TEXT_FMT TEXT_FMT ";", TEXT_ARG(before_query(view)),
             TEXT_ARG(query));
}

void ddl_text_table(struct ddl_text *text, struct path in, const struct table *table)
{
  if (table->object.kind == KIND_VIEW)
    add_view(text, in, table);
  else if (table->variety == TABLE_EVENT)
    add_event_table(text, in, table);
  else if (table->variety == TABLE_EXTERNAL)
    add_external_table(text, in, table);
  else if (table->variety == TABLE_DYNAMIC)
    add_dynamic_table(text, in, table);
  else
    add_table(text, in, table);
}

/* ---- the rest of a schema ---- */

void ddl_text_sequence(struct ddl_text *text, struct path in,
                       const struct sequence *sequence)
{
  struct buf *out = text->out;

  buf_add_string(out, "create or replace sequence ");
  add_place(text, in);
  add_name(out, sequence->object.name);
  buf_printf(out, " start with %" PRId64 " increment by %" PRId64 " %s", sequence->start,
             sequence->step, sequence->ordered ? "order" : "noorder");
  add_comment(out, " COMMENT=", sequence->object.comment);
  buf_add_char(out, ';');
}

static void add_parameters(struct ddl_text *text, const struct column *columns, int count,
                           bool quoted)
{
  struct buf *out = text->out;

  buf_add_char(out, '(');
  for (int i = 0; i < count; i++) {
    buf_add_string(out, i ? ", " : "");
    if (quoted)
      buf_add_identifier(out, columns[i].name);
    else
      add_name(out, columns[i].name);
    buf_add_char(out, ' ');
    buf_add_text(out, type_text(text->arena, columns[i].stored.type));
    if (columns[i].default_sql.len)
      buf_printf(out, " DEFAULT " TEXT_FMT, TEXT_ARG(columns[i].default_sql));
  }
  buf_add_char(out, ')');
}

void ddl_text_function(struct ddl_text *text, struct path in,
                       const struct function *function)
{
  const struct column *returned = function->columns.at + function->arg_count;
  struct buf *out = text->out;

  buf_printf(out, "CREATE OR REPLACE %s%sFUNCTION ", function->secure ? "SECURE " : "",
             function->object.session_id ? "TEMPORARY " : "");
  add_place(text, in);
  buf_add_identifier(out, function->called);
  add_parameters(text, function->columns.at, function->arg_count, true);
  buf_add_string(out, "\nRETURNS ");
  if (function->is_table) {
    buf_add_string(out, "TABLE ");
    add_parameters(text, returned, function->columns.count - function->arg_count, true);
  } else
    buf_add_text(out, type_text(text->arena, returned->stored.type));
  if (function->returns_not_null)
    buf_add_string(out, " NOT NULL");
  buf_printf(out, "\nLANGUAGE " TEXT_FMT, TEXT_ARG(function->language));
  if (text_is(function->volatility, "IMMUTABLE"))
    buf_printf(out, "\n" TEXT_FMT, TEXT_ARG(function->volatility));
  if (function->memoizable)
    buf_add_string(out, "\nMEMOIZABLE");
  add_comment(out, "\nCOMMENT=", function->object.comment);
  buf_add_string(out, "\nAS ");
  buf_add_literal(out, function->body);
  buf_add_char(out, ';');
}

void ddl_text_format(struct ddl_text *text, struct path in,
                     const struct named_format *named)
{
  struct buf *out = text->out;

  buf_printf(out, "CREATE OR REPLACE %sFILE FORMAT ",
             named->object.session_id ? "TEMPORARY " : "");
  add_place(text, in);
  add_name(out, named->object.name);
  add_format(text, "\n\tTYPE = ", named->options);
  add_comment(out, "\n\tCOMMENT = ", named->object.comment);
  buf_add_string(out, "\n;");
}

void ddl_text_pipe(struct ddl_text *text, struct path in, const struct pipe *pipe)
{
  struct buf *out = text->out;

  buf_add_string(out, "create or replace pipe ");
  add_place(text, in);
  add_name(out, pipe->object.name);
  buf_add_string(out, " auto_ingest=false");
  add_comment(out, " COMMENT=", pipe->object.comment);
  buf_add_string(out, " as ");
  buf_add_text(out, pipe->copy);
  buf_add_char(out, ';');
}

void ddl_text_warehouse(struct ddl_text *text, const struct warehouse *warehouse)
{
  struct buf *out = text->out;

  buf_add_string(out, "create or replace warehouse ");
  add_name(out, warehouse->object.name);
  buf_printf(out,
             "\nwith\n\twarehouse_type='" TEXT_FMT "'\n\twarehouse_size='" TEXT_FMT
             "'\n\tmax_cluster_count=%" PRId64 "\n\tmin_cluster_count=%" PRId64
             "\n\tscaling_policy=" TEXT_FMT,
             TEXT_ARG(warehouse->type), TEXT_ARG(warehouse->size),
             warehouse->max_clusters, warehouse->min_clusters,
             TEXT_ARG(warehouse->scaling_policy));
  if (warehouse->auto_suspend)
    buf_printf(out, "\n\tauto_suspend=%" PRId64, warehouse->auto_suspend);
  buf_printf(out, "\n\tauto_resume=%s\n\tinitially_suspended=%s",
             TEXT_BOOL(warehouse->auto_resume), TEXT_BOOL(warehouse->suspended));
  add_comment(out, "\n\tCOMMENT=", warehouse->object.comment);
  buf_add_string(out, "\n;");
}

/* ---- all that is in a schema, a database ---- */

/* A view may read a table or call a function, and a column's default may ask a sequence: in an
 * order in which they can be made. */
static void add_contents(struct ddl_text *text, const struct database *database,
                         struct schema *schema)
{
  struct path in = { database->object.name, schema->object.name, { 0 } };
  int sequences, tables, functions, formats, pipes;
  struct sequence **sequence = catalog_sequences(schema, text->arena, &sequences);
  struct table **table = catalog_tables(text->catalog, schema, 0, text->arena, &tables);
  struct function **function = catalog_functions(
    text->catalog, schema, 0, (struct text){ 0 }, text->arena, &functions);
  struct named_format **format = catalog_formats(text->catalog, schema, 0, text->arena,
                                                 &formats);
  struct pipe **pipe = catalog_pipes(schema, text->arena, &pipes);

  for (int i = 0; i < formats; i++) {
    buf_add_string(text->out, "\n\n");
    ddl_text_format(text, in, format[i]);
  }
  for (int i = 0; i < sequences; i++) {
    buf_add_string(text->out, "\n\n");
    ddl_text_sequence(text, in, sequence[i]);
  }
  for (int kind = KIND_TABLE; kind <= KIND_VIEW; kind++) {
    for (int i = 0; i < tables; i++) {
      if (table[i]->object.kind != (enum kind)kind)
        continue;
      buf_add_string(text->out, "\n\n");
      ddl_text_table(text, in, table[i]);
    }
    for (int i = 0; kind == KIND_TABLE && i < functions; i++) {
      buf_add_string(text->out, "\n\n");
      ddl_text_function(text, in, function[i]);
    }
  }
  for (int i = 0; i < pipes; i++) {
    buf_add_string(text->out, "\n\n");
    ddl_text_pipe(text, in, pipe[i]);
  }
}

void ddl_text_schema(struct ddl_text *text, const struct database *database,
                     struct schema *schema)
{
  struct buf *out = text->out;

  buf_printf(out, "create or replace %sschema ", schema->transient ? "transient " : "");
  add_place(text, (struct path){ .database = database->object.name });
  add_name(out, schema->object.name);
  if (schema->managed_access)
    buf_add_string(out, " with managed access");
  add_comment(out, " COMMENT=", schema->object.comment);
  buf_add_char(out, ';');
  add_contents(text, database, schema);
}

void ddl_text_database(struct ddl_text *text, struct database *database)
{
  int count;
  struct schema **schemas = catalog_schemas(database, text->arena, &count);
  struct buf *out = text->out;

  buf_printf(out, "create or replace %sdatabase ",
             database->transient ? "transient " : "");
  add_name(out, database->object.name);
  add_comment(out, " COMMENT=", database->object.comment);
  buf_add_char(out, ';');
  for (int i = 0; i < count; i++) {
    buf_add_string(out, "\n\n");
    ddl_text_schema(text, database, schemas[i]);
  }
}
