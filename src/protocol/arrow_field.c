/* arrow_field.c: a gathered column as a field of an Arrow schema, and its values beside it. */
#include "protocol/arrow_field.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TIME_IN_INT32 = 4 }; /* The finest scale of such a TIME. */

static void must(ArrowErrorCode code)
{
  if (code != NANOARROW_OK)
    abort();
}

/* ---- the schema ---- */

/* Bytes of a number: 1, 2, 4, 8 or 16. */
static int number_width(const struct arrow_column *column, bool narrow)
{
  static const struct {
    int digits, width;
    int128 most;
  } widths[] = {
    { 2, 1, INT8_MAX }, { 4, 2, INT16_MAX }, { 9, 4, INT32_MAX }, { 18, 8, INT64_MAX }
  };
  int precision = column->from.type.precision;

  for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
    if (precision <= widths[i].digits && column->most <= widths[i].most &&
        column->least >= -widths[i].most - 1)
      return widths[i].width;
  if (!column->wide)
    return 8;
  return narrow && column->most <= INT64_MAX && column->least >= INT64_MIN ? 8 : 16;
}

static void add_entry(struct ArrowBuffer *metadata, const char *key, const char *value)
{
  must(ArrowMetadataBuilderAppend(metadata, ArrowCharView(key), ArrowCharView(value)));
}

static void add_number(struct ArrowBuffer *metadata, const char *key, int64_t value)
{
  char text[24];

  snprintf(text, sizeof text, "%lld", (long long)value);
  add_entry(metadata, key, text);
}

static void set_metadata(struct ArrowSchema *schema, const struct arrow_column *column)
{
  struct rowtype_sizes sizes = rowtype_sizes(column->from.type);
  struct ArrowBuffer metadata;
  char type[32];
  size_t i = 0;

  for (const char *at = rowtype_type(&column->from); *at && i + 1 < sizeof type; at++)
    type[i++] = (char)(*at >= 'a' && *at <= 'z' ? *at - 'a' + 'A' : *at);
  type[i] = '\0';
  must(ArrowMetadataBuilderInit(&metadata, NULL));
  add_entry(&metadata, "logicalType", type);
  if (sizes.precision >= 0)
    add_number(&metadata, "precision", sizes.precision);
  if (sizes.scale >= 0)
    add_number(&metadata, "scale", sizes.scale);
  if (sizes.length >= 0)
    add_number(&metadata, "charLength", sizes.length);
  if (column->form == FORM_ZONED || column->form == FORM_ZONED_SECONDS)
    add_number(&metadata, "byteLength", column->form == FORM_ZONED ? 8 : 16);
  else if (sizes.byte_length >= 0)
    add_number(&metadata, "byteLength", sizes.byte_length);
  add_entry(&metadata, "nullable", column->from.nullable ? "true" : "false");
  add_entry(&metadata, "finalType", "T");
  must(ArrowSchemaSetMetadata(schema, (const char *)metadata.data));
  ArrowBufferReset(&metadata);
}

static void set_struct(struct ArrowSchema *schema, bool fraction, bool zone)
{
  int child = 1;

  must(ArrowSchemaSetTypeStruct(schema, 1 + fraction + zone));
  must(ArrowSchemaSetType(schema->children[0], NANOARROW_TYPE_INT64));
  must(ArrowSchemaSetName(schema->children[0], "epoch"));
  if (fraction) {
    must(ArrowSchemaSetType(schema->children[child], NANOARROW_TYPE_INT32));
    must(ArrowSchemaSetName(schema->children[child++], "fraction"));
  }
  if (zone) {
    must(ArrowSchemaSetType(schema->children[child], NANOARROW_TYPE_INT32));
    must(ArrowSchemaSetName(schema->children[child], "timezone"));
  }
}

static void set_decfloat(struct ArrowSchema *schema)
{
  must(ArrowSchemaSetTypeStruct(schema, 2));
  must(ArrowSchemaSetType(schema->children[0], NANOARROW_TYPE_INT16));
  must(ArrowSchemaSetName(schema->children[0], "exponent"));
  must(ArrowSchemaSetType(schema->children[1], NANOARROW_TYPE_BINARY));
  must(ArrowSchemaSetName(schema->children[1], "significand"));
}

