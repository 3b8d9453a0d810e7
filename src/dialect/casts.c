/* casts.c: which types convert to which, and how DuckDB says it (Snowflake's table of castable
 * and coercible types).
 *
 * The second argument of what reads shapes is what it accepts (builtin/fn_geo.c). Else the last
 * argument of a conversion of text is a convert_mode: 0 fails, 1 gives NULL, 2 fails as
 * for a VARIANT. */
#include "dialect/casts.h"

#include "dialect/functions.h"

#define KINDS (TYPE_INTERVAL + 1)

/* The longest text that a value of a kind without long text makes. */
#define LONGEST_SCALAR 64

#define VARIANT_TEXT TEMPLATE_JSON_TEXT
#define DATE_TEXT "sg_date_text($1, $(DATE_OUTPUT_FORMAT))"
#define TIME_TEXT "sg_time_text($1, $(TIME_OUTPUT_FORMAT))"
#define NTZ_TEXT \
 "sg_ntz_text($1, $(TIMESTAMP_NTZ_OUTPUT_FORMAT), $(TIMESTAMP_OUTPUT_FORMAT))"
#define LTZ_TEXT \
 "sg_ltz_text($1, $(TIMESTAMP_LTZ_OUTPUT_FORMAT), $(TIMESTAMP_OUTPUT_FORMAT), $(TIMEZONE))"
#define TZ_TEXT \
 "sg_tz_text($1, $(TIMESTAMP_TZ_OUTPUT_FORMAT), $(TIMESTAMP_OUTPUT_FORMAT))"
#define BINARY_TEXT "sg_binary_text($1, $(BINARY_OUTPUT_FORMAT))"
#define DECFLOAT_TEXT "sg_decfloat_text($1)"
#define EPOCH "sg_epoch(sg_unscaled_$s1($1), $s1, $s)"

#define EXPLICIT(duckdb)             \
 {                                   \
  CAST_EXPLICIT, duckdb, NULL, false \
 }
#define IMPLICIT(duckdb)             \
 {                                   \
  CAST_IMPLICIT, duckdb, NULL, false \
 }
#define FROM_TEXT(call)                         \
 {                                              \
  CAST_IMPLICIT, call ", 0)", call ", 1)", true \
 }
#define SAME                      \
 {                                \
  CAST_IMPLICIT, NULL, NULL, true \
 }

/* By source, then target. Absent: never. NUMBER to NUMBER, sized text and lower scales of the
 * same kind are in functions below. */
