/* engine_stream.cpp: an error of another thread is what a streamed result reports. */
#include "engine/engine_stream.h"

#include <duckdb/execution/executor.hpp>
#include <duckdb/main/capi/capi_internal.hpp>
#include <duckdb/main/client_context.hpp>
#include <duckdb/main/connection.hpp>
#include <duckdb/main/stream_query_result.hpp>

/* What the C API calls a connection and a result's data are these classes' objects
 * (main/capi/duckdb-c.cpp, main/capi/capi_internal.hpp). */
void engine_stream_see_error(duckdb_connection connection, duckdb_result *result)
{
  auto *data = static_cast<duckdb::DuckDBResultData *>(result->internal_data);
  auto &context = *reinterpret_cast<duckdb::Connection *>(connection)->context;

  if (!data || data->result->type != duckdb::QueryResultType::STREAM_RESULT ||
      !static_cast<duckdb::StreamQueryResult &>(*data->result).IsOpen())
    return;
  if (context.GetExecutor().HasError())
    context.ClearInterrupt();
}