static void set_vector(struct ArrowSchema *schema, struct type type)
{
  struct ArrowSchema *element;
  struct ArrowBuffer metadata;

  must(ArrowSchemaSetTypeFixedSize(schema, NANOARROW_TYPE_FIXED_SIZE_LIST,
                                   (int32_t)type.length));
  element = schema->children[0];
  must(ArrowSchemaSetType(element,
                          type.floats ? NANOARROW_TYPE_FLOAT : NANOARROW_TYPE_INT32));
  must(ArrowMetadataBuilderInit(&metadata, NULL));
  add_entry(&metadata, "logicalType", type.floats ? "REAL" : "FIXED");
  if (!type.floats) {
    add_entry(&metadata, "precision", "38");
    add_entry(&metadata, "scale", "0");
  }
  must(ArrowSchemaSetMetadata(element, (const char *)metadata.data));
  ArrowBufferReset(&metadata);
}

static enum ArrowType integer_type(int width)
{
  switch (width) {
  case 1: return NANOARROW_TYPE_INT8;
  case 2: return NANOARROW_TYPE_INT16;
  case 4: return NANOARROW_TYPE_INT32;
  default: return NANOARROW_TYPE_INT64;
  }
}

static int time_width(const struct arrow_column *column)
{
  return column->from.type.scale <= TIME_IN_INT32 ? 4 : 8;
}

static void set_type(struct ArrowSchema *schema, const struct arrow_column *column,
                     bool narrow)
{
  int width = number_width(column, narrow);

  switch (column->form) {
  case FORM_NUMBER:
    if (width == 16)
      must(ArrowSchemaSetTypeDecimal(schema, NANOARROW_TYPE_DECIMAL128,
                                     TYPE_MAX_PRECISION, column->from.type.scale));
    else
      must(ArrowSchemaSetType(schema, integer_type(width)));
    return;
  case FORM_REAL: must(ArrowSchemaSetType(schema, NANOARROW_TYPE_DOUBLE)); return;
  case FORM_BOOLEAN: must(ArrowSchemaSetType(schema, NANOARROW_TYPE_BOOL)); return;
  case FORM_DATE: must(ArrowSchemaSetType(schema, NANOARROW_TYPE_DATE32)); return;
  case FORM_TIME:
    must(ArrowSchemaSetType(schema, integer_type(time_width(column))));
    return;
  case FORM_TEXT:
  case FORM_DECFLOAT_TEXT:
  case FORM_JSON:
  case FORM_GEO: must(ArrowSchemaSetType(schema, NANOARROW_TYPE_STRING)); return;
  case FORM_GEO_WKB:
  case FORM_BYTES: must(ArrowSchemaSetType(schema, NANOARROW_TYPE_BINARY)); return;
  case FORM_INSTANT: must(ArrowSchemaSetType(schema, NANOARROW_TYPE_INT64)); return;
  case FORM_SECONDS: set_struct(schema, true, false); return;
  case FORM_ZONED: set_struct(schema, false, true); return;
  case FORM_ZONED_SECONDS: set_struct(schema, true, true); return;
  case FORM_VECTOR: set_vector(schema, column->from.type); return;
  case FORM_DECFLOAT: set_decfloat(schema); return;
  }
}

void arrow_field_schema(const struct arrow_column *column, bool narrow,
                        struct ArrowSchema *schema)
{
  char *name = malloc(column->from.name.len + 1);

  if (!name)
    abort();
  if (column->from.name.len)
    memcpy(name, column->from.name.at, column->from.name.len);
  name[column->from.name.len] = '\0';
  ArrowSchemaInit(schema);
  set_type(schema, column, narrow);
  must(ArrowSchemaSetName(schema, name));
  free(name);
  set_metadata(schema, column);
}

/* ---- the values ---- */

static void set_buffer(struct ArrowArrayView *view, int at,
                       const struct ArrowBuffer *buffer)
{
  view->buffer_views[at].data.data = buffer->data;
  view->buffer_views[at].size_bytes = buffer->size_bytes;
}

