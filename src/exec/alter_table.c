/* alter_table.c: ALTER TABLE of columns, constraints and clustering. */
#include "bind/virtual_column.h"
#include "emit/emit.h"
#include "exec/ddl_columns.h"
#include "exec/ddl_hybrid.h"
#include "exec/ddl_objects.h"
#include "exec/dynamic_table.h"
#include "exec/hybrid_check.h"

static struct table *find_table(struct ddl *ddl, struct path path, struct err *err)
{
  return (struct table *)ddl_find(ddl, KIND_TABLE, path, err);
}

static bool no_column(const struct ident *ident, struct err *err)
{
  err_set(err, ERR_NO_OBJECT,
          "SQL compilation error:\ncolumn '" TEXT_FMT
          "' does not exist or not authorized.",
          TEXT_ARG(ident->name));
  return err_set_state(err, "42S22");
}

/* How many rows of a table have something wrong with a column; `test` follows its name. */
static bool count_rows(struct ddl *ddl, const struct table *table,
                       const struct column *column, const char *test, int64_t *rows,
                       struct err *err)
{
  struct engine_result *result;
  struct batch batch;
  struct buf sql;
  int128 count = 0;
  bool ok;

  buf_init(&sql);
  buf_add_string(&sql, "SELECT count(*) FROM ");
  storage_table_name(table->object.id, table->object.session_id, &sql);
  if (column) {
    buf_add_string(&sql, " WHERE ");
    storage_column_name(column->stored.id, &sql);
    buf_add_string(&sql, test);
  }
  result = engine_query(ddl->session->connection, buf_text(&sql), false, err);
  buf_clear(&sql);
  if (!result)
    return false;
  ok = engine_fetch(result, &batch, err);
  if (ok && batch.rows)
    batch_int(&batch.columns[0], 0, &count);
  engine_result_free(result);
  *rows = (int64_t)count;
  return ok;
}

/* ---- ADD COLUMN ---- */

/* The value for the rows that are there, in the engine's words. */
static bool fill_of(struct ddl *ddl, const struct table *table,
                    const struct column_def *def, struct column *column,
                    const char **fill, struct err *err)
{
  struct bound_expr *bound = NULL;
  struct buf sql;
  int64_t rows;

  *fill = NULL;
  if (!count_rows(ddl, table, NULL, NULL, &rows, err))
    return false;
  if (def->default_value) {
    bound = bind_scalar_as(&ddl->context, def->default_value, column->stored.type, err);
    if (!bound)
      return false;
  }
  if (rows && (column->autoincrement || (bound && bound->is_volatile)))
    return err_set(err, ERR_INVALID_COLUMN_DEFINITION,
                   "SQL compilation error:\nCannot add column '" TEXT_FMT
                   "' with non-constant default to non-empty table '" TEXT_FMT "'.",
                   TEXT_ARG(column->name), TEXT_ARG(table->object.name));
  if (rows && column->stored.not_null && (!bound || bound->is_null))
    return err_set(err, ERR_INVALID_COLUMN_DEFINITION,
                   "SQL compilation error:\nNon-nullable column '" TEXT_FMT
                   "' cannot be added to non-empty table '" TEXT_FMT
                   "' unless it has a non-null default value.",
                   TEXT_ARG(column->name), TEXT_ARG(table->object.name));
  if (!rows || !bound)
    return true;
  if (bound->bytes > storage_first_bytes(column->stored.type) &&
      storage_first_bytes(column->stored.type))
    column->stored.int_bytes = bound->bytes;
  buf_init(&sql);
  emit_expr(&ddl->context, bound, &sql);
  *fill = arena_c_string(ddl->arena, buf_text(&sql));
  buf_clear(&sql);
  return true;
}

/* A new column may read those that are there, not others added by the same statement. */
static bool finish_virtual(struct ddl *ddl, const struct table *table,
                           const struct column_def *def, struct column *column,
                           struct err *err)
{
  int count = table->column_count;
  struct table with = *table;

  with.columns = ARENA_ARRAY(ddl->arena, (size_t)count + 1, struct column);
  for (int i = 0; i < count; i++)
    with.columns[i] = table->columns[i];
  with.columns[count] = *column;
  with.column_count = count + 1;
  if (!column_finish_virtual(ddl, def, &with, count, err))
    return false;
  *column = with.columns[count];
  return true;
}

static bool add_columns(struct ddl *ddl, const struct statement *statement,
                        struct path path, const struct table *table, struct err *err)
{
  const struct alter *alter = statement->alter;

