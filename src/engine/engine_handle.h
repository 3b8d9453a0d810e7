/* engine_handle.h: what lies behind the engine's structs, inside this folder only. */
#ifndef ENGINE_ENGINE_HANDLE_H
#define ENGINE_ENGINE_HANDLE_H

#include <duckdb.h>

struct engine;
struct engine_connection;
struct engine_registry;

duckdb_connection engine_handle(struct engine_connection *connection);
struct engine_registry *engine_rows(struct engine *engine);

#endif
