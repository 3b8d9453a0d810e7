/* time_part.h: parts of dates and times (year, week, nanosecond ...) as functions name them. */
#ifndef BUILTIN_TIME_PART_H
#define BUILTIN_TIME_PART_H

#include "data/calendar.h"
#include "engine/engine_function.h"

/* PART_YEAR to PART_NANOSECOND are units: they can be added, counted and truncated to. */
enum time_part {
  PART_YEAR,
  PART_QUARTER,
  PART_MONTH,
  PART_WEEK,
  PART_DAY,
  PART_HOUR,
  PART_MINUTE,
  PART_SECOND,
  PART_MILLISECOND,
  PART_MICROSECOND,
  PART_NANOSECOND,
  PART_DAY_OF_WEEK,
  PART_DAY_OF_WEEK_ISO,
  PART_DAY_OF_YEAR,
  PART_WEEK_ISO,
  PART_YEAR_OF_WEEK,
  PART_YEAR_OF_WEEK_ISO,
  PART_EPOCH_SECOND,
  PART_EPOCH_MILLISECOND,
  PART_EPOCH_MICROSECOND,
  PART_EPOCH_NANOSECOND,
  PART_ZONE_HOUR,
  PART_ZONE_MINUTE,
  PART_NONE
};

/* The part that an argument names; PART_NONE after call_fail. */
enum time_part time_part_of(struct engine_call *call, int arg, size_t row);
/* The same, where only units will do. */
enum time_part time_unit_of(struct engine_call *call, int arg, size_t row);
/* Nanoseconds of a unit from PART_WEEK down; 0 for longer ones. */
int64_t time_unit_nanos(enum time_part unit);
/* Months of PART_YEAR, PART_QUARTER and PART_MONTH; 0 for others. */
int64_t time_unit_months(enum time_part unit);

/* The first day of the unit that holds a day (units from PART_DAY up; others give the day). */
int64_t time_unit_start(enum time_part unit, int64_t days, struct week_rule rule);

#endif
