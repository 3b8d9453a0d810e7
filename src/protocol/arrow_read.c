/* arrow_read.c: rows that arrow_rows.h wrote as they are stored (`exact`), read again. */
#include "protocol/arrow_read.h"

#include <nanoarrow/nanoarrow_ipc.h>
#include <stdlib.h>

#include "data/calendar.h"
#include "data/decfloat.h"
#include "data/decimal.h"

#define SECOND_NS 1000000000
#define DAY_NS (86400 * (int128)SECOND_NS)

/* One column on its way from an array to the builder. */
struct reading {
  struct batch_builder *rows;
  int at;
  struct type type;
  const struct ArrowArrayView *from;
  int64_t count;
};

static bool damaged(struct err *err)
{
  return err_set(err, ERR_INTERNAL, "A kept result is damaged");
}

static bool is_integer(const struct ArrowArrayView *view)
{
  switch (view->storage_type) {
  case NANOARROW_TYPE_INT8:
  case NANOARROW_TYPE_INT16:
  case NANOARROW_TYPE_INT32:
  case NANOARROW_TYPE_INT64: return true;
  default: return false;
  }
}

/* A struct whose first child is integers, and whose others are as wide as is said. */
static bool is_struct(const struct ArrowArrayView *view, int children)
{
  bool ok = view->storage_type == NANOARROW_TYPE_STRUCT && view->n_children == children;

  for (int i = 0; ok && i < children; i++)
    ok = is_integer(view->children[i]);
  return ok;
}

static int128 decimal_at(const struct ArrowArrayView *view, int64_t row)
{
  struct ArrowDecimal decimal;
  int128 value;

  ArrowDecimalInit(&decimal, 128, TYPE_MAX_PRECISION, 0);
  ArrowArrayViewGetDecimalUnsafe(view, row, &decimal);
  memcpy(&value, decimal.words, sizeof value);
  return value;
}

static bool read_numbers(const struct reading *reading, struct err *err)
{
  bool is_decimal = reading->from->storage_type == NANOARROW_TYPE_DECIMAL128;
  bool is_narrow = batch_builder_kind(reading->rows, reading->at) == BATCH_I64;

  if (!is_decimal && !is_integer(reading->from))
    return damaged(err);
  for (int64_t row = 0; row < reading->count; row++) {
    int128 value;

    if (ArrowArrayViewIsNull(reading->from, row)) {
      batch_add_null(reading->rows, reading->at);
      continue;
    }
    value = is_decimal ? decimal_at(reading->from, row)
                       : ArrowArrayViewGetIntUnsafe(reading->from, row);
    if (is_narrow && value != (int64_t)value)
      return damaged(err);
    batch_add_int(reading->rows, reading->at, value);
  }
  return true;
}

static bool read_reals(const struct reading *reading, struct err *err)
{
  if (reading->from->storage_type != NANOARROW_TYPE_DOUBLE)
    return damaged(err);
  for (int64_t row = 0; row < reading->count; row++)
    if (ArrowArrayViewIsNull(reading->from, row))
      batch_add_null(reading->rows, reading->at);
    else
      batch_add_double(reading->rows, reading->at,
                       ArrowArrayViewGetDoubleUnsafe(reading->from, row));
  return true;
}

static bool read_small(const struct reading *reading, enum ArrowType stored,
                       struct err *err)
{
  if (reading->from->storage_type != stored)
    return damaged(err);
  for (int64_t row = 0; row < reading->count; row++)
    if (ArrowArrayViewIsNull(reading->from, row))
      batch_add_null(reading->rows, reading->at);
    else
      batch_add_int(reading->rows, reading->at,
                    ArrowArrayViewGetIntUnsafe(reading->from, row));
  return true;
}

/* The nanoseconds of a time, from a count of its units or from seconds and the rest. */
static int128 instant_at(const struct reading *reading, bool has_fraction, int64_t row)
{
  const struct ArrowArrayView *from = reading->from;
  int128 unit = has_fraction ? SECOND_NS : decimal_power(9 - reading->type.scale);
  const struct ArrowArrayView *counts = from->n_children ? from->children[0] : from;
  int128 value = ArrowArrayViewGetIntUnsafe(counts, row) * unit;

  return has_fraction ? value + ArrowArrayViewGetIntUnsafe(from->children[1], row)
                      : value;
}

static bool time_at(const struct reading *reading, bool has_fraction, int64_t row,
                    int128 *value)
{
  *value = instant_at(reading, has_fraction, row);
  if (reading->type.kind == TYPE_TIME)
    return *value >= 0 && *value < DAY_NS;
  if (reading->type.kind == TYPE_TIMESTAMP_TZ) {
    int64_t zone = ArrowArrayViewGetIntUnsafe(reading->from->children[1 + has_fraction],
                                              row);

    if (zone < 0 || zone > 2 * CALENDAR_TZ_BIAS)
      return false;
    *value = calendar_tz_join(*value, (int)zone - CALENDAR_TZ_BIAS);
  }
  return true;
}

