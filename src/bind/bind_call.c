/* bind_call.c: calls of scalar functions, aggregates and window functions. */
#include <string.h>

#include "bind/bind_collation.h"
#include "bind/user_function.h"
#include "data/real.h"

/* The single name of a call; empty for a qualified one, which is a user's function. */
static bool call_name(struct binder *binder, const struct call *call, struct text *name)
{
  if (call->name->dynamic) {
    struct bind_constant value;

    if (!bind_constant_of(binder->context, call->name->dynamic, &value, binder->err))
      return false;
    *name = arena_upper(binder->arena, value.value);
    return true;
  }
  *name = TEXT("");
  if (call->name->parts.count == 1)
    *name = ((const struct ident *)call->name->parts.at[0])->name;
  return true;
}

static struct bound_expr *call_user_function(struct binder *binder,
                                             const struct expr *call_expr)
{
  const struct call *call = call_expr->call;
  struct user_functions found;

  if (!user_functions_find(binder, call->name, false, &found))
    return NULL;
  if (!found.count)
    return user_function_unknown(binder, call->name);
  if (call->over || call->within_group || call->distinct) {
    bind_fail(binder, &call_expr->place, ERR_SYNTAX,
              "'" TEXT_FMT "' is not a window or aggregate function",
              TEXT_ARG(found.path.name));
    return NULL;
  }
  return bind_user_function(binder, &found, call_expr);
}

/* A date part stands where a column could: month in DATEADD(month, 1, d). Where nothing else may
 * stand (`always`), an unknown word is a part that the function will refuse. */
static struct bound_expr *part_argument(struct binder *binder, const struct expr *arg,
                                        bool always)
{
  if (arg->kind == EXPR_COLUMN && arg->name && arg->name->parts.count == 1) {
    const struct ident *word = arg->name->parts.at[0];

    if (always || date_part(word->name))
      return bound_text(binder, word->name);
  }
  return NULL;
}

/* f(** [a, b]) is f(a, b): how many arguments there are has to be known now. */
static bool bind_spread_arg(struct binder *binder, const struct expr *arg,
                            struct list *bound)
{
  const struct expr *array = arg->left;

  if (array->kind != EXPR_ARRAY)
    return err_set(binder->err, ERR_UNSUPPORTED,
                   "Unsupported feature 'spread of an array that is no literal'.");
  for (int i = 0; i < array->list.count; i++) {
    struct bound_expr *expr = bind_expression(binder, array->list.at[i]);

    if (!expr)
      return false;
    list_add(binder->arena, bound, expr);
  }
  return true;
}

static bool bind_args(struct binder *binder, const struct call *call,
                      const struct function_row *rows, int count, int *arg_count,
                      struct bound_expr ***args)
{
  /* OBJECT_CONSTRUCT(*) takes columns as members, by their names. */
  bool names_members = text_starts_with(text_of(rows[0].name), "OBJECT_CONSTRUCT");
  struct list bound = { 0 };

  for (int i = 0; i < call->args.count; i++) {
    const struct expr *arg = call->args.at[i];
    struct bound_expr *expr = NULL;

    if (arg->kind == EXPR_QUERY && arg->yes)
      return bind_fail(binder, &arg->place, ERR_SYNTAX, "a query is no argument here");
    if (arg->kind == EXPR_STAR) {
      struct list exprs = { 0 }, names = { 0 };

      if (!binder->scope || !scope_star(binder, arg, &exprs, &names))
        return false;
      for (int c = 0; c < exprs.count; c++) {
        if (names_members)
          list_add(binder->arena, &bound,
                   bound_text(binder, *(const struct text *)names.at[c]));
        list_add(binder->arena, &bound, exprs.at[c]);
      }
      continue;
    }
    if (arg->kind == EXPR_SPREAD) {
      if (!bind_spread_arg(binder, arg, &bound))
        return false;
      continue;
    }
    if (function_takes_part(rows, count, i))
      expr = part_argument(binder, arg, function_wants_part(rows, count, i));
    if (!expr)
      expr = bind_expression(binder, arg->kind == EXPR_NAMED ? arg->left : arg);
    if (!expr)
      return false;
    list_add(binder->arena, &bound, expr);
  }
  *arg_count = bound.count;
  *args = (struct bound_expr **)bound.at;
  return true;
}

static bool takes_key(const struct function_row *row)
{
  return row->rule == RULE_PERCENTILE || row->rule == RULE_PERCENTILE_CONT;
}

