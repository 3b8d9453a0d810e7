/* fuzz_document.c: files of JSON and XML documents under any options.
 *
 * The first byte says which options; the rest is the file. */
#include "fuzz.h"

#include "stage/document.h"

struct seen {
  size_t taken, refused;
};

static bool take(void *context, struct text value)
{
  struct seen *seen = context;

  assert(!seen->refused && value.len);
  assert(text_is_utf8(value));
  seen->taken++;
  return true;
}

static bool refuse(void *context, enum err_code code, struct text problem,
                   struct text document)
{
  struct seen *seen = context;

  assert(code == ERR_NOT_JSON || code == ERR_NOT_XML || code == ERR_UNSUPPORTED);
  assert(problem.len);
  seen->refused += document.len + 1;
  return false;
}

static void set(struct file_format *format, struct arena *arena, const char *key)
{
  struct text text = TEXT("TRUE");
  struct err err;

  err_clear(&err);
  assert(file_format_set(format, arena, text_of(key), &text, 1, &err));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const char *const json[] = { "STRIP_OUTER_ARRAY", "STRIP_NULL_VALUES",
                                      "ENABLE_OCTAL", "ALLOW_DUPLICATE" };
  static const char *const xml[] = { "STRIP_OUTER_ELEMENT", "PRESERVE_SPACE",
                                     "DISABLE_AUTO_CONVERT", "DISABLE_SNOWFLAKE_DATA" };
  struct seen seen = { 0, 0 };
  const struct document_taker taker = { &seen, take, refuse };
  struct file_format format;
  struct arena *arena;
  struct text text;

  if (!size)
    return 0;
  arena = arena_new();
  text = text_from((const char *)data + 1, size - 1);
  file_format_init(&format, data[0] & 128 ? FORMAT_XML : FORMAT_JSON);
  for (unsigned i = 0; i < 4; i++)
    if (data[0] & 1u << i)
      set(&format, arena, data[0] & 128 ? xml[i] : json[i]);
  if (data[0] & 128)
    document_xml(&format, text, &taker);
  else
    document_json(&format, text, &taker);
  arena_free(arena);
  return 0;
}
