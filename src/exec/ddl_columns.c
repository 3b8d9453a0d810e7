/* ddl_columns.c: column definitions: types, defaults, identities. */
#include "exec/ddl_columns.h"

#include "bind/virtual_column.h"
#include "sql/walk.h"

bool column_is_plain(const struct column_def *def, struct err *err)
{
  if (def->masking_policy)
    return ddl_unsupported("MASKING POLICY", err);
  if (def->projection_policy)
    return ddl_unsupported("PROJECTION POLICY", err);
  return !def->tags || ddl_unsupported("TAG", err);
}

void column_take_type(struct ddl *ddl, struct column *column, struct type type)
{
  column->stored.type = type_uncollated(type);
  if (type.kind == TYPE_VARCHAR)
    column->collation = type.collation ? type.collation->spec : ddl->collation;
}

void columns_default_collation(struct ddl *ddl, struct path path,
                               const struct table *table)
{
  const char *level;
  const struct collation *collation = catalog_default_collation(ddl->catalog, path, table,
                                                                &level);

  ddl->collation = collation ? collation->spec : (struct text){ 0 };
}

/* COLLATE 'EN-ci' is kept as 'en-ci', COLLATE '' as none; without either a text has the default. */
static bool set_collation(struct ddl *ddl, const struct column_def *def,
                          struct column *column, struct err *err)
{
  const struct collation *collation;
  bool is_text = column->stored.type.kind == TYPE_VARCHAR;
  struct text spec = def->collation.at ? def->collation
                     : is_text         ? ddl->collation
                                       : (struct text){ 0 };

  if (def->collation.len && !is_text)
    return err_set(
      err, ERR_INVALID_COLUMN_DEFINITION,
      "SQL compilation error:\nCannot specify column collation for data type '" TEXT_FMT
      "' for column '" TEXT_FMT "'",
      TEXT_ARG(type_text(ddl->arena, column->stored.type)), TEXT_ARG(column->name));
  if (!collation_find(spec, &collation, err))
    return false;
  column->collation = collation ? collation->spec : (struct text){ 0 };
  return true;
}

static bool default_differs(const struct column *column, struct err *err)
{
  return err_set(
    err, ERR_VALUES_TYPE,
    "SQL compilation error:\nDefault value data type does not match data type for "
    "column " TEXT_FMT,
    TEXT_ARG(column->name));
}

/* A default is converted like an inserted value, but text is never taken for a number. */
static bool binds_as(struct ddl *ddl, const struct expr *expr,
                     const struct column *column, struct err *err)
{
  const struct bound_expr *bound;
  bool ok;

  catalog_read(ddl->catalog);
  bound = bind_scalar(&ddl->context, expr, err);
  ok = bound && bind_scalar_as(&ddl->context, expr, column->stored.type, err);
  catalog_read_end(ddl->catalog);
  if (ok && bound->type.collation)
    return default_differs(column, err);
  if (!ok || !type_is_numeric(column->stored.type) || bound->type.kind != TYPE_VARCHAR)
    return ok;
  return default_differs(column, err);
}

static bool is_next_value(const struct expr *expr)
{
  const struct list *parts;

  if (expr->kind != EXPR_COLUMN || !expr->name || expr->name->dynamic)
    return false;
  parts = &expr->name->parts;
  return parts->count > 1 &&
         text_is(((const struct ident *)parts->at[parts->count - 1])->name, "NEXTVAL");
}

/* DEFAULT seq.NEXTVAL means for ever the sequence that it means now: DB.SCHEMA.SEQ.NEXTVAL. */
static bool name_sequence(struct ddl *ddl, const struct expr *expr, struct column *column,
                          struct err *err)
{
  struct name name = *expr->name;
  struct path path;
  struct text text;

  name.parts.count--;
  if (!ddl_path(ddl, &name, KIND_SEQUENCE, &path, err))
    return false;
  text = path_text(ddl->arena, path);
  column->default_sql = arena_printf(ddl->arena, TEXT_FMT ".NEXTVAL", TEXT_ARG(text));
  return true;
}

