/* bind_dml.c: INSERT, UPDATE, DELETE and MERGE. */
#include <string.h>

#include "base/buf.h"
#include "bind/bind.h"
#include "bind/bound_shape.h"
#include "bind/virtual_column.h"
#include "sql/parse.h"

/* ---- the target ---- */

struct target {
  const struct table *table;
  struct bound_source *source;
  struct path path;
  struct text written;
};

static bool find_any_target(struct binder *binder, const struct name *name,
                            struct target *target)
{
  struct bind_context *context = binder->context;
  struct text text;

  if (!bind_path(context, name, KIND_TABLE, &target->path, binder->err))
    return false;
  target->table = path_table(context, target->path);
  text = target->written = written_name(context, name, target->path);
  if (!target->table) {
    err_set(binder->err, ERR_NO_OBJECT,
            "SQL compilation error:\nTable '" TEXT_FMT
            "' does not exist or not authorized.",
            TEXT_ARG(text));
    return err_set_state(binder->err, "42S02");
  }
  if (target->table->object.kind != KIND_TABLE)
    return err_set(binder->err, ERR_NO_OBJECT_OR_OPERATION,
                   "SQL compilation error:\nView '" TEXT_FMT
                   "' is not a table and cannot be "
                   "changed.",
                   TEXT_ARG(text));
  if (target->table->variety == TABLE_DYNAMIC &&
      target->table->object.id != context->refreshing)
    return err_set(binder->err, ERR_NO_OBJECT_OR_OPERATION,
                   "SQL compilation error:\nDynamic table '" TEXT_FMT
                   "' cannot be changed but by its refresh.",
                   TEXT_ARG(text));
  if (target->table->variety == TABLE_EXTERNAL)
    return err_set(binder->err, ERR_NO_OBJECT_OR_OPERATION,
                   "SQL compilation error:\nExternal table '" TEXT_FMT
                   "' is read-only: no DML operations can be performed on it.",
                   TEXT_ARG(text));
  target->source = bind_table_source(binder, target->table, target->path);
  return bind_virtual_columns(binder, target->table, target->source);
}

/* The rows of an event table may be deleted, but not written. */
static bool find_target(struct binder *binder, const struct name *name,
                        struct target *target)
{
  if (!find_any_target(binder, name, target))
    return false;
  return target->table->variety != TABLE_EVENT ||
         err_set(binder->err, ERR_NO_OBJECT_OR_OPERATION,
                 "SQL compilation error:\nEvent table '" TEXT_FMT
                 "' cannot be inserted into nor updated.",
                 TEXT_ARG(target->written));
}

static void enter_target(struct binder *binder, struct scope *scope,
                         struct target *target, const struct ident *alias)
{
  struct scope_source *entry = ARENA_NEW(binder->arena, struct scope_source);

  if (alias) {
    target->source->alias = alias->name;
    target->source->table = (struct text){ 0 };
  }
  entry->source = target->source;
  entry->name = target->source->alias;
  list_add(binder->arena, &scope->sources, entry);
}

static struct bound_dml *dml_new(struct binder *binder, enum bound_dml_kind kind,
                                 const struct target *target)
{
  struct bound_dml *dml = ARENA_NEW(binder->arena, struct bound_dml);

  dml->kind = kind;
  dml->target = target->source;
  dml->target_name = path_text(binder->arena, target->path);
  dml->written = target->written;
  return dml;
}

static int column_index(const struct table *table, struct text name)
{
  for (int i = 0; i < table->column_count; i++)
    if (text_equal(table->columns[i].name, name))
      return i;
  return -1;
}

static bool fail_column(struct binder *binder, const struct ident *ident)
{
  return bind_fail(binder, &ident->place, ERR_INVALID_IDENTIFIER,
                   "invalid identifier '" TEXT_FMT "'",
                   TEXT_ARG(ident_text(binder->arena, ident->name)));
}

/* A virtual column is read only. */
static bool may_write(struct binder *binder, const struct column *column)
{
  return !column->virtual_sql.len ||
         err_set(binder->err, ERR_INVALID_COLUMN_DEFINITION,
                 "SQL compilation error:\nVirtual column '" TEXT_FMT
                 "' is invalid target.",
                 TEXT_ARG(column->name));
}

/* ---- values for columns ---- */

