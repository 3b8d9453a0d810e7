/* bind_connect_by.c: START WITH ... CONNECT BY: a recursive query of the rows of FROM. */
#include <string.h>

#include "bind/binder.h"
#include "bind/bound_shape.h"
#include "sql/walk.h"

#define CYCLE_ERROR "CONNECT BY loop in the data"

/* What a row of the hierarchy takes from the row above it, beside its own columns: a path, the
 * root's value, the parent's. */
struct carried {
  enum { CARRY_LEVEL, CARRY_ROWS, CARRY_PRIOR, CARRY_ROOT, CARRY_PATH } kind;
  struct bound_expr *value; /* What was asked for. */
  struct bound_expr *root;  /* Of a row at the top ... */
  struct bound_expr *step;  /* ... and of one below. */
  struct bound_expr *column;
};

/* FROM becomes a common table, `base`. Another one, `tree`, has its rows level by level:
 *
 *   tree: SELECT row.*, 1, ... FROM base AS row WHERE <START WITH>
 *         UNION ALL SELECT row.*, above.level + 1, ... FROM tree AS above JOIN base AS row
 *                   ON <CONNECT BY>
 *
 * The columns of both come first, then LEVEL, then what is carried. So there are four scopes with
 * the same names: FROM's own, that of `row`, of `above`, and of the tree, where the rest of the
 * SELECT is bound. */
struct hierarchy {
  struct bound_cte *base, *tree;
  struct bound_query *top, *step;
  struct bound_source *row, *above, *all;
  struct scope row_scope, above_scope;
  bool in_step;     /* The condition is being bound: PRIOR is the row above. */
  int column_count; /* Of base, without the row's number. */
  struct list carried;
};

/* ---- scopes ---- */

static struct bound_source *cte_source(struct binder *binder, const struct bound_cte *cte,
                                       int columns)
{
  struct bound_source *source = bound_source_new(binder, SOURCE_CTE, columns);

  source->cte = cte->id;
  return source;
}

/* The same names over the columns of another relation, where they stand one after another. */
static void mirror(struct binder *binder, const struct scope *from,
                   const struct bound_source *source, struct scope *scope)
{
  int at = 0;

  scope->sources = scope->merged = (struct list){ 0 };
  for (int i = 0; i < from->sources.count; i++) {
    const struct scope_source *entry = from->sources.at[i];
    struct scope_source *copy = ARENA_NEW(binder->arena, struct scope_source);

    *copy = *entry;
    copy->source = ARENA_NEW(binder->arena, struct bound_source);
    *copy->source = *entry->source;
    copy->source->id = source->id;
    copy->source->kind = SOURCE_CTE;
    copy->source->cte = source->cte;
    copy->source->first_column = at;
    at += copy->source->column_count;
    list_add(binder->arena, &scope->sources, copy);
  }
  for (int i = 0; i < from->merged.count; i++) {
    const struct merged_column *merged = from->merged.at[i];
    struct merged_column *copy = ARENA_NEW(binder->arena, struct merged_column);
    struct scope_source entry = { .source = (struct bound_source *)(uintptr_t)source };

    copy->name = merged->name;
    copy->expr = source_column(binder, NULL, &entry, at++, NULL);
    list_add(binder->arena, &scope->merged, copy);
  }
}

/* ---- base ---- */

static struct bound_expr *row_number(struct binder *binder)
{
  struct bound_expr *number = bound_template(binder, "row_number() OVER ()",
                                             type_number(18, 0), NULL, 0, NULL);

  number->bytes = 8;
  return number;
}

/* SELECT all columns, those that USING made, the row's number FROM ... */
static struct bound_query *base_query(struct binder *binder, struct hierarchy *hierarchy,
                                      const struct scope *from, struct bound_from *tables)
{
  struct list items = { 0 };

  for (int i = 0; i < from->sources.count; i++) {
    const struct scope_source *entry = from->sources.at[i];

    for (int c = 0; c < entry->source->column_count; c++)
      list_add(binder->arena, &items, source_column(binder, NULL, entry, c, NULL));
  }
  for (int i = 0; i < from->merged.count; i++)
    list_add(binder->arena, &items, ((struct merged_column *)from->merged.at[i])->expr);
  hierarchy->column_count = items.count;
  list_add(binder->arena, &items, row_number(binder));
  return select_of(binder, &items, tables);
}

/* ---- the tree ---- */

static struct bound_expr *column_at(struct binder *binder, struct bound_source *source,
                                    struct bound_expr *like, int column)
{
  struct bound_expr *expr = bound_new(binder, BOUND_COLUMN, like->type, NULL);

