/* type_rules_text.c: result types of string functions, aggregates and conditionals. */
#include "dialect/functions.h"

#define MOST_SCALE 37

static int least(int a, int b)
{
  return a < b ? a : b;
}

static int most(int a, int b)
{
  return a > b ? a : b;
}

/* Snowflake's scale of a quotient, with the digits that it adds. */
static int quotient_scale(int scale, int more)
{
  return most(scale, least(scale + more, 12));
}

static int variance_scale(const struct rule_arg *args)
{
  return least(quotient_scale(2 * args[0].type.scale, 6), MOST_SCALE);
}

static bool is_tz(struct type type)
{
  return type.kind == TYPE_TIMESTAMP_TZ;
}

/* The template for plain types, VARIANT (by key) or TIMESTAMP_TZ (by instant). */
static const char *by_kind(struct type type, const char *plain, const char *variant,
                           const char *zoned)
{
  return type_is_semi(type) ? variant : is_tz(type) ? zoned : plain;
}

/* A sum has twelve digits more, a quotient `more` of them behind the point. */
static bool rule_mean(const struct rule_arg *args, int more, struct type *result,
                      const char **duckdb, int *extra)
{
  int scale = args[0].type.scale;

  *result = type_number(least(args[0].type.precision + 12 + more, TYPE_MAX_PRECISION),
                        quotient_scale(scale, more));
  *extra = result->scale - scale;
  if (scale > 0)
    *duckdb =
      "CAST(sg_div_$s(sg_unscaled_$s1(sum($D$1)$O), count($D$1)$O::HUGEINT, $x) AS "
      "$T)";
  return true;
}

static bool rule_ratio(const struct rule_arg *args, struct type *result,
                       const char **duckdb, int *extra)
{
  int scale = args[0].type.scale;

  *result = type_number(TYPE_MAX_PRECISION, quotient_scale(scale, 6));
  *extra = result->scale; /* Dividend and divisor have the same scale. */
  if (scale > 0)
    *duckdb = "sg_div_$s(sg_unscaled_$s1(CAST($1 AS DECIMAL(38,$s1))), "
              "nullif(sg_unscaled_$s1(sum($1)$O), 0), $x)";
  return true;
}

static bool rule_concat(const struct rule_arg *args, int arg_count, struct type *result)
{
  int64_t length = 0, limit;

  *result = type_of(args[0].type.kind == TYPE_BINARY ? TYPE_BINARY : TYPE_VARCHAR);
  limit = result->length;
  for (int i = 0; i < arg_count; i++)
    length += args[i].type.length;
  if (length > 0 && length < limit) {
    result->length = length;
    result->sized = true;
  }
  return true;
}

/* Whether an argument is a constant number of at least `low`; absent ones are. */
static bool constant_from(const struct rule_arg *args, int arg_count, int arg,
                          int64_t low)
{
  int64_t value;

  if (arg >= arg_count)
    return true;
  return args[arg].is_constant && !args[arg].is_null &&
         text_to_int64(args[arg].constant, &value) && value >= low;
}

/* DuckDB's substring agrees from position 1 on and for lengths from 0 on. */
static bool rule_substr(const struct rule_arg *args, int arg_count, struct type *result,
                        const char **duckdb)
{
  *result = args[0].type.kind == TYPE_VARCHAR ? args[0].type : type_of(TYPE_VARCHAR);
  if (constant_from(args, arg_count, 1, 1) && constant_from(args, arg_count, 2, 0))
    *duckdb = "substring($1, $2$[3|, $3])";
  return true;
}

static bool rule_minmax(const struct function_row *row, const struct rule_arg *args,
                        struct type *result, const char **duckdb)
{
  bool max = row->name[1] == 'A';

  *result = args[0].type;
  if (type_is_semi(*result))
    *duckdb = max ? "arg_max($1, sg_variant_key($1))$O"
                  : "arg_min($1, sg_variant_key($1))$O";
  return result->kind != TYPE_VECTOR;
}

static bool rule_by(const struct function_row *row, const struct rule_arg *args,
                    int arg_count, struct type *result, const char **duckdb)
{
  bool max = row->name[1] == 'A';

  *result = arg_count > 2 ? type_of(TYPE_ARRAY) : args[0].type;
  if (arg_count > 2)
    return !type_is_semi(args[1].type);
  if (type_is_semi(args[1].type))
    *duckdb = max ? "arg_max_null($1, sg_variant_key($2))$O"
                  : "arg_min_null($1, sg_variant_key($2))$O";
  return args[1].type.kind != TYPE_VECTOR;
}