/* A text is no JSON, bound or written: PARSE_JSON, in INSERT ... SELECT, makes it that (issue 821 of
 * snowflake-connector-net: "expecting VARIANT but got VARCHAR(1301)"). */
static bool is_text_for_json(const struct bound_expr *value, struct type type)
{
  return value->type.kind == TYPE_VARCHAR && !value->is_null && type_is_semi(type);
}

static struct bound_expr *stored(struct binder *binder, struct bound_expr *value,
                                 const struct column *column)
{
  /* Clients send bytes of a mixed array as text: what is bound takes any conversion. */
  enum cast_mode mode = value && value->is_bind ? CAST_MODE_EXPLICIT : CAST_MODE_STORE;
  struct bound_expr *converted = NULL;

  if (value && !is_text_for_json(value, column->stored.type))
    converted = convert(binder, value, column->stored.type, mode);
  if (value && !converted && !err_is_set(binder->err)) {
    struct text from = type_text(binder->arena, value->type);
    struct text to = type_text(binder->arena, column->stored.type);

    err_set(
      binder->err, ERR_VALUES_TYPE,
      "SQL compilation error:\nExpression type does not match column data type, expecting " TEXT_FMT
      " but got " TEXT_FMT " for column " TEXT_FMT,
      TEXT_ARG(to), TEXT_ARG(from), TEXT_ARG(column->name));
  }
  return converted;
}

/* What a column gets when the statement names no value for it. */
static struct bound_expr *default_value(struct binder *binder,
                                        const struct column *column)
{
  struct bind_context *context = binder->context;
  struct scope *scope = binder->scope;
  struct text sql = context->sql;
  struct bound_expr *value;
  struct expr *expr;

  if (column->autoincrement) {
    struct type type = type_number(38, 0);

    value = bound_template(binder, "sg_nextval($x)", type, NULL, 0, NULL);
    value->extra = (int)column->sequence_id;
    value->is_volatile = context->is_volatile = true;
    value->bytes = 8;
    return stored(binder, value, column);
  }
  if (!column->default_sql.at || !column->default_sql.len)
    return bound_null(binder, column->stored.type);
  context->sql = arena_text(binder->arena, column->default_sql);
  expr = parse_expr(binder->arena, context->sql, binder->err);
  binder->scope = NULL;
  value = expr ? stored(binder, bind_expression(binder, expr), column) : NULL;
  binder->scope = scope;
  context->sql = sql;
  return value;
}

static struct bound_expr *value_for(struct binder *binder, const struct expr *expr,
                                    const struct column *column)
{
  if (expr->kind == EXPR_DEFAULT)
    return default_value(binder, column);
  return stored(binder, bind_expression(binder, expr), column);
}

static struct bound_expr *values_item(struct binder *binder, const struct expr *expr,
                                      const struct column *column)
{
  struct bound_expr *bound;

  if (expr->kind == EXPR_DEFAULT)
    return default_value(binder, column);
  bound = bind_expression(binder, expr);
  if (!bound || !check_values_expr(binder, expr, bound))
    return NULL;
  return stored(binder, bound, column);
}

/* ---- INSERT ---- */

struct insert_columns {
  int named; /* Columns that the statement gives values for, first in `columns` ... */
  int count; /* ... then those that get their default. */
  const struct column **columns;
};

static bool choose_columns(struct binder *binder, const struct table *table,
                           const struct list *idents, struct insert_columns *chosen)
{
  bool *given = ARENA_ARRAY(binder->arena, (size_t)table->column_count, bool);

  chosen->columns = ARENA_ARRAY(binder->arena, (size_t)table->column_count,
                                const struct column *);
  for (int i = 0; i < (idents ? idents->count : table->column_count); i++) {
    int at = i;

    if (idents) {
      const struct ident *ident = idents->at[i];

      at = column_index(table, ident->name);
      if (at < 0)
        return fail_column(binder, ident);
      if (given[at])
        return bind_fail(binder, &ident->place, ERR_DUPLICATE_COLUMN,
                         "duplicate column name '" TEXT_FMT "'", TEXT_ARG(ident->name));
      if (!may_write(binder, &table->columns[at]))
        return false;
    }
    given[at] = true;
    if (table->columns[at].virtual_sql.len)
      continue; /* Only named columns and those that are stored take values. */
    chosen->columns[chosen->count++] = &table->columns[at];
  }
  chosen->named = chosen->count;
  for (int i = 0; i < table->column_count; i++) {
    const struct column *column = &table->columns[i];

    if (given[i])
      continue;
    if (column->autoincrement || (column->default_sql.at && column->default_sql.len))
      chosen->columns[chosen->count++] = column;
  }
  return true;
}

