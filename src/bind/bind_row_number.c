/* bind_row_number.c: functions of a row's position: SEQ1() to SEQ8(), RANDOM(seed). */
#include "bind/binder.h"

bool is_row_number(struct text name)
{
  return text_is(name, "SEQ1") || text_is(name, "SEQ2") || text_is(name, "SEQ4") ||
         text_is(name, "SEQ8");
}

static struct bound_expr *engine_column(struct binder *binder,
                                        const struct bound_source *source,
                                        const char *name, const struct place *place)
{
  struct bound_expr *expr = bound_new(binder, BOUND_COLUMN, type_number(19, 0), place);

  expr->source = source->id;
  expr->sql = text_of(name);
  expr->column = -1;
  expr->bytes = 8;
  expr->nullable = false;
  return expr;
}

static struct bound_expr *result_row(struct binder *binder, const struct place *place)
{
  return bound_template(binder, "(row_number() OVER () - 1)", type_number(19, 0), place,
                        0, NULL);
}

/* The number of the row that GENERATOR makes; without one, of the result. */
struct bound_expr *bind_row_number(struct binder *binder, const struct place *place)
{
  for (int i = 0; binder->scope && i < binder->scope->sources.count; i++) {
    const struct scope_source *entry = binder->scope->sources.at[i];

    if (entry->source->kind == SOURCE_TEMPLATE && entry->source->is_generator)
      return engine_column(binder, entry->source, "range", place);
  }
  return result_row(binder, place);
}

/* The only relation of the query, or NULL. */
static const struct bound_source *sole_source(const struct scope *scope)
{
  return scope->sources.count == 1
           ? ((const struct scope_source *)scope->sources.at[0])->source
           : NULL;
}

static bool can_number_rows(const struct scope *scope)
{
  return (scope->clause == CLAUSE_SELECT || scope->clause == CLAUSE_ORDER) &&
         !scope->in_aggregate && !scope->in_window;
}

/* RANDOM(seed): a sequence that is the same in each call with this seed. Where rows have no number
 * (behind joins in WHERE, say) the seed is not obeyed: Snowflake promises no sequence either. */
struct bound_expr *bind_seeded_random(struct binder *binder, struct bound_expr *seed,
                                      const struct place *place)
{
  const struct scope *scope = binder->scope;
  const struct bound_source *source = scope ? sole_source(scope) : NULL;
  struct type type = type_number(19, 0);
  struct bound_expr *row, *expr;
  bool ok;

  seed = convert(binder, seed, type_number(TYPE_MAX_PRECISION, 0), CAST_MODE_EXPLICIT);
  if (!seed)
    return NULL;
  if (!scope || !scope->sources.count)
    row = bound_number(binder, TEXT("0"), &ok);
  else if (source && source->kind == SOURCE_TEMPLATE && source->is_generator)
    row = engine_column(binder, source, "range", place);
  else if (can_number_rows(scope))
    row = result_row(binder, place);
  else if (source && source->kind == SOURCE_TABLE)
    row = engine_column(binder, source, "rowid", place);
  else
    row = NULL;
  expr = row ? bound_template2(binder, "sg_random_at(CAST($1 AS BIGINT), $2)", type, seed,
                               row)
             : bound_template(binder, "sg_random()", type, place, 0, NULL);
  expr->place = *place;
  expr->bytes = 8;
  expr->nullable = false;
  expr->is_volatile = binder->context->is_volatile = true;
  return expr;
}
