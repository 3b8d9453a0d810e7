/* engine_aggregate.c: aggregate functions in C for the engine. */
#include "engine/engine_aggregate.h"

#include <string.h>

#include "engine/engine_handle.h"

static const struct engine_aggregate_row *row_of(duckdb_function_info info)
{
  return duckdb_aggregate_function_get_extra_info(info);
}

static idx_t state_size(duckdb_function_info info)
{
  return row_of(info)->state_size;
}

static void init(duckdb_function_info info, duckdb_aggregate_state state)
{
  memset(state, 0, row_of(info)->state_size);
}

static void update(duckdb_function_info info, duckdb_data_chunk input,
                   duckdb_aggregate_state *states)
{
  const struct engine_aggregate_row *row = row_of(info);
  duckdb_vector vector = duckdb_data_chunk_get_vector(input, 0);
  const uint64_t *values = duckdb_vector_get_data(vector);
  uint64_t *valid = duckdb_vector_get_validity(vector);
  idx_t count = duckdb_data_chunk_get_size(input);

  for (idx_t i = 0; i < count; i++) {
    bool is_null = valid && !duckdb_validity_row_is_valid(valid, i);

    row->add(states[i], is_null, is_null ? 0 : values[i]);
  }
}

static void combine(duckdb_function_info info, duckdb_aggregate_state *source,
                    duckdb_aggregate_state *target, idx_t count)
{
  for (idx_t i = 0; i < count; i++)
    row_of(info)->append(target[i], source[i]);
}

static void finalize(duckdb_function_info info, duckdb_aggregate_state *source,
                     duckdb_vector result, idx_t count, idx_t offset)
{
  int64_t *values = duckdb_vector_get_data(result);

  for (idx_t i = 0; i < count; i++)
    values[offset + i] = row_of(info)->result(source[i]);
}

bool engine_register_aggregate(struct engine_connection *connection,
                               const struct engine_aggregate_row *row, struct err *err)
{
  duckdb_aggregate_function handle = duckdb_create_aggregate_function();
  duckdb_logical_type taken = duckdb_create_logical_type(DUCKDB_TYPE_UBIGINT);
  duckdb_logical_type given = duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);
  bool ok;

  duckdb_aggregate_function_set_name(handle, row->name);
  duckdb_aggregate_function_add_parameter(handle, taken);
  duckdb_aggregate_function_set_return_type(handle, given);
  duckdb_aggregate_function_set_special_handling(handle);
  duckdb_aggregate_function_set_extra_info(handle, (void *)(uintptr_t)row, NULL);
  duckdb_aggregate_function_set_functions(handle, state_size, init, update, combine,
                                          finalize);
  ok = duckdb_register_aggregate_function(engine_handle(connection), handle) ==
         DuckDBSuccess ||
       err_set(err, ERR_INTERNAL, "The aggregate %s could not be registered", row->name);
  duckdb_destroy_logical_type(&taken);
  duckdb_destroy_logical_type(&given);
  duckdb_destroy_aggregate_function(&handle);
  return ok;
}
