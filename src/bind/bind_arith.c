/* bind_arith.c: arithmetic and comparison with Snowflake's rules of precision and scale.
 *
 * The rules are those of "Arithmetic operators" in Snowflake's reference: with l digits before
 * and s after the point, a + b has max(l)+1 and max(s); a * b has l1+l2 and
 * min(s1+s2, max(s1, s2, 12)); a / b has l1+s2 and max(s1, min(s1+6, 12)); precision is at
 * most 38. */
#include <string.h>

#include "bind/bind_collation.h"

static int least(int a, int b)
{
  return a < b ? a : b;
}
static int most(int a, int b)
{
  return a > b ? a : b;
}

static const char *op_text(enum op op)
{
  switch (op) {
  case OP_ADD: return "+";
  case OP_SUB: return "-";
  case OP_MUL: return "*";
  case OP_DIV: return "/";
  case OP_MOD: return "%";
  case OP_EQ: return "=";
  case OP_NE: return "<>";
  case OP_LT: return "<";
  case OP_LE: return "<=";
  case OP_GT: return ">";
  case OP_GE: return ">=";
  default: return "?";
  }
}

static struct bound_expr *fail_types(struct binder *binder, const char *op,
                                     const struct bound_expr *left,
                                     const struct bound_expr *right,
                                     const struct place *place)
{
  struct text a = type_text(binder->arena, left->type);
  struct text b = type_text(binder->arena, right->type);

  bind_fail(binder, place, ERR_INVALID_TYPES,
            "Invalid argument types for function '%s': (" TEXT_FMT ", " TEXT_FMT ")", op,
            TEXT_ARG(a), TEXT_ARG(b));
  return NULL;
}

static struct type result_type(enum op op, struct type a, struct type b)
{
  int l1 = a.precision - a.scale, l2 = b.precision - b.scale;
  int lead = 0, scale = 0;

  switch (op) {
  case OP_MUL:
    lead = l1 + l2;
    scale = least(a.scale + b.scale, most(most(a.scale, b.scale), 12));
    break;
  case OP_DIV:
    lead = l1 + b.scale;
    scale = most(a.scale, least(a.scale + 6, 12));
    break;
  case OP_MOD:
    lead = most(l1, l2);
    scale = most(a.scale, b.scale);
    break;
  default:
    lead = most(l1, l2) + 1;
    scale = most(a.scale, b.scale);
    break;
  }
  scale = least(scale, 37);
  return type_number(most(least(lead + scale, TYPE_MAX_PRECISION), 1), scale);
}

/* Integers: BIGINT, asking for a wide run when it overflows; HUGEINT then. */
static struct bound_expr *integer_op(struct binder *binder, enum op op,
                                     struct bound_expr *left, struct bound_expr *right,
                                     struct type type)
{
  bool wide = type.precision > 18 &&
              (binder->context->wide || left->bytes == 16 || right->bytes == 16);
  int bytes = wide ? 16 : 8;
  /* 128 bits hold a little more than 38 digits. */
  const char *duckdb = op == OP_ADD   ? wide ? "sg_fit_HUGEINT($1 + $2, 38)" : "($1 + $2)"
                       : op == OP_SUB ? wide ? "sg_fit_HUGEINT($1 - $2, 38)" : "($1 - $2)"
                       : op == OP_MUL ? wide ? "sg_fit_HUGEINT($1 * $2, 38)" : "($1 * $2)"
                       : wide         ? "sg_mod_0($1, $2)"
                                      : "sg_mod_BIGINT($1, $2)";
  struct bound_expr *expr = bound_template2(binder, duckdb, type,
                                            as_integer(binder, left, bytes),
                                            as_integer(binder, right, bytes));

  expr->bytes = bytes;
  return expr;
}

/* DuckDB's own widths: within 18 digits it stays in 64 bits and checks for overflow (which then
 * asks for a wide run, in 128). */
static int decimal_width(struct binder *binder, int a, int b, int result)
{
  if (!binder->context->wide && a <= 18 && b <= 18)
    return least(result, 18);
  return least(result, 38);
}