static const struct cast casts[KINDS][KINDS] = {
  /* clang-format off */
  [TYPE_NUMBER] = {
    [TYPE_FLOAT]         = IMPLICIT("CAST($1 AS DOUBLE)"),
    [TYPE_DECFLOAT]      = IMPLICIT("sg_decfloat(CAST($1 AS VARCHAR), 0)"),
    [TYPE_VARCHAR]       = IMPLICIT("CAST($1 AS VARCHAR)"),
    [TYPE_BOOLEAN]       = IMPLICIT("($1 <> 0)"),
    [TYPE_TIMESTAMP_NTZ] = EXPLICIT(EPOCH),
    [TYPE_TIMESTAMP_LTZ] = EXPLICIT(EPOCH),
    [TYPE_TIMESTAMP_TZ]  = EXPLICIT("sg_ltz_tz(" EPOCH ", $(TIMEZONE), $s)"),
    [TYPE_VARIANT]       = IMPLICIT("sg_variant_number(CAST($1 AS VARCHAR))"),
  },
  [TYPE_FLOAT] = {
    [TYPE_NUMBER]        = IMPLICIT("CAST(sg_float_number_$s($1, $p, 0) AS $T)"),
    [TYPE_FLOAT]         = SAME,
    [TYPE_DECFLOAT]      = IMPLICIT("sg_decfloat_of_float($1)"),
    [TYPE_VARCHAR]       = IMPLICIT("sg_float_text($1)"),
    [TYPE_BOOLEAN]       = IMPLICIT("($1 <> 0)"),
    [TYPE_VARIANT]       = IMPLICIT("sg_variant_float($1)"),
  },
  [TYPE_DECFLOAT] = {
    [TYPE_NUMBER]        = IMPLICIT("CAST(sg_number_$s(" DECFLOAT_TEXT ", $p, 0) AS $T)"),
    [TYPE_FLOAT]         = IMPLICIT("sg_decfloat_double($1)"),
    [TYPE_DECFLOAT]      = SAME,
    [TYPE_VARCHAR]       = IMPLICIT(DECFLOAT_TEXT),
    [TYPE_BOOLEAN]       = IMPLICIT("sg_decfloat_bool($1)"),
  },
  [TYPE_VARCHAR] = {
    [TYPE_NUMBER]        = { CAST_IMPLICIT, "CAST(sg_number_$s($1, $p, 0) AS $T)",
                             "CAST(sg_number_$s($1, $p, 1) AS $T)", true },
    [TYPE_FLOAT]         = FROM_TEXT("sg_float($1"),
    [TYPE_DECFLOAT]      = FROM_TEXT("sg_decfloat($1"),
    [TYPE_VARCHAR]       = SAME,
    [TYPE_BOOLEAN]       = FROM_TEXT("sg_bool($1"),
    [TYPE_DATE]          = FROM_TEXT("sg_date($1, $(DATE_INPUT_FORMAT)"),
    [TYPE_TIME]          = FROM_TEXT("sg_time($1, $(TIME_INPUT_FORMAT), $s"),
    [TYPE_TIMESTAMP_NTZ] = FROM_TEXT("sg_ntz($1, $(TIMESTAMP_INPUT_FORMAT), $s"),
    [TYPE_TIMESTAMP_LTZ] = FROM_TEXT("sg_ltz($1, $(TIMESTAMP_INPUT_FORMAT), $(TIMEZONE), $s"),
    [TYPE_TIMESTAMP_TZ]  = FROM_TEXT("sg_tz($1, $(TIMESTAMP_INPUT_FORMAT), $(TIMEZONE), $s"),
    [TYPE_BINARY]        = { CAST_EXPLICIT, "sg_binary($1, $(BINARY_INPUT_FORMAT), 0)",
                             "sg_binary($1, $(BINARY_INPUT_FORMAT), 1)", true },
    [TYPE_VARIANT]       = IMPLICIT("sg_variant_text($1)"),
    [TYPE_ARRAY]         = EXPLICIT("sg_json_array(sg_variant_text($1))"),
    [TYPE_GEOGRAPHY]     = { CAST_IMPLICIT, "sg_geo_text($1, 7, -1, false)",
                             "sg_geo_text($1, 23, -1, false)", true },
    [TYPE_GEOMETRY]      = { CAST_IMPLICIT, "sg_geo_text($1, 15, -1, false)",
                             "sg_geo_text($1, 31, -1, false)", true },
    [TYPE_FILE]          = FROM_TEXT("sg_file($(SESSION), $1"),
  },
  [TYPE_BOOLEAN] = {
    [TYPE_NUMBER]        = EXPLICIT("CAST($1 AS $T)"),
    [TYPE_FLOAT]         = EXPLICIT("CAST($1 AS DOUBLE)"),
    [TYPE_DECFLOAT]      = EXPLICIT("sg_decfloat(CAST(CAST($1 AS INTEGER) AS VARCHAR), 0)"),
    [TYPE_VARCHAR]       = IMPLICIT("CAST($1 AS VARCHAR)"),
    [TYPE_BOOLEAN]       = SAME,
    [TYPE_VARIANT]       = IMPLICIT("sg_variant_boolean($1)"),
  },
  [TYPE_DATE] = {
    [TYPE_VARCHAR]       = IMPLICIT(DATE_TEXT),
    [TYPE_DATE]          = SAME,
    [TYPE_TIMESTAMP_NTZ] = IMPLICIT("sg_date_ntz($1)"),
    [TYPE_TIMESTAMP_LTZ] = IMPLICIT("sg_ntz_ltz(sg_date_ntz($1), $(TIMEZONE), $s)"),
    [TYPE_TIMESTAMP_TZ]  = IMPLICIT("sg_ntz_tz(sg_date_ntz($1), $(TIMEZONE), $s)"),
    [TYPE_VARIANT]       = IMPLICIT("sg_variant_date($1)"),
  },
  [TYPE_TIME] = {
    [TYPE_VARCHAR]       = IMPLICIT(TIME_TEXT),
    [TYPE_TIME]          = SAME,
    [TYPE_VARIANT]       = IMPLICIT("sg_variant_time($1)"),
  },
  [TYPE_TIMESTAMP_NTZ] = {
    [TYPE_VARCHAR]       = IMPLICIT(NTZ_TEXT),
    [TYPE_DATE]          = IMPLICIT("sg_ntz_date($1)"),
    [TYPE_TIME]          = IMPLICIT("sg_ntz_time($1, $s)"),
    [TYPE_TIMESTAMP_NTZ] = SAME,
    [TYPE_TIMESTAMP_LTZ] = IMPLICIT("sg_ntz_ltz($1, $(TIMEZONE), $s)"),
    [TYPE_TIMESTAMP_TZ]  = IMPLICIT("sg_ntz_tz($1, $(TIMEZONE), $s)"),
    [TYPE_VARIANT]       = IMPLICIT("sg_variant_ntz($1)"),
  },
  [TYPE_TIMESTAMP_LTZ] = {
    [TYPE_VARCHAR]       = IMPLICIT(LTZ_TEXT),
    [TYPE_DATE]          = IMPLICIT("sg_ntz_date(sg_ltz_ntz($1, $(TIMEZONE), 9))"),
    [TYPE_TIME]          = IMPLICIT("sg_ntz_time(sg_ltz_ntz($1, $(TIMEZONE), 9), $s)"),
    [TYPE_TIMESTAMP_NTZ] = IMPLICIT("sg_ltz_ntz($1, $(TIMEZONE), $s)"),
    [TYPE_TIMESTAMP_LTZ] = SAME,
    [TYPE_TIMESTAMP_TZ]  = IMPLICIT("sg_ltz_tz($1, $(TIMEZONE), $s)"),
    [TYPE_VARIANT]       = IMPLICIT("sg_variant_ltz($1, $(TIMEZONE))"),
  },
  [TYPE_TIMESTAMP_TZ] = {
    [TYPE_VARCHAR]       = IMPLICIT(TZ_TEXT),
    [TYPE_DATE]          = IMPLICIT("sg_ntz_date(sg_tz_ntz($1, 9))"),
    [TYPE_TIME]          = IMPLICIT("sg_ntz_time(sg_tz_ntz($1, 9), $s)"),
    [TYPE_TIMESTAMP_NTZ] = IMPLICIT("sg_tz_ntz($1, $s)"),
    [TYPE_TIMESTAMP_LTZ] = IMPLICIT("sg_tz_ltz($1, $s)"),
    [TYPE_TIMESTAMP_TZ]  = SAME,
    [TYPE_VARIANT]       = IMPLICIT("sg_variant_tz($1)"),
  },
  [TYPE_BINARY] = {
    [TYPE_VARCHAR]       = EXPLICIT(BINARY_TEXT),
    [TYPE_BINARY]        = SAME,
    [TYPE_VARIANT]       = IMPLICIT("sg_variant_binary(sg_binary_text($1, 'HEX'))"),
    [TYPE_GEOGRAPHY]     = EXPLICIT("sg_geo_bytes($1, 7, -1, false)"),
    [TYPE_GEOMETRY]      = EXPLICIT("sg_geo_bytes($1, 15, -1, false)"),
  },
  [TYPE_VARIANT] = {
    [TYPE_NUMBER]        = IMPLICIT("CAST(sg_number_$s(" VARIANT_TEXT ", $p, 2) AS $T)"),
    [TYPE_FLOAT]         = IMPLICIT("sg_float(" VARIANT_TEXT ", 2)"),
    [TYPE_DECFLOAT]      = IMPLICIT("sg_decfloat(" VARIANT_TEXT ", 2)"),
    [TYPE_VARCHAR]       = IMPLICIT(VARIANT_TEXT),
    [TYPE_BOOLEAN]       = IMPLICIT("sg_bool(" VARIANT_TEXT ", 2)"),
    [TYPE_DATE]          = IMPLICIT("sg_date(" VARIANT_TEXT ", $(DATE_INPUT_FORMAT), 2)"),
    [TYPE_TIME]          = IMPLICIT("sg_time(" VARIANT_TEXT ", $(TIME_INPUT_FORMAT), $s, 2)"),
    [TYPE_TIMESTAMP_NTZ] = IMPLICIT("sg_ntz(" VARIANT_TEXT ", $(TIMESTAMP_INPUT_FORMAT), $s, 2)"),
    [TYPE_TIMESTAMP_LTZ] = IMPLICIT("sg_ltz(" VARIANT_TEXT
                                    ", $(TIMESTAMP_INPUT_FORMAT), $(TIMEZONE), $s, 2)"),
    [TYPE_TIMESTAMP_TZ]  = IMPLICIT("sg_tz(" VARIANT_TEXT
                                    ", $(TIMESTAMP_INPUT_FORMAT), $(TIMEZONE), $s, 2)"),
    [TYPE_BINARY]        = EXPLICIT("sg_binary(" VARIANT_TEXT ", 'HEX', 2)"),
    [TYPE_VARIANT]       = SAME,
    [TYPE_OBJECT]        = IMPLICIT("sg_json_object($1)"),
    [TYPE_ARRAY]         = IMPLICIT("sg_json_array($1)"),
    [TYPE_GEOGRAPHY]     = EXPLICIT("sg_geo_json($1, 7, -1, false)"),
    [TYPE_GEOMETRY]      = EXPLICIT("sg_geo_json($1, 15, -1, false)"),
    [TYPE_FILE]          = FROM_TEXT("sg_file_said($(SESSION), $1"),
  },
  [TYPE_OBJECT] = {
    [TYPE_VARCHAR]       = IMPLICIT(VARIANT_TEXT),
    [TYPE_VARIANT]       = SAME,
    [TYPE_OBJECT]        = SAME,
    [TYPE_ARRAY]         = EXPLICIT("sg_json_array($1)"),
    [TYPE_GEOGRAPHY]     = EXPLICIT("sg_geo_json($1, 7, -1, false)"),
    [TYPE_GEOMETRY]      = EXPLICIT("sg_geo_json($1, 15, -1, false)"),
    [TYPE_FILE]          = FROM_TEXT("sg_file_said($(SESSION), $1"),
  },
  [TYPE_ARRAY] = {
    [TYPE_VARCHAR]       = IMPLICIT(VARIANT_TEXT),
    [TYPE_VARIANT]       = SAME,
    [TYPE_ARRAY]         = SAME,
  },
  /* Not for CAST, which takes no FILE: for functions of VARIANT, ARRAY_CONSTRUCT and columns. */
  [TYPE_FILE] = {
    [TYPE_VARIANT]       = IMPLICIT(NULL),
    [TYPE_FILE]          = SAME,
  },
  [TYPE_INTERVAL] = {
    [TYPE_INTERVAL]      = SAME,
  },
  /* clang-format on */
};

