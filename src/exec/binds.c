/* binds.c: bound values as they come over the wire, into what the binder takes.
 *
 * A scalar becomes a constant (dates and times as ISO text, JSON as it is stored); arrays become
 * columns of a relation, so that one statement runs over all rows at once. */
#include "exec/binds.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hex.h"
#include "data/calendar.h"
#include "data/decfloat.h"
#include "data/decimal.h"
#include "data/format.h"
#include "data/json_lenient.h"
#include "data/json_text.h"
#include "data/zone.h"
#include "exec/stage_binds.h"

#define NANOS_A_MILLI 1000000LL
#define DEFAULT_OFFSET 0
#define SHORT_DIGITS 18 /* What 64 bits always hold, a sign among them. */

enum wire {
  WIRE_TEXT,
  WIRE_FIXED,
  WIRE_REAL,
  WIRE_DECFLOAT,
  WIRE_BOOLEAN,
  WIRE_BINARY,
  WIRE_DATE,
  WIRE_TIME,
  WIRE_NTZ,
  WIRE_LTZ,
  WIRE_TZ,
  WIRE_SEMI,
  WIRE_ANY
};

static enum wire wire_of(struct text type)
{
  static const struct {
    const char *name;
    enum wire wire;
  } names[] = {
    { "FIXED", WIRE_FIXED },       { "REAL", WIRE_REAL },
    { "BOOLEAN", WIRE_BOOLEAN },   { "BINARY", WIRE_BINARY },
    { "DATE", WIRE_DATE },         { "TIME", WIRE_TIME },
    { "TIMESTAMP_NTZ", WIRE_NTZ }, { "TIMESTAMP_LTZ", WIRE_LTZ },
    { "TIMESTAMP_TZ", WIRE_TZ },   { "VARIANT", WIRE_SEMI },
    { "OBJECT", WIRE_SEMI },       { "ARRAY", WIRE_SEMI },
    { "DECFLOAT", WIRE_DECFLOAT }, { "ANY", WIRE_ANY },
  };

  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (text_is_nocase(type, names[i].name))
      return names[i].wire;
  return WIRE_TEXT;
}

static struct type type_of_wire(enum wire wire, struct text type)
{
  switch (wire) {
  case WIRE_FIXED: return type_number(38, 0);
  case WIRE_REAL: return type_of(TYPE_FLOAT);
  case WIRE_DECFLOAT: return type_of(TYPE_DECFLOAT);
  case WIRE_BOOLEAN: return type_of(TYPE_BOOLEAN);
  case WIRE_BINARY: return type_of(TYPE_BINARY);
  case WIRE_DATE: return type_of(TYPE_DATE);
  case WIRE_TIME: return type_of(TYPE_TIME);
  case WIRE_NTZ: return type_of(TYPE_TIMESTAMP_NTZ);
  case WIRE_LTZ: return type_of(TYPE_TIMESTAMP_LTZ);
  case WIRE_TZ: return type_of(TYPE_TIMESTAMP_TZ);
  case WIRE_SEMI:
    return type_of(text_is_nocase(type, "OBJECT")  ? TYPE_OBJECT
                   : text_is_nocase(type, "ARRAY") ? TYPE_ARRAY
                                                   : TYPE_VARIANT);
  case WIRE_ANY: return type_of(TYPE_UNKNOWN);
  case WIRE_TEXT: break;
  }
  return type_of(TYPE_VARCHAR);
}

static bool bad_value(int number, struct text type, struct text value, struct err *err)
{
  return err_set(err, ERR_INVALID_VALUE,
                 "Bind variable %d: '" TEXT_FMT "' is not a value of type " TEXT_FMT,
                 number, TEXT_ARG(text_slice(value, 0, 80)), TEXT_ARG(type));
}

/* As a single one is refused, which the engine reads. */
static bool bad_hex(struct text value, struct err *err)
{
  return err_set(err, ERR_NOT_BINARY,
                 "The following string is not a legal hex-encoded value: '" TEXT_FMT "'",
                 TEXT_ARG(text_slice(value, 0, 80)));
}