static void set_child(struct ArrowArrayView *parent, int child,
                      const struct ArrowBuffer *values, int64_t rows)
{
  struct ArrowArrayView *view = parent->children[child];

  set_buffer(view, 1, values);
  view->length = rows;
  view->null_count = 0;
}

/* The same numbers in fewer or more bytes. */
static const struct ArrowBuffer *resized(struct arrow_column *column, int width)
{
  size_t rows = (size_t)column->rows;
  const int64_t *narrow = (const void *)column->values.data;
  const char *wide = (const char *)column->values.data;

  if ((width == 8 && !column->wide) || (width == 16 && column->wide))
    return &column->values;
  must(ArrowBufferResize(&column->shown, 0, false));
  char *at = arrow_extend(&column->shown, rows, (size_t)width);

  for (size_t row = 0; row < rows; row++) {
    int128 value;

    if (column->wide)
      memcpy(&value, wide + row * sizeof value, sizeof value);
    else
      value = narrow[row];
    memcpy(at + row * (size_t)width, &value, (size_t)width); /* little endian */
  }
  return &column->shown;
}

static const struct ArrowBuffer *bits_of(struct arrow_column *column)
{
  struct ArrowBitmap bits;

  ArrowBitmapInit(&bits);
  ArrowBufferMove(&column->shown, &bits.buffer);
  must(ArrowBufferResize(&bits.buffer, 0, false));
  must(ArrowBitmapReserve(&bits, column->rows));
  ArrowBitmapAppendInt8Unsafe(&bits, (const int8_t *)column->values.data, column->rows);
  ArrowBufferMove(&bits.buffer, &column->shown);
  return &column->shown;
}

static void set_values(struct arrow_column *column, bool narrow,
                       struct ArrowArrayView *view)
{
  int child = 1;

  switch (column->form) {
  case FORM_NUMBER:
    set_buffer(view, 1, resized(column, number_width(column, narrow)));
    return;
  case FORM_TIME: set_buffer(view, 1, resized(column, time_width(column))); return;
  case FORM_BOOLEAN: set_buffer(view, 1, bits_of(column)); return;
  case FORM_REAL:
  case FORM_DATE:
  case FORM_INSTANT: set_buffer(view, 1, &column->values); return;
  case FORM_TEXT:
  case FORM_DECFLOAT_TEXT:
  case FORM_JSON:
  case FORM_GEO:
  case FORM_GEO_WKB:
  case FORM_BYTES:
    set_buffer(view, 1, &column->values);
    set_buffer(view, 2, &column->bytes);
    return;
  case FORM_SECONDS:
  case FORM_ZONED:
  case FORM_ZONED_SECONDS:
    set_child(view, 0, &column->values, column->rows);
    if (column->form != FORM_ZONED)
      set_child(view, child++, &column->fractions, column->rows);
    if (column->form != FORM_SECONDS)
      set_child(view, child, &column->zones, column->rows);
    return;
  case FORM_VECTOR:
    set_child(view, 0, &column->values, column->rows * column->from.type.length);
    return;
  case FORM_DECFLOAT:
    set_child(view, 0, &column->values, column->rows);
    set_child(view, 1, &column->fractions, column->rows);
    set_buffer(view->children[1], 2, &column->bytes);
    return;
  }
}

/* The encoder asks the array behind a view how many buffers there are, and nothing else. */
static void set_buffer_count(struct ArrowArrayView *view)
{
  static const struct ArrowArray arrays[] = {
    { .n_buffers = 0 }, { .n_buffers = 1 }, { .n_buffers = 2 }, { .n_buffers = 3 }
  };
  int count = 0;

  while (count < 3 && view->layout.buffer_type[count] != NANOARROW_BUFFER_TYPE_NONE)
    count++;
  view->array = &arrays[count];
  for (int64_t i = 0; i < view->n_children; i++)
    set_buffer_count(view->children[i]);
}

void arrow_field_view(struct arrow_column *column, bool narrow,
                      struct ArrowArrayView *view)
{
  set_buffer_count(view);
  if (column->nulls)
    set_buffer(view, 0, &column->valid.buffer);
  view->length = column->rows;
  view->null_count = column->nulls;
  set_values(column, narrow, view);
}
