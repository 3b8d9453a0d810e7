/* fn_time_parts.c: moments taken apart, made from their parts, and days of weeks and months. */
#include "builtin/fn.h"
#include "builtin/memo.h"
#include "builtin/time_part.h"

/* --- Taking apart ------------------------------------------------------------------------ */

struct source {
  int128 wall;
  int128 utc;
  int offset; /* Minutes. */
  struct week_rule rule;
};

static int128 floor_unit(int128 value, int64_t unit)
{
  return value / unit - (value % unit < 0);
}

static int64_t week_part(enum time_part part, int64_t days, struct week_rule rule)
{
  int64_t year;
  int week = calendar_week(days, rule, &year);

  return part == PART_WEEK || part == PART_WEEK_ISO ? week : year;
}

static int128 part_value(enum time_part part, const struct source *source)
{
  int64_t of_day;
  int64_t days = calendar_split(source->wall, &of_day);
  struct clock_time clock = calendar_clock(of_day);

  switch (part) {
  case PART_YEAR: return calendar_civil(days).year;
  case PART_QUARTER: return (calendar_civil(days).month - 1) / 3 + 1;
  case PART_MONTH: return calendar_civil(days).month;
  case PART_DAY: return calendar_civil(days).day;
  case PART_HOUR: return clock.hour;
  case PART_MINUTE: return clock.minute;
  case PART_SECOND: return clock.second;
  case PART_MILLISECOND: return clock.nano / 1000000;
  case PART_MICROSECOND: return clock.nano / 1000;
  case PART_NANOSECOND: return clock.nano;
  case PART_DAY_OF_WEEK: return calendar_weekday(days, source->rule);
  case PART_DAY_OF_WEEK_ISO: return calendar_iso_weekday(days);
  case PART_DAY_OF_YEAR: return calendar_day_of_year(days);
  case PART_WEEK:
  case PART_YEAR_OF_WEEK: return week_part(part, days, source->rule);
  case PART_WEEK_ISO:
  case PART_YEAR_OF_WEEK_ISO: return week_part(part, days, calendar_iso);
  case PART_EPOCH_SECOND: return floor_unit(source->utc, NANOS_A_SECOND);
  case PART_EPOCH_MILLISECOND: return floor_unit(source->utc, 1000000);
  case PART_EPOCH_MICROSECOND: return floor_unit(source->utc, 1000);
  case PART_EPOCH_NANOSECOND: return source->utc;
  case PART_ZONE_HOUR: return source->offset / 60;
  case PART_ZONE_MINUTE: return source->offset % 60;
  case PART_NONE: break;
  }
  return 0;
}

static void set_part(struct engine_call *call, size_t row, const struct source *source)
{
  enum time_part part = time_part_of(call, 0, row);
  int128 value;

  if (part == PART_NONE)
    return;
  value = part_value(part, source);
  if (value != (int64_t)value)
    call_fail(call, ERR_UNREPRESENTABLE, "Nanoseconds since 1970 are out of range");
  else
    call_set_int(call, row, (int64_t)value);
}

static void part_date(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct source source = { .wall = calendar_join(call_int(call, 1, row), 0),
                             .rule = memo_week(call, 2, row) };

    source.utc = source.wall;
    set_part(call, row, &source);
  }
}

static void part_time(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct source source = { .wall = call_int(call, 1, row),
                             .utc = call_int(call, 1, row) };

    set_part(call, row, &source);
  }
}

static void part_ts(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct source source = { .wall = call_int128(call, 1, row),
                             .utc = call_int128(call, 1, row),
                             .rule = memo_week(call, 2, row) };

    set_part(call, row, &source);
  }
}

static void part_ltz(struct engine_call *call)
{
  struct zone_memo zones = { 0 };

  for (size_t row = 0; call_next(call, &row); row++) {
    const struct zone *zone = memo_zone(&zones, call, call_text(call, 4, row));
    struct source source = { .utc = call_int128(call, 1, row),
                             .rule = memo_week(call, 2, row) };

    if (!zone)
      continue;
    source.wall = zone_wall_nanos(zone, source.utc);
    source.offset = (int)((source.wall - source.utc) / (60 * NANOS_A_SECOND));
    set_part(call, row, &source);
  }
  memo_zone_clear(&zones);
}

static void part_tz(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int128 value = call_int128(call, 1, row);
    struct source source = { calendar_tz_wall(value), calendar_tz_utc(value),
                             calendar_tz_offset(value), memo_week(call, 2, row) };

    set_part(call, row, &source);
  }
}

/* --- Making ------------------------------------------------------------------------------ */

/* Parts outside their usual range carry over: month 13 is January of the next year, day 0 the
 * last of the month before. */
static bool days_of_parts(struct engine_call *call, size_t row, int64_t *days)
{
  int64_t year = call_int(call, 0, row);
  int64_t month = call_int(call, 1, row);
  int64_t day = call_int(call, 2, row);
  const int64_t most = 10000000;

  if (year >= -most && year <= most && month >= -most && month <= most && day >= -most &&
      day <= most) {
    int64_t index = year * 12 + month - 1;
    int64_t of_year = (int64_t)floor_unit(index, 12);

    *days = calendar_days(of_year, (int)(index - of_year * 12) + 1, 1) + day - 1;
    if (calendar_day_in_range(*days))
      return true;
  }
  call_fail(call, ERR_UNREPRESENTABLE, "Date or timestamp is out of range");
  return false;
}

