/* function_lookup.c: finds Snowflake's functions in the tables of rows, and date parts by any synonym. */
#include "dialect/functions.h"

#include "dialect/function_tables.h"

struct table {
  const struct function_row *rows;
  const int *count;
};

static const struct table tables[] = {
  { functions_aggregate, &functions_aggregate_count },
  { functions_conversion, &functions_conversion_count },
  { functions_file, &functions_file_count },
  { functions_geo, &functions_geo_count },
  { functions_crypto, &functions_crypto_count },
  { functions_numeric, &functions_numeric_count },
  { functions_other, &functions_other_count },
  { functions_semi, &functions_semi_count },
  { functions_structure, &functions_structure_count },
  { functions_system, &functions_system_count },
  { functions_text, &functions_text_count },
  { functions_time, &functions_time_count },
};

#define TABLE_COUNT (int)(sizeof(tables) / sizeof(tables[0]))

struct part_name {
  const char *word;
  const char *part;
};

/* Sorted by word. Snowflake's docs: "Supported date and time parts". */
static const struct part_name part_names[] = {
  { "d", "day" },
  { "day", "day" },
  { "dayofmonth", "day" },
  { "dayofweek", "dayofweek" },
  { "dayofweek_iso", "dayofweekiso" },
  { "dayofweekiso", "dayofweekiso" },
  { "dayofyear", "dayofyear" },
  { "days", "day" },
  { "dd", "day" },
  { "dow", "dayofweek" },
  { "dow_iso", "dayofweekiso" },
  { "doy", "dayofyear" },
  { "dw", "dayofweek" },
  { "dw_iso", "dayofweekiso" },
  { "dy", "dayofyear" },
  { "epoch", "epoch_second" },
  { "epoch_microsecond", "epoch_microsecond" },
  { "epoch_microseconds", "epoch_microsecond" },
  { "epoch_millisecond", "epoch_millisecond" },
  { "epoch_milliseconds", "epoch_millisecond" },
  { "epoch_nanosecond", "epoch_nanosecond" },
  { "epoch_nanoseconds", "epoch_nanosecond" },
  { "epoch_second", "epoch_second" },
  { "epoch_seconds", "epoch_second" },
  { "h", "hour" },
  { "hh", "hour" },
  { "hour", "hour" },
  { "hours", "hour" },
  { "hr", "hour" },
  { "hrs", "hour" },
  { "m", "minute" },
  { "mi", "minute" },
  { "microsec", "microsecond" },
  { "microsecond", "microsecond" },
  { "microseconds", "microsecond" },
  { "millisec", "millisecond" },
  { "millisecond", "millisecond" },
  { "milliseconds", "millisecond" },
  { "min", "minute" },
  { "mins", "minute" },
  { "minute", "minute" },
  { "minutes", "minute" },
  { "mm", "month" },
  { "mon", "month" },
  { "mons", "month" },
  { "month", "month" },
  { "months", "month" },
  { "ms", "millisecond" },
  { "msec", "millisecond" },
  { "nanosec", "nanosecond" },
  { "nanosecond", "nanosecond" },
  { "nanoseconds", "nanosecond" },
  { "nanosecs", "nanosecond" },
  { "ns", "nanosecond" },
  { "nsec", "nanosecond" },
  { "nsecond", "nanosecond" },
  { "nseconds", "nanosecond" },
  { "q", "quarter" },
  { "qtr", "quarter" },
  { "qtrs", "quarter" },
  { "quarter", "quarter" },
  { "quarters", "quarter" },
  { "s", "second" },
  { "sec", "second" },
  { "second", "second" },
  { "seconds", "second" },
  { "secs", "second" },
  { "timezone_hour", "timezone_hour" },
  { "timezone_minute", "timezone_minute" },
  { "tzh", "timezone_hour" },
  { "tzm", "timezone_minute" },
  { "us", "microsecond" },
  { "usec", "microsecond" },
  { "usecond", "microsecond" },
  { "useconds", "microsecond" },
  { "w", "week" },
  { "week", "week" },
  { "week_iso", "weekiso" },
  { "weekday", "dayofweek" },
  { "weekday_iso", "dayofweekiso" },
  { "weekiso", "weekiso" },
  { "weekofyear", "week" },
  { "weekofyear_iso", "weekiso" },
  { "weekofyeariso", "weekiso" },
  { "weeks", "week" },
  { "wk", "week" },
  { "woy", "week" },
  { "wy", "week" },
  { "y", "year" },
  { "year", "year" },
  { "yearday", "dayofyear" },
  { "yearofweek", "yearofweek" },
  { "yearofweekiso", "yearofweekiso" },
  { "years", "year" },
  { "yr", "year" },
  { "yrs", "year" },
  { "yy", "year" },
  { "yyy", "year" },
  { "yyyy", "year" },
};

#define PART_COUNT (sizeof(part_names) / sizeof(part_names[0]))

/* The first row of a table with this name or a later one. */
static int first_not_before(const struct table *table, struct text name)
{
  int low = 0, high = *table->count;

  while (low < high) {
    int middle = low + (high - low) / 2;

    if (text_compare(text_of(table->rows[middle].name), name) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

const struct function_row *functions_find(struct text name, int *count)
{
  for (int i = 0; i < TABLE_COUNT; i++) {
    const struct function_row *rows = tables[i].rows;
    int first = first_not_before(&tables[i], name), end = first;

    while (end < *tables[i].count && text_is(name, rows[end].name))
      end++;
    if (end > first) {
      *count = end - first;
      return rows + first;
    }
  }
  *count = 0;
  return NULL;
}

int functions_count(void)
{
  int total = 0;

  for (int i = 0; i < TABLE_COUNT; i++)
    total += *tables[i].count;
  return total;
}

const struct function_row *functions_at(int index)
{
  for (int i = 0; i < TABLE_COUNT; i++) {
    if (index < *tables[i].count)
      return tables[i].rows + index;
    index -= *tables[i].count;
  }
  return NULL;
}

const char *date_part(struct text word)
{
  size_t low = 0, high = PART_COUNT;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = text_compare_nocase(text_of(part_names[middle].word), word);

    if (order == 0)
      return part_names[middle].part;
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}
