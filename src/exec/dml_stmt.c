/* dml_stmt.c: INSERT, UPDATE, DELETE, MERGE and TRUNCATE.
 *
 * A statement is tried narrow, then with wide integers, then with the table's own integers made
 * wide (see storage.h); a conflict with another transaction is tried again until LOCK_TIMEOUT. */
#include "exec/dml_stmt.h"

#include <time.h>

#include "base/clock.h"
#include "catalog/loads.h"
#include "emit/emit.h"
#include "emit/emit_dml.h"
#include "exec/binds.h"
#include "exec/dml_failure.h"
#include "exec/hybrid_check.h"
#include "exec/table_lock.h"
#include "exec/transaction.h"
#include "session/instance.h"
#include "storage/storage.h"

#define PAUSE_MS 2
#define ROW_GROUP 122880 /* DuckDB's. */
#define NANOS_A_MILLI 1000000LL

struct dml_try {
  struct bound_dml *dml;
  struct engine_result *result;
  int64_t multi_joined; /* UPDATE ... FROM: rows that several rows met. */
  int64_t returned;     /* Rows that came back (see struct change), or -1. */
  int64_t *part_rows;   /* INSERT ALL: rows that each part inserted. */
  struct hybrid_checks checks;
};

static bool has_own_transaction(const struct session *session)
{
  return session->transaction != TRANSACTION_OPEN;
}

static int64_t lock_timeout_ms(const struct session *session)
{
  return params_number(session->params, "LOCK_TIMEOUT") * 1000;
}

/* An insert of its own is over at once and meets nobody. */
static bool take_one_lock(struct session *session, const struct bound_dml *dml,
                          struct err *err)
{
  bool insert = dml->kind == BOUND_INSERT && !dml->overwrite;

  if (dml->target->temporary || (insert && has_own_transaction(session)))
    return true;
  return table_lock(session, dml->target->table_id, insert ? LOCK_INSERT : LOCK_WRITE,
                    err);
}

/* Nobody else may change what the checks read, until this transaction ends. */
static bool lock_checked(struct session *session, const struct table_set *tables,
                         struct err *err)
{
  for (int i = 0; i < tables->count; i++)
    if (!table_lock(session, tables->ids[i], LOCK_WRITE, err))
      return false;
  return true;
}

static bool take_lock(struct session *session, const struct dml_try *try, struct err *err)
{
  const struct bound_dml *dml = try->dml;

  if (!lock_checked(session, &try->checks.tables, err))
    return false;
  if (dml->kind != BOUND_MULTI_INSERT)
    return take_one_lock(session, dml, err);
  for (int i = 0; i < dml->part_count; i++)
    if (!take_one_lock(session, dml->parts[i], err))
      return false;
  return true;
}

static void release_locks(struct session *session)
{
  if (has_own_transaction(session))
    table_unlock_all(session);
}

static bool bind_locked(struct run *run, struct bind_context *context,
                        const struct statement *statement, struct dml_try *try,
                        struct err *err)
{
  catalog_read(run->session->instance->catalog);
  hybrid_checks_clear(&try->checks);
  try->dml = bind_dml(context, statement, err);
  if (try->dml)
    hybrid_checks_of(run->arena, run->session->instance->catalog, try->dml, &try->checks);
  catalog_read_end(run->session->instance->catalog);
  return try->dml != NULL;
}

/* Binds, and takes the table's lock. DDL that came first may have changed the table while this
 * waited for it: then what was bound is of no use. */
static bool bind_and_lock(struct run *run, struct bind_context *context,
                          const struct statement *statement, bool wide,
                          struct dml_try *try, struct err *err)
{
  struct catalog *catalog = run->session->instance->catalog;

  for (;;) {
    uint64_t version = catalog_version(catalog);

    *context = pipeline_context(run, wide);
    if (!bind_locked(run, context, statement, try, err) ||
        !take_lock(run->session, try, err)) {
      pipeline_forget_needs(run, context);
      return false;
    }
    if (catalog_version(catalog) == version)
      return true;
    pipeline_forget_needs(run, context);
  }
}

/* ---- the engine's statements ---- */

/* Texts that a change points into. */
struct dml_sql {
  struct buf probe, delete, sql, into;
};

