/* sequence_function.c: sg_nextval, by which the engine asks the catalog for sequence values. */
#include "session/sequence_function.h"

#include "engine/engine_function.h"

/* All rows of a run ask the same sequence: one block for them. */
static void next_values(struct engine_call *call)
{
  struct catalog *catalog = call_context(call);
  int64_t rows = (int64_t)call_rows(call), value = 0, step = 0;
  struct err err;

  if (!rows)
    return;
  err_clear(&err);
  if (!catalog_next_values(catalog, call_int(call, 0, 0), rows, &value, &step, &err)) {
    call_fail(call, err.code, "%s", err.message);
    return;
  }
  for (size_t row = 0; call_next(call, &row); row++, value += step)
    call_set_int(call, row, value);
}

/* clang-format off */
static const struct engine_function_row function =
  { "sg_nextval", "BIGINT", "BIGINT", next_values, ENGINE_VOLATILE };
/* clang-format on */

bool sequence_function_register(struct engine_connection *connection,
                                struct catalog *catalog, struct err *err)
{
  return engine_register(connection, &function, catalog, err);
}
