/* engine_scan_registry.h: the scans that exist, inside this folder only: see engine_scan_add in engine.h. */
#ifndef ENGINE_ENGINE_SCAN_REGISTRY_H
#define ENGINE_ENGINE_SCAN_REGISTRY_H

#include <duckdb.h>

#include "engine/engine_registry.h"
#include "engine/row_scan.h"

/* A registry of scans. */
struct engine_registry *scan_registry_new(void);
/* Registers sg_scan. The registry must outlive the database. */
bool scan_registry_register(struct engine_registry *registry,
                            duckdb_connection connection, struct err *err) MUST_CHECK;
int64_t scan_registry_add(struct engine_registry *registry,
                          const struct engine_scan *scan);

#endif
