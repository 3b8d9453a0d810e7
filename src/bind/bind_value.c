/* bind_value.c: constants, physical forms of numbers, conversions between types. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "bind/binder.h"
#include "dialect/casts.h"

/* Digits that an integer of so many bytes always can hold, and may need. */
static int digits_of_bytes(int bytes)
{
  return bytes == 1 ? 3 : bytes == 2 ? 5 : bytes == 4 ? 10 : bytes == 8 ? 19 : 38;
}

static int least(int a, int b)
{
  return a < b ? a : b;
}
static int most(int a, int b)
{
  return a > b ? a : b;
}

bool bind_fail(struct binder *binder, const struct place *place, enum err_code code,
               const char *format, ...)
{
  char message[ERR_MESSAGE_SIZE];
  va_list list;

  va_start(list, format);
  vsnprintf(message, sizeof message, format, list);
  va_end(list);
  if (place && place->line > 0)
    return err_set_at(binder->err, place->line, place->column, code, "%s", message);
  return err_set(binder->err, code, "SQL compilation error:\n%s", message);
}

struct bound_expr *bound_new(struct binder *binder, enum bound_kind kind,
                             struct type type, const struct place *place)
{
  struct bound_expr *expr = ARENA_NEW(binder->arena, struct bound_expr);

  expr->kind = kind;
  expr->type = type;
  expr->nullable = true;
  if (place)
    expr->place = *place;
  if (type.kind == TYPE_NUMBER && type.scale > 0)
    expr->width = type.precision;
  return expr;
}

void bound_take_flags(struct bound_expr *expr, const struct bound_expr *arg)
{
  expr->has_aggregate |= arg->has_aggregate;
  expr->has_window |= arg->has_window;
  expr->is_volatile |= arg->is_volatile;
}

struct bound_expr *bound_placed(struct bound_expr *expr, const struct place *place)
{
  if (expr)
    expr->place = *place;
  return expr;
}

struct bound_expr *bound_template(struct binder *binder, const char *duckdb,
                                  struct type type, const struct place *place,
                                  int arg_count, struct bound_expr **args)
{
  struct bound_expr *expr = bound_new(binder, BOUND_TEMPLATE, type, place);

  expr->duckdb = duckdb;
  expr->arg_count = arg_count;
  expr->args = args;
  expr->nullable = false;
  for (int i = 0; i < arg_count; i++) {
    if (!args[i])
      continue;
    bound_take_flags(expr, args[i]);
    expr->nullable |= args[i]->nullable;
  }
  return expr;
}

struct bound_expr *bound_template1(struct binder *binder, const char *duckdb,
                                   struct type type, struct bound_expr *a)
{
  struct bound_expr **args = ARENA_ARRAY(binder->arena, 1, struct bound_expr *);

  args[0] = a;
  return bound_template(binder, duckdb, type, &a->place, 1, args);
}

struct bound_expr *bound_template2(struct binder *binder, const char *duckdb,
                                   struct type type, struct bound_expr *a,
                                   struct bound_expr *b)
{
  struct bound_expr **args = ARENA_ARRAY(binder->arena, 2, struct bound_expr *);

  args[0] = a;
  args[1] = b;
  return bound_template(binder, duckdb, type, &a->place, 2, args);
}

void quote_text(struct buf *sql, struct text value)
{
  buf_add_char(sql, '\'');
  for (size_t i = 0; i < value.len; i++) {
    if (value.at[i] == '\'')
      buf_add_char(sql, '\'');
    if (value.at[i] == '\0')
      buf_add_string(sql, "' || chr(0) || '"); /* DuckDB's parser ends at a NUL. */
    else
      buf_add_char(sql, value.at[i]);
  }
  buf_add_char(sql, '\'');
}

struct bound_expr *bound_null(struct binder *binder, struct type type)
{
  struct bound_expr *expr = bound_new(binder, BOUND_CONST, type, NULL);
  struct buf sql;

