/* fn_file.c: what a value of type FILE says: FL_GET_SIZE, FL_IS_IMAGE and their like. */
#include "builtin/fn.h"
#include "data/content_type.h"
#include "data/file_value.h"

/* sg_file_get(<file>, 'ETAG') */
static void get_field(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct arena *arena = arena_new();

    buf_reset(&out);
    if (file_value_get(call_text(call, 0, row),
                       arena_c_string(arena, call_text(call, 1, row)), &out))
      call_set_text(call, row, buf_text(&out));
    else
      call_set_null(call, row);
    arena_free(arena);
  }
  buf_clear(&out);
}

/* sg_file_modified(<file>): for a conversion to a timestamp. */
static void modified(struct engine_call *call)
{
  struct buf written, plain;

  buf_init(&written);
  buf_init(&plain);
  for (size_t row = 0; call_next(call, &row); row++) {
    buf_reset(&written);
    buf_reset(&plain);
    if (file_value_get(call_text(call, 0, row), "LAST_MODIFIED", &written)) {
      file_value_plain_moment(buf_text(&written), &plain);
      call_set_text(call, row, buf_text(&plain));
    } else {
      call_set_null(call, row);
    }
  }
  buf_clear(&written);
  buf_clear(&plain);
}

/* Of NULL, too: nothing is of no kind. */
static int kinds_of(const struct engine_call *call, size_t row, struct buf *scratch)
{
  buf_reset(scratch);
  return !call_arg_is_null(call, 0, row) &&
             file_value_get(call_text(call, 0, row), "CONTENT_TYPE", scratch)
           ? content_kinds(buf_text(scratch))
           : 0;
}

/* sg_file_kind(<file>): FL_GET_FILE_TYPE(NULL) is 'unknown'. */
static void kind(struct engine_call *call)
{
  struct buf scratch;

  buf_init(&scratch);
  for (size_t row = 0; call_next(call, &row); row++)
    call_set_text(call, row, text_of(content_kind_name(kinds_of(call, row, &scratch))));
  buf_clear(&scratch);
}

/* sg_file_is(<file>, <enum content_kind>): FL_IS_IMAGE(NULL) is FALSE. */
static void is_kind(struct engine_call *call)
{
  struct buf scratch;

  buf_init(&scratch);
  for (size_t row = 0; call_next(call, &row); row++)
    call_set_int(call, row,
                 (kinds_of(call, row, &scratch) & call_int(call, 1, row)) != 0);
  buf_clear(&scratch);
}

const struct engine_function_row fn_file_rows[] = {
  { "sg_file_get", "VARCHAR, VARCHAR", "VARCHAR", get_field, 0 },
  { "sg_file_is", "VARCHAR, BIGINT", "BOOLEAN", is_kind, ENGINE_SEES_NULLS },
  { "sg_file_kind", "VARCHAR", "VARCHAR", kind, ENGINE_SEES_NULLS },
  { "sg_file_modified", "VARCHAR", "VARCHAR", modified, 0 },
};

const int fn_file_count = (int)(sizeof(fn_file_rows) / sizeof(fn_file_rows[0]));
