/* rowset.c: the rows of a result as JSON cells. */
#include "protocol/rowset.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/calendar.h"
#include "data/decfloat.h"
#include "data/decimal.h"
#include "data/json.h"
#include "data/real.h"
#include "protocol/json_cell.h"

/* What a cell is written as: the type's kind, checked once against the column's physical form. */
enum cell {
  CELL_NULL,
  CELL_INTEGER,
  CELL_DECIMAL,
  CELL_DOUBLE,
  CELL_TEXT,
  CELL_JSON,
  CELL_BOOLEAN,
  CELL_DATE,
  CELL_SECONDS, /* TIME, TIMESTAMP_NTZ, TIMESTAMP_LTZ */
  CELL_SECONDS_TZ,
  CELL_HEX,
  CELL_DECFLOAT,
  CELL_VECTOR,
  CELL_GEO
};

struct writer {
  struct buf *scratch; /* For text that has to be escaped after it was made. */
  enum cell cell;
  const struct batch_column *column;
  struct type type;
  int from_scale, to_scale;
  enum geo_format geo_format;
  const struct rowtype_column *shown;
};

static void put_uint(struct buf *out, uint64_t value)
{
  char digits[20];
  int at = 20;

  do {
    digits[--at] = (char)('0' + value % 10);
    value /= 10;
  } while (value);
  buf_add(out, digits + at, (size_t)(20 - at));
}

static void put_int(struct buf *out, int128 value)
{
  char text[DECIMAL_TEXT_SIZE];

  if (value < INT64_MIN || value > INT64_MAX) {
    buf_add(out, text, decimal_print(value, 0, text));
    return;
  }
  if (value < 0)
    buf_add_char(out, '-');
  put_uint(out, value < 0 ? (uint64_t)-value : (uint64_t)value);
}

static bool put_decimal(struct buf *out, int128 value, const struct writer *writer,
                        struct err *err)
{
  char text[DECIMAL_TEXT_SIZE];

  if (writer->from_scale != writer->to_scale) {
    if (writer->from_scale > writer->to_scale &&
        value % decimal_power(writer->from_scale - writer->to_scale) != 0)
      return err_set(err, ERR_INTERNAL,
                     "A decimal has more digits than its declared scale %d",
                     writer->to_scale);
    if (!decimal_rescale(value, writer->from_scale, writer->to_scale, &value))
      return err_set(err, ERR_INTERNAL, "A decimal does not fit its declared scale %d",
                     writer->to_scale);
  }
  buf_add(out, text, decimal_print(value, writer->to_scale, text));
  return true;
}

/* Doubles with few decimals, most of what is measured and counted: a whole number below 2^53
 * divided by an exact power of ten is rounded once, so that the quotient is the value exactly
 * when those digits read back as it. */
static bool put_short_double(struct buf *out, double value)
{
  static const double powers[] = { 1, 10, 100, 1000, 10000, 100000, 1000000 };
  double whole = fabs(value);

  if (!(whole < 1e9) || (whole < 1e-4 && whole > 0))
    return false;
  for (int places = 0; places < 7; places++) {
    double scaled = nearbyint(whole * powers[places]);

    if (scaled / powers[places] == whole) {
      char text[DECIMAL_TEXT_SIZE];
      int128 digits = (int128)(signbit(value) ? -scaled : scaled);

      buf_add(out, text, decimal_print(digits, places, text));
      return true;
    }
  }
  return false;
}

static void put_double(struct buf *out, double value)
{
  char text[REAL_TEXT_SIZE];

  if (!put_short_double(out, value))
    buf_add(out, text, real_print(value, text));
}

static void put_hex(struct buf *out, struct text bytes)
{
  static const char digits[] = "0123456789ABCDEF";
  char *at = buf_reserve(out, bytes.len * 2);

  for (size_t i = 0; i < bytes.len; i++) {
    unsigned char byte = (unsigned char)bytes.at[i];

    *at++ = digits[byte >> 4];
    *at++ = digits[byte & 15];
  }
  out->len += bytes.len * 2;
  out->at[out->len] = '\0';
}

/* [1.5,2] as JSON arrays have numbers; a float's fewest digits that read back as it. */
static void put_vector(struct buf *out, const struct writer *writer, struct text vector)
{
  buf_add_char(out, '[');
  for (size_t at = 0; at + 4 <= vector.len; at += 4) {
    char text[REAL_TEXT_SIZE];
    int32_t whole;
    float real;

    if (at)
      buf_add_char(out, ',');
    memcpy(&whole, vector.at + at, sizeof whole);
    memcpy(&real, vector.at + at, sizeof real);
    if (!writer->type.floats)
      buf_add_int(out, whole);
    else
      buf_add(out, text, real_print_float(real, text));
  }
  buf_add_char(out, ']');
}

