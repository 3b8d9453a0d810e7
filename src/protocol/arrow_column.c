/* arrow_column.c: the values of one column, gathered for an Arrow record batch. */
#include "protocol/arrow_column.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/calendar.h"
#include "data/decfloat.h"
#include "data/decimal.h"
#include "data/geo_text.h"
#include "protocol/json_cell.h"

enum form {
  FORM_NUMBER,        /* values: int64 or, when wide, int128 */
  FORM_REAL,          /* values: double */
  FORM_BOOLEAN,       /* values: a byte each until they are taken */
  FORM_DATE,          /* values: int32 */
  FORM_TIME,          /* values: int64, units of the scale */
  FORM_TEXT,          /* values: int32 offsets, bytes */
  FORM_DECFLOAT_TEXT, /* the same, printed */
  FORM_JSON,          /* the same, printed */
  FORM_GEO,           /* the same */
  FORM_GEO_WKB,       /* the same, bytes of hexadecimal text */
  FORM_BYTES,         /* the same */
  FORM_INSTANT,       /* values: int64, units of the scale */
  FORM_SECONDS,       /* values: int64 seconds, fractions: int32 nanoseconds */
  FORM_ZONED,         /* values: int64, units of the scale; zones: int32 minutes + 1440 */
  FORM_ZONED_SECONDS, /* seconds, fractions and zones */
  FORM_VECTOR,        /* values: 4 bytes an element */
  FORM_DECFLOAT       /* values: int16 exponents; fractions: int32 offsets, bytes */
};

enum { UNITS_IN_INT64 = 7, ZONED_UNITS = 3, TIME_IN_INT32 = 4 };

static void must(ArrowErrorCode code)
{
  if (code != NANOARROW_OK)
    abort();
}

static enum form form_of(const struct rowtype_column *column)
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
  case TYPE_DECFLOAT: return column->decfloat_text ? FORM_DECFLOAT_TEXT : FORM_DECFLOAT;
  case TYPE_GEOGRAPHY:
  case TYPE_GEOMETRY:
    return strcmp(rowtype_type(column), "binary") == 0 ? FORM_GEO_WKB : FORM_GEO;
  case TYPE_VARIANT:
  case TYPE_OBJECT:
  case TYPE_ARRAY:
  case TYPE_MAP: return FORM_JSON;
  case TYPE_VARCHAR:
  case TYPE_UNKNOWN:
  case TYPE_INTERVAL: return FORM_TEXT;
  }
  return FORM_TEXT;
}

static bool has_offsets(int form)
{
  return form >= FORM_TEXT && form <= FORM_BYTES;
}

void arrow_column_init(struct arrow_column *column, const struct rowtype_column *from)
{
  *column = (struct arrow_column){ .from = *from, .form = form_of(from) };
  ArrowBitmapInit(&column->valid);
  ArrowBufferInit(&column->values);
  ArrowBufferInit(&column->bytes);
  ArrowBufferInit(&column->fractions);
  ArrowBufferInit(&column->zones);
}

void arrow_column_clear(struct arrow_column *column)
{
  ArrowBitmapReset(&column->valid);
  ArrowBufferReset(&column->values);
  ArrowBufferReset(&column->bytes);
  ArrowBufferReset(&column->fractions);
  ArrowBufferReset(&column->zones);
}

size_t arrow_column_bytes(const struct arrow_column *column)
{
  return (size_t)(column->valid.buffer.size_bytes + column->values.size_bytes +
                  column->bytes.size_bytes + column->fractions.size_bytes +
                  column->zones.size_bytes);
}

/* ---- adding ---- */

/* Room for so many elements more, which count as there. */
static void *extend(struct ArrowBuffer *buffer, size_t count, size_t width)
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
  bool has_null = false;

  for (size_t row = 0; row < rows && !has_null; row++)
    has_null = batch_is_null(values, row);
  if (!has_null && !column->nulls)
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
  ArrowBufferInit(&wide);
  to = extend(&wide, (size_t)column->rows, sizeof *to);
  for (int64_t row = 0; row < column->rows; row++)
    to[row] = ((const int64_t *)(const void *)column->values.data)[row];
  ArrowBufferReset(&column->values);
  ArrowBufferMove(&wide, &column->values);
  column->wide = true;
}

