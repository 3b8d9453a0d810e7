/* batch.c: some rows of typed columns, and a builder for them. */
#include "data/batch.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM ((size_t)64)
#define TEXT_BLOCK ((size_t)64 * 1024)
/* Bytes of long texts; blocks never move, since strings point into them. */
struct text_block {
  struct text_block *next;
  size_t used;
  size_t size;
  char bytes[];
};

struct growing {
  enum batch_kind kind;
  int scale;
  size_t width; /* Bytes a value. */
  size_t rows;
  size_t room;
  char *data;
  uint64_t *valid;
  bool has_null;
  struct text_block *texts;
  size_t text_bytes; /* Of all its blocks. */
};

struct batch_builder {
  int column_count;
  struct growing *growing;
  struct batch_column *view;
};

/* Reading. */

bool batch_has_null(const struct batch_column *column, size_t rows)
{
  size_t words = rows / 64;
  uint64_t last = ((uint64_t)1 << (rows % 64)) - 1;

  if (column->kind == BATCH_NULLS)
    return rows > 0;
  if (!column->valid)
    return false;
  for (size_t i = 0; i < words; i++)
    if (column->valid[i] != UINT64_MAX)
      return true;
  return last && (column->valid[words] & last) != last;
}

bool batch_is_all_null(const struct batch_column *column, size_t rows)
{
  if (column->kind == BATCH_NULLS)
    return true;
  for (size_t row = 0; row < rows; row++)
    if (!batch_is_null(column, row))
      return false;
  return true;
}

bool batch_is_integers(enum batch_kind kind)
{
  return kind >= BATCH_I8 && kind <= BATCH_U64;
}

bool batch_int(const struct batch_column *column, size_t row, int128 *value)
{
  const void *data = column->data;

  switch (column->kind) {
  case BATCH_BOOL: *value = ((const uint8_t *)data)[row] != 0; return true;
  case BATCH_I8: *value = ((const int8_t *)data)[row]; return true;
  case BATCH_I16: *value = ((const int16_t *)data)[row]; return true;
  case BATCH_I32:
  case BATCH_DATE: *value = ((const int32_t *)data)[row]; return true;
  case BATCH_I64: *value = ((const int64_t *)data)[row]; return true;
  case BATCH_I128:
    memcpy(value, (const char *)data + row * sizeof *value, sizeof *value);
    return true;
  case BATCH_U8: *value = ((const uint8_t *)data)[row]; return true;
  case BATCH_U16: *value = ((const uint16_t *)data)[row]; return true;
  case BATCH_U32: *value = ((const uint32_t *)data)[row]; return true;
  case BATCH_U64: *value = ((const uint64_t *)data)[row]; return true;
  case BATCH_F32:
  case BATCH_F64:
  case BATCH_TEXT:
  case BATCH_BYTES:
  case BATCH_NULLS: break;
  }
  *value = 0;
  return false;
}

int64_t batch_int64(const struct batch_column *column, size_t row)
{
  int128 value;

  return !batch_is_null(column, row) && batch_int(column, row, &value) ? (int64_t)value
                                                                       : 0;
}

static double scaled(int128 value, int scale)
{
  double power = 1;

  while (scale-- > 0)
    power *= 10;
  return (double)value / power;
}

double batch_double(const struct batch_column *column, size_t row)
{
  int128 value;

  if (column->kind == BATCH_F64)
    return ((const double *)column->data)[row];
  if (column->kind == BATCH_F32)
    return ((const float *)column->data)[row];
  return batch_int(column, row, &value) ? scaled(value, column->scale) : 0;
}

bool batch_bool(const struct batch_column *column, size_t row)
{
  int128 value;

  return batch_int(column, row, &value) && value != 0;
}

enum batch_kind batch_kind_of(struct type type, bool is_wide)
{
  switch (type.kind) {
  case TYPE_NUMBER: return is_wide ? BATCH_I128 : BATCH_I64;
  case TYPE_FLOAT: return BATCH_F64;
  case TYPE_BOOLEAN: return BATCH_BOOL;
  case TYPE_DATE: return BATCH_DATE;
  case TYPE_TIME: return BATCH_I64;
  case TYPE_TIMESTAMP_NTZ:
  case TYPE_TIMESTAMP_LTZ:
  case TYPE_TIMESTAMP_TZ: return BATCH_I128;
  case TYPE_GEOGRAPHY:
  case TYPE_GEOMETRY:
  case TYPE_VECTOR:
  case TYPE_DECFLOAT:
  case TYPE_BINARY: return BATCH_BYTES;
  case TYPE_VARCHAR:
  case TYPE_VARIANT:
  case TYPE_OBJECT:
  case TYPE_ARRAY:
  case TYPE_MAP:
  case TYPE_FILE:
  case TYPE_INTERVAL:
  case TYPE_UNKNOWN: return BATCH_TEXT;
  }
  return BATCH_TEXT;
}