static bool fail_count(struct binder *binder, int expected, int got)
{
  return err_set(
    binder->err, ERR_VALUE_COUNT,
    "SQL compilation error:\nInsert value list does not match column list expecting "
    "%d but got %d",
    expected, got);
}

static bool add_defaults(struct binder *binder, const struct insert_columns *chosen,
                         struct bound_expr **items)
{
  for (int i = chosen->named; i < chosen->count; i++)
    if (!(items[i] = default_value(binder, chosen->columns[i])))
      return false;
  return true;
}

/* SELECT converted columns, defaults FROM source. */
static struct bound_query *insert_from(struct binder *binder, struct bound_source *source,
                                       const struct insert_columns *chosen)
{
  struct bound_query *outer = select_query(binder, chosen->count,
                                           from_one(binder, source));
  struct scope_source entry = { .source = source };

  for (int i = 0; i < chosen->named; i++) {
    outer->select->items[i] = stored(binder, source_column(binder, NULL, &entry, i, NULL),
                                     chosen->columns[i]);
    if (!outer->select->items[i])
      return NULL;
  }
  return add_defaults(binder, chosen, outer->select->items) ? outer : NULL;
}

/* VALUES with a row for each element of the bound arrays. */
static struct bound_query *insert_arrays(struct binder *binder, const struct list *row,
                                         const struct insert_columns *chosen)
{
  struct bound_source *source = ARENA_NEW(binder->arena, struct bound_source);
  struct bound_query *query = select_query(binder, chosen->count,
                                           from_one(binder, source));
  struct bound_rows_need *need = ARENA_NEW(binder->arena, struct bound_rows_need);

  source->kind = SOURCE_ROWS; /* Under number 0, as bind_expr.c reads it. */
  need->rows_id = &source->rows_id;
  need->rows = binder->context->bind_rows;
  list_add(binder->arena, &binder->context->needs, need);
  binder->context->in_bind_rows = true;
  for (int i = 0; i < chosen->named; i++)
    if (!(query->select->items[i] = values_item(binder, row->at[i], chosen->columns[i])))
      return NULL;
  binder->context->in_bind_rows = false;
  return add_defaults(binder, chosen, query->select->items) ? query : NULL;
}

static struct bound_query *insert_values(struct binder *binder, const struct list *rows,
                                         const struct insert_columns *chosen)
{
  struct bound_query *query = ARENA_NEW(binder->arena, struct bound_query);
  struct bound_source *literal;

  for (int r = 0; r < rows->count; r++) {
    const struct list *row = rows->at[r];

    if (row->count != chosen->named) {
      fail_count(binder, chosen->named, row->count);
      return NULL;
    }
  }
  if (binder->context->bind_rows && rows->count == 1)
    return insert_arrays(binder, rows->at[0], chosen);
  literal = bind_literal_rows(binder, rows);
  if (err_is_set(binder->err))
    return NULL;
  if (literal)
    return insert_from(binder, literal, chosen);
  query->kind = QUERY_VALUES;
  query->row_count = rows->count;
  query->column_count = chosen->count;
  query->columns = ARENA_ARRAY(binder->arena, (size_t)chosen->count, struct bound_column);
  query->rows = ARENA_ARRAY(binder->arena, (size_t)rows->count, struct bound_expr **);
  for (int r = 0; r < rows->count; r++) {
    const struct list *row = rows->at[r];

    query->rows[r] = ARENA_ARRAY(binder->arena, (size_t)chosen->count,
                                 struct bound_expr *);
    for (int c = 0; c < chosen->named; c++)
      if (!(query->rows[r][c] = values_item(binder, row->at[c], chosen->columns[c])))
        return NULL;
    if (!add_defaults(binder, chosen, query->rows[r]))
      return NULL;
  }
  return query;
}

