/* type_rules_structure.c: result types of functions of MAP and VECTOR. */
#include "dialect/functions.h"

static bool rule_map_keys(const struct rule_arg *args, struct type *result,
                          const char **duckdb)
{
  struct type key;

  if (!args[0].type.shape)
    return false;
  key = args[0].type.shape->fields[0].type;
  *result = type_array_of(key, true);
  if (key.kind == TYPE_NUMBER)
    *duckdb = "sg_map_number_keys($1)";
  return true;
}

bool type_rule_structure(const struct function_row *row, const struct rule_arg *args,
                         struct type *result, const char **duckdb, int *extra)
{
  struct type first = args[0].type;

  switch (row->rule) {
  case RULE_MAP_CAT: *result = first; return type_equal(first, args[1].type);
  case RULE_MAP_KEYS: return rule_map_keys(args, result, duckdb);
  case RULE_VECTOR_PAIR:
    *result = type_of(TYPE_FLOAT);
    *extra = first.floats;
    return type_equal(first, args[1].type);
  case RULE_VECTOR_AVG:
    *result = type_vector(true, first.length);
    *extra = first.floats;
    return true;
  case RULE_VECTOR_FOLD:
    *result = first;
    *extra = first.floats;
    return true;
  default: return false;
  }
}
