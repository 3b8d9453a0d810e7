/* fn_time.c: adding to, counting between and truncating dates, times and timestamps.
 *
 * Parts arrive as dialect's date_part() normalises them; moments in the physical forms of
 * data/type.h (a "ts" below is the HUGEINT of a TIMESTAMP_NTZ). For DATEADD and intervals:
 *
 *   sg_dateadd_date('month', n BIGINT, DATE)             -> DATE     day and longer parts only
 *   sg_dateadd_time('hour', n BIGINT, BIGINT)            -> BIGINT   hour and shorter, round the clock
 *   sg_dateadd_ts('month', n BIGINT, HUGEINT)            -> HUGEINT
 *   sg_dateadd_ltz('month', n BIGINT, HUGEINT, zone)     -> HUGEINT  day and longer by the wall clock
 *   sg_dateadd_ltz(... zone, 'true')                     -> HUGEINT  days are 24 hours
 *   sg_dateadd_tz('month', n BIGINT, HUGEINT)            -> HUGEINT  keeps the offset
 *
 * A DATE plus hours is sg_dateadd_ts('hour', n, sg_date_ntz(d)): a TIMESTAMP_NTZ. */
#include "builtin/fn.h"
#include "builtin/memo.h"
#include "builtin/time_part.h"

#define MOST_MONTHS (12 * 20000)

static bool fail_range(struct engine_call *call)
{
  call_fail(call, ERR_UNREPRESENTABLE, "Date or timestamp is out of range");
  return false;
}

static bool fail_unit(struct engine_call *call, const char *noun)
{
  call_fail(call, ERR_INVALID_ARGUMENT, "Date/time component is not supported for %s",
            noun);
  return false;
}

/* --- Adding ------------------------------------------------------------------------------ */

static bool add_to_days(struct engine_call *call, enum time_part unit, int64_t n,
                        int64_t *days)
{
  int64_t months = time_unit_months(unit);
  int64_t each = unit == PART_WEEK ? 7 : 1;

  if (n > INT32_MAX || n < INT32_MIN)
    return fail_range(call);
  if (months && (n * months > MOST_MONTHS || n * months < -MOST_MONTHS))
    return fail_range(call);
  *days = months ? calendar_add_months(*days, n * months) : *days + n * each;
  return calendar_day_in_range(*days) || fail_range(call);
}

static bool add_to_wall(struct engine_call *call, enum time_part unit, int64_t n,
                        int128 *wall)
{
  int64_t of_day;
  int64_t days = calendar_split(*wall, &of_day);

  if (unit > PART_DAY) {
    *wall += (int128)n * time_unit_nanos(unit);
    return calendar_in_range(*wall) || fail_range(call);
  }
  if (!add_to_days(call, unit, n, &days))
    return false;
  *wall = calendar_join(days, of_day);
  return true;
}

static void add_date(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    enum time_part unit = time_unit_of(call, 0, row);
    int64_t days = call_int(call, 2, row);

    if (unit == PART_NONE || (unit > PART_DAY && !fail_unit(call, "type DATE")))
      continue;
    if (add_to_days(call, unit, call_int(call, 1, row), &days))
      call_set_int(call, row, days);
  }
}

static void add_time(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    enum time_part unit = time_unit_of(call, 0, row);
    int128 sum;

    if (unit == PART_NONE || (unit <= PART_DAY && !fail_unit(call, "type TIME")))
      continue;
    sum = call_int(call, 2, row) + (int128)call_int(call, 1, row) * time_unit_nanos(unit);
    sum %= NANOS_A_DAY;
    call_set_int(call, row, (int64_t)(sum < 0 ? sum + NANOS_A_DAY : sum));
  }
}

static void add_ts(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    enum time_part unit = time_unit_of(call, 0, row);
    int128 wall = call_int128(call, 2, row);

    if (unit != PART_NONE && add_to_wall(call, unit, call_int(call, 1, row), &wall))
      call_set_int128(call, row, wall);
  }
}

