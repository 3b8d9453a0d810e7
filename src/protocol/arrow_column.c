/* arrow_column.c: the values of one column, gathered for an Arrow record batch. */
#include "protocol/arrow_column.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "data/calendar.h"
#include "data/decfloat.h"
#include "data/decimal.h"
#include "data/geo_text.h"
#include "protocol/arrow_memory.h"
#include "protocol/cell.h"

enum { UNITS_IN_INT64 = 7, ZONED_UNITS = 3 };

static void must(ArrowErrorCode code)
{
  if (code != NANOARROW_OK)
    abort();
}

static enum arrow_form form_of(const struct rowtype_column *column)
{
  switch (column->type.kind) {
  case TYPE_NUMBER: return FORM_NUMBER;
  case TYPE_FLOAT: return FORM_REAL;
  case TYPE_BOOLEAN: return FORM_BOOLEAN;
  case TYPE_DATE: return FORM_DATE;
  case TYPE_TIME: return FORM_TIME;
  case TYPE_TIMESTAMP_NTZ:
  case TYPE_TIMESTAMP_LTZ:
    return column->type.scale <= UNITS_IN_INT64 ? FORM_INSTANT : FORM_SECONDS;
  case TYPE_TIMESTAMP_TZ:
    return column->type.scale <= ZONED_UNITS ? FORM_ZONED : FORM_ZONED_SECONDS;
  case TYPE_BINARY: return FORM_BYTES;
  case TYPE_VECTOR: return FORM_VECTOR;
  case TYPE_DECFLOAT:
    return column->decfloat_text && !column->exact ? FORM_DECFLOAT_TEXT : FORM_DECFLOAT;
  case TYPE_GEOGRAPHY:
  case TYPE_GEOMETRY:
    if (column->exact)
      return FORM_BYTES;
    return strcmp(rowtype_type(column), "binary") == 0 ? FORM_GEO_WKB : FORM_GEO;
  case TYPE_VARIANT:
  case TYPE_OBJECT:
  case TYPE_ARRAY:
  case TYPE_MAP:
  case TYPE_FILE: return column->exact ? FORM_TEXT : FORM_JSON;
  case TYPE_VARCHAR:
  case TYPE_UNKNOWN:
  case TYPE_INTERVAL: return FORM_TEXT;
  }
  return FORM_TEXT;
}

bool arrow_column_is_exact(const struct rowtype_column *column)
{
  struct rowtype_column exact = *column;

  exact.exact = true;
  return form_of(column) == form_of(&exact);
}

static bool has_offsets(enum arrow_form form)
{
  return form >= FORM_TEXT && form <= FORM_BYTES;
}

void arrow_column_init(struct arrow_column *column, const struct rowtype_column *from)
{
  *column = (struct arrow_column){ .from = *from, .form = form_of(from) };
  ArrowBitmapInit(&column->valid);
  arrow_memory_init(&column->values);
  arrow_memory_init(&column->bytes);
  arrow_memory_init(&column->fractions);
  arrow_memory_init(&column->zones);
  ArrowBufferInit(&column->shown);
}

void arrow_column_clear(struct arrow_column *column)
{
  ArrowBitmapReset(&column->valid);
  ArrowBufferReset(&column->values);
  ArrowBufferReset(&column->bytes);
  ArrowBufferReset(&column->fractions);
  ArrowBufferReset(&column->zones);
  ArrowBufferReset(&column->shown);
}

void arrow_column_reset(struct arrow_column *column)
{
  struct ArrowBuffer *buffers[] = { &column->values, &column->bytes, &column->fractions,
                                    &column->zones };

  for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
    must(ArrowBufferResize(buffers[i], 0, false));
  must(ArrowBufferResize(&column->valid.buffer, 0, false));
  column->valid.size_bits = 0;
  column->rows = column->nulls = 0;
  column->least = column->most = 0;
  column->wide = false;
}

size_t arrow_column_bytes(const struct arrow_column *column)
{
  return (size_t)(column->valid.buffer.size_bytes + column->values.size_bytes +
                  column->bytes.size_bytes + column->fractions.size_bytes +
                  column->zones.size_bytes);
}

/* ---- adding ---- */

