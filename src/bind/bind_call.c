/* bind_call.c: function calls: the row that takes the arguments, their conversion, the result. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "bind/binder.h"

#define MAX_WORDS 64

/* One word of a row's `takes`. */
struct param {
  struct text word;
  bool optional, repeats;
};

struct signature {
  int count;
  struct param params[MAX_WORDS];
  int least, most; /* Numbers of arguments; most -1: any. */
};

static struct signature signature_of(const struct function_row *row)
{
  struct signature signature = { 0 };
  const char *at = row->takes;

  while (*at) {
    struct param param = { 0 };
    const char *end;
    bool star = false;

    while (*at == ' ')
      at++;
    if (!*at)
      break;
    if (*at == '*') {
      star = true;
      at++;
    }
    for (end = at; isalnum((unsigned char)*end) || *end == '_'; end++)
      ;
    param.word = text_from(at, (size_t)(end - at));
    for (at = end; *at == '?' || *at == '.'; at++) {
      param.optional |= *at == '?';
      param.repeats |= *at == '.';
    }
    if (star)
      param.optional = param.repeats = true;
    if (signature.count < MAX_WORDS)
      signature.params[signature.count++] = param;
    signature.least += !param.optional;
    signature.most = signature.most < 0 || param.repeats ? -1 : signature.most + 1;
  }
  return signature;
}

static const struct param *param_for(const struct signature *signature, int arg)
{
  if (arg < signature->count)
    return &signature->params[arg];
  if (signature->count && signature->params[signature->count - 1].repeats)
    return &signature->params[signature->count - 1];
  return NULL;
}

enum fit { FIT_NO, FIT_CONVERTED, FIT_AS_IS };

static enum fit fit_kind(struct type from, enum type_kind kind)
{
  if (from.kind == kind)
    return FIT_AS_IS;
  if (from.kind == TYPE_UNKNOWN)
    return FIT_AS_IS; /* A bare NULL says nothing about the row that is meant. */
  return can_convert(from, type_of(kind), CAST_MODE_IMPLICIT) ? FIT_CONVERTED : FIT_NO;
}

/* Whether an argument can stand for a word. */
static enum fit fit_word(struct text word, const struct bound_expr *arg)
{
  struct type type = arg->type;

  if (type.kind == TYPE_INTERVAL)
    return FIT_NO;
  if (text_is(word, "ANY") || text_is(word, "T") || text_is(word, "U"))
    return FIT_AS_IS;
  if (text_is(word, "PART"))
    return arg->kind == BOUND_CONST && arg->type.kind == TYPE_VARCHAR &&
               date_part(arg->constant)
             ? FIT_AS_IS
             : FIT_NO;
  if (text_is(word, "CONST"))
    return arg->kind == BOUND_CONST ? FIT_AS_IS : FIT_NO;
  if (text_is(word, "NUMBER") || text_is(word, "INT"))
    return type.kind == TYPE_NUMBER ? FIT_AS_IS
           : type.kind == TYPE_FLOAT && text_is(word, "NUMBER")
             ? FIT_NO
             : fit_kind(type, TYPE_NUMBER);
  if (text_is(word, "FLOAT"))
    return type_is_numeric(type) ? FIT_AS_IS : fit_kind(type, TYPE_FLOAT);
  if (text_is(word, "VARCHAR"))
    return fit_kind(type, TYPE_VARCHAR);
  if (text_is(word, "BINARY"))
    return fit_kind(type, TYPE_BINARY);
  if (text_is(word, "BOOLEAN"))
    return fit_kind(type, TYPE_BOOLEAN);
  if (text_is(word, "DATE"))
    return fit_kind(type, TYPE_DATE);
  if (text_is(word, "TIME"))
    return fit_kind(type, TYPE_TIME);
  if (text_is(word, "NTZ"))
    return fit_kind(type, TYPE_TIMESTAMP_NTZ);
  if (text_is(word, "LTZ"))
    return fit_kind(type, TYPE_TIMESTAMP_LTZ);
  if (text_is(word, "TZ"))
    return fit_kind(type, TYPE_TIMESTAMP_TZ);
  if (text_is(word, "TIMESTAMP"))
    return type_is_timestamp(type) ? FIT_AS_IS : fit_kind(type, TYPE_TIMESTAMP_NTZ);
  if (text_is(word, "TEMPORAL"))
    return type_is_temporal(type) ? FIT_AS_IS : fit_kind(type, TYPE_TIMESTAMP_NTZ);
  if (text_is(word, "VARIANT"))
    return type_is_semi(type) ? FIT_AS_IS : fit_kind(type, TYPE_VARIANT);
  if (text_is(word, "OBJECT"))
    return type.kind == TYPE_VARIANT ? FIT_CONVERTED : fit_kind(type, TYPE_OBJECT);
  if (text_is(word, "ARRAY"))
    return type.kind == TYPE_VARIANT ? FIT_CONVERTED : fit_kind(type, TYPE_ARRAY);
  return FIT_NO;
}

