/* dynamic_table.c: dynamic tables: what CREATE and ALTER say of them, and their refresh.
 * (docs.snowflake.com/en/sql-reference/sql/create-dynamic-table) */
#include "exec/dynamic_table.h"

#include <string.h>

#include "base/clock.h"
#include "base/id.h"
#include "catalog/target_lag.h"
#include "exec/dml_stmt.h"
#include "exec/property.h"
#include "exec/transaction.h"
#include "session/instance.h"
#include "sql/parse.h"

#define LEAST_LAG 60 /* Seconds. */
#define MOST_DEPTH 100
#define NANOS_A_MILLI 1000000LL

/* ---- options ---- */

static bool set_lag(struct table *table, const struct option *option, struct text value,
                    struct err *err)
{
  int64_t seconds = target_lag_seconds(value);

  if (seconds < 0 || (seconds && seconds < LEAST_LAG))
    return property_bad_value(option, value, err);
  table->target_lag = seconds ? text_trim(value) : TEXT("DOWNSTREAM");
  return true;
}

/* A name is as it is written: "w" is no W. */
static bool name_of(struct ddl *ddl, const struct option *option, struct text *name,
                    struct err *err)
{
  const struct expr *value = option->value;

  if (value && value->kind == EXPR_COLUMN && value->name->parts.count == 1) {
    *name = ((const struct ident *)value->name->parts.at[0])->name;
    return true;
  }
  return property_text(ddl->run, option, name, err);
}

static bool set_warehouse(struct ddl *ddl, const struct option *option,
                          struct text *warehouse, struct err *err)
{
  struct path path = { 0 };
  bool found;

  if (!name_of(ddl, option, &path.name, err))
    return false;
  catalog_read(ddl->catalog);
  found = ddl_find(ddl, KIND_WAREHOUSE, path, err);
  catalog_read_end(ddl->catalog);
  *warehouse = path.name;
  return found;
}

static bool set_word(struct text value, const struct option *option,
                     const char *const *words, int count, struct text *to,
                     struct err *err)
{
  for (int i = 0; i < count; i++)
    if (text_is_nocase(value, words[i])) {
      *to = text_of(words[i]);
      return true;
    }
  return property_bad_value(option, value, err);
}

bool dynamic_set(struct ddl *ddl, struct table *table, const struct option *option,
                 bool *taken, struct err *err)
{
  static const char *const modes[] = { "AUTO", "FULL", "INCREMENTAL" };
  static const char *const starts[] = { "ON_CREATE", "ON_SCHEDULE" };
  static const char *const schedulers[] = { "ENABLE", "DISABLE" };
  struct text value, start;

  *taken = true;
  if (text_is(option->key, "WAREHOUSE"))
    return set_warehouse(ddl, option, &table->warehouse, err);
  if (text_is(option->key, "INITIALIZATION_WAREHOUSE"))
    return set_warehouse(ddl, option, &table->initialization_warehouse, err);
  if (text_is(option->key, "TARGET_LAG") || text_is(option->key, "LAG"))
    return property_text(ddl->run, option, &value, err) &&
           set_lag(table, option, value, err);
  if (text_is(option->key, "REFRESH_MODE"))
    return property_text(ddl->run, option, &value, err) &&
           set_word(value, option, modes, 3, &table->refresh_mode, err);
  if (text_is(option->key, "INITIALIZE")) {
    if (!property_text(ddl->run, option, &value, err) ||
        !set_word(value, option, starts, 2, &start, err))
      return false;
    table->uninitialized = text_is(start, "ON_SCHEDULE");
    return true;
  }
  if (text_is(option->key, "SCHEDULER")) {
    if (!property_text(ddl->run, option, &value, err) ||
        !set_word(value, option, schedulers, 2, &start, err))
      return false;
    table->unscheduled = text_is(start, "DISABLE");
    return true;
  }
  *taken = false;
  return true;
}

static bool missing(const char *option, struct err *err)
{
  return err_set(
    err, ERR_SYNTAX,
    "SQL compilation error:\nMissing option(s): [%s] in CREATE DYNAMIC TABLE.", option);
}

bool dynamic_settle_lag(struct table *table, struct err *err)
{
  if (table->unscheduled)
    table->target_lag = (struct text){ 0 };
  return table->unscheduled || table->target_lag.len || missing("TARGET_LAG", err);
}

bool dynamic_alter(struct ddl *ddl, struct table *table, const struct option *option,
                   bool *taken, struct err *err)
{
  if (text_is(option->key, "REFRESH_MODE") || text_is(option->key, "INITIALIZE"))
    return err_set(err, ERR_INVALID_PROPERTY,
                   "SQL compilation error:\ninvalid property '" TEXT_FMT
                   "' for 'DYNAMIC_TABLE'",
                   TEXT_ARG(option->key));
  return dynamic_set(ddl, table, option, taken, err);
}

