/* bind_distinct_list.c: LISTAGG and ARRAY_AGG of DISTINCT values WITHIN GROUP (ORDER BY them).
 *
 * The engine orders the values of a DISTINCT aggregate only by what the aggregate takes, which is
 * text by then: 10 would come before 9. So the values are gathered and sorted as they are, and each
 * becomes text afterwards. */
#include "bind/binder.h"

/* clang-format off */
#define SORTED(direction) \
  "list_transform(list_sort(list(DISTINCT $1) FILTER (($1) IS NOT NULL)$O, '" direction "'), " \
  "lambda v: $2)"

static const char *const listagg[] = {
  "coalesce(array_to_string(" SORTED("ASC") ", $3), '')",
  "coalesce(array_to_string(" SORTED("DESC") ", $3), '')",
};

static const char *const array_agg[] = {
  "('[' || coalesce(array_to_string(" SORTED("ASC") ", ','), '') || ']')",
  "('[' || coalesce(array_to_string(" SORTED("DESC") ", ','), '') || ']')",
};
/* clang-format on */

bool takes_distinct_list(const struct call *call, struct text name)
{
  return call->distinct && call->within_group &&
         (text_is(name, "LISTAGG") || text_is(name, "ARRAY_AGG"));
}

static bool orders_by_value(struct binder *binder, const struct list *items,
                            const struct bound_expr *value)
{
  for (int i = 0; i < items->count; i++) {
    const struct expr *expr = ((const struct order_item *)items->at[i])->expr;
    struct bound_expr *key = bind_expression(binder, expr);

    if (!key)
      return false;
    if (!bound_equal(key, value)) {
      struct text written = text_slice(binder->context->sql, expr->place.from,
                                       expr->place.to - expr->place.from);

      return bind_fail(binder, NULL, ERR_NOT_A_GROUP,
                       "[" TEXT_FMT "] is not a valid order by expression",
                       TEXT_ARG(written));
    }
  }
  return true;
}

/* One element of the sorted list, under the name that the template gives it. */
static struct bound_expr *element_of(struct binder *binder,
                                     const struct bound_expr *value)
{
  struct bound_expr *element = bound_new(binder, BOUND_TEMPLATE, value->type,
                                         &value->place);

  element->duckdb = type_is_semi(value->type) ? "v.value" : "v";
  element->bytes = value->bytes;
  element->width = value->width;
  return element;
}

/* What is gathered: a VARIANT sorts by its key. */
static struct bound_expr *gathered(struct binder *binder, struct bound_expr *value)
{
  if (!type_is_semi(value->type))
    return value;
  return bound_template1(binder, "struct_pack(k := sg_variant_key($1), value := $1)",
                         value->type, value);
}

struct bound_expr *bind_distinct_list(struct binder *binder, const struct call *call,
                                      struct text name, int arg_count,
                                      struct bound_expr **args, const struct place *place)
{
  const struct order_item *first = call->within_group->at[0];
  struct bound_expr **parts = ARENA_ARRAY(binder->arena, 3, struct bound_expr *);
  bool text = text_is(name, "LISTAGG");
  struct type result = type_of(text ? TYPE_VARCHAR : TYPE_ARRAY);
  struct bound_expr *bound;

  if (!orders_by_value(binder, call->within_group, args[0]))
    return NULL;
  parts[0] = gathered(binder, args[0]);
  parts[1] = convert(binder, element_of(binder, args[0]),
                     type_of(text ? TYPE_VARCHAR : TYPE_VARIANT), CAST_MODE_IMPLICIT);
  parts[2] = text && arg_count > 1 ? args[1] : bound_text(binder, TEXT(""));
  if (!parts[1])
    return NULL;
  bound = bound_template(binder, (text ? listagg : array_agg)[first->descending], result,
                         place, 3, parts);
  bound->nullable = false;
  return bound;
}
