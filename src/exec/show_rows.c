/* show_rows.c: the rows of each SHOW, each cell in the order of show_stmt.c. */
#include "exec/show_rows.h"

#include "catalog/view_rows.h"
#include "catalog/views.h"
#include "exec/show_parameters.h"
#include "exec/transaction.h"
#include "session/roles.h"

static void add_created(struct show_scope *scope, const struct object *object)
{
  sheet_time(&scope->sheet, object->created_ms);
}

static void add_dropped(struct show_scope *scope, const struct object *object)
{
  if (!scope->show->history)
    return;
  if (object->dropped_ms)
    sheet_time(&scope->sheet, object->dropped_ms);
  else
    sheet_null(&scope->sheet, 1);
}

static void add_retention(struct show_scope *scope, const struct object *object)
{
  sheet_printed(&scope->sheet, catalog_retention(scope->ddl.catalog, object));
}

/* ---- databases and schemas ---- */

static void database_row(struct show_scope *scope, const struct database *database)
{
  bool is_system = database->object.id == SYSTEM_DATABASE_ID;
  struct sheet *sheet = &scope->sheet;

  add_created(scope, &database->object);
  sheet_text(sheet, database->object.name);
  if (scope->show->terse) {
    sheet_null(sheet, 3);
    return;
  }
  sheet_string(sheet, "N");
  sheet_flag(sheet, !database->object.dropped_ms &&
                      text_equal(database->object.name, scope->ddl.session->database));
  sheet_string(sheet, is_system ? SYSTEM_DATABASE "." SYSTEM_SCHEMA : "");
  sheet_said(sheet, database->object.owner);
  sheet_said(sheet, database->object.comment);
  sheet_string(sheet, database->transient ? "TRANSIENT" : "");
  add_retention(scope, &database->object);
  add_dropped(scope, &database->object);
  sheet_string(sheet, is_system ? "APPLICATION" : "STANDARD");
  sheet_null(sheet, 1);
  sheet_string(sheet, is_system ? "" : "ROLE");
  sheet_null(sheet, 1);
}

static bool database_rows(struct show_scope *scope, struct err *err)
{
  struct list list = { 0 };

  if (!show_databases(scope, &list, err))
    return false;
  for (int i = 0; i < list.count; i++)
    database_row(scope, ((const struct listed *)list.at[i])->database);
  return true;
}

static const char *schema_options(const struct schema *schema)
{
  if (schema->transient)
    return schema->managed_access ? "TRANSIENT, MANAGED ACCESS" : "TRANSIENT";
  return schema->managed_access ? "MANAGED ACCESS" : "";
}

static bool is_current_schema(const struct show_scope *scope, const struct listed *listed)
{
  const struct session *session = scope->ddl.session;

  return !listed->schema->object.dropped_ms &&
         text_equal(listed->database->object.name, session->database) &&
         text_equal(listed->schema->object.name, session->schema);
}

static void schema_row(struct show_scope *scope, const struct listed *listed)
{
  const struct schema *schema = listed->schema;
  struct sheet *sheet = &scope->sheet;

  add_created(scope, &schema->object);
  sheet_text(sheet, schema->object.name);
  if (scope->show->terse) {
    sheet_null(sheet, 1);
    sheet_text(sheet, listed->database->object.name);
    sheet_null(sheet, 1);
    return;
  }
  sheet_string(sheet, "N");
  sheet_flag(sheet, is_current_schema(scope, listed));
  sheet_text(sheet, listed->database->object.name);
  sheet_said(sheet, schema->object.owner);
  sheet_said(sheet, schema->object.comment);
  sheet_string(sheet, schema_options(schema));
  add_retention(scope, &schema->object);
  add_dropped(scope, &schema->object);
  sheet_string(sheet, schema->object.owner.len ? "ROLE" : "");
  sheet_null(sheet, 4);
}

static bool schema_rows(struct show_scope *scope, struct err *err)
{
  struct list list = { 0 };

  scope->schema = (struct text){ 0 };
  if (!show_schemas(scope, true, &list, err))
    return false;
  for (int i = 0; i < list.count; i++)
    schema_row(scope, list.at[i]);
  return true;
}

/* ---- tables and views ---- */