/* Nothing but so few digits that 64 bits hold them: nearly all numbers there are. */
static bool short_number(struct text text, int128 *value)
{
  bool negative = text.len > 0 && text.at[0] == '-';
  size_t at = negative;
  int64_t number = 0;

  if (text.len == at || text.len > SHORT_DIGITS)
    return false;
  for (; at < text.len; at++) {
    if (text.at[at] < '0' || text.at[at] > '9')
      return false;
    number = number * 10 + (text.at[at] - '0');
  }
  *value = negative ? -number : number;
  return true;
}

/* An integer count of days, milliseconds, nanoseconds: up to 128 bits. */
static bool whole_number(struct text text, int128 *value)
{
  return short_number(text, value) || decimal_parse(text, 38, 0, value) == DECIMAL_OK;
}

/* Some clients send ISO text where others send counts. */
static bool read_moment(struct text text, enum format_target target,
                        struct moment *moment)
{
  struct format format;

  return format_compile(TEXT("AUTO"), target, &format) &&
         format_read(&format, text, moment);
}

/* "nanoseconds[ offset + 1440]": wall clock or UTC as the type says; for WIRE_TZ packed. */
static bool stamp_value(enum wire wire, struct text text, int128 *value)
{
  size_t blank = text_find(text, ' ');
  struct moment moment;
  int64_t offset = CALENDAR_TZ_BIAS + DEFAULT_OFFSET;
  int128 nanos;

  if (whole_number(text_slice(text, 0, blank), &nanos) &&
      (blank == text.len ||
       text_to_int64(text_slice(text, blank + 1, text.len), &offset))) {
    if (offset < 0 || offset > 2 * CALENDAR_TZ_BIAS || !calendar_in_range(nanos))
      return false;
    *value = wire == WIRE_TZ ? calendar_tz_join(nanos, (int)offset - CALENDAR_TZ_BIAS)
                             : nanos;
    return true;
  }
  if (!read_moment(text, FORMAT_TIMESTAMP, &moment))
    return false;
  nanos = moment_wall(&moment);
  if (wire == WIRE_NTZ) {
    *value = nanos;
    return true;
  }
  nanos -= (int128)moment.offset * 60 * NANOS_A_SECOND;
  *value = wire == WIRE_TZ ? calendar_tz_join(nanos, moment.offset) : nanos;
  return true;
}

/* Milliseconds (or a date's text) into days. */
static bool date_value(struct text text, int128 *days)
{
  struct moment moment;
  int128 millis;
  int64_t of_day;

  if (whole_number(text, &millis)) {
    if (millis != (int64_t)millis)
      return false;
    *days = calendar_split(millis * NANOS_A_MILLI, &of_day);
    return calendar_day_in_range((int64_t)*days);
  }
  if (!read_moment(text, FORMAT_DATE, &moment))
    return false;
  *days = moment.days;
  return true;
}

static bool time_value(struct text text, int128 *nanos)
{
  struct moment moment;

  if (whole_number(text, nanos))
    return *nanos >= 0 && *nanos < NANOS_A_DAY;
  if (!read_moment(text, FORMAT_TIME, &moment))
    return false;
  *nanos = moment.of_day;
  return true;
}

static bool boolean_value(struct text text, int128 *value)
{
  *value = text_is_nocase(text, "true") || text_is(text, "1");
  return *value || text_is_nocase(text, "false") || text_is(text, "0");
}

/* JSON text into its stored form; at NULL when there is nothing in it, as of PARSE_JSON(''). */
static bool semi_value(struct arena *arena, struct type type, struct text text,
                       struct text *value)
{
  enum json_text_type found;
  struct buf stored, problem;
  bool ok;

  buf_init(&stored);
  buf_init(&problem);
  ok = json_lenient_parse(text, JSON_NAMES_UNIQUE, &stored, &problem);
  *value = stored.len ? buf_copy(&stored, arena) : (struct text){ NULL, 0 };
  buf_clear(&stored);
  buf_clear(&problem);
  if (!ok || !value->at)
    return ok;
  found = json_text_type(*value);
  return (type.kind != TYPE_OBJECT || found == JSON_TEXT_OBJECT) &&
         (type.kind != TYPE_ARRAY || found == JSON_TEXT_ARRAY);
}

/* ---- scalars: constants ---- */

static struct text iso_text(struct arena *arena, enum wire wire, int128 value)
{
  struct moment moment;
  struct format format;
  struct buf out;
  struct text text;
  const char *model = "YYYY-MM-DD HH24:MI:SS.FF9 TZH:TZM";