/* To whole numbers: $T in a function's name is BIGINT or HUGEINT. */
static const struct cast whole_casts[KINDS] = {
  /* clang-format off */
  [TYPE_FLOAT]   = IMPLICIT("sg_float_int_$T($1, $p, 0)"),
  [TYPE_DECFLOAT] = IMPLICIT("sg_int_$T(" DECFLOAT_TEXT ", $p, 0)"),
  [TYPE_VARCHAR] = FROM_TEXT("sg_int_$T($1, $p"),
  [TYPE_BOOLEAN] = EXPLICIT("CAST($1 AS $T)"),
  [TYPE_VARIANT] = IMPLICIT("sg_int_$T(" VARIANT_TEXT ", $p, 2)"),
  /* clang-format on */
};

/* To VARCHAR(n) when the text could be longer. */
static const struct cast sized_casts[KINDS] = {
  /* clang-format off */
  [TYPE_NUMBER]        = IMPLICIT("sg_varchar(CAST($1 AS VARCHAR), $n, 0)"),
  [TYPE_FLOAT]         = IMPLICIT("sg_varchar(sg_float_text($1), $n, 0)"),
  [TYPE_DECFLOAT]      = IMPLICIT("sg_varchar(" DECFLOAT_TEXT ", $n, 0)"),
  [TYPE_VARCHAR]       = { CAST_IMPLICIT, "sg_varchar($1, $n, 0)", "sg_varchar($1, $n, 1)", true },
  [TYPE_BOOLEAN]       = IMPLICIT("sg_varchar(CAST($1 AS VARCHAR), $n, 0)"),
  [TYPE_DATE]          = IMPLICIT("sg_varchar(" DATE_TEXT ", $n, 0)"),
  [TYPE_TIME]          = IMPLICIT("sg_varchar(" TIME_TEXT ", $n, 0)"),
  [TYPE_TIMESTAMP_NTZ] = IMPLICIT("sg_varchar(" NTZ_TEXT ", $n, 0)"),
  [TYPE_TIMESTAMP_LTZ] = IMPLICIT("sg_varchar(" LTZ_TEXT ", $n, 0)"),
  [TYPE_TIMESTAMP_TZ]  = IMPLICIT("sg_varchar(" TZ_TEXT ", $n, 0)"),
  [TYPE_BINARY]        = EXPLICIT("sg_varchar(" BINARY_TEXT ", $n, 0)"),
  [TYPE_VARIANT]       = IMPLICIT("sg_varchar(" VARIANT_TEXT ", $n, 0)"),
  [TYPE_OBJECT]        = IMPLICIT("sg_varchar(" VARIANT_TEXT ", $n, 0)"),
  [TYPE_ARRAY]         = IMPLICIT("sg_varchar(" VARIANT_TEXT ", $n, 0)"),
  /* clang-format on */
};

