/* bind_echo.c: an expression as messages print it: columns with their relation, calls in full. */
#include "bind/binder.h"

#include "base/buf.h"
#include "sql/parse.h"

static void put(struct binder *binder, const struct expr *expr, struct buf *out);

static void put_list(struct binder *binder, const struct list *exprs, struct buf *out)
{
  for (int i = 0; i < exprs->count; i++) {
    buf_add_string(out, i ? ", " : "");
    put(binder, exprs->at[i], out);
  }
}

/* What has no form of its own is printed as it was written, in upper case. */
static void put_source(struct binder *binder, const struct expr *expr, struct buf *out)
{
  struct text written = text_slice(binder->context->sql, expr->place.from,
                                   expr->place.to - expr->place.from);

  buf_add_text(out, text_trim(arena_upper(binder->arena, written)));
}

static void put_column(struct binder *binder, const struct expr *expr, struct buf *out)
{
  const struct list *parts = &expr->name->parts;
  struct text relation = { 0 };

  if (parts->count == 1)
    relation = scope_relation_of(binder, ((const struct ident *)parts->at[0])->name);
  if (relation.len) {
    buf_add_text(out, ident_text(binder->arena, relation));
    buf_add_char(out, '.');
  }
  for (int i = 0; i < parts->count; i++) {
    buf_add_string(out, i ? "." : "");
    buf_add_text(out,
                 ident_text(binder->arena, ((const struct ident *)parts->at[i])->name));
  }
}

static void put_order(struct binder *binder, const struct list *items, struct buf *out)
{
  for (int i = 0; i < items->count; i++) {
    const struct order_item *item = items->at[i];
    struct bound_order order = { 0 };

    bind_direction(binder, item, &order);
    buf_add_string(out, i ? ", " : "");
    put(binder, item->expr, out);
    buf_add_string(out, order.descending ? " DESC" : " ASC");
    buf_add_string(out, order.nulls_first ? " NULLS FIRST" : " NULLS LAST");
  }
}

static void put_bound(struct binder *binder, enum frame_bound bound,
                      const struct expr *offset, struct buf *out)
{
  static const char *const words[] = {
    [BOUND_UNBOUNDED_PRECEDING] = "UNBOUNDED PRECEDING",
    [BOUND_PRECEDING] = " PRECEDING",
    [BOUND_CURRENT_ROW] = "CURRENT ROW",
    [BOUND_FOLLOWING] = " FOLLOWING",
    [BOUND_UNBOUNDED_FOLLOWING] = "UNBOUNDED FOLLOWING",
  };

  if (offset)
    put(binder, offset, out);
  buf_add_string(out, words[bound]);
}

static void put_window(struct binder *binder, const struct window *window,
                       struct buf *out)
{
  static const char *const units[] = { [FRAME_NONE] = "",
                                       [FRAME_ROWS] = "ROWS",
                                       [FRAME_RANGE] = "RANGE",
                                       [FRAME_GROUPS] = "GROUPS" };
  const char *gap = "";

  buf_add_string(out, " OVER (");
  if (window->name) {
    buf_add_text(out, window->name->name);
    gap = " ";
  }
  if (window->partition_by) {
    buf_printf(out, "%sPARTITION BY ", gap);
    put_list(binder, window->partition_by, out);
    gap = " ";
  }
  if (window->order_by) {
    buf_printf(out, "%sORDER BY ", gap);
    put_order(binder, window->order_by, out);
    gap = " ";
  }
  if (window->frame != FRAME_NONE) {
    buf_printf(out, "%s%s BETWEEN ", gap, units[window->frame]);
    put_bound(binder, window->from, window->from_offset, out);
    buf_add_string(out, " AND ");
    put_bound(binder, window->to, window->to_offset, out);
  }
  buf_add_char(out, ')');
}

static void put_call(struct binder *binder, const struct call *call, struct buf *out)
{
  for (int i = 0; i < call->name->parts.count; i++) {
    buf_add_string(out, i ? "." : "");
    buf_add_text(out, ((const struct ident *)call->name->parts.at[i])->name);
  }
  buf_add_string(out, call->distinct ? "(DISTINCT " : "(");
  put_list(binder, &call->args, out);
  buf_add_char(out, ')');
  if (call->within_group) {
    buf_add_string(out, " WITHIN GROUP (ORDER BY ");
    put_order(binder, call->within_group, out);
    buf_add_char(out, ')');
  }
  if (call->over)
    put_window(binder, call->over, out);
}

static const char *arithmetic_sign(enum op op)
{
  switch (op) {
  case OP_ADD: return " + ";
  case OP_SUB: return " - ";
  case OP_MUL: return " * ";
  case OP_DIV: return " / ";
  case OP_MOD: return " % ";
  case OP_CONCAT: return " || ";
  default: return NULL;
  }
}

static void put(struct binder *binder, const struct expr *expr, struct buf *out)
{
  const char *sign = expr->kind == EXPR_OPERATOR ? arithmetic_sign(expr->op) : NULL;

  if (expr->kind == EXPR_COLUMN && expr->name->parts.count) {
    put_column(binder, expr, out);
  } else if (expr->kind == EXPR_CALL && expr->call->name->parts.count) {
    put_call(binder, expr->call, out);
  } else if (sign) {
    buf_add_string(out, expr->parenthesized ? "(" : "");
    put(binder, expr->left, out);
    buf_add_string(out, sign);
    put(binder, expr->right, out);
    buf_add_string(out, expr->parenthesized ? ")" : "");
  } else if (expr->kind == EXPR_STRING) {
    buf_add_quoted(out, expr->text);
  } else {
    put_source(binder, expr, out);
  }
}

struct text bind_echo(struct binder *binder, const struct expr *expr)
{
  struct buf out;
  struct text text;

  buf_init(&out);
  put(binder, expr, &out);
  text = buf_copy(&out, binder->arena);
  buf_clear(&out);
  return text;
}

struct text bind_echo_place(struct binder *binder, const struct place *place)
{
  struct bind_context *context = binder->context;
  struct text sql = context->sql;
  struct text written = arena_text(binder->arena,
                                   text_slice(sql, place->from, place->to - place->from));
  struct err ignored;
  struct expr *expr;

  err_clear(&ignored);
  expr = parse_expr(binder->arena, written, &ignored);
  if (!expr)
    return written;
  context->sql = written;
  written = bind_echo(binder, expr);
  context->sql = sql;
  return written;
}