static void dml_sql_init(struct dml_sql *sql)
{
  buf_init(&sql->probe);
  buf_init(&sql->delete);
  buf_init(&sql->sql);
  buf_init(&sql->into);
}

static void dml_sql_clear(struct dml_sql *sql)
{
  buf_clear(&sql->probe);
  buf_clear(&sql->delete);
  buf_clear(&sql->sql);
  buf_clear(&sql->into);
}

static void put_target(const struct bound_dml *dml, struct buf *sql)
{
  storage_table_name(dml->target->table_id, dml->target->temporary, sql);
}

static void put_columns(const struct bound_dml *dml, struct buf *sql)
{
  for (int i = 0; i < dml->column_count; i++) {
    buf_add_string(sql, i ? ", " : "");
    storage_column_name(dml->column_ids[i], sql);
  }
}

/* INSERT INTO t (c1, c2), before rows that are known. */
static struct text put_into(const struct bound_dml *dml, struct buf *sql)
{
  buf_add_string(sql, "INSERT INTO ");
  put_target(dml, sql);
  buf_add_string(sql, " (");
  put_columns(dml, sql);
  buf_add_char(sql, ')');
  return buf_text(sql);
}

static bool reads_its_target(const struct bind_context *context,
                             const struct bound_dml *dml)
{
  for (int i = 0; i < context->tables.count; i++) {
    const struct bound_source *source = context->tables.at[i];

    if (source != dml->target && source->table_id == dml->target->table_id)
      return true;
  }
  return false;
}

/* A transaction may have to do it again: the rows of an INSERT that draws numbers are kept. */
static void emit_plain(const struct bind_context *context, const struct bound_dml *dml,
                       bool alone, struct dml_sql *sql, struct change *change)
{
  emit_dml(context, dml, &sql->sql);
  if (context->is_volatile && !alone && dml->kind == BOUND_INSERT) {
    buf_add_string(&sql->sql, " RETURNING ");
    put_columns(dml, &sql->sql);
    change->again = put_into(dml, &sql->into);
  }
  change->sql[change->count++] = buf_text(&sql->sql);
}

/* INSERT OVERWRITE: the rows that are there go first, once the query has read them. */
static void emit_overwrite(const struct bind_context *context,
                           const struct bound_dml *dml, bool alone, struct dml_sql *sql,
                           struct change *change)
{
  buf_add_string(&sql->delete, "DELETE FROM ");
  put_target(dml, &sql->delete);
  change->sql[change->count++] = buf_text(&sql->delete);
  if (!reads_its_target(context, dml)) {
    emit_plain(context, dml, alone, sql, change);
    return;
  }
  emit_query(context, dml->query, &sql->sql);
  change->source = buf_text(&sql->sql);
  change->into = put_into(dml, &sql->into);
}

static void emit_probe(const struct session *session, const struct bind_context *context,
                       const struct bound_dml *dml, struct dml_sql *sql,
                       struct change *change)
{
  if (!emit_dml_probe(context, dml, &sql->probe))
    return;
  change->probe = buf_text(&sql->probe);
  change->probe_forbids = params_is_true(
    session->params, dml->kind == BOUND_MERGE ? "ERROR_ON_NONDETERMINISTIC_MERGE"
                                              : "ERROR_ON_NONDETERMINISTIC_UPDATE");
}

/* The rows of INSERT ALL, then DELETE for OVERWRITE (of a table once), then its inserts. */
struct multi_steps {
  struct text *sql;
  int64_t *rows;
  int count, first_insert;
};

static void add_step(const struct bind_context *context, struct multi_steps *steps,
                     struct buf *sql)
{
  steps->sql[steps->count++] = buf_copy(sql, context->arena);
  buf_reset(sql);
}

static bool is_named_before(const struct bound_dml *dml, int part)
{
  for (int i = 0; i < part; i++)
    if (dml->parts[i]->target->table_id == dml->parts[part]->target->table_id)
      return true;
  return false;
}

static void emit_multi(const struct bind_context *context, const struct bound_dml *dml,
                       struct dml_sql *sql, struct multi_steps *steps,
                       struct change *change)
{
  size_t most = (size_t)dml->part_count * 2 + 1;