static bool read_times(const struct reading *reading, struct err *err)
{
  bool is_zoned = reading->type.kind == TYPE_TIMESTAMP_TZ;
  bool has_fraction = reading->from->n_children == 2 + is_zoned;

  if (reading->from->n_children || is_zoned
        ? !is_struct(reading->from, 1 + has_fraction + is_zoned)
        : !is_integer(reading->from))
    return damaged(err);
  for (int64_t row = 0; row < reading->count; row++) {
    int128 value;

    if (ArrowArrayViewIsNull(reading->from, row))
      batch_add_null(reading->rows, reading->at);
    else if (time_at(reading, has_fraction, row, &value))
      batch_add_int(reading->rows, reading->at, value);
    else
      return damaged(err);
  }
  return true;
}

static bool read_texts(const struct reading *reading, bool is_text, struct err *err)
{
  if (reading->from->storage_type !=
      (is_text ? NANOARROW_TYPE_STRING : NANOARROW_TYPE_BINARY))
    return damaged(err);
  for (int64_t row = 0; row < reading->count; row++) {
    struct ArrowStringView value;
    struct text text;

    if (ArrowArrayViewIsNull(reading->from, row)) {
      batch_add_null(reading->rows, reading->at);
      continue;
    }
    value = ArrowArrayViewGetStringUnsafe(reading->from, row);
    text = text_from(value.size_bytes ? value.data : "", (size_t)value.size_bytes);
    if (is_text && !text_is_utf8(text))
      return damaged(err);
    batch_add_text(reading->rows, reading->at, text);
  }
  return true;
}

static bool read_vectors(const struct reading *reading, struct err *err)
{
  const struct ArrowArrayView *from = reading->from;
  size_t size = (size_t)reading->type.length * 4;

  if (from->storage_type != NANOARROW_TYPE_FIXED_SIZE_LIST ||
      from->layout.child_size_elements != reading->type.length ||
      from->children[0]->storage_type !=
        (reading->type.floats ? NANOARROW_TYPE_FLOAT : NANOARROW_TYPE_INT32) ||
      from->children[0]->buffer_views[1].size_bytes < (int64_t)size * reading->count)
    return damaged(err);
  for (int64_t row = 0; row < reading->count; row++)
    if (ArrowArrayViewIsNull(from, row))
      batch_add_null(reading->rows, reading->at);
    else
      batch_add_text(
        reading->rows, reading->at,
        text_from(from->children[0]->buffer_views[1].data.as_char + row * (int64_t)size,
                  size));
  return true;
}

/* The most significant byte first, with a sign. */
static bool significand_at(const struct ArrowArrayView *view, int64_t row, int128 *digits)
{
  struct ArrowBufferView bytes = ArrowArrayViewGetBytesUnsafe(view, row);

  *digits = 0;
  if (bytes.size_bytes < 1 || bytes.size_bytes > (int64_t)sizeof *digits)
    return false;
  *digits = bytes.data.as_int8[0] < 0 ? -1 : 0;
  for (int64_t i = 0; i < bytes.size_bytes; i++)
    *digits = (int128)((uint128)*digits << 8 | bytes.data.as_uint8[i]);
  return true;
}

static bool add_decfloat(const struct reading *reading, int64_t row)
{
  char packed[DECFLOAT_BYTES];
  struct decfloat value;
  int128 digits;

  if (!significand_at(reading->from->children[1], row, &digits) ||
      !decfloat_make(digits, ArrowArrayViewGetIntUnsafe(reading->from->children[0], row),
                     &value))
    return false;
  batch_add_text(reading->rows, reading->at,
                 text_from(packed, decfloat_pack(value, packed)));
  return true;
}

static bool read_decfloats(const struct reading *reading, struct err *err)
{
  if (reading->from->storage_type != NANOARROW_TYPE_STRUCT ||
      reading->from->n_children != 2 || !is_integer(reading->from->children[0]) ||
      reading->from->children[1]->storage_type != NANOARROW_TYPE_BINARY)
    return damaged(err);
  for (int64_t row = 0; row < reading->count; row++)
    if (ArrowArrayViewIsNull(reading->from, row))
      batch_add_null(reading->rows, reading->at);
    else if (!add_decfloat(reading, row))
      return damaged(err);
  return true;
}