bool dynamic_unset(struct table *table, struct text key)
{
  if (!text_is(key, "INITIALIZATION_WAREHOUSE"))
    return false;
  table->initialization_warehouse = (struct text){ 0 };
  return true;
}

bool dynamic_may_alter(const struct alter *alter, const struct table *table,
                       struct err *err)
{
  if (table->variety != TABLE_DYNAMIC && table->variety != TABLE_EVENT)
    return true;
  switch (alter->action) {
  case ALTER_CLUSTER_BY:
  case ALTER_DROP_CLUSTERING:
  case ALTER_SUSPEND_RECLUSTER:
  case ALTER_RESUME_RECLUSTER: return true;
  default:
    return ddl_unsupported("ALTER of the columns of a dynamic or event table", err);
  }
}

/* ---- what it reads ---- */

static bool sources_of(struct run *run, const struct query *query,
                       struct table_set *sources, struct err *err)
{
  struct bind_context context = pipeline_context(run, false);
  struct catalog *catalog = run->session->instance->catalog;
  bool ok;

  context.columns_only = true;
  catalog_read(catalog);
  ok = bind_query(&context, query, err);
  catalog_read_end(catalog);
  /* docs.snowflake.com/en/user-guide/dynamic-tables-limitations */
  if (ok && context.reads_external)
    ok = ddl_unsupported("a dynamic table that reads an external table", err);
  *sources = pipeline_tables(&context, NULL);
  pipeline_forget_needs(run, &context);
  return ok;
}

/* ---- refreshing ---- */

/* What a refresh needs to know, copied out of the catalog. */
struct target {
  int64_t id;
  struct path path;
  struct text query;
  int64_t lag_seconds;
  bool uninitialized, unscheduled;
};

static int64_t lag_of(const struct table *table)
{
  return table->target_lag.len ? target_lag_seconds(table->target_lag) : 0;
}

static bool find_target(struct run *run, int64_t id, struct target *target,
                        struct err *err)
{
  struct catalog *catalog = run->session->instance->catalog;
  const struct table *table;

  catalog_read(catalog);
  table = catalog_table_by_id(catalog, id);
  if (table && table->variety == TABLE_DYNAMIC &&
      catalog_path_of_table(catalog, id, &target->path)) {
    target->id = id;
    target->path = (struct path){ arena_text(run->arena, target->path.database),
                                  arena_text(run->arena, target->path.schema),
                                  arena_text(run->arena, target->path.name) };
    target->query = arena_text(run->arena, table->view_query);
    target->lag_seconds = lag_of(table);
    target->uninitialized = table->uninitialized;
    target->unscheduled = table->unscheduled;
  } else {
    table = NULL;
  }
  catalog_read_end(catalog);
  return table || err_set(err, ERR_NO_OBJECT,
                          "SQL compilation error:\nThe dynamic table does not exist or "
                          "not authorized.");
}

/* The run of a statement of the server's own, whose names are those of the table's schema. */
static struct run run_within(const struct run *run, struct exec_request *request,
                             const struct target *target, struct text sql)
{
  *request = (struct exec_request){ .sql = sql, .statement_count = 1 };
  memcpy(request->query_id, run->request->query_id, sizeof request->query_id);
  return (struct run){ .session = run->session,
                       .arena = run->arena,
                       .request = request,
                       .now_ns = run->now_ns,
                       .sql = sql,
                       .within = target->path,
                       .refreshing = target->id };
}

static bool direct_sources(struct run *run, int64_t table_id, struct table_set *sources,
                           struct err *err)
{
  struct exec_request request;
  struct target target;
  struct query *query;
  struct run inner;

  if (!find_target(run, table_id, &target, err))
    return false;
  inner = run_within(run, &request, &target, target.query);
  query = parse_query(run->arena, target.query, err);
  return query && sources_of(&inner, query, sources, err);
}