/* A percentile's constant is from 0 to 1; what is no number fails where its row is chosen. */
static bool check_fraction(struct binder *binder, const struct bound_expr *fraction,
                           const struct place *place)
{
  double value;

  if (fraction->kind != BOUND_CONST || fraction->is_null ||
      real_parse(fraction->constant, &value) != REAL_OK || (value >= 0 && value <= 1))
    return true;
  return bind_fail(binder, place, ERR_INVALID_ARGUMENT,
                   "invalid percentile " TEXT_FMT ": it must be from 0 to 1",
                   TEXT_ARG(fraction->constant));
}

/* The fraction that counts from the top: below zero, and for 0 itself the other end. */
static struct bound_expr *fraction_from_top(struct binder *binder,
                                            struct bound_expr *fraction,
                                            const struct place *place)
{
  double value;
  bool ok;

  if (fraction->kind == BOUND_CONST &&
      real_parse(fraction->constant, &value) == REAL_OK && value == 0)
    return bound_number(binder, TEXT("1"), &ok);
  return bind_negate(binder, fraction, place);
}

/* PERCENTILE_CONT(f) WITHIN GROUP (ORDER BY x [DESC]): x becomes the last argument; a fraction
 * below zero counts from the top. */
static bool append_key(struct binder *binder, const struct call *call, int *arg_count,
                       struct bound_expr ***args, const struct place *place)
{
  const struct order_item *item;
  struct bound_expr **all = ARENA_ARRAY(binder->arena, (size_t)*arg_count + 1,
                                        struct bound_expr *);

  if (!call->within_group || call->within_group->count != 1 || *arg_count != 1)
    return bind_fail(
      binder, place, ERR_SYNTAX,
      "one argument and WITHIN GROUP (ORDER BY <one expression>) are expected");
  item = call->within_group->at[0];
  if (!check_fraction(binder, (*args)[0], place))
    return false;
  all[0] = item->descending ? fraction_from_top(binder, (*args)[0], place) : (*args)[0];
  all[1] = bind_expression(binder, item->expr);
  if (!all[0] || !all[1])
    return false;
  *args = all;
  *arg_count = 2;
  return true;
}

/* A name may have rows for aggregates and others for windows: those that fit the call. */
static void choose_kind(bool over, const struct function_row **rows, int *count)
{
  int first = -1, last = -1;
  enum function_kind wanted = over ? FUNCTION_WINDOW : FUNCTION_AGGREGATE;

  for (int i = 0; i < *count; i++)
    if ((*rows)[i].kind == wanted) {
      first = first < 0 ? i : first;
      last = i;
    }
  if (first < 0)
    return;
  *rows += first;
  *count = last - first + 1;
}

/* INTERPOLATE_* take no frame; on a line there is one order, of numbers or times. */
static bool check_interpolation(struct binder *binder, const struct function_row *row,
                                const struct bound_window *over,
                                const struct place *place)
{
  struct type type;

  if (!text_starts_with(text_of(row->name), "INTERPOLATE_"))
    return true;
  if (over->frame != FRAME_NONE)
    return bind_fail(binder, place, ERR_SYNTAX,
                     "Window function type [%s] takes no window frame", row->name);
  if (!text_is(text_of(row->name), "INTERPOLATE_LINEAR"))
    return true;
  type = over->order_by[0].value->type;
  return (over->order_count == 1 &&
          (type_is_numeric(type) || type.kind == TYPE_DATE || type_is_timestamp(type))) ||
         bind_fail(binder, place, ERR_INVALID_ARGUMENT,
                   "%s needs one ORDER BY expression that is a number, DATE or timestamp",
                   row->name);
}

/* OVER onto a bound call. */
static bool decorate_window(struct binder *binder, const struct expr *call_expr,
                            const struct function_row *row, struct bound_expr *expr,
                            struct bound_window *over)
{
  if ((row->flags & FN_ORDERED) && !over->order_count)
    return err_set(
      binder->err, ERR_SYNTAX,
      "SQL compilation error: Window function type [%s] requires ORDER BY in "
      "window specification.",
      row->name);
  if (!check_interpolation(binder, row, over, &call_expr->place))
    return false;
  if (expr->has_window || bound_window_has_window(over))
    return bind_fail(binder, NULL, ERR_WINDOW_PLACE,
                     "Window function [" TEXT_FMT
                     "] may not be nested inside another window function.",
                     TEXT_ARG(bind_echo(binder, call_expr)));
  if (over->frame == FRAME_NONE && (row->flags & (FN_WHOLE | FN_FOLLOWING | FN_ROWS))) {
    over->frame = FRAME_ROWS;
    over->from = row->flags & FN_FOLLOWING ? BOUND_CURRENT_ROW
                                           : BOUND_UNBOUNDED_PRECEDING;
    over->to = row->flags & FN_ROWS ? BOUND_CURRENT_ROW : BOUND_UNBOUNDED_FOLLOWING;
  }
  expr->over = over;
  expr->has_window = true;
  return true;
}