/* The type that a word wants of an argument; UNKNOWN leaves it as it is. */
static struct type word_type(struct text word, struct type from)
{
  if (text_is(word, "NUMBER"))
    return from.kind == TYPE_NUMBER    ? type_of(TYPE_UNKNOWN)
           : from.kind == TYPE_UNKNOWN ? type_number(38, 0)
                                       : type_number(38, 5);
  if (text_is(word, "INT"))
    return type_number(18, 0);
  if (text_is(word, "FLOAT"))
    return type_of(TYPE_FLOAT);
  if (text_is(word, "VARCHAR"))
    return from.kind == TYPE_VARCHAR ? type_of(TYPE_UNKNOWN) : type_of(TYPE_VARCHAR);
  if (text_is(word, "BINARY"))
    return from.kind == TYPE_BINARY ? type_of(TYPE_UNKNOWN) : type_of(TYPE_BINARY);
  if (text_is(word, "BOOLEAN"))
    return type_of(TYPE_BOOLEAN);
  if (text_is(word, "DATE"))
    return type_of(TYPE_DATE);
  if (text_is(word, "TIME"))
    return from.kind == TYPE_TIME ? type_of(TYPE_UNKNOWN) : type_of(TYPE_TIME);
  if (text_is(word, "NTZ"))
    return from.kind == TYPE_TIMESTAMP_NTZ ? type_of(TYPE_UNKNOWN)
                                           : type_of(TYPE_TIMESTAMP_NTZ);
  if (text_is(word, "LTZ"))
    return from.kind == TYPE_TIMESTAMP_LTZ ? type_of(TYPE_UNKNOWN)
                                           : type_of(TYPE_TIMESTAMP_LTZ);
  if (text_is(word, "TZ"))
    return from.kind == TYPE_TIMESTAMP_TZ ? type_of(TYPE_UNKNOWN)
                                          : type_of(TYPE_TIMESTAMP_TZ);
  if (text_is(word, "TIMESTAMP"))
    return type_is_timestamp(from) ? type_of(TYPE_UNKNOWN) : type_of(TYPE_TIMESTAMP_NTZ);
  if (text_is(word, "TEMPORAL"))
    return type_is_temporal(from) ? type_of(TYPE_UNKNOWN) : type_of(TYPE_TIMESTAMP_NTZ);
  if (text_is(word, "VARIANT"))
    return type_is_semi(from) ? type_of(TYPE_UNKNOWN) : type_of(TYPE_VARIANT);
  if (text_is(word, "OBJECT"))
    return type_of(TYPE_OBJECT);
  if (text_is(word, "ARRAY"))
    return type_of(TYPE_ARRAY);
  return type_of(TYPE_UNKNOWN);
}

/* How well a row takes the arguments. */
static enum fit fit_row(const struct function_row *row, int arg_count,
                        struct bound_expr **args)
{
  struct signature signature = signature_of(row);
  enum fit worst = FIT_AS_IS;

