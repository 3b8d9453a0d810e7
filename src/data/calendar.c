/* calendar.c: civil dates and clock times as numbers. */
#include "data/calendar.h"

const struct week_rule calendar_iso = { 1, 0 };

static const char *const month_names[] = {
  "January", "February", "March",     "April",   "May",      "June",
  "July",    "August",   "September", "October", "November", "December"
};

static const char *const weekday_names[] = { "Monday",   "Tuesday", "Wednesday",
                                             "Thursday", "Friday",  "Saturday",
                                             "Sunday" };

static int64_t floor_div(int64_t a, int64_t b)
{
  return a / b - (a % b < 0);
}

/* Years of the algorithm begin in March, so that the leap day is the last of its year; an era
 * is 400 years. (Howard Hinnant's chrono algorithms.) */
int64_t calendar_days(int64_t year, int month, int day)
{
  int64_t y = month <= 2 ? year - 1 : year;
  int64_t era = floor_div(y, 400);
  int64_t of_era = y - era * 400;
  int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct civil calendar_civil(int64_t days)
{
  int64_t z = days + 719468;
  int64_t era = floor_div(z, 146097);
  int64_t of_era = z - era * 146097;
  int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int64_t month = (5 * of_year + 2) / 153;
  struct civil civil;

  civil.day = (int)(of_year - (153 * month + 2) / 5 + 1);
  civil.month = (int)(month < 10 ? month + 3 : month - 9);
  civil.year = year_of_era + era * 400 + (civil.month <= 2);
  return civil;
}

bool calendar_is_leap(int64_t year)
{
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int calendar_month_days(int64_t year, int month)
{
  static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

  return month == 2 && calendar_is_leap(year) ? 29 : lengths[month - 1];
}

bool calendar_is_valid(int64_t year, int month, int day)
{
  return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
         day <= calendar_month_days(year, month);
}

int calendar_day_of_year(int64_t days)
{
  return (int)(days - calendar_days(calendar_civil(days).year, 1, 1)) + 1;
}

int calendar_iso_weekday(int64_t days)
{
  int64_t since_thursday = days - floor_div(days, 7) * 7; /* 1970-01-01 was one. */

  return (int)((since_thursday + 3) % 7) + 1;
}

int calendar_weekday(int64_t days, struct week_rule rule)
{
  int iso = calendar_iso_weekday(days);

  if (rule.start == 0)
    return iso % 7;
  return (iso - rule.start + 7) % 7 + 1;
}

int64_t calendar_week_start(int64_t days, struct week_rule rule)
{
  int start = rule.start ? rule.start : 1;

  return days - (calendar_iso_weekday(days) - start + 7) % 7;
}

int calendar_week(int64_t days, struct week_rule rule, int64_t *year)
{
  int64_t start = calendar_week_start(days, rule);

  if (rule.policy == 1) {
    *year = calendar_civil(days).year;
    return (int)((start - calendar_week_start(calendar_days(*year, 1, 1), rule)) / 7) + 1;
  }
  /* The fourth day of a week lies in the year that owns the week. */
  *year = calendar_civil(start + 3).year;
  return (int)((start + 3 - calendar_days(*year, 1, 1)) / 7) + 1;
}

int64_t calendar_add_months(int64_t days, int64_t months)
{
  struct civil civil = calendar_civil(days);
  int64_t index = civil.year * 12 + civil.month - 1 + months;
  int64_t year = floor_div(index, 12);
  int month = (int)(index - year * 12) + 1;
  int last = calendar_month_days(year, month);

  return calendar_days(year, month, civil.day < last ? civil.day : last);
}

int64_t calendar_split(int128 nanos, int64_t *of_day)
{
  int64_t days, rest;

  if (nanos == (int64_t)nanos) {
    days = (int64_t)nanos / NANOS_A_DAY;
    rest = (int64_t)nanos % NANOS_A_DAY;
  } else {
    days = (int64_t)(nanos / NANOS_A_DAY);
    rest = (int64_t)(nanos % NANOS_A_DAY);
  }
  if (rest < 0) {
    rest += NANOS_A_DAY;
    days--;
  }
  *of_day = rest;
  return days;
}

int128 calendar_join(int64_t days, int64_t of_day)
{
  return (int128)days * NANOS_A_DAY + of_day;
}

struct clock_time calendar_clock(int64_t of_day)
{
  int64_t seconds = of_day / NANOS_A_SECOND;

  return (struct clock_time){ (int)(seconds / 3600), (int)(seconds / 60 % 60),
                              (int)(seconds % 60), (int)(of_day % NANOS_A_SECOND) };
}

int64_t calendar_of_day(struct clock_time clock)
{
  return ((clock.hour * 60LL + clock.minute) * 60 + clock.second) * NANOS_A_SECOND +
         clock.nano;
}

int128 calendar_truncate(int128 nanos, int scale)
{
  static const int64_t units[] = { 1000000000, 100000000, 10000000, 1000000, 100000,
                                   10000,      1000,      100,      10,      1 };
  int128 rest;

  if (scale >= 9)
    return nanos;
  rest = nanos % units[scale];
  return nanos - (rest < 0 ? rest + units[scale] : rest);
}

bool calendar_day_in_range(int64_t days)
{
  return days >= -719162 && days <= 2932896; /* 0001-01-01 to 9999-12-31 */
}

bool calendar_in_range(int128 nanos)
{
  return nanos >= (int128)-719162 * NANOS_A_DAY && nanos < (int128)2932897 * NANOS_A_DAY;
}

int128 calendar_tz_join(int128 utc, int offset)
{
  return utc * 4096 + (offset + CALENDAR_TZ_BIAS);
}

int128 calendar_tz_utc(int128 value)
{
  return value >> 12;
}

int calendar_tz_offset(int128 value)
{
  return (int)(value & 4095) - CALENDAR_TZ_BIAS;
}

int128 calendar_tz_wall(int128 value)
{
  return calendar_tz_utc(value) + (int128)calendar_tz_offset(value) * 60 * NANOS_A_SECOND;
}

const char *calendar_month_name(int month)
{
  return month_names[month - 1];
}

const char *calendar_weekday_name(int iso_weekday)
{
  return weekday_names[iso_weekday - 1];
}