static struct bound_expr *rescaled(struct binder *binder, struct bound_expr *expr,
                                   struct type type)
{
  struct bound_expr *cast;

  if (expr->type.scale == type.scale) {
    expr->type = type;
    return expr;
  }
  cast = bound_template1(binder, "CAST($1 AS DECIMAL(38,$s))", type, expr);
  cast->width = 38;
  return cast;
}

/* The integer that a NUMBER counts in its last digit, as HUGEINT. */
static struct bound_expr *unscaled(struct binder *binder, struct bound_expr *expr)
{
  if (expr->type.scale == 0)
    return as_integer(binder, expr, 16);
  return bound_template1(binder, "sg_unscaled_$s1(CAST($1 AS DECIMAL(38,$s1)))",
                         type_number(38, 0), expr);
}

/* DuckDB's product would have more digits after the point than it can hold, or than the result
 * keeps: 256 bits in between. */
static struct bound_expr *multiply_exactly(struct binder *binder, struct bound_expr *left,
                                           struct bound_expr *right, struct type type)
{
  struct bound_expr *expr = bound_template2(binder, "sg_mul_$s($1, $2, $x)", type,
                                            unscaled(binder, left),
                                            unscaled(binder, right));

  expr->extra = left->type.scale + right->type.scale - type.scale;
  expr->width = 38;
  return expr;
}

static struct bound_expr *decimal_op(struct binder *binder, enum op op,
                                     struct bound_expr *left, struct bound_expr *right,
                                     struct type type)
{
  int least_width = binder->context->wide ? 19 : 0;
  struct bound_expr *expr;

  if (op == OP_MUL) {
    int scale = left->type.scale + right->type.scale;

    struct bound_expr *a = as_decimal(binder, left, left->type.scale, least_width);
    struct bound_expr *b = as_decimal(binder, right, right->type.scale, least_width);
    bool may_overflow = binder->context->wide || a->width + b->width > TYPE_MAX_PRECISION;

    if (scale > 37 || (may_overflow && scale > type.scale))
      return multiply_exactly(binder, left, right, type);
    expr = bound_template2(binder, "($1 * $2)", type_number(38, scale), a, b);
    expr->width = decimal_width(binder, a->width, b->width, a->width + b->width);
    return rescaled(binder, expr, type);
  }
  struct bound_expr *a = as_decimal(binder, left, type.scale, least_width);
  struct bound_expr *b = as_decimal(binder, right, type.scale, least_width);

  if (op == OP_MOD) {
    expr = bound_template2(binder,
                           "sg_mod_$s(CAST($1 AS DECIMAL(38,$s)), "
                           "CAST($2 AS DECIMAL(38,$s)))",
                           type, a, b);
    expr->width = 38;
    return expr;
  }
  expr = bound_template2(binder, op == OP_ADD ? "($1 + $2)" : "($1 - $2)", type, a, b);
  expr->width = decimal_width(binder, a->width, b->width, most(a->width, b->width) + 1);
  return expr;
}

static struct bound_expr *divide(struct binder *binder, struct bound_expr *left,
                                 struct bound_expr *right, struct type type)
{
  int shift = type.scale - left->type.scale + right->type.scale;
  struct bound_expr *expr = bound_template2(binder, "sg_div_$s($1, $2, $x)", type,
                                            unscaled(binder, left),
                                            unscaled(binder, right));

  expr->extra = shift;
  expr->width = 38;
  if (type.scale == 0)
    expr->bytes = 16;
  return expr;
}

static struct bound_expr *float_op(struct binder *binder, enum op op,
                                   struct bound_expr *left, struct bound_expr *right)
{
  struct type type = type_of(TYPE_FLOAT);
  const char *duckdb = op == OP_ADD   ? "($1 + $2)"
                       : op == OP_SUB ? "($1 - $2)"
                       : op == OP_MUL ? "($1 * $2)"
                       : op == OP_DIV ? "sg_fdiv($1, $2)"
                                      : "sg_fmod($1, $2)";

