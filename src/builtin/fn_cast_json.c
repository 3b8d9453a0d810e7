/* fn_cast_json.c: VARIANT values (JSON text) to and from scalars. */
#include <stdlib.h>
#include <string.h>

#include "builtin/fn.h"
#include "builtin/memo.h"
#include "data/json_scalar.h"
#include "data/json_text.h"
#include "data/real.h"

/* Text that casts see: a double in its shortest digits, all else as json_text_plain gives it. */
static void add_plain(struct text json, struct buf *out)
{
  char printed[REAL_TEXT_SIZE];
  double value;

  buf_reset(out);
  if (json_text_type(json) == JSON_TEXT_DOUBLE && json_kind(json) == JSON_KIND_NUMBER &&
      real_parse(json, &value) == REAL_OK)
    buf_add(out, printed, real_print(value, printed));
  else
    json_text_plain(json, out);
}

/* A value as text: strings without their quotes, all else as JSON; a JSON null gives NULL. */
static void set_plain(struct engine_call *call, size_t row, struct text json,
                      struct buf *out)
{
  struct text bare = json_text_bare(json);

  if (!bare.len || *bare.at == 'n') {
    call_set_null(call, row);
    return;
  }
  if (*bare.at == '"' && !memchr(bare.at, '\\', bare.len)) {
    call_set_text(call, row, text_slice(bare, 1, bare.len - 2));
    return;
  }
  if (*bare.at != '"' && *bare.at != '{' && *bare.at != '[' &&
      json_text_type(json) != JSON_TEXT_DOUBLE) {
    call_set_text(call, row, bare);
    return;
  }
  add_plain(json, out);
  call_set_text(call, row, buf_text(out));
}

static void json_text(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++)
    set_plain(call, row, call_text(call, 0, row), &out);
  buf_clear(&out);
}

/* The same of what lies at a path that the binder has made. */
static void path_text(struct engine_call *call)
{
  struct path_memo memo = { 0 };
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    const struct json_path *path = memo_path(&memo, call_text(call, 1, row));

    if (path)
      set_plain(call, row, json_path_find(path, call_text(call, 0, row)), &out);
    else
      call_set_null(call, row);
  }
  memo_path_clear(&memo);
  buf_clear(&out);
}

/* The content of a value of one kind as text; NULL for other kinds. */
static void json_only(struct engine_call *call, enum json_kind kind)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text json = call_text(call, 0, row);

    buf_reset(&out);
    if (json_kind(json) != kind) {
      call_set_null(call, row);
      continue;
    }
    add_plain(json, &out);
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

static void json_string(struct engine_call *call)
{
  json_only(call, JSON_KIND_STRING);
}

static void json_number(struct engine_call *call)
{
  json_only(call, JSON_KIND_NUMBER);
}

static void json_object(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text json = call_text(call, 0, row);

    if (json_kind(json) == JSON_KIND_NULL)
      call_set_null(call, row);
    else if (json_kind(json) == JSON_KIND_OBJECT)
      call_set_text(call, row, json);
    else
      call_fail(call, ERR_FAILED_CAST,
                "Failed to cast variant value " TEXT_FMT " to OBJECT", TEXT_ARG(json));
  }
}

/* An ARRAY stays; any other value becomes an ARRAY of itself. */
static void json_array(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text json = call_text(call, 0, row);

    if (json_kind(json) == JSON_KIND_NULL) {
      call_set_null(call, row);
      continue;
    }
    if (json_kind(json) == JSON_KIND_ARRAY) {
      call_set_text(call, row, json);
      continue;
    }
    buf_reset(&out);
    buf_add_char(&out, '[');
    buf_add_text(&out, json);
    buf_add_char(&out, ']');
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

static void set_quoted(struct engine_call *call, size_t row, enum json_text_type type,
                       struct text text, struct buf *out)
{
  buf_reset(out);
  json_text_mark(type, out);
  json_text_quote(text, out);
  call_set_text(call, row, buf_text(out));
}

static void variant_text(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++)
    set_quoted(call, row, JSON_TEXT_STRING, call_text(call, 0, row), &out);
  buf_clear(&out);
}

/* Takes hexadecimal digits. */
static void variant_binary(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++)
    set_quoted(call, row, JSON_TEXT_BINARY, call_text(call, 0, row), &out);
  buf_clear(&out);
}

/* The text of an exact number without zeros at the end of its fraction. */
static void variant_number(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text text = call_text(call, 0, row);

    if (text_find(text, '.') < text.len) {
      while (text.at[text.len - 1] == '0')
        text.len--;
      if (text.at[text.len - 1] == '.')
        text.len--;
    }
    call_set_text(call, row, text);
  }
}

static void variant_float(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    buf_reset(&out);
    json_text_double(call_double(call, 0, row), &out);
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

static void variant_boolean(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++)
    call_set_text(call, row, call_int(call, 0, row) ? TEXT("true") : TEXT("false"));
}

/* Moments become strings with as many digits of the second (3, 6 or 9) as they need, so that
 * nothing is lost on the way back. */
struct moment_formats {
  struct format digits[3], zone;
};

static struct moment_formats moment_formats(enum format_target target)
{
  static const char *const dates[] = { "YYYY-MM-DD HH24:MI:SS.FF3",
                                       "YYYY-MM-DD HH24:MI:SS.FF6",
                                       "YYYY-MM-DD HH24:MI:SS.FF9" };
  static const char *const times[] = { "HH24:MI:SS", "HH24:MI:SS.FF6", "HH24:MI:SS.FF9" };
  const char *const *models = target == FORMAT_TIME ? times : dates;
  struct moment_formats formats;
  bool ok = format_compile(TEXT(" TZHTZM"), FORMAT_TIMESTAMP, &formats.zone);