static const char *table_kind(const struct table *table)
{
  if (table->object.kind == KIND_VIEW)
    return "VIEW";
  switch (table->persistence) {
  case TABLE_PERMANENT: return "TABLE";
  case TABLE_TRANSIENT: return "TRANSIENT";
  case TABLE_TEMPORARY: return "TEMPORARY";
  }
  return "TABLE";
}

/* SHOW OBJECTS calls a transient table a TABLE, as dbt's adapter relies on. */
static const char *object_kind(const struct table *table)
{
  return table->object.kind != KIND_VIEW && table->persistence == TABLE_TRANSIENT
           ? "TABLE"
           : table_kind(table);
}

bool show_count_rows(struct show_scope *scope, const struct list *list,
                     struct storage_size **sizes, struct err *err)
{
  struct storage_size *stored = ARENA_ARRAY(scope->ddl.arena, (size_t)list->count,
                                            struct storage_size);
  int count = 0, at = 0;

  *sizes = ARENA_ARRAY(scope->ddl.arena, (size_t)list->count, struct storage_size);
  if (scope->show->terse)
    return true;
  for (int i = 0; i < list->count; i++) {
    const struct table *table = ((const struct listed *)list->at[i])->object;

    if (table->object.kind == KIND_TABLE)
      stored[count++] = (struct storage_size){ table->object.id,
                                               table->object.session_id != 0, 0 };
  }
  if (!transaction_refresh(scope->ddl.session, NULL, err) ||
      !storage_table_sizes(scope->ddl.session->connection, stored, count, err))
    return false;
  for (int i = 0; i < list->count; i++)
    if (((const struct table *)((const struct listed *)list->at[i])->object)
          ->object.kind == KIND_TABLE)
      (*sizes)[i] = stored[at++];
  return true;
}

void show_terse_row(struct show_scope *scope, const struct listed *listed,
                    struct text name, const char *kind)
{
  const struct table *table = listed->object;

  add_created(scope, &table->object);
  sheet_text(&scope->sheet, name);
  sheet_string(&scope->sheet, kind);
  sheet_text(&scope->sheet, listed->database->object.name);
  sheet_text(&scope->sheet, listed->schema->object.name);
}

static void terse_row(struct show_scope *scope, const struct listed *listed,
                      const char *(*kind)(const struct table *table))
{
  const struct table *table = listed->object;

  show_terse_row(scope, listed, table->object.name, kind(table));
}

/* What SHOW TABLES and SHOW OBJECTS have in common. */
static void relation_cells(struct show_scope *scope, const struct listed *listed,
                           const char *kind, int64_t rows)
{
  const struct table *table = listed->object;
  struct sheet *sheet = &scope->sheet;

  add_created(scope, &table->object);
  sheet_text(sheet, table->object.name);
  sheet_text(sheet, listed->database->object.name);
  sheet_text(sheet, listed->schema->object.name);
  sheet_string(sheet, kind);
  sheet_said(sheet, table->object.comment);
  sheet_said(sheet, table->cluster_by);
  if (table->object.kind == KIND_TABLE) {
    sheet_int(sheet, rows);
    sheet_int(sheet, rows * view_row_bytes(table));
  } else
    sheet_null(sheet, 2);
  sheet_said(sheet, table->object.owner);
  if (table->object.kind == KIND_TABLE)
    add_retention(scope, &table->object);
  else
    sheet_null(sheet, 1);
}

static void table_row(struct show_scope *scope, const struct listed *listed, int64_t rows)
{
  const struct table *table = listed->object;
  struct sheet *sheet = &scope->sheet;

  relation_cells(scope, listed, table_kind(table), rows);
  add_dropped(scope, &table->object);
  sheet_string(sheet, table->cluster_by.at ? "ON" : "OFF");
  sheet_string(sheet, table->change_tracking ? "ON" : "OFF");
  sheet_string(sheet, table->search_optimization.len ? "ON" : "OFF");
  if (table->search_optimization.len) {
    sheet_string(sheet, "100");
    sheet_string(sheet, "0");
  } else {
    sheet_null(sheet, 2);
  }
  sheet_flag(sheet, table->variety == TABLE_EXTERNAL);
  sheet_flag(sheet, table->schema_evolution);
  sheet_string(sheet, "ROLE");
  sheet_flag(sheet, table->variety == TABLE_EVENT);
  sheet_null(sheet, 1);
  sheet_flag(sheet, table->variety == TABLE_HYBRID);
  sheet_flag(sheet, table->variety == TABLE_ICEBERG);
  sheet_flag(sheet, table->variety == TABLE_DYNAMIC);
  sheet_string(sheet, "N");
}

