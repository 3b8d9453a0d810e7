/* fuzz_document.c: files of JSON, XML and AVRO documents under any options.
 *
 * The first byte says which options; the rest is the file. */
#include "fuzz.h"

#include "stage/document_reader.h"

/* Reads all of them; a document of JSON or XML that is none is the last one. */
static void read_all(struct document_reader *reader, enum format_type type)
{
  struct document document;
  bool refused = false;
  struct err err;

  err_clear(&err);
  while (document_reader_next(reader, &document, &err)) {
    if (!document.is_bad && !document.value.at)
      return;
    assert(!refused || type == FORMAT_AVRO);
    if (document.is_bad) {
      assert(document.problem.len);
      refused = true;
    } else {
      assert(document.value.len && text_is_utf8(document.value));
    }
  }
  assert(err.code == ERR_FILE_READ || err.code == ERR_UNSUPPORTED);
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
  struct document_reader *reader;
  enum format_type type;
  struct file_format format;
  struct arena *arena;
  struct text text;

  if (!size)
    return 0;
  arena = arena_new();
  text = text_from((const char *)data + 1, size - 1);
  type = data[0] & 128 ? FORMAT_XML : data[0] & 64 ? FORMAT_AVRO : FORMAT_JSON;
  file_format_init(&format, type);
  for (unsigned i = 0; i < 4 && type != FORMAT_AVRO; i++)
    if (data[0] & 1u << i)
      set(&format, arena, type == FORMAT_XML ? xml[i] : json[i]);
  if (data[0] & 16)
    set(&format, arena, "REPLACE_INVALID_CHARACTERS");
  reader = document_reader_over(text, &format);
  read_all(reader, type);
  document_reader_close(reader);
  arena_free(arena);
  return 0;
}