  left = convert(binder, left, type, CAST_MODE_IMPLICIT);
  right = convert(binder, right, type, CAST_MODE_IMPLICIT);
  if (!left || !right)
    return NULL;
  return bound_template2(binder, duckdb, type, left, right);
}

/* One of both is a DECFLOAT, and so is the result. */
static struct bound_expr *decfloat_op(struct binder *binder, enum op op,
                                      struct bound_expr *left, struct bound_expr *right,
                                      const struct place *place)
{
  struct type type = type_of(TYPE_DECFLOAT);
  const char *duckdb = op == OP_ADD   ? "sg_decfloat_add($1, $2)"
                       : op == OP_SUB ? "sg_decfloat_sub($1, $2)"
                       : op == OP_MUL ? "sg_decfloat_mul($1, $2)"
                                      : "sg_decfloat_div($1, $2)";
  struct bound_expr *a, *b, *expr;

  if (op == OP_MOD) {
    err_set(binder->err, ERR_UNSUPPORTED, "Unsupported feature 'MOD of DECFLOAT'.");
    return NULL;
  }
  a = convert(binder, left, type, CAST_MODE_IMPLICIT);
  b = convert(binder, right, type, CAST_MODE_IMPLICIT);
  if (!a || !b)
    return fail_types(binder, op_text(op), left, right, place);
  expr = bound_template2(binder, duckdb, type, a, b);
  expr->place = *place;
  return expr;
}

/* A text or VARIANT in arithmetic becomes a number; NULL when it cannot. */
static struct bound_expr *numeric_operand(struct binder *binder, struct bound_expr *expr)
{
  bool ok;

  if (expr->type.kind == TYPE_UNKNOWN)
    return convert(binder, expr, type_number(38, 0), CAST_MODE_IMPLICIT);
  if (expr->type.kind == TYPE_VARCHAR) {
    if (expr->kind == BOUND_CONST && !expr->is_null) {
      struct bound_expr *number = bound_number(binder, text_trim(expr->constant), &ok);

      if (ok && number && number->type.kind == TYPE_NUMBER && number->type.scale <= 5)
        return number;
    }
    return convert(binder, expr, type_number(18, 5), CAST_MODE_IMPLICIT);
  }
  /* PARSE_JSON('1') + 1 is 2.0: a VARIANT counts as a FLOAT, whatever it holds. */
  if (expr->type.kind == TYPE_VARIANT)
    return convert(binder, expr, type_of(TYPE_FLOAT), CAST_MODE_IMPLICIT);
  return expr;
}

/* ---- dates ---- */

static const char *interval_template(enum type_kind kind)
{
  switch (kind) {
  case TYPE_DATE: return "sg_dateadd_date($3, $2, $1)";
  case TYPE_TIME: return "sg_dateadd_time($3, $2, $1)";
  case TYPE_TIMESTAMP_LTZ: return "sg_dateadd_ltz($3, $2, $1, $(TIMEZONE))";
  case TYPE_TIMESTAMP_TZ: return "sg_dateadd_tz($3, $2, $1)";
  default: return "sg_dateadd_ts($3, $2, $1)";
  }
}

static bool part_is_time(const char *part)
{
  static const char *const names[] = { "hour",        "minute",      "second",
                                       "millisecond", "microsecond", "nanosecond" };

  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(part, names[i]) == 0)
      return true;
  return false;
}

/* One term of '1 year, 3 days' added to (or taken from) a date. */
static struct bound_expr *add_term(struct binder *binder, struct bound_expr *when,
                                   const char *part, int64_t count)
{
  struct bound_expr **args = ARENA_ARRAY(binder->arena, 3, struct bound_expr *);
  struct type type = when->type;
  bool ok;

  if (type.kind == TYPE_DATE && part_is_time(part)) {
    type = type_of(TYPE_TIMESTAMP_NTZ);
    when = convert(binder, when, type, CAST_MODE_IMPLICIT);
    if (!when)
      return NULL;
  }
  args[0] = when;
  args[1] = bound_number(binder, arena_printf(binder->arena, "%lld", (long long)count),
                         &ok);
  args[1] = as_integer(binder, args[1], 8);
  args[2] = bound_text(binder, text_of(part));
  return bound_template(binder, interval_template(type.kind), type, &when->place, 3,
                        args);
}