static void object_row(struct show_scope *scope, const struct listed *listed,
                       int64_t rows)
{
  const struct table *table = listed->object;
  struct sheet *sheet = &scope->sheet;

  relation_cells(scope, listed, object_kind(table), rows);
  sheet_string(sheet, table->object.owner.len ? "ROLE" : "");
  sheet_null(sheet, 1);
  sheet_flag(sheet, table->variety == TABLE_HYBRID);
  sheet_flag(sheet, table->variety == TABLE_DYNAMIC);
  sheet_flag(sheet, table->variety == TABLE_ICEBERG);
}

static bool relation_rows(struct show_scope *scope, enum show_relations which,
                          struct err *err)
{
  struct list list = { 0 };
  struct storage_size *sizes;

  if (!show_relations(scope, which, true, &list, err) ||
      !show_count_rows(scope, &list, &sizes, err))
    return false;
  for (int i = 0; i < list.count; i++) {
    if (scope->show->terse)
      terse_row(scope, list.at[i], which == SHOW_ONLY_TABLES ? table_kind : object_kind);
    else if (which == SHOW_ONLY_TABLES)
      table_row(scope, list.at[i], sizes[i].rows);
    else
      object_row(scope, list.at[i], sizes[i].rows);
  }
  return true;
}

static void view_row(struct show_scope *scope, const struct listed *listed)
{
  const struct table *view = listed->object;
  struct sheet *sheet = &scope->sheet;

  add_created(scope, &view->object);
  sheet_text(sheet, view->object.name);
  sheet_string(sheet, "");
  sheet_text(sheet, listed->database->object.name);
  sheet_text(sheet, listed->schema->object.name);
  sheet_said(sheet, view->object.owner);
  sheet_said(sheet, view->object.comment);
  sheet_said(sheet, view->view_source);
  sheet_bool(sheet, view->secure);
  sheet_bool(sheet, view->materialized);
  sheet_string(sheet, view->object.owner.len ? "ROLE" : "");
  sheet_string(sheet, view->change_tracking ? "ON" : "OFF");
}

static bool all_views(struct show_scope *scope, struct err *err)
{
  struct list list = { 0 };

  if (!show_relations(scope, SHOW_ONLY_VIEWS, true, &list, err))
    return false;
  for (int i = 0; i < list.count; i++) {
    if (scope->show->terse)
      terse_row(scope, list.at[i], table_kind);
    else
      view_row(scope, list.at[i]);
  }
  return true;
}

/* It is read as a view is, and so has no rows of its own, and is never behind. */
static void materialized_row(struct show_scope *scope, const struct listed *listed)
{
  const struct table *view = listed->object;
  struct sheet *sheet = &scope->sheet;

  add_created(scope, &view->object);
  sheet_text(sheet, view->object.name);
  sheet_string(sheet, "");
  sheet_text(sheet, listed->database->object.name);
  sheet_text(sheet, listed->schema->object.name);
  sheet_said(sheet, view->cluster_by);
  sheet_null(sheet, 5);
  sheet_null(sheet, 2);
  sheet_said(sheet, view->object.owner);
  sheet_bool(sheet, false);
  sheet_string(sheet, "");
  sheet_string(sheet, "0s");
  sheet_said(sheet, view->object.comment);
  sheet_said(sheet, view->view_source);
  sheet_bool(sheet, view->secure);
  sheet_string(sheet, view->cluster_by.len ? "ON" : "OFF");
  sheet_string(sheet, "ROLE");
  sheet_null(sheet, 1);
}

static bool materialized_rows(struct show_scope *scope, struct err *err)
{
  struct list list = { 0 };

  if (!show_relations(scope, SHOW_ONLY_VIEWS, false, &list, err))
    return false;
  for (int i = 0; i < list.count; i++) {
    const struct table *view = ((const struct listed *)list.at[i])->object;

    if (view->materialized && show_lets_pass(scope, view->object.name))
      materialized_row(scope, list.at[i]);
  }
  return true;
}

