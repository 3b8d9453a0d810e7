/* history_range.c: what the table functions of histories take alike: times, a most of rows, names. */
#include "exec/history_range.h"

#include "base/clock.h"

enum { DEFAULT_ROWS = 100, MOST_ROWS = 10000, DAYS_BACK = 7, DAY_MS = 24 * 3600 * 1000 };
#define NANOS_A_MILLI 1000000

bool history_time(const struct view_arg *arg, int64_t *ms, struct err *err)
{
  if (!arg->is_given)
    return true;
  *ms = (int64_t)(arg->number / NANOS_A_MILLI);
  if (clock_now_ms() - *ms <= (int64_t)DAYS_BACK * DAY_MS)
    return true;
  return err_set(err, ERR_INVALID_VALUE,
                 "SQL compilation error:\nCannot retrieve data from more than %d days "
                 "ago.",
                 DAYS_BACK);
}

int64_t history_from_ms(void)
{
  return clock_now_ms() - (int64_t)DAYS_BACK * DAY_MS;
}

bool history_most(const struct view_arg *arg, int64_t *most, struct err *err)
{
  *most = DEFAULT_ROWS;
  if (!arg->is_given)
    return true;
  if (arg->number < 1 || arg->number > MOST_ROWS)
    return err_set(err, ERR_INVALID_VALUE,
                   "SQL compilation error:\ninvalid value [%lld] for parameter "
                   "'RESULT_LIMIT'",
                   (long long)arg->number);
  *most = (int64_t)arg->number;
  return true;
}

static bool is_too_old(const struct info_view *function, int at,
                       const struct view_arg *arg)
{
  bool is_date = text_is(text_of(function->params[at].type), "DATE");
  bool is_time = text_starts_with(text_of(function->params[at].type), "TIMESTAMP");
  int128 ms = is_date ? arg->number * DAY_MS : arg->number / NANOS_A_MILLI;

  return arg->is_given && (is_date || is_time) &&
         clock_now_ms() - ms > (int64_t)function->days_back * DAY_MS;
}

bool history_check(const struct info_view *function, const struct view_arg *args,
                   struct err *err)
{
  for (int i = 0; function->days_back && i < function->param_count; i++)
    if (is_too_old(function, i, &args[i]))
      return err_set(
        err, ERR_INVALID_VALUE,
        "SQL compilation error:\nCannot retrieve data from more than %d days "
        "ago.",
        function->days_back);
  return true;
}

struct text history_name(struct arena *arena, struct text written)
{
  if (written.len >= 2 && written.at[0] == '"' && written.at[written.len - 1] == '"')
    return text_slice(written, 1, written.len - 2);
  return arena_upper(arena, written);
}
