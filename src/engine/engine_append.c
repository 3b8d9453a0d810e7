/* engine_append.c: rows of a builder into a table, past SQL. */
#include "engine/engine_append.h"

#include <stdlib.h>

#include "engine/engine_handle.h"
#include "engine/engine_vector.h"

static duckdb_data_chunk chunk_new(const struct batch *rows)
{
  size_t count = (size_t)rows->column_count;
  duckdb_logical_type *types = calloc(count, sizeof(duckdb_logical_type));

  if (!types)
    abort();
  for (size_t i = 0; i < count; i++)
    types[i] = vector_type(rows->columns[i].kind, rows->columns[i].scale);
  duckdb_data_chunk chunk = duckdb_create_data_chunk(types, count);

  for (size_t i = 0; i < count; i++)
    duckdb_destroy_logical_type(&types[i]);
  free(types);
  return chunk;
}

static bool append_all(duckdb_appender appender, const struct batch *rows)
{
  size_t step = duckdb_vector_size();
  duckdb_data_chunk chunk = chunk_new(rows);
  bool ok = true;

  for (size_t from = 0; ok && from < rows->rows; from += step) {
    size_t count = rows->rows - from < step ? rows->rows - from : step;

    duckdb_data_chunk_reset(chunk);
    for (int i = 0; i < rows->column_count; i++)
      vector_fill(duckdb_data_chunk_get_vector(chunk, (idx_t)i), &rows->columns[i], from,
                  count);
    duckdb_data_chunk_set_size(chunk, count);
    ok = duckdb_append_data_chunk(appender, chunk) == DuckDBSuccess;
  }
  duckdb_destroy_data_chunk(&chunk);
  return ok && duckdb_appender_close(appender) == DuckDBSuccess;
}

static bool set_error(duckdb_appender appender, struct err *err)
{
  duckdb_error_data error = duckdb_appender_error_data(appender);

  engine_error_set(err, text_of(duckdb_error_data_message(error)));
  duckdb_destroy_error_data(&error);
  return false;
}

bool engine_append(struct engine_connection *connection, const char *schema,
                   const char *table, struct batch_builder *rows, struct err *err)
{
  struct batch batch = batch_builder_view(rows, 0, batch_builder_rows(rows));
  duckdb_appender appender = NULL;
  duckdb_connection handle = engine_handle(connection);
  bool ok = duckdb_appender_create(handle, schema, table, &appender) == DuckDBSuccess &&
            append_all(appender, &batch);

  if (!ok)
    set_error(appender, err);
  /* What a failed appender still holds must not be flushed when it is destroyed. */
  if (!ok)
    duckdb_appender_clear(appender);
  duckdb_appender_destroy(&appender);
  return ok;
}