void *arrow_extend(struct ArrowBuffer *buffer, size_t count, size_t width)
{
  int64_t more = (int64_t)(count * width);

  must(ArrowBufferReserve(buffer, more));
  void *at = buffer->data + buffer->size_bytes;

  buffer->size_bytes += more;
  return at;
}

/* The bitmap begins with the first NULL: before it all rows are valid. */
static void add_validity(struct arrow_column *column, const struct batch_column *values,
                         size_t rows)
{
  if (!column->nulls && !batch_has_null(values, rows))
    return;
  if (!column->nulls)
    must(ArrowBitmapAppend(&column->valid, 1, column->rows));
  must(ArrowBitmapReserve(&column->valid, (int64_t)rows));
  for (size_t row = 0; row < rows; row++) {
    bool is_null = batch_is_null(values, row);

    ArrowBitmapAppendUnsafe(&column->valid, !is_null, 1);
    column->nulls += is_null;
  }
}

static void widen(struct arrow_column *column)
{
  struct ArrowBuffer wide;
  int128 *to;

  if (column->wide)
    return;
  arrow_memory_init(&wide);
  to = arrow_extend(&wide, (size_t)column->rows, sizeof *to);
  for (int64_t row = 0; row < column->rows; row++)
    to[row] = ((const int64_t *)(const void *)column->values.data)[row];
  ArrowBufferReset(&column->values);
  ArrowBufferMove(&wide, &column->values);
  column->wide = true;
}

/* 0 for NULL. */
static bool number_at(const struct batch_column *values, int scale, size_t row,
                      int128 *value, struct err *err)
{
  *value = 0;
  return batch_is_null(values, row) || cell_number(values, row, scale, value, err);
}

static void note_range(struct arrow_column *column, int128 value)
{
  if (value < column->least)
    column->least = value;
  if (value > column->most)
    column->most = value;
}

/* Of eight bytes or fewer in the right scale: nothing to compute. */
static void add_plain(struct arrow_column *column, const struct batch_column *values,
                      size_t rows)
{
  int64_t *to = arrow_extend(&column->values, rows, sizeof *to);
  int64_t least = 0, most = 0;

#define COPY(type)                       \
 for (size_t row = 0; row < rows; row++) \
 to[row] = (int64_t)((const type *)values->data)[row]
  switch (values->kind) {
  case BATCH_I8: COPY(int8_t); break;
  case BATCH_U8: COPY(uint8_t); break;
  case BATCH_I16: COPY(int16_t); break;
  case BATCH_U16: COPY(uint16_t); break;
  case BATCH_I32: COPY(int32_t); break;
  case BATCH_U32: COPY(uint32_t); break;
  default: memcpy(to, values->data, rows * sizeof *to); break;
  }
#undef COPY
  if (batch_has_null(values, rows))
    for (size_t row = 0; row < rows; row++)
      to[row] = batch_is_null(values, row) ? 0 : to[row];
  for (size_t row = 0; row < rows; row++) {
    least = to[row] < least ? to[row] : least;
    most = to[row] > most ? to[row] : most;
  }
  note_range(column, least);
  note_range(column, most);
}

static bool is_plain(enum batch_kind kind)
{
  return kind == BATCH_I8 || kind == BATCH_U8 || kind == BATCH_I16 || kind == BATCH_U16 ||
         kind == BATCH_I32 || kind == BATCH_U32 || kind == BATCH_I64;
}

static bool add_numbers(struct arrow_column *column, const struct batch_column *values,
                        size_t rows, struct err *err)
{
  int scale = column->from.type.scale;

  if (is_plain(values->kind) && !column->wide && values->scale == scale) {
    add_plain(column, values, rows);
    return true;
  }
  char *to = arrow_extend(&column->values, rows,
                          column->wide ? sizeof(int128) : sizeof(int64_t));

  for (size_t row = 0; row < rows; row++) {
    int128 value;

    if (!number_at(values, scale, row, &value, err))
      return false;
    note_range(column, value);
    if (column->wide)
      memcpy(to + row * sizeof value, &value, sizeof value);
    else
      ((int64_t *)(void *)to)[row] = (int64_t)value;
  }
  return true;
}

static void add_reals(struct arrow_column *column, const struct batch_column *values,
                      size_t rows)
{
  double *to = arrow_extend(&column->values, rows, sizeof *to);

  if (values->kind == BATCH_F64)
    memcpy(to, values->data, rows * sizeof *to);
  else
    for (size_t row = 0; row < rows; row++)
      to[row] = ((const float *)values->data)[row];
}

