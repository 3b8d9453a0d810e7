/* staged_document.c: the documents of staged JSON and XML files as rows. */
#include "stage/staged_document.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "data/unpack.h"
#include "stage/document.h"

#define STEP ((size_t)1 << 18)
#define MOST_BYTES ((size_t)1 << 31)

struct reading {
  const struct staged_document_spec *spec;
  struct batch_builder *rows;
  int file;
  int64_t row; /* Documents so far. */
  struct err *err;
};

/* ---- rows ---- */

static void put_row(struct reading *reading, struct text value)
{
  const struct staged_input *input = &reading->spec->inputs[reading->file];

  batch_add_text(reading->rows, STAGED_FILENAME, input->name);
  batch_add_int(reading->rows, STAGED_ROW_NUMBER, reading->row);
  batch_add_text(reading->rows, STAGED_CONTENT_KEY, input->content_key);
  batch_add_int(reading->rows, STAGED_LAST_MODIFIED, input->modified_ns);
  batch_add_int(reading->rows, STAGED_START_SCAN_TIME, reading->spec->now_ns);
  batch_add_int(reading->rows, STAGED_FILE, reading->file);
  batch_add_text(reading->rows, STAGED_FIELDS, value);
  if (reading->spec->counts)
    atomic_fetch_add(&reading->spec->counts[reading->file].rows, 1);
}

static int compare_numbers(const void *a, const void *b)
{
  int64_t one = *(const int64_t *)a, two = *(const int64_t *)b;

  return one < two ? -1 : one > two;
}

static bool is_rejected(const struct reading *reading)
{
  const struct staged_input *input = &reading->spec->inputs[reading->file];

  return input->rejected_count &&
         bsearch(&reading->row, input->rejected, input->rejected_count,
                 sizeof *input->rejected, compare_numbers);
}

static const char *words_before(enum err_code code)
{
  return code == ERR_NOT_JSON  ? "Error parsing JSON: "
         : code == ERR_NOT_XML ? "Error parsing XML: "
                               : "";
}

/* Where it is known who is to be told, the rest of the file is all that is lost. */
static bool refuse(void *context, enum err_code code, struct text problem,
                   struct text document)
{
  struct reading *reading = context;
  const struct staged_document_spec *spec = reading->spec;
  struct err found;

  if (!text_is_utf8(problem) || !text_is_utf8(document)) {
    problem = TEXT("Invalid UTF8 detected");
    document = TEXT("");
  }
  reading->row++;
  err_clear(&found);
  err_set(&found, code, "%s" TEXT_FMT, words_before(code), TEXT_ARG(problem));
  if (code == ERR_UNSUPPORTED) {
    *reading->err = found;
  } else if (spec->found) {
    spec->found(spec->context, reading->file, reading->row, &found, document);
  } else {
    err_set(reading->err, code, "%s\n  File '" TEXT_FMT "', line %lld", found.message,
            TEXT_ARG(spec->inputs[reading->file].name), (long long)reading->row);
  }
  return false;
}

static bool take(void *context, struct text value)
{
  struct reading *reading = context;

  reading->row++;
  if (!is_rejected(reading))
    put_row(reading, value);
  return true;
}

/* ---- files ---- */

static bool read_whole(const struct staged_document_spec *spec,
                       const struct staged_input *input, struct buf *out, struct err *err)
{
  struct unpacker *unpacker;
  enum packing packing;
  size_t got = 1;
  bool ok;

  if (!packing_of(spec->format->values[FORMAT_COMPRESSION], &packing))
    return err_set(err, ERR_UNSUPPORTED,
                   "Unsupported feature 'COMPRESSION = " TEXT_FMT "'.",
                   TEXT_ARG(spec->format->values[FORMAT_COMPRESSION]));
  unpacker = unpacker_open(input->path.at, input->name, packing, err);
  ok = unpacker != NULL;
  while (ok && got) {
    ok = unpacker_read(unpacker, buf_reserve(out, STEP), STEP, &got, err);
    out->len += ok ? got : 0;
    if (ok && out->len > MOST_BYTES)
      ok = err_set(err, ERR_FILE_READ,
                   "Error reading file '" TEXT_FMT "': it is too large.",
                   TEXT_ARG(input->name));
  }
  unpacker_close(unpacker);
  return ok;
}

static bool has(const struct file_format *format, enum format_option option)
{
  return format_has_option(format->type, option) && file_format_is(format, option);
}

static void take_documents(struct reading *reading, struct text text)
{
  const struct document_taker taker = { reading, take, refuse };

  if (reading->spec->format->type == FORMAT_XML)
    document_xml(reading->spec->format, text, &taker);
  else
    document_json(reading->spec->format, text, &taker);
}

static void take_text(struct reading *reading, struct text text)
{
  const struct file_format *format = reading->spec->format;
  struct buf repaired;

  if (has(format, FORMAT_SKIP_BYTE_ORDER_MARK) && text_starts_with(text, "\xef\xbb\xbf"))
    text = text_slice(text, 3, text.len);
  if (text_is_utf8(text)) {
    take_documents(reading, text);
    return;
  }
  buf_init(&repaired);
  if (has(format, FORMAT_REPLACE_INVALID_CHARACTERS) ||
      has(format, FORMAT_IGNORE_UTF8_ERRORS))
    buf_add_repaired(&repaired, text);
  take_documents(reading, repaired.len ? buf_text(&repaired) : text);
  buf_clear(&repaired);
}

static bool read_file(struct reading *reading, const struct staged_input *input)
{
  struct buf bytes;

  buf_init(&bytes);
  reading->row = 0;
  if (read_whole(reading->spec, input, &bytes, reading->err))
    take_text(reading, buf_text(&bytes));
  if (reading->spec->counts)
    atomic_store(&reading->spec->counts[reading->file].parsed, reading->row);
  buf_clear(&bytes);
  return !err_is_set(reading->err);
}

struct batch_builder *staged_document_rows(const struct staged_document_spec *spec,
                                           struct err *err)
{
  static const enum batch_kind kinds[STAGED_FIELDS + 1] = {
    [STAGED_FILENAME] = BATCH_TEXT,        [STAGED_ROW_NUMBER] = BATCH_I64,
    [STAGED_CONTENT_KEY] = BATCH_TEXT,     [STAGED_LAST_MODIFIED] = BATCH_I128,
    [STAGED_START_SCAN_TIME] = BATCH_I128, [STAGED_FILE] = BATCH_I64,
    [STAGED_FIELDS] = BATCH_TEXT,
  };
  struct reading reading = { .spec = spec, .err = err };
  bool ok = true;

  err_clear(err);
  reading.rows = batch_builder_new(STAGED_FIELDS + 1, kinds, NULL);
  for (int i = 0; ok && i < spec->count; i++) {
    reading.file = i;
    ok = !spec->inputs[i].path.len || read_file(&reading, &spec->inputs[i]);
  }
  if (ok)
    return reading.rows;
  batch_builder_free(reading.rows);
  return NULL;
}
