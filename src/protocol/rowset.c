/* rowset.c: the rows of a result as JSON cells. */
#include "protocol/rowset.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/calendar.h"
#include "data/decimal.h"
#include "data/format.h"
#include "data/json.h"
#include "data/real.h"
#include "data/zone.h"
#include "net/crypto.h"
#include "protocol/cell.h"

/* What a cell is written as: the type's kind, checked once against the column's physical form. */
enum cell {
  CELL_NULL,
  CELL_NUMBER,
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
  const struct rowtype_column *shown;
  bool is_plain; /* Texts stay as they are: not for JSON. */
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

static void put_number(struct buf *out, int128 value, int scale)
{
  char text[DECIMAL_TEXT_SIZE];

  if (scale)
    buf_add(out, text, decimal_print(value, scale, text));
  else
    put_int(out, value);
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
static void put_vector(struct buf *out, bool floats, struct text vector)
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
    if (!floats)
      buf_add_int(out, whole);
    else
      buf_add(out, text, real_print_float(real, text));
  }
  buf_add_char(out, ']');
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

static void put_seconds_tz(struct buf *out, int128 value, int scale)
{
  put_seconds(out, calendar_tz_utc(value), scale);
  buf_add_char(out, ' ');
  buf_add_int(out, calendar_tz_offset(value) + CALENDAR_TZ_BIAS);
}

/* The format that a type's values are to be written by; NULL: as numbers. */
static const struct format *format_of(const struct writer *writer)
{
  const struct rowtype_jsonv2 *form = writer->shown->jsonv2;

  if (!form)
    return NULL;
  switch (writer->shown->type.kind) {
  case TYPE_DATE: return form->date;
  case TYPE_TIME: return form->time;
  case TYPE_TIMESTAMP_NTZ: return form->ntz;
  case TYPE_TIMESTAMP_LTZ: return form->ltz;
  case TYPE_TIMESTAMP_TZ: return form->tz;
  default: return NULL;
  }
}

static struct moment moment_of_value(const struct writer *writer, int128 value)
{
  const struct zone *zone = writer->shown->jsonv2->zone;
  struct moment moment;
  int128 wall;

  switch (writer->shown->type.kind) {
  case TYPE_TIMESTAMP_TZ:
    moment = moment_of(calendar_tz_wall(value));
    moment.has_offset = true;
    moment.offset = calendar_tz_offset(value);
    return moment;
  case TYPE_TIMESTAMP_LTZ:
    wall = zone_wall_nanos(zone, value);
    moment = moment_of(wall);
    moment.has_offset = true;
    moment.offset = (int)((wall - value) / (60 * NANOS_A_SECOND));
    return moment;
  default: return moment_of(value);
  }
}

static void put_text(struct buf *out, const struct writer *writer, struct text text)
{
  if (writer->is_plain)
    buf_add_text(out, text);
  else
    json_put_escaped(out, text);
}

static void put_formatted(struct buf *out, const struct writer *writer, int128 value)
{
  struct moment moment = moment_of_value(writer, value);

  buf_reset(writer->scratch);
  format_write(format_of(writer), &moment, writer->scratch);
  put_text(out, writer, buf_text(writer->scratch));
}

static void put_date(struct buf *out, const struct writer *writer, int32_t days)
{
  if (format_of(writer))
    put_formatted(out, writer, calendar_join(days, 0));
  else
    buf_add_int(out, days);
}

static void put_bytes(struct buf *out, const struct writer *writer, struct text bytes)
{
  if (writer->shown->jsonv2 && writer->shown->jsonv2->base64)
    crypto_base64(bytes, out);
  else
    put_hex(out, bytes);
}

static void put_boolean(struct buf *out, const struct writer *writer, bool value)
{
  if (writer->shown->jsonv2)
    buf_add_string(out, value ? "true" : "false");
  else
    buf_add_char(out, value ? '1' : '0');
}

static bool put_times(struct buf *out, const struct writer *writer, size_t row,
                      struct err *err)
{
  int scale = writer->shown->jsonv2 ? 9 : writer->shown->type.scale;
  int128 value;

  if (!batch_int(writer->column, row, &value))
    return err_set(err, ERR_INTERNAL, "A column of times holds something else");
  if (format_of(writer))
    put_formatted(out, writer, value);
  else if (writer->cell == CELL_SECONDS)
    put_seconds(out, value, scale);
  else
    put_seconds_tz(out, value, scale);
  return true;
}

static void put_null(struct buf *out, const struct writer *writer)
{
  bool is_text = writer->shown->jsonv2 && writer->shown->jsonv2->null_text;

  buf_add_string(out, is_text ? "\"null\"" : "null");
}

/* Of what is not NULL: what stands between the quotes. */
static bool put_value(struct buf *out, const struct writer *writer, size_t row,
                      struct err *err)
{
  const struct batch_column *column = writer->column;
  int scale = writer->shown->type.scale;
  int128 value;
  bool ok = true;