/* DISTINCT, WITHIN GROUP, IGNORE NULLS and OVER onto a bound call. */
static bool decorate(struct binder *binder, const struct expr *call_expr,
                     const struct function_row *row, struct bound_expr *expr,
                     struct bound_window *over)
{
  const struct call *call = call_expr->call;

  expr->distinct = call->distinct;
  expr->ignore_nulls = call->nulls == NULLS_IGNORE;
  if (call->within_group && !takes_key(row) &&
      !bind_order_items(binder, call->within_group, &expr->within, &expr->within_count))
    return false;
  for (int i = 0; i < expr->within_count; i++)
    expr->has_aggregate |= expr->within[i].expr->has_aggregate;
  if (!(row->flags & FN_ANY_ORDER) || (over && over->order_count))
    binder->context->by_order = true;
  if (over)
    return decorate_window(binder, call_expr, row, expr, over);
  if (row->kind == FUNCTION_WINDOW)
    return bind_fail(binder, &call_expr->place, ERR_SYNTAX,
                     "Window function [%s] requires an OVER clause", row->name);
  if (expr->has_window)
    return bind_fail(binder, NULL, ERR_WINDOW_PLACE,
                     "Window function in [" TEXT_FMT
                     "] may not appear inside an aggregate function.",
                     TEXT_ARG(bind_echo(binder, call_expr)));
  expr->is_aggregate = expr->has_aggregate = true;
  return true;
}

/* COUNT(*): rows, whatever is in them. COUNT(* EXCLUDE a), COUNT(DISTINCT *) and COUNT(t.*) are of
 * columns. */
static bool counts_rows(const struct call *call)
{
  const struct expr *arg = call->args.count == 1 ? call->args.at[0] : NULL;

  return arg && arg->kind == EXPR_STAR && !call->distinct && !arg->star->qualifier &&
         !arg->star->ilike.at && !arg->star->exclude;
}

/* What COUNT counts: a JSON null is NULL to it, and DISTINCT goes by comparison. */
static bool count_args(struct binder *binder, bool distinct, int arg_count,
                       struct bound_expr **args, const struct place *place)
{
  for (int i = 0; i < arg_count; i++) {
    if (args[i]->type.kind == TYPE_VARIANT) {
      struct bound_expr **value = ARENA_ARRAY(binder->arena, 1, struct bound_expr *);

      value[0] = args[i];
      args[i] = bind_function(binder, "STRIP_NULL_VALUE", 1, value, place);
    }
    if (args[i] && distinct)
      args[i] = comparison_key(binder, args[i]);
    if (!args[i])
      return false;
  }
  return true;
}

static struct bound_expr *bind_aggregate(struct binder *binder,
                                         const struct expr *call_expr,
                                         const struct function_row *rows, int count,
                                         struct text name)
{
  const struct call *call = call_expr->call;
  struct scope *scope = binder->scope;
  struct bound_expr **args, *expr = NULL;
  struct bound_window *over = NULL;
  const struct function_row *row;
  int arg_count;
  bool was_in_aggregate = scope && scope->in_aggregate;

