/* engine_rows.h: rows of builders as a table function, inside this folder only: see
 * engine_rows_add in engine.h.
 *
 * Any thread; the registry's lock guards its entries and their counts of readers. */
#ifndef ENGINE_ENGINE_ROWS_H
#define ENGINE_ENGINE_ROWS_H

#include <duckdb.h>

#include "base/err.h"
#include "data/row_source.h"

struct rows_registry;

struct rows_registry *rows_registry_new(void);
void rows_registry_free(struct rows_registry *registry); /* And all rows; NULL is fine. */
/* Registers sg_rows. The registry must outlive the database. */
bool rows_registry_register(struct rows_registry *registry, duckdb_connection connection,
                            struct err *err) MUST_CHECK;
/* `owned`: the builder is freed after the drop. */
int64_t rows_registry_add(struct rows_registry *registry, struct batch_builder *rows,
                          bool owned);
/* The rows of a source, which is taken over. */
int64_t rows_registry_add_source(struct rows_registry *registry,
                                 struct row_source *source);
void rows_registry_drop(struct rows_registry *registry, int64_t id);

#endif