static const struct cast null_cast = IMPLICIT("CAST($1 AS $T)");
static const struct cast same = SAME;
static const struct cast binary_sized = IMPLICIT("sg_binary_fit($1, $n)");
static const struct cast time_shorter = IMPLICIT("sg_time_scale($1, $s)");
static const struct cast timestamp_shorter = IMPLICIT("sg_ts_scale($1, $s)");
static const struct cast tz_shorter = IMPLICIT("sg_tz_scale($1, $s)");

/* DuckDB prints DECIMAL(2,2) as ".50": one more digit before the point brings the zero. */
static const struct cast fraction_text = IMPLICIT(
  "CAST(CAST($1 AS DECIMAL(38,$s1)) AS VARCHAR)");
static const struct cast fraction_text_sized = IMPLICIT(
  "sg_varchar(CAST(CAST($1 AS DECIMAL(38,$s1)) AS VARCHAR), $n, 0)");
static const struct cast fraction_variant = IMPLICIT(
  "sg_variant_number(CAST(CAST($1 AS DECIMAL(38,$s1)) AS VARCHAR))");

static const struct cast number_convert = IMPLICIT("CAST($1 AS $T)");
static const struct cast number_fit = IMPLICIT("sg_fit_$T($1, $p)");
static const struct cast number_whole = IMPLICIT("sg_fit_$T(sg_whole_$s1($1), $p)");