  choose_kind(call->over &&
                !(text_is(name, "AVG") && window_is_running(binder, call->over)),
              &rows, &count);
  if (call->over
        ? !place_window(binder, call_expr)
        : rows[0].kind == FUNCTION_AGGREGATE && !place_aggregate(binder, call_expr))
    return NULL;
  if (!call->over && rows[0].kind == FUNCTION_AGGREGATE) {
    if (scope->in_aggregate) {
      err_set(binder->err, ERR_INVALID_ARGUMENT,
              "SQL compilation error: \nAggregate functions cannot be nested: [" TEXT_FMT
              "] nested in [" TEXT_FMT "]",
              TEXT_ARG(bind_echo(binder, call_expr)),
              TEXT_ARG(bind_echo(binder, scope->aggregate)));
      return NULL;
    }
    scope->in_aggregate = true;
    scope->aggregate = call_expr;
    scope->uses_aggregates = true;
  }
  if (text_is(name, "COUNT") && counts_rows(call)) {
    expr = bound_template(binder, "count(*)$O", type_number(18, 0), &call_expr->place, 0,
                          NULL);
    row = &rows[0];
  } else {
    if (!bind_args(binder, call, rows, count, &arg_count, &args) ||
        (takes_key(&rows[0]) &&
         !append_key(binder, call, &arg_count, &args, &call_expr->place)))
      goto done;
    row = function_choose(rows, count, arg_count, args);
    if (!row) {
      function_fail(binder, rows, count, name, arg_count, args, &call_expr->place);
      goto done;
    }
    if (call->distinct && !check_collated_distinct(binder, name, arg_count, args))
      goto done;
    if (text_is(name, "COUNT") &&
        !count_args(binder, call->distinct, arg_count, args, &call_expr->place))
      goto done;
    if (row->rule == RULE_COUNT_DISTINCT && arg_count > 1 &&
        !count_args(binder, true, arg_count, args, &call_expr->place))
      goto done;
    if (text_is(name, "APPROX_PERCENTILE") &&
        !check_fraction(binder, args[1], &call_expr->place))
      goto done;
    if (text_is(name, "CONDITIONAL_CHANGE_EVENT"))
      args[0] = comparison_key(binder, args[0]);
    expr = takes_distinct_list(call, name)
             ? bind_distinct_list(binder, call, name, arg_count, args, &call_expr->place)
             : function_apply(binder, row, arg_count, args, &call_expr->place);
  }
  if (scope)
    scope->in_aggregate = was_in_aggregate;
  if (expr && call->over && !(over = bind_window(binder, call->over)))
    expr = NULL;
  if (expr && !decorate(binder, call_expr, row, expr, over))
    expr = NULL;
done:
  if (scope)
    scope->in_aggregate = was_in_aggregate;
  return expr;
}

/* TO_TIMESTAMP gives the kind that TIMESTAMP_TYPE_MAPPING names. */
static struct text mapped_timestamp(struct binder *binder, struct text name)
{
  struct bind_context *context = binder->context;
  bool try = text_is(name, "TRY_TO_TIMESTAMP");
  struct text mapping;

  if ((!try && !text_is(name, "TO_TIMESTAMP")) || !context->parameter)
    return name;
  mapping = context->parameter(context->owner, "TIMESTAMP_TYPE_MAPPING");
  if (text_is_nocase(mapping, "TIMESTAMP_LTZ"))
    return try ? TEXT("TRY_TO_TIMESTAMP_LTZ") : TEXT("TO_TIMESTAMP_LTZ");
  if (text_is_nocase(mapping, "TIMESTAMP_TZ"))
    return try ? TEXT("TRY_TO_TIMESTAMP_TZ") : TEXT("TO_TIMESTAMP_TZ");
  return name;
}

/* What is searched for in a semi-structured array does not become a VARIANT by itself when it is a
 * text, bytes, a date or a time. */
static bool wants_variant(struct text name, int arg_count, struct bound_expr *const *args)
{
  return text_is(name, "ARRAY_CONTAINS") && arg_count == 2 &&
         !type_is_structured(args[1]->type) &&
         (args[0]->type.kind == TYPE_VARCHAR || args[0]->type.kind == TYPE_BINARY ||
          type_is_temporal(args[0]->type));
}

/* These ask what a VARIANT holds, or make one of values; nothing structured becomes a VARIANT by
 * itself. */
static bool refuses_structure(struct text name, int arg_count,
                              struct bound_expr *const *args)
{
  static const char *const names[] = { "ARRAY_CONSTRUCT",
                                       "ARRAY_CONSTRUCT_COMPACT",
                                       "AS_ARRAY",
                                       "AS_OBJECT",
                                       "IS_ARRAY",
                                       "IS_OBJECT",
                                       "OBJECT_CONSTRUCT",
                                       "OBJECT_CONSTRUCT_KEEP_NULL",
                                       "TYPEOF" };
  bool structured = false;

  for (int i = 0; i < arg_count; i++)
    structured |= type_is_structured(args[i]->type);
  for (size_t i = 0; structured && i < sizeof names / sizeof *names; i++)
    if (text_is(name, names[i]))
      return true;
  return false;
}

/* GET and GET_IGNORE_CASE of a member that is a column of a staged file. */
static struct bound_expr *staged_member(struct binder *binder, struct text name,
                                        struct bound_expr **args)
{
  bool any_case = text_is(name, "GET_IGNORE_CASE");