/* TIMESTAMP_DAY_IS_ALWAYS_24H: the fifth argument, if it was given. */
static bool has_even_days(struct engine_call *call, size_t row)
{
  return call_arg_count(call) > 4 && text_is_nocase(call_text(call, 4, row), "true");
}

static void add_ltz(struct engine_call *call)
{
  struct zone_memo zones = { 0 };

  for (size_t row = 0; call_next(call, &row); row++) {
    enum time_part unit = time_unit_of(call, 0, row);
    const struct zone *zone = memo_zone(&zones, call, call_text(call, 3, row));
    bool whole_days = unit == PART_DAY || unit == PART_WEEK;
    bool by_wall = unit <= PART_DAY && !(whole_days && has_even_days(call, row));
    int128 value = call_int128(call, 2, row);

    if (!zone || unit == PART_NONE)
      continue;
    if (by_wall)
      value = zone_wall_nanos(zone, value);
    if (add_to_wall(call, unit, call_int(call, 1, row), &value))
      call_set_int128(call, row, by_wall ? zone_utc_nanos(zone, value) : value);
  }
  memo_zone_clear(&zones);
}

static void add_tz(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    enum time_part unit = time_unit_of(call, 0, row);
    int128 value = call_int128(call, 2, row);
    int offset = calendar_tz_offset(value);
    int128 shift = (int128)offset * 60 * NANOS_A_SECOND;
    int128 wall = calendar_tz_wall(value);

    if (unit != PART_NONE && add_to_wall(call, unit, call_int(call, 1, row), &wall))
      call_set_int128(call, row, calendar_tz_join(wall - shift, offset));
  }
}

/* ADD_MONTHS: the end of a month stays one. */
static bool add_whole_months(struct engine_call *call, int64_t months, int64_t *days)
{
  struct civil civil = calendar_civil(*days);
  bool last = civil.day == calendar_month_days(civil.year, civil.month);

  if (!add_to_days(call, PART_MONTH, months, days))
    return false;
  if (last) {
    civil = calendar_civil(*days);
    *days = calendar_days(civil.year, civil.month,
                          calendar_month_days(civil.year, civil.month));
  }
  return true;
}

static void add_months(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int64_t days = call_int(call, 0, row);

    if (add_whole_months(call, call_int(call, 1, row), &days))
      call_set_int(call, row, days);
  }
}

static void add_months_ts(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int64_t of_day;
    int64_t days = calendar_split(call_int128(call, 0, row), &of_day);

    if (add_whole_months(call, call_int(call, 1, row), &days))
      call_set_int128(call, row, calendar_join(days, of_day));
  }
}

/* --- Counting ---------------------------------------------------------------------------- */

static int64_t count_days(enum time_part unit, int64_t from, int64_t to,
                          struct week_rule rule)
{
  struct civil a, b;

  if (unit == PART_DAY)
    return to - from;
  if (unit == PART_WEEK)
    return (calendar_week_start(to, rule) - calendar_week_start(from, rule)) / 7;
  a = calendar_civil(from);
  b = calendar_civil(to);
  if (unit == PART_YEAR)
    return b.year - a.year;
  if (unit == PART_QUARTER)
    return (b.year - a.year) * 4 + (b.month - 1) / 3 - (a.month - 1) / 3;
  return (b.year - a.year) * 12 + b.month - a.month;
}

static int128 floor_unit(int128 value, int64_t unit)
{
  return value / unit - (value % unit < 0);
}

/* How many boundaries of the unit lie between two wall clocks. */
static int128 count_wall(enum time_part unit, int128 from, int128 to,
                         struct week_rule rule)
{
  int64_t nanos = time_unit_nanos(unit);
  int64_t of_day;

  if (unit > PART_DAY)
    return floor_unit(to, nanos) - floor_unit(from, nanos);
  return count_days(unit, calendar_split(from, &of_day), calendar_split(to, &of_day),
                    rule);
}

static void set_count(struct engine_call *call, size_t row, int128 count)
{
  if (count != (int64_t)count)
    call_fail(call, ERR_UNREPRESENTABLE, "Difference of dates is out of range");
  else
    call_set_int(call, row, (int64_t)count);
}

