/* fn_cast_time.c: dates, times and timestamps to and from text, and to each other.
 *
 * Physical forms are those of data/type.h. Functions that make a TIME or a timestamp take the
 * number of digits of its second and cut off the rest. */
#include "builtin/convert.h"
#include "builtin/fn.h"
#include "builtin/memo.h"
#include "data/decimal.h"

#define NANOS_A_MINUTE (60 * NANOS_A_SECOND)

static int minutes_between(int128 wall, int128 utc)
{
  return (int)((wall - utc) / NANOS_A_MINUTE);
}

static int128 tz_of_utc(const struct zone *zone, int128 utc, int scale)
{
  int offset = minutes_between(zone_wall_nanos(zone, utc), utc);

  return calendar_tz_join(calendar_truncate(utc, scale), offset);
}

/* --- Text to moments ------------------------------------------------------------------- */

/* Text (argument 0) by the model (argument 1); false after the refusal. */
static bool read_moment(struct engine_call *call, size_t row, struct format_memo *memo,
                        enum format_target target, enum convert_target kind, int mode_arg,
                        struct moment *moment)
{
  struct text text = call_text(call, 0, row);
  const struct format *format = memo_format(memo, call, call_text(call, 1, row), target);

  if (!format)
    return false;
  if (format_read(format, text, moment))
    return true;
  if (convert_mode(call, mode_arg, row) == CONVERT_OR_FAIL &&
      !text_is_nocase(call_text(call, 1, row), "AUTO"))
    convert_refuse_model(call, kind, text, call_text(call, 1, row));
  else
    convert_refuse(call, row, convert_mode(call, mode_arg, row), kind, text);
  return false;
}

static void date_of_text(struct engine_call *call)
{
  struct format_memo memo = { 0 };
  struct moment moment;

  for (size_t row = 0; call_next(call, &row); row++) {
    if (read_moment(call, row, &memo, FORMAT_DATE, CONVERT_DATE, 2, &moment))
      call_set_int(call, row, moment.days);
  }
  memo_format_clear(&memo);
}

static void time_of_text(struct engine_call *call)
{
  struct format_memo memo = { 0 };
  struct moment moment;

  for (size_t row = 0; call_next(call, &row); row++) {
    int scale = (int)call_int(call, 2, row);

    if (read_moment(call, row, &memo, FORMAT_TIME, CONVERT_TIME, 3, &moment))
      call_set_int(call, row, (int64_t)calendar_truncate(moment.of_day, scale));
  }
  memo_format_clear(&memo);
}

/* The wall clock that the text says, whatever its offset. */
static void ntz_of_text(struct engine_call *call)
{
  struct format_memo memo = { 0 };
  struct moment moment;

  for (size_t row = 0; call_next(call, &row); row++) {
    int scale = (int)call_int(call, 2, row);

    if (read_moment(call, row, &memo, FORMAT_TIMESTAMP, CONVERT_TIMESTAMP_NTZ, 3,
                    &moment))
      call_set_int128(call, row, calendar_truncate(moment_wall(&moment), scale));
  }
  memo_format_clear(&memo);
}

/* The instant of a moment that has an offset or, else, is a wall clock in the zone. */
static int128 moment_utc(const struct moment *moment, const struct zone *zone)
{
  int128 wall = moment_wall(moment);

  if (moment->has_offset)
    return wall - (int128)moment->offset * NANOS_A_MINUTE;
  return moment->is_epoch ? wall : zone_utc_nanos(zone, wall);
}

static void ltz_of_text(struct engine_call *call)
{
  struct format_memo memo = { 0 };
  struct zone_memo zones = { 0 };
  struct moment moment;

  for (size_t row = 0; call_next(call, &row); row++) {
    const struct zone *zone = memo_zone(&zones, call, call_text(call, 2, row));
    int scale = (int)call_int(call, 3, row);

    if (zone && read_moment(call, row, &memo, FORMAT_TIMESTAMP, CONVERT_TIMESTAMP_LTZ, 4,
                            &moment))
      call_set_int128(call, row, calendar_truncate(moment_utc(&moment, zone), scale));
  }
  memo_zone_clear(&zones);
  memo_format_clear(&memo);
}

