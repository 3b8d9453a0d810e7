/* fn_cast_sure.c: what a VARIANT's text would give, of the value that the VARIANT is made of: NULL where
 * only the text can tell, and for the errors that it would have. */
#include "builtin/fn.h"
#include "data/calendar.h"
#include "data/decimal.h"

#include <math.h>

/* A text keeps 15 digits of a double at least, so that both give the same where the value, in units of the
 * result's last digit, has few of them before the point and is not near the middle between two. */
#define MOST_UNITS 1e12
#define NEAR_MIDDLE 0.01

static bool sure_number(struct engine_call *call, size_t row, int scale, int64_t *value)
{
  double units = call_double(call, 0, row) * (double)decimal_power(scale);
  double whole = round(units);

  if (!(fabs(units) < MOST_UNITS) || 0.5 - fabs(units - whole) < NEAR_MIDDLE)
    return false;
  *value = (int64_t)whole;
  return decimal_fits(*value, (int)call_int(call, 1, row));
}

static void sure_decimal(struct engine_call *call)
{
  int scale = fn_scale(call);
  int64_t value;

  for (size_t row = 0; call_next(call, &row); row++) {
    if (sure_number(call, row, scale, &value))
      call_set_int128(call, row, value);
    else
      call_set_null(call, row);
  }
}

static void sure_int(struct engine_call *call)
{
  int64_t value;

  for (size_t row = 0; call_next(call, &row); row++) {
    if (sure_number(call, row, 0, &value))
      call_set_int(call, row, value);
    else
      call_set_null(call, row);
  }
}

/* Of years with four digits, where no format is asked for. */
static void sure_date(struct engine_call *call)
{
  int64_t first = calendar_days(1, 1, 1), last = calendar_days(9999, 12, 31);
  int64_t of_day;

  for (size_t row = 0; call_next(call, &row); row++) {
    int64_t days = calendar_split(call_int128(call, 0, row), &of_day);

    if (text_is_nocase(call_text(call, 1, row), "AUTO") && days >= first && days <= last)
      call_set_int(call, row, days);
    else
      call_set_null(call, row);
  }
}

const struct engine_function_row fn_cast_sure_rows[] = {
  { "sg_sure_int", "DOUBLE, BIGINT", "BIGINT", sure_int, 0 },
  { "sg_sure_date", "HUGEINT, VARCHAR", "DATE", sure_date, 0 },
};

const int fn_cast_sure_count = sizeof fn_cast_sure_rows / sizeof fn_cast_sure_rows[0];

const struct fn_family_row fn_cast_sure_families[] = {
  { "sg_sure_number_", "DOUBLE, BIGINT", "@", sure_decimal },
};

const int fn_cast_sure_family_count = sizeof fn_cast_sure_families /
                                      sizeof fn_cast_sure_families[0];