  if (arg_count < signature.least || (signature.most >= 0 && arg_count > signature.most))
    return FIT_NO;
  for (int i = 0; i < arg_count; i++) {
    const struct param *param = param_for(&signature, i);
    enum fit fit = param ? fit_word(param->word, args[i]) : FIT_NO;

    if (fit < worst)
      worst = fit;
  }
  return worst;
}

static struct text arg_types(struct binder *binder, int arg_count,
                             struct bound_expr **args)
{
  struct buf out;
  struct text text;

  buf_init(&out);
  for (int i = 0; i < arg_count; i++) {
    if (i)
      buf_add_string(&out, ", ");
    type_print(args[i]->type, &out);
  }
  text = buf_copy(&out, binder->arena);
  buf_clear(&out);
  return text;
}

/* No row takes the arguments: says whether their number or their types are to blame. */
static void fail_no_row(struct binder *binder, const struct function_row *rows, int count,
                        struct text name, int arg_count, struct bound_expr **args,
                        const struct place *place)
{
  int least = 1000, most = 0;
  bool number_fits = false;

  for (int i = 0; i < count; i++) {
    struct signature signature = signature_of(&rows[i]);

    if (signature.least < least)
      least = signature.least;
    if (signature.most < 0 || signature.most > most)
      most = signature.most < 0 ? 1000000 : signature.most;
    number_fits |= arg_count >= signature.least &&
                   (signature.most < 0 || arg_count <= signature.most);
  }
  struct text call = text_slice(binder->context->sql, place->from,
                                place->to - place->from);

  if (number_fits) {
    struct text types = arg_types(binder, arg_count, args);

    bind_fail(binder, place, ERR_INVALID_TYPES,
              "Invalid argument types for function '" TEXT_FMT "': (" TEXT_FMT ")",
              TEXT_ARG(name), TEXT_ARG(types));
  } else if (arg_count < least) {
    bind_fail(binder, place, ERR_NOT_ENOUGH_ARGUMENTS,
              "not enough arguments for function [" TEXT_FMT "], expected %d, got %d",
              TEXT_ARG(call), least, arg_count);
  } else {
    bind_fail(binder, place, ERR_TOO_MANY_ARGUMENTS,
              "too many arguments for function [" TEXT_FMT "] expected %d, got %d",
              TEXT_ARG(call), most, arg_count);
  }
}

/* A function of one number takes a column of text, and a VARIANT, as FLOAT: ABS(t), SUM(v). */
static bool is_better_as_float(const struct function_row *row, int arg_count,
                               struct bound_expr **args)
{
  return arg_count == 1 && args[0]->kind != BOUND_CONST &&
         (args[0]->type.kind == TYPE_VARCHAR || type_is_semi(args[0]->type)) &&
         text_starts_with(text_of(row->takes), "FLOAT");
}

static const struct function_row *choose_row(const struct function_row *rows, int count,
                                             int arg_count, struct bound_expr **args)
{
  const struct function_row *converted = NULL;

  for (int i = 0; i < count; i++) {
    enum fit fit = fit_row(&rows[i], arg_count, args);

    if (fit == FIT_AS_IS)
      return &rows[i];
    if (fit == FIT_CONVERTED &&
        (!converted || is_better_as_float(&rows[i], arg_count, args)))
      converted = &rows[i];
  }
  return converted;
}

/* The common type of all arguments whose word is T (or U). */
static bool common_of(struct binder *binder, const struct signature *signature,
                      const char *word, int arg_count, struct bound_expr **args,
                      struct type *common, const struct place *place)
{
  *common = type_of(TYPE_UNKNOWN);
  for (int i = 0; i < arg_count; i++) {
    const struct param *param = param_for(signature, i);
    struct type both;

    if (!param || !text_is(param->word, word))
      continue;
    if (!common_type(*common, args[i]->type, &both)) {
      struct text a = type_text(binder->arena, *common);
      struct text b = type_text(binder->arena, args[i]->type);

      bind_fail(binder, place, ERR_TYPE_MISMATCH,
                "Can not convert parameter of type [" TEXT_FMT
                "] into expected type [" TEXT_FMT "]",
                TEXT_ARG(b), TEXT_ARG(a));
      return false;
    }
    *common = both;
  }
  return true;
}

