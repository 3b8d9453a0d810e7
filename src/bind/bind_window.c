/* bind_window.c: OVER: partitions, order and frames. */
#include "bind/binder.h"

static bool bind_list(struct binder *binder, const struct list *exprs,
                      struct bound_expr ***bound)
{
  *bound = ARENA_ARRAY(binder->arena, (size_t)exprs->count, struct bound_expr *);
  for (int i = 0; i < exprs->count; i++) {
    (*bound)[i] = bind_expression(binder, exprs->at[i]);
    if (!(*bound)[i])
      return false;
  }
  return true;
}

static const struct window *named_window(struct binder *binder, const struct ident *name)
{
  const struct list *windows = binder->scope ? binder->scope->windows : NULL;

  for (int i = 0; windows && i < windows->count; i++) {
    const struct named_window *named = windows->at[i];

    if (text_equal(named->name.name, name->name))
      return named->window;
  }
  bind_fail(binder, &name->place, ERR_INVALID_IDENTIFIER,
            "invalid identifier '" TEXT_FMT "'",
            TEXT_ARG(ident_text(binder->arena, name->name)));
  return NULL;
}

bool window_is_running(struct binder *binder, const struct window *window)
{
  struct err *said = binder->err, ignored;
  const struct window *base;

  err_clear(&ignored);
  binder->err =
    &ignored; /* A window that is not there is found again when it is bound. */
  base = window->name ? named_window(binder, window->name) : NULL;
  binder->err = said;
  return (window->order_by || (base && base->order_by)) && window->frame == FRAME_NONE &&
         !(base && base->frame != FRAME_NONE);
}

/* How far a frame reaches; an interval in the physical units of what is ordered by. */
static struct bound_expr *bind_frame_offset(struct binder *binder,
                                            const struct bound_window *window,
                                            enum frame_bound bound,
                                            const struct expr *expr)
{
  const struct bound_order *order = window->order_by;
  struct bound_expr *offset = bind_expression(binder, expr);

  if (window->frame == FRAME_RANGE && window->order_count &&
      order->value->type.kind == TYPE_DECFLOAT) {
    err_set(binder->err, ERR_UNSUPPORTED, "Unsupported feature 'RANGE over a DECFLOAT'.");
    return NULL;
  }
  if (!offset || offset->type.kind != TYPE_INTERVAL)
    return offset;
  if (window->frame != FRAME_RANGE || window->order_count != 1) {
    bind_fail(binder, &expr->place, ERR_SYNTAX,
              "an interval frame needs RANGE and one ORDER BY expression");
    return NULL;
  }
  return interval_distance(binder, offset, order->value,
                           (bound == BOUND_PRECEDING) != order->descending, &expr->place);
}

struct bound_window *bind_window(struct binder *binder, const struct window *window)
{
  struct bound_window *bound;

  if (window->name) {
    const struct window *base = named_window(binder, window->name);

    if (!base)
      return NULL;
    bound = bind_window(binder, base);
    if (!bound)
      return NULL;
  } else {
    bound = ARENA_NEW(binder->arena, struct bound_window);
  }
  if (window->partition_by) {
    bound->partition_count = window->partition_by->count;
    if (!bind_list(binder, window->partition_by, &bound->partition_by))
      return NULL;
    for (int i = 0; i < bound->partition_count; i++)
      if (key_is_refused(binder, bound->partition_by[i], ERR_PARTITION_KEY,
                         "PARTITION BY"))
        return NULL;
    for (int i = 0; i < bound->partition_count; i++)
      bound->partition_by[i] = comparison_key(binder, bound->partition_by[i]);
  }
  if (window->order_by &&
      !bind_order_items(binder, window->order_by, &bound->order_by, &bound->order_count))
    return NULL;
  if (window->frame != FRAME_NONE) {
    bound->frame = window->frame;
    bound->from = window->from;
    bound->to = window->to;
    if (window->from_offset && !(bound->from_offset = bind_frame_offset(
                                   binder, bound, bound->from, window->from_offset)))
      return NULL;
    if (window->to_offset && !(bound->to_offset = bind_frame_offset(
                                 binder, bound, bound->to, window->to_offset)))
      return NULL;
  }
  return bound;
}

bool bound_window_has_window(const struct bound_window *window)
{
  for (int i = 0; i < window->partition_count; i++)
    if (window->partition_by[i]->has_window)
      return true;
  for (int i = 0; i < window->order_count; i++)
    if (window->order_by[i].expr->has_window)
      return true;
  return false;
}