/* ---- columns ---- */

struct text show_identity(struct arena *arena, const struct column *column)
{
  if (!column->autoincrement)
    return (struct text){ 0 };
  return arena_printf(arena, "IDENTITY START %lld INCREMENT %lld %s",
                      (long long)column->start, (long long)column->step,
                      column->ordered ? "ORDER" : "NOORDER");
}

struct text show_default(struct arena *arena, const struct column *column)
{
  return column->autoincrement ? show_identity(arena, column) : column->default_sql;
}

static int64_t octets(struct type type)
{
  return type.kind == TYPE_BINARY ? type.length : type_text_bytes(type.length);
}

static struct text collation_json(struct arena *arena, struct text collation)
{
  return collation.len
           ? arena_printf(arena, ",\"collation\":\"" TEXT_FMT "\"", TEXT_ARG(collation))
           : TEXT("");
}

struct text show_type_json(struct arena *arena, const struct storage_column *column,
                           struct text collation)
{
  struct type type = column->type;
  const char *nullable = column->not_null ? "false" : "true";
  struct text name = arena_upper(arena, text_of(type_wire_name(type)));

  switch (type.kind) {
  case TYPE_NUMBER:
    return arena_printf(
      arena, "{\"type\":\"FIXED\",\"precision\":%d,\"scale\":%d,\"nullable\":%s}",
      type.precision, type.scale, nullable);
  case TYPE_VARCHAR:
  case TYPE_BINARY:
    return arena_printf(arena,
                        "{\"type\":\"" TEXT_FMT "\",\"length\":%lld,\"byteLength\":%lld,"
                        "\"nullable\":%s,\"fixed\":%s" TEXT_FMT "}",
                        TEXT_ARG(name), (long long)type.length, (long long)octets(type),
                        nullable, type.kind == TYPE_BINARY ? "true" : "false",
                        TEXT_ARG(collation_json(arena, collation)));
  case TYPE_TIME:
  case TYPE_TIMESTAMP_NTZ:
  case TYPE_TIMESTAMP_LTZ:
  case TYPE_TIMESTAMP_TZ:
    return arena_printf(
      arena, "{\"type\":\"" TEXT_FMT "\",\"precision\":0,\"scale\":%d,\"nullable\":%s}",
      TEXT_ARG(name), type.scale, nullable);
  default:
    return arena_printf(arena, "{\"type\":\"" TEXT_FMT "\",\"nullable\":%s}",
                        TEXT_ARG(name), nullable);
  }
}

static void column_row(struct show_scope *scope, const struct listed *listed,
                       const struct column *column)
{
  const struct table *table = listed->object;
  struct sheet *sheet = &scope->sheet;
  struct arena *arena = scope->ddl.arena;

  sheet_text(sheet, table->object.name);
  sheet_text(sheet, listed->schema->object.name);
  sheet_text(sheet, column->name);
  sheet_text(sheet, show_type_json(arena, &column->stored, column->collation));
  sheet_string(sheet, column->stored.not_null ? "NOT_NULL" : "true");
  sheet_said(sheet, column->default_sql);
  sheet_string(sheet, column->virtual_sql.len ? "VIRTUAL_COLUMN" : "COLUMN");
  sheet_said(sheet, column->virtual_sql);
  sheet_said(sheet, column->comment);
  sheet_text(sheet, listed->database->object.name);
  sheet_said(sheet, show_identity(arena, column));
  sheet_text(sheet, column->evolution.len ? column->evolution : (struct text){ 0 });
}

static bool column_rows(struct show_scope *scope, struct err *err)
{
  struct list list = { 0 };

  if (!show_relations(scope, SHOW_BOTH, false, &list, err))
    return false;
  for (int i = 0; i < list.count; i++) {
    const struct listed *listed = list.at[i];
    const struct table *table = listed->object;

    for (int c = 0; c < table->column_count; c++)
      if (show_lets_pass(scope, table->columns[c].name))
        column_row(scope, listed, &table->columns[c]);
  }
  return true;
}

/* ---- sequences and warehouses ---- */

