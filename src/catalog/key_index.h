/* key_index.h: the indexes of a hybrid table: those of its keys, by Snowflake's names, and those
 * that were asked for. */
#ifndef CATALOG_KEY_INDEX_H
#define CATALOG_KEY_INDEX_H

#include "base/arena.h"
#include "catalog/object.h"

/* SYS_INDEX_T_PRIMARY, SYS_INDEX_T_UNIQUE_A_B, SYS_INDEX_T_FOREIGN_KEY_A_R_B, or its own name. */
struct text key_index_name(struct arena *arena, const struct table *table,
                           const struct table_constraint *key);
/* Whether no two rows may have the same values there. */
bool key_index_is_unique(const struct table_constraint *key);
/* "[A, B]": its columns, or those that it only covers. */
struct text key_index_columns(struct arena *arena, const struct table *table,
                              const struct table_constraint *key, bool included);

#endif
