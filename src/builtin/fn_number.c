/* fn_number.c: arithmetic that must be exact, and functions of numbers with Snowflake's errors. */
#include "builtin/convert.h"
#include "builtin/fn.h"
#include "data/decimal.h"
#include "data/real.h"

#include <math.h>

/* Rounding modes of sg_round_<scale>; in step with enum decimal_mode. */

static void fail_zero(struct engine_call *call)
{
  call_fail(call, ERR_DIVISION_BY_ZERO, "Division by zero");
}

static void fail_range(struct engine_call *call, int scale, int128 value)
{
  char printed[DECIMAL_TEXT_SIZE];

  convert_unrepresentable(call, 38, scale,
                          text_from(printed, decimal_print(value, 0, printed)));
}

/* --- Exact division ---------------------------------------------------------------------- */

/* round(a * 10^shift / b), all three counted without their scales. */
static bool divide_row(struct engine_call *call, size_t row, int128 a, int128 b)
{
  int128 result = 0;

  if (!decimal_divide(a, b, (int)call_int(call, 2, row), &result)) {
    fail_range(call, fn_scale(call), a);
    return false;
  }
  call_set_int128(call, row, result);
  return true;
}

static void divide(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int128 b = call_int128(call, 1, row);

    if (b == 0)
      fail_zero(call);
    else
      divide_row(call, row, call_int128(call, 0, row), b);
  }
}

static void divide_or_zero(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int128 b = call_int128(call, 1, row);

    if (b == 0)
      call_set_int128(call, row, 0);
    else
      divide_row(call, row, call_int128(call, 0, row), b);
  }
}

/* round(a * b / 10^shift), for products whose scale is cut. */
static void multiply(struct engine_call *call)
{
  int128 result = 0;

  for (size_t row = 0; call_next(call, &row); row++) {
    int128 a = call_int128(call, 0, row);

    if (decimal_multiply(a, call_int128(call, 1, row), (int)call_int(call, 2, row),
                         &result))
      call_set_int128(call, row, result);
    else
      fail_range(call, fn_scale(call), a);
  }
}

/* A decimal's digits as a whole number. */
static void unscaled(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++)
    call_set_int128(call, row, call_int128(call, 0, row));
}

/* The sign is the dividend's. */
static void modulo(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int128 b = call_int128(call, 1, row);

    if (b == 0)
      fail_zero(call);
    else
      call_set_int128(call, row, call_int128(call, 0, row) % b);
  }
}

static void int_modulo(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int64_t b = call_int(call, 1, row);

    if (b == 0)
      fail_zero(call);
    else /* The smallest integer % -1 traps. */
      call_set_int(call, row, b == -1 ? 0 : call_int(call, 0, row) % b);
  }
}

static void round_decimal(struct engine_call *call)
{
  int scale = fn_scale(call);
  int128 result = 0;

  for (size_t row = 0; call_next(call, &row); row++) {
    int128 value = call_int128(call, 0, row);
    enum decimal_mode mode = (enum decimal_mode)call_int(call, 2, row);

    if (decimal_round(value, scale, call_int(call, 1, row), mode, &result))
      call_set_int128(call, row, result);
    else
      fail_range(call, scale, value);
  }
}

/* A decimal that is given as its digits and its scale, rounded and at the result's scale. */
static void cut_decimal(struct engine_call *call)
{
  int128 result = 0;

  for (size_t row = 0; call_next(call, &row); row++) {
    int128 value = call_int128(call, 0, row);
    int scale = (int)call_int(call, 1, row);
    enum decimal_mode mode = (enum decimal_mode)call_int(call, 3, row);

    if (decimal_round_to(value, scale, call_int(call, 2, row), fn_scale(call), mode,
                         &result))
      call_set_int128(call, row, result);
    else
      fail_range(call, scale, value);
  }
}

/* DuckDB's sum has 127 bits, which are a little more than 38 digits. */
static void bounded(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int128 value = call_int128(call, 0, row);

    if (decimal_fits(value, TYPE_MAX_PRECISION))
      call_set_int128(call, row, value);
    else
      fail_range(call, fn_scale(call), value);
  }
}

