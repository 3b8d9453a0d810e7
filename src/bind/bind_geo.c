/* bind_geo.c: where Snowflake refuses GEOGRAPHY and GEOMETRY: as keys, in comparisons, in casts, and as
 * arguments of functions that take any type but look into the value. */
#include "bind/binder.h"

bool key_is_refused(struct binder *binder, const struct bound_expr *expr,
                    enum err_code code, const char *clause)
{
  if (!type_is_geo(expr->type))
    return false;
  bind_fail(binder, NULL, code, "Expressions of type %s cannot be used as %s keys",
            type_schema_name(expr->type), clause);
  return true;
}

bool function_carries_geo(const char *name)
{
  /* Sorted. Those that choose a value, count values or say what they are. */
  static const char *const names[] = {
    "ANY_VALUE", "COALESCE", "COUNT",      "FIRST_VALUE", "GROUPING", "GROUPING_ID",
    "IFF",       "IFNULL",   "LAST_VALUE", "NVL",         "NVL2",     "SYSTEM$TYPEOF",
  };

  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (text_is(text_of(name), names[i]))
      return true;
  return false;
}
