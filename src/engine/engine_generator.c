/* engine_generator.c: GENERATOR with a time limit, as the table function sg_generate(<rows>, <seconds>). */
#include "engine/engine_generator.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/clock.h"

#define NO_LIMIT INT64_MAX
#define NANOS_A_SECOND 1000000000LL

struct limits {
  int64_t rows;
  int64_t ns;
};

struct progress {
  int64_t next;
  int64_t end_ns;
};

static void *zeroed(size_t size)
{
  void *memory = calloc(1, size);

  if (!memory)
    abort();
  return memory;
}

/* What a parameter says, times `unit`; NO_LIMIT for NULL. */
static int64_t limit(duckdb_bind_info info, idx_t index, int64_t unit)
{
  duckdb_value value = duckdb_bind_get_parameter(info, index);
  int64_t number = duckdb_is_null_value(value) ? NO_LIMIT : duckdb_get_int64(value);

  duckdb_destroy_value(&value);
  return number > NO_LIMIT / unit ? NO_LIMIT : number * unit;
}

static void bind(duckdb_bind_info info)
{
  struct limits *limits = zeroed(sizeof *limits);
  duckdb_logical_type bigint = duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);

  limits->rows = limit(info, 0, 1);
  limits->ns = limit(info, 1, NANOS_A_SECOND);
  if (limits->rows == NO_LIMIT && limits->ns == NO_LIMIT)
    limits->rows = 0;
  duckdb_bind_add_result_column(info, "range", bigint);
  duckdb_destroy_logical_type(&bigint);
  duckdb_bind_set_bind_data(info, limits, free);
}

/* One thread, so that rows are in order. */
static void init(duckdb_init_info info)
{
  const struct limits *limits = duckdb_init_get_bind_data(info);
  struct progress *progress = zeroed(sizeof *progress);
  int64_t now = clock_monotonic_ns();

  progress->end_ns = limits->ns > NO_LIMIT - now ? NO_LIMIT : now + limits->ns;
  duckdb_init_set_max_threads(info, 1);
  duckdb_init_set_init_data(info, progress, free);
}

static void generate(duckdb_function_info info, duckdb_data_chunk output)
{
  const struct limits *limits = duckdb_function_get_bind_data(info);
  struct progress *progress = duckdb_function_get_init_data(info);
  int64_t *numbers = duckdb_vector_get_data(duckdb_data_chunk_get_vector(output, 0));
  idx_t count = 0;

  if (clock_monotonic_ns() < progress->end_ns)
    while (count < duckdb_vector_size() && progress->next < limits->rows)
      numbers[count++] = progress->next++;
  duckdb_data_chunk_set_size(output, count);
}

bool engine_generator_register(duckdb_connection connection, struct err *err)
{
  duckdb_table_function function = duckdb_create_table_function();
  duckdb_logical_type bigint = duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);
  duckdb_state state;

  duckdb_table_function_set_name(function, "sg_generate");
  duckdb_table_function_add_parameter(function, bigint);
  duckdb_table_function_add_parameter(function, bigint);
  duckdb_table_function_set_bind(function, bind);
  duckdb_table_function_set_init(function, init);
  duckdb_table_function_set_function(function, generate);
  state = duckdb_register_table_function(connection, function);
  duckdb_destroy_logical_type(&bigint);
  duckdb_destroy_table_function(&function);
  return state == DuckDBSuccess ||
         err_set(err, ERR_INTERNAL, "sg_generate could not be registered");
}