/* --- Floats ------------------------------------------------------------------------------ */

static void float_divide(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    double b = call_double(call, 1, row);

    if (b == 0)
      fail_zero(call);
    else
      call_set_double(call, row, call_double(call, 0, row) / b);
  }
}

static void float_divide_or_zero(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    double b = call_double(call, 1, row);

    call_set_double(call, row, b == 0 ? 0 : call_double(call, 0, row) / b);
  }
}

static void float_modulo(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    double b = call_double(call, 1, row);

    if (b == 0)
      fail_zero(call);
    else
      call_set_double(call, row, fmod(call_double(call, 0, row), b));
  }
}

static double rounded(double value, enum decimal_mode mode)
{
  switch (mode) {
  case DECIMAL_HALF_AWAY: return round(value);
  case DECIMAL_HALF_EVEN: return nearbyint(value);
  case DECIMAL_TRUNC: return trunc(value);
  case DECIMAL_FLOOR: return floor(value);
  case DECIMAL_CEIL: return ceil(value);
  }
  return value;
}

static void round_float(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    double value = call_double(call, 0, row);
    int64_t places = call_int(call, 1, row);
    enum decimal_mode mode = (enum decimal_mode)call_int(call, 2, row);
    double power = pow(10, (double)(places < 0 ? -places : places));
    double result;

    result = places < 0 ? rounded(value / power, mode) * power
                        : rounded(value * power, mode) / power;
    if (mode == DECIMAL_TRUNC)
      result += 0.0; /* -0 becomes 0. */
    call_set_double(call, row, isfinite(result) ? result : value);
  }
}

/* Functions of one float that are undefined for some values. */
enum float_function {
  FLOAT_SQRT,
  FLOAT_LN,
  FLOAT_ASIN,
  FLOAT_ACOS,
  FLOAT_ACOSH,
  FLOAT_ATANH
};

static double float_apply(enum float_function function, double x)
{
  switch (function) {
  case FLOAT_SQRT: return x < 0 ? NAN : sqrt(x);
  case FLOAT_LN: return x <= 0 ? NAN : log(x);
  case FLOAT_ASIN: return asin(x);
  case FLOAT_ACOS: return acos(x);
  case FLOAT_ACOSH: return acosh(x);
  case FLOAT_ATANH: return atanh(x);
  }
  return NAN;
}

static void apply_float(struct engine_call *call, enum float_function function,
                        const char *name)
{
  char printed[REAL_TEXT_SIZE];

  for (size_t row = 0; call_next(call, &row); row++) {
    double x = call_double(call, 0, row);
    double result = float_apply(function, x);

    if (isnan(x) || isfinite(result) || (isinf(x) && isinf(result))) {
      call_set_double(call, row, result);
      continue;
    }
    real_print(x, printed);
    call_fail(call, ERR_FLOAT_INVALID, "Invalid floating point operation: %s(%s)", name,
              printed);
  }
}

static void float_sqrt(struct engine_call *call)
{
  apply_float(call, FLOAT_SQRT, "sqrt");
}
static void float_ln(struct engine_call *call)
{
  apply_float(call, FLOAT_LN, "ln");
}
static void float_asin(struct engine_call *call)
{
  apply_float(call, FLOAT_ASIN, "asin");
}
static void float_acos(struct engine_call *call)
{
  apply_float(call, FLOAT_ACOS, "acos");
}
static void float_acosh(struct engine_call *call)
{
  apply_float(call, FLOAT_ACOSH, "acosh");
}
static void float_atanh(struct engine_call *call)
{
  apply_float(call, FLOAT_ATANH, "atanh");
}

/* The library's root may be off in its last bit, also for 27: one step of Newton's mends that. */
static void cubic_root(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    double x = call_double(call, 0, row);
    double root = cbrt(x);

    if (isnormal(root) && isnormal(root * root * root))
      root -= (root * root * root - x) / (3 * root * root);
    call_set_double(call, row, root);
  }
}

static void fail_pair(struct engine_call *call, const char *name, double a, double b)
{
  char first[REAL_TEXT_SIZE];
  char second[REAL_TEXT_SIZE];

  real_print(a, first);
  real_print(b, second);
  call_fail(call, ERR_FLOAT_INVALID, "Invalid floating point operation: %s(%s,%s)", name,
            first, second);
}

