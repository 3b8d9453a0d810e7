/* describe_stmt.c: DESCRIBE: the columns of tables, views and results; what a database holds. */
#include "exec/describe_stmt.h"

#include "catalog/views.h"
#include "exec/ddl_format.h"
#include "exec/ddl_stage.h"
#include "exec/show_pipes.h"
#include "exec/ddl_function.h"
#include "exec/ddl_integration.h"
#include "exec/describe_properties.h"
#include "exec/search_optimization.h"
#include "exec/show_rows.h"
#include "session/instance.h"
#include "session/transactions.h"

#define V "VARCHAR"
#define N "NUMBER(38,0)"
#define NANOS_A_MILLI 1000000
#define LTZ "TIMESTAMP_LTZ(3)"

static const struct outcome_spec columns[] = {
  { "name", V },       { "type", V },        { "kind", V },
  { "null?", V },      { "default", V },     { "primary key", V },
  { "unique key", V }, { "check", V },       { "expression", V },
  { "comment", V },    { "policy name", V }, { "privacy domain", V },
};

static const struct outcome_spec contents[] = {
  { "created_on", LTZ },
  { "name", V },
  { "kind", V },
};

static const struct outcome_spec sequences[] = {
  { "name", V },       { "database_name", V }, { "schema_name", V },
  { "next_value", V }, { "interval", V },      { "created_on", LTZ },
  { "owner", V },      { "comment", V },       { "owner_role_type", V },
  { "ordered", V },
};

static const struct outcome_spec properties[] = {
  { "property", V },
  { "value", V },
};

/* docs.snowflake.com/en/sql-reference/sql/desc-external-volume */
static const struct outcome_spec volume_properties[] = {
  { "parent_property", V }, { "property", V },         { "property_type", V },
  { "property_value", V },  { "property_default", V },
};

static const struct outcome_spec search_expressions[] = {
  { "expression_id", "NUMBER(38,0)" }, { "method", V }, { "target", V },
  { "target_data_type", V },           { "active", V },
};

static const struct outcome_spec transactions[] = {
  { "id", N },           { "user", V },  { "session", N },    { "name", V },
  { "started_on", LTZ }, { "state", V }, { "ended_on", LTZ },
};

#define COLUMNS(list) list, (int)(sizeof(list) / sizeof(list)[0])

struct description {
  struct ddl ddl;
  struct outcome *outcome;
  struct sheet sheet;
};

static bool make_table(struct description *description, const struct outcome_spec *spec,
                       int count, struct err *err)
{
  if (!outcome_table(description->ddl.arena, description->outcome, TYPE_ID_DESCRIBE, spec,
                     count, err))
    return false;
  description->sheet = (struct sheet){ description->outcome->rows, 0 };
  return true;
}

/* ---- tables and views ---- */

static bool is_in_key(const struct table *table, const struct column *column,
                      enum table_constraint_kind kind)
{
  for (int i = 0; i < table->constraint_count; i++) {
    const struct table_constraint *constraint = &table->constraints[i];

    for (int c = 0; constraint->kind == kind && c < constraint->column_count; c++)
      if (constraint->column_ids[c] == column->stored.id)
        return true;
  }
  return false;
}

/* VARCHAR(16777216) COLLATE 'fr' */
static struct text column_type_text(struct arena *arena, const struct column *column)
{
  struct text type = type_text(arena, column->stored.type);

  if (!column->collation.len)
    return type;
  return arena_printf(arena, TEXT_FMT " COLLATE '" TEXT_FMT "'", TEXT_ARG(type),
                      TEXT_ARG(column->collation));
}

static void column_row(struct description *description, const struct table *table,
                       const struct column *column)
{
  struct sheet *sheet = &description->sheet;
  struct arena *arena = description->ddl.arena;

  sheet_text(sheet, column->name);
  sheet_text(sheet, column_type_text(arena, column));
  sheet_string(sheet, column->virtual_sql.len ? "VIRTUAL_COLUMN" : "COLUMN");
  sheet_flag(sheet, !column->stored.not_null);
  sheet_text(sheet, show_default(arena, column));
  sheet_flag(sheet, is_in_key(table, column, KEY_PRIMARY));
  sheet_flag(sheet, is_in_key(table, column, KEY_UNIQUE));
  sheet_null(sheet, 1);
  sheet_text(sheet, column->virtual_sql);
  sheet_text(sheet, column->comment);
  sheet_null(sheet, 2);
}