static struct week_rule week_start(const struct engine_call *call, int arg, size_t row)
{
  struct text start = call_text(call, arg, row);
  int digit = start.len == 1 ? start.at[0] - '0' : 0;

  return (struct week_rule){ digit >= 0 && digit <= 7 ? digit : 0, 0 };
}

static void diff_date(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    enum time_part unit = time_unit_of(call, 0, row);

    if (unit != PART_NONE)
      set_count(call, row,
                count_wall(unit, calendar_join(call_int(call, 1, row), 0),
                           calendar_join(call_int(call, 2, row), 0),
                           week_start(call, 3, row)));
  }
}

static void diff_time(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    enum time_part unit = time_unit_of(call, 0, row);

    if (unit == PART_NONE || (unit <= PART_DAY && !fail_unit(call, "type TIME")))
      continue;
    set_count(
      call, row,
      count_wall(unit, call_int(call, 1, row), call_int(call, 2, row), calendar_iso));
  }
}

static void diff_ts(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    enum time_part unit = time_unit_of(call, 0, row);

    if (unit != PART_NONE)
      set_count(call, row,
                count_wall(unit, call_int128(call, 1, row), call_int128(call, 2, row),
                           week_start(call, 3, row)));
  }
}

static void diff_ltz(struct engine_call *call)
{
  struct zone_memo zones = { 0 };

  for (size_t row = 0; call_next(call, &row); row++) {
    enum time_part unit = time_unit_of(call, 0, row);
    const struct zone *zone = memo_zone(&zones, call, call_text(call, 4, row));
    int128 from = call_int128(call, 1, row), to = call_int128(call, 2, row);

    if (!zone || unit == PART_NONE)
      continue;
    if (unit <= PART_DAY) {
      from = zone_wall_nanos(zone, from);
      to = zone_wall_nanos(zone, to);
    }
    set_count(call, row, count_wall(unit, from, to, week_start(call, 3, row)));
  }
  memo_zone_clear(&zones);
}

static void diff_tz(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    enum time_part unit = time_unit_of(call, 0, row);
    int128 from = call_int128(call, 1, row), to = call_int128(call, 2, row);

    if (unit == PART_NONE)
      continue;
    if (unit <= PART_DAY)
      set_count(call, row,
                count_wall(unit, calendar_tz_wall(from), calendar_tz_wall(to),
                           week_start(call, 3, row)));
    else
      set_count(
        call, row,
        count_wall(unit, calendar_tz_utc(from), calendar_tz_utc(to), calendar_iso));
  }
}

/* In millionths of a month. Whole when the days of the month are equal or both the last;
 * otherwise a day is 1/31 of a month. */
static void months_between(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int64_t of_day1, of_day2;
    struct civil a = calendar_civil(calendar_split(call_int128(call, 0, row), &of_day1));
    struct civil b = calendar_civil(calendar_split(call_int128(call, 1, row), &of_day2));
    int64_t months = (a.year - b.year) * 12 + a.month - b.month;
    bool whole = a.day == b.day || (a.day == calendar_month_days(a.year, a.month) &&
                                    b.day == calendar_month_days(b.year, b.month));
    int128 month = (int128)31 * NANOS_A_DAY;
    int128 part = (int128)(a.day - b.day) * NANOS_A_DAY + of_day1 - of_day2;
    int128 nanos = months * month + (whole ? 0 : part);

    /* Exactly, and half away from zero: a double would fall below some halves. */
    call_set_int128(call, row,
                    (nanos * 2000000 + (nanos < 0 ? -month : month)) / (2 * month));
  }
}

/* --- Truncating -------------------------------------------------------------------------- */

static int128 truncate_wall(enum time_part unit, int128 wall, struct week_rule rule)
{
  int64_t of_day;
  int64_t days = calendar_split(wall, &of_day);

  if (unit > PART_DAY)
    return calendar_join(days, of_day - of_day % time_unit_nanos(unit));
  return calendar_join(time_unit_start(unit, days, rule), 0);
}