static bool fail_interval(struct binder *binder, const struct bound_expr *interval,
                          const struct place *place)
{
  return bind_fail(binder, place, ERR_INVALID_VALUE,
                   "Invalid value [" TEXT_FMT "] for interval literal",
                   TEXT_ARG(interval->constant));
}

/* Takes one term off '1 year, 2 months 3 days': numbers and parts in turn; a bare number is
 * seconds. */
static bool take_term(struct text *left, int64_t *count, const char **part)
{
  size_t at = 0;

  while (at < left->len && (left->at[at] == '-' || left->at[at] == '+' ||
                            (left->at[at] >= '0' && left->at[at] <= '9')))
    at++;
  if (!text_to_int64(text_slice(*left, 0, at), count))
    return false;
  *left = text_trim(text_slice(*left, at, left->len));
  for (at = 0; at < left->len && left->at[at] != ' ' && left->at[at] != ','; at++)
    ;
  *part = at ? date_part(text_slice(*left, 0, at)) : "second";
  *left = text_trim(text_slice(*left, at, left->len));
  if (left->len && left->at[0] == ',')
    *left = text_trim(text_slice(*left, 1, left->len));
  return *part != NULL;
}

static struct bound_expr *add_interval(struct binder *binder, struct bound_expr *when,
                                       const struct bound_expr *interval, bool subtract,
                                       const struct place *place)
{
  struct text left = text_trim(interval->constant);

  while (left.len) {
    const char *part;
    int64_t count;

    if (!take_term(&left, &count, &part)) {
      fail_interval(binder, interval, place);
      return NULL;
    }
    when = add_term(binder, when, part, subtract ? -count : count);
    if (!when)
      return NULL;
  }
  return when;
}

/* Nanoseconds of a part that always has the same length; 0 for months and years. */
static int64_t part_length(const char *part)
{
  static const struct {
    const char *part;
    int64_t nanos;
  } parts[] = {
    { "nanosecond", 1 },
    { "microsecond", 1000 },
    { "millisecond", 1000000 },
    { "second", 1000000000LL },
    { "minute", 60 * 1000000000LL },
    { "hour", 3600 * 1000000000LL },
    { "day", 86400 * 1000000000LL },
    { "week", 7 * 86400 * 1000000000LL },
  };

  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (strcmp(parts[i].part, part) == 0)
      return parts[i].nanos;
  return 0;
}

/* Months of a part that is made of them; 0 for all others. */
static int64_t part_months(const char *part)
{
  return strcmp(part, "year") == 0      ? 12
         : strcmp(part, "quarter") == 0 ? 3
         : strcmp(part, "month") == 0   ? 1
                                        : 0;
}

/* What an interval is made of. */
struct interval_sum {
  int64_t months, nanos;
  bool in_order; /* Months come before all else, as the engine adds them. */
  bool has_days; /* Days and weeks: not always 24 hours where there is a time zone. */
};

static bool sum_interval(struct binder *binder, const struct bound_expr *interval,
                         struct interval_sum *sum, const struct place *place)
{
  struct text left = text_trim(interval->constant);

  *sum = (struct interval_sum){ .in_order = true };
  while (left.len) {
    const char *part;
    int64_t count, term, months;

    if (!take_term(&left, &count, &part))
      return fail_interval(binder, interval, place);
    months = part_months(part);
    sum->in_order &= !months || !sum->nanos;
    sum->has_days |= strcmp(part, "day") == 0 || strcmp(part, "week") == 0;
    if (__builtin_mul_overflow(count, months ? months : part_length(part), &term) ||
        __builtin_add_overflow(months ? sum->months : sum->nanos, term,
                               months ? &sum->months : &sum->nanos))
      return fail_interval(binder, interval, place);
  }
  return (sum->months >= 0 && (sum->months || sum->nanos >= 0)) ||
         fail_interval(binder, interval, place);
}

static struct bound_expr *date_distance(struct binder *binder,
                                        const struct interval_sum *sum,
                                        struct bound_expr *distance)
{
  int64_t day = part_length("day");

