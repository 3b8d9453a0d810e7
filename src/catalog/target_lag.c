/* target_lag.c: how old the rows of a dynamic table may be. */
#include "catalog/target_lag.h"

static const struct {
  const char *word;
  int64_t seconds;
} units[] = {
  { "SECOND", 1 },  { "SECONDS", 1 },  { "MINUTE", 60 }, { "MINUTES", 60 },
  { "HOUR", 3600 }, { "HOURS", 3600 }, { "DAY", 86400 }, { "DAYS", 86400 },
};

int64_t target_lag_seconds(struct text lag)
{
  size_t space;
  int64_t number;
  struct text unit;

  lag = text_trim(lag);
  if (text_is_nocase(lag, "DOWNSTREAM"))
    return 0;
  space = text_find(lag, ' ');
  unit = text_trim(text_slice(lag, space, lag.len));
  if (!text_to_int64(text_slice(lag, 0, space), &number) || number <= 0 ||
      number > INT32_MAX)
    return -1;
  for (size_t i = 0; i < sizeof units / sizeof *units; i++)
    if (text_is_nocase(unit, units[i].word))
      return number * units[i].seconds;
  return -1;
}