  expr->source = source->id;
  expr->column = column;
  expr->sql = arena_printf(binder->arena, "c%d", column);
  expr->bytes = like->bytes;
  expr->width = like->width;
  expr->nullable = true;
  return expr;
}

/* A value that the rows hand down; `root` and `step` are computed where each row is made. */
static struct carried *carry(struct binder *binder, struct hierarchy *hierarchy,
                             struct bound_expr *root)
{
  struct carried *carried = ARENA_NEW(binder->arena, struct carried);

  carried->root = root;
  carried->column = column_at(binder, hierarchy->all, root,
                              hierarchy->column_count + hierarchy->carried.count);
  list_add(binder->arena, &hierarchy->carried, carried);
  return carried;
}

/* The same value of the row above. */
static struct bound_expr *above(struct binder *binder, const struct hierarchy *hierarchy,
                                const struct carried *carried)
{
  return column_at(binder, hierarchy->above, carried->root, carried->column->column);
}

/* What was asked for before is carried once. */
static struct carried *carried_before(const struct hierarchy *hierarchy, int kind,
                                      const struct bound_expr *value)
{
  for (int i = 0; i < hierarchy->carried.count; i++) {
    struct carried *carried = hierarchy->carried.at[i];

    if ((int)carried->kind == kind && bound_equal(carried->value, value))
      return carried;
  }
  return NULL;
}

static void carry_level(struct binder *binder, struct hierarchy *hierarchy)
{
  struct bound_expr *one = bound_template(binder, "CAST(1 AS BIGINT)", type_number(38, 0),
                                          NULL, 0, NULL);
  struct carried *level;

  one->bytes = 8;
  one->nullable = false;
  level = carry(binder, hierarchy, one);
  level->column->nullable = false;
  level->step = bound_template1(binder, "($1 + 1)", one->type,
                                above(binder, hierarchy, level));
  level->step->bytes = 8;
  level->step->nullable = false;
}

/* The numbers of the rows above: a row that is among them will come again and again. */
static void carry_rows(struct binder *binder, struct hierarchy *hierarchy)
{
  struct bound_expr *number = column_at(binder, hierarchy->row, row_number(binder),
                                        hierarchy->column_count);
  struct carried *rows = carry(
    binder, hierarchy, bound_template1(binder, "[$1]", type_of(TYPE_ARRAY), number));

  rows->kind = CARRY_ROWS;
  rows->step = bound_template2(binder,
                               "CASE WHEN list_contains($1, $2) THEN error('" CYCLE_ERROR
                               "') ELSE list_append($1, $2) END",
                               rows->root->type, above(binder, hierarchy, rows), number);
}

static bool is_prior(void *context, const struct expr *expr)
{
  (void)context;
  return expr->kind == EXPR_PRIOR;
}

static bool is_level(void *context, const struct expr *expr)
{
  const struct list *parts = expr->kind == EXPR_COLUMN ? &expr->name->parts : NULL;

  (void)context;
  return parts && parts->count == 1 &&
         text_is(((const struct ident *)parts->at[0])->name, "LEVEL");
}

/* A condition that asks for LEVEL ends by itself, and one without PRIOR has no row above. */
static bool may_loop(const struct expr *condition)
{
  return expr_walk(condition, is_prior, NULL) && !expr_walk(condition, is_level, NULL);
}

static struct bound_query *tree_side(struct binder *binder, struct bound_from *from)
{
  struct bound_query *query = ARENA_NEW(binder->arena, struct bound_query);

  query->kind = QUERY_SELECT;
  query->select = ARENA_NEW(binder->arena, struct bound_select);
  query->select->from = from;
  return query;
}

static bool bind_top(struct binder *binder, struct hierarchy *hierarchy,
                     const struct select *ast)
{
  hierarchy->top = tree_side(binder, from_one(binder, hierarchy->row));
  if (!ast->start_with)
    return true;
  binder->scope = &hierarchy->row_scope;
  hierarchy->top->select->where = bind_filter(binder, ast->start_with);
  return hierarchy->top->select->where;
}

static bool bind_step(struct binder *binder, struct hierarchy *hierarchy,
                      const struct select *ast)
{
  struct bound_from *join = ARENA_NEW(binder->arena, struct bound_from);

  join->join = JOIN_INNER;
  join->left = from_one(binder, hierarchy->above);
  join->right = from_one(binder, hierarchy->row);
  hierarchy->step = tree_side(binder, join);
  binder->scope = &hierarchy->row_scope;
  hierarchy->in_step = true;
  join->on = bind_filter(binder, ast->connect_by);
  hierarchy->in_step = false;
  return join->on;
}