static bool convert_args(struct binder *binder, const struct signature *signature,
                         int arg_count, struct bound_expr **args, struct type common_t,
                         struct type common_u)
{
  for (int i = 0; i < arg_count; i++) {
    const struct param *param = param_for(signature, i);
    struct type want = text_is(param->word, "T") ? common_t
                       : text_is(param->word, "U")
                         ? common_u
                         : word_type(param->word, args[i]->type);
    struct bound_expr *converted;

    if (text_is(param->word, "PART")) {
      args[i] = bound_text(binder, text_of(date_part(args[i]->constant)));
      continue;
    }
    if (text_is(param->word, "INT") && args[i]->type.kind == TYPE_NUMBER &&
        args[i]->type.scale == 0) {
      args[i] = as_integer(binder, args[i], 8);
      continue;
    }
    if (want.kind == TYPE_UNKNOWN) {
      /* A bare NULL that nothing gives a type. */
      if (args[i]->type.kind == TYPE_UNKNOWN)
        args[i] = convert(binder, args[i], type_of(TYPE_VARCHAR), CAST_MODE_IMPLICIT);
      continue;
    }
    if (text_is(param->word, "INT"))
      want = type_number(18, 0);
    converted = convert(binder, args[i], want,
                        text_is(param->word, "INT") ? CAST_MODE_EXPLICIT
                                                    : CAST_MODE_IMPLICIT);
    if (!converted && (text_is(param->word, "OBJECT") || text_is(param->word, "ARRAY")))
      converted = convert(binder, args[i], want, CAST_MODE_EXPLICIT);
    if (!converted) {
      if (!err_is_set(binder->err))
        bind_fail(binder, &args[i]->place, ERR_INVALID_TYPES, "Invalid argument types");
      return false;
    }
    args[i] = converted;
  }
  return true;
}

/* "NUMBER(18,0)", "VARCHAR", "$2", "T". */
static bool given_type(const struct function_row *row, int arg_count,
                       struct bound_expr **args, struct type common_t,
                       struct type common_u, struct type *type)
{
  struct text gives = text_of(row->gives);

  if (gives.len == 2 && gives.at[0] == '$') {
    int arg = gives.at[1] - '1';

    *type = arg < arg_count ? args[arg]->type : type_of(TYPE_VARCHAR);
    return true;
  }
  if (text_is(gives, "T") || text_is(gives, "U")) {
    *type = text_is(gives, "T") ? common_t : common_u;
    return true;
  }
  return type_parse(gives, type);
}

/* Types after conversion, constants as they were written. */
static bool rule_result(struct binder *binder, const struct function_row *row,
                        int arg_count, struct bound_expr **args,
                        struct bound_expr *const *written, struct type *type,
                        const char **duckdb, int *extra)
{
  struct rule_arg *seen = ARENA_ARRAY(binder->arena, (size_t)arg_count, struct rule_arg);

  for (int i = 0; i < arg_count; i++) {
    const struct bound_expr *constant = args[i]->kind == BOUND_CONST ? args[i]
                                                                     : written[i];

    seen[i] = (struct rule_arg){ args[i]->type, constant->kind == BOUND_CONST,
                                 constant->is_null, constant->constant };
  }
  return type_rule(row, seen, arg_count, type, duckdb, extra) ||
         type_rule_text(row, seen, arg_count, type, duckdb, extra);
}