static bool sequence_rows(struct show_scope *scope, struct err *err)
{
  struct sheet *sheet = &scope->sheet;
  struct list list = { 0 };

  if (!show_sequences(scope, &list, err))
    return false;
  for (int i = 0; i < list.count; i++) {
    const struct listed *listed = list.at[i];
    const struct sequence *sequence = listed->object;

    sheet_text(sheet, sequence->object.name);
    sheet_text(sheet, listed->database->object.name);
    sheet_text(sheet, listed->schema->object.name);
    sheet_printed(sheet, sequence->next);
    sheet_printed(sheet, sequence->step);
    add_created(scope, &sequence->object);
    sheet_said(sheet, sequence->object.owner);
    sheet_said(sheet, sequence->object.comment);
    sheet_string(sheet, "ROLE");
    sheet_flag(sheet, sequence->ordered);
  }
  return true;
}

static void warehouse_load(struct sheet *sheet, bool running)
{
  sheet_string(sheet, running ? "100" : "");
  sheet_string(sheet, running ? "0" : "");
  sheet_string(sheet, running ? "0" : "");
  sheet_string(sheet, running ? "0" : "");
}

static void warehouse_row(struct show_scope *scope, const struct warehouse *warehouse)
{
  struct sheet *sheet = &scope->sheet;
  bool running = !warehouse->suspended;

  sheet_text(sheet, warehouse->object.name);
  sheet_string(sheet, running ? "STARTED" : "SUSPENDED");
  sheet_text(sheet, warehouse->type);
  sheet_text(sheet, warehouse->size);
  sheet_int(sheet, warehouse->min_clusters);
  sheet_int(sheet, warehouse->max_clusters);
  sheet_int(sheet, running ? 1 : 0);
  sheet_int(sheet, 0);
  sheet_int(sheet, 0);
  sheet_string(sheet, "N");
  sheet_flag(sheet, text_equal(warehouse->object.name, scope->ddl.session->warehouse));
  if (warehouse->auto_suspend)
    sheet_int(sheet, warehouse->auto_suspend);
  else
    sheet_null(sheet, 1);
  sheet_bool(sheet, warehouse->auto_resume);
  warehouse_load(sheet, running);
  add_created(scope, &warehouse->object);
  sheet_time(sheet, warehouse->object.created_ms);
  sheet_time(sheet, warehouse->object.altered_ms);
  sheet_said(sheet, warehouse->object.owner);
  sheet_said(sheet, warehouse->object.comment);
  sheet_string(sheet, "false");
  sheet_int(sheet, 8);
  sheet_string(sheet, "null");
  sheet_int(sheet, running ? 1 : 0);
  sheet_int(sheet, 0);
  sheet_int(sheet, 0);
  sheet_int(sheet, running ? 0 : 1);
  sheet_printed(sheet, warehouse->object.id);
  sheet_text(sheet, warehouse->scaling_policy);
  sheet_null(sheet, 1);
  sheet_string(sheet, "ROLE");
  sheet_null(sheet, 1);
}

static void warehouse_rows(struct show_scope *scope)
{
  int count;
  struct warehouse **all = catalog_warehouses(scope->ddl.catalog, scope->ddl.arena,
                                              &count);

  for (int i = 0; i < count; i++)
    if (show_lets_pass(scope, all[i]->object.name))
      warehouse_row(scope, all[i]);
}

/* ---- what the session has ---- */

static void variable_rows(struct show_scope *scope)
{
  const struct session *session = scope->ddl.session;
  struct sheet *sheet = &scope->sheet;
  const struct variable *variable;
  struct text name;

  for (size_t at = 0; (variable = map_next(session->variables, &at, &name));) {
    if (!show_lets_pass(scope, name))
      continue;
    sheet_printed(sheet, (int64_t)session->id);
    sheet_time(sheet, scope->ddl.run->now_ns / 1000000);
    sheet_time(sheet, scope->ddl.run->now_ns / 1000000);
    sheet_text(sheet, name);
    if (variable->is_null)
      sheet_null(sheet, 1);
    else
      sheet_text(sheet, variable->value);
    sheet_string(sheet, type_wire_name(variable->type));
    sheet_string(sheet, "");
  }
}