  expr->is_null = true;
  if (type.kind == TYPE_UNKNOWN) {
    expr->sql = TEXT("NULL");
    return expr;
  }
  buf_init(&sql);
  buf_add_string(&sql, "CAST(NULL AS ");
  type_physical(type, binder->context->wide, &sql);
  buf_add_char(&sql, ')');
  expr->sql = buf_copy(&sql, binder->arena);
  buf_clear(&sql);
  if (type.kind == TYPE_NUMBER && type.scale == 0)
    expr->bytes = 8;
  return expr;
}

struct bound_expr *bound_text(struct binder *binder, struct text value)
{
  size_t chars = text_count_chars(value);
  struct type type = type_varchar(chars ? (int64_t)chars : 1);
  struct bound_expr *expr = bound_new(binder, BOUND_CONST, type, NULL);
  struct buf sql;
  bool has_nul = text_find(value, '\0') < value.len;

  type.sized = true;
  expr->type = type;
  buf_init(&sql);
  if (has_nul)
    buf_add_char(&sql, '(');
  quote_text(&sql, value);
  if (has_nul)
    buf_add_char(&sql, ')');
  expr->sql = buf_copy(&sql, binder->arena);
  buf_clear(&sql);
  expr->constant = value;
  expr->nullable = false;
  return expr;
}

static struct bound_expr *bound_float(struct binder *binder, struct text digits)
{
  struct bound_expr *expr = bound_new(binder, BOUND_CONST, type_of(TYPE_FLOAT), NULL);

  if (isinf(strtod(arena_c_string(binder->arena, digits), NULL)) &&
      !text_is_nocase(digits, "inf") && !text_is_nocase(digits, "-inf")) {
    bind_fail(binder, NULL, ERR_NUMBER_OUT_OF_RANGE,
              "Numeric value '" TEXT_FMT "' is out of range", TEXT_ARG(digits));
    return NULL;
  }
  expr->sql = arena_printf(binder->arena, "CAST('" TEXT_FMT "' AS DOUBLE)",
                           TEXT_ARG(digits));
  expr->constant = digits;
  expr->nullable = false;
  return expr;
}

static int bytes_of_integer(struct text digits)
{
  int64_t value;

  if (!text_to_int64(digits, &value))
    return 16;
  return value >= INT32_MIN && value <= INT32_MAX ? 4 : 8;
}

/* 12, -1.50, 1e3: NUMBER when exact in 38 digits, else FLOAT. *ok is false for what is no number. */
struct bound_expr *bound_number(struct binder *binder, struct text digits, bool *ok)
{
  size_t at = digits.len && (digits.at[0] == '-' || digits.at[0] == '+');
  struct buf plain;
  int before = 0, after = 0;
  bool seen_point = false, any = false;

  *ok = true;
  buf_init(&plain);
  if (digits.len && digits.at[0] == '-')
    buf_add_char(&plain, '-');
  for (; at < digits.len; at++) {
    char c = digits.at[at];

    if (c >= '0' && c <= '9') {
      any = true;
      if (seen_point)
        after++;
      else if (before || c != '0')
        before++;
      else
        continue; /* A leading zero. */
      buf_add_char(&plain, c);
    } else if (c == '.' && !seen_point) {
      seen_point = true;
      if (!before)
        buf_add_char(&plain, '0');
      buf_add_char(&plain, '.');
    } else {
      break;
    }
  }
  if (!any || (at < digits.len && digits.at[at] != 'e' && digits.at[at] != 'E')) {
    *ok = false;
    buf_clear(&plain);
    return NULL;
  }
  if (at < digits.len || before + after > TYPE_MAX_PRECISION || after > 37) {
    buf_clear(&plain);
    return bound_float(binder, digits);
  }
  if (plain.len == 0 || (plain.len == 1 && plain.at[0] == '-')) {
    buf_reset(&plain);
    buf_add_char(&plain, '0');
  }
  if (plain.at[plain.len - 1] == '.')
    plain.len--;
  struct text text = buf_copy(&plain, binder->arena);

  buf_clear(&plain);
  struct type type = type_number(most(before + after, 1), after);
  struct bound_expr *expr = bound_new(binder, BOUND_CONST, type, NULL);

