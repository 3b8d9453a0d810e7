/* type_rules.c: result types (and templates) that follow from the types of arguments: rounding,
 * division, conversions, dates. */
#include "dialect/casts.h"
#include "dialect/functions.h"

#include <string.h>

static int least(int a, int b)
{
  return a < b ? a : b;
}

static int most(int a, int b)
{
  return a > b ? a : b;
}

static int leading(struct type type)
{
  return type.precision - type.scale;
}

static struct type number_of(int before, int after)
{
  int scale = least(after, TYPE_MAX_PRECISION - 1);

  return type_number(most(1, most(scale, least(TYPE_MAX_PRECISION, before + scale))),
                     scale);
}

static bool constant_int(const struct rule_arg *args, int arg_count, int arg,
                         int64_t *value)
{
  return arg < arg_count && args[arg].is_constant && !args[arg].is_null &&
         text_to_int64(args[arg].constant, value);
}

/* --- Rounding ---------------------------------------------------------------------------- */

struct round_row {
  const char *name;
  const char *whole; /* To a whole number. */
  const char *cut;   /* To fewer digits. */
  const char
    *wide;      /* The same where the argument's scale may have no room for the result. */
  bool outward; /* 5 may become 1000. */
};

static const struct round_row round_rows[] = {
  /* clang-format off */
  { "CEIL", "CAST(ceil($1) AS $T)", "CAST(sg_round_$s1($1, $2, 4) AS $T)",
    "CAST(sg_cut_$s(sg_unscaled_$s1($1), $s1, $2, 4) AS $T)", true },
  { "FLOOR", "CAST(floor($1) AS $T)", "CAST(sg_round_$s1($1, $2, 3) AS $T)",
    "CAST(sg_cut_$s(sg_unscaled_$s1($1), $s1, $2, 3) AS $T)", true },
  { "ROUND", "CAST($1 AS $T)", "CAST(sg_round_$s1($1, $2, 0) AS $T)",
    "CAST(sg_cut_$s(sg_unscaled_$s1($1), $s1, $2, 0) AS $T)", false },
  { "TRUNC", "CAST(trunc($1) AS $T)", "CAST(sg_round_$s1($1, $2, 2) AS $T)",
    "CAST(sg_cut_$s(sg_unscaled_$s1($1), $s1, $2, 2) AS $T)", false },
  { "TRUNCATE", "CAST(trunc($1) AS $T)", "CAST(sg_round_$s1($1, $2, 2) AS $T)",
    "CAST(sg_cut_$s(sg_unscaled_$s1($1), $s1, $2, 2) AS $T)", false },
  /* clang-format on */
};

static const struct round_row *round_row(const char *name)
{
  for (size_t i = 0; i < sizeof round_rows / sizeof round_rows[0]; i++) {
    if (strcmp(round_rows[i].name, name) == 0)
      return &round_rows[i];
  }
  return NULL;
}

/* ROUND's third argument; false when it is no mode that there is. */
static bool is_half_even(const struct rule_arg *args, int arg_count, bool *even)
{
  *even = arg_count > 2 && text_is_nocase(args[2].constant, "HALF_TO_EVEN");
  return arg_count < 3 || *even ||
         text_is_nocase(args[2].constant, "HALF_AWAY_FROM_ZERO");
}

/* One digit more than the argument has, wherever the point is: ROUND(1.25) is NUMBER(4,0). */
static struct type rounded_type(const struct round_row *round, struct type type,
                                bool known, int64_t places)
{
  int precision = type.precision + 1;

  if (round->outward && (!known || places <= -TYPE_MAX_PRECISION))
    precision = TYPE_MAX_PRECISION;
  else if (round->outward && places < 0)
    precision = most(precision, 1 - (int)places);
  return type_number(least(precision, TYPE_MAX_PRECISION), places > 0 ? (int)places : 0);
}

static bool rule_round(const struct function_row *row, const struct rule_arg *args,
                       int arg_count, struct type *result, const char **duckdb)
{
  const struct round_row *round = round_row(row->name);
  struct type type = args[0].type;
  int64_t places = 0;
  bool known = arg_count < 2 || constant_int(args, arg_count, 1, &places);
  bool even;

  if (!round || !is_half_even(args, arg_count, &even))
    return false;
  if (known && places >= type.scale) {
    *result = type;
    *duckdb = "$1";
    return true;
  }
  if (!known)
    places = type.scale;
  *result = rounded_type(round, type, known, places);
  if (arg_count < 2)
    *duckdb = round->whole;
  else if (even)
    *duckdb = known ? "CAST(sg_cut_$s(sg_unscaled_$s1($1), $s1, $2, 1) AS $T)"
                    : "CAST(sg_round_$s1($1, $2, 1) AS $T)";
  else
    *duckdb = known && leading(*result) + type.scale > TYPE_MAX_PRECISION ? round->wide
                                                                          : round->cut;
  return true;
}