static struct bound_cte *cte_new(struct binder *binder)
{
  struct bound_cte *cte = ARENA_NEW(binder->arena, struct bound_cte);

  cte->id = binder->context->next_id++;
  return cte;
}

bool bind_connect_by(struct binder *binder, const struct select *ast,
                     struct bound_select *select)
{
  struct hierarchy *hierarchy = ARENA_NEW(binder->arena, struct hierarchy);
  struct scope *scope = binder->scope;
  struct scope from = *scope;
  struct bound_query *base;
  bool ok;

  if (!select->from)
    return bind_fail(binder, NULL, ERR_SYNTAX, "CONNECT BY without FROM");
  hierarchy->base = cte_new(binder);
  hierarchy->tree = cte_new(binder);
  base = base_query(binder, hierarchy, &from, select->from);
  hierarchy->base->query = base;
  hierarchy->base->materialized = true;
  hierarchy->row = cte_source(binder, hierarchy->base, base->column_count);
  hierarchy->above = cte_source(binder, hierarchy->tree, base->column_count);
  hierarchy->all = cte_source(binder, hierarchy->tree, base->column_count);
  for (int i = 0; i < base->column_count; i++)
    hierarchy->row->columns[i] = hierarchy->above->columns[i] =
      hierarchy->all->columns[i] = base->columns[i];
  hierarchy->row_scope = hierarchy->above_scope = (struct scope){
    .parent = scope->parent, .clause = CLAUSE_WHERE
  };
  hierarchy->row_scope.hierarchy = hierarchy;
  mirror(binder, &from, hierarchy->row, &hierarchy->row_scope);
  mirror(binder, &from, hierarchy->above, &hierarchy->above_scope);
  mirror(binder, &from, hierarchy->all, scope);
  carry_level(binder, hierarchy);
  if (may_loop(ast->connect_by))
    carry_rows(binder, hierarchy);
  ok = bind_top(binder, hierarchy, ast) && bind_step(binder, hierarchy, ast);
  binder->scope = scope;
  scope->hierarchy = hierarchy;
  select->from = from_one(binder, hierarchy->all);
  return ok;
}

/* ---- what the SELECT may ask ---- */

static struct bound_expr *copied(struct binder *binder, const struct bound_expr *expr)
{
  struct bound_expr *copy = ARENA_NEW(binder->arena, struct bound_expr);

  *copy = *expr;
  return copy;
}

struct bound_expr *bind_level(struct binder *binder, const struct hierarchy *hierarchy,
                              const struct place *place)
{
  const struct carried *level = hierarchy->carried.at[0];

  return bound_placed(copied(binder, hierarchy->in_step ? level->step : level->column),
                      place);
}

static struct bound_expr *bind_in(struct binder *binder, struct scope *where,
                                  const struct expr *expr)
{
  struct scope *scope = binder->scope;
  struct bound_expr *bound;

  binder->scope = where;
  bound = settled(binder, bind_expression(binder, expr));
  binder->scope = scope;
  return bound;
}

static struct hierarchy *hierarchy_of(struct binder *binder, const struct expr *expr,
                                      const char *what)
{
  struct hierarchy *hierarchy = binder->scope ? binder->scope->hierarchy : NULL;

  if (!hierarchy)
    bind_fail(binder, &expr->place, ERR_SYNTAX,
              "%s may only be used in a query with CONNECT BY", what);
  return hierarchy;
}

struct bound_expr *bind_prior(struct binder *binder, const struct expr *expr)
{
  struct hierarchy *hierarchy = hierarchy_of(binder, expr, "PRIOR");
  struct bound_expr *value = hierarchy
                               ? bind_in(binder, &hierarchy->above_scope, expr->left)
                               : NULL;
  struct bound_expr *none;
  struct carried *carried;

  if (!value || hierarchy->in_step)
    return value;
  none = bound_null(binder, value->type);
  none->bytes = value->bytes;
  none->width = value->width;
  carried = carried_before(hierarchy, CARRY_PRIOR, value);
  if (carried)
    return copied(binder, carried->column);
  carried = carry(binder, hierarchy, none);
  carried->kind = CARRY_PRIOR;
  carried->value = carried->step = value;
  return copied(binder, carried->column);
}

/* Beyond the condition only: what is carried is not there before a row is made. */
static struct hierarchy *hierarchy_above(struct binder *binder, const struct expr *expr,
                                         const char *what)
{
  struct hierarchy *hierarchy = hierarchy_of(binder, expr, what);

  if (hierarchy && binder->scope == &hierarchy->row_scope) {
    bind_fail(binder, &expr->place, ERR_SYNTAX,
              "%s cannot be used in START WITH and CONNECT BY", what);
    return NULL;
  }
  return hierarchy;
}

