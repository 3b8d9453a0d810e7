/* fn_decfloat.c: DECFLOAT in C: conversions, arithmetic, rounding, sums. */
#include <math.h>

#include "builtin/convert.h"
#include "builtin/fn.h"
#include "data/decfloat.h"
#include "data/real.h"

static void set_value(struct engine_call *call, size_t row, struct decfloat value)
{
  char bytes[DECFLOAT_BYTES];

  call_set_text(call, row, text_from(bytes, decfloat_pack(value, bytes)));
}

static bool value_at(struct engine_call *call, int arg, size_t row,
                     struct decfloat *value)
{
  if (decfloat_unpack(call_text(call, arg, row), value))
    return true;
  call_fail(call, ERR_INTERNAL, "A stored DECFLOAT is not well made");
  return false;
}

static void fail_range(struct engine_call *call, const char *operation)
{
  call_fail(call, ERR_UNREPRESENTABLE,
            "Decfloat out of representable range, operation: %s", operation);
}

static void fail_text_range(struct engine_call *call, struct text text)
{
  call_fail(call, ERR_UNREPRESENTABLE,
            "Decfloat out of representable range, operation: TO_DECFLOAT(" TEXT_FMT ")",
            TEXT_ARG(text));
}

/* ---- conversions ---- */

/* A VARIANT's booleans are numbers too. */
static struct text number_text(struct text text, enum convert_mode mode)
{
  if (mode == CONVERT_VARIANT && text_is(text, "true"))
    return TEXT("1");
  if (mode == CONVERT_VARIANT && text_is(text, "false"))
    return TEXT("0");
  return text;
}

static void of_text(struct engine_call *call)
{
  struct decfloat value;

  for (size_t row = 0; call_next(call, &row); row++) {
    struct text text = text_trim(call_text(call, 0, row));
    enum convert_mode mode = convert_mode(call, 1, row);

    switch (decfloat_parse(number_text(text, mode), &value)) {
    case DECFLOAT_OK: set_value(call, row, value); break;
    case DECFLOAT_NOT_A_NUMBER:
      convert_refuse(call, row, mode, CONVERT_DECFLOAT, text);
      break;
    case DECFLOAT_OUT_OF_RANGE:
      if (mode == CONVERT_OR_NULL)
        call_set_null(call, row);
      else
        fail_text_range(call, text);
      break;
    }
  }
}

static void of_double(struct engine_call *call)
{
  char text[REAL_TEXT_SIZE];
  struct decfloat value;

  for (size_t row = 0; call_next(call, &row); row++) {
    size_t len = real_print(call_double(call, 0, row), text);

    if (decfloat_parse(text_from(text, len), &value) == DECFLOAT_OK)
      set_value(call, row, value);
    else
      fail_text_range(call, text_from(text, len));
  }
}

static void to_text(struct engine_call *call)
{
  char text[DECFLOAT_TEXT_SIZE];
  struct decfloat value;

  for (size_t row = 0; call_next(call, &row); row++)
    if (value_at(call, 0, row, &value))
      call_set_text(call, row, text_from(text, decfloat_print(value, text)));
}

static void to_double(struct engine_call *call)
{
  char text[DECFLOAT_TEXT_SIZE];
  struct decfloat value;

  for (size_t row = 0; call_next(call, &row); row++) {
    double real = 0;

    if (!value_at(call, 0, row, &value))
      return;
    if (real_parse(text_from(text, decfloat_print(value, text)), &real) != REAL_OK)
      real = value.exponent < 0 ? 0 : (double)INFINITY;
    call_set_double(call, row,
                    real == 0 && value.digits < 0     ? -0.0
                    : isinf(real) && value.digits < 0 ? -(double)INFINITY
                                                      : real);
  }
}

static void to_boolean(struct engine_call *call)
{
  struct decfloat value;

  for (size_t row = 0; call_next(call, &row); row++)
    if (value_at(call, 0, row, &value))
      call_set_int(call, row, value.digits != 0);
}

/* ---- arithmetic ---- */

static bool add(struct decfloat a, struct decfloat b, struct decfloat *result)
{
  return decfloat_add(a, b, result);
}

static bool subtract(struct decfloat a, struct decfloat b, struct decfloat *result)
{
  b.digits = -b.digits;
  return decfloat_add(a, b, result);
}

static void operate(struct engine_call *call,
                    bool (*perform)(struct decfloat, struct decfloat, struct decfloat *),
                    const char *name, bool divides)
{
  struct decfloat a, b, result;

  for (size_t row = 0; call_next(call, &row); row++) {
    if (!value_at(call, 0, row, &a) || !value_at(call, 1, row, &b))
      return;
    if (divides && b.digits == 0)
      call_fail(call, ERR_DIVISION_BY_ZERO, "Division by zero");
    else if (!perform(a, b, &result))
      fail_range(call, name);
    else
      set_value(call, row, result);
  }
}

static void call_add(struct engine_call *call)
{
  operate(call, add, "ADD", false);
}

static void call_subtract(struct engine_call *call)
{
  operate(call, subtract, "SUBTRACT", false);
}