  columns_default_collation(ddl, path, table);
  for (int i = 0; i < alter->columns.count; i++) {
    const struct column_def *def = alter->columns.at[i];
    struct column column;
    const char *fill;

    if (alter->if_exists_inner && table_column(table, def->name.name))
      continue;
    if (def->constraints && def->constraints->count)
      return ddl_unsupported("ADD COLUMN with a constraint", err);
    if (def->generated && table->variety == TABLE_HYBRID)
      return ddl_unsupported("virtual columns of a HYBRID TABLE", err);
    if (!column_build(ddl, statement, def, &column, err) ||
        !finish_virtual(ddl, table, def, &column, err))
      return false;
    if (!fill_of(ddl, table, def, &column, &fill, err) ||
        !catalog_add_column(ddl->change, path, &column, fill, err))
      return false;
  }
  return true;
}

/* ---- DROP and RENAME COLUMN ---- */

static bool is_named(const struct list *idents, struct text name)
{
  for (int i = 0; i < idents->count; i++)
    if (text_equal(((const struct ident *)idents->at[i])->name, name))
      return true;
  return false;
}

/* The first virtual column that reads another and is not among `idents`; NULL when none does, or
 * with an error. */
static const struct column *reader_of(struct ddl *ddl, const struct table *table,
                                      const struct column *column,
                                      const struct list *idents, struct err *err)
{
  for (int i = 0; i < table->column_count; i++) {
    const struct column *reader = &table->columns[i];
    bool reads;

    if (!bind_virtual_reads(&ddl->context, table, reader, column, &reads, err))
      return NULL;
    if (reads && !is_named(idents, reader->name))
      return reader;
  }
  return NULL;
}

/* docs.snowflake.com/en/release-notes/bcr-bundles/2026_06/bcr-2382 has the error; CASCADE does
 * not drop the readers before that bundle. */
static bool may_drop(struct ddl *ddl, const struct table *table,
                     const struct column *column, const struct list *idents,
                     struct err *err)
{
  const struct column *reader = reader_of(ddl, table, column, idents, err);

  if (reader)
    err_set(err, ERR_COLUMN_READ,
            "SQL compilation error:\nCannot drop column '" TEXT_FMT
            "' because virtual column '" TEXT_FMT "' depends on it",
            TEXT_ARG(column->name), TEXT_ARG(reader->name));
  return !err_is_set(err);
}

static bool drop_columns(struct ddl *ddl, const struct alter *alter, struct path path,
                         const struct table *table, struct err *err)
{
  for (int i = 0; i < alter->idents.count; i++) {
    const struct ident *ident = alter->idents.at[i];

    if (!table_column(table, ident->name)) {
      if (alter->if_exists_inner)
        continue;
      return no_column(ident, err);
    }
    if (!may_drop(ddl, table, table_column(table, ident->name), &alter->idents, err) ||
        !catalog_drop_column(ddl->change, path, ident->name, err))
      return false;
  }
  return true;
}

static bool rename_column(struct ddl *ddl, const struct alter *alter, struct path path,
                          const struct table *table, struct err *err)
{
  const struct column *column = table_column(table, alter->ident.name);
  struct column changed;

  if (!column)
    return no_column(&alter->ident, err);
  if (reader_of(ddl, table, column, &(struct list){ 0 }, err))
    return ddl_unsupported("RENAME of a column that a virtual column reads", err);
  if (err_is_set(err))
    return false;
  changed = *column;
  changed.name = alter->ident2.name;
  return catalog_change_column(ddl->change, path, &changed, err);
}

/* ---- ALTER COLUMN ---- */

static bool cannot_change(const struct column *column, struct type to, const char *why,
                          struct arena *arena, struct err *err)
{
  return err_set(err, ERR_CHANGE_TYPE,
                 "SQL compilation error:\ncannot change column " TEXT_FMT
                 " from type " TEXT_FMT " to " TEXT_FMT "%s",
                 TEXT_ARG(column->name), TEXT_ARG(type_text(arena, column->stored.type)),
                 TEXT_ARG(type_text(arena, to)), why);
}

static struct text quoted_type(struct arena *arena, struct type type,
                               struct text collation)
{
  struct text text = type_text(arena, type);

  return collation.len ? arena_printf(arena, "\"" TEXT_FMT " COLLATE '" TEXT_FMT "'\"",
                                      TEXT_ARG(text), TEXT_ARG(collation))
                       : arena_printf(arena, "\"" TEXT_FMT "\"", TEXT_ARG(text));
}

/* A column's collation stays what it is; a type that is written without it would change it. */
static bool keeps_collation(const struct column *column, struct type to,
                            struct text written, struct arena *arena, struct err *err)
{
  const struct collation *collation;
  struct text spec;