/* INSERT OVERWRITE: the lock of the table, wide integers and conflicts are its business. */
static bool replace_rows(const struct run *run, const struct target *target,
                         int64_t *rows, struct err *err)
{
  struct text sql = arena_printf(
    run->arena, "INSERT OVERWRITE INTO " TEXT_FMT " " TEXT_FMT,
    TEXT_ARG(path_text(run->arena, target->path)), TEXT_ARG(target->query));
  struct list statements = { 0 };
  struct outcome outcome = { 0 };
  struct exec_request request;
  struct run inner = run_within(run, &request, target, sql);
  struct session *session = run->session;
  bool ok;

  if (!parse_statements(run->arena, sql, &statements, err))
    return false;
  ok = dml_run(&inner, statements.at[0], &outcome, err);
  *rows = outcome.rows_inserted;
  outcome_clear(&outcome);
  /* Where AUTOCOMMIT is off a transaction is open now. */
  if (session->transaction == TRANSACTION_OPEN) {
    if (ok)
      ok = transaction_commit(session, err);
    else
      transaction_rollback(session);
  }
  return ok;
}

static bool set_initialized(struct run *run, const struct target *target, struct err *err)
{
  struct outcome outcome = { 0 };
  struct ddl ddl = ddl_new(run, &outcome);
  const struct table *table;
  struct table spec;
  bool ok;

  if (!target->uninitialized)
    return true;
  if (!ddl_begin(&ddl, err))
    return false;
  table = (const struct table *)ddl_find(&ddl, KIND_TABLE, target->path, err);
  ok = table != NULL;
  if (ok) {
    spec = *table;
    spec.uninitialized = false;
    ok = catalog_update(ddl.change, KIND_TABLE, target->path, &spec, err);
  }
  return ddl_end(&ddl, ok, err);
}

static void note(const struct run *run, const struct target *target,
                 enum refresh_trigger trigger, int64_t started_ms, int64_t rows,
                 const struct err *err)
{
  struct refresh refresh = { .table_id = target->id,
                             .code = err ? err->code : ERR_NONE,
                             .start_ms = started_ms,
                             .end_ms = clock_now_ms(),
                             .data_ms = started_ms,
                             .rows = rows,
                             .no_data = rows < 0,
                             .lag_seconds = target->lag_seconds,
                             .trigger = trigger };

  text_fill(refresh.database, sizeof refresh.database, target->path.database);
  text_fill(refresh.schema, sizeof refresh.schema, target->path.schema);
  text_fill(refresh.name, sizeof refresh.name, target->path.name);
  text_fill(refresh.query_id, sizeof refresh.query_id, text_of(run->request->query_id));
  if (err)
    text_fill(refresh.message, sizeof refresh.message, text_of(err->message));
  refreshes_add(run->session->instance->refreshes, &refresh);
}

void dynamic_created(struct ddl *ddl, struct path path, const struct table *table,
                     int64_t id, int64_t rows)
{
  struct target target = { .id = id, .path = path, .lag_seconds = lag_of(table) };

  note(ddl->run, &target, REFRESH_CREATION, ddl->run->now_ns / NANOS_A_MILLI, rows, NULL);
}

static bool refresh_table(struct run *run, int64_t table_id, enum refresh_trigger trigger,
                          int depth, struct err *err);

/* One that is suspended is left as it is by a schedule; one that has none by all but its own REFRESH:
 * "manual refreshes do not cascade" (release notes of 26 March 2026). */
static bool is_dynamic(struct run *run, int64_t table_id, bool scheduled)
{
  struct catalog *catalog = run->session->instance->catalog;
  const struct table *table;
  bool found;

  catalog_read(catalog);
  table = catalog_table_by_id(catalog, table_id);
  found = table && table->variety == TABLE_DYNAMIC && !(scheduled && table->suspended) &&
          !table->unscheduled;
  catalog_read_end(catalog);
  return found;
}

static bool refresh_dynamic(struct run *run, const struct table_set *tables,
                            enum refresh_trigger trigger, int depth, struct err *err)
{
  for (int i = 0; i < tables->count; i++)
    if (is_dynamic(run, tables->ids[i], trigger == REFRESH_SCHEDULED) &&
        !refresh_table(run, tables->ids[i], trigger, depth, err))
      return false;
  return true;
}

/* The dynamic tables that it reads come first, unless it is refreshed alone. */
static bool refresh_sources(struct run *run, const struct target *target,
                            enum refresh_trigger trigger, int depth, struct err *err)
{
  struct table_set sources = { 0 };
  bool ok;

  if (target->unscheduled)
    return true;
  ok = direct_sources(run, target->id, &sources, err) &&
       refresh_dynamic(run, &sources, trigger, depth + 1, err);
  table_set_clear(&sources);
  return ok;
}

static bool refresh_table(struct run *run, int64_t table_id, enum refresh_trigger trigger,
                          int depth, struct err *err)
{
  int64_t started_ms = clock_now_ms(), rows = 0;
  struct target target;
  bool ok;

  if (depth > MOST_DEPTH)
    return err_set(err, ERR_TOO_COMPLEX,
                   "SQL compilation error:\nDynamic tables are nested too deeply.");
  if (!find_target(run, table_id, &target, err))
    return false;
  ok = refresh_sources(run, &target, trigger, depth, err) &&
       replace_rows(run, &target, &rows, err) && set_initialized(run, &target, err);
  note(run, &target, trigger, started_ms, rows, ok ? NULL : err);
  return ok;
}