  if (sum->nanos % day || !sum->in_order) {
    err_set(binder->err, ERR_UNSUPPORTED,
            sum->in_order ? "Unsupported feature 'RANGE of parts of a day over a DATE'."
                          : "Unsupported feature 'RANGE of days, then months'.");
    return NULL;
  }
  distance->sql = arena_printf(binder->arena,
                               "(INTERVAL (%lld) MONTH + INTERVAL (%lld) DAY)",
                               (long long)sum->months, (long long)(sum->nanos / day));
  return distance;
}

struct bound_expr *interval_distance(struct binder *binder,
                                     const struct bound_expr *interval,
                                     struct bound_expr *value, bool before,
                                     const struct place *place)
{
  struct bound_expr *distance = bound_new(binder, BOUND_CONST, type_number(38, 0), place);
  struct interval_sum sum;
  struct bound_expr *moved;

  distance->nullable = false;
  if (!sum_interval(binder, interval, &sum, place))
    return NULL;
  if (value->type.kind == TYPE_DATE)
    return date_distance(binder, &sum, distance);
  distance->sql = arena_printf(binder->arena, "%lld", (long long)sum.nanos);
  if (!sum.months && !(sum.has_days && value->type.kind == TYPE_TIMESTAMP_LTZ))
    return distance;
  /* Months, and days of a time zone, are longer or shorter from row to row. */
  moved = add_interval(binder, value, interval, before, place);
  if (!moved)
    return NULL;
  return bound_template2(binder, before ? "coalesce($1 - $2, 0)" : "coalesce($2 - $1, 0)",
                         type_number(38, 0), comparison_key(binder, value),
                         comparison_key(binder, moved));
}

/* DATE + n, n + DATE, DATE - n, DATE - DATE and intervals; *handled says that it was one. */
static struct bound_expr *date_arithmetic(struct binder *binder, enum op op,
                                          struct bound_expr *left,
                                          struct bound_expr *right,
                                          const struct place *place, bool *handled)
{
  *handled = true;
  if (op == OP_ADD && left->type.kind == TYPE_INTERVAL) {
    struct bound_expr *swap = left;

    left = right;
    right = swap;
  }
  if ((op == OP_ADD || op == OP_SUB) && right->type.kind == TYPE_INTERVAL) {
    if (left->type.kind == TYPE_VARCHAR || left->type.kind == TYPE_UNKNOWN)
      left = convert(binder, left, type_of(TYPE_TIMESTAMP_NTZ), CAST_MODE_IMPLICIT);
    if (!left || !type_is_temporal(left->type))
      return fail_types(binder, op_text(op), left ? left : right, right, place);
    return add_interval(binder, left, right, op == OP_SUB, place);
  }
  if (op == OP_SUB && left->type.kind == TYPE_DATE && right->type.kind == TYPE_DATE) {
    struct bound_expr *days = bound_template2(binder, "CAST($1 - $2 AS BIGINT)",
                                              type_number(9, 0), left, right);

    days->bytes = 8;
    return days;
  }
  if (op == OP_ADD && right->type.kind == TYPE_DATE && left->type.kind == TYPE_NUMBER) {
    struct bound_expr *swap = left;

    left = right;
    right = swap;
  }
  if ((op == OP_ADD || op == OP_SUB) && left->type.kind == TYPE_DATE &&
      (right->type.kind == TYPE_NUMBER || right->type.kind == TYPE_VARCHAR)) {
    right = numeric_operand(binder, right);
    if (right && right->type.scale)
      right = convert(binder, right, type_number(38, 0), CAST_MODE_EXPLICIT);
    if (!right)
      return NULL;
    return bound_template2(binder,
                           op == OP_ADD
                             ? "sg_dateadd_date('day', CAST($2 AS BIGINT), $1)"
                             : "sg_dateadd_date('day', -CAST($2 AS BIGINT), $1)",
                           left->type, left, right);
  }
  *handled = false;
  return NULL;
}

