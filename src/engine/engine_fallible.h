/* engine_fallible.h: functions that may fail say so to the engine.
 *
 * DuckDB runs a function that cannot fail once for each entry of a column's dictionary, also for those
 * that a WHERE or a CASE has left out: `SELECT s::INT FROM t WHERE s <> 'none'` would fail. Its C API
 * (1.5.5) takes every function for one of these. */
#ifndef ENGINE_ENGINE_FALLIBLE_H
#define ENGINE_ENGINE_FALLIBLE_H

#include <duckdb.h>

#ifdef __cplusplus
extern "C"
#endif
  /* Before it is registered. */
  void
  engine_function_may_fail(duckdb_scalar_function function);

#endif
