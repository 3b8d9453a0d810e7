/* engine_registry.h: what table functions read, by number, inside this folder only.
 *
 * A plan holds what it reads, so that what is dropped while a plan is there goes with the last of them.
 * Any thread; the registry's lock guards its list and the counts of who holds. */
#ifndef ENGINE_ENGINE_REGISTRY_H
#define ENGINE_ENGINE_REGISTRY_H

#include <duckdb.h>
#include <stdint.h>

#include "base/err.h"
#include "data/batch.h"

struct engine_registry;
struct held; /* One thing of it. */

/* Numbers go by `step` from 0: 1, 2 ... or -1, -2 ...; `free_thing` frees what was dropped. */
struct engine_registry *engine_registry_new(int step, void (*free_thing)(void *thing));
/* And all that is in it, which nobody may hold any more; NULL is fine. */
void engine_registry_free(struct engine_registry *registry);
/* Takes a thing over. */
int64_t engine_registry_add(struct engine_registry *registry, void *thing);
void engine_registry_drop(struct engine_registry *registry, int64_t id);

/* NULL: there is none of this number. */
struct held *engine_registry_hold(struct engine_registry *registry, int64_t id);
/* A table function of the number of what it reads. The registry must outlive the database. */
struct engine_reader {
  const char *name;
  duckdb_table_function_bind_t bind;
  duckdb_table_function_init_t init, init_thread; /* The second may be NULL. */
  duckdb_table_function_t read;
};
bool engine_registry_register(struct engine_registry *registry,
                              duckdb_connection connection,
                              const struct engine_reader *reader,
                              struct err *err) MUST_CHECK;
/* What a table function is to read, whose number is its argument; NULL: the plan has failed, saying `missing`. The
 * plan lets it go. */
struct held *engine_registry_bind(duckdb_bind_info info, const char *missing);
/* The table function's next column: c0, c1 ... */
void engine_registry_add_column(duckdb_bind_info info, int at, enum batch_kind kind,
                                int scale);
void *held_thing(const struct held *held);
void held_release(void *held);

#endif