struct bound_expr *bind_connect_root(struct binder *binder, const struct expr *expr)
{
  struct hierarchy *hierarchy = hierarchy_above(binder, expr, "CONNECT_BY_ROOT");
  struct bound_expr *value = hierarchy
                               ? bind_in(binder, &hierarchy->row_scope, expr->left)
                               : NULL;
  struct carried *carried;

  if (!value)
    return NULL;
  carried = carried_before(hierarchy, CARRY_ROOT, value);
  if (carried)
    return copied(binder, carried->column);
  carried = carry(binder, hierarchy, value);
  carried->kind = CARRY_ROOT;
  carried->value = value;
  carried->step = above(binder, hierarchy, carried);
  return copied(binder, carried->column);
}

/* SYS_CONNECT_BY_PATH(name, '/'): '/root/.../name'. */
struct bound_expr *bind_connect_path(struct binder *binder, const struct expr *expr)
{
  struct hierarchy *hierarchy = hierarchy_above(binder, expr, "SYS_CONNECT_BY_PATH");
  const struct list *args = &expr->call->args;
  struct bound_expr *value, *separator, *root;
  struct type text = type_of(TYPE_VARCHAR);
  struct carried *carried;

  if (!hierarchy)
    return NULL;
  if (args->count != 2) {
    bind_fail(binder, &expr->place,
              args->count < 2 ? ERR_NOT_ENOUGH_ARGUMENTS : ERR_TOO_MANY_ARGUMENTS,
              "SYS_CONNECT_BY_PATH takes two arguments, got %d", args->count);
    return NULL;
  }
  value = bind_in(binder, &hierarchy->row_scope, args->at[0]);
  value = value ? convert(binder, value, text, CAST_MODE_EXPLICIT) : NULL;
  separator = value ? bind_in(binder, &hierarchy->row_scope, args->at[1]) : NULL;
  if (!separator)
    return NULL;
  if (separator->kind != BOUND_CONST || separator->type.kind != TYPE_VARCHAR) {
    bind_fail(binder, &expr->place, ERR_INVALID_ARGUMENT,
              "the separator of SYS_CONNECT_BY_PATH must be a string");
    return NULL;
  }
  root = bound_template2(binder, "($1 || coalesce($2, ''))", text, separator, value);
  carried = carried_before(hierarchy, CARRY_PATH, root);
  if (carried)
    return copied(binder, carried->column);
  carried = carry(binder, hierarchy, root);
  carried->kind = CARRY_PATH;
  carried->value = root;
  carried->step = bound_template2(binder, "($1 || $2)", text,
                                  above(binder, hierarchy, carried), root);
  return copied(binder, carried->column);
}

/* ---- the end ---- */

/* The row's own columns, then all that is carried. */
static void finish_side(struct binder *binder, const struct hierarchy *hierarchy,
                        struct bound_query *side, bool is_top)
{
  struct scope_source row = { .source = hierarchy->row };
  int own = hierarchy->column_count, count = own + hierarchy->carried.count;

  side->column_count = side->select->item_count = count;
  side->columns = ARENA_ARRAY(binder->arena, (size_t)count, struct bound_column);
  side->select->items = ARENA_ARRAY(binder->arena, (size_t)count, struct bound_expr *);
  for (int i = 0; i < count; i++) {
    const struct carried *carried = i < own ? NULL : hierarchy->carried.at[i - own];

    side->select->items[i] = !carried ? source_column(binder, NULL, &row, i, NULL)
                             : is_top ? carried->root
                                      : carried->step;
    side->columns[i] = column_of(side->select->items[i], TEXT(""));
  }
}

void finish_connect_by(struct binder *binder, struct hierarchy *hierarchy,
                       struct bound_query *bound)
{
  struct bound_query *tree = ARENA_NEW(binder->arena, struct bound_query);

  finish_side(binder, hierarchy, hierarchy->top, true);
  finish_side(binder, hierarchy, hierarchy->step, false);
  tree->kind = QUERY_SET;
  tree->op = SET_UNION_ALL;
  tree->left = hierarchy->top;
  tree->right = hierarchy->step;
  tree->column_count = hierarchy->top->column_count;
  tree->columns = hierarchy->top->columns;
  hierarchy->tree->query = tree;
  hierarchy->tree->recursive = true;
  bound->cte_count = 2;
  bound->ctes = ARENA_ARRAY(binder->arena, 2, struct bound_cte *);
  bound->ctes[0] = hierarchy->base;
  bound->ctes[1] = hierarchy->tree;
}