/* --- Division ---------------------------------------------------------------------------- */

/* Snowflake's rule for a / b: scale max(s1, min(s1 + 6, 12)), leading digits l1 + s2. */
static void rule_divide(const struct rule_arg *args, struct type *result, int *extra)
{
  int s1 = args[0].type.scale;
  int s2 = args[1].type.scale;
  int scale = most(s1, least(s1 + 6, 12));

  *result = number_of(leading(args[0].type) + s2, scale);
  *extra = result->scale - s1 + s2;
}

static void rule_mod(const struct rule_arg *args, struct type *result)
{
  int scale = most(args[0].type.scale, args[1].type.scale);

  *result = number_of(most(leading(args[0].type), leading(args[1].type)), scale);
}

/* UNIFORM: whole numbers, decimals and floats are spread each in their own way. */
static bool rule_uniform(const struct rule_arg *args, struct type *result,
                         const char **duckdb)
{
  *result = args[0].type;
  if (result->kind == TYPE_FLOAT)
    return true;
  *duckdb = result->scale > 0 ? "CAST(sg_uniform_$s($1, $2, $3) AS $T)"
                              : "sg_uniform_whole($1, $2, $3)";
  return result->kind == TYPE_NUMBER;
}

/* --- Conversions ------------------------------------------------------------------------- */

struct convert_row {
  const char *name; /* Without TRY_. */
  enum type_kind kind;
};

/* Sorted. TO_TIMESTAMP is what TIMESTAMP_TYPE_MAPPING says unless changed. */
static const struct convert_row convert_rows[] = {
  /* clang-format off */
  { "DATE",             TYPE_DATE },
  { "TIME",             TYPE_TIME },
  { "TO_BINARY",        TYPE_BINARY },
  { "TO_BOOLEAN",       TYPE_BOOLEAN },
  { "TO_CHAR",          TYPE_VARCHAR },
  { "TO_DATE",          TYPE_DATE },
  { "TO_DECFLOAT",      TYPE_DECFLOAT },
  { "TO_DOUBLE",        TYPE_FLOAT },
  { "TO_TIME",          TYPE_TIME },
  { "TO_TIMESTAMP",     TYPE_TIMESTAMP_NTZ },
  { "TO_TIMESTAMP_LTZ", TYPE_TIMESTAMP_LTZ },
  { "TO_TIMESTAMP_NTZ", TYPE_TIMESTAMP_NTZ },
  { "TO_TIMESTAMP_TZ",  TYPE_TIMESTAMP_TZ },
  { "TO_VARCHAR",       TYPE_VARCHAR },
  { "TO_VARIANT",       TYPE_VARIANT },
  /* clang-format on */
};

static bool is_try(const struct function_row *row)
{
  return strncmp(row->name, "TRY_", 4) == 0;
}

/* The template that casts the first argument; false when there is no such cast. */
static bool cast_template(const struct function_row *row, struct type from,
                          struct type to, const char **duckdb)
{
  struct cast cast = cast_find(from, to, false);

  if (cast.rank == CAST_NEVER || (is_try(row) && !cast.try_allowed))
    return false;
  *duckdb = is_try(row) && cast.try_duckdb ? cast.try_duckdb : cast.duckdb;
  if (!*duckdb)
    *duckdb = to.kind == TYPE_NUMBER ? "CAST($1 AS $T)" : "$1";
  return true;
}

static bool rule_convert(const struct function_row *row, const struct rule_arg *args,
                         struct type *result, const char **duckdb)
{
  const char *name = row->name + (is_try(row) ? 4 : 0);

  for (size_t i = 0; i < sizeof convert_rows / sizeof convert_rows[0]; i++) {
    if (strcmp(convert_rows[i].name, name) != 0)
      continue;
    *result = type_of(convert_rows[i].kind);
    if (args[0].type.kind == result->kind) /* Length and scale stay. */
      *result = args[0].type;
    return cast_template(row, args[0].type, *result, duckdb);
  }
  return false;
}

/* NUMBER(p,s) by constants from argument `from` on; NUMBER(38,0) without any. */
static bool rule_number(const struct function_row *row, const struct rule_arg *args,
                        int arg_count, struct type *result, const char **duckdb)
{
  int from = *duckdb && arg_count > 1 && args[1].type.kind == TYPE_VARCHAR ? 2 : 1;
  int64_t precision = TYPE_MAX_PRECISION;
  int64_t scale = 0;

  if (arg_count > from && !constant_int(args, arg_count, from, &precision))
    return false;
  if (arg_count > from + 1 && !constant_int(args, arg_count, from + 1, &scale))
    return false;
  if (precision < 1 || precision > TYPE_MAX_PRECISION || scale < 0 || scale > precision ||
      scale >= TYPE_MAX_PRECISION)
    return false;
  *result = type_number((int)precision, (int)scale);
  return *duckdb || cast_template(row, args[0].type, *result, duckdb);
}