  if ((!any_case && !text_is(name, "GET")) || args[1]->kind != BOUND_CONST ||
      args[1]->is_null || args[1]->type.kind != TYPE_VARCHAR)
    return NULL;
  return bind_staged_member(binder, args[0], args[1]->constant, any_case);
}

struct bound_expr *bind_call(struct binder *binder, const struct expr *call_expr)
{
  const struct call *call = call_expr->call;
  const struct function_row *rows, *row;
  struct bound_expr **args, *expr;
  struct text name;
  struct bound_expr *member;
  enum function_kind kind;
  int count, arg_count;

  if (!call_name(binder, call, &name))
    return NULL;
  if (is_row_number(name))
    return bind_row_number(binder, &call_expr->place);
  if (binder->scope && binder->scope->matching) {
    expr = bind_match_call(binder, binder->scope->matching, call_expr, name);
    if (expr || err_is_set(binder->err))
      return bound_placed(expr, &call_expr->place);
  }
  if (text_is(name, "SYS_CONNECT_BY_PATH"))
    return bound_placed(bind_connect_path(binder, call_expr), &call_expr->place);
  if (is_collation_call(name))
    return bound_placed(bind_collation_call(binder, call_expr, name), &call_expr->place);
  name = mapped_timestamp(binder, name);
  rows = functions_find(name, &count);
  if (is_metric(call))
    return bind_metric(binder, call_expr);
  if (!count)
    return call_user_function(binder, call_expr);
  if (takes_lambda(name))
    return bind_lambda_call(binder, call_expr, name);
  kind = function_kind_for(rows, count, call->args.count);
  if (kind == FUNCTION_AGGREGATE || kind == FUNCTION_WINDOW)
    return bind_aggregate(binder, call_expr, rows, count, name);
  if (rows[0].kind == FUNCTION_TABLE) {
    bind_fail(binder, NULL, ERR_UNKNOWN_FUNCTION, "Unknown function " TEXT_FMT,
              TEXT_ARG(name));
    return NULL;
  }
  if (call->over || call->within_group || call->distinct) {
    bind_fail(binder, &call_expr->place, ERR_SYNTAX,
              "'" TEXT_FMT "' is not a window or aggregate function", TEXT_ARG(name));
    return NULL;
  }
  if (is_search(name))
    return bind_search(binder, call_expr, name);
  if (!bind_args(binder, call, rows, count, &arg_count, &args))
    return NULL;
  if (changes_members(name) && arg_count > 1 && args[0]->type.kind == TYPE_OBJECT &&
      type_is_structured(args[0]->type))
    return structure_change_members(binder, name, arg_count, args, &call_expr->place);
  if (arg_count == 2 && (member = staged_member(binder, name, args)))
    return member;
  if (text_is(name, "GET") && arg_count == 2 && type_is_structured(args[0]->type))
    return structure_get(binder, args[0], args[1], &call_expr->place);
  row = function_choose(rows, count, arg_count, args);
  if (!row || wants_variant(name, arg_count, args) ||
      refuses_structure(name, arg_count, args)) {
    function_fail(binder, rows, count, name, arg_count, args, &call_expr->place);
    return NULL;
  }
  if (text_is(name, "GET_DDL"))
    return bind_get_ddl(binder, arg_count, args, &call_expr->place);
  if (is_system_value(name))
    return bound_placed(
      bind_system_value(binder, name,
                        text_is(text_of(row->gives), "INT")     ? type_number(38, 0)
                        : text_is(text_of(row->gives), "FLOAT") ? type_of(TYPE_FLOAT)
                                                                : type_of(TYPE_VARCHAR),
                        arg_count, args),
      &call_expr->place);
  if (!bind_system_stage(binder, name, args))
    return NULL;
  if (text_is(name, "DECODE"))
    return bind_decode(binder, arg_count, args, &call_expr->place);
  if (text_is(name, "RANDOM") && arg_count == 1)
    return bind_seeded_random(binder, args[0], &call_expr->place);
  if (row->kind == FUNCTION_CONTEXT || text_is(name, "SYSTEM$TYPEOF") ||
      text_is(name, "GETVARIABLE")) {
    expr = bind_context_value(binder, name, arg_count, args);
    if (expr || err_is_set(binder->err))
      return expr;
    if (!row->duckdb) {
      err_set(binder->err, ERR_UNSUPPORTED, "Unsupported feature '" TEXT_FMT "'.",
              TEXT_ARG(name));
      return NULL;
    }
  }
  return function_apply(binder, row, arg_count, args, &call_expr->place);
}