static void float_power(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    double x = call_double(call, 0, row);
    double y = call_double(call, 1, row);
    double result = pow(x, y);

    if (isnan(result) && !isnan(x) && !isnan(y))
      fail_pair(call, "pow", x, y);
    else
      call_set_double(call, row, result);
  }
}

static void float_log(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    double base = call_double(call, 0, row);
    double x = call_double(call, 1, row);

    if (base <= 0 || base == 1 || x <= 0)
      fail_pair(call, "log", base, x);
    else if (base == 2)
      call_set_double(call, row, log2(x));
    else if (base == 10)
      call_set_double(call, row, log10(x));
    else
      call_set_double(call, row, log(x) / log(base));
  }
}

/* Kilometres between two places given in degrees, on a sphere of 6371 km. */
static void haversine(struct engine_call *call)
{
  const double radian = 3.14159265358979323846 / 180;

  for (size_t row = 0; call_next(call, &row); row++) {
    double lat1 = call_double(call, 0, row) * radian,
           lon1 = call_double(call, 1, row) * radian;
    double lat2 = call_double(call, 2, row) * radian,
           lon2 = call_double(call, 3, row) * radian;
    double a = sin((lat2 - lat1) / 2);
    double b = sin((lon2 - lon1) / 2);

    call_set_double(call, row,
                    2 * 6371 * asin(sqrt(a * a + cos(lat1) * cos(lat2) * b * b)));
  }
}

/* --- Whole numbers ----------------------------------------------------------------------- */

static void factorial(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int64_t n = call_int(call, 0, row);
    int128 result = 1;

    if (n < 0 || n > 33) {
      call_fail(call, ERR_INVALID_VALUE,
                "Invalid value for function 'FACTORIAL': %lld is not between 0 and 33",
                (long long)n);
      continue;
    }
    for (int64_t i = 2; i <= n; i++)
      result *= i;
    call_set_int128(call, row, result);
  }
}

/* Buckets 1 to count of equal width from low to high; 0 below, count + 1 from high on. */
static int64_t bucket_of(double position, int64_t count)
{
  if (position < 0)
    return 0;
  return position >= (double)count ? count + 1 : (int64_t)position + 1;
}

static bool bucket_args_are_good(struct engine_call *call, bool ordered, int64_t count)
{
  if (ordered && count > 0)
    return true;
  call_fail(call, ERR_INVALID_VALUE,
            "Invalid bounds or number of buckets for WIDTH_BUCKET");
  return false;
}

static void float_bucket(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    double value = call_double(call, 0, row);
    double low = call_double(call, 1, row), high = call_double(call, 2, row);
    int64_t count = call_int(call, 3, row);

    if (bucket_args_are_good(call, low < high, count))
      call_set_int(call, row,
                   bucket_of((value - low) / (high - low) * (double)count, count));
  }
}

/* All three at one scale; exact. */
static void bucket(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int128 value = call_int128(call, 0, row);
    int128 low = call_int128(call, 1, row), high = call_int128(call, 2, row);
    int64_t count = call_int(call, 3, row);
    int128 scaled;

    if (!bucket_args_are_good(call, low < high, count))
      continue;
    if (value < low)
      call_set_int(call, row, 0);
    else if (value >= high)
      call_set_int(call, row, count + 1);
    else if (!__builtin_mul_overflow(value - low, (int128)count, &scaled))
      call_set_int(call, row, (int64_t)(scaled / (high - low)) + 1);
    else
      fail_range(call, 0, value);
  }
}

/* Shifts beyond the width of 128 bits leave nothing. */
static void shift_left(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    uint128 value = (uint128)call_int128(call, 0, row);
    int64_t by = call_int(call, 1, row);

    if (by < 0)
      call_fail(call, ERR_INVALID_VALUE, "Invalid shift: %lld", (long long)by);
    else
      call_set_int128(call, row, by > 127 ? 0 : (int128)(value << by));
  }
}