static void tz_of_text(struct engine_call *call)
{
  struct format_memo memo = { 0 };
  struct zone_memo zones = { 0 };
  struct moment moment;

  for (size_t row = 0; call_next(call, &row); row++) {
    const struct zone *zone = memo_zone(&zones, call, call_text(call, 2, row));
    int scale = (int)call_int(call, 3, row);
    int128 utc;

    if (!zone || !read_moment(call, row, &memo, FORMAT_TIMESTAMP, CONVERT_TIMESTAMP_TZ, 4,
                              &moment))
      continue;
    utc = moment_utc(&moment, zone);
    if (moment.has_offset)
      call_set_int128(call, row,
                      calendar_tz_join(calendar_truncate(utc, scale), moment.offset));
    else
      call_set_int128(call, row, tz_of_utc(zone, utc, scale));
  }
  memo_zone_clear(&zones);
  memo_format_clear(&memo);
}

/* --- Moments to text ------------------------------------------------------------------- */

static void set_written(struct engine_call *call, size_t row, const struct format *format,
                        const struct moment *moment, struct buf *out)
{
  if (!format)
    return;
  buf_reset(out);
  format_write(format, moment, out);
  call_set_text(call, row, buf_text(out));
}

static void text_of_date(struct engine_call *call)
{
  struct format_memo memo = { 0 };
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct moment moment = { .days = call_int(call, 0, row) };

    set_written(call, row, memo_format(&memo, call, call_text(call, 1, row), FORMAT_DATE),
                &moment, &out);
  }
  buf_clear(&out);
  memo_format_clear(&memo);
}

static void text_of_time(struct engine_call *call)
{
  struct format_memo memo = { 0 };
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct moment moment = { .of_day = call_int(call, 0, row) };

    set_written(call, row, memo_format(&memo, call, call_text(call, 1, row), FORMAT_TIME),
                &moment, &out);
  }
  buf_clear(&out);
  memo_format_clear(&memo);
}

/* Arguments 1 and 2: the model of this kind of timestamp and, when that is empty, of all. */
static const struct format *timestamp_format(struct engine_call *call, size_t row,
                                             struct format_memo *memo)
{
  struct text model = call_text(call, 1, row);

  return memo_format(memo, call, model.len ? model : call_text(call, 2, row),
                     FORMAT_TIMESTAMP);
}

static void text_of_ntz(struct engine_call *call)
{
  struct format_memo memo = { 0 };
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct moment moment = moment_of(call_int128(call, 0, row));

    set_written(call, row, timestamp_format(call, row, &memo), &moment, &out);
  }
  buf_clear(&out);
  memo_format_clear(&memo);
}

static void text_of_ltz(struct engine_call *call)
{
  struct format_memo memo = { 0 };
  struct zone_memo zones = { 0 };
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    const struct zone *zone = memo_zone(&zones, call, call_text(call, 3, row));
    int128 utc = call_int128(call, 0, row);
    struct moment moment;

    if (!zone)
      break;
    moment = moment_of(zone_wall_nanos(zone, utc));
    moment.offset = minutes_between(moment_wall(&moment), utc);
    set_written(call, row, timestamp_format(call, row, &memo), &moment, &out);
  }
  buf_clear(&out);
  memo_zone_clear(&zones);
  memo_format_clear(&memo);
}

static void text_of_tz(struct engine_call *call)
{
  struct format_memo memo = { 0 };
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    int128 value = call_int128(call, 0, row);
    struct moment moment = moment_of(calendar_tz_wall(value));

    moment.offset = calendar_tz_offset(value);
    set_written(call, row, timestamp_format(call, row, &memo), &moment, &out);
  }
  buf_clear(&out);
  memo_format_clear(&memo);
}

/* --- Kinds of moments to each other ---------------------------------------------------- */

static void ntz_of_date(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++)
    call_set_int128(call, row, calendar_join(call_int(call, 0, row), 0));
}