/* The text of what is printed becomes the bytes that it stands for. */
static struct text unhex(struct buf *hex)
{
  for (size_t i = 0; i + 1 < hex->len; i += 2)
    hex->at[i / 2] = (char)(hex_digit(hex->at[i]) * 16 + hex_digit(hex->at[i + 1]));
  return (struct text){ hex->at, hex->len / 2 };
}

/* What clients see of a stored value is printed into `scratch`. */
static bool shown(const struct arrow_column *column, struct text *value,
                  struct buf *scratch, struct err *err)
{
  buf_reset(scratch);
  if (column->form == FORM_JSON)
    cell_put_json(&column->from, *value, scratch);
  else if (!(column->form == FORM_DECFLOAT_TEXT
               ? cell_put_decfloat(*value, scratch, err)
               : cell_put_geo(&column->from, *value, scratch, err)))
    return false;
  *value = column->form == FORM_GEO_WKB ? unhex(scratch) : buf_text(scratch);
  return true;
}

static bool fail_long(struct err *err)
{
  return err_set(err, ERR_UNSUPPORTED,
                 "Unsupported feature 'more than 2 GB of text in a few rows'.");
}

static bool add_text(struct arrow_column *column, struct text value, struct buf *scratch,
                     struct err *err)
{
  if (!shown(column, &value, scratch, err))
    return false;
  if (column->bytes.size_bytes + (int64_t)value.len > INT32_MAX)
    return fail_long(err);
  if (value.len)
    memcpy(arrow_extend(&column->bytes, value.len, 1), value.at, value.len);
  return true;
}

/* Texts as they are stored: one room for all of them. */
static bool copy_texts(struct arrow_column *column, const struct batch_column *values,
                       size_t rows, int32_t *offsets, struct err *err)
{
  int64_t end = column->bytes.size_bytes;
  char *to;

  for (size_t row = 0; row < rows; row++) {
    if (!batch_is_null(values, row))
      end += (int64_t)batch_text(values, row).len;
    offsets[row] = (int32_t)end;
    if (end > INT32_MAX)
      return fail_long(err);
  }
  to = arrow_extend(&column->bytes, (size_t)(end - column->bytes.size_bytes), 1);
  for (size_t row = 0; row < rows; row++)
    if (!batch_is_null(values, row)) {
      struct text value = batch_text(values, row);

      if (value.len)
        memcpy(to, value.at, value.len);
      to += value.len;
    }
  return true;
}

static bool add_texts(struct arrow_column *column, const struct batch_column *values,
                      size_t rows, struct err *err)
{
  int32_t *offsets;
  struct buf scratch;
  bool ok = true;

  if (!column->rows)
    *(int32_t *)arrow_extend(&column->values, 1, sizeof *offsets) = 0;
  offsets = arrow_extend(&column->values, rows, sizeof *offsets);
  if (column->form == FORM_TEXT || column->form == FORM_BYTES)
    return copy_texts(column, values, rows, offsets, err);
  buf_init(&scratch);
  for (size_t row = 0; ok && row < rows; row++) {
    if (!batch_is_null(values, row))
      ok = add_text(column, batch_text(values, row), &scratch, err);
    offsets[row] = (int32_t)column->bytes.size_bytes;
  }
  buf_clear(&scratch);
  return ok;
}

/* Most are between 1677 and 2262, where 64 bits do. */
static inline int64_t floor_div(int128 value, int64_t unit)
{
  int64_t small = (int64_t)value;

  if (small == value)
    return small / unit - (small % unit < 0);
  return (int64_t)(value / unit - (value % unit < 0));
}

/* Nanoseconds since midnight or 1970: 0 for NULL. */
static bool gather_times(const struct batch_column *values, size_t rows, int128 *times,
                         struct err *err)
{
  if (!batch_is_integers(values->kind))
    return err_set(err, ERR_INTERNAL, "A column of times holds something else");
  if (values->kind == BATCH_I128)
    memcpy(times, values->data, rows * sizeof *times);
  else
    for (size_t row = 0; row < rows; row++)
      batch_int(values, row, &times[row]);
  if (batch_has_null(values, rows))
    for (size_t row = 0; row < rows; row++)
      times[row] = batch_is_null(values, row) ? 0 : times[row];
  return true;
}