  expr->constant = text;
  expr->nullable = false;
  if (after == 0) {
    expr->bytes = bytes_of_integer(text);
    expr->sql = expr->bytes == 16
                  ? arena_printf(binder->arena, "CAST('" TEXT_FMT "' AS HUGEINT)",
                                 TEXT_ARG(text))
                  : text;
  } else {
    expr->width = most(before + after, after + 1);
    expr->type.precision = before + after;
    expr->sql = arena_printf(binder->arena, "CAST('" TEXT_FMT "' AS DECIMAL(%d,%d))",
                             TEXT_ARG(text), least(expr->width, 38), after);
  }
  if (text.at[0] == '-' && after == 0 && expr->bytes < 16)
    expr->sql = arena_printf(binder->arena, "(" TEXT_FMT ")", TEXT_ARG(text));
  return expr;
}

struct bound_expr *bound_constant(struct binder *binder,
                                  const struct bind_constant *constant)
{
  struct bound_expr *expr;
  bool ok;

  if (constant->is_null)
    return bound_null(binder, constant->type);
  switch (constant->type.kind) {
  case TYPE_NUMBER:
    expr = bound_number(binder, constant->value, &ok);
    if (ok && !expr)
      return NULL;
    if (!ok) {
      bind_fail(binder, NULL, ERR_NOT_NUMERIC,
                "Numeric value '" TEXT_FMT "' is not recognized",
                TEXT_ARG(constant->value));
      return NULL;
    }
    return convert(binder, expr, constant->type, CAST_MODE_EXPLICIT);
  case TYPE_FLOAT: return bound_float(binder, constant->value);
  case TYPE_VARCHAR:
    expr = bound_text(binder, constant->value);
    if (constant->type.length >= expr->type.length)
      expr->type = constant->type;
    return expr;
  case TYPE_VARIANT:
  case TYPE_OBJECT:
  case TYPE_ARRAY:
  case TYPE_MAP:
  case TYPE_FILE:
    expr = bound_text(binder, constant->value);
    expr->type = constant->type;
    return expr;
  default:
    return convert(binder, bound_text(binder, constant->value), constant->type,
                   CAST_MODE_EXPLICIT);
  }
}

/* ---- physical forms ---- */

struct bound_expr *as_integer(struct binder *binder, struct bound_expr *expr, int bytes)
{
  struct bound_expr *cast;

  if (expr->bytes >= bytes)
    return expr;
  cast = bound_template1(
    binder, bytes == 16 ? "CAST($1 AS HUGEINT)" : "CAST($1 AS BIGINT)", expr->type, expr);
  cast->bytes = bytes;
  return cast;
}

/* Digits before the point that the physical form can hold. */
static int lead_digits(const struct bound_expr *expr)
{
  if (expr->type.scale > 0)
    return (expr->width ? expr->width : 38) - expr->type.scale;
  if (expr->kind == BOUND_CONST && !expr->is_null)
    return expr->type.precision;
  if (!expr->bytes || expr->bytes == 16)
    return expr->type.precision > 18 ? 38 : expr->type.precision;
  return least(digits_of_bytes(expr->bytes), most(expr->type.precision, 1));
}

/* A BIGINT column of NUMBER(38,0) holds at most 19 digits. */
static int integer_width(const struct bound_expr *expr)
{
  int lead = lead_digits(expr);

  if (expr->type.scale == 0 && expr->bytes && expr->bytes < 16)
    return least(lead, digits_of_bytes(expr->bytes));
  return lead;
}

struct bound_expr *as_decimal(struct binder *binder, struct bound_expr *expr, int scale,
                              int least_width)
{
  int width = least(most(integer_width(expr) + scale, least_width), 38);
  struct type type = type_number(width, scale);
  struct bound_expr *cast;

  if (expr->type.scale == scale && scale > 0 && expr->width && expr->width >= least_width)
    return expr;
  cast = bound_template1(binder, "CAST($1 AS DECIMAL($p,$s))", type, expr);
  cast->width = width;
  return cast;
}

/* ---- conversions ---- */

static bool same_kind_no_work(struct type from, struct type to)
{
  if (from.kind != to.kind)
    return false;
  switch (from.kind) {
  case TYPE_VARCHAR:
  case TYPE_BINARY: return to.length >= from.length;
  case TYPE_TIME:
  case TYPE_TIMESTAMP_NTZ:
  case TYPE_TIMESTAMP_LTZ:
  case TYPE_TIMESTAMP_TZ: return to.scale >= from.scale;
  case TYPE_NUMBER: return false;
  default: return true;
  }
}

