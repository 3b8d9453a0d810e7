/* engine_gather.c: aggregate functions in C whose states own memory and give text or bytes. */
#include "engine/engine_gather.h"

#include <duckdb.h>
#include <stdlib.h>
#include <string.h>

#include "engine/engine_errors.h"
#include "engine/engine_handle.h"
#include "engine/engine_vector.h"

/* What DuckDB keeps for a registered aggregate. */
struct gather {
  const struct engine_gather_row *row;
  int arg_count;
  enum batch_kind kinds[GATHER_MAX_ARGS];
  int scales[GATHER_MAX_ARGS];
};

/* The engine destroys states without saying whose they are: they know it themselves. It aligns
 * them to 8 bytes, and moves them. */
struct state {
  const struct engine_gather_row *row;
  uint64_t body[];
};

static const struct gather *gather_of(duckdb_function_info info)
{
  return duckdb_aggregate_function_get_extra_info(info);
}

static idx_t state_size(duckdb_function_info info)
{
  return sizeof(struct state) + gather_of(info)->row->state_size;
}

static void init(duckdb_function_info info, duckdb_aggregate_state handle)
{
  struct state *state = (struct state *)handle;

  state->row = gather_of(info)->row;
  memset(state->body, 0, state->row->state_size);
}

/* A state may be destroyed twice: after a failure we do it, since the engine does not always. */
static void destroy(duckdb_aggregate_state *handles, idx_t count)
{
  for (idx_t i = 0; i < count; i++) {
    struct state *state = (struct state *)handles[i];

    state->row->clear(state->body);
    memset(state->body, 0, state->row->state_size);
  }
}

static void fail(duckdb_function_info info, const struct err *err)
{
  struct buf text;

  buf_init(&text);
  engine_error_text(err->code, text_of(err->message), &text);
  duckdb_aggregate_function_set_error(info, text.at);
  buf_clear(&text);
}

static bool has_null(const struct batch_column *args, int count, size_t row)
{
  for (int i = 0; i < count; i++)
    if (batch_is_null(&args[i], row))
      return true;
  return false;
}

static void update(duckdb_function_info info, duckdb_data_chunk input,
                   duckdb_aggregate_state *states)
{
  const struct gather *gather = gather_of(info);
  idx_t count = duckdb_data_chunk_get_size(input);
  struct batch_column args[GATHER_MAX_ARGS];
  struct err err = { 0 };

  for (int i = 0; i < gather->arg_count; i++)
    vector_column(duckdb_data_chunk_get_vector(input, (idx_t)i), gather->kinds[i],
                  gather->scales[i], &args[i]);
  for (idx_t row = 0; row < count; row++) {
    struct state *state = (struct state *)states[row];

    if (!has_null(args, gather->arg_count, row) &&
        !gather->row->add(state->body, args, row, &err)) {
      destroy(states, count);
      fail(info, &err);
      return;
    }
  }
}

static void combine(duckdb_function_info info, duckdb_aggregate_state *source,
                    duckdb_aggregate_state *target, idx_t count)
{
  struct err err = { 0 };

  for (idx_t i = 0; i < count; i++) {
    struct state *into = (struct state *)target[i];
    const struct state *later = (const struct state *)source[i];

    if (!into->row->append(into->body, later->body, &err)) {
      destroy(source, count);
      destroy(target, count);
      fail(info, &err);
      return;
    }
  }
}

static void finalize(duckdb_function_info info, duckdb_aggregate_state *source,
                     duckdb_vector result, idx_t count, idx_t offset)
{
  const struct engine_gather_row *row = gather_of(info)->row;
  struct buf out;

  buf_init(&out);
  for (idx_t i = 0; i < count; i++) {
    buf_reset(&out);
    if (row->result(((const struct state *)source[i])->body, &out)) {
      duckdb_unsafe_vector_assign_string_element_len(result, offset + i,
                                                     out.at ? out.at : "", out.len);
      continue;
    }
    duckdb_vector_ensure_validity_writable(result);
    duckdb_validity_set_row_invalid(duckdb_vector_get_validity(result), offset + i);
  }
  buf_clear(&out);
}

static bool add_parameters(duckdb_aggregate_function handle, struct gather *gather,
                           struct err *err)
{
  struct text takes = text_of(gather->row->takes);

  while (takes.len) {
    const char *comma = memchr(takes.at, ',', takes.len);
    size_t end = comma ? (size_t)(comma - takes.at) : takes.len;
    duckdb_logical_type type = vector_type_named(text_trim(text_slice(takes, 0, end)));
    int at = gather->arg_count++;
    bool ok = type && at < GATHER_MAX_ARGS &&
              vector_kind(type, &gather->kinds[at], &gather->scales[at], err);

    if (ok)
      duckdb_aggregate_function_add_parameter(handle, type);
    if (type)
      duckdb_destroy_logical_type(&type);
    if (!ok)
      return err_set(err, ERR_INTERNAL, "The parameters of %s are wrong",
                     gather->row->name);
    takes = text_trim(text_slice(takes, end + 1, takes.len));
  }
  return true;
}

bool engine_register_gather(struct engine_connection *connection,
                            const struct engine_gather_row *row, struct err *err)
{
  duckdb_aggregate_function handle = duckdb_create_aggregate_function();
  duckdb_logical_type given = vector_type_named(text_of(row->gives));
  struct gather *gather = calloc(1, sizeof *gather);
  bool ok;

  if (!gather || !given)
    abort();
  gather->row = row;
  duckdb_aggregate_function_set_name(handle, row->name);
  duckdb_aggregate_function_set_return_type(handle, given);
  duckdb_aggregate_function_set_special_handling(handle);
  duckdb_aggregate_function_set_extra_info(handle, gather, free);
  duckdb_aggregate_function_set_functions(handle, state_size, init, update, combine,
                                          finalize);
  duckdb_aggregate_function_set_destructor(handle, destroy);
  ok = add_parameters(handle, gather, err) &&
       (duckdb_register_aggregate_function(engine_handle(connection), handle) ==
          DuckDBSuccess ||
        err_set(err, ERR_INTERNAL, "The aggregate %s could not be registered",
                row->name));
  duckdb_destroy_logical_type(&given);
  duckdb_destroy_aggregate_function(&handle);
  return ok;
}