static void trunc_date(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    enum time_part unit = time_unit_of(call, 0, row);

    if (unit != PART_NONE)
      call_set_int(
        call, row,
        time_unit_start(unit, call_int(call, 1, row), week_start(call, 2, row)));
  }
}

static void trunc_time(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    enum time_part unit = time_unit_of(call, 0, row);
    int64_t of_day = call_int(call, 1, row);

    if (unit == PART_NONE || (unit <= PART_DAY && !fail_unit(call, "type TIME")))
      continue;
    call_set_int(call, row, of_day - of_day % time_unit_nanos(unit));
  }
}

static void trunc_ts(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    enum time_part unit = time_unit_of(call, 0, row);

    if (unit != PART_NONE)
      call_set_int128(
        call, row,
        truncate_wall(unit, call_int128(call, 1, row), week_start(call, 2, row)));
  }
}

static void trunc_ltz(struct engine_call *call)
{
  struct zone_memo zones = { 0 };

  for (size_t row = 0; call_next(call, &row); row++) {
    enum time_part unit = time_unit_of(call, 0, row);
    const struct zone *zone = memo_zone(&zones, call, call_text(call, 3, row));
    int128 utc = call_int128(call, 1, row);
    int128 wall;

    if (!zone || unit == PART_NONE)
      continue;
    wall = zone_wall_nanos(zone, utc);
    if (unit > PART_DAY) /* The clock's change within a day is kept. */
      call_set_int128(call, row, utc - (wall - truncate_wall(unit, wall, calendar_iso)));
    else
      call_set_int128(
        call, row,
        zone_utc_nanos(zone, truncate_wall(unit, wall, week_start(call, 2, row))));
  }
  memo_zone_clear(&zones);
}

static void trunc_tz(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    enum time_part unit = time_unit_of(call, 0, row);
    int128 value = call_int128(call, 1, row);
    int128 wall = calendar_tz_wall(value);
    int128 cut;

    if (unit == PART_NONE)
      continue;
    cut = wall - truncate_wall(unit, wall, week_start(call, 2, row));
    call_set_int128(
      call, row,
      calendar_tz_join(calendar_tz_utc(value) - cut, calendar_tz_offset(value)));
  }
}

/* --- Slices ------------------------------------------------------------------------------ */

/* The slice of `length` units, counted from 1970-01-01 (weeks from the start of the week that this
 * day is in), that holds a wall clock; its end when asked. */
static int128 slice_of(enum time_part unit, int64_t length, int128 wall, bool end,
                       struct week_rule rule)
{
  int64_t months = time_unit_months(unit);
  int64_t of_day;
  int64_t days = calendar_split(wall, &of_day);
  int128 origin = unit == PART_WEEK ? (int128)calendar_week_start(0, rule) * NANOS_A_DAY
                                    : 0;
  int128 nanos;

  if (months) {
    struct civil civil = calendar_civil(days);
    int64_t index = (civil.year - 1970) * 12 + civil.month - 1;
    int64_t slice = (int64_t)floor_unit(index, months * length) + end;

    return calendar_join(calendar_add_months(0, slice * months * length), 0);
  }
  nanos = (int128)time_unit_nanos(unit) * length;
  wall -= origin;
  return (wall / nanos - (wall % nanos < 0) + end) * nanos + origin;
}

static bool slice_args(struct engine_call *call, size_t row, enum time_part *unit,
                       int64_t *length, bool *end)
{
  struct text side = call_text(call, 3, row);

  *unit = time_unit_of(call, 2, row);
  *length = call_int(call, 1, row);
  *end = text_is_nocase(side, "END");
  if (*unit == PART_NONE)
    return false;
  if (*length < 1 || *length > MOST_MONTHS || (!*end && !text_is_nocase(side, "START"))) {
    call_fail(call, ERR_INVALID_VALUE, "Invalid value for function 'TIME_SLICE'");
    return false;
  }
  return true;
}

