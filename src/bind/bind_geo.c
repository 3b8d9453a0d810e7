/* bind_geo.c: where Snowflake refuses GEOGRAPHY, GEOMETRY and FILE: as keys, in casts, and as arguments of
 * functions that take any type but look into the value. */
#include "bind/binder.h"

bool key_is_refused(struct binder *binder, const struct bound_expr *expr,
                    enum err_code code, const char *clause)
{
  if (!type_is_opaque(expr->type))
    return false;
  bind_fail(binder, NULL, code, "Expressions of type %s cannot be used as %s keys",
            type_schema_name(expr->type), clause);
  return true;
}

static bool is_in(const char *name, const char *const *names, size_t count)
{
  for (size_t i = 0; i < count; i++)
    if (text_is(text_of(name), names[i]))
      return true;
  return false;
}

bool function_carries(const char *name, struct type type)
{
  /* Sorted. Those that choose a value, count values or say what they are. */
  static const char *const names[] = {
    "ANY_VALUE", "COALESCE", "COUNT",      "FIRST_VALUE", "GROUPING", "GROUPING_ID",
    "IFF",       "IFNULL",   "LAST_VALUE", "NVL",         "NVL2",     "SYSTEM$TYPEOF",
  };
  /* Of a FILE also those that compare two of them, gather them or put them into a value. */
  static const char *const of_files[] = {
    "ARRAY_AGG",
    "ARRAY_CONSTRUCT",
    "ARRAY_CONSTRUCT_COMPACT",
    "DECODE",
    "EQUAL_NULL",
    "GREATEST",
    "LAG",
    "LEAD",
    "LEAST",
    "MAX_BY",
    "MIN_BY",
    "NTH_VALUE",
    "NULLIF",
    "OBJECT_CONSTRUCT",
    "OBJECT_CONSTRUCT_KEEP_NULL",
  };

  return is_in(name, names, sizeof names / sizeof *names) ||
         (type.kind == TYPE_FILE &&
          is_in(name, of_files, sizeof of_files / sizeof *of_files));
}