static bool put_decfloat(struct buf *out, struct text bytes, struct err *err)
{
  char text[DECFLOAT_TEXT_SIZE];
  struct decfloat value;

  if (!decfloat_unpack(bytes, &value))
    return err_set(err, ERR_INTERNAL, "A stored DECFLOAT is not well made");
  buf_add(out, text, decfloat_print(value, text));
  return true;
}

/* Nanoseconds as seconds with `scale` digits; what is finer is cut towards the past, as the
 * value itself was when it was stored with that scale. */
static void put_seconds(struct buf *out, int128 nanos, int scale)
{
  int128 unit = decimal_power(9 - scale);
  int128 units = nanos / unit - (nanos % unit < 0);
  char text[DECIMAL_TEXT_SIZE];

  buf_add(out, text, decimal_print(units, scale, text));
}

/* The engine's 128 bits hold a little more than 38 digits: a sum may come to that. */
static bool fits_precision(int128 value, struct err *err)
{
  int128 limit = decimal_power(TYPE_MAX_PRECISION - 1) * 10;
  char text[DECIMAL_TEXT_SIZE];
  size_t len;

  if (value < limit && value > -limit)
    return true;
  len = decimal_print(value, 0, text);
  return err_set(
    err, ERR_UNREPRESENTABLE,
    "Number out of representable range: type FIXED[SB16](38,0){nullable}, value "
    "%.*s",
    (int)len, text);
}

static bool put_cell(struct buf *out, const struct writer *writer, size_t row,
                     struct err *err)
{
  int128 value = 0;

  if (writer->cell == CELL_NULL || batch_is_null(writer->column, row)) {
    buf_add(out, "null", 4);
    return true;
  }
  buf_add_char(out, '"');
  switch (writer->cell) {
  case CELL_INTEGER:
  case CELL_DECIMAL:
  case CELL_SECONDS:
  case CELL_SECONDS_TZ:
    if (!batch_int(writer->column, row, &value))
      return err_set(err, ERR_INTERNAL, "A column of numbers holds something else");
    if (writer->cell == CELL_INTEGER) {
      if (!fits_precision(value, err))
        return false;
      put_int(out, value);
    } else if (writer->cell == CELL_DECIMAL) {
      if (!put_decimal(out, value, writer, err))
        return false;
    } else if (writer->cell == CELL_SECONDS) {
      put_seconds(out, value, writer->to_scale);
    } else {
      put_seconds(out, calendar_tz_utc(value), writer->to_scale);
      buf_add_char(out, ' ');
      buf_add_int(out, calendar_tz_offset(value) + CALENDAR_TZ_BIAS);
    }
    break;
  case CELL_DATE: buf_add_int(out, ((const int32_t *)writer->column->data)[row]); break;
  case CELL_DOUBLE: put_double(out, batch_double(writer->column, row)); break;
  case CELL_TEXT: json_put_escaped(out, batch_text(writer->column, row)); break;
  case CELL_JSON:
    buf_reset(writer->scratch);
    json_cell_put(writer->shown, batch_text(writer->column, row), writer->scratch);
    json_put_escaped(out, buf_text(writer->scratch));
    break;
  case CELL_BOOLEAN:
    buf_add_char(out, batch_bool(writer->column, row) ? '1' : '0');
    break;
  case CELL_HEX: put_hex(out, batch_text(writer->column, row)); break;
  case CELL_DECFLOAT:
    if (!put_decfloat(out, batch_text(writer->column, row), err))
      return false;
    break;
  case CELL_VECTOR: put_vector(out, writer, batch_text(writer->column, row)); break;
  case CELL_GEO:
    buf_reset(writer->scratch);
    if (!geo_put_output(batch_text(writer->column, row), writer->geo_format,
                        writer->scratch))
      return err_set(err, ERR_INTERNAL, "A stored geospatial value is not well made");
    json_put_escaped(out, buf_text(writer->scratch));
    break;
  case CELL_NULL: break;
  }
  buf_add_char(out, '"');
  return true;
}

static bool is_integers(enum batch_kind kind)
{
  return kind >= BATCH_I8 && kind <= BATCH_U64;
}