static bool wrong_kind(const struct table *table, struct err *err)
{
  bool is_view = table->object.kind == KIND_VIEW;

  return err_set(
    err, ERR_WRONG_KIND,
    "SQL compilation error:\nObject found is of type '%s', not specified type '%s'.",
    is_view ? "VIEW" : "TABLE", is_view ? "TABLE" : "VIEW");
}

/* The views of INFORMATION_SCHEMA come from the same list as those that SHOW names. */
static const struct table *find_relation(struct description *description,
                                         struct path path, enum kind kind,
                                         struct err *err)
{
  struct show show = { 0 };
  struct show_scope scope = { .ddl = description->ddl,
                              .show = &show,
                              .database = path.database,
                              .schema = path.schema,
                              .table = path.name,
                              .left = -1 };
  struct list found = { 0 };

  if (!made_schema(path.database, path.schema))
    return (const struct table *)ddl_find(&description->ddl, kind, path, err);
  if (!show_relations(&scope, SHOW_BOTH, false, &found, err))
    return NULL;
  if (found.count)
    return ((const struct listed *)found.at[0])->object;
  ddl_missing(&description->ddl, kind, path, err);
  return NULL;
}

/* DESC TABLE shows a view's columns too; DESC VIEW wants a view. */
static bool describe_relation(struct description *description,
                              const struct describe *describe, struct err *err)
{
  enum kind kind = describe->kind == OBJECT_VIEW ? KIND_VIEW : KIND_TABLE;
  bool is_stage = text_is_nocase(describe->type, "STAGE");
  const struct table *table;
  struct path path;

  if (describe->type.len && !is_stage && !text_is_nocase(describe->type, "COLUMNS"))
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\nsyntax error unexpected '" TEXT_FMT "'.",
                   TEXT_ARG(describe->type));
  if (!ddl_path(&description->ddl, describe->name, kind, &path, err))
    return false;
  catalog_read(description->ddl.catalog);
  table = find_relation(description, path, kind, err);
  if (table && kind == KIND_VIEW && table->object.kind != KIND_VIEW) {
    wrong_kind(table, err);
    table = NULL;
  }
  if (table && is_stage && table->object.kind == KIND_VIEW) {
    err_set(err, ERR_WRONG_KIND,
            "SQL compilation error:\nObject found is of type 'VIEW', not specified type "
            "'TABLE'.");
    table = NULL;
  }
  if (table &&
      !(is_stage && table->variety == TABLE_EXTERNAL
          ? describe_external_stage(&description->ddl, table, description->outcome, err)
        : is_stage
          ? describe_table_stage(&description->ddl, table, description->outcome, err)
          : make_table(description, COLUMNS(columns), err)))
    table = NULL;
  for (int i = 0; table && !is_stage && i < table->column_count; i++)
    column_row(description, table, &table->columns[i]);
  catalog_read_end(description->ddl.catalog);
  return table;
}

/* ---- results ---- */

static bool describe_result(struct description *description,
                            const struct describe *describe, struct err *err)
{
  struct bind_context *context = &description->ddl.context;
  struct bind_constant id;
  struct bound_column *bound;
  struct table none = { 0 };
  int count;

  if (!context->result_columns)
    return ddl_unsupported("DESCRIBE RESULT", err);
  if (!pipeline_value(description->ddl.run, describe->result, &id, err) ||
      !context->result_columns(context->owner, id.value, &bound, &count, err) ||
      !make_table(description, COLUMNS(columns), err))
    return false;
  for (int i = 0; i < count; i++) {
    struct column column = { .stored = { .type = bound[i].type,
                                         .not_null = !bound[i].nullable },
                             .name = bound[i].name };

    column_row(description, &none, &column);
  }
  return true;
}

/* ---- databases, schemas and the rest ---- */

static void content_row(struct description *description, const struct object *object,
                        const char *kind)
{
  sheet_time(&description->sheet, object->created_ms);
  sheet_text(&description->sheet, object->name);
  sheet_string(&description->sheet, kind);
}

static void database_rows(struct description *description, struct database *database)
{
  int count;
  struct schema **all = catalog_schemas(database, description->ddl.arena, &count);
  struct object own = { .name = TEXT("INFORMATION_SCHEMA"),
                        .created_ms = database->object.created_ms };

  content_row(description, &own, "SCHEMA");
  for (int i = 0; i < count; i++)
    content_row(description, &all[i]->object, "SCHEMA");
}

static void schema_rows(struct description *description, struct schema *schema)
{
  struct arena *arena = description->ddl.arena;
  int table_count, sequence_count;
  struct table **tables = catalog_tables(
    description->ddl.catalog, schema, description->ddl.session->id, arena, &table_count);
  struct sequence **sequences_of = catalog_sequences(schema, arena, &sequence_count);

  for (int i = 0; i < table_count; i++)
    content_row(description, &tables[i]->object,
                tables[i]->object.kind == KIND_VIEW ? "VIEW" : "TABLE");
  for (int i = 0; i < sequence_count; i++)
    content_row(description, &sequences_of[i]->object, "SEQUENCE");
}