/* Between whole numbers: only fewer digits need a check. */
static struct cast whole_to_whole(struct type from, struct type to, bool wide)
{
  if (to.precision < from.precision)
    return number_fit;
  return wide && from.precision <= 18 && to.precision > 18 ? number_convert : same;
}

/* DuckDB's own casts of decimals round half away from zero and check the range. */
static struct cast number_to_number(struct type from, struct type to, bool wide)
{
  int leading = from.precision - from.scale;

  if (from.scale == 0 && to.scale == 0)
    return whole_to_whole(from, to, wide);
  if (to.scale == 0) /* Rounding up may need one digit more. */
    return leading < 18 && leading < to.precision ? number_convert : number_whole;
  if (from.scale == to.scale && from.precision <= to.precision)
    return same;
  return number_convert;
}

static bool may_be_longer(struct type from, struct type to)
{
  if (from.kind == TYPE_VARCHAR)
    return from.length > to.length;
  if (from.kind == TYPE_BINARY || type_is_semi(from))
    return to.length < TYPE_MAX_VARCHAR;
  return to.length < LONGEST_SCALAR;
}

static struct cast to_varchar(struct type from, struct type to)
{
  bool fraction = from.kind == TYPE_NUMBER && from.scale > 0 &&
                  from.precision == from.scale;
  bool sized = may_be_longer(from, to);

  if (fraction)
    return sized ? fraction_text_sized : fraction_text;
  return sized ? sized_casts[from.kind] : casts[from.kind][TYPE_VARCHAR];
}

/* To the same kind of moment with fewer digits of the second. */
static struct cast shorter(struct type to)
{
  if (to.kind == TYPE_TIME)
    return time_shorter;
  return to.kind == TYPE_TIMESTAMP_TZ ? tz_shorter : timestamp_shorter;
}

struct cast cast_find(struct type from, struct type to, bool wide)
{
  if (to.kind == TYPE_UNKNOWN)
    return same;
  if (from.kind == TYPE_UNKNOWN)
    return null_cast;
  if (from.kind == TYPE_NUMBER && to.kind == TYPE_NUMBER)
    return number_to_number(from, to, wide);
  if (to.kind == TYPE_NUMBER && to.scale == 0)
    return whole_casts[from.kind];
  if (to.kind == TYPE_VARCHAR)
    return to_varchar(from, to);
  if (from.kind == TYPE_NUMBER && to.kind == TYPE_VARIANT && from.precision == from.scale)
    return fraction_variant;
  if (from.kind == to.kind && (to.kind == TYPE_TIME || type_is_timestamp(to)) &&
      to.scale < from.scale)
    return shorter(to);
  if (from.kind == TYPE_BINARY && to.kind == TYPE_BINARY && to.length < from.length)
    return binary_sized;
  return casts[from.kind][to.kind];
}