static bool read_column(const struct reading *reading, struct err *err)
{
  switch (reading->type.kind) {
  case TYPE_NUMBER: return read_numbers(reading, err);
  case TYPE_FLOAT: return read_reals(reading, err);
  case TYPE_BOOLEAN: return read_small(reading, NANOARROW_TYPE_BOOL, err);
  case TYPE_DATE: return read_small(reading, NANOARROW_TYPE_INT32, err);
  case TYPE_TIME:
  case TYPE_TIMESTAMP_NTZ:
  case TYPE_TIMESTAMP_LTZ:
  case TYPE_TIMESTAMP_TZ: return read_times(reading, err);
  case TYPE_VECTOR: return read_vectors(reading, err);
  case TYPE_DECFLOAT: return read_decfloats(reading, err);
  case TYPE_BINARY:
  case TYPE_GEOGRAPHY:
  case TYPE_GEOMETRY: return read_texts(reading, false, err);
  case TYPE_VARCHAR:
  case TYPE_VARIANT:
  case TYPE_OBJECT:
  case TYPE_ARRAY:
  case TYPE_MAP:
  case TYPE_FILE:
  case TYPE_INTERVAL:
  case TYPE_UNKNOWN: return read_texts(reading, true, err);
  }
  return damaged(err);
}

static bool read_array(const struct ArrowSchema *schema, const struct ArrowArray *array,
                       const struct type *types, int count, struct batch_builder *rows,
                       struct err *err)
{
  struct ArrowArrayView view;
  bool ok = ArrowArrayViewInitFromSchema(&view, schema, NULL) == NANOARROW_OK &&
            ArrowArrayViewSetArray(&view, array, NULL) == NANOARROW_OK;

  ok = (ok && view.n_children == count) || damaged(err);
  for (int i = 0; ok && i < count; i++) {
    struct reading reading = { rows, i, types[i], view.children[i], view.length };

    ok = (view.children[i]->length == view.length && !view.children[i]->offset)
           ? read_column(&reading, err)
           : damaged(err);
  }
  ArrowArrayViewReset(&view);
  return ok;
}

static bool read_arrays(struct ArrowArrayStream *stream, const struct ArrowSchema *schema,
                        const struct type *types, int count, struct batch_builder *rows,
                        struct err *err)
{
  for (;;) {
    struct ArrowArray array = { 0 };
    bool ok, at_end;

    if (stream->get_next(stream, &array) != NANOARROW_OK)
      return damaged(err);
    at_end = !array.release;
    ok = at_end || read_array(schema, &array, types, count, rows, err);
    if (array.release)
      array.release(&array);
    if (!ok || at_end)
      return ok;
  }
}

static bool read_stream(struct ArrowArrayStream *stream, const struct type *types,
                        int count, struct batch_builder *rows, struct err *err)
{
  struct ArrowSchema schema = { 0 };
  bool ok = stream->get_schema(stream, &schema) == NANOARROW_OK
              ? read_arrays(stream, &schema, types, count, rows, err)
              : damaged(err);

  if (schema.release)
    schema.release(&schema);
  return ok;
}

static void keep_bytes(struct ArrowBufferAllocator *allocator, uint8_t *bytes,
                       int64_t size)
{
  (void)allocator;
  (void)bytes;
  (void)size;
}

static bool open_stream(struct text bytes, struct ArrowArrayStream *stream)
{
  struct ArrowIpcInputStream input;
  struct ArrowBuffer buffer;

  ArrowBufferInit(&buffer);
  buffer.data = (uint8_t *)(uintptr_t)bytes.at;
  buffer.size_bytes = buffer.capacity_bytes = (int64_t)bytes.len;
  buffer.allocator = ArrowBufferDeallocator(keep_bytes, NULL);
  return ArrowIpcInputStreamInitBuffer(&input, &buffer) == NANOARROW_OK &&
         ArrowIpcArrayStreamReaderInit(stream, &input, NULL) == NANOARROW_OK;
}

static struct batch_builder *builder_of(const struct type *types, const bool *is_wide,
                                        int count)
{
  enum batch_kind *kinds = calloc((size_t)count + 1, sizeof *kinds);
  int *scales = calloc((size_t)count + 1, sizeof *scales);
  struct batch_builder *rows;

  if (!kinds || !scales)
    abort();
  for (int i = 0; i < count; i++) {
    kinds[i] = batch_kind_of(types[i], is_wide[i]);
    scales[i] = types[i].kind == TYPE_NUMBER ? types[i].scale : 0;
  }
  rows = batch_builder_new(count, kinds, scales);
  free(kinds);
  free(scales);
  return rows;
}

struct batch_builder *arrow_read(struct text bytes, const struct type *types,
                                 const bool *is_wide, int count, struct err *err)
{
  struct batch_builder *rows = builder_of(types, is_wide, count);
  struct ArrowArrayStream stream = { 0 };
  bool ok = open_stream(bytes, &stream) ? read_stream(&stream, types, count, rows, err)
                                        : damaged(err);

  if (stream.release)
    stream.release(&stream);
  if (ok)
    return rows;
  batch_builder_free(rows);
  return NULL;
}