/* Bytes of a value. */
size_t batch_kind_width(enum batch_kind kind)
{
  switch (kind) {
  case BATCH_BOOL:
  case BATCH_I8:
  case BATCH_U8: return 1;
  case BATCH_I16:
  case BATCH_U16: return 2;
  case BATCH_I32:
  case BATCH_U32:
  case BATCH_F32:
  case BATCH_DATE: return 4;
  case BATCH_I64:
  case BATCH_U64:
  case BATCH_F64: return 8;
  case BATCH_I128:
  case BATCH_TEXT:
  case BATCH_BYTES: return 16;
  case BATCH_NULLS: return 0;
  }
  return 0;
}

static bool is_text(const struct batch_column *column)
{
  return column->kind == BATCH_TEXT || column->kind == BATCH_BYTES;
}

size_t batch_text_bytes(const struct batch *batch)
{
  size_t bytes = 0;

  for (int i = 0; i < batch->column_count; i++) {
    const struct batch_column *column = &batch->columns[i];

    for (size_t row = 0; is_text(column) && row < batch->rows; row++)
      if (!batch_is_null(column, row))
        bytes += batch_text(column, row).len;
  }
  return bytes;
}

size_t batch_held_bytes(const struct batch *batch)
{
  size_t bytes = batch_text_bytes(batch);

  for (int i = 0; i < batch->column_count; i++) {
    const struct batch_column *column = &batch->columns[i];

    bytes += BATCH_ROWS * (is_text(column) ? sizeof(union engine_string)
                                           : batch_kind_width(column->kind));
  }
  return bytes;
}

struct batch_column batch_column_from(const struct batch_column *column, size_t from)
{
  struct batch_column rest = *column;

  assert(from % 64 == 0);
  if (column->data)
    rest.data = (const char *)column->data + from * batch_kind_width(column->kind);
  if (column->valid)
    rest.valid = column->valid + from / 64;
  return rest;
}

/* Building. */

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

struct batch_builder *batch_builder_new(int column_count, const enum batch_kind *kinds,
                                        const int *scales)
{
  struct batch_builder *builder = must(calloc(1, sizeof *builder));
  size_t count = column_count > 0 ? (size_t)column_count : 1;

  builder->column_count = column_count;
  builder->growing = must(calloc(count, sizeof *builder->growing));
  builder->view = must(calloc(count, sizeof *builder->view));
  for (int i = 0; i < column_count; i++) {
    builder->growing[i].kind = kinds[i];
    builder->growing[i].scale = scales ? scales[i] : 0;
    builder->growing[i].width = batch_kind_width(kinds[i]);
  }
  return builder;
}

static void growing_clear(struct growing *column)
{
  for (struct text_block *block = column->texts, *next; block; block = next) {
    next = block->next;
    free(block);
  }
  free(column->data);
  free(column->valid);
}

void batch_builder_free(struct batch_builder *builder)
{
  if (!builder)
    return;
  for (int i = 0; i < builder->column_count; i++)
    growing_clear(&builder->growing[i]);
  free(builder->growing);
  free(builder->view);
  free(builder);
}

/* Rooms are multiples of 64, the rows that a word of `valid` is for. */
static void grow_to(struct growing *column, size_t room)
{
  column->data = must(realloc(column->data, room * column->width + 1));
  column->valid = must(realloc(column->valid, room / 8));
  /* New rows count as valid until they are said to be NULL. */
  memset(column->valid + column->room / 64, 0xFF, (room - column->room) / 8);
  column->room = room;
}

/* Where the next value of a column goes, whole. */
static void *next_value(struct growing *column)
{
  if (column->rows == column->room)
    grow_to(column, column->room ? column->room * 2 : FIRST_ROOM);
  return column->data + column->rows++ * column->width;
}