static void call_multiply(struct engine_call *call)
{
  operate(call, decfloat_multiply, "MULTIPLY", false);
}

static void call_divide(struct engine_call *call)
{
  operate(call, decfloat_divide, "DIVIDE", true);
}

static void negate(struct engine_call *call)
{
  struct decfloat value;

  for (size_t row = 0; call_next(call, &row); row++)
    if (value_at(call, 0, row, &value))
      set_value(call, row, (struct decfloat){ -value.digits, value.exponent });
}

static void absolute(struct engine_call *call)
{
  struct decfloat value;

  for (size_t row = 0; call_next(call, &row); row++)
    if (value_at(call, 0, row, &value))
      set_value(call, row,
                (struct decfloat){ value.digits < 0 ? -value.digits : value.digits,
                                   value.exponent });
}

static void rounded(struct engine_call *call)
{
  struct decfloat value, result;

  for (size_t row = 0; call_next(call, &row); row++) {
    if (!value_at(call, 0, row, &value))
      return;
    if (decfloat_round(value, call_int(call, 1, row),
                       (enum decfloat_mode)call_int(call, 2, row), &result))
      set_value(call, row, result);
    else
      fail_range(call, "ROUND");
  }
}

/* ---- sums ---- */

/* A sum so far, stored as a value is; no bytes before the first. */
struct sum {
  int64_t count;
  int64_t len;
  char bytes[DECFLOAT_BYTES];
};

static bool add_bytes(struct sum *sum, struct text bytes, int64_t count, struct err *err)
{
  struct decfloat value, so_far = { 0, 0 };

  if (!decfloat_unpack(bytes, &value) ||
      (sum->len && !decfloat_unpack(text_from(sum->bytes, (size_t)sum->len), &so_far)))
    return err_set(err, ERR_INTERNAL, "A stored DECFLOAT is not well made");
  if (!decfloat_add(so_far, value, &so_far))
    return err_set(err, ERR_UNREPRESENTABLE,
                   "Decfloat out of representable range, operation: SUM");
  sum->len = (int64_t)decfloat_pack(so_far, sum->bytes);
  sum->count += count;
  return true;
}

static bool add_value(void *state, const struct batch_column *args, size_t row,
                      struct err *err)
{
  return add_bytes(state, batch_text(&args[0], row), 1, err);
}

static bool append(void *state, const void *later, struct err *err)
{
  const struct sum *more = later;

  return !more->len ||
         add_bytes(state, text_from(more->bytes, (size_t)more->len), more->count, err);
}

static bool write_sum(const void *state, struct buf *out)
{
  const struct sum *sum = state;

  buf_add(out, sum->bytes, (size_t)sum->len);
  return sum->len > 0;
}

static bool write_average(const void *state, struct buf *out)
{
  const struct sum *sum = state;
  struct decfloat total, count, average;
  char bytes[DECFLOAT_BYTES];

  if (!sum->len || !decfloat_unpack(text_from(sum->bytes, (size_t)sum->len), &total) ||
      !decfloat_make(sum->count, 0, &count) || !decfloat_divide(total, count, &average))
    return false;
  buf_add(out, bytes, decfloat_pack(average, bytes));
  return true;
}

static void clear(void *state)
{
  (void)state;
}

const struct engine_gather_row fn_decfloat_gathers[] = {
  { "sg_decfloat_sum", "BLOB", "BLOB", sizeof(struct sum), add_value, append, write_sum,
    clear },
  { "sg_decfloat_avg", "BLOB", "BLOB", sizeof(struct sum), add_value, append,
    write_average, clear },
};

const int fn_decfloat_gather_count = sizeof fn_decfloat_gathers /
                                     sizeof fn_decfloat_gathers[0];

const struct engine_function_row fn_decfloat_rows[] = {
  /* clang-format off */
  { "sg_decfloat",          "VARCHAR, BIGINT",      "BLOB",    of_text,       0 },
  { "sg_decfloat_abs",      "BLOB",                 "BLOB",    absolute,      0 },
  { "sg_decfloat_add",      "BLOB, BLOB",           "BLOB",    call_add,      0 },
  { "sg_decfloat_bool",     "BLOB",                 "BOOLEAN", to_boolean,    0 },
  { "sg_decfloat_div",      "BLOB, BLOB",           "BLOB",    call_divide,   0 },
  { "sg_decfloat_double",   "BLOB",                 "DOUBLE",  to_double,     0 },
  { "sg_decfloat_mul",      "BLOB, BLOB",           "BLOB",    call_multiply, 0 },
  { "sg_decfloat_neg",      "BLOB",                 "BLOB",    negate,        0 },
  { "sg_decfloat_of_float", "DOUBLE",               "BLOB",    of_double,     0 },
  { "sg_decfloat_round",    "BLOB, BIGINT, BIGINT", "BLOB",    rounded,       0 },
  { "sg_decfloat_sub",      "BLOB, BLOB",           "BLOB",    call_subtract, 0 },
  { "sg_decfloat_text",     "BLOB",                 "VARCHAR", to_text,       0 },
  /* clang-format on */
};

const int fn_decfloat_count = sizeof fn_decfloat_rows / sizeof fn_decfloat_rows[0];