/* Columns of the source behind those that are stored, as they are. */
static struct bound_query *add_spare(struct binder *binder, struct bound_query *query,
                                     struct bound_source *source,
                                     const struct insert_columns *chosen, int spare)
{
  struct scope_source entry = { .source = source };
  struct bound_expr **items = ARENA_ARRAY(binder->arena, (size_t)(chosen->count + spare),
                                          struct bound_expr *);

  for (int i = 0; i < chosen->count; i++)
    items[i] = query->select->items[i];
  for (int i = 0; i < spare; i++)
    items[chosen->count + i] = source_column(binder, NULL, &entry, chosen->named + i,
                                             NULL);
  query->select->items = items;
  query->select->item_count += spare;
  return query;
}

/* What comes of staged files with types of their own is converted where it still has them, and not made
 * a VARIANT first. */
static bool convert_file_columns(struct binder *binder, struct bound_query *query,
                                 const struct insert_columns *chosen)
{
  struct bound_select *select = query->select;

  if (query->kind != QUERY_SELECT || select->distinct || select->group_count)
    return true;
  for (int i = 0; i < chosen->named && i < select->item_count; i++) {
    struct bound_expr *item = select->items[i];
    struct type type = chosen->columns[i]->stored.type;

    if (!item->of_file || !(bind_staged_converts(binder, item->of_file->type, type) ||
                            bind_staged_sure(item->of_file->type, type)))
      continue;
    item = stored(binder, item, chosen->columns[i]);
    if (!item)
      return false;
    select->items[i] = item;
    query->columns[i].type = item->type;
    query->columns[i].bytes = item->bytes;
    query->columns[i].width = item->width;
  }
  return true;
}

/* The query itself, with its values as the columns store them: who looks for values that fail finds those that the
 * query's own expressions refuse, too. */
static struct bound_query *store_in_place(struct binder *binder,
                                          struct bound_query *query,
                                          const struct insert_columns *chosen, int spare)
{
  struct bound_expr **items = ARENA_ARRAY(binder->arena, (size_t)(chosen->count + spare),
                                          struct bound_expr *);
  struct bound_select *select = query->select;

  for (int i = 0; i < chosen->named; i++)
    if (!(items[i] = stored(binder, select->items[i], chosen->columns[i])))
      return NULL;
  if (!add_defaults(binder, chosen, items))
    return NULL;
  for (int i = 0; i < spare; i++)
    items[chosen->count + i] = select->items[chosen->named + i];
  select->items = items;
  select->item_count = chosen->count + spare;
  return query;
}

static struct bound_query *insert_select(struct binder *binder,
                                         const struct insert *insert,
                                         const struct insert_columns *chosen)
{
  struct bound_query *query = bind_subquery(binder, insert->query);
  int spare = insert->spare;
  struct bound_source *source;
  struct bound_query *outer;

  if (!query)
    return NULL;
  if (!convert_file_columns(binder, query, chosen))
    return NULL;
  if (query->column_count != chosen->named + spare) {
    fail_count(binder, chosen->named, query->column_count - spare);
    return NULL;
  }
  if (insert->flat)
    return store_in_place(binder, query, chosen, spare);
  source = query_source(binder, query);
  outer = insert_from(binder, source, chosen);
  return outer && spare ? add_spare(binder, outer, source, chosen, spare) : outer;
}

/* The values of one row as they come, or expressions over them. */
static struct bound_query *insert_values_of(struct binder *binder,
                                            struct bound_source *source,
                                            const struct list *values,
                                            const struct insert_columns *chosen)
{
  struct scope scope = { .clause = CLAUSE_SET }, *outer = binder->scope;
  struct scope_source entry = { .source = source };
  struct bound_query *query = select_query(binder, chosen->count,
                                           from_one(binder, source));
  bool ok = true;

  list_add(binder->arena, &scope.sources, &entry);
  binder->scope = &scope;
  for (int i = 0; ok && i < chosen->named; i++) {
    query->select->items[i] = value_for(binder, values->at[i], chosen->columns[i]);
    ok = query->select->items[i] != NULL;
  }
  binder->scope = outer;
  return ok && add_defaults(binder, chosen, query->select->items) ? query : NULL;
}

static void set_insert_columns(struct binder *binder, struct bound_dml *dml,
                               const struct insert_columns *chosen)
{
  dml->column_count = chosen->count;
  dml->column_ids = ARENA_ARRAY(binder->arena, (size_t)chosen->count, int);
  for (int i = 0; i < chosen->count; i++)
    dml->column_ids[i] = chosen->columns[i]->stored.id;
}