void batch_add_null(struct batch_builder *builder, int column)
{
  struct growing *growing = &builder->growing[column];

  memset(next_value(growing), 0, growing->width);
  size_t row = growing->rows - 1;

  growing->valid[row / 64] &= ~((uint64_t)1 << (row % 64));
  growing->has_null = true;
}

void batch_add_int(struct batch_builder *builder, int column, int128 value)
{
  struct growing *growing = &builder->growing[column];
  void *at = next_value(growing);

  switch (growing->kind) {
  case BATCH_BOOL: *(uint8_t *)at = value != 0; break;
  case BATCH_I8:
  case BATCH_U8: *(uint8_t *)at = (uint8_t)value; break;
  case BATCH_I16:
  case BATCH_U16: *(uint16_t *)at = (uint16_t)value; break;
  case BATCH_I32:
  case BATCH_U32:
  case BATCH_DATE: *(uint32_t *)at = (uint32_t)value; break;
  case BATCH_I64:
  case BATCH_U64: *(uint64_t *)at = (uint64_t)value; break;
  case BATCH_I128: memcpy(at, &value, sizeof value); break;
  case BATCH_F32: *(float *)at = (float)value; break;
  case BATCH_F64: *(double *)at = (double)value; break;
  case BATCH_TEXT:
  case BATCH_BYTES:
  case BATCH_NULLS: assert(!"a number for a column of no numbers"); break;
  }
}

void batch_add_double(struct batch_builder *builder, int column, double value)
{
  struct growing *growing = &builder->growing[column];

  assert(growing->kind == BATCH_F64 || growing->kind == BATCH_F32);
  void *at = next_value(growing);

  if (growing->kind == BATCH_F64)
    *(double *)at = value;
  else
    *(float *)at = (float)value;
}

static const char *keep_text(struct growing *column, struct text text)
{
  struct text_block *block = column->texts;

  if (!block || block->size - block->used < text.len) {
    size_t size = text.len > TEXT_BLOCK ? text.len : TEXT_BLOCK;

    block = must(malloc(sizeof *block + size));
    block->used = 0;
    block->size = size;
    block->next = column->texts;
    column->texts = block;
    column->text_bytes += sizeof *block + size;
  }
  char *at = block->bytes + block->used;

  memcpy(at, text.at, text.len);
  block->used += text.len;
  return at;
}

void batch_add_text(struct batch_builder *builder, int column, struct text text)
{
  struct growing *growing = &builder->growing[column];

  assert(growing->kind == BATCH_TEXT || growing->kind == BATCH_BYTES);
  assert(text.len <= UINT32_MAX);
  union engine_string *string = next_value(growing);

  *string = engine_string_of(text);
  if (text.len > INLINE_TEXT)
    string->far.at = keep_text(growing, text);
}

/* The builder's kind for values of a kind. */
static enum batch_kind grown(enum batch_kind kind)
{
  switch (kind) {
  case BATCH_I8:
  case BATCH_I16:
  case BATCH_I32:
  case BATCH_I64:
  case BATCH_U8:
  case BATCH_U16:
  case BATCH_U32: return BATCH_I64;
  case BATCH_U64:
  case BATCH_I128: return BATCH_I128;
  case BATCH_F32:
  case BATCH_F64: return BATCH_F64;
  case BATCH_BOOL:
  case BATCH_TEXT:
  case BATCH_BYTES:
  case BATCH_DATE: return kind;
  case BATCH_NULLS: return BATCH_TEXT;
  }
  return kind;
}

struct batch_builder *batch_builder_like(const struct batch *batch)
{
  struct batch_builder *builder = batch_builder_new(0, NULL, NULL);
  size_t count = (size_t)batch->column_count;

  builder->column_count = batch->column_count;
  builder->growing = must(
    realloc(builder->growing, (count + 1) * sizeof *builder->growing));
  builder->view = must(realloc(builder->view, (count + 1) * sizeof *builder->view));
  for (size_t i = 0; i < count; i++) {
    enum batch_kind kind = grown(batch->columns[i].kind);

    builder->growing[i] = (struct growing){ .kind = kind,
                                            .scale = batch->columns[i].scale,
                                            .width = batch_kind_width(kind) };
  }
  return builder;
}

