/* engine_fallible.cpp: functions that may fail say so to the engine, which its C API has no word for. */
#include "engine/engine_fallible.h"

#include <duckdb/function/scalar_function.hpp>

/* What the C API calls a function is this class's object (main/capi/scalar_function-c.cpp). */
void engine_function_may_fail(duckdb_scalar_function function)
{
  reinterpret_cast<duckdb::ScalarFunction *>(function)->SetFallible();
}