static struct bound_expr *retyped(struct binder *binder, const struct bound_expr *expr,
                                  struct type type)
{
  struct bound_expr *copy = ARENA_NEW(binder->arena, struct bound_expr);

  *copy = *expr;
  copy->type = type;
  return copy;
}

/* NUMBER to NUMBER, whatever the physical forms are. Widening precision costs nothing. */
static struct bound_expr *convert_number(struct binder *binder, struct bound_expr *expr,
                                         struct type to, bool try)
{
  struct type from = expr->type;
  struct bound_expr *cast;
  int lead = to.precision - to.scale;
  bool fits = from.precision - from.scale <= lead;
  const char *duckdb;

  if (from.scale == to.scale && fits)
    return retyped(binder, expr, to);
  if (to.scale == 0) {
    /* A check of the digits, and back to an integer. */
    bool huge = to.precision > 18 && binder->context->wide;

    if (try)
      duckdb = huge ? "CAST(TRY_CAST($1 AS DECIMAL($p,0)) AS HUGEINT)"
                    : "CAST(TRY_CAST($1 AS DECIMAL($p,0)) AS BIGINT)";
    else
      duckdb = huge ? "CAST(CAST($1 AS DECIMAL($p,0)) AS HUGEINT)"
                    : "CAST(CAST($1 AS DECIMAL($p,0)) AS BIGINT)";
    cast = bound_template1(binder, duckdb, to, expr);
    cast->bytes = huge ? 16 : 8;
  } else {
    int carry = from.scale > to.scale; /* 9.99 becomes 10.0. */
    int width = fits ? least(integer_width(expr) + carry + to.scale, to.precision)
                     : to.precision;

    cast = bound_template1(
      binder, try ? "TRY_CAST($1 AS DECIMAL($x,$s))" : "CAST($1 AS DECIMAL($x,$s))", to,
      expr);
    cast->width = cast->extra = most(width, to.scale + 1 > 38 ? 38 : to.scale);
  }
  cast->nullable |= try;
  return cast;
}

bool can_convert(struct type from, struct type to, enum cast_mode mode)
{
  if (from.kind == TYPE_UNKNOWN || to.kind == TYPE_UNKNOWN)
    return true;
  if (is_structure_conversion(from, to))
    return structure_can_convert(from, to, mode);
  if (from.kind == to.kind)
    return true;
  if (from.kind == TYPE_INTERVAL || to.kind == TYPE_INTERVAL)
    return false;
  struct cast cast = cast_find(from, to, false);

  if (mode == CAST_MODE_TRY)
    return cast.rank != CAST_NEVER && cast.try_allowed;
  /* INSERT converts whatever can be coerced; numbers and text both ways. */
  return cast.rank == CAST_IMPLICIT ||
         (cast.rank == CAST_EXPLICIT && mode == CAST_MODE_EXPLICIT);
}

/* A VARIANT of a file's column, converted: without the way through its text, where nothing is lost by that. */
static struct bound_expr *sure_or(struct binder *binder, const struct bound_expr *variant,
                                  struct bound_expr *converted)
{
  struct bound_expr *column = (struct bound_expr *)(uintptr_t)variant->of_file;
  const char *duckdb = bind_staged_sure(column->type, converted->type);
  struct bound_expr *sure;

  if (!duckdb)
    return converted;
  sure = bound_template2(binder, duckdb, converted->type, column, converted);
  sure->bytes = converted->bytes;
  sure->width = converted->width;
  sure->nullable = true;
  return sure;
}

struct bound_expr *convert(struct binder *binder, struct bound_expr *expr,
                           struct type type, enum cast_mode mode)
{
  struct type from = expr->type;
  struct bound_expr *converted;