/* The cell of a column, or false when the type cannot look like this. */
static bool choose_cell(const struct batch_column *column, struct type type,
                        enum cell *cell)
{
  enum batch_kind kind = column->kind;

  if (kind == BATCH_NULLS) {
    *cell = CELL_NULL;
    return true;
  }
  switch (type.kind) {
  case TYPE_NUMBER:
    *cell = type.scale || column->scale ? CELL_DECIMAL : CELL_INTEGER;
    return is_integers(kind);
  case TYPE_FLOAT: *cell = CELL_DOUBLE; return kind == BATCH_F32 || kind == BATCH_F64;
  case TYPE_BOOLEAN: *cell = CELL_BOOLEAN; return kind == BATCH_BOOL;
  case TYPE_DATE: *cell = CELL_DATE; return kind == BATCH_DATE;
  case TYPE_TIME:
  case TYPE_TIMESTAMP_NTZ:
  case TYPE_TIMESTAMP_LTZ: *cell = CELL_SECONDS; return is_integers(kind);
  case TYPE_TIMESTAMP_TZ: *cell = CELL_SECONDS_TZ; return is_integers(kind);
  case TYPE_DECFLOAT: *cell = CELL_DECFLOAT; return kind == BATCH_BYTES;
  case TYPE_VECTOR: *cell = CELL_VECTOR; return kind == BATCH_BYTES;
  case TYPE_BINARY: *cell = CELL_HEX; return kind == BATCH_BYTES;
  case TYPE_GEOGRAPHY:
  case TYPE_GEOMETRY: *cell = CELL_GEO; return kind == BATCH_BYTES;
  case TYPE_VARIANT:
  case TYPE_OBJECT:
  case TYPE_ARRAY:
  case TYPE_MAP: *cell = CELL_JSON; return kind == BATCH_TEXT;
  case TYPE_UNKNOWN:
  case TYPE_INTERVAL:
  case TYPE_VARCHAR: *cell = CELL_TEXT; return kind == BATCH_TEXT;
  }
  return false;
}

static bool is_all_null(const struct batch *batch, const struct batch_column *column)
{
  for (size_t row = 0; row < batch->rows; row++)
    if (!batch_is_null(column, row))
      return false;
  return true;
}

static bool make_writers(struct writer *writers, struct buf *scratch,
                         const struct batch *batch, const struct rowtype_column *columns,
                         struct err *err)
{
  for (int i = 0; i < batch->column_count; i++) {
    const struct batch_column *column = &batch->columns[i];
    char name[40];

    writers[i] = (struct writer){ scratch,
                                  CELL_NULL,
                                  column,
                                  columns[i].type,
                                  column->scale,
                                  columns[i].type.scale,
                                  columns[i].geo_format,
                                  &columns[i] };
    if (choose_cell(column, columns[i].type, &writers[i].cell))
      continue;
    /* DuckDB folds what can only be NULL (x || NULL) into an INTEGER. */
    if (is_all_null(batch, column)) {
      writers[i].cell = CELL_NULL;
      continue;
    }
    snprintf(name, sizeof name, "%s", type_schema_name(columns[i].type));
    return err_set(err, ERR_INTERNAL,
                   "Column '" TEXT_FMT "' of type %s has the physical form %d",
                   TEXT_ARG(columns[i].name), name, (int)column->kind);
  }
  return true;
}

static bool put_row(struct buf *out, const struct writer *writers, int count, size_t row,
                    struct err *err)
{
  char last = out->len ? out->at[out->len - 1] : '[';

  if (last != '[')
    buf_add_char(out, ',');
  buf_add_char(out, '[');
  for (int i = 0; i < count; i++) {
    if (i)
      buf_add_char(out, ',');
    if (!put_cell(out, &writers[i], row, err))
      return false;
  }
  buf_add_char(out, ']');
  return true;
}

bool rowset_put(struct buf *out, const struct batch *batch,
                const struct rowtype_column *columns, struct err *err)
{
  struct writer *writers = malloc(((size_t)batch->column_count + 1) * sizeof *writers);
  struct buf scratch;
  bool ok;

  if (!writers)
    abort();
  buf_init(&scratch);
  ok = make_writers(writers, &scratch, batch, columns, err);
  for (size_t row = 0; ok && row < batch->rows; row++)
    ok = put_row(out, writers, batch->column_count, row, err);
  buf_clear(&scratch);
  free(writers);
  return ok;
}