static void role_rows(struct show_scope *scope)
{
  const struct session *session = scope->ddl.session;
  struct sheet *sheet = &scope->sheet;

  for (int i = 0; role_at(i); i++) {
    if (!show_lets_pass(scope, text_of(role_at(i))))
      continue;
    sheet_time(sheet, scope->ddl.run->now_ns / 1000000);
    sheet_string(sheet, role_at(i));
    sheet_string(sheet, "N");
    sheet_flag(sheet, text_is(session->role, role_at(i)));
    sheet_string(sheet, "N");
    sheet_int(sheet, 0);
    sheet_int(sheet, 0);
    sheet_int(sheet, 0);
    sheet_string(sheet, "");
    sheet_string(sheet, role_comment_at(i));
  }
}

bool show_rows(struct show_scope *scope, enum show_id id, struct err *err)
{
  switch (id) {
  case SHOW_ACCESS_TOKENS: return show_access_tokens(scope, err);
  case SHOW_ACCOUNTS: show_accounts(scope); return true;
  case SHOW_COLUMNS: return column_rows(scope, err);
  case SHOW_DATABASES: return database_rows(scope, err);
  case SHOW_EXPORTED_KEYS:
  case SHOW_IMPORTED_KEYS:
  case SHOW_PRIMARY_KEYS:
  case SHOW_UNIQUE_KEYS: return show_keys(scope, id, err);
  case SHOW_BUILTIN_FUNCTIONS: show_builtin_functions(scope); return true;
  case SHOW_FUNCTIONS:
    show_builtin_functions(scope);
    return show_user_functions(scope, err);
  case SHOW_GRANTS_OF: return show_grants_of(scope, err);
  case SHOW_GRANTS_ON: return show_grants_on(scope, err);
  case SHOW_GRANTS_TO_ROLE: return show_grants_to_role(scope, err);
  case SHOW_GRANTS_TO_USER: return show_grants_to_user(scope, err);
  case SHOW_USER_FUNCTIONS: return show_user_functions(scope, err);
  case SHOW_DYNAMIC_TABLES: return show_variety(scope, TABLE_DYNAMIC, err);
  case SHOW_EVENT_TABLES: return show_variety(scope, TABLE_EVENT, err);
  case SHOW_EXTERNAL_TABLES: return show_variety(scope, TABLE_EXTERNAL, err);
  case SHOW_EXTERNAL_VOLUMES: show_volumes(scope); return true;
  case SHOW_ICEBERG_TABLES: return show_variety(scope, TABLE_ICEBERG, err);
  case SHOW_HYBRID_TABLES: return show_variety(scope, TABLE_HYBRID, err);
  case SHOW_INDEXES: return show_indexes(scope, err);
  case SHOW_INTEGRATIONS: show_integrations(scope, NULL); return true;
  case SHOW_SECURITY_INTEGRATIONS: show_integrations(scope, "SECURITY"); return true;
  case SHOW_STORAGE_INTEGRATIONS: show_integrations(scope, "STORAGE"); return true;
  case SHOW_LOCKS: show_locks(scope); return true;
  case SHOW_MATERIALIZED_VIEWS: return materialized_rows(scope, err);
  case SHOW_MFA_METHODS: return show_mfa_methods(scope, err);
  case SHOW_NOTHING: return true;
  case SHOW_OBJECTS: return relation_rows(scope, SHOW_BOTH, err);
  case SHOW_PARAMETERS: return show_parameters(scope, err);
  case SHOW_PIPES: return show_pipes(scope, err);
  case SHOW_REGIONS: show_regions(scope); return true;
  case SHOW_ROLES: role_rows(scope); return true;
  case SHOW_SCHEMAS: return schema_rows(scope, err);
  case SHOW_FILE_FORMATS: return show_formats(scope, err);
  case SHOW_STAGES: return show_stages(scope, err);
  case SHOW_SEQUENCES: return sequence_rows(scope, err);
  case SHOW_TABLES: return relation_rows(scope, SHOW_ONLY_TABLES, err);
  case SHOW_TRANSACTIONS: show_transactions(scope); return true;
  case SHOW_USERS: show_users(scope); return true;
  case SHOW_VARIABLES: variable_rows(scope); return true;
  case SHOW_VIEWS: return all_views(scope, err);
  case SHOW_WAREHOUSES: warehouse_rows(scope); return true;
  }
  return true;
}