  if (type.kind == TYPE_UNKNOWN)
    return expr;
  if (from.kind == TYPE_UNKNOWN || (expr->is_null && from.kind != TYPE_INTERVAL)) {
    if (expr->kind == BOUND_CONST)
      return bound_null(binder, type);
    return bound_template1(binder, "CAST($1 AS $T)", type, expr);
  }
  if (!can_convert(from, type, mode))
    return NULL;
  if (expr->of_file && from.kind == TYPE_VARIANT && mode != CAST_MODE_TRY &&
      bind_staged_converts(binder, expr->of_file->type, type))
    return convert(binder, (struct bound_expr *)(uintptr_t)expr->of_file, type, mode);
  if (is_structure_conversion(from, type))
    return convert_structure(binder, expr, type);
  if (from.kind == TYPE_NUMBER && type.kind == TYPE_NUMBER)
    return convert_number(binder, expr, type, mode == CAST_MODE_TRY);
  if (same_kind_no_work(from, type))
    return retyped(binder, expr, type);
  struct cast cast = cast_find(from, type, binder->context->wide);
  const char *duckdb = mode == CAST_MODE_TRY && cast.try_duckdb ? cast.try_duckdb
                                                                : cast.duckdb;

  if (!duckdb)
    return retyped(binder, expr, type);
  converted = bound_template1(binder, duckdb, type, expr);
  converted->nullable |= mode == CAST_MODE_TRY || type_is_semi(from);
  if (type.kind == TYPE_FILE) /* The file may be another tomorrow. */
    converted->is_volatile = binder->context->is_volatile = true;
  return expr->of_file && mode != CAST_MODE_TRY ? sure_or(binder, expr, converted)
                                                : converted;
}

/* How types rank when values of two kinds meet: the higher one wins. VARCHAR is the weakest:
 * COALESCE('1', 2) is a number. */
static int kind_rank(enum type_kind kind)
{
  switch (kind) {
  case TYPE_UNKNOWN: return 0;
  case TYPE_VARCHAR: return 1;
  case TYPE_BINARY: return 2;
  case TYPE_BOOLEAN: return 3;
  case TYPE_NUMBER: return 4;
  case TYPE_FLOAT: return 5;
  case TYPE_DECFLOAT: return 6;
  case TYPE_TIME: return 7;
  case TYPE_DATE: return 8;
  case TYPE_TIMESTAMP_NTZ: return 9;
  case TYPE_TIMESTAMP_LTZ: return 10;
  case TYPE_TIMESTAMP_TZ: return 11;
  case TYPE_OBJECT: return 12;
  case TYPE_ARRAY: return 13;
  case TYPE_MAP: return 14;
  case TYPE_VECTOR: return 14;
  case TYPE_VARIANT: return 14;
  case TYPE_GEOGRAPHY: return 15;
  case TYPE_GEOMETRY: return 16;
  case TYPE_FILE: return 17;
  case TYPE_INTERVAL: return 18;
  }
  return 0;
}

bool common_type(struct type a, struct type b, struct type *common)
{
  if (is_structure_conversion(a, b) && a.kind != TYPE_UNKNOWN && b.kind != TYPE_UNKNOWN)
    return structure_common_type(a, b, common);
  if (kind_rank(a.kind) < kind_rank(b.kind)) {
    struct type swap = a;

    a = b;
    b = swap;
  }
  *common = type_uncollated(a); /* Who wants a collation asks collations_combine. */
  if (b.kind == TYPE_UNKNOWN)
    return true;
  if (a.kind == TYPE_NUMBER && b.kind == TYPE_VARCHAR)
    b = type_number(18, 5);
  if (a.kind == b.kind) {
    if (a.kind == TYPE_NUMBER) {
      int scale = most(a.scale, b.scale);
      int lead = most(a.precision - a.scale, b.precision - b.scale);

      *common = type_number(least(lead + scale, TYPE_MAX_PRECISION), scale);
    }
    if (b.length > a.length)
      common->length = b.length;
    if (type_is_temporal(a))
      common->scale = most(a.scale, b.scale);
    return true;
  }
  if ((a.kind == TYPE_OBJECT || a.kind == TYPE_ARRAY) && type_is_semi(b)) {
    *common = type_of(TYPE_VARIANT);
    return true;
  }
  return can_convert(b, a, CAST_MODE_IMPLICIT);
}