  steps->sql = ARENA_ARRAY(context->arena, most, struct text);
  steps->rows = ARENA_ARRAY(context->arena, most, int64_t);
  emit_dml(context, dml, &sql->sql);
  add_step(context, steps, &sql->sql);
  for (int i = 0; dml->overwrite && i < dml->part_count; i++) {
    if (is_named_before(dml, i))
      continue;
    buf_add_string(&sql->sql, "DELETE FROM ");
    put_target(dml->parts[i], &sql->sql);
    add_step(context, steps, &sql->sql);
  }
  steps->first_insert = steps->count;
  for (int i = 0; i < dml->part_count; i++) {
    emit_dml(context, dml->parts[i], &sql->sql);
    add_step(context, steps, &sql->sql);
  }
  change->steps = steps->sql;
  change->step_rows = steps->rows;
  change->step_count = steps->count;
  change->sql[change->count++] = TEXT("DROP TABLE " MULTI_INSERT_ROWS);
}

static bool is_insert(const struct bound_dml *dml)
{
  return dml->kind == BOUND_INSERT || dml->kind == BOUND_MULTI_INSERT;
}

/* A plain INSERT does not look at the rows that its table has. */
static bool is_blind(const struct bound_dml *dml)
{
  return is_insert(dml) && !dml->overwrite;
}

static bool is_target(const struct bound_dml *dml, const struct bound_source *source)
{
  for (int i = 0; i < dml->part_count; i++)
    if (dml->parts[i]->target == source)
      return true;
  return dml->target == source;
}

static void name_tables(const struct bind_context *context, const struct bound_dml *dml,
                        struct change *change)
{
  for (int i = 0; i < context->tables.count; i++) {
    const struct bound_source *source = context->tables.at[i];

    if (!is_blind(dml) || !is_target(dml, source))
      table_set_add(&change->reads, source->table_id);
  }
  table_set_add(&change->writes, dml->target->table_id);
  for (int i = 0; i < dml->part_count; i++)
    table_set_add(&change->writes, dml->parts[i]->target->table_id);
}

/* One thread of the engine scans a row group: a small table's rows come in the same order each
 * time. (DuckDB 1.5.5: of 2,000,000 rows ANY_VALUE was another nearly every time, of 100,000
 * never.) */
static bool reads_many_rows(struct session *session, const struct bind_context *context,
                            const struct bound_dml *dml)
{
  struct storage_size *sizes = ARENA_ARRAY(context->arena, (size_t)context->tables.count,
                                           struct storage_size);
  int64_t rows = 0;
  int count = 0;
  struct err ignored; /* The statement itself will say what is wrong with the table. */

  for (int i = 0; i < context->tables.count; i++) {
    const struct bound_source *source = context->tables.at[i];

    if (!is_target(dml, source) || !is_blind(dml))
      sizes[count++] = (struct storage_size){ source->table_id, source->temporary, 0 };
  }
  err_clear(&ignored);
  if (!storage_table_sizes(session->connection, sizes, count, &ignored))
    return true;
  for (int i = 0; i < count; i++)
    rows += sizes[i].rows;
  return rows > ROW_GROUP;
}

/* ---- trying ---- */

static void run_change(struct run *run, const struct bind_context *context,
                       struct given_rows *given, struct dml_try *try, struct err *err)
{
  struct session *session = run->session;
  struct change change = { .is_volatile = context->is_volatile,
                           .rows = given->ids,
                           .row_count = given->count };
  struct multi_steps steps = { 0 };
  struct dml_sql sql;

