/* arrow_rows.c: the rows of a result as Arrow IPC streams. */
#include "protocol/arrow_rows.h"

#include <nanoarrow/nanoarrow_ipc.h>
#include <stdlib.h>
#include <string.h>

#include "data/decimal.h"
#include "protocol/arrow_field.h"

struct arrow_rows {
  int count;
  struct arrow_column *columns;
  bool *is_wide;
  int64_t rows;
  struct ArrowBuffer
    head;         /* The messages before the body; their memory serves the next stream. */
  struct buf own; /* Of streams for which no other memory is given. */
};

static void must(ArrowErrorCode code)
{
  if (code != NANOARROW_OK)
    abort();
}

/* With columns yet to be begun. */
static struct arrow_rows *rows_new(int count)
{
  struct arrow_rows *rows = calloc(1, sizeof *rows);

  if (!rows || !(rows->columns = calloc((size_t)count + 1, sizeof *rows->columns)) ||
      !(rows->is_wide = calloc((size_t)count + 1, sizeof *rows->is_wide)))
    abort();
  rows->count = count;
  ArrowBufferInit(&rows->head);
  buf_init(&rows->own);
  return rows;
}

struct arrow_rows *arrow_rows_new(const struct rowtype_column *columns, int count)
{
  struct arrow_rows *rows = rows_new(count);

  for (int i = 0; i < count; i++)
    arrow_column_init(&rows->columns[i], &columns[i]);
  return rows;
}

struct arrow_rows *arrow_rows_like(const struct arrow_rows *rows)
{
  struct arrow_rows *like = rows_new(rows->count);

  for (int i = 0; i < rows->count; i++)
    arrow_column_init(&like->columns[i], &rows->columns[i].from);
  return like;
}

void arrow_rows_free(struct arrow_rows *rows)
{
  if (!rows)
    return;
  for (int i = 0; i < rows->count; i++)
    arrow_column_clear(&rows->columns[i]);
  ArrowBufferReset(&rows->head);
  buf_clear(&rows->own);
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

bool arrow_rows_has_wide(const struct arrow_rows *rows, int column)
{
  return rows->columns[column].wide;
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

/* ---- the stream ----
 *
 * The message before the body says how the body lies, and is made after it: it is put in front,
 * where as much is left free as it takes at most. */

enum { ALIGNMENT = 8, MESSAGE_ROOM = 512, MESSAGE_ROOM_FIELD = 64 };

static const int32_t end_of_stream[] = { -1, 0 };

static size_t body_room(const struct ArrowArrayView *view)
{
  size_t bytes = 0;

  for (int i = 0; i < NANOARROW_MAX_FIXED_BUFFERS; i++)
    bytes += (size_t)view->buffer_views[i].size_bytes + ALIGNMENT;
  for (int64_t i = 0; i < view->n_children; i++)
    bytes += body_room(view->children[i]);
  return bytes;
}

static size_t message_room(const struct ArrowArrayView *view)
{
  size_t bytes = MESSAGE_ROOM_FIELD;

  for (int64_t i = 0; i < view->n_children; i++)
    bytes += message_room(view->children[i]);
  return bytes;
}

static uint8_t *never_more(struct ArrowBufferAllocator *allocator, uint8_t *at,
                           int64_t size, int64_t more)
{
  (void)allocator, (void)at, (void)size, (void)more;
  return NULL;
}

static void never_free(struct ArrowBufferAllocator *allocator, uint8_t *at, int64_t size)
{
  (void)allocator, (void)at, (void)size;
}

/* A buffer in memory that is somebody else's. */
static struct ArrowBuffer buffer_in(char *at, size_t size)
{
  return (struct ArrowBuffer){ .data = (uint8_t *)at,
                               .capacity_bytes = (int64_t)size,
                               .allocator = { never_more, never_free, NULL } };
}

static char *own_room(void *context, size_t size)
{
  struct arrow_rows *rows = context;

  buf_reset(&rows->own);
  return buf_reserve(&rows->own, size);
}

/* What is in `head`, and then what describes the body, to right before the body. */
static struct text put_front(struct arrow_rows *rows, struct ArrowIpcEncoder *encoder,
                             size_t front, struct ArrowBuffer *body)
{
  char *at = (char *)body->data;
  size_t size;

  must(ArrowIpcEncoderFinalizeBuffer(encoder, true, &rows->head));
  size = (size_t)rows->head.size_bytes;
  if (size > front)
    abort();
  memcpy(at - size, rows->head.data, size);
  return text_from(at - size, size + (size_t)body->size_bytes);
}

static struct text write_stream(struct arrow_rows *rows, const struct ArrowSchema *schema,
                                const struct ArrowArrayView *view, arrow_rows_room *room,
                                void *context)
{
  size_t front, size = body_room(view) + sizeof end_of_stream;
  struct text stream = { NULL, 0 };
  struct ArrowIpcEncoder encoder;
  struct ArrowBuffer body;
  char *at;

  must(ArrowIpcEncoderInit(&encoder));
  must(ArrowBufferResize(&rows->head, 0, false));
  must(ArrowIpcEncoderEncodeSchema(&encoder, schema, NULL));
  must(ArrowIpcEncoderFinalizeBuffer(&encoder, true, &rows->head));
  front = (size_t)rows->head.size_bytes + MESSAGE_ROOM + message_room(view);
  at = room(context, front + size);
  if (at) {
    body = buffer_in(at + front, size);
    must(ArrowIpcEncoderEncodeSimpleRecordBatch(&encoder, view, &body, NULL));
    must(ArrowBufferAppend(&body, end_of_stream, sizeof end_of_stream));
    stream = put_front(rows, &encoder, front, &body);
  }
  ArrowIpcEncoderReset(&encoder);
  return stream;
}

static void forget_rows(struct arrow_rows *rows)
{
  for (int i = 0; i < rows->count; i++) {
    rows->is_wide[i] |= is_wide(&rows->columns[i]);
    arrow_column_reset(&rows->columns[i]);
  }
  rows->rows = 0;
}

struct text arrow_rows_take(struct arrow_rows *rows, bool narrow, arrow_rows_room *room,
                            void *context)
{
  struct ArrowSchema schema;
  struct ArrowArrayView view;
  struct text stream;

  if (!rows->rows)
    return TEXT("");
  make_schema(rows, narrow, &schema);
  must(ArrowArrayViewInitFromSchema(&view, &schema, NULL));
  for (int i = 0; i < rows->count; i++)
    arrow_field_view(&rows->columns[i], narrow, view.children[i]);
  view.length = rows->rows;
  view.null_count = 0;
  stream = write_stream(rows, &schema, &view, room ? room : own_room,
                        room ? context : rows);
  forget_rows(rows);
  ArrowArrayViewReset(&view);
  ArrowSchemaRelease(&schema);
  return stream;
}