/* A row over its arguments: converted, typed, as a template. */
static struct bound_expr *apply_row(struct binder *binder, const struct function_row *row,
                                    int arg_count, struct bound_expr **args,
                                    const struct place *place)
{
  struct signature signature = signature_of(row);
  struct type common_t, common_u, type = type_of(TYPE_UNKNOWN);
  const char *duckdb = row->duckdb;
  int extra = 0;
  bool nullable;
  struct bound_expr *expr;
  struct bound_expr **written = ARENA_ARRAY(binder->arena, (size_t)arg_count,
                                            struct bound_expr *);

  if (arg_count)
    memcpy(written, args, (size_t)arg_count * sizeof *args);
  if (!common_of(binder, &signature, "T", arg_count, args, &common_t, place) ||
      !common_of(binder, &signature, "U", arg_count, args, &common_u, place) ||
      !convert_args(binder, &signature, arg_count, args, common_t, common_u))
    return NULL;
  if (row->rule != RULE_NONE) {
    if (!rule_result(binder, row, arg_count, args, written, &type, &duckdb, &extra)) {
      struct text types = arg_types(binder, arg_count, args);

      bind_fail(binder, place, ERR_INVALID_TYPES,
                "Invalid argument types for function '%s': (" TEXT_FMT ")", row->name,
                TEXT_ARG(types));
      return NULL;
    }
  } else if (!given_type(row, arg_count, args, common_t, common_u, &type)) {
    bind_fail(binder, place, ERR_INTERNAL, "the table of functions gives %s no type: %s",
              row->name, row->gives);
    return NULL;
  }
  expr = bound_template(binder, duckdb, type, place, arg_count, args);
  nullable = expr->nullable;
  expr->extra = extra;
  if (row->flags & FN_VOLATILE)
    expr->is_volatile = binder->context->is_volatile = true;
  expr->nullable = row->flags & FN_NOT_NULL ? false
                                            : nullable || (row->flags & FN_NULLABLE) ||
                                                row->kind != FUNCTION_SCALAR;
  return expr;
}

struct bound_expr *bind_function(struct binder *binder, const char *name, int arg_count,
                                 struct bound_expr **args, const struct place *place)
{
  int count;
  const struct function_row *rows = functions_find(text_of(name), &count);
  const struct function_row *row = choose_row(rows, count, arg_count, args);

  if (!row) {
    fail_no_row(binder, rows, count, text_of(name), arg_count, args, place);
    return NULL;
  }
  return apply_row(binder, row, arg_count, args, place);
}

bool bind_is_aggregate_name(struct text name)
{
  int count;
  const struct function_row *rows = functions_find(name, &count);

  return count && rows[0].kind == FUNCTION_AGGREGATE;
}

/* ---- windows ---- */

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
            "invalid identifier '" TEXT_FMT "'", TEXT_ARG(name->name));
  return NULL;
}

/* How far a frame reaches; an interval in the physical units of what is ordered by. */
static struct bound_expr *bind_frame_offset(struct binder *binder,
                                            const struct bound_window *window,
                                            const struct expr *expr)
{
  struct bound_expr *offset = bind_expression(binder, expr);

  if (!offset || offset->type.kind != TYPE_INTERVAL)
    return offset;
  if (window->frame != FRAME_RANGE || window->order_count != 1) {
    bind_fail(binder, &expr->place, ERR_SYNTAX,
              "an interval frame needs RANGE and one ORDER BY expression");
    return NULL;
  }
  return interval_distance(binder, offset, window->order_by[0].expr->type, &expr->place);
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
      bound->partition_by[i] = comparison_key(binder, bound->partition_by[i]);
  }
  if (window->order_by &&
      !bind_order_items(binder, window->order_by, &bound->order_by, &bound->order_count))
    return NULL;
  if (window->frame != FRAME_NONE) {
    bound->frame = window->frame;
    bound->from = window->from;
    bound->to = window->to;
    if (window->from_offset &&
        !(bound->from_offset = bind_frame_offset(binder, bound, window->from_offset)))
      return NULL;
    if (window->to_offset &&
        !(bound->to_offset = bind_frame_offset(binder, bound, window->to_offset)))
      return NULL;
  }
  return bound;
}

/* ---- calls ---- */