static void sequence_row(struct description *description, struct path path,
                         const struct sequence *sequence)
{
  struct sheet *sheet = &description->sheet;

  sheet_text(sheet, sequence->object.name);
  sheet_text(sheet, path.database);
  sheet_text(sheet, path.schema);
  sheet_printed(sheet, sequence->next);
  sheet_printed(sheet, sequence->step);
  sheet_time(sheet, sequence->object.created_ms);
  sheet_said(sheet, sequence->object.owner);
  sheet_said(sheet, sequence->object.comment);
  sheet_string(sheet, "ROLE");
  sheet_flag(sheet, sequence->ordered);
}

static void volume_row(struct sheet *sheet, const char *parent, struct text property,
                       const char *type, struct text value, const char *otherwise)
{
  sheet_string(sheet, parent);
  sheet_text(sheet, property);
  sheet_string(sheet, type);
  sheet_text(sheet, value);
  sheet_string(sheet, otherwise);
}

static void volume_rows(struct description *description, const struct volume *volume)
{
  struct sheet *sheet = &description->sheet;
  struct text rest = volume->locations;

  volume_row(sheet, "", TEXT("ALLOW_WRITES"), "Boolean",
             volume->allow_writes ? TEXT("true") : TEXT("false"), "true");
  for (int number = 1; rest.len; number++) {
    size_t end = text_find(rest, '\n');

    volume_row(sheet, "STORAGE_LOCATIONS",
               arena_printf(description->ddl.arena, "STORAGE_LOCATION_%d", number),
               "String", text_slice(rest, 0, end), "");
    rest = text_slice(rest, end + 1, rest.len);
  }
  volume_row(sheet, "STORAGE_LOCATIONS", TEXT("ACTIVE"), "String", volume->active, "");
}

static bool describe_found(struct description *description, enum kind kind,
                           struct path path, struct object *object, struct err *err)
{
  bool ok = kind == KIND_SEQUENCE ? make_table(description, COLUMNS(sequences), err)
            : kind == KIND_VOLUME
              ? make_table(description, COLUMNS(volume_properties), err)
              : make_table(description, COLUMNS(contents), err);

  if (!ok)
    return false;
  switch (kind) {
  case KIND_DATABASE: database_rows(description, (struct database *)object); break;
  case KIND_SCHEMA: schema_rows(description, (struct schema *)object); break;
  case KIND_SEQUENCE:
    sequence_row(description, path, (const struct sequence *)object);
    break;
  case KIND_WAREHOUSE: content_row(description, object, "WAREHOUSE"); break;
  case KIND_VOLUME: volume_rows(description, (const struct volume *)object); break;
  case KIND_FUNCTION:
  case KIND_FILE_FORMAT:
  case KIND_STAGE:
  case KIND_PIPE:
  case KIND_TABLE:
  case KIND_VIEW: break;
  }
  return true;
}

static bool describe_kind(struct description *description,
                          const struct describe *describe, enum kind kind,
                          struct err *err)
{
  struct object *object;
  struct path path;
  bool ok;

  if (!ddl_path(&description->ddl, describe->name, kind, &path, err))
    return false;
  catalog_read(description->ddl.catalog);
  object = ddl_find(&description->ddl, kind, path, err);
  ok = object && describe_found(description, kind, path, object, err);
  catalog_read_end(description->ddl.catalog);
  return ok;
}

static void property_row(struct description *description, const char *property,
                         struct text value)
{
  sheet_string(&description->sheet, property);
  sheet_text(&description->sheet, value);
}

static bool describe_function(struct description *description,
                              const struct describe *describe, struct err *err)
{
  struct arena *arena = description->ddl.arena;
  const struct function *function;
  struct path path;

  if (!function_path(&description->ddl, describe->name, describe->arg_types, &path, err))
    return false;
  catalog_read(description->ddl.catalog);
  function = (const struct function *)ddl_find(&description->ddl, KIND_FUNCTION, path,
                                               err);
  if (function && !make_table(description, COLUMNS(properties), err))
    function = NULL;
  if (function) {
    property_row(description, "signature",
                 function_columns_text(arena, function->columns.at, function->arg_count));
    property_row(description, "returns", function_returns_text(arena, function));
    property_row(description, "language", function->language);
    property_row(description, "body", function->body);
  }
  catalog_read_end(description->ddl.catalog);
  return function;
}