  if (!collation_find(written, &collation, err))
    return false;
  spec = collation ? collation->spec : TEXT("");
  if (text_equal(spec, column->collation))
    return true;
  return err_set(err, ERR_CHANGE_TYPE,
                 "SQL compilation error: cannot change column " TEXT_FMT
                 " from type " TEXT_FMT " to " TEXT_FMT
                 " because they have incompatible collations.",
                 TEXT_ARG(column->name),
                 TEXT_ARG(quoted_type(arena, column->stored.type, column->collation)),
                 TEXT_ARG(quoted_type(arena, to, spec)));
}

/* Fewer digits are allowed while every value still fits. */
static bool values_fit(struct ddl *ddl, const struct table *table,
                       const struct column *column, struct type to, struct err *err)
{
  struct buf test;
  int64_t rows;
  bool ok;

  buf_init(&test);
  buf_add_string(&test, " NOT BETWEEN -1");
  for (int i = to.scale; i < to.precision; i++)
    buf_add_char(&test, '0');
  buf_add_string(&test, " + 1 AND 1");
  for (int i = to.scale; i < to.precision; i++)
    buf_add_char(&test, '0');
  buf_add_string(&test, " - 1");
  ok = count_rows(ddl, table, column, test.at, &rows, err);
  buf_clear(&test);
  if (!ok || !rows)
    return ok;
  return cannot_change(column, to, " because some values do not fit.", ddl->arena, err);
}

static bool change_type(struct ddl *ddl, const struct table *table,
                        const struct column_change *change, struct column *column,
                        struct err *err)
{
  struct type from = column->stored.type;
  struct type to;

  if (!bind_type(&ddl->context, change->type, &to, err))
    return false;
  if (from.kind != to.kind ||
      ((from.shape || to.shape || from.kind == TYPE_VECTOR) && !type_equal(from, to)))
    return cannot_change(column, to, "", ddl->arena, err);
  if (!keeps_collation(column, to, change->collation, ddl->arena, err))
    return false;
  if ((from.kind == TYPE_VARCHAR || from.kind == TYPE_BINARY) && to.length < from.length)
    return cannot_change(
      column, to, " because reducing the byte-length of a varchar is not supported.",
      ddl->arena, err);
  if (from.scale != to.scale)
    return cannot_change(column, to, " because changing the scale is not supported.",
                         ddl->arena, err);
  if (from.kind == TYPE_NUMBER && to.precision < from.precision &&
      !values_fit(ddl, table, column, to, err))
    return false;
  column->stored.type = to;
  if (storage_first_bytes(to) > column->stored.int_bytes)
    column->stored.int_bytes = storage_first_bytes(to);
  return true;
}

static bool set_not_null(struct ddl *ddl, const struct table *table,
                         struct column *column, struct err *err)
{
  int64_t rows;

  if (!count_rows(ddl, table, column, " IS NULL", &rows, err))
    return false;
  if (rows)
    return err_set(err, ERR_NULL_VALUE,
                   "SQL compilation error:\nColumn '" TEXT_FMT
                   "' contains null values. Not null constraint cannot be added.",
                   TEXT_ARG(column->name));
  column->stored.not_null = true;
  return true;
}

/* Snowflake changes no default but from one sequence to another. */
static bool set_default(struct ddl *ddl, const struct statement *statement,
                        const struct column_change *change, struct column *column,
                        struct err *err)
{
  struct text old = text_trim(column->default_sql);
  size_t tail = sizeof ".NEXTVAL" - 1;

  if (old.len <= tail ||
      !text_is_nocase(text_slice(old, old.len - tail, tail), ".NEXTVAL"))
    return ddl_unsupported("Alter Column Set Default", err);
  return column_set_default(ddl, statement, change->value, column, err);
}

static bool change_one(struct ddl *ddl, const struct statement *statement,
                       const struct table *table, const struct column_change *change,
                       struct column *column, struct err *err)
{
  if (column->virtual_sql.len && change->what != CHANGE_COMMENT &&
      change->what != CHANGE_UNSET_COMMENT)
    return ddl_unsupported("ALTER COLUMN of a virtual column", err);
  switch (change->what) {
  case CHANGE_TYPE: return change_type(ddl, table, change, column, err);
  case CHANGE_SET_NOT_NULL: return set_not_null(ddl, table, column, err);
  case CHANGE_DROP_NOT_NULL: column->stored.not_null = false; return true;
  case CHANGE_SET_DEFAULT: return set_default(ddl, statement, change, column, err);
  case CHANGE_DROP_DEFAULT:
    column->default_sql = (struct text){ 0 };
    column->autoincrement = false;
    return true;
  case CHANGE_COMMENT: column->comment = change->text; return true;
  case CHANGE_UNSET_COMMENT: column->comment = (struct text){ 0 }; return true;
  case CHANGE_COLLATE:
  case CHANGE_OTHER: break;
  }
  return ddl_unsupported("ALTER COLUMN ... COLLATE, POLICY or TAG", err);
}