bool column_set_default(struct ddl *ddl, const struct statement *statement,
                        const struct expr *expr, struct column *column, struct err *err)
{
  if (!binds_as(ddl, expr, column, err))
    return false;
  column->default_sql = ddl_source(statement, expr);
  return !is_next_value(expr) || name_sequence(ddl, expr, column, err);
}

static bool set_identity(const struct column_def *def, struct column *column,
                         struct err *err)
{
  if (column->stored.type.kind != TYPE_NUMBER)
    return err_set(err, ERR_INVALID_COLUMN_DEFINITION,
                   "SQL compilation error:\nIdentity column '" TEXT_FMT
                   "' must be numeric.",
                   TEXT_ARG(column->name));
  if (def->step == 0)
    return err_set(
      err, ERR_INVALID_VALUE,
      "SQL compilation error:\nInvalid increment for identity column '" TEXT_FMT "'.",
      TEXT_ARG(column->name));
  column->autoincrement = true;
  column->start = def->start;
  column->step = def->step;
  column->ordered = def->has_order && def->ordered;
  return true;
}

static bool fail_virtual(const struct column *column, const char *what, struct err *err)
{
  return err_set(err, ERR_INVALID_COLUMN_DEFINITION,
                 "SQL compilation error:\nVirtual column '" TEXT_FMT "' cannot have %s.",
                 TEXT_ARG(column->name), what);
}

bool columns_virtual_are_nullable(const struct table *table, struct err *err)
{
  for (int i = 0; i < table->column_count; i++)
    if (table->columns[i].virtual_sql.len && table->columns[i].stored.not_null)
      return fail_virtual(&table->columns[i], "a NOT NULL constraint", err);
  return true;
}

/* The table's column that an expression is; NULL when it is something else. */
static const struct column *column_named(struct table *table, const struct expr *expr)
{
  const struct list *parts;

  if (expr->kind != EXPR_COLUMN || !expr->name->parts.count)
    return NULL;
  parts = &expr->name->parts;
  return table_column(table, ((const struct ident *)parts->at[parts->count - 1])->name);
}

static bool is_virtual(void *context, const struct expr *expr)
{
  const struct column *column = column_named(context, expr);

  return column && column->virtual_sql.len;
}

static bool is_decfloat(void *context, const struct expr *expr)
{
  const struct column *column = column_named(context, expr);

  return column && column->stored.type.kind == TYPE_DECFLOAT;
}

/* The key itself, not what is made of it: FL_GET_SIZE(f) is a key as any other. */
static bool is_file(struct table *table, const struct expr *key)
{
  const struct column *column = column_named(table, key);
  struct text called;

  if (key->kind != EXPR_CALL || key->call->name->parts.count != 1)
    return column && column->stored.type.kind == TYPE_FILE;
  called = ((const struct ident *)key->call->name->parts.at[0])->name;
  return text_is(called, "TO_FILE") || text_is(called, "TRY_TO_FILE");
}

bool columns_cluster(const struct table *table, const struct list *keys, struct err *err)
{
  struct table copy = *table;

  for (int i = 0; keys && i < keys->count; i++)
    if (expr_walk(keys->at[i], is_virtual, &copy))
      return err_set(
        err, ERR_INVALID_COLUMN_DEFINITION,
        "SQL compilation error:\nA virtual column cannot be a clustering key.");
    else if (expr_walk(keys->at[i], is_decfloat, &copy))
      return ddl_unsupported("a clustering key of DECFLOAT", err);
    else if (is_file(&copy, keys->at[i]))
      return err_set(
        err, ERR_UNSUPPORTED_TYPE,
        "SQL compilation error:\nUnsupported type 'FILE' for clustering keys");
  return true;
}

/* Without a declared type its expression will give it one (column_finish_virtual). */
static bool begin_virtual(struct ddl *ddl, const struct statement *statement,
                          const struct column_def *def, struct column *column,
                          struct err *err)
{
  struct text sql = ddl_source(statement, def->generated);