  switch (writer->cell) {
  case CELL_NUMBER:
    ok = cell_number(column, row, scale, &value, err);
    if (ok)
      put_number(out, value, scale);
    break;
  case CELL_SECONDS:
  case CELL_SECONDS_TZ: ok = put_times(out, writer, row, err); break;
  case CELL_DATE: put_date(out, writer, ((const int32_t *)column->data)[row]); break;
  case CELL_DOUBLE: put_double(out, batch_double(column, row)); break;
  case CELL_TEXT: put_text(out, writer, batch_text(column, row)); break;
  case CELL_JSON:
    buf_reset(writer->scratch);
    cell_put_json(writer->shown, batch_text(column, row), writer->scratch);
    put_text(out, writer, buf_text(writer->scratch));
    break;
  case CELL_BOOLEAN: put_boolean(out, writer, batch_bool(column, row)); break;
  case CELL_HEX: put_bytes(out, writer, batch_text(column, row)); break;
  case CELL_DECFLOAT: ok = cell_put_decfloat(batch_text(column, row), out, err); break;
  case CELL_VECTOR:
    put_vector(out, writer->shown->type.floats, batch_text(column, row));
    break;
  case CELL_GEO:
    buf_reset(writer->scratch);
    ok = cell_put_geo(writer->shown, batch_text(column, row), writer->scratch, err);
    put_text(out, writer, buf_text(writer->scratch));
    break;
  case CELL_NULL: break;
  }
  return ok;
}

static bool is_null(const struct writer *writer, size_t row)
{
  return writer->cell == CELL_NULL || batch_is_null(writer->column, row);
}

static bool put_cell(struct buf *out, const struct writer *writer, size_t row,
                     struct err *err)
{
  bool ok;

  if (is_null(writer, row)) {
    put_null(out, writer);
    return true;
  }
  buf_add_char(out, '"');
  ok = put_value(out, writer, row, err);
  buf_add_char(out, '"');
  return ok;
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
  case TYPE_NUMBER: *cell = CELL_NUMBER; return batch_is_integers(kind);
  case TYPE_FLOAT: *cell = CELL_DOUBLE; return kind == BATCH_F32 || kind == BATCH_F64;
  case TYPE_BOOLEAN: *cell = CELL_BOOLEAN; return kind == BATCH_BOOL;
  case TYPE_DATE: *cell = CELL_DATE; return kind == BATCH_DATE;
  case TYPE_TIME:
  case TYPE_TIMESTAMP_NTZ:
  case TYPE_TIMESTAMP_LTZ: *cell = CELL_SECONDS; return batch_is_integers(kind);
  case TYPE_TIMESTAMP_TZ: *cell = CELL_SECONDS_TZ; return batch_is_integers(kind);
  case TYPE_DECFLOAT: *cell = CELL_DECFLOAT; return kind == BATCH_BYTES;
  case TYPE_VECTOR: *cell = CELL_VECTOR; return kind == BATCH_BYTES;
  case TYPE_BINARY: *cell = CELL_HEX; return kind == BATCH_BYTES;
  case TYPE_GEOGRAPHY:
  case TYPE_GEOMETRY: *cell = CELL_GEO; return kind == BATCH_BYTES;
  case TYPE_VARIANT:
  case TYPE_OBJECT:
  case TYPE_ARRAY:
  case TYPE_MAP:
  case TYPE_FILE: *cell = CELL_JSON; return kind == BATCH_TEXT;
  case TYPE_UNKNOWN:
  case TYPE_INTERVAL:
  case TYPE_VARCHAR: *cell = CELL_TEXT; return kind == BATCH_TEXT;
  }
  return false;
}

static bool make_writers(struct writer *writers, struct buf *scratch,
                         const struct batch *batch, const struct rowtype_column *columns,
                         struct err *err)
{
  for (int i = 0; i < batch->column_count; i++) {
    const struct batch_column *column = &batch->columns[i];
    char name[40];

    writers[i] = (struct writer){ scratch, CELL_NULL, column, &columns[i], false };
    if (choose_cell(column, columns[i].type, &writers[i].cell))
      continue;
    /* DuckDB folds what can only be NULL (x || NULL) into an INTEGER. */
    if (batch_is_all_null(column, batch->rows)) {
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

/* ---- plain texts ---- */

struct rowset_texts {
  struct buf scratch;
  struct writer writers[]; /* One for each column. */
};

struct rowset_texts *rowset_texts_new(const struct batch *batch,
                                      const struct rowtype_column *columns,
                                      struct err *err)
{
  size_t count = (size_t)batch->column_count;
  struct rowset_texts *texts = malloc(sizeof *texts + count * sizeof *texts->writers);

  if (!texts)
    abort();
  buf_init(&texts->scratch);
  if (!make_writers(texts->writers, &texts->scratch, batch, columns, err)) {
    rowset_texts_free(texts);
    return NULL;
  }
  for (size_t i = 0; i < count; i++)
    texts->writers[i].is_plain = true;
  return texts;
}

void rowset_texts_free(struct rowset_texts *texts)
{
  if (!texts)
    return;
  buf_clear(&texts->scratch);
  free(texts);
}

bool rowset_texts_is_null(const struct rowset_texts *texts, int column, size_t row)
{
  return is_null(&texts->writers[column], row);
}

bool rowset_texts_put(const struct rowset_texts *texts, int column, size_t row,
                      struct buf *out, struct err *err)
{
  return put_value(out, &texts->writers[column], row, err);
}
