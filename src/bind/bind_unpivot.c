/* bind_unpivot.c: UNPIVOT: columns become rows of a name and a value. */
#include "bind/binder.h"
#include "bind/bound_shape.h"

struct unpivoting {
  struct binder *binder;
  const struct table_ref *ref;
  const struct pivot *pivot;
  struct list exprs, names; /* struct bound_expr, struct text: what is unpivoted. */
  int *columns;             /* Which of them become rows ... */
  bool *taken;              /* ... and for each, whether it does. */
};

static const struct ident *column_ident(const struct expr *expr)
{
  return expr->kind == EXPR_COLUMN && expr->name->parts.count == 1
           ? expr->name->parts.at[0]
           : NULL;
}

static bool find_column(struct unpivoting *unpivoting, const struct expr *expr,
                        int *column)
{
  const struct ident *ident = column_ident(expr);

  if (!ident)
    return bind_fail(unpivoting->binder, &expr->place, ERR_SYNTAX,
                     "UNPIVOT takes names of columns");
  for (int i = 0; i < unpivoting->names.count; i++)
    if (text_equal(*(struct text *)unpivoting->names.at[i], ident->name)) {
      unpivoting->taken[i] = true;
      *column = i;
      return true;
    }
  return bind_fail(unpivoting->binder, &ident->place, ERR_INVALID_IDENTIFIER,
                   "invalid identifier '" TEXT_FMT "'",
                   TEXT_ARG(ident_text(unpivoting->binder->arena, ident->name)));
}

/* Columns of another kind cannot stand under each other; sizes and digits may differ. */
static bool check_types(struct unpivoting *unpivoting)
{
  const struct bound_expr *first = unpivoting->exprs.at[unpivoting->columns[0]];

  for (int i = 1; i < unpivoting->pivot->values->count; i++) {
    int column = unpivoting->columns[i];
    const struct bound_expr *other = unpivoting->exprs.at[column];

    if (other->type.kind != first->type.kind && !other->is_null && !first->is_null)
      return bind_fail(unpivoting->binder, NULL, ERR_TYPE_MISMATCH,
                       "column '" TEXT_FMT
                       "' has another type than the first column of UNPIVOT",
                       TEXT_ARG(*(struct text *)unpivoting->names.at[column]));
  }
  return true;
}

static bool find_columns(struct unpivoting *unpivoting)
{
  struct arena *arena = unpivoting->binder->arena;
  const struct list *items = unpivoting->pivot->values;

  unpivoting->columns = ARENA_ARRAY(arena, (size_t)items->count, int);
  unpivoting->taken = ARENA_ARRAY(arena, (size_t)unpivoting->names.count, bool);
  for (int i = 0; i < items->count; i++)
    if (!find_column(unpivoting, ((const struct select_item *)items->at[i])->expr,
                     &unpivoting->columns[i]))
      return false;
  return check_types(unpivoting);
}

/* Each row is joined with as many numbers as columns become rows. */
static struct bound_from *with_numbers(struct unpivoting *unpivoting,
                                       struct bound_from *from,
                                       struct bound_expr **number)
{
  struct binder *binder = unpivoting->binder;
  struct bound_from *join = ARENA_NEW(binder->arena, struct bound_from);
  struct bound_source *numbers = bound_source_new(binder, SOURCE_TEMPLATE, 1);
  struct text sql = arena_printf(binder->arena, "(SELECT unnest(range(%d)) AS c0)",
                                 unpivoting->pivot->values->count);
  struct scope_source entry = { .source = numbers };

  numbers->duckdb = arena_c_string(binder->arena, sql);
  numbers->columns[0] = (struct bound_column){ .type = type_number(18, 0), .bytes = 8 };
  join->join = JOIN_CROSS;
  join->left = from;
  join->right = ARENA_NEW(binder->arena, struct bound_from);
  join->right->source = numbers;
  *number = source_column(binder, NULL, &entry, 0, NULL);
  return join;
}