struct bound_dml *bind_insert_from(struct binder *binder, const struct name *table,
                                   const struct list *columns, const struct list *values,
                                   struct bound_source *source)
{
  struct insert_columns chosen = { 0 };
  struct target target;
  struct bound_dml *dml;
  int given = values ? values->count : source->column_count;

  if (!find_target(binder, table, &target) ||
      !choose_columns(binder, target.table, columns, &chosen))
    return NULL;
  if (given != chosen.named) {
    fail_count(binder, chosen.named, given);
    return NULL;
  }
  dml = dml_new(binder, BOUND_INSERT, &target);
  set_insert_columns(binder, dml, &chosen);
  dml->query = values ? insert_values_of(binder, source, values, &chosen)
                      : insert_from(binder, source, &chosen);
  return dml->query ? dml : NULL;
}

static bool only_binds(const struct list *rows)
{
  const struct list *row = rows->count == 1 ? rows->at[0] : NULL;
  bool any = false;

  for (int i = 0; row && i < row->count; i++)
    any |= ((const struct expr *)row->at[i])->kind == EXPR_BIND;
  return any;
}

static struct bound_dml *bind_insert(struct binder *binder, const struct insert *insert)
{
  struct target target;
  struct insert_columns chosen = { 0 };
  struct bound_dml *dml;
  bool values = insert->query->kind == QUERY_VALUES && !insert->query->ctes &&
                !insert->query->order_by && !insert->query->limit;

  if (!find_target(binder, insert->table, &target) ||
      !choose_columns(binder, target.table, insert->columns, &chosen))
    return NULL;
  dml = dml_new(binder, BOUND_INSERT, &target);
  dml->overwrite = insert->overwrite;
  dml->array_bind = values && only_binds(insert->query->rows);
  set_insert_columns(binder, dml, &chosen);
  dml->query = values ? insert_values(binder, insert->query->rows, &chosen)
                      : insert_select(binder, insert, &chosen);
  return dml->query ? dml : NULL;
}

/* ---- UPDATE, DELETE ---- */

static bool bind_assignments(struct binder *binder, const struct target *target,
                             const struct list *assignments, int **ids,
                             struct bound_expr ***values)
{
  *ids = ARENA_ARRAY(binder->arena, (size_t)assignments->count, int);
  *values = ARENA_ARRAY(binder->arena, (size_t)assignments->count, struct bound_expr *);
  for (int i = 0; i < assignments->count; i++) {
    const struct assignment *assignment = assignments->at[i];
    const struct ident *ident =
      assignment->column->parts.at[assignment->column->parts.count - 1];
    int at = column_index(target->table, ident->name);

    if (at < 0)
      return fail_column(binder, ident);
    if (!may_write(binder, &target->table->columns[at]))
      return false;
    (*ids)[i] = target->table->columns[at].stored.id;
    for (int j = 0; j < i; j++)
      if ((*ids)[j] == (*ids)[i])
        return bind_fail(binder, &ident->place, ERR_DUPLICATE_COLUMN,
                         "duplicate column name '" TEXT_FMT "'", TEXT_ARG(ident->name));
    (*values)[i] = value_for(binder, assignment->value, &target->table->columns[at]);
    if (!(*values)[i])
      return false;
  }
  return true;
}

static const struct name *target_name(struct binder *binder, const struct table_ref *ref)
{
  if (ref->kind == TABLE_NAME)
    return ref->name;
  bind_fail(binder, &ref->place, ERR_SYNTAX, "a table is expected here");
  return NULL;
}

static struct bound_dml *bind_update(struct binder *binder, const struct update *update)
{
  const struct name *name = target_name(binder, update->table);
  struct scope scope = { .clause = CLAUSE_FROM };
  struct bound_dml *dml;
  struct target target;

  if (!name || !find_target(binder, name, &target))
    return NULL;
  dml = dml_new(binder, BOUND_UPDATE, &target);
  binder->scope = &scope;
  enter_target(binder, &scope, &target, update->table->alias);
  if (update->from && !(dml->from = bind_from(binder, update->from)))
    return NULL;
  if (!scope_check_names(binder))
    return NULL;
  scope.clause = CLAUSE_SET;
  if (!bind_assignments(binder, &target, &update->assignments, &dml->column_ids,
                        &dml->values))
    return NULL;
  dml->column_count = update->assignments.count;
  scope.clause = CLAUSE_WHERE;
  if (update->where && !(dml->where = bind_filter(binder, update->where)))
    return NULL;
  return dml;
}