static void slice_date(struct engine_call *call)
{
  enum time_part unit;
  int64_t length, of_day;
  bool end;

  for (size_t row = 0; call_next(call, &row); row++) {
    int128 wall = calendar_join(call_int(call, 0, row), 0);

    if (!slice_args(call, row, &unit, &length, &end) ||
        (unit > PART_DAY && !fail_unit(call, "type DATE")))
      continue;
    wall = slice_of(unit, length, wall, end, week_start(call, 4, row));
    call_set_int(call, row, calendar_split(wall, &of_day));
  }
}

static void slice_ts(struct engine_call *call)
{
  enum time_part unit;
  int64_t length;
  bool end;

  for (size_t row = 0; call_next(call, &row); row++) {
    if (slice_args(call, row, &unit, &length, &end))
      call_set_int128(
        call, row,
        slice_of(unit, length, call_int128(call, 0, row), end, week_start(call, 4, row)));
  }
}

const struct engine_function_row fn_time_rows[] = {
  /* clang-format off */
  { "sg_dateadd_date",  "VARCHAR, BIGINT, DATE",                         "DATE",    add_date,  0 },
  { "sg_dateadd_time",  "VARCHAR, BIGINT, BIGINT",                       "BIGINT",  add_time,  0 },
  { "sg_dateadd_ts",    "VARCHAR, BIGINT, HUGEINT",                      "HUGEINT", add_ts,    0 },
  { "sg_dateadd_ltz",   "VARCHAR, BIGINT, HUGEINT, VARCHAR",             "HUGEINT", add_ltz,   0 },
  { "sg_dateadd_ltz",   "VARCHAR, BIGINT, HUGEINT, VARCHAR, VARCHAR",    "HUGEINT", add_ltz,   0 },
  { "sg_dateadd_tz",    "VARCHAR, BIGINT, HUGEINT",                      "HUGEINT", add_tz,    0 },
  { "sg_add_months",    "DATE, BIGINT",                                  "DATE",    add_months, 0 },
  { "sg_add_months_ts", "HUGEINT, BIGINT",                               "HUGEINT", add_months_ts, 0 },
  { "sg_datediff_date", "VARCHAR, DATE, DATE, VARCHAR",                  "BIGINT",  diff_date, 0 },
  { "sg_datediff_time", "VARCHAR, BIGINT, BIGINT",                       "BIGINT",  diff_time, 0 },
  { "sg_datediff_ts",   "VARCHAR, HUGEINT, HUGEINT, VARCHAR",            "BIGINT",  diff_ts,   0 },
  { "sg_datediff_ltz",  "VARCHAR, HUGEINT, HUGEINT, VARCHAR, VARCHAR",   "BIGINT",  diff_ltz,  0 },
  { "sg_datediff_tz",   "VARCHAR, HUGEINT, HUGEINT, VARCHAR",            "BIGINT",  diff_tz,   0 },
  { "sg_months_between", "HUGEINT, HUGEINT",                             "DECIMAL(38,6)",
    months_between, 0 },
  { "sg_trunc_date",    "VARCHAR, DATE, VARCHAR",                        "DATE",    trunc_date, 0 },
  { "sg_trunc_time",    "VARCHAR, BIGINT",                               "BIGINT",  trunc_time, 0 },
  { "sg_trunc_ts",      "VARCHAR, HUGEINT, VARCHAR",                     "HUGEINT", trunc_ts,  0 },
  { "sg_trunc_ltz",     "VARCHAR, HUGEINT, VARCHAR, VARCHAR",            "HUGEINT", trunc_ltz, 0 },
  { "sg_trunc_tz",      "VARCHAR, HUGEINT, VARCHAR",                     "HUGEINT", trunc_tz,  0 },
  { "sg_slice_date",    "DATE, BIGINT, VARCHAR, VARCHAR, VARCHAR",       "DATE",    slice_date, 0 },
  { "sg_slice_ts",      "HUGEINT, BIGINT, VARCHAR, VARCHAR, VARCHAR",    "HUGEINT", slice_ts,  0 },
  /* clang-format on */
};

const int fn_time_count = sizeof fn_time_rows / sizeof fn_time_rows[0];
