/* engine_rows.h: rows of builders as a table function, inside this folder only: see
 * engine_rows_add in engine.h.
 */
#ifndef ENGINE_ENGINE_ROWS_H
#define ENGINE_ENGINE_ROWS_H

#include <duckdb.h>

#include "base/err.h"
#include "data/row_source.h"
#include "engine/engine_registry.h"

/* A registry of rows. */
struct engine_registry *rows_registry_new(void);
/* Registers sg_rows. The registry must outlive the database. */
bool rows_registry_register(struct engine_registry *registry,
                            duckdb_connection connection, struct err *err) MUST_CHECK;
/* `owned`: the builder is freed after the drop. */
int64_t rows_registry_add(struct engine_registry *registry, struct batch_builder *rows,
                          bool owned);
/* The rows of a source, which is taken over. */
int64_t rows_registry_add_source(struct engine_registry *registry,
                                 struct row_source *source);

#endif