  if (def->not_null)
    return fail_virtual(column, "a NOT NULL constraint", err);
  if (def->default_value || def->autoincrement)
    return fail_virtual(column, "a default value", err);
  if (def->collation.len && !def->type)
    return ddl_unsupported("COLLATE of a virtual column without a type", err);
  if (def->type && (!bind_type(&ddl->context, def->type, &column->stored.type, err) ||
                    !set_collation(ddl, def, column, err)))
    return false;
  if (def->generated->parenthesized)
    sql = text_trim(text_slice(sql, 1, sql.len - 2));
  column->virtual_sql = sql;
  return true;
}

bool column_finish_virtual(struct ddl *ddl, const struct column_def *def,
                           struct table *table, int at, struct err *err)
{
  bool ok;

  if (!def->generated)
    return true;
  catalog_read(ddl->catalog);
  ok = bind_virtual_check(&ddl->context, table, at, def->generated, err);
  catalog_read_end(ddl->catalog);
  return ok;
}

bool column_build(struct ddl *ddl, const struct statement *statement,
                  const struct column_def *def, struct column *column, struct err *err)
{
  *column = (struct column){ .name = def->name.name, .comment = def->comment };
  if (def->generated)
    return column_is_plain(def, err) && begin_virtual(ddl, statement, def, column, err);
  if (!def->type)
    return err_set_at(err, def->name.place.line, def->name.place.column, ERR_SYNTAX,
                      "Missing data type of column '" TEXT_FMT "'",
                      TEXT_ARG(def->name.name));
  if (!column_is_plain(def, err) ||
      !bind_type(&ddl->context, def->type, &column->stored.type, err) ||
      !set_collation(ddl, def, column, err))
    return false;
  column->stored.not_null = def->not_null;
  if (def->autoincrement)
    return set_identity(def, column, err);
  return !def->default_value ||
         column_set_default(ddl, statement, def->default_value, column, err);
}

/* The SELECT that names the columns: the leftmost of a chain of set operations. */
static const struct query *first_query(const struct query *query)
{
  while (query->kind == QUERY_SET)
    query = query->left;
  return query;
}

bool columns_are_named(const struct query *written, struct err *err)
{
  const struct query *query = first_query(written);

  if (query->kind != QUERY_SELECT)
    return true;
  for (int i = 0; i < query->select->items.count; i++) {
    const struct select_item *item = query->select->items.at[i];
    enum expr_kind kind = item->expr->kind;

    if (!item->alias && kind != EXPR_COLUMN && kind != EXPR_STAR && kind != EXPR_POSITION)
      return err_set(err, ERR_MISSING_COLUMN_NAME,
                     "SQL compilation error:\nMissing column specification");
  }
  return true;
}

bool columns_differ(const struct table *table, struct err *err)
{
  struct map *names = map_new();
  bool ok = true;

  for (int i = 0; ok && i < table->column_count; i++) {
    if (!map_put(names, table->columns[i].name, &table->columns[i]))
      continue;
    ok = err_set(err, ERR_DUPLICATE_COLUMN,
                 "SQL compilation error:\nduplicate column name '" TEXT_FMT "'",
                 TEXT_ARG(table->columns[i].name));
    err_set_state(err, "42S21");
  }
  map_free(names);
  return ok;
}

bool columns_build(struct ddl *ddl, const struct statement *statement,
                   const struct list *defs, struct table *table, struct err *err)
{
  table->column_count = defs->count;
  table->columns = ARENA_ARRAY(ddl->arena, (size_t)defs->count, struct column);
  for (int i = 0; i < defs->count; i++) {
    if (!column_build(ddl, statement, defs->at[i], &table->columns[i], err))
      return false;
    table->columns[i].stored.id = i + 1;
  }
  for (int i = 0; i < defs->count; i++)
    if (!column_finish_virtual(ddl, defs->at[i], table, i, err))
      return false;
  return columns_differ(table, err);
}
