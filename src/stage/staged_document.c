/* staged_document.c: the documents of staged JSON, XML and AVRO files as rows. */
#include "stage/staged_document.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/numbers.h"
#include "stage/document_reader.h"

#define MOST_ROWS 1024
#define MANY_BYTES ((size_t)1 << 20)

struct source {
  struct arena *arena;
  struct staged_document_spec spec;
  struct staged_input *inputs;
  struct file_format format;
};

/* The one that reads. */
struct cursor {
  struct source *source;
  int file;
  struct document_reader *reader; /* NULL: the file is not begun. */
  int64_t row;                    /* Documents of the file so far. */
  struct buf texts;               /* Of a chunk's rows, one behind the other. */
  size_t ends[MOST_ROWS];
  int64_t numbers[MOST_ROWS];
};

void staged_document_error(const struct document *document, struct err *err)
{
  const char *before = document->code == ERR_NOT_JSON  ? "Error parsing JSON: "
                       : document->code == ERR_NOT_XML ? "Error parsing XML: "
                                                       : "";

  err_set(err, document->code, "%s" TEXT_FMT, before, TEXT_ARG(document->problem));
}

static bool is_rejected(const struct cursor *cursor)
{
  const struct staged_input *input = &cursor->source->inputs[cursor->file];

  return numbers_have(input->rejected, input->rejected_count, cursor->row);
}

/* ---- reading ---- */

static bool refused(const struct cursor *cursor, const struct document *document,
                    struct err *err)
{
  struct text name = cursor->source->inputs[cursor->file].name;
  struct err found;

  err_clear(&found);
  staged_document_error(document, &found);
  if (document->code == ERR_UNSUPPORTED) {
    *err = found;
    return false;
  }
  return cursor->source->spec.skips_faults ||
         err_set(err, document->code, "%s\n  File '" TEXT_FMT "', line %lld",
                 found.message, TEXT_ARG(name), (long long)cursor->row);
}

static void end_file(struct cursor *cursor)
{
  if (cursor->source->spec.counts)
    atomic_store(&cursor->source->spec.counts[cursor->file].parsed, cursor->row);
  document_reader_close(cursor->reader);
  cursor->reader = NULL;
  cursor->file++;
  cursor->row = 0;
}

/* Adds the next document of the file to the chunk, where it is one that is wanted; *ended: there are no more. */
static bool read_document(struct cursor *cursor, size_t *rows, bool *ended,
                          struct err *err)
{
  struct document document;

  if (!document_reader_next(cursor->reader, &document, err))
    return false;
  *ended = !document.value.at && !document.is_bad;
  if (*ended)
    return true;
  cursor->row++;
  if (document.is_bad)
    return refused(cursor, &document, err);
  if (is_rejected(cursor))
    return true;
  buf_add_text(&cursor->texts, document.value);
  cursor->numbers[*rows] = cursor->row;
  cursor->ends[(*rows)++] = cursor->texts.len;
  return true;
}

/* Documents of one file. */
static bool read_chunk(struct cursor *cursor, size_t *rows, struct err *err)
{
  const struct source *source = cursor->source;

  *rows = 0;
  buf_reset(&cursor->texts);
  while (cursor->file < source->spec.count && !*rows) {
    const struct staged_input *input = &source->inputs[cursor->file];
    bool ended = !input->path.len; /* It is left out. */

    if (!ended && !cursor->reader &&
        !(cursor->reader = document_reader_open(input->path.at, input->name,
                                                &source->format, err)))
      return false;
    while (!ended && *rows < MOST_ROWS && cursor->texts.len < MANY_BYTES)
      if (!read_document(cursor, rows, &ended, err))
        return false;
    if (ended && !*rows)
      end_file(cursor);
    else
      return true;
  }
  return true;
}

/* ---- rows ---- */

