/* function_tables.h: the tables whose rows functions.c joins, one for each category of functions.
 *
 * Each table is sorted by name (bytes), overloads adjacent; a name lies in one table only. */
#ifndef DIALECT_FUNCTION_TABLES_H
#define DIALECT_FUNCTION_TABLES_H

#include "dialect/functions.h"

extern const struct function_row functions_aggregate[];
extern const int functions_aggregate_count;
extern const struct function_row functions_conversion[];
extern const int functions_conversion_count;
extern const struct function_row functions_file[];
extern const int functions_file_count;
extern const struct function_row functions_geo[];
extern const int functions_geo_count;
extern const struct function_row functions_crypto[];
extern const int functions_crypto_count;
extern const struct function_row functions_numeric[];
extern const int functions_numeric_count;
extern const struct function_row functions_other[];
extern const int functions_other_count;
extern const struct function_row functions_semi[];
extern const int functions_semi_count;
extern const struct function_row functions_structure[];
extern const int functions_structure_count;
extern const struct function_row functions_system[];
extern const int functions_system_count;
extern const struct function_row functions_text[];
extern const int functions_text_count;
extern const struct function_row functions_time[];
extern const int functions_time_count;

#endif
