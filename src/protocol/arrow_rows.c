/* arrow_rows.c: the rows of a result as Arrow IPC streams. */
#include "protocol/arrow_rows.h"

#include <nanoarrow/nanoarrow_ipc.h>
#include <stdlib.h>

#include "protocol/arrow_field.h"

struct arrow_rows {
  int count;
  struct arrow_column *columns;
  int64_t rows;
};

static void must(ArrowErrorCode code)
{
  if (code != NANOARROW_OK)
    abort();
}

struct arrow_rows *arrow_rows_new(const struct rowtype_column *columns, int count)
{
  struct arrow_rows *rows = calloc(1, sizeof *rows);

  if (!rows || !(rows->columns = calloc((size_t)count + 1, sizeof *rows->columns)))
    abort();
  rows->count = count;
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
  free(rows->columns);
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

static void write_stream(struct ArrowSchema *schema, struct ArrowArray *array,
                         struct ArrowBuffer *bytes)
{
  struct ArrowIpcOutputStream stream;
  struct ArrowArrayView view;
  struct ArrowIpcWriter writer;

  must(ArrowArrayViewInitFromSchema(&view, schema, NULL));
  must(ArrowArrayViewSetArray(&view, array, NULL));
  must(ArrowIpcOutputStreamInitBuffer(&stream, bytes));
  must(ArrowIpcWriterInit(&writer, &stream));
  must(ArrowIpcWriterWriteSchema(&writer, schema, NULL));
  must(ArrowIpcWriterWriteArrayView(&writer, &view, NULL));
  must(ArrowIpcWriterWriteArrayView(&writer, NULL, NULL)); /* The end. */
  ArrowIpcWriterReset(&writer);
  ArrowArrayViewReset(&view);
}

void arrow_rows_take(struct arrow_rows *rows, bool narrow, struct buf *out)
{
  struct ArrowSchema schema;
  struct ArrowArray array;
  struct ArrowBuffer bytes;

  if (!rows->rows)
    return;
  make_schema(rows, narrow, &schema);
  must(ArrowArrayInitFromSchema(&array, &schema, NULL));
  for (int i = 0; i < rows->count; i++)
    arrow_field_take(&rows->columns[i], narrow, array.children[i]);
  array.length = rows->rows;
  rows->rows = 0;
  must(ArrowArrayFinishBuilding(&array, NANOARROW_VALIDATION_LEVEL_MINIMAL, NULL));
  ArrowBufferInit(&bytes);
  write_stream(&schema, &array, &bytes);
  buf_add(out, (const char *)bytes.data, (size_t)bytes.size_bytes);
  ArrowBufferReset(&bytes);
  ArrowArrayRelease(&array);
  ArrowSchemaRelease(&schema);
}