  dml_sql_init(&sql);
  emit_probe(session, context, try->dml, &sql, &change);
  if (try->dml->kind == BOUND_MULTI_INSERT)
    emit_multi(context, try->dml, &sql, &steps, &change);
  else if (try->dml->overwrite)
    emit_overwrite(context, try->dml, has_own_transaction(session), &sql, &change);
  else
    emit_plain(context, try->dml, run->alone || has_own_transaction(session), &sql,
               &change);
  name_tables(context, try->dml, &change);
  table_set_add_all(&change.reads, &try->checks.tables);
  change.checks = try->checks.at;
  change.check_count = try->checks.count;
  change.counts_rows = try->dml->kind == BOUND_UPDATE || try->dml->kind == BOUND_DELETE;
  change.may_differ = !has_own_transaction(session) && context->by_order &&
                      reads_many_rows(session, context, try->dml);
  try->result = transaction_change(session, &change, err);
  try->multi_joined = change.probed;
  try->returned = change.returned;
  try->part_rows = steps.rows + steps.first_insert;
  if (!try->result && !run->copying && !engine_error_wants_wide(err) &&
      !engine_error_is_conflict(err))
    dml_failure_name(run, context, try->dml, err);
  if (!change.kept_rows)
    pipeline_drop_rows(session, given);
  table_set_clear(&change.reads);
  table_set_clear(&change.writes);
  dml_sql_clear(&sql);
}

static bool try_dml(struct run *run, const struct statement *statement, bool wide,
                    struct dml_try *try, struct err *err)
{
  struct bind_context context;
  struct given_rows given;

  try->dml = NULL;
  if (!binds_refresh(run, err))
    return false;
  if (!bind_and_lock(run, &context, statement, wide, try, err))
    return false;
  if (!pipeline_give_rows(run, &context, &given, err)) {
    pipeline_forget_needs(run, &context);
    return false;
  }
  run_change(run, &context, &given, try, err);
  return try->result != NULL;
}

/* Makes the target's integers wide; an open transaction is laid aside meanwhile and redone. */
static bool widen_target(struct run *run, const struct bound_dml *dml, struct err *err)
{
  struct session *session = run->session;
  struct err ignored, again;
  bool ok;

  err_clear(&ignored);
  if (engine_in_transaction(session->connection) &&
      !engine_rollback(session->connection, &ignored))
    err_clear(&ignored);
  ok = catalog_widen_table(session->instance->catalog, session->connection,
                           dml->target->table_id, err);
  for (int i = 1; ok && i < dml->part_count; i++)
    ok = is_named_before(dml, i) ||
         catalog_widen_table(session->instance->catalog, session->connection,
                             dml->parts[i]->target->table_id, err);
  if (has_own_transaction(session) || transaction_recover(session, &again))
    return ok;
  *err = again;
  return false;
}

static void pause_a_little(void)
{
  struct timespec pause = { 0, PAUSE_MS * NANOS_A_MILLI };

  nanosleep(&pause, NULL);
}

static bool try_until_done(struct run *run, const struct statement *statement,
                           struct dml_try *try, struct err *err)
{
  int64_t until = clock_monotonic_ns() + lock_timeout_ms(run->session) * NANOS_A_MILLI;
  bool alone = has_own_transaction(run->session);
  bool wide = false, widened = false;

  for (;;) {
    uint64_t version = pipeline_version(run);

    err_clear(err);
    if (try_dml(run, statement, wide, try, err))
      return true;
    /* A transaction that was rolled back is not to be gone on with, statement by statement. */
    if (!try->dml || alone != has_own_transaction(run->session))
      return false;
    if (pipeline_is_stale(run->session, version, err))
      continue;
    if (engine_error_is_conflict(err)) {
      if (clock_monotonic_ns() >= until)
        return false;
      pause_a_little();
    } else if (!engine_error_wants_wide(err) || widened) {
      return false;
    } else if (!wide) {
      wide = true;
    } else {
      widened = true;
      if (!widen_target(run, try->dml, err))
        return false;
    }
  }
}

/* ---- what it answers ---- */

static bool merge_counts(struct run *run, const struct bound_dml *dml,
                         struct engine_result *result, struct outcome *outcome,
                         struct err *err)
{
  static const char *const names[] = { "number of rows inserted",
                                       "number of rows updated",
                                       "number of rows deleted" };
  int64_t counts[3] = { 0 }, values[3];
  bool has[3] = { false };
  const char *shown[3];
  struct batch batch;
  int count = 0;