  if (wire == WIRE_DATE)
    moment = moment_of(value * NANOS_A_DAY);
  else if (wire == WIRE_TZ) {
    moment = moment_of(calendar_tz_wall(value));
    moment.offset = calendar_tz_offset(value);
  } else
    moment = moment_of(value);
  moment.has_offset = wire == WIRE_TZ || wire == WIRE_LTZ;
  if (wire == WIRE_DATE)
    model = "YYYY-MM-DD";
  else if (wire == WIRE_TIME)
    model = "HH24:MI:SS.FF9";
  else if (wire == WIRE_NTZ)
    model = "YYYY-MM-DD HH24:MI:SS.FF9";
  buf_init(&out);
  if (format_compile(text_of(model), FORMAT_TIMESTAMP, &format))
    format_write(&format, &moment, &out);
  text = buf_copy(&out, arena);
  buf_clear(&out);
  return text;
}

static struct type number_type(struct text digits)
{
  int whole = 0, scale = 0;
  bool point = false;

  for (size_t i = 0; i < digits.len; i++) {
    char c = digits.at[i];

    if (c == '.')
      point = true;
    else if (c >= '0' && c <= '9')
      point ? scale++ : whole++;
  }
  if (scale > 37)
    scale = 37;
  return type_number(38, scale);
}

static bool read_scalar(struct run *run, int number, const struct bind_value *value,
                        struct bind_constant *out, struct err *err)
{
  enum wire wire = wire_of(value->type);
  struct text text = value->values ? value->values[0] : (struct text){ NULL, 0 };
  struct decfloat number_read;
  int128 parsed = 0;
  bool ok = true;

  *out = (struct bind_constant){ .type = type_of_wire(wire, value->type), .value = text };
  if (!text.at) {
    out->is_null = true;
    out->is_unset = !value->values;
    return true;
  }
  switch (wire) {
  case WIRE_FIXED:
    out->type = number_type(text);
    ok = decimal_parse(text, 38, out->type.scale, &parsed) == DECIMAL_OK;
    break;
  case WIRE_DECFLOAT: ok = decfloat_parse(text, &number_read) == DECFLOAT_OK; break;
  case WIRE_DATE: ok = date_value(text, &parsed); break;
  case WIRE_TIME: ok = time_value(text, &parsed); break;
  case WIRE_NTZ:
  case WIRE_LTZ:
  case WIRE_TZ: ok = stamp_value(wire, text, &parsed); break;
  case WIRE_BOOLEAN: ok = boolean_value(text, &parsed); break;
  case WIRE_ANY: out->type = type_of(TYPE_VARCHAR); break;
  case WIRE_SEMI:
    ok = semi_value(run->arena, out->type, text, &out->value);
    out->is_null = !out->value.at;
    break;
  case WIRE_TEXT:
  case WIRE_REAL:
  case WIRE_BINARY: break;
  }
  if (!ok)
    return bad_value(number, value->type, text, err);
  if (type_is_temporal(out->type))
    out->value = iso_text(run->arena, wire, parsed);
  return true;
}

/* ---- arrays: columns ---- */

struct array_column {
  enum wire wire;
  enum batch_kind kind;
  int scale;
};

/* The scale that holds every value of a FIXED array, and whether 64 bits are enough. */
static void shape_numbers(const struct bind_value *value, struct array_column *column)
{
  bool narrow = true;

  for (int64_t i = 0; i < value->count; i++) {
    struct text text = value->values[i];
    size_t point = text.at ? text_find(text, '.') : 0;
    int scale = text.at && point < text.len ? (int)(text.len - point - 1) : 0;

    if (!text.at)
      continue;
    if (text.len > 18)
      narrow = false;
    if (scale > column->scale)
      column->scale = scale > 37 ? 37 : scale;
  }
  for (int64_t i = 0; narrow && column->scale && i < value->count; i++)
    narrow = !value->values[i].at || (int)value->values[i].len + column->scale <= 17;
  column->kind = narrow ? BATCH_I64 : BATCH_I128;
}

static bool is_all_null(const struct bind_value *value)
{
  for (int64_t i = 0; i < (value->is_array ? value->count : 1); i++)
    if (value->values[i].at)
      return false;
  return true;
}