/* CASE number WHEN 0 THEN jan WHEN 1 THEN feb ... END, or the same of the names. */
static struct bound_expr *chosen(struct unpivoting *unpivoting, struct bound_expr *number,
                                 bool of_names)
{
  struct binder *binder = unpivoting->binder;
  const struct list *items = unpivoting->pivot->values;
  int count = items->count;
  struct bound_expr **conditions = ARENA_ARRAY(binder->arena, (size_t)count,
                                               struct bound_expr *);
  struct bound_expr **values = ARENA_ARRAY(binder->arena, (size_t)count,
                                           struct bound_expr *);
  struct bound_expr *all;
  bool nullable = false;

  for (int i = 0; i < count; i++) {
    const struct select_item *item = items->at[i];
    struct text at = arena_printf(binder->arena, "($1 = %d)", i);

    conditions[i] = bound_template1(binder, arena_c_string(binder->arena, at),
                                    type_of(TYPE_BOOLEAN), number);
    values[i] = of_names
                  ? bound_text(binder, item->alias ? item->alias->name
                                                   : column_ident(item->expr)->name)
                  : unpivoting->exprs.at[unpivoting->columns[i]];
    nullable |= values[i]->nullable;
  }
  if (count == 1) {
    all = ARENA_NEW(binder->arena, struct bound_expr);
    *all = *values[0];
  } else {
    all = bound_case(binder, count - 1, conditions, values, &unpivoting->ref->place);
  }
  if (!all)
    return NULL;
  all->nullable = nullable && (of_names || unpivoting->pivot->include_nulls);
  if (of_names)
    all->type = type_of(TYPE_VARCHAR);
  return all;
}

static struct bound_query *unpivot_query(struct unpivoting *unpivoting,
                                         struct bound_from *from)
{
  struct binder *binder = unpivoting->binder;
  struct bound_query *query = ARENA_NEW(binder->arena, struct bound_query);
  size_t most = (size_t)unpivoting->exprs.count + 2;
  struct bound_expr *number, *name, *value;
  int at = 0;

  query->kind = QUERY_SELECT;
  query->columns = ARENA_ARRAY(binder->arena, most, struct bound_column);
  query->select = ARENA_NEW(binder->arena, struct bound_select);
  query->select->items = ARENA_ARRAY(binder->arena, most, struct bound_expr *);
  query->select->from = with_numbers(unpivoting, from, &number);
  name = chosen(unpivoting, number, true);
  value = chosen(unpivoting, number, false);
  if (!name || !value)
    return NULL;
  for (int i = 0; i < unpivoting->exprs.count; i++) {
    if (unpivoting->taken[i])
      continue;
    query->columns[at] = column_of(unpivoting->exprs.at[i],
                                   *(struct text *)unpivoting->names.at[i]);
    query->select->items[at++] = unpivoting->exprs.at[i];
  }
  query->columns[at] = column_of(name, unpivoting->pivot->column->name);
  query->select->items[at++] = name;
  query->columns[at] = column_of(value, column_ident(unpivoting->pivot->aggregate)->name);
  query->select->items[at++] = value;
  query->column_count = query->select->item_count = at;
  if (!unpivoting->pivot->include_nulls)
    query->select->where = bound_template1(binder, "($1 IS NOT NULL)",
                                           type_of(TYPE_BOOLEAN), value);
  return query;
}

struct bound_query *bind_unpivot(struct binder *binder, const struct table_ref *ref)
{
  struct scope scope = { .parent = binder->scope->parent, .clause = CLAUSE_FROM };
  struct unpivoting unpivoting = { .binder = binder, .ref = ref, .pivot = ref->pivot };
  struct star star = { 0 };
  const struct expr all = { .kind = EXPR_STAR, .star = &star, .place = ref->place };
  struct scope *outer = binder->scope;
  struct bound_query *query = NULL;
  struct bound_from *from;

  binder->scope = &scope;
  from = bind_from(binder, ref->left);
  if (from && scope_star(binder, &all, &unpivoting.exprs, &unpivoting.names) &&
      find_columns(&unpivoting))
    query = unpivot_query(&unpivoting, from);
  binder->scope = outer;
  return query;
}
