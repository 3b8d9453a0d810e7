/* fuzz_file_value.c: any OBJECT as a FILE, any text as its moment, its path and its media type. */
#include "fuzz.h"

#include "data/content_type.h"
#include "data/file_value.h"
#include "data/json_lenient.h"

/* What was taken is taken again as it is. */
static void check_stable(struct text written)
{
  struct file_value again;
  struct buf out;
  struct err err;

  buf_init(&out);
  err_clear(&err);
  assert(file_value_read(written, &again, &err));
  file_value_write(&again, &out);
  assert(text_equal(written, buf_text(&out)));
  buf_reset(&out);
  assert(file_value_get(written, "ETAG", &out));
  buf_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text text = fuzz_text(data, size);
  struct buf object, out;
  struct file_value value;
  struct err err;

  if (!text_is_utf8(text))
    return 0;
  buf_init(&object);
  buf_init(&out);
  err_clear(&err);
  file_value_plain_moment(text, &out);
  content_kind_name(content_kinds(text));
  assert(*content_type_of(text));
  buf_reset(&out);
  if (json_lenient_parse(text, JSON_NAMES_UNIQUE, &object, &out) && object.len) {
    buf_reset(&out);
    if (file_value_read(buf_text(&object), &value, &err)) {
      file_value_write(&value, &out);
      check_stable(buf_text(&out));
    } else {
      assert(err_is_set(&err));
    }
  }
  buf_clear(&object);
  buf_clear(&out);
  return 0;
}