/* The single name of a call; a qualified one is a user's function, which are not there yet. */
static bool call_name(struct binder *binder, const struct call *call, struct text *name,
                      const struct place *place)
{
  const struct ident *last;

  if (call->name->dynamic) {
    struct bind_constant value;

    if (!bind_constant_of(binder->context, call->name->dynamic, &value, binder->err))
      return false;
    *name = arena_upper(binder->arena, value.value);
    return true;
  }
  last = call->name->parts.at[call->name->parts.count - 1];
  if (call->name->parts.count > 1) {
    bind_fail(binder, NULL, ERR_UNKNOWN_FUNCTION,
              "Unknown user-defined function " TEXT_FMT, TEXT_ARG(last->name));
    return false;
  }
  (void)place;
  *name = last->name;
  return true;
}

static bool row_takes_part(const struct function_row *rows, int count, int arg)
{
  for (int i = 0; i < count; i++) {
    struct signature signature = signature_of(&rows[i]);

    if (arg < signature.count && text_is(signature.params[arg].word, "PART"))
      return true;
  }
  return false;
}

/* A date part stands where a column could: month in DATEADD(month, 1, d). */
static struct bound_expr *part_argument(struct binder *binder, const struct expr *arg)
{
  if (arg->kind == EXPR_COLUMN && arg->name && arg->name->parts.count == 1) {
    const struct ident *word = arg->name->parts.at[0];

    if (date_part(word->name))
      return bound_text(binder, word->name);
  }
  return NULL;
}

static bool bind_args(struct binder *binder, const struct call *call,
                      const struct function_row *rows, int count, int *arg_count,
                      struct bound_expr ***args)
{
  struct list bound = { 0 };

