/* engine_scan_registry.h: the scans that exist, inside this folder only: see engine_scan_add in engine.h. */
#ifndef ENGINE_ENGINE_SCAN_REGISTRY_H
#define ENGINE_ENGINE_SCAN_REGISTRY_H

#include <duckdb.h>

#include "engine/row_scan.h"

struct scan_registry;

struct scan_registry *scan_registry_new(void);
void scan_registry_free(struct scan_registry *registry); /* NULL is fine. */
/* Registers sg_scan. The registry must outlive the database. */
bool scan_registry_register(struct scan_registry *registry, duckdb_connection connection,
                            struct err *err) MUST_CHECK;
int64_t scan_registry_add(struct scan_registry *registry, const struct engine_scan *scan);
void scan_registry_drop(struct scan_registry *registry, int64_t id);

#endif
