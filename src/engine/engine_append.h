/* engine_append.h: rows of a builder into a table. */
#ifndef ENGINE_ENGINE_APPEND_H
#define ENGINE_ENGINE_APPEND_H

#include "engine/engine.h"

/* Adds the builder's rows to a table that has as many columns, in order; values are cast to the
 * columns' types. Schema and table are DuckDB's names, unquoted. All rows or none. */
bool engine_append(struct engine_connection *connection, const char *schema,
                   const char *table, struct batch_builder *rows,
                   struct err *err) MUST_CHECK;

#endif