struct bound_expr *bind_arithmetic(struct binder *binder, enum op op,
                                   struct bound_expr *left, struct bound_expr *right,
                                   const struct place *place)
{
  bool handled;
  struct bound_expr *expr = date_arithmetic(binder, op, left, right, place, &handled);
  struct bound_expr *a, *b;

  if (handled)
    return expr;
  if (left->type.kind == TYPE_DECFLOAT || right->type.kind == TYPE_DECFLOAT)
    return decfloat_op(binder, op, left, right, place);
  a = numeric_operand(binder, left);
  b = numeric_operand(binder, right);
  if (!a || !b || !type_is_numeric(a->type) || !type_is_numeric(b->type))
    return fail_types(binder, op_text(op), left, right, place);
  if (a->type.kind == TYPE_FLOAT || b->type.kind == TYPE_FLOAT)
    return float_op(binder, op, a, b);
  struct type type = result_type(op, a->type, b->type);

  if (op == OP_DIV)
    expr = divide(binder, a, b, type);
  else if (a->type.scale == 0 && b->type.scale == 0)
    expr = integer_op(binder, op, a, b, type);
  else
    expr = decimal_op(binder, op, a, b, type);
  expr->place = *place;
  return expr;
}

static struct bound_expr *fail_negate(struct binder *binder,
                                      const struct bound_expr *operand,
                                      const struct place *place)
{
  bind_fail(binder, place, ERR_INVALID_TYPES,
            "Invalid argument types for function 'NEGATE': (" TEXT_FMT ")",
            TEXT_ARG(type_text(binder->arena, operand->type)));
  return NULL;
}

struct bound_expr *bind_negate(struct binder *binder, struct bound_expr *operand,
                               const struct place *place)
{
  struct bound_expr *expr, *number;
  bool ok;

  if (operand->kind == BOUND_CONST && operand->type.kind == TYPE_NUMBER &&
      !operand->is_null) {
    struct text digits = operand->constant;
    struct text negated = digits.len && digits.at[0] == '-'
                            ? text_slice(digits, 1, digits.len)
                            : arena_printf(binder->arena, "-" TEXT_FMT, TEXT_ARG(digits));

    expr = bound_number(binder, negated, &ok);
    expr->type = operand->type; /* 5::NUMBER(18,0) is a constant, too. */
    expr->place = *place;
    return expr;
  }
  if (operand->type.kind == TYPE_INTERVAL || type_is_temporal(operand->type))
    return fail_negate(binder, operand, place);
  if (operand->type.kind == TYPE_DECFLOAT) {
    expr = bound_template1(binder, "sg_decfloat_neg($1)", operand->type, operand);
    expr->place = *place;
    return expr;
  }
  number = numeric_operand(binder, operand);
  if (!number || !type_is_numeric(number->type))
    return fail_negate(binder, operand, place);
  operand = number;
  if (operand->type.kind == TYPE_NUMBER && operand->type.scale == 0)
    operand = as_integer(binder, operand, binder->context->wide ? 16 : 8);
  expr = bound_template1(binder, "(-$1)", operand->type, operand);
  expr->bytes = operand->bytes;
  expr->width = operand->width;
  expr->place = *place;
  return expr;
}

/* ---- comparison ---- */

struct bound_expr *comparison_key(struct binder *binder, struct bound_expr *expr)
{
  if (expr->type.kind == TYPE_TIMESTAMP_TZ)
    return convert(binder, expr, type_timestamp(TYPE_TIMESTAMP_LTZ, expr->type.scale),
                   CAST_MODE_IMPLICIT);
  if (type_has_keys(expr->type))
    return collation_key(binder, expr);
  if (type_is_semi(expr->type))
    return bound_template1(binder, "sg_variant_key($1)", type_of(TYPE_BINARY), expr);
  if (expr->type.kind == TYPE_VECTOR)
    return bound_template1(
      binder, expr->type.floats ? "sg_vector_key($1, true)" : "sg_vector_key($1, false)",
      type_of(TYPE_BINARY), expr);
  return expr;
}

static struct bound_expr *constant_as_number(struct binder *binder,
                                             struct bound_expr *expr)
{
  bool ok = false;
  struct bound_expr *number = NULL;

