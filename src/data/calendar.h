/* calendar.h: civil dates and clock times as numbers, in the proleptic Gregorian calendar.
 *
 * Days are counted from 1970-01-01; nanoseconds from its midnight. Pure functions. */
#ifndef DATA_CALENDAR_H
#define DATA_CALENDAR_H

#include "data/batch.h"

#define NANOS_A_SECOND 1000000000LL
#define NANOS_A_DAY 86400000000000LL
#define CALENDAR_TZ_BIAS 1440 /* Added to the offset in the low bits of a TIMESTAMP_TZ. */

struct civil {
  int64_t year;
  int month; /* 1 to 12 */
  int day;   /* 1 to 31 */
};

struct clock_time {
  int hour;
  int minute;
  int second;
  int nano;
};

/* Snowflake's two parameters: WEEK_START (0: legacy, 1: Monday ... 7: Sunday) and
 * WEEK_OF_YEAR_POLICY (0: the week with four days, as ISO; 1: the week with January 1). */
struct week_rule {
  int start;
  int policy;
};

extern const struct week_rule calendar_iso;

int64_t calendar_days(int64_t year, int month, int day); /* The date must be valid. */
struct civil calendar_civil(int64_t days);
bool calendar_is_leap(int64_t year);
int calendar_month_days(int64_t year, int month);
bool calendar_is_valid(int64_t year, int month, int day); /* Years 1 to 9999. */
int calendar_day_of_year(int64_t days);

/* 1 for Monday to 7 for Sunday. */
int calendar_iso_weekday(int64_t days);
/* DAYOFWEEK: 0 for Sunday to 6 with the legacy start; else 1 to 7 from the start day. */
int calendar_weekday(int64_t days, struct week_rule rule);
/* The first day of the week that holds a day. */
int64_t calendar_week_start(int64_t days, struct week_rule rule);
int calendar_week(int64_t days, struct week_rule rule, int64_t *year);

/* Months later; a day that the month does not have becomes its last. */
int64_t calendar_add_months(int64_t days, int64_t months);

/* Nanoseconds into days and nanoseconds of the day (0 to a day), and back. */
int64_t calendar_split(int128 nanos, int64_t *of_day);
int128 calendar_join(int64_t days, int64_t of_day);
struct clock_time calendar_clock(int64_t of_day);
int64_t calendar_of_day(struct clock_time clock);
/* Rounded down to `scale` digits of the second. */
int128 calendar_truncate(int128 nanos, int scale);
/* Whether a wall clock lies within the years 1 to 9999. */
bool calendar_in_range(int128 nanos);
bool calendar_day_in_range(int64_t days);

/* TIMESTAMP_TZ's form: UTC nanoseconds and an offset in minutes. */
int128 calendar_tz_join(int128 utc, int offset);
int128 calendar_tz_utc(int128 value);
int calendar_tz_offset(int128 value);
int128 calendar_tz_wall(int128 value);

/* "Jan", "Monday" (names are English): by month 1 to 12 and ISO weekday 1 to 7. */
const char *calendar_month_name(int month);
const char *calendar_weekday_name(int iso_weekday);

#endif
