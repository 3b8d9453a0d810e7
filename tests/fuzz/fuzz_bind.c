/* fuzz_bind.c: any text as SQL over a small catalog: bound trees and the engine's SQL, not run. */
#include "fuzz.h"

#include "exec/explain_stmt.h"
#include "house.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct session *session = house_session();
  struct text sql = fuzz_text(data, size);
  struct buf out;
  struct err err;

  buf_init(&out);
  err_clear(&err);
  if (!explain_stage(session, sql, "bound", &out, &err))
    assert(err_is_set(&err));
  err_clear(&err);
  if (!explain_stage(session, sql, "duckdb", &out, &err))
    assert(err_is_set(&err));
  buf_clear(&out);
  return 0;
}