static void put_column(const struct cursor *cursor, const struct scan_output *output,
                       int at, size_t rows)
{
  const struct staged_input *input = &cursor->source->inputs[cursor->file];

  for (size_t row = 0; row < rows; row++) {
    size_t from = row ? cursor->ends[row - 1] : 0;

    switch ((enum staged_column)output->columns[at]) {
    case STAGED_FILENAME: scan_put_text(output, at, row, input->name); break;
    case STAGED_ROW_NUMBER: scan_put_int(output, at, row, cursor->numbers[row]); break;
    case STAGED_CONTENT_KEY: scan_put_text(output, at, row, input->content_key); break;
    case STAGED_LAST_MODIFIED:
      scan_put_int128(output, at, row, input->modified_ns);
      break;
    case STAGED_START_SCAN_TIME:
      scan_put_int128(output, at, row, cursor->source->spec.now_ns);
      break;
    case STAGED_FILE: scan_put_int(output, at, row, cursor->file); break;
    case STAGED_PARTITION: scan_put_text(output, at, row, input->partition); break;
    case STAGED_FIELDS:
      scan_put_text(output, at, row,
                    text_from(cursor->texts.at + from, cursor->ends[row] - from));
      break;
    }
  }
}

static bool next(void *given, const struct scan_output *output, size_t *rows,
                 struct err *err)
{
  struct cursor *cursor = given;

  if (!read_chunk(cursor, rows, err))
    return false;
  if (*rows && cursor->source->spec.counts)
    atomic_fetch_add(&cursor->source->spec.counts[cursor->file].rows, (int64_t)*rows);
  for (int at = 0; *rows && at < output->count; at++)
    put_column(cursor, output, at, *rows);
  return true;
}

static void *open_cursor(void *given)
{
  struct cursor *cursor = calloc(1, sizeof *cursor);

  if (!cursor)
    abort();
  cursor->source = given;
  buf_init(&cursor->texts);
  return cursor;
}

static void close_cursor(void *given)
{
  struct cursor *cursor = given;

  document_reader_close(cursor->reader);
  buf_clear(&cursor->texts);
  free(cursor);
}

static void free_source(void *given)
{
  struct source *source = given;

  arena_free(source->arena);
  free(source);
}

/* ---- the spec, kept ---- */

static void keep_input(struct arena *arena, const struct staged_input *from,
                       struct staged_input *input)
{
  int64_t *rejected = ARENA_ARRAY(arena, from->rejected_count, int64_t);

  *input = *from;
  input->path = text_of(arena_c_string(arena, from->path));
  input->name = arena_text(arena, from->name);
  input->content_key = arena_text(arena, from->content_key);
  input->partition = arena_text(arena, from->partition);
  if (from->rejected_count)
    memcpy(rejected, from->rejected, from->rejected_count * sizeof *rejected);
  input->rejected = rejected;
}

static void keep_format(struct source *source)
{
  source->format = *source->spec.format;
  for (int i = 0; i < FORMAT_OPTION_COUNT; i++)
    if (source->format.values[i].at)
      source->format.values[i] = arena_text(source->arena, source->format.values[i]);
  source->format.null_if_count = 0; /* Not looked at here. */
  source->spec.format = &source->format;
}

struct engine_scan staged_document_scan(const struct staged_document_spec *spec)
{
  static const enum batch_kind kinds[STAGED_FIELDS + 1] = {
    [STAGED_FILENAME] = BATCH_TEXT,        [STAGED_ROW_NUMBER] = BATCH_I64,
    [STAGED_CONTENT_KEY] = BATCH_TEXT,     [STAGED_LAST_MODIFIED] = BATCH_I128,
    [STAGED_START_SCAN_TIME] = BATCH_I128, [STAGED_FILE] = BATCH_I64,
    [STAGED_PARTITION] = BATCH_TEXT,       [STAGED_FIELDS] = BATCH_TEXT,
  };
  struct source *source = calloc(1, sizeof *source);

  if (!source)
    abort();
  source->arena = arena_new();
  source->spec = *spec;
  keep_format(source);
  source->inputs = ARENA_ARRAY(source->arena, (size_t)spec->count, struct staged_input);
  for (int i = 0; i < spec->count; i++)
    keep_input(source->arena, &spec->inputs[i], &source->inputs[i]);
  return (struct engine_scan){ .source = source,
                               .column_count = STAGED_FIELDS + 1,
                               .kinds = kinds,
                               .threads = 1,
                               .open = open_cursor,
                               .next = next,
                               .close = close_cursor,
                               .free = free_source };
}
