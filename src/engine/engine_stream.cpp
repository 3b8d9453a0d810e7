/* engine_stream.cpp: an error of another thread is what a streamed result reports. */
#include "engine/engine_stream.h"

#include <duckdb/common/exception.hpp>
#include <duckdb/execution/executor.hpp>
#include <duckdb/main/capi/capi_internal.hpp>
#include <duckdb/main/client_context.hpp>
#include <duckdb/main/connection.hpp>
#include <duckdb/main/stream_query_result.hpp>

/* One step of the work; true when there is something to fetch, or the end is. The mark is only looked at
 * here, where it can still be taken away: a fetch that meets it ends the statement. */
static bool step(duckdb::ClientContext &context, duckdb::StreamQueryResult &stream)
{
  try {
    auto state = stream.ExecuteTask();

    if (state == duckdb::StreamExecutionResult::BLOCKED)
      stream.WaitForTask();
    return duckdb::StreamQueryResult::IsChunkReady(state);
  } catch (const duckdb::InterruptException &) {
    if (!context.GetExecutor().HasError())
      return true;
    context.ClearInterrupt();
    return false;
  }
}

/* What the C API calls a connection and a result's data are these classes' objects
 * (main/capi/duckdb-c.cpp, main/capi/capi_internal.hpp). */
bool engine_stream_prepare(duckdb_connection connection, duckdb_result *result)
{
  auto *data = static_cast<duckdb::DuckDBResultData *>(result->internal_data);
  auto &context = *reinterpret_cast<duckdb::Connection *>(connection)->context;

  if (!data || data->result->type != duckdb::QueryResultType::STREAM_RESULT)
    return true;

  auto &stream = static_cast<duckdb::StreamQueryResult &>(*data->result);

  try {
    while (stream.IsOpen() && !step(context, stream))
      continue;
  } catch (const std::exception &problem) {
    stream.SetError(duckdb::ErrorData(problem));
  }
  return !stream.HasError();
}