/* ---- CREATE ---- */

/* A session's own tables are not there for a refresh by others. */
static bool are_lasting(struct ddl *ddl, const struct table_set *sources, struct err *err)
{
  bool temporary = false;

  catalog_read(ddl->catalog);
  for (int i = 0; i < sources->count; i++) {
    const struct table *table = catalog_table_by_id(ddl->catalog, sources->ids[i]);

    temporary = temporary || (table && table->object.session_id);
  }
  catalog_read_end(ddl->catalog);
  return !temporary || ddl_unsupported("DYNAMIC TABLE of a temporary table", err);
}

bool dynamic_settle(struct ddl *ddl, const struct create *create, struct path path,
                    struct table *table, struct err *err)
{
  struct table_set sources = { 0 };
  bool ok;

  if (!create->query)
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\nA dynamic table needs AS query.");
  if (create->persistence == PERSIST_TEMPORARY)
    return ddl_unsupported("TEMPORARY DYNAMIC TABLE", err);
  if (create->or_alter || create->constraints.count)
    return ddl_unsupported(create->or_alter ? "CREATE OR ALTER DYNAMIC TABLE"
                                            : "DYNAMIC TABLE with a constraint",
                           err);
  if (!dynamic_settle_lag(table, err))
    return false;
  if (!table->warehouse.at)
    return missing("WAREHOUSE", err);
  if (!table->refresh_mode.at)
    table->refresh_mode = TEXT("AUTO");
  table->view_query = create->query_text;
  table->view_source = create->source;
  ddl->run->within = path;
  ok = sources_of(ddl->run, create->query, &sources, err) &&
       (sources.count || err_set(err, ERR_NO_BASE_TABLE,
                                 "SQL compilation error:\nDynamic Tables must have at "
                                 "least one base table.")) &&
       are_lasting(ddl, &sources, err) &&
       (table->uninitialized || table->unscheduled ||
        refresh_dynamic(ddl->run, &sources, REFRESH_CREATION, 0, err));
  table_set_clear(&sources);
  return ok;
}

/* ---- SUSPEND and RESUME ---- */

static bool reads(struct run *run, const struct table *table, int64_t id)
{
  struct table_set sources = { 0 };
  struct err broken = { 0 };
  bool found = false;

  if (direct_sources(run, table->object.id, &sources, &broken))
    for (int i = 0; i < sources.count; i++)
      found = found || sources.ids[i] == id;
  err_clear(&broken); /* Who cannot be read any more, is refreshed by nobody. */
  table_set_clear(&sources);
  return found;
}

static bool set_suspended(struct ddl *ddl, const struct table *table, bool suspend,
                          bool by_source, int depth, struct err *err);

/* Those that read it go with it; what was suspended for itself is not resumed so. */
static bool follow(struct ddl *ddl, const struct table *source, struct schema *schema,
                   bool suspend, int depth, struct err *err)
{
  int count;
  struct table **tables = catalog_tables(ddl->catalog, schema, 0, ddl->arena, &count);

  for (int i = 0; i < count; i++) {
    const struct table *table = tables[i];
    bool follows = suspend ? !table->suspended : table->suspended_by_source;

    if (table->object.kind == KIND_TABLE && table->variety == TABLE_DYNAMIC && follows &&
        reads(ddl->run, table, source->object.id) &&
        !set_suspended(ddl, table, suspend, true, depth + 1, err))
      return false;
  }
  return true;
}

static bool follow_all(struct ddl *ddl, const struct table *source, bool suspend,
                       int depth, struct err *err)
{
  int database_count;
  struct database **databases = catalog_databases(ddl->catalog, ddl->arena,
                                                  &database_count);

  for (int d = 0; d < database_count; d++) {
    int count;
    struct schema **schemas = catalog_schemas(databases[d], ddl->arena, &count);

    for (int s = 0; s < count; s++)
      if (!follow(ddl, source, schemas[s], suspend, depth, err))
        return false;
  }
  return true;
}

static bool set_suspended(struct ddl *ddl, const struct table *table, bool suspend,
                          bool by_source, int depth, struct err *err)
{
  struct table spec = *table;
  struct path path;

  if (depth > MOST_DEPTH || !catalog_path_of_table(ddl->catalog, table->object.id, &path))
    return true;
  spec.suspended = suspend;
  spec.suspended_by_source = suspend && by_source;
  if (suspend)
    spec.suspended_ms = ddl->run->now_ns / NANOS_A_MILLI;
  return catalog_update(ddl->change, KIND_TABLE, path, &spec, err) &&
         follow_all(ddl, table, suspend, depth, err);
}