static void split_zones(struct arrow_column *column, int128 *times, size_t rows)
{
  int32_t *zones = arrow_extend(&column->zones, rows, sizeof *zones);

  for (size_t row = 0; row < rows; row++) {
    zones[row] = calendar_tz_offset(times[row]) + CALENDAR_TZ_BIAS;
    times[row] = calendar_tz_utc(times[row]);
  }
}

static void put_seconds(struct arrow_column *column, const int128 *times, size_t rows)
{
  static const int64_t second = 1000000000;
  int64_t *to = arrow_extend(&column->values, rows, sizeof *to);
  int32_t *fractions = arrow_extend(&column->fractions, rows, sizeof *fractions);

  for (size_t row = 0; row < rows; row++) {
    to[row] = floor_div(times[row], second);
    fractions[row] = (int32_t)(times[row] - (int128)to[row] * second);
  }
}

static void put_units(struct arrow_column *column, const int128 *times, size_t rows)
{
  int64_t unit = (int64_t)decimal_power(9 - column->from.type.scale);
  int64_t *to = arrow_extend(&column->values, rows, sizeof *to);

  for (size_t row = 0; row < rows; row++)
    to[row] = floor_div(times[row], unit);
}

enum { STEP = 256 }; /* Rows at a time. */

static bool add_times(struct arrow_column *column, const struct batch_column *values,
                      size_t rows, struct err *err)
{
  int128 times[STEP];

  for (size_t from = 0; from < rows; from += STEP) {
    struct batch_column part = batch_column_from(values, from);
    size_t count = rows - from < STEP ? rows - from : STEP;

    if (!gather_times(&part, count, times, err))
      return false;
    if (column->form == FORM_ZONED || column->form == FORM_ZONED_SECONDS)
      split_zones(column, times, count);
    if (column->form == FORM_SECONDS || column->form == FORM_ZONED_SECONDS)
      put_seconds(column, times, count);
    else
      put_units(column, times, count);
  }
  return true;
}

static void add_vectors(struct arrow_column *column, const struct batch_column *values,
                        size_t rows)
{
  size_t size = (size_t)column->from.type.length * 4;
  char *to = arrow_extend(&column->values, rows, size);

  memset(to, 0, rows * size);
  for (size_t row = 0; row < rows; row++)
    if (!batch_is_null(values, row)) {
      struct text bytes = batch_text(values, row);

      memcpy(to + row * size, bytes.at, bytes.len < size ? bytes.len : size);
    }
}

/* The digits as an integer, the most significant byte first, in as few bytes as hold its sign. */
static void add_significand(struct arrow_column *column, int128 digits)
{
  int count = 1;

  while (count < 16 && digits >> (8 * count - 1) != 0 && digits >> (8 * count - 1) != -1)
    count++;
  uint8_t *to = arrow_extend(&column->bytes, (size_t)count, 1);

  for (int i = 0; i < count; i++)
    to[i] = (uint8_t)((uint128)digits >> (8 * (count - 1 - i)));
}

static bool add_decfloats(struct arrow_column *column, const struct batch_column *values,
                          size_t rows, struct err *err)
{
  int16_t *exponents = arrow_extend(&column->values, rows, sizeof *exponents);
  int32_t *offsets;

  if (!column->rows)
    *(int32_t *)arrow_extend(&column->fractions, 1, sizeof *offsets) = 0;
  offsets = arrow_extend(&column->fractions, rows, sizeof *offsets);
  for (size_t row = 0; row < rows; row++) {
    struct decfloat value = { 0, 0 };

    if (!batch_is_null(values, row)) {
      if (!decfloat_unpack(batch_text(values, row), &value))
        return err_set(err, ERR_INTERNAL, "A stored DECFLOAT is not well made");
      add_significand(column, value.digits);
    }
    exponents[row] = (int16_t)value.exponent;
    offsets[row] = (int32_t)column->bytes.size_bytes;
  }
  return true;
}

/* Bytes of 0 and 1, of which bits are made: where a value is NULL the engine leaves any byte, and
 * another one would change its neighbours. */
static void add_booleans(struct arrow_column *column, const struct batch_column *values,
                         size_t rows)
{
  uint8_t *to = arrow_extend(&column->values, rows, 1);

  for (size_t row = 0; row < rows; row++)
    to[row] = ((const uint8_t *)values->data)[row] != 0;
}

