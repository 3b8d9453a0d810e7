/* engine_handle.h: DuckDB's own handle of a connection, inside this folder only. */
#ifndef ENGINE_ENGINE_HANDLE_H
#define ENGINE_ENGINE_HANDLE_H

#include <duckdb.h>

struct engine_connection;

duckdb_connection engine_handle(struct engine_connection *connection);

#endif