bool dynamic_suspend(struct ddl *ddl, const struct alter *alter,
                     const struct table *table, struct err *err)
{
  return set_suspended(ddl, table, alter->action == ALTER_SUSPEND, false, 0, err);
}

/* ---- in time ---- */

static struct run own_run(struct session *session, struct arena *arena,
                          struct exec_request *request)
{
  *request = (struct exec_request){ .statement_count = 1 };
  id_query(request->query_id);
  return (struct run){
    .session = session, .arena = arena, .request = request, .now_ns = clock_now_ns()
  };
}

bool dynamic_refresh_scheduled(struct session *session, struct arena *arena,
                               int64_t table_id, struct err *err)
{
  struct exec_request request;
  struct run run = own_run(session, arena, &request);
  bool ok;

  session->statement_id = request.query_id;
  ok = refresh_table(&run, table_id, REFRESH_SCHEDULED, 0, err);
  session->statement_id = "";
  return ok;
}

void dynamic_note_same(struct session *session, struct arena *arena, int64_t table_id)
{
  struct exec_request request;
  struct run run = own_run(session, arena, &request);
  struct target target;
  struct err gone = { 0 };

  if (find_target(&run, table_id, &target, &gone))
    note(&run, &target, REFRESH_SCHEDULED, clock_now_ms(), -1, NULL);
  err_clear(&gone);
}

bool dynamic_suspend_failing(struct session *session, struct arena *arena,
                             int64_t table_id, struct err *err)
{
  struct exec_request request;
  struct run run = own_run(session, arena, &request);
  struct outcome outcome = { 0 };
  struct ddl ddl = ddl_new(&run, &outcome);
  struct alter alter = { .action = ALTER_SUSPEND };
  const struct table *table;
  struct target target;

  if (!find_target(&run, table_id, &target, err) || !ddl_begin(&ddl, err))
    return false;
  table = (const struct table *)ddl_find(&ddl, KIND_TABLE, target.path, err);
  return ddl_end(&ddl, table && dynamic_suspend(&ddl, &alter, table, err), err);
}

bool dynamic_all_sources(struct session *session, struct arena *arena, int64_t table_id,
                         struct table_set *sources, struct err *err)
{
  struct exec_request request;
  struct run run = own_run(session, arena, &request);
  bool ok = direct_sources(&run, table_id, sources, err);

  for (int i = 0; ok && i < sources->count; i++) {
    struct table_set more = { 0 };

    if (is_dynamic(&run, sources->ids[i], false)) {
      ok = direct_sources(&run, sources->ids[i], &more, err);
      table_set_add_all(sources, &more);
    }
    table_set_clear(&more);
  }
  return ok;
}

/* ---- ALTER DYNAMIC TABLE ... REFRESH ---- */

bool dynamic_is_refresh(const struct statement *statement)
{
  return statement->kind == STMT_ALTER &&
         text_is(statement->alter->kind_words, "DYNAMIC TABLE") &&
         text_starts_with(statement->alter->text, "REFRESH");
}

bool dynamic_refresh_run(struct run *run, const struct statement *statement,
                         struct outcome *outcome, struct err *err)
{
  const struct alter *alter = statement->alter;
  struct ddl ddl = ddl_new(run, outcome);
  const struct table *table;
  struct path path;
  int64_t id;

  if (run->request->describe_only)
    return ddl_done(&ddl);
  if (run->session->transaction == TRANSACTION_OPEN)
    return err_set(err, ERR_REFRESH_IN_TRANSACTION,
                   "Manual refresh of a dynamic table is not supported inside a "
                   "multi-statement transaction.");
  if (!ddl_own_path(&ddl, alter->name, KIND_TABLE, &path, err))
    return false;
  catalog_read(ddl.catalog);
  table = (const struct table *)ddl_find(&ddl, KIND_TABLE, path, err);
  id = table ? table->object.id : 0;
  if (table && !ddl_is_view_kind(&ddl, KIND_TABLE, alter->kind_words, path, err))
    table = NULL;
  catalog_read_end(ddl.catalog);
  if (!table && alter->if_exists && err->code == ERR_NO_OBJECT) {
    err_clear(err);
    return ddl_done(&ddl);
  }
  return table && refresh_table(run, id, REFRESH_MANUAL, 0, err) && ddl_done(&ddl);
}