  if (expr->kind == BOUND_CONST && expr->type.kind == TYPE_VARCHAR && !expr->is_null)
    number = bound_number(binder, text_trim(expr->constant), &ok);
  return ok ? number : NULL;
}

/* A variant meets a plain value on the plain value's ground, with room for other numbers. */
static struct type met_by_variant(struct type plain)
{
  switch (plain.kind) {
  case TYPE_NUMBER: return type_number(TYPE_MAX_PRECISION, most(plain.scale, 9));
  case TYPE_VARCHAR: return type_of(TYPE_VARCHAR);
  default: return plain;
  }
}

bool bind_comparable(struct binder *binder, struct bound_expr **left,
                     struct bound_expr **right, const char *op, const struct place *place)
{
  struct bound_expr *a = *left, *b = *right;
  struct type common;

  if (type_is_geo(a->type) || type_is_geo(b->type)) {
    fail_types(binder, op, a, b, place);
    return false;
  }
  if (type_is_semi(a->type) && !type_is_semi(b->type) && b->type.kind != TYPE_UNKNOWN)
    a = convert(binder, a, met_by_variant(b->type), CAST_MODE_EXPLICIT);
  else if (type_is_semi(b->type) && !type_is_semi(a->type) &&
           a->type.kind != TYPE_UNKNOWN)
    b = convert(binder, b, met_by_variant(a->type), CAST_MODE_EXPLICIT);
  if (!a || !b) {
    fail_types(binder, op, *left, *right, place);
    return false;
  }
  if (a->type.kind == TYPE_NUMBER && b->type.kind == TYPE_VARCHAR) {
    struct bound_expr *number = constant_as_number(binder, b);

    b = number ? number : b;
  } else if (b->type.kind == TYPE_NUMBER && a->type.kind == TYPE_VARCHAR) {
    struct bound_expr *number = constant_as_number(binder, a);

    a = number ? number : a;
  }
  if (!common_type(a->type, b->type, &common)) {
    fail_types(binder, op, *left, *right, place);
    return false;
  }
  if (common.kind == TYPE_UNKNOWN) {
    *left = convert(binder, a, type_of(TYPE_VARCHAR), CAST_MODE_IMPLICIT);
    *right = convert(binder, b, type_of(TYPE_VARCHAR), CAST_MODE_IMPLICIT);
    return true;
  }
  struct type collation = type_of(TYPE_VARCHAR);

  if (common.kind == TYPE_VARCHAR &&
      !collations_combine(binder, b->type, a->type, &collation))
    return false;
  /* Numbers of any size compare as they are. */
  bool numbers = a->type.kind == TYPE_NUMBER && b->type.kind == TYPE_NUMBER;

  if (!numbers) {
    if (common.kind == TYPE_VARCHAR)
      common = type_collated_as(type_of(TYPE_VARCHAR), collation);
    a = convert(binder, a, common, CAST_MODE_IMPLICIT);
    b = convert(binder, b, common, CAST_MODE_IMPLICIT);
  }
  if (a && b) {
    a = comparison_key(binder, a);
    b = comparison_key(binder, b);
  }
  if (!a || !b) {
    if (!err_is_set(binder->err))
      fail_types(binder, op, *left, *right, place);
    return false;
  }
  *left = a;
  *right = b;
  return true;
}

struct bound_expr *bind_compare(struct binder *binder, enum op op,
                                struct bound_expr *left, struct bound_expr *right,
                                const struct place *place)
{
  static const char *const templates[] = {
    [OP_EQ] = "($1 = $2)",  [OP_NE] = "($1 <> $2)", [OP_LT] = "($1 < $2)",
    [OP_LE] = "($1 <= $2)", [OP_GT] = "($1 > $2)",  [OP_GE] = "($1 >= $2)",
  };
  struct bound_expr *expr;

  if (!bind_comparable(binder, &left, &right, op_text(op), place))
    return NULL;
  expr = bound_template2(binder, templates[op], type_of(TYPE_BOOLEAN), left, right);
  expr->place = *place;
  return expr;
}