static void date_from_parts(struct engine_call *call)
{
  int64_t days;

  for (size_t row = 0; call_next(call, &row); row++) {
    if (days_of_parts(call, row, &days))
      call_set_int(call, row, days);
  }
}

/* Hours, minutes, seconds and nanoseconds from argument `arg` on. */
static int128 nanos_of_parts(const struct engine_call *call, int arg, size_t row)
{
  int128 seconds = ((int128)call_int(call, arg, row) * 60 +
                    call_int(call, arg + 1, row)) *
                     60 +
                   call_int(call, arg + 2, row);

  return seconds * NANOS_A_SECOND + call_int(call, arg + 3, row);
}

static void time_from_parts(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int64_t of_day;

    calendar_split(nanos_of_parts(call, 0, row) % NANOS_A_DAY, &of_day);
    call_set_int(call, row, of_day);
  }
}

static void ts_from_parts(struct engine_call *call)
{
  int64_t days;

  for (size_t row = 0; call_next(call, &row); row++) {
    int128 wall;

    if (!days_of_parts(call, row, &days))
      continue;
    wall = calendar_join(days, 0) + nanos_of_parts(call, 3, row);
    if (calendar_in_range(wall))
      call_set_int128(call, row, wall);
    else
      call_fail(call, ERR_UNREPRESENTABLE, "Date or timestamp is out of range");
  }
}

/* --- Days of weeks and months ------------------------------------------------------------ */

static void last_day(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    enum time_part unit = time_unit_of(call, 1, row);
    struct week_rule rule = { 0, 0 };
    struct text start = call_text(call, 2, row);
    int64_t first;

    if (unit == PART_NONE)
      continue;
    if (start.len == 1 && start.at[0] >= '0' && start.at[0] <= '7')
      rule.start = start.at[0] - '0';
    first = time_unit_start(unit, call_int(call, 0, row), rule);
    if (unit == PART_WEEK)
      call_set_int(call, row, first + 6);
    else if (unit <= PART_MONTH)
      call_set_int(call, row, calendar_add_months(first, time_unit_months(unit)) - 1);
    else
      call_fail(call, ERR_INVALID_ARGUMENT,
                "Date/time component is not supported for function LAST_DAY");
  }
}

/* A weekday by the first two letters of its name, 1 for Monday; 0 after call_fail. */
static int weekday_of(struct engine_call *call, int arg, size_t row)
{
  struct text name = text_trim(call_text(call, arg, row));

  for (int i = 1; i <= 7 && name.len >= 2; i++) {
    if (text_equal_nocase(text_slice(name, 0, 2), text_from(calendar_weekday_name(i), 2)))
      return i;
  }
  call_fail(call, ERR_INVALID_ARGUMENT, "Invalid day of week '" TEXT_FMT "'",
            TEXT_ARG(name));
  return 0;
}

static void next_day(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int64_t days = call_int(call, 0, row);
    int weekday = weekday_of(call, 1, row);

    if (weekday)
      call_set_int(call, row, days + (weekday - calendar_iso_weekday(days) + 6) % 7 + 1);
  }
}

static void previous_day(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int64_t days = call_int(call, 0, row);
    int weekday = weekday_of(call, 1, row);

    if (weekday)
      call_set_int(call, row, days - (calendar_iso_weekday(days) - weekday + 6) % 7 - 1);
  }
}

#define SEVEN "BIGINT, BIGINT, BIGINT, BIGINT, BIGINT, BIGINT, BIGINT"

const struct engine_function_row fn_time_parts_rows[] = {
  /* clang-format off */
  { "sg_part_date",       "VARCHAR, DATE, VARCHAR, VARCHAR",             "BIGINT",  part_date, 0 },
  { "sg_part_time",       "VARCHAR, BIGINT",                             "BIGINT",  part_time, 0 },
  { "sg_part_ts",         "VARCHAR, HUGEINT, VARCHAR, VARCHAR",          "BIGINT",  part_ts,   0 },
  { "sg_part_ltz",        "VARCHAR, HUGEINT, VARCHAR, VARCHAR, VARCHAR", "BIGINT",  part_ltz,  0 },
  { "sg_part_tz",         "VARCHAR, HUGEINT, VARCHAR, VARCHAR",          "BIGINT",  part_tz,   0 },
  { "sg_date_from_parts", "BIGINT, BIGINT, BIGINT",                      "DATE",    date_from_parts, 0 },
  { "sg_time_from_parts", "BIGINT, BIGINT, BIGINT, BIGINT",              "BIGINT",  time_from_parts, 0 },
  { "sg_ts_from_parts",   SEVEN,                                         "HUGEINT", ts_from_parts, 0 },
  { "sg_last_day",        "DATE, VARCHAR, VARCHAR",                      "DATE",    last_day,  0 },
  { "sg_next_day",        "DATE, VARCHAR",                               "DATE",    next_day,  0 },
  { "sg_previous_day",    "DATE, VARCHAR",                               "DATE",    previous_day, 0 },
  /* clang-format on */
};

const int fn_time_parts_count = sizeof fn_time_parts_rows / sizeof fn_time_parts_rows[0];