  for (int i = 0; i < call->args.count; i++) {
    const struct expr *arg = call->args.at[i];
    struct bound_expr *expr = NULL;

    if (arg->kind == EXPR_STAR) {
      struct list exprs = { 0 }, names = { 0 };

      if (!binder->scope || !scope_star(binder, arg, &exprs, &names))
        return false;
      for (int c = 0; c < exprs.count; c++)
        list_add(binder->arena, &bound, exprs.at[c]);
      continue;
    }
    if (row_takes_part(rows, count, i))
      expr = part_argument(binder, arg);
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

static struct bound_expr *fail_aggregate_place(struct binder *binder, struct text name,
                                               const struct place *place)
{
  bind_fail(binder, NULL, ERR_UNSUPPORTED,
            "Invalid aggregate function in where clause [" TEXT_FMT "]", TEXT_ARG(name));
  (void)place;
  return NULL;
}

static bool takes_key(const struct function_row *row)
{
  return row->rule == RULE_PERCENTILE || row->rule == RULE_PERCENTILE_CONT;
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
  all[0] = item->descending ? bind_negate(binder, (*args)[0], place) : (*args)[0];
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

/* OVER, DISTINCT, WITHIN GROUP and IGNORE NULLS onto a bound call. */
static bool decorate(struct binder *binder, const struct call *call,
                     const struct function_row *row, struct bound_expr *expr,
                     struct bound_window *over, const struct place *place)
{
  expr->distinct = call->distinct;
  expr->ignore_nulls = call->nulls == NULLS_IGNORE;
  if (call->within_group && !takes_key(row) &&
      !bind_order_items(binder, call->within_group, &expr->within, &expr->within_count))
    return false;
  for (int i = 0; i < expr->within_count; i++)
    expr->has_aggregate |= expr->within[i].expr->has_aggregate;
  if (over) {
    if ((row->flags & FN_ORDERED) && !over->order_count) {
      bind_fail(binder, place, ERR_SYNTAX,
                "Window function type [%s] requires ORDER BY in window specification",
                row->name);
      return false;
    }
    if (over->frame == FRAME_NONE && (row->flags & (FN_WHOLE | FN_FOLLOWING))) {
      over->frame = FRAME_ROWS;
      over->from = row->flags & FN_WHOLE ? BOUND_UNBOUNDED_PRECEDING : BOUND_CURRENT_ROW;
      over->to = BOUND_UNBOUNDED_FOLLOWING;
    }
    expr->over = over;
    expr->has_window = true;
    return true;
  }
  if (row->kind == FUNCTION_WINDOW) {
    bind_fail(binder, place, ERR_SYNTAX, "Window function [%s] requires an OVER clause",
              row->name);
    return false;
  }
  expr->is_aggregate = expr->has_aggregate = true;
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
  bool star = call->args.count == 1 &&
              ((const struct expr *)call->args.at[0])->kind == EXPR_STAR &&
              !((const struct expr *)call->args.at[0])->star->qualifier;

  choose_kind(call->over != NULL, &rows, &count);
  if (!scope) {
    fail_aggregate_place(binder, name, &call_expr->place);
    return NULL;
  }
  if (!call->over && rows[0].kind == FUNCTION_AGGREGATE) {
    if (scope->clause == CLAUSE_WHERE || scope->clause == CLAUSE_FROM)
      return fail_aggregate_place(binder, name, &call_expr->place);
    if (scope->in_aggregate) {
      bind_fail(binder, NULL, ERR_INVALID_ARGUMENT,
                "Aggregate functions cannot be nested: [" TEXT_FMT "]", TEXT_ARG(name));
      return NULL;
    }
    scope->in_aggregate = true;
    scope->uses_aggregates = true;
  }
  if (star && text_is(name, "COUNT")) {
    expr = bound_template(binder, "count(*)$O", type_number(18, 0), &call_expr->place, 0,
                          NULL);
    row = &rows[0];
  } else {
    if (!bind_args(binder, call, rows, count, &arg_count, &args) ||
        (takes_key(&rows[0]) &&
         !append_key(binder, call, &arg_count, &args, &call_expr->place)))
      goto done;
    row = choose_row(rows, count, arg_count, args);
    if (!row) {
      fail_no_row(binder, rows, count, name, arg_count, args, &call_expr->place);
      goto done;
    }
    if (call->distinct)
      for (int i = 0; i < arg_count; i++)
        if (args[i]->type.kind == TYPE_TIMESTAMP_TZ && text_is(name, "COUNT"))
          args[i] = comparison_key(binder, args[i]);
    expr = takes_distinct_list(call, name)
             ? bind_distinct_list(binder, call, name, arg_count, args, &call_expr->place)
             : apply_row(binder, row, arg_count, args, &call_expr->place);
  }
  scope->in_aggregate = was_in_aggregate;
  if (expr && call->over && !(over = bind_window(binder, call->over)))
    expr = NULL;
  if (expr && !decorate(binder, call, row, expr, over, &call_expr->place))
    expr = NULL;
done:
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

struct bound_expr *bind_call(struct binder *binder, const struct expr *call_expr)
{
  const struct call *call = call_expr->call;
  const struct function_row *rows, *row;
  struct bound_expr **args, *expr;
  struct text name;
  int count, arg_count;

  if (!call_name(binder, call, &name, &call_expr->place))
    return NULL;
  if (is_row_number(name))
    return bind_row_number(binder, &call_expr->place);
  name = mapped_timestamp(binder, name);
  rows = functions_find(name, &count);
  if (!count) {
    bind_fail(binder, NULL, ERR_UNKNOWN_FUNCTION, "Unknown function " TEXT_FMT,
              TEXT_ARG(name));
    return NULL;
  }
  if (rows[0].kind == FUNCTION_AGGREGATE || rows[0].kind == FUNCTION_WINDOW)
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
  if (!bind_args(binder, call, rows, count, &arg_count, &args))
    return NULL;
  row = choose_row(rows, count, arg_count, args);
  if (!row) {
    fail_no_row(binder, rows, count, name, arg_count, args, &call_expr->place);
    return NULL;
  }
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
  return apply_row(binder, row, arg_count, args, &call_expr->place);
}
