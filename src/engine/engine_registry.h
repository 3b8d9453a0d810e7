/* engine_registry.h: what table functions read, by number, inside this folder only.
 *
 * A plan holds what it reads, so that what is dropped while a plan is there goes with the last of them.
 * Any thread; the registry's lock guards its list and the counts of who holds. */
#ifndef ENGINE_ENGINE_REGISTRY_H
#define ENGINE_ENGINE_REGISTRY_H

#include <stdint.h>

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
void *held_thing(const struct held *held);
void held_release(void *held);

#endif