static struct bound_dml *bind_delete(struct binder *binder,
                                     const struct delete_from *delete)
{
  const struct name *name = target_name(binder, delete->table);
  struct scope scope = { .clause = CLAUSE_FROM };
  struct bound_dml *dml;
  struct target target;

  if (!name || !find_any_target(binder, name, &target))
    return NULL;
  dml = dml_new(binder, BOUND_DELETE, &target);
  binder->scope = &scope;
  enter_target(binder, &scope, &target, delete->table->alias);
  if (delete->using_tables && !(dml->from = bind_from(binder, delete->using_tables)))
    return NULL;
  if (!scope_check_names(binder))
    return NULL;
  scope.clause = CLAUSE_WHERE;
  if (delete->where && !(dml->where = bind_filter(binder, delete->where)))
    return NULL;
  return dml;
}

/* ---- MERGE ---- */

/* Where there is no row of the target, names are the source's alone. Gives what to put back. */
static struct list hide_target(struct scope *scope)
{
  struct list all = scope->sources;

  scope->sources.at++;
  scope->sources.count--;
  return all;
}

static bool bind_merge_condition(struct binder *binder, const struct merge_clause *clause,
                                 struct bound_merge_clause *bound)
{
  struct list all = binder->scope->sources;

  if (!clause->condition)
    return true;
  if (!clause->matched)
    hide_target(binder->scope);
  bound->condition = bind_filter(binder, clause->condition);
  binder->scope->sources = all;
  return bound->condition != NULL;
}

static bool bind_merge_insert(struct binder *binder, const struct target *target,
                              const struct merge_clause *clause,
                              struct bound_merge_clause *bound)
{
  struct insert_columns chosen = { 0 };
  struct list all;
  bool ok = true;

  if (!choose_columns(binder, target->table, clause->columns, &chosen))
    return false;
  if (clause->values.count != chosen.named)
    return fail_count(binder, chosen.named, clause->values.count);
  bound->count = chosen.count;
  bound->column_ids = ARENA_ARRAY(binder->arena, (size_t)chosen.count, int);
  bound->values = ARENA_ARRAY(binder->arena, (size_t)chosen.count, struct bound_expr *);
  all = hide_target(binder->scope);
  for (int i = 0; ok && i < chosen.count; i++) {
    bound->column_ids[i] = chosen.columns[i]->stored.id;
    bound->values[i] = i < chosen.named
                         ? value_for(binder, clause->values.at[i], chosen.columns[i])
                         : default_value(binder, chosen.columns[i]);
    ok = bound->values[i] != NULL;
  }
  binder->scope->sources = all;
  return ok;
}

static int stored_count(const struct table *table)
{
  int count = 0;

  for (int i = 0; i < table->column_count; i++)
    count += !table->columns[i].virtual_sql.len;
  return count;
}

/* UPDATE ALL BY NAME, INSERT ALL BY NAME: every column of the source under its own name. */
static bool bind_merge_all(struct binder *binder, const struct target *target,
                           bool insert, struct bound_merge_clause *bound)
{
  const struct scope_source *entry = binder->scope->sources.at[1];
  const struct bound_source *source = entry->source;

  bound->action = insert ? BOUND_MERGE_INSERT : BOUND_MERGE_UPDATE;
  bound->column_ids = ARENA_ARRAY(binder->arena, (size_t)source->column_count, int);
  bound->values = ARENA_ARRAY(binder->arena, (size_t)source->column_count,
                              struct bound_expr *);
  for (int i = 0; i < source->column_count; i++) {
    int at = column_index(target->table, source->columns[i].name);

    if (at < 0 || target->table->columns[at].virtual_sql.len ||
        source->column_count != stored_count(target->table))
      return err_set(
        binder->err, ERR_INVALID_IDENTIFIER,
        "SQL compilation error:\nALL BY NAME: the columns of source and target "
        "differ");
    bound->column_ids[i] = target->table->columns[at].stored.id;
    bound->values[i] = stored(binder,
                              source_column(binder, binder->scope, entry, i, NULL),
                              &target->table->columns[at]);
    if (!bound->values[i])
      return false;
  }
  bound->count = source->column_count;
  return true;
}