/* --- Dates ------------------------------------------------------------------------------- */

struct part_row {
  const char *part;
  int digits;  /* Of DATE_PART's result. */
  bool of_day; /* Hours and less. */
  int counted; /* Digits of DATEDIFF's result; 0: cannot be counted. */
};

static const struct part_row part_rows[] = {
  /* clang-format off */
  { "year", 4, false, 9 },
  { "quarter", 2, false, 9 },
  { "month", 2, false, 9 },
  { "week", 2, false, 9 },
  { "day", 2, false, 9 },
  { "hour", 2, true, 9 },
  { "minute", 2, true, 18 },
  { "second", 2, true, 18 },
  { "millisecond", 3, true, 18 },
  { "microsecond", 6, true, 18 },
  { "nanosecond", 9, true, 38 },
  { "dayofweek", 1, false, 0 },
  { "dayofweekiso", 1, false, 0 },
  { "dayofyear", 3, false, 0 },
  { "weekiso", 2, false, 0 },
  { "yearofweek", 4, false, 0 },
  { "yearofweekiso", 4, false, 0 },
  { "epoch_second", 38, false, 0 },
  { "epoch_millisecond", 38, false, 0 },
  { "epoch_microsecond", 38, false, 0 },
  { "epoch_nanosecond", 38, false, 0 },
  { "timezone_hour", 2, false, 0 },
  { "timezone_minute", 2, false, 0 },
  /* clang-format on */
};

static const struct part_row *part_row(const struct rule_arg *arg)
{
  const char *part = date_part(arg->constant);

  for (size_t i = 0; part && i < sizeof part_rows / sizeof part_rows[0]; i++) {
    if (strcmp(part_rows[i].part, part) == 0)
      return &part_rows[i];
  }
  /* A name that is already normalised may be no synonym of itself. */
  for (size_t i = 0; i < sizeof part_rows / sizeof part_rows[0]; i++) {
    if (text_is(arg->constant, part_rows[i].part))
      return &part_rows[i];
  }
  return NULL;
}

/* For a DATE: hours and less make it a timestamp. */
static bool rule_dateadd(const struct rule_arg *args, struct type *result,
                         const char **duckdb)
{
  const struct part_row *part = part_row(&args[0]);

  if (!part || !part->counted)
    return false;
  *result = type_of(part->of_day ? TYPE_TIMESTAMP_NTZ : TYPE_DATE);
  if (part->of_day)
    *duckdb = "sg_dateadd_ts($1, $2, sg_date_ntz($3))";
  return true;
}

static bool rule_datediff(const struct rule_arg *args, struct type *result)
{
  const struct part_row *part = part_row(&args[0]);

  if (!part || !part->counted)
    return false;
  *result = type_number(part->counted, 0);
  return true;
}

static bool rule_date_part(const struct rule_arg *args, struct type *result)
{
  const struct part_row *part = part_row(&args[0]);

  if (!part)
    return false;
  *result = type_number(part->digits, 0);
  return true;
}

/* CURRENT_TIMESTAMP(n) and CURRENT_TIME(n). */
static bool rule_now(const struct function_row *row, const struct rule_arg *args,
                     int arg_count, struct type *result)
{
  bool time = strcmp(row->name, "CURRENT_TIME") == 0 ||
              strcmp(row->name, "LOCALTIME") == 0;
  int64_t scale;

  if (!constant_int(args, arg_count, 0, &scale) || scale < 0 || scale > 9)
    return false;
  *result = type_timestamp(time ? TYPE_TIME : TYPE_TIMESTAMP_LTZ, (int)scale);
  return true;
}

bool type_rule(const struct function_row *row, const struct rule_arg *args, int arg_count,
               struct type *result, const char **duckdb, int *extra)
{
  switch (row->rule) {
  case RULE_ROUND: return rule_round(row, args, arg_count, result, duckdb);
  case RULE_DIV0: rule_divide(args, result, extra); return true;
  case RULE_MOD: rule_mod(args, result); return true;
  case RULE_UNIFORM: return rule_uniform(args, result, duckdb);
  case RULE_NUMBER: return rule_number(row, args, arg_count, result, duckdb);
  case RULE_CONVERT: return rule_convert(row, args, result, duckdb);
  case RULE_DATEADD: return rule_dateadd(args, result, duckdb);
  case RULE_DATEDIFF: return rule_datediff(args, result);
  case RULE_DATE_PART: return rule_date_part(args, result);
  case RULE_NOW: return rule_now(row, args, arg_count, result);
  default:
    return type_rule_text(row, args, arg_count, result, duckdb, extra) ||
           type_rule_structure(row, args, result, duckdb, extra);
  }
}
