/* time_part.c: parts of dates and times as functions name them. */
#include "builtin/time_part.h"

struct part_row {
  const char *name;
  int64_t nanos;
  int64_t months;
};

/* Names as dialect's date_part() makes them, by enum time_part. */
static const struct part_row parts[] = {
  /* clang-format off */
  [PART_YEAR]              = { "year", 0, 12 },
  [PART_QUARTER]           = { "quarter", 0, 3 },
  [PART_MONTH]             = { "month", 0, 1 },
  [PART_WEEK]              = { "week", 7 * NANOS_A_DAY, 0 },
  [PART_DAY]               = { "day", NANOS_A_DAY, 0 },
  [PART_HOUR]              = { "hour", 3600 * NANOS_A_SECOND, 0 },
  [PART_MINUTE]            = { "minute", 60 * NANOS_A_SECOND, 0 },
  [PART_SECOND]            = { "second", NANOS_A_SECOND, 0 },
  [PART_MILLISECOND]       = { "millisecond", 1000000, 0 },
  [PART_MICROSECOND]       = { "microsecond", 1000, 0 },
  [PART_NANOSECOND]        = { "nanosecond", 1, 0 },
  [PART_DAY_OF_WEEK]       = { "dayofweek", 0, 0 },
  [PART_DAY_OF_WEEK_ISO]   = { "dayofweekiso", 0, 0 },
  [PART_DAY_OF_YEAR]       = { "dayofyear", 0, 0 },
  [PART_WEEK_ISO]          = { "weekiso", 0, 0 },
  [PART_YEAR_OF_WEEK]      = { "yearofweek", 0, 0 },
  [PART_YEAR_OF_WEEK_ISO]  = { "yearofweekiso", 0, 0 },
  [PART_EPOCH_SECOND]      = { "epoch_second", 0, 0 },
  [PART_EPOCH_MILLISECOND] = { "epoch_millisecond", 0, 0 },
  [PART_EPOCH_MICROSECOND] = { "epoch_microsecond", 0, 0 },
  [PART_EPOCH_NANOSECOND]  = { "epoch_nanosecond", 0, 0 },
  [PART_ZONE_HOUR]         = { "timezone_hour", 0, 0 },
  [PART_ZONE_MINUTE]       = { "timezone_minute", 0, 0 },
  /* clang-format on */
};

static enum time_part find(struct engine_call *call, int arg, size_t row, int count)
{
  struct text name = call_text(call, arg, row);

  for (int i = 0; i < count; i++) {
    if (text_is(name, parts[i].name))
      return (enum time_part)i;
  }
  call_fail(call, ERR_INVALID_ARGUMENT,
            "'" TEXT_FMT "' is not a valid date/time component for this function",
            TEXT_ARG(name));
  return PART_NONE;
}

enum time_part time_part_of(struct engine_call *call, int arg, size_t row)
{
  return find(call, arg, row, PART_NONE);
}

enum time_part time_unit_of(struct engine_call *call, int arg, size_t row)
{
  return find(call, arg, row, PART_NANOSECOND + 1);
}

int64_t time_unit_nanos(enum time_part unit)
{
  return parts[unit].nanos;
}

int64_t time_unit_months(enum time_part unit)
{
  return parts[unit].months;
}

int64_t time_unit_start(enum time_part unit, int64_t days, struct week_rule rule)
{
  struct civil civil;

  if (unit == PART_WEEK)
    return calendar_week_start(days, rule);
  if (unit > PART_MONTH)
    return days;
  civil = calendar_civil(days);
  if (unit == PART_YEAR)
    civil.month = 1;
  else if (unit == PART_QUARTER)
    civil.month -= (civil.month - 1) % 3;
  return calendar_days(civil.year, civil.month, 1);
}