static bool describe_search(struct description *description,
                            const struct describe *describe, struct err *err)
{
  struct sheet *sheet;
  const struct table *table;
  struct search_entry entry;
  struct text rest;
  struct path path;

  if (!ddl_path(&description->ddl, describe->name, KIND_TABLE, &path, err))
    return false;
  catalog_read(description->ddl.catalog);
  table = (const struct table *)ddl_find(&description->ddl, KIND_TABLE, path, err);
  if (table && !make_table(description, COLUMNS(search_expressions), err))
    table = NULL;
  sheet = &description->sheet;
  rest = table ? table->search_optimization : TEXT("");
  while (search_optimization_next(&rest, &entry)) {
    int64_t id = 0;

    text_to_int64(entry.id, &id);
    sheet_int(sheet, id);
    sheet_text(sheet, entry.method);
    sheet_text(sheet, entry.target);
    sheet_text(sheet, entry.type);
    sheet_string(sheet, "true");
  }
  catalog_read_end(description->ddl.catalog);
  return table;
}

/* One of the user's own, or of anybody's for ACCOUNTADMIN. */
static bool describe_transaction(struct description *description, struct text number,
                                 struct err *err)
{
  const struct session *session = description->ddl.session;
  struct sheet *sheet = &description->sheet;
  struct known_transaction found;
  int64_t id = 0;

  if (!text_to_int64(number, &id) ||
      !transactions_find(session->instance->transactions, id, description->ddl.arena,
                         &found) ||
      (!text_equal(found.begun.user, session->user) &&
       !text_is(session->role, "ACCOUNTADMIN")))
    return err_set(err, ERR_NO_OBJECT,
                   "SQL compilation error:\nTransaction '" TEXT_FMT
                   "' does not exist or not authorized.",
                   TEXT_ARG(number));
  if (!make_table(description, COLUMNS(transactions), err))
    return false;
  sheet_int(sheet, found.begun.id);
  sheet_text(sheet, found.begun.user);
  sheet_int(sheet, (int64_t)found.begun.session_id);
  sheet_text(sheet, found.begun.name);
  sheet_time(sheet, found.begun.id / NANOS_A_MILLI);
  sheet_string(sheet, found.state);
  sheet_time(sheet, found.ended_ns / NANOS_A_MILLI);
  return true;
}

bool describe_run(struct run *run, const struct statement *statement,
                  struct outcome *outcome, struct err *err)
{
  const struct describe *describe = statement->describe;
  struct description description = { .ddl = ddl_new(run, outcome), .outcome = outcome };

  if (describe->result)
    return describe_result(&description, describe, err);
  if (describe->number.len)
    return describe_transaction(&description, describe->number, err);
  if (text_is(describe->kind_words, "SEARCH OPTIMIZATION ON"))
    return describe_search(&description, describe, err);
  switch (describe->kind) {
  case OBJECT_NONE:
  case OBJECT_TABLE:
  case OBJECT_VIEW: return describe_relation(&description, describe, err);
  case OBJECT_DATABASE: return describe_kind(&description, describe, KIND_DATABASE, err);
  case OBJECT_SCHEMA: return describe_kind(&description, describe, KIND_SCHEMA, err);
  case OBJECT_SEQUENCE: return describe_kind(&description, describe, KIND_SEQUENCE, err);
  case OBJECT_VOLUME: return describe_kind(&description, describe, KIND_VOLUME, err);
  case OBJECT_STAGE:
    return describe_stage(&description.ddl, describe->name, outcome, err);
  case OBJECT_PIPE: return describe_pipe(&description.ddl, describe->name, outcome, err);
  case OBJECT_FILE_FORMAT:
    return describe_format(&description.ddl, describe->name, outcome, err);
  case OBJECT_WAREHOUSE:
    return describe_kind(&description, describe, KIND_WAREHOUSE, err);
  case OBJECT_FUNCTION:
    if (text_is(describe->kind_words, "FUNCTION"))
      return describe_function(&description, describe, err);
    break;
  case OBJECT_USER:
    if (text_is(describe->kind_words, "USER") && describe->name)
      return describe_user(&description.ddl, describe->name, outcome, err);
    break;
  default:
    if (ddl_is_integration(describe->kind_words) && describe->name)
      return describe_integration(&description.ddl, describe->name, err);
    break;
  }
  return err_set(err, ERR_UNSUPPORTED,
                 "SQL compilation error:\nUnsupported feature 'DESCRIBE " TEXT_FMT "'.",
                 TEXT_ARG(describe->kind_words));
}