  for (int i = 0; i < dml->clause_count; i++)
    has[dml->clauses[i].action == BOUND_MERGE_INSERT   ? 0
        : dml->clauses[i].action == BOUND_MERGE_UPDATE ? 1
                                                       : 2] = true;
  for (;;) {
    if (!engine_fetch(result, &batch, err))
      return false;
    if (!batch.rows)
      break;
    for (size_t row = 0; row < batch.rows; row++) {
      struct text action = batch_text(&batch.columns[0], row);

      counts[text_is(action, "INSERT") ? 0 : text_is(action, "UPDATE") ? 1 : 2]++;
    }
  }
  outcome->rows_inserted = counts[0];
  outcome->rows_updated = counts[1];
  outcome->rows_deleted = counts[2];
  for (int i = 0; i < 3; i++) {
    if (!has[i])
      continue;
    shown[count] = names[i];
    values[count++] = counts[i];
  }
  outcome_counts(run->arena, outcome, TYPE_ID_MERGE, shown, values, count);
  return true;
}

/* A column for each table, in the order in which they are named. `rows` NULL: none are known. */
static void multi_counts(struct run *run, const struct bound_dml *dml,
                         const int64_t *rows, struct outcome *outcome)
{
  size_t most = (size_t)dml->part_count;
  const char **names = ARENA_ARRAY(run->arena, most, const char *);
  int64_t *values = ARENA_ARRAY(run->arena, most, int64_t);
  int64_t *ids = ARENA_ARRAY(run->arena, most, int64_t);
  int count = 0;

  outcome->rows_inserted = 0;
  for (int i = 0; i < dml->part_count; i++) {
    const struct bound_source *target = dml->parts[i]->target;
    int at = 0;

    while (at < count && ids[at] != target->table_id)
      at++;
    if (at == count) {
      ids[count] = target->table_id;
      names[count++] = arena_c_string(
        run->arena, arena_printf(run->arena, "number of rows inserted into " TEXT_FMT,
                                 TEXT_ARG(target->table)));
    }
    values[at] += rows ? rows[i] : 0;
    outcome->rows_inserted += rows ? rows[i] : 0;
  }
  outcome_counts(run->arena, outcome, TYPE_ID_MULTI_INSERT, names, values, count);
}

static void plain_counts(struct run *run, const struct bound_dml *dml, int64_t rows,
                         int64_t multi_joined, struct outcome *outcome)
{
  static const char *const inserted[] = { "number of rows inserted" };
  static const char *const updated[] = { "number of rows updated",
                                         "number of multi-joined rows updated" };
  static const char *const deleted[] = { "number of rows deleted" };
  int64_t values[2] = { rows, multi_joined };

  switch (dml->kind) {
  case BOUND_INSERT:
    outcome_counts(run->arena, outcome, TYPE_ID_INSERT, inserted, values, 1);
    outcome->rows_inserted = rows;
    break;
  case BOUND_UPDATE:
    outcome_counts(run->arena, outcome, TYPE_ID_UPDATE, updated, values, 2);
    outcome->rows_updated = rows;
    break;
  case BOUND_DELETE:
    outcome_counts(run->arena, outcome, TYPE_ID_DELETE, deleted, values, 1);
    outcome->rows_deleted = rows;
    break;
  case BOUND_MULTI_INSERT:
  case BOUND_MERGE: break;
  }
}

/* The columns of the answer, without running anything. */
static bool describe_dml(struct run *run, const struct statement *statement,
                         struct outcome *outcome, struct err *err)
{
  struct bind_context context = pipeline_context(run, false);
  struct dml_try try = { 0 };
  bool ok = bind_locked(run, &context, statement, &try, err);

  pipeline_forget_needs(run, &context);
  hybrid_checks_clear(&try.checks);
  if (!ok)
    return false;
  if (try.dml->kind == BOUND_MERGE) {
    static const char *const names[] = { "number of rows inserted",
                                         "number of rows updated" };
    int64_t none[2] = { 0 };

    outcome_counts(run->arena, outcome, TYPE_ID_MERGE, names, none, 2);
  } else if (try.dml->kind == BOUND_MULTI_INSERT) {
    multi_counts(run, try.dml, NULL, outcome);
  } else {
    plain_counts(run, try.dml, 0, 0, outcome);
  }
  batch_builder_free(outcome->rows);
  outcome->rows = NULL;
  outcome->array_bind = try.dml->array_bind;
  return true;
}

bool dml_run(struct run *run, const struct statement *statement, struct outcome *outcome,
             struct err *err)
{
  struct dml_try try = { 0 };
  bool ok;