static void add_value(struct batch_builder *builder, int at,
                      const struct batch_column *column, size_t row)
{
  int128 number = 0;

  if (batch_is_null(column, row)) {
    batch_add_null(builder, at);
    return;
  }
  switch (builder->growing[at].kind) {
  case BATCH_TEXT:
  case BATCH_BYTES: batch_add_text(builder, at, batch_text(column, row)); return;
  case BATCH_F64: batch_add_double(builder, at, batch_double(column, row)); return;
  default: break;
  }
  batch_int(column, row, &number);
  batch_add_int(builder, at, number);
}

/* Room for as many rows more. The first time it is just that, since there may be no others. */
static void make_room(struct growing *column, size_t rows)
{
  size_t wanted = column->rows + rows;

  if (wanted <= column->room)
    return;
  if (wanted < column->room * 2)
    wanted = column->room * 2;
  grow_to(column, (wanted + 63) / 64 * 64);
}

/* Values that are the same bytes in both. */
static void append_values(struct growing *to, const struct batch_column *from,
                          size_t rows)
{
  memcpy(to->data + to->rows * to->width, from->data, rows * to->width);
  for (size_t row = 0; row < rows; row++)
    if (batch_is_null(from, row)) {
      size_t at = to->rows + row;

      to->valid[at / 64] &= ~((uint64_t)1 << (at % 64));
      to->has_null = true;
    }
  to->rows += rows;
}

void batch_builder_append(struct batch_builder *builder, const struct batch *batch)
{
  for (int i = 0; i < builder->column_count; i++) {
    struct growing *to = &builder->growing[i];
    const struct batch_column *from = &batch->columns[i];

    make_room(to, batch->rows);
    if (batch->rows && to->kind == from->kind && to->kind != BATCH_TEXT &&
        to->kind != BATCH_BYTES && to->kind != BATCH_NULLS)
      append_values(to, from, batch->rows);
    else
      for (size_t row = 0; row < batch->rows; row++)
        add_value(builder, i, from, row);
  }
}

size_t batch_builder_rows(const struct batch_builder *builder)
{
  size_t rows = builder->column_count ? builder->growing[0].rows : 0;

  for (int i = 1; i < builder->column_count; i++)
    if (builder->growing[i].rows < rows)
      rows = builder->growing[i].rows;
  return rows;
}

size_t batch_builder_bytes(const struct batch_builder *builder)
{
  size_t bytes = sizeof *builder;

  for (int i = 0; i < builder->column_count; i++) {
    const struct growing *column = &builder->growing[i];

    bytes += sizeof *column + column->room * column->width + column->room / 8 +
             column->text_bytes;
  }
  return bytes;
}

int batch_builder_columns(const struct batch_builder *builder)
{
  return builder->column_count;
}

enum batch_kind batch_builder_kind(const struct batch_builder *builder, int column)
{
  return builder->growing[column].kind;
}

int batch_builder_scale(const struct batch_builder *builder, int column)
{
  return builder->growing[column].scale;
}

struct batch_column batch_builder_column(const struct batch_builder *builder, int column)
{
  const struct growing *growing = &builder->growing[column];

  return (struct batch_column){ .kind = growing->kind,
                                .scale = growing->scale,
                                .data = growing->data,
                                .valid = growing->has_null ? growing->valid : NULL };
}

struct batch_builder *batch_builder_copy(const struct batch_builder *builder)
{
  size_t count = (size_t)builder->column_count;
  struct batch all = { .rows = batch_builder_rows(builder),
                       .column_count = builder->column_count,
                       .columns = must(calloc(count + 1, sizeof *all.columns)) };
  struct batch_builder *copy;

  for (int i = 0; i < builder->column_count; i++)
    all.columns[i] = batch_builder_column(builder, i);
  copy = batch_builder_like(&all);
  batch_builder_append(copy, &all);
  free(all.columns);
  return copy;
}

struct batch batch_builder_view(struct batch_builder *builder, size_t from, size_t count)
{
  size_t rows = batch_builder_rows(builder);

  assert(from % 64 == 0);
  if (from > rows)
    return (struct batch){ 0, builder->column_count, builder->view };
  if (count > rows - from)
    count = rows - from;
  for (int i = 0; i < builder->column_count; i++) {
    const struct growing *growing = &builder->growing[i];

    builder->view[i] = (struct batch_column){
      .kind = growing->kind,
      .scale = growing->scale,
      .data = growing->data ? growing->data + from * growing->width : NULL,
      .valid = growing->has_null ? growing->valid + from / 64 : NULL,
    };
  }
  return (struct batch){ count, builder->column_count, builder->view };
}