static void date_of_ntz(struct engine_call *call)
{
  int64_t of_day;

  for (size_t row = 0; call_next(call, &row); row++)
    call_set_int(call, row, calendar_split(call_int128(call, 0, row), &of_day));
}

static void time_of_ntz(struct engine_call *call)
{
  int64_t of_day;

  for (size_t row = 0; call_next(call, &row); row++) {
    calendar_split(call_int128(call, 0, row), &of_day);
    call_set_int(call, row,
                 (int64_t)calendar_truncate(of_day, (int)call_int(call, 1, row)));
  }
}

static void time_scale(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++)
    call_set_int(
      call, row,
      (int64_t)calendar_truncate(call_int(call, 0, row), (int)call_int(call, 1, row)));
}

static void ts_scale(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++)
    call_set_int128(
      call, row,
      calendar_truncate(call_int128(call, 0, row), (int)call_int(call, 1, row)));
}

static void tz_scale(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int128 value = call_int128(call, 0, row);
    int128 utc = calendar_truncate(calendar_tz_utc(value), (int)call_int(call, 1, row));

    call_set_int128(call, row, calendar_tz_join(utc, calendar_tz_offset(value)));
  }
}

static void ntz_of_ltz(struct engine_call *call)
{
  struct zone_memo zones = { 0 };

  for (size_t row = 0; call_next(call, &row); row++) {
    const struct zone *zone = memo_zone(&zones, call, call_text(call, 1, row));

    if (zone)
      call_set_int128(call, row,
                      calendar_truncate(zone_wall_nanos(zone, call_int128(call, 0, row)),
                                        (int)call_int(call, 2, row)));
  }
  memo_zone_clear(&zones);
}

static void ltz_of_ntz(struct engine_call *call)
{
  struct zone_memo zones = { 0 };

  for (size_t row = 0; call_next(call, &row); row++) {
    const struct zone *zone = memo_zone(&zones, call, call_text(call, 1, row));

    if (zone)
      call_set_int128(call, row,
                      calendar_truncate(zone_utc_nanos(zone, call_int128(call, 0, row)),
                                        (int)call_int(call, 2, row)));
  }
  memo_zone_clear(&zones);
}

static void tz_of_ltz(struct engine_call *call)
{
  struct zone_memo zones = { 0 };

  for (size_t row = 0; call_next(call, &row); row++) {
    const struct zone *zone = memo_zone(&zones, call, call_text(call, 1, row));

    if (zone)
      call_set_int128(
        call, row,
        tz_of_utc(zone, call_int128(call, 0, row), (int)call_int(call, 2, row)));
  }
  memo_zone_clear(&zones);
}

static void tz_of_ntz(struct engine_call *call)
{
  struct zone_memo zones = { 0 };

  for (size_t row = 0; call_next(call, &row); row++) {
    const struct zone *zone = memo_zone(&zones, call, call_text(call, 1, row));

    if (zone)
      call_set_int128(call, row,
                      tz_of_utc(zone, zone_utc_nanos(zone, call_int128(call, 0, row)),
                                (int)call_int(call, 2, row)));
  }
  memo_zone_clear(&zones);
}

static void ntz_of_tz(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++)
    call_set_int128(call, row,
                    calendar_truncate(calendar_tz_wall(call_int128(call, 0, row)),
                                      (int)call_int(call, 1, row)));
}

static void ltz_of_tz(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++)
    call_set_int128(call, row,
                    calendar_truncate(calendar_tz_utc(call_int128(call, 0, row)),
                                      (int)call_int(call, 1, row)));
}

/* A number counted in 10^-scale of a second since 1970. */
static void epoch(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int128 value = call_int128(call, 0, row);
    int64_t scale = call_int(call, 1, row);
    int128 nanos = 0;

    if (scale < 0 || scale > 37 || !decimal_rescale(value, (int)scale, 9, &nanos) ||
        !calendar_in_range(nanos)) {
      char printed[DECIMAL_TEXT_SIZE];

      decimal_print(value, 0, printed);
      call_fail(call, ERR_NOT_A_TIMESTAMP, "Timestamp '%s' is not recognized", printed);
      continue;
    }
    call_set_int128(call, row, calendar_truncate(nanos, (int)call_int(call, 2, row)));
  }
}