static void shift_right(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int64_t by = call_int(call, 1, row);

    if (by < 0)
      call_fail(call, ERR_INVALID_VALUE, "Invalid shift: %lld", (long long)by);
    else
      call_set_int128(call, row, call_int128(call, 0, row) >> (by > 127 ? 127 : by));
  }
}

static void get_bit(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int64_t by = call_int(call, 1, row);

    if (by < 0)
      call_fail(call, ERR_INVALID_VALUE, "Invalid bit position: %lld", (long long)by);
    else
      call_set_int(call, row,
                   (int64_t)(call_int128(call, 0, row) >> (by > 127 ? 127 : by) & 1));
  }
}

const struct engine_function_row fn_number_rows[] = {
  /* clang-format off */
  { "sg_mod_BIGINT",   "BIGINT, BIGINT",                 "BIGINT",  int_modulo,   0 },
  { "sg_fdiv",         "DOUBLE, DOUBLE",                 "DOUBLE",  float_divide, 0 },
  { "sg_fdiv0",        "DOUBLE, DOUBLE",                 "DOUBLE",  float_divide_or_zero, 0 },
  { "sg_fmod",         "DOUBLE, DOUBLE",                 "DOUBLE",  float_modulo, 0 },
  { "sg_fround",       "DOUBLE, BIGINT, BIGINT",        "DOUBLE",  round_float,  0 },
  { "sg_sqrt",         "DOUBLE",                         "DOUBLE",  float_sqrt,   0 },
  { "sg_cbrt",         "DOUBLE",                         "DOUBLE",  cubic_root,   0 },
  { "sg_ln",           "DOUBLE",                         "DOUBLE",  float_ln,     0 },
  { "sg_log",          "DOUBLE, DOUBLE",                 "DOUBLE",  float_log,    0 },
  { "sg_power",        "DOUBLE, DOUBLE",                 "DOUBLE",  float_power,  0 },
  { "sg_asin",         "DOUBLE",                         "DOUBLE",  float_asin,   0 },
  { "sg_acos",         "DOUBLE",                         "DOUBLE",  float_acos,   0 },
  { "sg_acosh",        "DOUBLE",                         "DOUBLE",  float_acosh,  0 },
  { "sg_atanh",        "DOUBLE",                         "DOUBLE",  float_atanh,  0 },
  { "sg_haversine",    "DOUBLE, DOUBLE, DOUBLE, DOUBLE", "DOUBLE",  haversine,    0 },
  { "sg_factorial",    "BIGINT",                         "HUGEINT", factorial,    0 },
  { "sg_fbucket",      "DOUBLE, DOUBLE, DOUBLE, BIGINT", "BIGINT",  float_bucket, 0 },
  { "sg_bucket",       "HUGEINT, HUGEINT, HUGEINT, BIGINT", "BIGINT", bucket,     0 },
  { "sg_shift_left",   "HUGEINT, BIGINT",                "HUGEINT", shift_left,   0 },
  { "sg_shift_right",  "HUGEINT, BIGINT",                "HUGEINT", shift_right,  0 },
  { "sg_get_bit",      "HUGEINT, BIGINT",                "BIGINT",  get_bit,      0 },
  /* clang-format on */
};

const int fn_number_count = sizeof fn_number_rows / sizeof fn_number_rows[0];

const struct fn_family_row fn_number_families[] = {
  /* clang-format off */
  { "sg_bounded_",  "@",                         "@",       bounded },
  { "sg_cut_",      "HUGEINT, BIGINT, BIGINT, BIGINT", "@", cut_decimal },
  { "sg_div_",      "HUGEINT, HUGEINT, BIGINT", "@",       divide },
  { "sg_div0_",     "HUGEINT, HUGEINT, BIGINT", "@",       divide_or_zero },
  { "sg_mul_",      "HUGEINT, HUGEINT, BIGINT", "@",       multiply },
  { "sg_mod_",      "@, @",                      "@",       modulo },
  { "sg_round_",    "@, BIGINT, BIGINT",        "@",       round_decimal },
  { "sg_unscaled_", "@",                         "HUGEINT", unscaled },
  /* clang-format on */
};

const int fn_number_family_count = sizeof fn_number_families /
                                   sizeof fn_number_families[0];
