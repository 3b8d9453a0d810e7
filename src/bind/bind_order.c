/* bind_order.c: ORDER BY: directions, where NULLs stand, what is sorted by. */
#include "bind/binder.h"

/* NULLs are the highest values, unless DEFAULT_NULL_ORDERING makes them the lowest. */
static bool nulls_are_lowest(const struct bind_context *context)
{
  return context->parameter &&
         text_is_nocase(context->parameter(context->owner, "DEFAULT_NULL_ORDERING"),
                        "FIRST");
}

void bind_direction(struct binder *binder, const struct order_item *item,
                    struct bound_order *order)
{
  order->descending = item && item->descending;
  if (item && item->nulls != ORDER_NULLS_UNSAID)
    order->nulls_first = item->nulls == ORDER_NULLS_FIRST;
  else
    order->nulls_first = order->descending != nulls_are_lowest(binder->context);
}

bool bind_order_items(struct binder *binder, const struct list *items,
                      struct bound_order **orders, int *count)
{
  *orders = ARENA_ARRAY(binder->arena, (size_t)items->count, struct bound_order);
  *count = items->count;
  for (int i = 0; i < items->count; i++) {
    const struct order_item *item = items->at[i];
    struct bound_order *order = &(*orders)[i];

    bind_direction(binder, item, order);
    order->value = bind_expression(binder, item->expr);
    if (!order->value || key_is_refused(binder, order->value, ERR_ORDER_KEY, "ORDER BY"))
      return false;
    order->expr = comparison_key(binder, order->value);
  }
  return true;
}