/* GREATEST and LEAST of two; of more, values of these kinds have no template. */
static bool rule_extreme(bool greatest, const struct rule_arg *args, int arg_count,
                         struct type *result, const char **duckdb)
{
  *result = args[0].type;
  if (result->kind == TYPE_VECTOR)
    return false;
  if (arg_count > 2)
    return !type_is_semi(*result);
  if (type_is_semi(*result))
    *duckdb = greatest ? "CASE WHEN sg_variant_key($1) >= sg_variant_key($2) THEN $1 "
                         "WHEN ($2) IS NOT NULL AND ($1) IS NOT NULL THEN $2 END"
                       : "CASE WHEN sg_variant_key($1) <= sg_variant_key($2) THEN $1 "
                         "WHEN ($2) IS NOT NULL AND ($1) IS NOT NULL THEN $2 END";
  return true;
}

static bool rule_count_distinct(const struct rule_arg *args, int arg_count,
                                struct type *result, const char **duckdb)
{
  *result = type_number(TYPE_MAX_PRECISION, 0);
  if (arg_count > 1)
    return true; /* The binder has made keys of them. */
  *duckdb = by_kind(args[0].type, *duckdb, "count(DISTINCT sg_variant_key($1))$O",
                    "count(DISTINCT ($1) >> 12)$O");
  return true;
}

bool type_rule_text(const struct function_row *row, const struct rule_arg *args,
                    int arg_count, struct type *result, const char **duckdb, int *extra)
{
  int last = arg_count - 1;

  switch (row->rule) {
  case RULE_AVG: return rule_mean(args, 6, result, duckdb, extra);
  case RULE_AVG_OVER: return rule_mean(args, 3, result, duckdb, extra);
  case RULE_BY: return rule_by(row, args, arg_count, result, duckdb);
  case RULE_CONCAT: return rule_concat(args, arg_count, result);
  case RULE_COUNT:
    *result = type_number(18, 0);
    *duckdb = by_kind(args[0].type, *duckdb, "count($Dsg_variant_key($1))$O", *duckdb);
    return true;
  case RULE_COUNT_DISTINCT: return rule_count_distinct(args, arg_count, result, duckdb);
  case RULE_EQUAL_NULL:
    *result = type_of(TYPE_BOOLEAN);
    *duckdb = by_kind(args[0].type, *duckdb,
                      "(sg_variant_key($1) IS NOT DISTINCT FROM sg_variant_key($2))",
                      "((($1) >> 12) IS NOT DISTINCT FROM (($2) >> 12))");
    return true;
  case RULE_GREATEST: return rule_extreme(true, args, arg_count, result, duckdb);
  case RULE_LEAST: return rule_extreme(false, args, arg_count, result, duckdb);
  case RULE_MEDIAN:
  case RULE_PERCENTILE_CONT:
    *result = type_number(least(args[last].type.precision + 3, TYPE_MAX_PRECISION),
                          least(args[last].type.scale + 3, MOST_SCALE));
    return true;
  case RULE_MINMAX: return rule_minmax(row, args, result, duckdb);
  case RULE_NULLIF:
    *result = args[0].type;
    *duckdb = by_kind(
      args[0].type, *duckdb,
      "CASE WHEN sg_variant_key($1) = sg_variant_key($2) THEN NULL ELSE $1 END",
      "CASE WHEN (($1) >> 12) = (($2) >> 12) THEN NULL ELSE $1 END");
    return true;
  case RULE_PERCENTILE: *result = args[last].type; return true;
  case RULE_RATIO: return rule_ratio(args, result, duckdb, extra);
  case RULE_SUBSTR: return rule_substr(args, arg_count, result, duckdb);
  case RULE_SUM: /* Room for 10^12 rows. */
    *result = type_number(least(args[0].type.precision + 12, TYPE_MAX_PRECISION),
                          args[0].type.scale);
    if (args[0].type.scale > 0 && args[0].type.precision + 12 > TYPE_MAX_PRECISION)
      *duckdb = "sg_bounded_$s(sum($D$1)$O)";
    return true;
  case RULE_DEVIATION: /* The root of the variance, which has so many digits. */
    *result = type_of(TYPE_FLOAT);
    *extra = variance_scale(args);
    return true;
  case RULE_VARIANCE:
    *result = type_number(TYPE_MAX_PRECISION, variance_scale(args));
    return true;
  case RULE_WHOLE:
    return args[0].type.scale == 0 && type_parse(text_of(row->gives), result);
  default: return false; /* Another file has the rule. */
  }
}