/* A NULL has no type, whatever the client says of it: gosnowflake calls those of an array FIXED. */
static void shape_array(const struct bind_value *value, struct array_column *column)
{
  *column = (struct array_column){ .wire = is_all_null(value) ? WIRE_ANY
                                                              : wire_of(value->type),
                                   .kind = BATCH_TEXT };
  switch (column->wire) {
  case WIRE_FIXED: shape_numbers(value, column); break;
  case WIRE_REAL: column->kind = BATCH_F64; break;
  case WIRE_BOOLEAN: column->kind = BATCH_BOOL; break;
  case WIRE_DECFLOAT:
  case WIRE_BINARY: column->kind = BATCH_BYTES; break;
  case WIRE_DATE: column->kind = BATCH_DATE; break;
  case WIRE_TIME: column->kind = BATCH_I64; break;
  case WIRE_NTZ:
  case WIRE_LTZ:
  case WIRE_TZ: column->kind = BATCH_I128; break;
  case WIRE_TEXT:
  case WIRE_SEMI:
  case WIRE_ANY: break;
  }
}

static bool add_binary(struct arena *arena, struct batch_builder *rows, int column,
                       struct text hex)
{
  char *bytes = arena_alloc(arena, hex.len / 2 + 1);

  if (hex.len % 2)
    return false;
  for (size_t i = 0; i < hex.len / 2; i++) {
    int high = hex_digit(hex.at[2 * i]), low = hex_digit(hex.at[2 * i + 1]);

    if (high < 0 || low < 0)
      return false;
    bytes[i] = (char)(high * 16 + low);
  }
  batch_add_text(rows, column, text_from(bytes, hex.len / 2));
  return true;
}

static bool add_decfloat(struct batch_builder *rows, int column, struct text text)
{
  struct decfloat value;
  char packed[DECFLOAT_BYTES];

  if (decfloat_parse(text, &value) != DECFLOAT_OK)
    return false;
  batch_add_text(rows, column, text_from(packed, decfloat_pack(value, packed)));
  return true;
}

static bool add_semi(struct run *run, int column, struct text text)
{
  struct text value;

  if (!semi_value(run->arena, run->bind_row_types[column], text, &value))
    return false;
  if (value.at)
    batch_add_text(run->bind_rows, column, value);
  else
    batch_add_null(run->bind_rows, column);
  return true;
}

static bool add_element(struct run *run, const struct array_column *column, int at,
                        struct text text)
{
  struct batch_builder *rows = run->bind_rows;
  int128 value = 0;
  char *end;
  double real;
  bool ok = true;

  if (!text.at) {
    batch_add_null(rows, at);
    return true;
  }
  switch (column->wire) {
  case WIRE_TEXT:
  case WIRE_ANY: batch_add_text(rows, at, text); return true;
  case WIRE_SEMI: return add_semi(run, at, text);
  case WIRE_BINARY: return add_binary(run->arena, rows, at, text);
  case WIRE_DECFLOAT: return add_decfloat(rows, at, text);
  case WIRE_REAL:
    real = strtod(text.at, &end);
    batch_add_double(rows, at, real);
    return end == text.at + text.len && text.len > 0;
  case WIRE_FIXED:
    ok = column->scale ? decimal_parse(text, 38, column->scale, &value) == DECIMAL_OK
                       : whole_number(text, &value);
    break;
  case WIRE_BOOLEAN: ok = boolean_value(text, &value); break;
  case WIRE_DATE: ok = date_value(text, &value); break;
  case WIRE_TIME: ok = time_value(text, &value); break;
  case WIRE_NTZ:
  case WIRE_LTZ:
  case WIRE_TZ: ok = stamp_value(column->wire, text, &value); break;
  }
  if (ok)
    batch_add_int(rows, at, value);
  return ok;
}

/* The first of so many rows whose value is not of its type, or their number. */
static int64_t read_column(struct run *run, const struct array_column *column, int at,
                           int64_t rows)
{
  const struct bind_value *value = &run->request->binds[at];

  for (int64_t r = 0; r < rows; r++)
    if (!add_element(run, column, at, value->values[value->is_array ? r : 0]))
      return r;
  return rows;
}

/* Column by column; the value that is wrong is that of the first row, and there of the first
 * column, that has one. */
static bool read_columns(struct run *run, const struct array_column *shapes, int64_t rows,
                         struct err *err)
{
  const struct exec_request *request = run->request;
  const struct bind_value *value;
  struct text text;
  int wrong = -1;