static bool bind_merge_clause(struct binder *binder, const struct target *target,
                              const struct merge_clause *clause,
                              struct bound_merge_clause *bound)
{
  bound->matched = clause->matched;
  if (!bind_merge_condition(binder, clause, bound))
    return false;
  switch (clause->action) {
  case MERGE_DELETE: bound->action = BOUND_MERGE_DELETE; return true;
  case MERGE_UPDATE:
    bound->action = BOUND_MERGE_UPDATE;
    bound->count = clause->assignments.count;
    return bind_assignments(binder, target, &clause->assignments, &bound->column_ids,
                            &bound->values);
  case MERGE_INSERT:
    bound->action = BOUND_MERGE_INSERT;
    return bind_merge_insert(binder, target, clause, bound);
  case MERGE_UPDATE_ALL: return bind_merge_all(binder, target, false, bound);
  case MERGE_INSERT_ALL: return bind_merge_all(binder, target, true, bound);
  }
  return false;
}

/* One source for each target row is chosen among the rows of one relation (emit_dml.c). */
static bool may_choose_source(struct binder *binder, const struct bound_from *from)
{
  struct bind_context *context = binder->context;

  if (from->source || !context->parameter ||
      !text_is_nocase(
        context->parameter(context->owner, "ERROR_ON_NONDETERMINISTIC_MERGE"), "false"))
    return true;
  return err_set(binder->err, ERR_UNSUPPORTED,
                 "Unsupported feature 'MERGE USING a join with "
                 "ERROR_ON_NONDETERMINISTIC_MERGE = false'.");
}

static struct bound_dml *bind_merge(struct binder *binder, const struct merge *merge)
{
  const struct name *name = target_name(binder, merge->table);
  struct scope scope = { .clause = CLAUSE_FROM };
  struct bound_dml *dml;
  struct target target;

  if (!name || !find_target(binder, name, &target))
    return NULL;
  dml = dml_new(binder, BOUND_MERGE, &target);
  binder->scope = &scope;
  enter_target(binder, &scope, &target, merge->table->alias);
  if (!(dml->from = bind_from(binder, merge->source)) || !scope_check_names(binder))
    return NULL;
  if (!may_choose_source(binder, dml->from))
    return NULL;
  scope.clause = CLAUSE_ON;
  if (!(dml->where = bind_filter(binder, merge->on)))
    return NULL;
  scope.clause = CLAUSE_SET;
  dml->clause_count = merge->clauses.count;
  dml->clauses = ARENA_ARRAY(binder->arena, (size_t)merge->clauses.count,
                             struct bound_merge_clause);
  for (int i = 0; i < merge->clauses.count; i++)
    if (!bind_merge_clause(binder, &target, merge->clauses.at[i], &dml->clauses[i]))
      return NULL;
  return dml;
}

struct bound_dml *bind_dml(struct bind_context *context,
                           const struct statement *statement, struct err *err)
{
  struct binder binder = binder_new(context, err);

  switch (statement->kind) {
  case STMT_INSERT: return bind_insert(&binder, statement->insert);
  case STMT_MULTI_INSERT: return bind_multi_insert(&binder, statement->multi_insert);
  case STMT_UPDATE: return bind_update(&binder, statement->update);
  case STMT_DELETE: return bind_delete(&binder, statement->delete_from);
  case STMT_MERGE: return bind_merge(&binder, statement->merge);
  default: break;
  }
  err_set(err, ERR_INTERNAL, "bind_dml was given another statement");
  return NULL;
}

struct bound_query *bind_query_into(struct bind_context *context,
                                    const struct query *query,
                                    const struct column *columns, int column_count,
                                    struct err *err)
{
  struct binder binder = binder_new(context, err);
  struct insert_columns chosen = { column_count, column_count, NULL };
  struct insert insert = { .query = (struct query *)(uintptr_t)query };

  chosen.columns = ARENA_ARRAY(context->arena, (size_t)column_count,
                               const struct column *);
  for (int i = 0; i < column_count; i++)
    chosen.columns[i] = &columns[i];
  return insert_select(&binder, &insert, &chosen);
}