  outcome->is_dml = true;
  if (run->request->describe_only)
    return describe_dml(run, statement, outcome, err);
  if (!params_is_true(run->session->params, "AUTOCOMMIT"))
    transaction_begin(run->session, TEXT(""));
  ok = try_until_done(run, statement, &try, err);
  if (ok && try.dml->kind == BOUND_MERGE)
    ok = merge_counts(run, try.dml, try.result, outcome, err);
  else if (ok && try.dml->kind == BOUND_MULTI_INSERT)
    multi_counts(run, try.dml, try.part_rows, outcome);
  else if (ok)
    plain_counts(run, try.dml,
                 try.returned < 0 ? engine_rows_changed(try.result) : try.returned,
                 try.multi_joined, outcome);
  engine_result_free(try.result);
  hybrid_checks_clear(&try.checks);
  release_locks(run->session);
  return ok;
}

bool dml_insert(struct run *run, const struct statement *statement, int64_t *rows,
                struct err *err)
{
  struct dml_try try = { 0 };
  bool ok = try_until_done(run, statement, &try, err);

  *rows = !ok ? 0 : try.returned < 0 ? engine_rows_changed(try.result) : try.returned;
  engine_result_free(try.result);
  hybrid_checks_clear(&try.checks);
  return ok;
}

/* ---- TRUNCATE ---- */

static bool may_truncate(struct run *run, int64_t table_id, struct err *err)
{
  struct catalog *catalog = run->session->instance->catalog;
  const struct table *table;
  bool ok;

  catalog_read(catalog);
  table = catalog_table_by_id(catalog, table_id);
  ok = !table || hybrid_may_truncate(catalog, run->arena, table, err);
  if (table && table->variety == TABLE_DYNAMIC)
    ok = err_set(err, ERR_NO_OBJECT_OR_OPERATION,
                 "SQL compilation error:\nDynamic table '" TEXT_FMT
                 "' cannot be changed but by its refresh.",
                 TEXT_ARG(table->object.name));
  if (table && table->variety == TABLE_EXTERNAL)
    ok = err_set(err, ERR_NO_OBJECT_OR_OPERATION,
                 "SQL compilation error:\nExternal table '" TEXT_FMT
                 "' is read-only: no DML operations can be performed on it.",
                 TEXT_ARG(table->object.name));
  catalog_read_end(catalog);
  return ok;
}

bool truncate_run(struct run *run, const struct statement *statement,
                  struct outcome *outcome, struct err *err)
{
  struct session *session = run->session;
  struct change change = { .count = 2 };
  struct engine_result *result = NULL;
  struct found_table found;
  struct buf sql, forget;

  if (!table_find(run, statement->truncate->name, &found, err)) {
    struct text text;

    if (err_is_set(err))
      return false;
    if (statement->truncate->if_exists) {
      outcome_status(run->arena, outcome, TYPE_ID_DDL,
                     TEXT("Statement executed successfully."));
      return true;
    }
    text = path_text(run->arena, found.path);
    err_set(err, ERR_NO_OBJECT,
            "SQL compilation error:\nTable '" TEXT_FMT
            "' does not exist or not authorized.",
            TEXT_ARG(text));
    return err_set_state(err, "42S02");
  }
  if (!may_truncate(run, found.id, err) ||
      (!found.temporary && !table_lock(session, found.id, LOCK_WRITE, err)))
    return false;
  buf_init(&sql);
  buf_add_string(&sql, "DELETE FROM ");
  storage_table_name(found.id, found.temporary, &sql);
  buf_init(&forget);
  loads_put_forget(found.id, &forget);
  change.sql[0] = buf_text(&forget);
  change.sql[1] = buf_text(&sql);
  table_set_add(&change.reads, found.id);
  table_set_add(&change.writes, found.id);
  result = transaction_change(session, &change, err);
  table_set_clear(&change.reads);
  table_set_clear(&change.writes);
  buf_clear(&sql);
  buf_clear(&forget);
  release_locks(session);
  if (!result)
    return false;
  engine_result_free(result);
  outcome_status(run->arena, outcome, TYPE_ID_DDL,
                 TEXT("Statement executed successfully."));
  return true;
}