static bool check_digits(int128 value, struct err *err)
{
  int128 limit = decimal_power(TYPE_MAX_PRECISION - 1) * 10;
  char text[DECIMAL_TEXT_SIZE];

  if (value < limit && value > -limit)
    return true;
  return err_set(err, ERR_UNREPRESENTABLE,
                 "Number out of representable range: type FIXED[SB16](38,0){nullable}, "
                 "value %.*s",
                 (int)decimal_print(value, 0, text), text);
}

static bool number_at(const struct batch_column *values, int to_scale, size_t row,
                      int128 *value, struct err *err)
{
  *value = 0;
  if (batch_is_null(values, row))
    return true;
  if (!batch_int(values, row, value))
    return err_set(err, ERR_INTERNAL, "A column of numbers holds something else");
  if (values->scale > to_scale && *value % decimal_power(values->scale - to_scale) != 0)
    return err_set(err, ERR_INTERNAL,
                   "A decimal has more digits than its declared scale %d", to_scale);
  if (values->scale != to_scale &&
      !decimal_rescale(*value, values->scale, to_scale, value))
    return err_set(err, ERR_INTERNAL, "A decimal does not fit its declared scale %d",
                   to_scale);
  return check_digits(*value, err);
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
  int64_t *to = extend(&column->values, rows, sizeof *to);
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
  for (size_t row = 0; row < rows; row++) {
    if (values->valid && batch_is_null(values, row))
      to[row] = 0;
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

static bool is_integers(enum batch_kind kind)
{
  return kind >= BATCH_I8 && kind <= BATCH_U64;
}

static bool add_numbers(struct arrow_column *column, const struct batch_column *values,
                        size_t rows, struct err *err)
{
  int scale = column->from.type.scale;

  if (!is_plain(values->kind))
    widen(column);
  else if (!column->wide && values->scale == scale) {
    add_plain(column, values, rows);
    return true;
  }
  char *to = extend(&column->values, rows,
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
  double *to = extend(&column->values, rows, sizeof *to);

  if (values->kind == BATCH_F64)
    memcpy(to, values->data, rows * sizeof *to);
  else
    for (size_t row = 0; row < rows; row++)
      to[row] = ((const float *)values->data)[row];
}

static int hex_digit(char c)
{
  return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

/* The text of what is printed becomes the bytes that it stands for. */
static struct text unhex(struct buf *hex)
{
  for (size_t i = 0; i + 1 < hex->len; i += 2)
    hex->at[i / 2] = (char)(hex_digit(hex->at[i]) * 16 + hex_digit(hex->at[i + 1]));
  return (struct text){ hex->at, hex->len / 2 };
}

static bool print_decfloat(struct text stored, struct buf *out, struct err *err)
{
  char text[DECFLOAT_TEXT_SIZE];
  struct decfloat value;

  if (!decfloat_unpack(stored, &value))
    return err_set(err, ERR_INTERNAL, "A stored DECFLOAT is not well made");
  buf_add(out, text, decfloat_print(value, text));
  return true;
}

/* What clients see of a stored value: itself, or what is printed of it into `scratch`. */
static bool shown(const struct arrow_column *column, struct text *value,
                  struct buf *scratch, struct err *err)
{
  if (column->form == FORM_TEXT || column->form == FORM_BYTES)
    return true;
  buf_reset(scratch);
  if (column->form == FORM_DECFLOAT_TEXT) {
    if (!print_decfloat(*value, scratch, err))
      return false;
  } else if (column->form == FORM_JSON)
    json_cell_put(&column->from, *value, scratch);
  else if (!geo_put_output(*value, column->from.geo_format, scratch))
    return err_set(err, ERR_INTERNAL, "A stored geospatial value is not well made");
  *value = column->form == FORM_GEO_WKB ? unhex(scratch) : buf_text(scratch);
  return true;
}

static bool add_text(struct arrow_column *column, struct text value, struct buf *scratch,
                     struct err *err)
{
  if (!shown(column, &value, scratch, err))
    return false;
  if (column->bytes.size_bytes + (int64_t)value.len > INT32_MAX)
    return err_set(err, ERR_UNSUPPORTED,
                   "Unsupported feature 'more than 2 GB of text in a few rows'.");
  if (value.len)
    memcpy(extend(&column->bytes, value.len, 1), value.at, value.len);
  return true;
}

static bool add_texts(struct arrow_column *column, const struct batch_column *values,
                      size_t rows, struct err *err)
{
  int32_t *offsets;
  struct buf scratch;
  bool ok = true;

  if (!column->rows)
    *(int32_t *)extend(&column->values, 1, sizeof *offsets) = 0;
  offsets = extend(&column->values, rows, sizeof *offsets);
  buf_init(&scratch);
  for (size_t row = 0; ok && row < rows; row++) {
    if (!batch_is_null(values, row))
      ok = add_text(column, batch_text(values, row), &scratch, err);
    offsets[row] = (int32_t)column->bytes.size_bytes;
  }
  buf_clear(&scratch);
  return ok;
}

static int64_t floor_div(int128 value, int128 unit)
{
  return (int64_t)(value / unit - (value % unit < 0));
}

/* Nanoseconds since midnight or 1970, with the zone's offset or without. */
static bool add_times(struct arrow_column *column, const struct batch_column *values,
                      size_t rows, struct err *err)
{
  static const int64_t second = 1000000000;
  bool zoned = column->form == FORM_ZONED || column->form == FORM_ZONED_SECONDS;
  bool parts = column->form == FORM_SECONDS || column->form == FORM_ZONED_SECONDS;
  int128 unit = parts ? second : decimal_power(9 - column->from.type.scale);
  int64_t *to = extend(&column->values, rows, sizeof *to);
  int32_t *fractions = parts ? extend(&column->fractions, rows, sizeof *fractions) : NULL;
  int32_t *zones = zoned ? extend(&column->zones, rows, sizeof *zones) : NULL;

  for (size_t row = 0; row < rows; row++) {
    int128 value = 0;

    if (!batch_is_null(values, row) && !batch_int(values, row, &value))
      return err_set(err, ERR_INTERNAL, "A column of times holds something else");
    if (zoned) {
      zones[row] = calendar_tz_offset(value) + CALENDAR_TZ_BIAS;
      value = calendar_tz_utc(value);
    }
    to[row] = floor_div(value, unit);
    if (parts)
      fractions[row] = (int32_t)(value - (int128)to[row] * second);
  }
  return true;
}

static void add_vectors(struct arrow_column *column, const struct batch_column *values,
                        size_t rows)
{
  size_t size = (size_t)column->from.type.length * 4;
  char *to = extend(&column->values, rows, size);

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
  uint8_t *to = extend(&column->bytes, (size_t)count, 1);

  for (int i = 0; i < count; i++)
    to[i] = (uint8_t)((uint128)digits >> (8 * (count - 1 - i)));
}

static bool add_decfloats(struct arrow_column *column, const struct batch_column *values,
                          size_t rows, struct err *err)
{
  int16_t *exponents = extend(&column->values, rows, sizeof *exponents);
  int32_t *offsets;

  if (!column->rows)
    *(int32_t *)extend(&column->fractions, 1, sizeof *offsets) = 0;
  offsets = extend(&column->fractions, rows, sizeof *offsets);
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
  uint8_t *to = extend(&column->values, rows, 1);

  for (size_t row = 0; row < rows; row++)
    to[row] = ((const uint8_t *)values->data)[row] != 0;
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
    int32_t *offsets = extend(&column->values, rows + !column->rows, sizeof *offsets);

    for (size_t i = 0; i < rows + !column->rows; i++)
      offsets[i] = (int32_t)column->bytes.size_bytes;
    return;
  }
  memset(extend(&column->values, rows, width), 0, rows * width);
  if (column->form == FORM_DECFLOAT) {
    int32_t *offsets = extend(&column->fractions, rows + !column->rows, sizeof *offsets);

    for (size_t i = 0; i < rows + !column->rows; i++)
      offsets[i] = (int32_t)column->bytes.size_bytes;
  }
  if (column->form == FORM_SECONDS || column->form == FORM_ZONED_SECONDS)
    memset(extend(&column->fractions, rows, 4), 0, rows * 4);
  if (column->form == FORM_ZONED || column->form == FORM_ZONED_SECONDS)
    memset(extend(&column->zones, rows, 4), 0, rows * 4);
}

static bool fits_form(int form, enum batch_kind kind)
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
  default: return is_integers(kind);
  }
}

static bool is_all_null(const struct batch_column *values, size_t rows)
{
  if (values->kind != BATCH_NULLS && !values->valid)
    return false;
  for (size_t row = 0; row < rows; row++)
    if (!batch_is_null(values, row))
      return false;
  return true;
}

static bool add_values(struct arrow_column *column, const struct batch_column *values,
                       size_t rows, struct err *err)
{
  if (!fits_form(column->form, values->kind))
    return err_set(err, ERR_INTERNAL, "Column '" TEXT_FMT "' has the physical form %d",
                   TEXT_ARG(column->from.name), (int)values->kind);
  switch ((enum form)column->form) {
  case FORM_NUMBER: return add_numbers(column, values, rows, err);
  case FORM_REAL: add_reals(column, values, rows); return true;
  case FORM_BOOLEAN: add_booleans(column, values, rows); return true;
  case FORM_DATE:
    memcpy(extend(&column->values, rows, sizeof(int32_t)), values->data,
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
  if (is_all_null(values, rows))
    add_nulls(column, rows);
  else
    ok = add_values(column, values, rows, err);
  column->rows += (int64_t)rows;
  return ok;
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

  switch ((enum form)column->form) {
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

void arrow_column_schema(const struct arrow_column *column, bool narrow,
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

/* ---- taking ---- */

/* The same numbers in fewer or more bytes. */
static void take_numbers(struct arrow_column *column, int width, struct ArrowBuffer *to)
{
  size_t rows = (size_t)column->rows;
  const int64_t *narrow = (const void *)column->values.data;
  const char *wide = (const char *)column->values.data;

  ArrowBufferInit(to);
  if ((width == 8 && !column->wide) || (width == 16 && column->wide)) {
    ArrowBufferMove(&column->values, to);
    return;
  }
  char *at = extend(to, rows, (size_t)width);

  for (size_t row = 0; row < rows; row++) {
    int128 value;

    if (column->wide)
      memcpy(&value, wide + row * sizeof value, sizeof value);
    else
      value = narrow[row];
    memcpy(at + row * (size_t)width, &value, (size_t)width); /* little endian */
  }
}

static void take_booleans(struct arrow_column *column, struct ArrowBuffer *to)
{
  struct ArrowBitmap bits;

  ArrowBitmapInit(&bits);
  must(ArrowBitmapReserve(&bits, column->rows));
  ArrowBitmapAppendInt8Unsafe(&bits, (const int8_t *)column->values.data, column->rows);
  ArrowBufferInit(to);
  ArrowBufferMove(&bits.buffer, to);
}

static void set_child(struct ArrowArray *parent, int child, struct ArrowBuffer *values,
                      int64_t rows)
{
  must(ArrowArraySetBuffer(parent->children[child], 1, values));
  parent->children[child]->length = rows;
  parent->children[child]->null_count = 0;
}

static void take_values(struct arrow_column *column, bool narrow,
                        struct ArrowArray *array)
{
  struct ArrowBuffer values;
  int child = 1;

  switch ((enum form)column->form) {
  case FORM_NUMBER:
    take_numbers(column, number_width(column, narrow), &values);
    must(ArrowArraySetBuffer(array, 1, &values));
    return;
  case FORM_TIME:
    take_numbers(column, time_width(column), &values);
    must(ArrowArraySetBuffer(array, 1, &values));
    return;
  case FORM_BOOLEAN:
    take_booleans(column, &values);
    must(ArrowArraySetBuffer(array, 1, &values));
    return;
  case FORM_REAL:
  case FORM_DATE:
  case FORM_INSTANT: must(ArrowArraySetBuffer(array, 1, &column->values)); return;
  case FORM_TEXT:
  case FORM_DECFLOAT_TEXT:
  case FORM_JSON:
  case FORM_GEO:
  case FORM_GEO_WKB:
  case FORM_BYTES:
    must(ArrowArraySetBuffer(array, 1, &column->values));
    must(ArrowArraySetBuffer(array, 2, &column->bytes));
    return;
  case FORM_SECONDS:
  case FORM_ZONED:
  case FORM_ZONED_SECONDS:
    set_child(array, 0, &column->values, column->rows);
    if (column->form != FORM_ZONED)
      set_child(array, child++, &column->fractions, column->rows);
    if (column->form != FORM_SECONDS)
      set_child(array, child, &column->zones, column->rows);
    return;
  case FORM_VECTOR:
    set_child(array, 0, &column->values, column->rows * column->from.type.length);
    return;
  case FORM_DECFLOAT:
    set_child(array, 0, &column->values, column->rows);
    set_child(array, 1, &column->fractions, column->rows);
    must(ArrowArraySetBuffer(array->children[1], 2, &column->bytes));
    return;
  }
}

void arrow_column_take(struct arrow_column *column, bool narrow, struct ArrowArray *array)
{
  struct rowtype_column from = column->from;

  if (column->nulls)
    ArrowArraySetValidityBitmap(array, &column->valid);
  array->length = column->rows;
  array->null_count = column->nulls;
  take_values(column, narrow, array);
  arrow_column_clear(column);
  arrow_column_init(column, &from);
}
