/* staged_json.c: the JSON documents of staged files as rows: several of a file stand one behind the
 * other, or in an array that STRIP_OUTER_ARRAY takes away. */
#include "stage/staged_json.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "data/json_lenient.h"
#include "data/unpack.h"

#define STEP ((size_t)1 << 18)
#define MOST_BYTES ((size_t)1 << 31)

struct reading {
  const struct staged_json_spec *spec;
  struct batch_builder *rows;
  int file;
  int64_t row; /* Documents so far. */
  struct buf value, problem;
  struct err *err;
};

bool staged_json_check(const struct file_format *format, struct err *err)
{
  static const enum format_option flags[] = { FORMAT_ENABLE_OCTAL,
                                              FORMAT_STRIP_NULL_VALUES, FORMAT_TRIM_SPACE,
                                              FORMAT_IGNORE_UTF8_ERRORS,
                                              FORMAT_REPLACE_INVALID_CHARACTERS };

  for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
    if (file_format_is(format, flags[i]))
      return err_set(err, ERR_UNSUPPORTED, "Unsupported feature 'JSON with %s'.",
                     format_option_at(flags[i])->key);
  if (format->null_if_count)
    return err_set(err, ERR_UNSUPPORTED, "Unsupported feature 'JSON with NULL_IF'.");
  return true;
}

/* ---- where a document ends ---- */

static bool is_blank(char c)
{
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static size_t skip_blanks(struct text text, size_t at)
{
  while (at < text.len && is_blank(text.at[at]))
    at++;
  return at;
}

static size_t string_end(struct text text, size_t at)
{
  char quote = text.at[at++];

  while (at < text.len && text.at[at] != quote)
    at += text.at[at] == '\\' ? 2 : 1;
  return at < text.len ? at + 1 : text.len;
}

/* Behind the value that begins at `at`; `inside`: it ends at a comma or a bracket, too. */
static size_t value_end(struct text text, size_t at, bool inside)
{
  int depth = 0;

  while (at < text.len) {
    char c = text.at[at];

    if (c == '"' || c == '\'') {
      at = string_end(text, at);
      if (!depth && !inside)
        return at;
      continue;
    }
    if (!depth && (inside ? c == ',' || c == ']' : is_blank(c)))
      return at;
    if (c == '{' || c == '[')
      depth++;
    if ((c == '}' || c == ']') && --depth == 0 && !inside)
      return at + 1;
    at++;
  }
  return text.len;
}

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

static bool refuse(struct reading *reading, struct text document)
{
  const struct staged_json_spec *spec = reading->spec;
  struct text problem = buf_text(&reading->problem);
  struct err found;

  err_clear(&found);
  err_set(&found, ERR_NOT_JSON, "Error parsing JSON: " TEXT_FMT, TEXT_ARG(problem));
  if (spec->found) {
    spec->found(spec->context, reading->file, reading->row, &found, document);
    return true;
  }
  return err_set(reading->err, ERR_NOT_JSON, "%s\n  File '" TEXT_FMT "', line %lld",
                 found.message, TEXT_ARG(spec->inputs[reading->file].name),
                 (long long)reading->row);
}

static bool is_rejected(const struct reading *reading)
{
  const struct staged_input *input = &reading->spec->inputs[reading->file];

  for (size_t i = 0; i < input->rejected_count; i++)
    if (input->rejected[i] == reading->row)
      return true;
  return false;
}

static bool take_document(struct reading *reading, struct text document)
{
  bool many = file_format_is(reading->spec->format, FORMAT_ALLOW_DUPLICATE);

  reading->row++;
  buf_reset(&reading->value);
  buf_reset(&reading->problem);
  if (!text_is_utf8(document)) {
    buf_add_string(&reading->problem, "Invalid UTF8 detected");
    return refuse(reading, text_slice(document, 0, 0));
  }
  if (!json_lenient_parse(document, many ? JSON_NAMES_LAST : JSON_NAMES_UNIQUE,
                          &reading->value, &reading->problem))
    return refuse(reading, document);
  if (!is_rejected(reading))
    put_row(reading, buf_text(&reading->value));
  return true;
}

static bool take_array(struct reading *reading, struct text text, size_t *at)
{
  *at = skip_blanks(text, *at + 1);
  while (*at < text.len && text.at[*at] != ']') {
    size_t end = value_end(text, *at, true);

    if (!take_document(reading, text_trim(text_slice(text, *at, end - *at))))
      return false;
    *at = skip_blanks(text, end < text.len && text.at[end] == ',' ? end + 1 : end);
  }
  *at += *at < text.len;
  return true;
}

static bool take_documents(struct reading *reading, struct text text)
{
  bool strips = file_format_is(reading->spec->format, FORMAT_STRIP_OUTER_ARRAY);

  for (size_t at = skip_blanks(text, 0); at < text.len; at = skip_blanks(text, at)) {
    size_t end;

    if (strips && text.at[at] == '[') {
      if (!take_array(reading, text, &at))
        return false;
      continue;
    }
    end = value_end(text, at, false);
    if (!take_document(reading, text_slice(text, at, end - at)))
      return false;
    at = end;
  }
  return true;
}

static bool read_whole(const struct staged_json_spec *spec,
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

static bool read_file(struct reading *reading, const struct staged_input *input)
{
  struct text text;
  struct buf bytes;
  bool ok;

  buf_init(&bytes);
  ok = read_whole(reading->spec, input, &bytes, reading->err);
  text = buf_text(&bytes);
  if (ok && file_format_is(reading->spec->format, FORMAT_SKIP_BYTE_ORDER_MARK) &&
      text_starts_with(text, "\xef\xbb\xbf"))
    text = text_slice(text, 3, text.len);
  reading->row = 0;
  ok = ok && take_documents(reading, text);
  if (reading->spec->counts)
    atomic_store(&reading->spec->counts[reading->file].parsed, reading->row);
  buf_clear(&bytes);
  return ok;
}

struct batch_builder *staged_json_rows(const struct staged_json_spec *spec,
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

  reading.rows = batch_builder_new(STAGED_FIELDS + 1, kinds, NULL);
  buf_init(&reading.value);
  buf_init(&reading.problem);
  for (int i = 0; ok && i < spec->count; i++) {
    reading.file = i;
    ok = !spec->inputs[i].path.len || read_file(&reading, &spec->inputs[i]);
  }
  buf_clear(&reading.value);
  buf_clear(&reading.problem);
  if (ok)
    return reading.rows;
  batch_builder_free(reading.rows);
  return NULL;
}