/* Nanoseconds to microseconds, rounded down: what files of Parquet have. */
static void micros(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int128 nanos = call_int128(call, 0, row);
    int64_t few = (int64_t)nanos; /* Of the years in which 64 bits hold them. */

    if (few == nanos)
      call_set_int(call, row, few / 1000 - (few % 1000 < 0));
    else
      call_set_int(call, row, (int64_t)((nanos - ((nanos % 1000) + 1000) % 1000) / 1000));
  }
}

const struct engine_function_row fn_cast_time_rows[] = {
  /* clang-format off */
  { "sg_date",      "VARCHAR, VARCHAR, BIGINT",                   "DATE",    date_of_text, 0 },
  { "sg_time",      "VARCHAR, VARCHAR, BIGINT, BIGINT",          "BIGINT",  time_of_text, 0 },
  { "sg_ntz",       "VARCHAR, VARCHAR, BIGINT, BIGINT",          "HUGEINT", ntz_of_text,  0 },
  { "sg_ltz",       "VARCHAR, VARCHAR, VARCHAR, BIGINT, BIGINT", "HUGEINT", ltz_of_text,  0 },
  { "sg_tz",        "VARCHAR, VARCHAR, VARCHAR, BIGINT, BIGINT", "HUGEINT", tz_of_text,   0 },
  { "sg_date_text", "DATE, VARCHAR",                               "VARCHAR", text_of_date, 0 },
  { "sg_time_text", "BIGINT, VARCHAR",                             "VARCHAR", text_of_time, 0 },
  { "sg_ntz_text",  "HUGEINT, VARCHAR, VARCHAR",                   "VARCHAR", text_of_ntz,  0 },
  { "sg_ltz_text",  "HUGEINT, VARCHAR, VARCHAR, VARCHAR",          "VARCHAR", text_of_ltz,  0 },
  { "sg_tz_text",   "HUGEINT, VARCHAR, VARCHAR",                   "VARCHAR", text_of_tz,   0 },
  { "sg_date_ntz",  "DATE",                                        "HUGEINT", ntz_of_date,  0 },
  { "sg_ntz_date",  "HUGEINT",                                     "DATE",    date_of_ntz,  0 },
  { "sg_ntz_time",  "HUGEINT, BIGINT",                            "BIGINT",  time_of_ntz,  0 },
  { "sg_time_scale", "BIGINT, BIGINT",                            "BIGINT",  time_scale,   0 },
  { "sg_ts_scale",  "HUGEINT, BIGINT",                            "HUGEINT", ts_scale,     0 },
  { "sg_tz_scale",  "HUGEINT, BIGINT",                            "HUGEINT", tz_scale,     0 },
  { "sg_ltz_ntz",   "HUGEINT, VARCHAR, BIGINT",                   "HUGEINT", ntz_of_ltz,   0 },
  { "sg_ntz_ltz",   "HUGEINT, VARCHAR, BIGINT",                   "HUGEINT", ltz_of_ntz,   0 },
  { "sg_ltz_tz",    "HUGEINT, VARCHAR, BIGINT",                   "HUGEINT", tz_of_ltz,    0 },
  { "sg_ntz_tz",    "HUGEINT, VARCHAR, BIGINT",                   "HUGEINT", tz_of_ntz,    0 },
  { "sg_tz_ntz",    "HUGEINT, BIGINT",                            "HUGEINT", ntz_of_tz,    0 },
  { "sg_tz_ltz",    "HUGEINT, BIGINT",                            "HUGEINT", ltz_of_tz,    0 },
  { "sg_epoch",     "HUGEINT, BIGINT, BIGINT",                   "HUGEINT", epoch,        0 },
  { "sg_micros",    "HUGEINT",                                    "BIGINT",  micros,       0 },
  /* clang-format on */
};

const int fn_cast_time_count = sizeof fn_cast_time_rows / sizeof fn_cast_time_rows[0];