  for (int i = 0; i < 3; i++)
    ok = format_compile(text_of(models[i]), target, &formats.digits[i]) && ok;
  if (!ok)
    abort();
  return formats;
}

static void set_moment(struct engine_call *call, size_t row, const struct moment *moment,
                       enum json_text_type type, const struct moment_formats *formats,
                       struct buf *out)
{
  int64_t nano = moment->of_day % NANOS_A_SECOND;
  int64_t coarse = type == JSON_TEXT_TIME ? NANOS_A_SECOND : 1000000;
  int digits = nano % coarse == 0 ? 0 : nano % 1000 == 0 ? 1 : 2;
  struct buf printed;

  buf_init(&printed);
  format_write(&formats->digits[digits], moment, &printed);
  if (moment->has_offset)
    format_write(&formats->zone, moment, &printed);
  set_quoted(call, row, type, buf_text(&printed), out);
  buf_clear(&printed);
}

static void variant_date(struct engine_call *call)
{
  struct format format;
  struct buf printed, out;

  buf_init(&printed);
  buf_init(&out);
  format_compile(TEXT("YYYY-MM-DD"), FORMAT_DATE, &format);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct moment moment = { .days = call_int(call, 0, row) };

    buf_reset(&printed);
    format_write(&format, &moment, &printed);
    set_quoted(call, row, JSON_TEXT_DATE, buf_text(&printed), &out);
  }
  buf_clear(&out);
  buf_clear(&printed);
}

static void variant_time(struct engine_call *call)
{
  struct moment_formats formats = moment_formats(FORMAT_TIME);
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct moment moment = { .of_day = call_int(call, 0, row) };

    set_moment(call, row, &moment, JSON_TEXT_TIME, &formats, &out);
  }
  buf_clear(&out);
}

static void variant_ntz(struct engine_call *call)
{
  struct moment_formats formats = moment_formats(FORMAT_TIMESTAMP);
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct moment moment = moment_of(call_int128(call, 0, row));

    set_moment(call, row, &moment, JSON_TEXT_TIMESTAMP_NTZ, &formats, &out);
  }
  buf_clear(&out);
}

static void variant_ltz(struct engine_call *call)
{
  struct moment_formats formats = moment_formats(FORMAT_TIMESTAMP);
  struct zone_memo zones = { 0 };
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    const struct zone *zone = memo_zone(&zones, call, call_text(call, 1, row));
    int128 utc = call_int128(call, 0, row);
    struct moment moment;

    if (!zone)
      break;
    moment = moment_of(zone_wall_nanos(zone, utc));
    moment.has_offset = true;
    moment.offset = (int)((moment_wall(&moment) - utc) / (60 * NANOS_A_SECOND));
    set_moment(call, row, &moment, JSON_TEXT_TIMESTAMP_LTZ, &formats, &out);
  }
  buf_clear(&out);
  memo_zone_clear(&zones);
}

static void variant_tz(struct engine_call *call)
{
  struct moment_formats formats = moment_formats(FORMAT_TIMESTAMP);
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    int128 value = call_int128(call, 0, row);
    struct moment moment = moment_of(calendar_tz_wall(value));

    moment.has_offset = true;
    moment.offset = calendar_tz_offset(value);
    set_moment(call, row, &moment, JSON_TEXT_TIMESTAMP_TZ, &formats, &out);
  }
  buf_clear(&out);
}

const struct engine_function_row fn_cast_json_rows[] = {
  /* clang-format off */
  { "sg_json_text",       "VARCHAR",          "VARCHAR", json_text,       0 },
  { "sg_path_text",       "VARCHAR, VARCHAR", "VARCHAR", path_text,       0 },
  { "sg_json_string",     "VARCHAR",          "VARCHAR", json_string,     0 },
  { "sg_json_number",     "VARCHAR",          "VARCHAR", json_number,     0 },
  { "sg_json_object",     "VARCHAR",          "JSON",    json_object,     0 },
  { "sg_json_array",      "VARCHAR",          "JSON",    json_array,      0 },
  { "sg_variant_text",    "VARCHAR",          "JSON",    variant_text,    0 },
  { "sg_variant_number",  "VARCHAR",          "JSON",    variant_number,  0 },
  { "sg_variant_float",   "DOUBLE",           "JSON",    variant_float,   0 },
  { "sg_variant_binary",  "VARCHAR",          "JSON",    variant_binary,  0 },
  { "sg_variant_boolean", "BOOLEAN",          "JSON",    variant_boolean, 0 },
  { "sg_variant_date",    "DATE",             "JSON",    variant_date,    0 },
  { "sg_variant_time",    "BIGINT",           "JSON",    variant_time,    0 },
  { "sg_variant_ntz",     "HUGEINT",          "JSON",    variant_ntz,     0 },
  { "sg_variant_ltz",     "HUGEINT, VARCHAR", "JSON",    variant_ltz,     0 },
  { "sg_variant_tz",      "HUGEINT",          "JSON",    variant_tz,      0 },
  /* clang-format on */
};

const int fn_cast_json_count = sizeof fn_cast_json_rows / sizeof fn_cast_json_rows[0];