static bool change_columns(struct ddl *ddl, const struct statement *statement,
                           struct path path, const struct table *table, struct err *err)
{
  const struct list *changes = &statement->alter->column_changes;
  struct column *changed = ARENA_ARRAY(ddl->arena, (size_t)changes->count, struct column);

  for (int i = 0; i < changes->count; i++) {
    const struct column_change *change = changes->at[i];
    const struct column *column = table_column(table, change->column.name);

    if (!column)
      return no_column(&change->column, err);
    if (table->object.kind == KIND_VIEW && change->what != CHANGE_COMMENT &&
        change->what != CHANGE_UNSET_COMMENT)
      return ddl_unsupported("ALTER VIEW ... ALTER COLUMN", err);
    changed[i] = *column;
    /* Of several changes of one column the later ones go on from the earlier. */
    for (int k = 0; k < i; k++)
      if (changed[k].stored.id == column->stored.id)
        changed[i] = changed[k];
    if (!change_one(ddl, statement, table, change, &changed[i], err) ||
        !catalog_change_column(ddl->change, path, &changed[i], err))
      return false;
  }
  return true;
}

bool comment_on_column(struct ddl *ddl, const struct comment_on *comment, struct err *err)
{
  struct name table_name = *comment->name;
  const struct ident *ident;
  const struct table *table;
  const struct column *column;
  struct column changed;
  struct path path;
  bool ok;

  if (comment->name->parts.count < 2)
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\nA column is named by its table.");
  ident = comment->name->parts.at[--table_name.parts.count];
  if (!ddl_own_path(ddl, &table_name, KIND_TABLE, &path, err) || !ddl_begin(ddl, err))
    return false;
  table = find_table(ddl, path, err);
  column = table ? table_column(table, ident->name) : NULL;
  ok = column || (table && no_column(ident, err));
  if (column) {
    changed = *column;
    changed.comment = comment->comment;
    ok = catalog_change_column(ddl->change, path, &changed, err);
  }
  return ddl_end(ddl, ok, err) && ddl_done(ddl);
}

/* ---- constraints ---- */

static bool add_constraint(struct ddl *ddl, const struct alter *alter, struct path path,
                           const struct table *found, struct err *err)
{
  struct table_constraint constraint;
  struct table table = *found;

  table.columns = ARENA_ARRAY(ddl->arena, (size_t)table.column_count, struct column);
  for (int i = 0; i < table.column_count; i++)
    table.columns[i] = found->columns[i];
  if (!constraint_build(ddl, path, &table, alter->constraint, NULL, &constraint, err) ||
      !constraint_add(ddl, &table, &constraint, err) ||
      !hybrid_settle(ddl, path, &table, err) ||
      !catalog_set_constraints(ddl->change, path, table.constraints,
                               table.constraint_count, err))
    return false;
  /* A primary key makes its columns NOT NULL. */
  for (int i = 0; i < table.column_count; i++) {
    if (table.columns[i].stored.not_null == found->columns[i].stored.not_null)
      continue;
    if (!columns_virtual_are_nullable(&table, err) ||
        !set_not_null(ddl, found, &table.columns[i], err) ||
        !catalog_change_column(ddl->change, path, &table.columns[i], err))
      return false;
  }
  return table.variety != TABLE_HYBRID ||
         hybrid_check_table(ddl->arena, ddl->catalog, ddl->session->connection, &table,
                            err);
}

static bool covers(const struct table *table, const struct table_constraint *constraint,
                   const struct list *columns)
{
  if (constraint->column_count != columns->count)
    return false;
  for (int i = 0; i < columns->count; i++) {
    const struct column *column = table_column(
      table, ((const struct ident *)columns->at[i])->name);

    if (!column || column->stored.id != constraint->column_ids[i])
      return false;
  }
  return true;
}

