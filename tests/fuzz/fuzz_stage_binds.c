/* fuzz_stage_binds.c: CSV of bound values, and what is written behind @: the first line. */
#include "fuzz.h"

#include "exec/stage_binds.h"
#include "stage/stage_name.h"

static void read_name(struct arena *arena, struct text written)
{
  struct stage_name name, again;
  struct err err = { 0 };

  if (!stage_name_read(arena, written, &name, &err)) {
    assert(err_is_set(&err));
    return;
  }
  assert(stage_name_read(arena, stage_name_text(arena, &name), &again, &err));
  assert(again.kind == name.kind && text_equal(again.name, name.name) &&
         text_equal(again.schema, name.schema) &&
         text_equal(again.database, name.database));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text rest = fuzz_text(data, size);
  struct arena *arena = arena_new();
  struct batch_builder *rows = NULL;
  struct err err = { 0 };

  read_name(arena, fuzz_line(&rest));
  if (!stage_binds_parse(arena, rest, &rows, &err))
    assert(err_is_set(&err));
  else
    assert(!rest.len || batch_builder_rows(rows) > 0);
  batch_builder_free(rows);
  arena_free(arena);
  return 0;
}
