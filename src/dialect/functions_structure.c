/* functions_structure.c: functions of MAP and VECTOR as rows. */
#include "dialect/function_tables.h"

/* Vectors one by one, as long as there are some. */
#define FOLDED(function)                                    \
 "list_reduce(list($1) FILTER (WHERE ($1) IS NOT NULL)$O, " \
 "lambda a, b: " function "(a, b, $x = 1))"

const struct function_row functions_structure[] = {
  /* clang-format off */
  { "MAP_CAT", FUNCTION_SCALAR, "MAP MAP", "rule",
    "sg_map_cat($1, $2)",
    RULE_MAP_CAT, 0, "semi-structured", "Two maps as one; of a key in both the second value stays." },
  { "MAP_CONTAINS_KEY", FUNCTION_SCALAR, "KEY MAP", "BOOLEAN",
    "sg_map_has($2, $1)",
    RULE_NONE, 0, "semi-structured", "Whether a map has a key." },
  { "MAP_DELETE", FUNCTION_SCALAR, "MAP KEY...", "$1",
    "sg_object_delete($*)",
    RULE_NONE, 0, "semi-structured", "The map without some keys." },
  { "MAP_INSERT", FUNCTION_SCALAR, "MAP KEY VALUE BOOLEAN?", "$1",
    "sg_object_insert($1, $2, $3, $4$![4|false])",
    RULE_NONE, FN_NULLABLE, "semi-structured", "The map with a key put in, or its value replaced." },
  { "MAP_KEYS", FUNCTION_SCALAR, "MAP", "rule",
    "sg_object_keys($1)",
    RULE_MAP_KEYS, 0, "semi-structured", "The keys of a map as an array." },
  { "MAP_PICK", FUNCTION_SCALAR, "MAP KEYS", "$1",
    "sg_object_pick_array($1, $2)",
    RULE_NONE, 0, "semi-structured", "The map with some keys only." },
  { "MAP_PICK", FUNCTION_SCALAR, "MAP KEY...", "$1",
    "sg_object_pick($*)",
    RULE_NONE, 0, "semi-structured", "The map with some keys only." },
  { "MAP_SIZE", FUNCTION_SCALAR, "MAP", "NUMBER(9,0)",
    "sg_map_size($1)",
    RULE_NONE, 0, "semi-structured", "Number of keys." },
  { "VECTOR_AVG", FUNCTION_AGGREGATE, "VECTOR", "rule",
    "sg_vector_divide(list_reduce(list(sg_vector_wide($1, $x = 1)) "
    "FILTER (WHERE ($1) IS NOT NULL)$O, lambda a, b: sg_vector_add_wide(a, b)), count($1)$O)",
    RULE_VECTOR_AVG, FN_NULLABLE, "vector", "The mean of vectors, element by element." },
  { "VECTOR_COSINE_SIMILARITY", FUNCTION_SCALAR, "VECTOR VECTOR", "rule",
    "sg_vector_cosine($1, $2, $x = 1)",
    RULE_VECTOR_PAIR, FN_NULLABLE, "vector", "Cosine of the angle between two vectors." },
  { "VECTOR_INNER_PRODUCT", FUNCTION_SCALAR, "VECTOR VECTOR", "rule",
    "sg_vector_product($1, $2, $x = 1)",
    RULE_VECTOR_PAIR, 0, "vector", "Inner product of two vectors." },
  { "VECTOR_L1_DISTANCE", FUNCTION_SCALAR, "VECTOR VECTOR", "rule",
    "sg_vector_l1($1, $2, $x = 1)",
    RULE_VECTOR_PAIR, 0, "vector", "Sum of the distances of two vectors' elements." },
  { "VECTOR_L2_DISTANCE", FUNCTION_SCALAR, "VECTOR VECTOR", "rule",
    "sg_vector_l2($1, $2, $x = 1)",
    RULE_VECTOR_PAIR, 0, "vector", "Euclidean distance of two vectors." },
  { "VECTOR_MAX", FUNCTION_AGGREGATE, "VECTOR", "rule",
    FOLDED("sg_vector_max"),
    RULE_VECTOR_FOLD, FN_NULLABLE | FN_ANY_ORDER, "vector", "The greatest elements of vectors, place by place." },
  { "VECTOR_MIN", FUNCTION_AGGREGATE, "VECTOR", "rule",
    FOLDED("sg_vector_min"),
    RULE_VECTOR_FOLD, FN_NULLABLE | FN_ANY_ORDER, "vector", "The least elements of vectors, place by place." },
  { "VECTOR_SUM", FUNCTION_AGGREGATE, "VECTOR", "rule",
    FOLDED("sg_vector_add"),
    RULE_VECTOR_FOLD, FN_NULLABLE, "vector", "The sum of vectors, element by element." },
  /* clang-format on */
};

const int functions_structure_count = (int)(sizeof(functions_structure) /
                                            sizeof(functions_structure[0]));
