/* arrow_rows.c: the rows of a result as Arrow IPC streams. */
#include "protocol/arrow_rows.h"

#include <nanoarrow/nanoarrow_ipc.h>
#include <stdlib.h>

#include "data/decimal.h"
#include "protocol/arrow_field.h"

struct arrow_rows {
  int count;
  struct arrow_column *columns;
  bool *is_wide;
  int64_t rows;
  struct ArrowBuffer message,
    body; /* Of the last stream: their memory serves the next one. */
};

static void must(ArrowErrorCode code)
{
  if (code != NANOARROW_OK)
    abort();
}

struct arrow_rows *arrow_rows_new(const struct rowtype_column *columns, int count)
{
  struct arrow_rows *rows = calloc(1, sizeof *rows);

  if (!rows || !(rows->columns = calloc((size_t)count + 1, sizeof *rows->columns)) ||
      !(rows->is_wide = calloc((size_t)count + 1, sizeof *rows->is_wide)))
    abort();
  rows->count = count;
  ArrowBufferInit(&rows->message);
  ArrowBufferInit(&rows->body);
  for (int i = 0; i < count; i++)
    arrow_column_init(&rows->columns[i], &columns[i]);
  return rows;
}

void arrow_rows_free(struct arrow_rows *rows)
{
  if (!rows)
    return;
  for (int i = 0; i < rows->count; i++)
    arrow_column_clear(&rows->columns[i]);
  ArrowBufferReset(&rows->message);
  ArrowBufferReset(&rows->body);
  free(rows->columns);
  free(rows->is_wide);
  free(rows);
}

bool arrow_rows_add(struct arrow_rows *rows, const struct batch *batch, struct err *err)
{
  for (int i = 0; batch->rows && i < rows->count; i++)
    if (!arrow_column_add(&rows->columns[i], &batch->columns[i], batch->rows, err))
      return false;
  rows->rows += (int64_t)batch->rows;
  return true;
}

int64_t arrow_rows_count(const struct arrow_rows *rows)
{
  return rows->rows;
}

size_t arrow_rows_bytes(const struct arrow_rows *rows)
{
  size_t bytes = 0;

  for (int i = 0; i < rows->count; i++)
    bytes += arrow_column_bytes(&rows->columns[i]);
  return bytes;
}

bool arrow_rows_is_wide(const struct arrow_rows *rows, int column)
{
  return rows->is_wide[column];
}

static bool is_wide(const struct arrow_column *column)
{
  int128 most = column->from.type.scale ? decimal_power(18) - 1 : INT64_MAX;
  int128 least = column->from.type.scale ? -most : INT64_MIN;

  return column->most > most || column->least < least;
}

static void make_schema(const struct arrow_rows *rows, bool narrow,
                        struct ArrowSchema *schema)
{
  ArrowSchemaInit(schema);
  must(ArrowSchemaSetTypeStruct(schema, rows->count));
  for (int i = 0; i < rows->count; i++) {
    ArrowSchemaRelease(schema->children[i]);
    arrow_field_schema(&rows->columns[i], narrow, schema->children[i]);
  }
}

static void add_message(struct arrow_rows *rows, struct ArrowIpcEncoder *encoder,
                        struct buf *out)
{
  must(ArrowBufferResize(&rows->message, 0, false));
  must(ArrowIpcEncoderFinalizeBuffer(encoder, true, &rows->message));
  buf_add(out, rows->message.data, (size_t)rows->message.size_bytes);
}

static void write_stream(struct arrow_rows *rows, const struct ArrowSchema *schema,
                         const struct ArrowArrayView *view, struct buf *out)
{
  static const int32_t end[] = { -1, 0 };
  struct ArrowIpcEncoder encoder;

  must(ArrowIpcEncoderInit(&encoder));
  must(ArrowIpcEncoderEncodeSchema(&encoder, schema, NULL));
  add_message(rows, &encoder, out);
  must(ArrowBufferResize(&rows->body, 0, false));
  must(ArrowIpcEncoderEncodeSimpleRecordBatch(&encoder, view, &rows->body, NULL));
  add_message(rows, &encoder, out);
  buf_add(out, rows->body.data, (size_t)rows->body.size_bytes);
  buf_add(out, end, sizeof end);
  ArrowIpcEncoderReset(&encoder);
}

void arrow_rows_take(struct arrow_rows *rows, bool narrow, struct buf *out)
{
  struct ArrowSchema schema;
  struct ArrowArrayView view;

  if (!rows->rows)
    return;
  make_schema(rows, narrow, &schema);
  must(ArrowArrayViewInitFromSchema(&view, &schema, NULL));
  for (int i = 0; i < rows->count; i++)
    arrow_field_view(&rows->columns[i], narrow, view.children[i]);
  view.length = rows->rows;
  view.null_count = 0;
  write_stream(rows, &schema, &view, out);
  for (int i = 0; i < rows->count; i++) {
    rows->is_wide[i] |= is_wide(&rows->columns[i]);
    arrow_column_reset(&rows->columns[i]);
  }
  rows->rows = 0;
  ArrowArrayViewReset(&view);
  ArrowSchemaRelease(&schema);
}