  for (int c = 0; c < request->bind_count; c++) {
    int64_t good = read_column(run, &shapes[c], c, rows);

    if (good < rows) {
      rows = good;
      wrong = c;
    }
  }
  if (wrong < 0)
    return true;
  value = &request->binds[wrong];
  text = value->values[value->is_array ? rows : 0];
  return shapes[wrong].wire == WIRE_BINARY ? bad_hex(text, err)
                                           : bad_value(wrong + 1, value->type, text, err);
}

static bool read_arrays(struct run *run, int64_t count, struct err *err)
{
  const struct exec_request *request = run->request;
  int columns = request->bind_count;
  struct array_column *shapes = ARENA_ARRAY(run->arena, (size_t)columns,
                                            struct array_column);
  enum batch_kind *kinds = ARENA_ARRAY(run->arena, (size_t)columns, enum batch_kind);
  int *scales = ARENA_ARRAY(run->arena, (size_t)columns, int);

  run->bind_row_types = ARENA_ARRAY(run->arena, (size_t)columns, struct type);
  for (int c = 0; c < columns; c++) {
    shape_array(&request->binds[c], &shapes[c]);
    kinds[c] = shapes[c].kind;
    scales[c] = shapes[c].scale;
    run->bind_row_types[c] = type_of_wire(shapes[c].wire, request->binds[c].type);
    if (shapes[c].wire == WIRE_FIXED)
      run->bind_row_types[c] = type_number(shapes[c].kind == BATCH_I64 ? 18 : 38,
                                           shapes[c].scale);
    if (shapes[c].wire == WIRE_ANY)
      run->bind_row_types[c] = type_of(TYPE_VARCHAR);
  }
  run->bind_rows = batch_builder_new(columns, kinds, scales);
  return read_columns(run, shapes, count, err);
}

static bool all_are_set(const struct exec_request *request, struct err *err)
{
  for (int i = 0; i < request->bind_count; i++)
    if (!request->binds[i].values)
      return err_set(err, ERR_BIND_NOT_SET,
                     "SQL compilation error:\nBind variable %d not set.", i + 1);
  return true;
}

/* Texts that are all NULL go into columns of any type, as a single NULL does. */
static void settle_nulls(struct run *run)
{
  size_t rows = batch_builder_rows(run->bind_rows);
  struct batch batch = batch_builder_view(run->bind_rows, 0, rows);

  for (int c = 0; c < batch.column_count; c++)
    if (run->bind_row_types[c].kind == TYPE_VARCHAR &&
        batch_is_all_null(&batch.columns[c], rows))
      run->bind_row_types[c] = type_of(TYPE_UNKNOWN);
}

static bool read_rows(struct run *run, int64_t rows, struct err *err)
{
  bool ok = run->request->bind_stage.len ? stage_binds_read(run, err)
                                         : read_arrays(run, rows, err);

  if (ok)
    settle_nulls(run);
  return ok;
}

bool binds_read(struct run *run, struct err *err)
{
  const struct exec_request *request = run->request;
  int64_t rows = -1;

  if (request->bind_stage.len)
    return read_rows(run, 0, err);
  for (int i = 0; i < request->bind_count; i++) {
    const struct bind_value *value = &request->binds[i];

    if (!value->is_array)
      continue;
    if (rows >= 0 && rows != value->count)
      return err_set(err, ERR_BIND_BATCH_SIZE,
                     "SQL compilation error: Batch size of %lld for bind variable %d not "
                     "the same as previous size of %lld.",
                     (long long)value->count, i + 1, (long long)rows);
    rows = value->count;
  }
  if (rows >= 0)
    return all_are_set(request, err) && read_rows(run, rows, err);
  run->binds = ARENA_ARRAY(run->arena, (size_t)request->bind_count, struct bind_constant);
  for (int i = 0; i < request->bind_count; i++) {
    if (!read_scalar(run, i + 1, &request->binds[i], &run->binds[i], err))
      return false;
    run->binds[i].name = request->binds[i].name;
  }
  return true;
}

bool binds_refresh(struct run *run, struct err *err)
{
  if (!run->bind_rows_given)
    return true;
  run->bind_rows = NULL;
  run->bind_rows_given = false;
  return binds_read(run, err);
}