/* By name (written as a CHECK, since its kind is not said), or by kind and columns. */
static bool is_meant(const struct table *table, const struct table_constraint *constraint,
                     const struct constraint *written)
{
  if (constraint->kind == KEY_INDEX)
    return false;
  switch (written->kind) {
  case CONSTRAINT_CHECK:
    return written->name && text_equal(constraint->name, written->name->name);
  case CONSTRAINT_PRIMARY_KEY: return constraint->kind == KEY_PRIMARY;
  case CONSTRAINT_UNIQUE:
    return constraint->kind == KEY_UNIQUE && covers(table, constraint, &written->columns);
  case CONSTRAINT_FOREIGN_KEY:
    return constraint->kind == KEY_FOREIGN &&
           covers(table, constraint, &written->columns);
  case CONSTRAINT_INDEX: break;
  }
  return false;
}

static bool no_constraint(const struct table *table, const struct text *name,
                          struct err *err)
{
  if (name)
    return err_set(err, ERR_NO_OBJECT,
                   "SQL compilation error:\nConstraint '" TEXT_FMT
                   "' does not exist in table '" TEXT_FMT "'.",
                   TEXT_ARG(*name), TEXT_ARG(table->object.name));
  return err_set(
    err, ERR_NO_OBJECT,
    "SQL compilation error:\nThis constraint does not exist in table '" TEXT_FMT "'.",
    TEXT_ARG(table->object.name));
}

static bool drop_constraint(struct ddl *ddl, const struct alter *alter, struct path path,
                            const struct table *table, struct err *err)
{
  struct table_constraint *kept = ARENA_ARRAY(ddl->arena, (size_t)table->constraint_count,
                                              struct table_constraint);
  const struct ident *name = alter->constraint->name;
  int count = 0;

  for (int i = 0; i < table->constraint_count; i++)
    if (!is_meant(table, &table->constraints[i], alter->constraint))
      kept[count++] = table->constraints[i];
  if (count == table->constraint_count)
    return no_constraint(table, name ? &name->name : NULL, err);
  return catalog_set_constraints(ddl->change, path, kept, count, err);
}

static bool rename_constraint(struct ddl *ddl, const struct alter *alter,
                              struct path path, const struct table *table,
                              struct err *err)
{
  int count = table->constraint_count;
  struct table_constraint *all = ARENA_ARRAY(ddl->arena, (size_t)count,
                                             struct table_constraint);
  bool found = false;

  for (int i = 0; i < count; i++) {
    all[i] = table->constraints[i];
    if (!text_equal(all[i].name, alter->ident.name))
      continue;
    all[i].name = alter->ident2.name;
    found = true;
  }
  if (!found)
    return no_constraint(table, &alter->ident.name, err);
  return catalog_set_constraints(ddl->change, path, all, count, err);
}

/* ---- clustering ---- */

static bool set_clustering(struct ddl *ddl, struct path path, const struct table *table,
                           struct text cluster_by, struct err *err)
{
  struct table spec = *table;

  spec.cluster_by = cluster_by;
  return catalog_update(ddl->change, KIND_TABLE, path, &spec, err);
}

bool alter_table(struct ddl *ddl, const struct statement *statement, struct path path,
                 struct err *err)
{
  const struct alter *alter = statement->alter;
  const struct table *table = find_table(ddl, path, err);

  if (!table)
    return false;
  if (table->object.kind == KIND_VIEW && alter->kind == OBJECT_TABLE)
    return err_set(
      err, ERR_WRONG_KIND,
      "SQL compilation error:\nObject found is of type 'VIEW', not specified type "
      "'TABLE'.");
  if (!hybrid_may_alter(ddl, alter, table, err) || !dynamic_may_alter(alter, table, err))
    return false;
  switch (alter->action) {
  case ALTER_ADD_COLUMN: return add_columns(ddl, statement, path, table, err);
  case ALTER_DROP_COLUMN: return drop_columns(ddl, alter, path, table, err);
  case ALTER_RENAME_COLUMN: return rename_column(ddl, alter, path, table, err);
  case ALTER_COLUMN: return change_columns(ddl, statement, path, table, err);
  case ALTER_ADD_CONSTRAINT: return add_constraint(ddl, alter, path, table, err);
  case ALTER_DROP_CONSTRAINT: return drop_constraint(ddl, alter, path, table, err);
  case ALTER_RENAME_CONSTRAINT: return rename_constraint(ddl, alter, path, table, err);
  case ALTER_CLUSTER_BY:
    return columns_cluster(table, alter->cluster_by, err) &&
           set_clustering(ddl, path, table,
                          ddl_cluster_text(ddl, statement, alter->cluster_by), err);
  case ALTER_DROP_CLUSTERING:
    return set_clustering(ddl, path, table, (struct text){ 0 }, err);
  default: return true; /* SUSPEND and RESUME RECLUSTER: nothing clusters here. */
  }
}