static void repeat_offset(struct arrow_column *column, struct ArrowBuffer *offsets,
                          size_t rows)
{
  size_t count = rows + !column->rows; /* One more than rows, in all. */
  int32_t *to = arrow_extend(offsets, count, sizeof *to);

  for (size_t i = 0; i < count; i++)
    to[i] = (int32_t)column->bytes.size_bytes;
}

/* Nothing but NULLs, of whatever physical form they came. */
static void add_nulls(struct arrow_column *column, size_t rows)
{
  size_t width = column->form == FORM_BOOLEAN    ? 1
                 : column->form == FORM_DECFLOAT ? sizeof(int16_t)
                 : column->form == FORM_DATE     ? sizeof(int32_t)
                 : column->form == FORM_VECTOR   ? (size_t)column->from.type.length * 4
                 : column->wide                  ? sizeof(int128)
                                                 : sizeof(int64_t);

  if (has_offsets(column->form)) {
    repeat_offset(column, &column->values, rows);
    return;
  }
  memset(arrow_extend(&column->values, rows, width), 0, rows * width);
  if (column->form == FORM_DECFLOAT)
    repeat_offset(column, &column->fractions, rows);
  if (column->form == FORM_SECONDS || column->form == FORM_ZONED_SECONDS)
    memset(arrow_extend(&column->fractions, rows, 4), 0, rows * 4);
  if (column->form == FORM_ZONED || column->form == FORM_ZONED_SECONDS)
    memset(arrow_extend(&column->zones, rows, 4), 0, rows * 4);
}

static bool fits_form(enum arrow_form form, enum batch_kind kind)
{
  switch (form) {
  case FORM_REAL: return kind == BATCH_F64 || kind == BATCH_F32;
  case FORM_BOOLEAN: return kind == BATCH_BOOL;
  case FORM_DATE: return kind == BATCH_DATE;
  case FORM_TEXT:
  case FORM_JSON: return kind == BATCH_TEXT;
  case FORM_BYTES:
  case FORM_GEO:
  case FORM_GEO_WKB:
  case FORM_DECFLOAT:
  case FORM_DECFLOAT_TEXT:
  case FORM_VECTOR: return kind == BATCH_BYTES;
  default: return batch_is_integers(kind);
  }
}

static bool add_values(struct arrow_column *column, const struct batch_column *values,
                       size_t rows, struct err *err)
{
  if (!fits_form(column->form, values->kind))
    return err_set(err, ERR_INTERNAL, "Column '" TEXT_FMT "' has the physical form %d",
                   TEXT_ARG(column->from.name), (int)values->kind);
  switch (column->form) {
  case FORM_NUMBER: return add_numbers(column, values, rows, err);
  case FORM_REAL: add_reals(column, values, rows); return true;
  case FORM_BOOLEAN: add_booleans(column, values, rows); return true;
  case FORM_DATE:
    memcpy(arrow_extend(&column->values, rows, sizeof(int32_t)), values->data,
           rows * sizeof(int32_t));
    return true;
  case FORM_DECFLOAT: return add_decfloats(column, values, rows, err);
  case FORM_TEXT:
  case FORM_DECFLOAT_TEXT:
  case FORM_JSON:
  case FORM_GEO:
  case FORM_GEO_WKB:
  case FORM_BYTES: return add_texts(column, values, rows, err);
  case FORM_TIME:
  case FORM_INSTANT:
  case FORM_SECONDS:
  case FORM_ZONED:
  case FORM_ZONED_SECONDS: return add_times(column, values, rows, err);
  case FORM_VECTOR: add_vectors(column, values, rows); return true;
  }
  return true;
}

bool arrow_column_add(struct arrow_column *column, const struct batch_column *values,
                      size_t rows, struct err *err)
{
  bool ok = true;

  if (!rows)
    return true;
  add_validity(column, values, rows);
  /* Of nothing but NULL as well: all streams of a result have the same types. */
  if (column->form == FORM_NUMBER && values->kind != BATCH_NULLS &&
      !is_plain(values->kind))
    widen(column);
  if (batch_is_all_null(values, rows))
    add_nulls(column, rows);
  else
    ok = add_values(column, values, rows, err);
  column->rows += (int64_t)rows;
  return ok;
}
