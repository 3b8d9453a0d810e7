/* outer_join.c: a.x = b.x (+) in WHERE, as the LEFT JOIN that it means. */
#include "bind/outer_join.h"

#include "sql/walk.h"

/* One member of the comma list in FROM. */
struct unit {
  struct table_ref *ref;
  struct list conditions; /* struct expr: those that make it optional */
  bool joined;
};

struct rewrite {
  struct arena *arena;
  struct list units; /* struct unit */
  struct list rest;  /* struct expr: conditions that stay in WHERE */
};

static bool is_optional(void *context, const struct expr *expr)
{
  (void)context;
  return expr->kind == EXPR_OUTER_JOIN;
}

/* The name that a relation goes by. */
static struct text ref_name(const struct table_ref *ref)
{
  if (ref->alias)
    return ref->alias->name;
  if (ref->kind == TABLE_NAME && ref->name->parts.count)
    return ((const struct ident *)ref->name->parts.at[ref->name->parts.count - 1])->name;
  return TEXT("");
}

static bool ref_has(const struct table_ref *ref, struct text name)
{
  if (ref->kind == TABLE_JOIN)
    return ref_has(ref->left, name) || ref_has(ref->right, name);
  return name.len && text_equal(ref_name(ref), name);
}

static struct unit *unit_of(const struct rewrite *rewrite, const struct expr *column)
{
  const struct list *parts;
  struct text name;

  if (column->kind != EXPR_COLUMN || column->name->parts.count < 2)
    return NULL;
  parts = &column->name->parts;
  name = ((const struct ident *)parts->at[parts->count - 2])->name;
  for (int i = 0; i < rewrite->units.count; i++) {
    struct unit *unit = rewrite->units.at[i];

    if (ref_has(unit->ref, name))
      return unit;
  }
  return NULL;
}

static void add_units(struct rewrite *rewrite, struct table_ref *ref)
{
  struct unit *unit;

  if (ref->kind == TABLE_JOIN && ref->join == JOIN_CROSS && !ref->natural &&
      !ref->alias) {
    add_units(rewrite, ref->left);
    add_units(rewrite, ref->right);
    return;
  }
  unit = ARENA_NEW(rewrite->arena, struct unit);
  unit->ref = ref;
  list_add(rewrite->arena, &rewrite->units, unit);
}

/* What a visit looks for: the one unit that all (+) columns of a condition belong to. */
struct search {
  const struct rewrite *rewrite;
  struct unit *unit;
  bool bad;
};

static bool find_optional(void *context, const struct expr *expr)
{
  struct search *search = context;
  struct unit *unit;

  if (expr->kind != EXPR_OUTER_JOIN)
    return false;
  unit = unit_of(search->rewrite, expr->left);
  search->bad |= !unit || (search->unit && search->unit != unit);
  search->unit = unit;
  return search->bad;
}

/* True when a condition names a table that is not joined yet. */
struct missing {
  const struct rewrite *rewrite;
  const struct unit *self;
};

static bool is_missing(void *context, const struct expr *expr)
{
  const struct missing *missing = context;
  const struct unit *unit = expr->kind == EXPR_COLUMN ? unit_of(missing->rewrite, expr)
                                                      : NULL;

  return unit && unit != missing->self && !unit->joined;
}

static struct expr *both(struct arena *arena, struct expr *a, struct expr *b)
{
  struct expr *and;

  if (!a || !b)
    return a ? a : b;
  and = ARENA_NEW(arena, struct expr);
  and->kind = EXPR_OPERATOR;
  and->op = OP_AND;
  and->place = a->place;
  and->left = a;
  and->right = b;
  return and;
}

static struct expr *all_of(struct arena *arena, const struct list *conditions)
{
  struct expr *all = NULL;

  for (int i = 0; i < conditions->count; i++)
    all = both(arena, all, conditions->at[i]);
  return all;
}

static bool share_out(struct rewrite *rewrite, struct expr *where, struct err *err)
{
  struct search search = { .rewrite = rewrite };

  if (where->kind == EXPR_OPERATOR && where->op == OP_AND)
    return share_out(rewrite, where->left, err) && share_out(rewrite, where->right, err);
  expr_walk(where, find_optional, &search);
  if (search.bad)
    return err_set(
      err, ERR_UNSUPPORTED,
      "Unsupported feature '(+) on a column that is not qualified by one table of "
      "the FROM list'.");
  list_add(rewrite->arena, search.unit ? &search.unit->conditions : &rewrite->rest,
           where);
  return true;
}

static struct table_ref *join(struct rewrite *rewrite, struct table_ref *left,
                              struct unit *unit)
{
  struct table_ref *ref;

  unit->joined = true;
  if (!left)
    return unit->ref;
  ref = ARENA_NEW(rewrite->arena, struct table_ref);
  ref->kind = TABLE_JOIN;
  ref->place = unit->ref->place;
  ref->left = left;
  ref->right = unit->ref;
  ref->join = unit->conditions.count ? JOIN_LEFT : JOIN_CROSS;
  ref->on = all_of(rewrite->arena, &unit->conditions);
  return ref;
}

/* First what is not optional, then each optional table once all it is compared with is there. */
static bool join_all(struct rewrite *rewrite, struct table_ref **from, struct err *err)
{
  bool progress = true;
  int left = 0;

  *from = NULL;
  for (int i = 0; i < rewrite->units.count; i++) {
    struct unit *unit = rewrite->units.at[i];

    if (!unit->conditions.count)
      *from = join(rewrite, *from, unit);
    else
      left++;
  }
  while (left && progress && *from) {
    progress = false;
    for (int i = 0; i < rewrite->units.count; i++) {
      struct unit *unit = rewrite->units.at[i];
      struct missing missing = { rewrite, unit };

      if (unit->joined ||
          expr_walk(all_of(rewrite->arena, &unit->conditions), is_missing, &missing))
        continue;
      *from = join(rewrite, *from, unit);
      progress = true;
      left--;
    }
  }
  if (left)
    return err_set(err, ERR_UNSUPPORTED,
                   "Unsupported feature 'tables that are (+) to each "
                   "other'.");
  return true;
}

bool outer_join_rewrite(struct arena *arena, const struct select *select,
                        struct table_ref **from, struct expr **where, struct err *err)
{
  struct rewrite rewrite = { .arena = arena };

  *from = select->from;
  *where = select->where;
  if (!select->where || !select->from || !expr_walk(select->where, is_optional, NULL))
    return true;
  add_units(&rewrite, select->from);
  if (!share_out(&rewrite, select->where, err) || !join_all(&rewrite, from, err))
    return false;
  *where = all_of(arena, &rewrite.rest);
  return true;
}
