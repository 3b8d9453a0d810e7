/* format.c: Snowflake's date and time format models, read and written, and AUTO detection. */
#include "data/format.h"

#include <string.h>

#include "data/calendar.h"

enum element_kind {
  ELEMENT_LITERAL,
  ELEMENT_YEAR,       /* YYYY */
  ELEMENT_ISO_YEAR,   /* UUUU */
  ELEMENT_SHORT_YEAR, /* YY */
  ELEMENT_MONTH,      /* MM */
  ELEMENT_MONTH_ABBR, /* MON */
  ELEMENT_MONTH_NAME, /* MMMM */
  ELEMENT_DAY,        /* DD */
  ELEMENT_WEEKDAY,    /* DY */
  ELEMENT_HOUR24,
  ELEMENT_HOUR12,
  ELEMENT_HALF, /* AM, PM */
  ELEMENT_MINUTE,
  ELEMENT_SECOND,
  ELEMENT_FRACTION, /* FF, FF0 to FF9 */
  ELEMENT_ZONE_HOUR,
  ELEMENT_ZONE_MINUTE
};

struct model_row {
  const char *word;
  enum element_kind kind;
};

/* Longer words before those that they begin with. */
static const struct model_row words[] = {
  /* clang-format off */
  { "YYYY", ELEMENT_YEAR },       { "UUUU", ELEMENT_ISO_YEAR },  { "YY", ELEMENT_SHORT_YEAR },
  { "MMMM", ELEMENT_MONTH_NAME }, { "MON", ELEMENT_MONTH_ABBR }, { "MM", ELEMENT_MONTH },
  { "MI", ELEMENT_MINUTE },       { "DD", ELEMENT_DAY },         { "DY", ELEMENT_WEEKDAY },
  { "HH24", ELEMENT_HOUR24 },     { "HH12", ELEMENT_HOUR12 },    { "HH", ELEMENT_HOUR24 },
  { "AM", ELEMENT_HALF },         { "PM", ELEMENT_HALF },        { "SS", ELEMENT_SECOND },
  { "FF", ELEMENT_FRACTION },     { "TZH", ELEMENT_ZONE_HOUR },  { "TZM", ELEMENT_ZONE_MINUTE },
  /* clang-format on */
};

static const char *const usual_models[] = {
  [FORMAT_DATE] = "YYYY-MM-DD",
  [FORMAT_TIME] = "HH24:MI:SS",
  [FORMAT_TIMESTAMP] = "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM",
};

int128 moment_wall(const struct moment *moment)
{
  return calendar_join(moment->days, moment->of_day);
}

struct moment moment_of(int128 wall)
{
  struct moment moment = { 0 };

  moment.days = calendar_split(wall, &moment.of_day);
  return moment;
}

/* --- Compiling ------------------------------------------------------------------------- */

static bool add(struct format *format, enum element_kind kind, char detail)
{
  if (format->count == FORMAT_MAX)
    return false;
  format->elements[format->count++] = (struct format_element){ (unsigned char)kind,
                                                               detail };
  return true;
}

/* Adds the word at the text's start and returns its length; 0 when there is none. */
static size_t add_word(struct format *format, struct text text, bool *fits)
{
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    size_t len = strlen(words[i].word);
    char detail = 9;

    if (!text_starts_with_nocase(text, words[i].word))
      continue;
    if (words[i].kind == ELEMENT_FRACTION && text.len > len && text.at[len] >= '0' &&
        text.at[len] <= '9')
      detail = (char)(text.at[len++] - '0');
    *fits = add(format, words[i].kind, detail);
    return len;
  }
  return 0;
}

static bool compile_elements(struct text model, struct format *format)
{
  bool quoted = false;
  bool fits = true;
  size_t len;

  for (size_t i = 0; i < model.len && fits; i += len) {
    len = 1;
    if (model.at[i] == '"') {
      quoted = !quoted;
      continue;
    }
    if (!quoted && (len = add_word(format, text_slice(model, i, model.len), &fits)) > 0)
      continue;
    len = 1;
    fits = add(format, ELEMENT_LITERAL, model.at[i]);
  }
  return fits;
}

/* HH24 with AM or PM beside it counts twelve hours. */
static bool counts_twelve(const struct format *format)
{
  bool half = false, hour = false;

  for (int i = 0; i < format->count; i++) {
    half = half || format->elements[i].kind == ELEMENT_HALF;
    hour = hour || format->elements[i].kind == ELEMENT_HOUR12;
  }
  return hour || half;
}

bool format_compile(struct text model, enum format_target target, struct format *format)
{
  format->automatic = model.len == 0 || text_is_nocase(model, "AUTO");
  format->target = target;
  format->count = 0;
  if (!compile_elements(format->automatic ? text_of(usual_models[target]) : model,
                        format))
    return false;
  format->twelve_hours = counts_twelve(format);
  return true;
}

/* --- Reading --------------------------------------------------------------------------- */

struct reader {
  const char *at, *end;
};

/* What a text has said so far. */
struct parts {
  int year, month, day;
  int hour, minute, second, nano;
  bool has_half, afternoon;
  bool has_zone, negative_zone;
  int zone_hour, zone_minute;
};

static const struct parts no_parts = { .year = 1970, .month = 1, .day = 1 };

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
  return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static size_t left(const struct reader *reader)
{
  return (size_t)(reader->end - reader->at);
}

static char peek(const struct reader *reader)
{
  return reader->at < reader->end ? *reader->at : '\0';
}

static bool skip(struct reader *reader, char c)
{
  if (peek(reader) != c || left(reader) == 0)
    return false;
  reader->at++;
  return true;
}

static size_t skip_blanks(struct reader *reader)
{
  const char *from = reader->at;

  while (skip(reader, ' '))
    continue;
  return (size_t)(reader->at - from);
}

static bool read_digits(struct reader *reader, size_t least, size_t most, int *value)
{
  size_t count = 0;

  *value = 0;
  while (count < most && left(reader) && is_digit(*reader->at)) {
    *value = *value * 10 + (*reader->at++ - '0');
    count++;
  }
  return count >= least;
}

static bool read_fraction(struct reader *reader, int most, int *nano)
{
  const char *from = reader->at;
  int count;

  if (!read_digits(reader, most ? 1 : 0, (size_t)most, nano))
    return false;
  for (count = (int)(reader->at - from); count < 9; count++)
    *nano *= 10;
  return true;
}

static bool skip_word(struct reader *reader, const char *word, size_t len)
{
  if (left(reader) < len ||
      !text_equal_nocase(text_from(reader->at, len), text_from(word, len)))
    return false;
  reader->at += len;
  return true;
}

/* Full name or first three letters; 0 when it is neither. */
static int read_name(struct reader *reader, const char *(*name_of)(int), int count)
{
  for (int i = 1; i <= count; i++) {
    const char *name = name_of(i);

    if (skip_word(reader, name, strlen(name)) || skip_word(reader, name, 3))
      return i;
  }
  return 0;
}

static bool read_month_name(struct reader *reader, int *month)
{
  *month = read_name(reader, calendar_month_name, 12);
  return *month > 0;
}

static bool read_half(struct reader *reader, struct parts *parts)
{
  parts->has_half = true;
  parts->afternoon = skip_word(reader, "PM", 2);
  return parts->afternoon || skip_word(reader, "AM", 2);
}

static bool read_zone_hour(struct reader *reader, struct parts *parts)
{
  parts->has_zone = true;
  parts->negative_zone = skip(reader, '-');
  return (parts->negative_zone || skip(reader, '+')) &&
         read_digits(reader, 1, 2, &parts->zone_hour);
}

static int short_year(int year)
{
  return year < 70 ? 2000 + year : 1900 + year;
}

static bool read_element(struct reader *reader, struct format_element element,
                         struct parts *parts)
{
  switch ((enum element_kind)element.kind) {
  case ELEMENT_LITERAL:
    return text_equal_nocase(text_from(reader->at, left(reader) ? 1 : 0),
                             text_from(&element.detail, 1)) &&
           reader->at++;
  case ELEMENT_YEAR:
  case ELEMENT_ISO_YEAR: return read_digits(reader, 4, 4, &parts->year);
  case ELEMENT_SHORT_YEAR:
    if (!read_digits(reader, 2, 2, &parts->year))
      return false;
    parts->year = short_year(parts->year);
    return true;
  case ELEMENT_MONTH: return read_digits(reader, 1, 2, &parts->month);
  case ELEMENT_MONTH_ABBR:
  case ELEMENT_MONTH_NAME: return read_month_name(reader, &parts->month);
  case ELEMENT_DAY: return read_digits(reader, 1, 2, &parts->day);
  case ELEMENT_WEEKDAY: return read_name(reader, calendar_weekday_name, 7) > 0;
  case ELEMENT_HOUR24:
  case ELEMENT_HOUR12: return read_digits(reader, 1, 2, &parts->hour);
  case ELEMENT_HALF: return read_half(reader, parts);
  case ELEMENT_MINUTE: return read_digits(reader, 1, 2, &parts->minute);
  case ELEMENT_SECOND: return read_digits(reader, 1, 2, &parts->second);
  case ELEMENT_FRACTION: return read_fraction(reader, element.detail, &parts->nano);
  case ELEMENT_ZONE_HOUR: return read_zone_hour(reader, parts);
  case ELEMENT_ZONE_MINUTE: return read_digits(reader, 2, 2, &parts->zone_minute);
  }
  return false;
}

static bool read_hour(struct parts *parts, bool twelve)
{
  if (!twelve)
    return parts->hour <= 23;
  if (parts->hour < 1 || parts->hour > 12)
    return false;
  parts->hour = parts->hour % 12 + (parts->afternoon ? 12 : 0);
  return true;
}

/* Checks the parts and makes a moment of them. */
static bool finish(struct parts *parts, bool twelve, struct moment *moment)
{
  if (!calendar_is_valid(parts->year, parts->month, parts->day) ||
      !read_hour(parts, twelve) || parts->minute > 59 || parts->second > 59 ||
      parts->zone_hour > 23 || parts->zone_minute > 59)
    return false;
  moment->days = calendar_days(parts->year, parts->month, parts->day);
  moment->of_day = calendar_of_day(
    (struct clock_time){ parts->hour, parts->minute, parts->second, parts->nano });
  moment->has_offset = parts->has_zone;
  moment->offset = parts->zone_hour * 60 + parts->zone_minute;
  if (parts->negative_zone)
    moment->offset = -moment->offset;
  moment->is_epoch = false;
  return true;
}

static bool is_zone(struct format_element element)
{
  return element.kind == ELEMENT_ZONE_HOUR || element.kind == ELEMENT_ZONE_MINUTE;
}

/* "Z" stands for the hour, the minute and what is between: the last of these elements. */
static int zone_end(const struct format *format, int at)
{
  while (at + 1 < format->count &&
         (is_zone(format->elements[at + 1]) || format->elements[at + 1].detail == ':'))
    at++;
  return at;
}

static bool read_model(const struct format *format, struct text text,
                       struct moment *moment)
{
  struct reader reader = { text.at, text.at + text.len };
  struct parts parts = no_parts;

  for (int i = 0; i < format->count; i++) {
    if (format->elements[i].kind == ELEMENT_ZONE_HOUR && (peek(&reader) | 32) == 'z') {
      reader.at++;
      parts.has_zone = true;
      i = zone_end(format, i);
      continue;
    }
    if (!read_element(&reader, format->elements[i], &parts))
      return false;
  }
  return reader.at == reader.end && finish(&parts, format->twelve_hours, moment);
}

/* --- AUTO ------------------------------------------------------------------------------ */

/* The forms are those of "Supported formats for AUTO detection" in Snowflake's manual. */

/* A year may be short: '20-01-05' is a day of the year 20. */
static bool auto_numeric_date(struct reader *reader, struct parts *parts)
{
  struct reader start = *reader;

  if (read_digits(reader, 1, 4, &parts->year) && skip(reader, '-') &&
      !is_letter(peek(reader)))
    return read_digits(reader, 1, 2, &parts->month) && skip(reader, '-') &&
           read_digits(reader, 1, 2, &parts->day);
  *reader = start;
  if (!read_digits(reader, 1, 2, &parts->day))
    return false;
  if (skip(reader, '/')) {
    parts->month = parts->day;
    return read_digits(reader, 1, 2, &parts->day) && skip(reader, '/') &&
           read_digits(reader, 4, 4, &parts->year);
  }
  return skip(reader, '-') && read_month_name(reader, &parts->month) &&
         skip(reader, '-') && read_digits(reader, 4, 4, &parts->year);
}

/* HH24[:MI[:SS[.FF]]] [AM|PM] */
static bool auto_time(struct reader *reader, struct parts *parts, bool hour_alone)
{
  struct reader before;

  if (!read_digits(reader, 1, 2, &parts->hour))
    return false;
  if (!skip(reader, ':'))
    return hour_alone;
  if (!read_digits(reader, 1, 2, &parts->minute))
    return false;
  if (skip(reader, ':')) {
    if (!read_digits(reader, 1, 2, &parts->second))
      return false;
    if (skip(reader, '.') && !read_fraction(reader, 9, &parts->nano))
      return false;
  }
  before = *reader;
  skip_blanks(reader);
  if (is_letter(peek(reader)) && (peek(reader) | 32) != 'z')
    return read_half(reader, parts);
  *reader = before;
  return true;
}

/* Z, +HH, +HHMM or +HH:MM, after blanks; nothing is fine too. */
static bool auto_zone(struct reader *reader, struct parts *parts)
{
  struct reader before = *reader;

  skip_blanks(reader);
  if (skip(reader, 'Z') || skip(reader, 'z')) {
    parts->has_zone = true;
    return true;
  }
  if (peek(reader) != '+' && peek(reader) != '-') {
    *reader = before;
    return true;
  }
  if (!read_zone_hour(reader, parts))
    return false;
  if (skip(reader, ':') || is_digit(peek(reader)))
    return read_digits(reader, 2, 2, &parts->zone_minute);
  return true;
}

/* "Thu, 21 Dec 2000 04:01:07 PM +0200" and "Thu Dec 21 16:01:07 +0200 2000". */
static bool auto_named_date(struct reader *reader, struct parts *parts)
{
  if (read_name(reader, calendar_weekday_name, 7) == 0)
    return false;
  if (skip(reader, ','))
    return skip_blanks(reader) && read_digits(reader, 1, 2, &parts->day) &&
           skip_blanks(reader) && read_month_name(reader, &parts->month) &&
           skip_blanks(reader) && read_digits(reader, 4, 4, &parts->year) &&
           skip_blanks(reader) && auto_time(reader, parts, false) &&
           auto_zone(reader, parts);
  return skip_blanks(reader) && read_month_name(reader, &parts->month) &&
         skip_blanks(reader) && read_digits(reader, 1, 2, &parts->day) &&
         skip_blanks(reader) && auto_time(reader, parts, false) &&
         auto_zone(reader, parts) && skip_blanks(reader) &&
         read_digits(reader, 4, 4, &parts->year);
}

static bool auto_date_time(struct reader *reader, struct parts *parts)
{
  if (is_letter(peek(reader)))
    return auto_named_date(reader, parts);
  if (!auto_numeric_date(reader, parts))
    return false;
  if (left(reader) == 0)
    return true;
  if (!skip(reader, 'T') && !skip(reader, 't') && !skip_blanks(reader))
    return false;
  return auto_time(reader, parts, true) && auto_zone(reader, parts);
}

/* A whole number is seconds since 1970, or a finer unit when it is too large for seconds. */
static bool auto_epoch(struct text text, struct moment *moment)
{
  static const struct {
    int64_t below;
    int64_t nanos;
  } units[] = { { 31536000000, 1000000000 },
                { 31536000000000, 1000000 },
                { 31536000000000000, 1000 },
                { INT64_MAX, 1 } };
  size_t i = 0;
  int64_t value, size;
  int128 wall;

  if (text.len == 0 || text.at[0] == '+' || !text_to_int64(text, &value) ||
      value == INT64_MIN)
    return false;
  size = value < 0 ? -value : value;
  while (i < 3 && size >= units[i].below)
    i++;
  wall = (int128)value * units[i].nanos;
  if (!calendar_in_range(wall))
    return false;
  *moment = moment_of(wall);
  moment->is_epoch = true;
  return true;
}

static bool read_auto(enum format_target target, struct text text, struct moment *moment)
{
  struct text trimmed = text_trim(text);
  struct reader reader = { trimmed.at, trimmed.at + trimmed.len };
  struct parts parts = no_parts;
  bool read;

  if (auto_epoch(trimmed, moment))
    return true;
  if (target == FORMAT_TIME)
    read = auto_time(&reader, &parts, false) && auto_zone(&reader, &parts);
  else
    read = auto_date_time(&reader, &parts);
  return read && reader.at == reader.end && finish(&parts, parts.has_half, moment);
}

bool format_read(const struct format *format, struct text text, struct moment *moment)
{
  if (format->automatic)
    return read_auto(format->target, text, moment);
  return read_model(format, text, moment);
}

/* --- Writing --------------------------------------------------------------------------- */

static void write_digits(struct buf *out, int64_t value, int width)
{
  char digits[20];
  int at = (int)sizeof digits;

  while (value > 0 || width > 0) {
    digits[--at] = (char)('0' + value % 10);
    value /= 10;
    width--;
  }
  buf_add(out, digits + at, sizeof digits - (size_t)at);
}

static void write_fraction(struct buf *out, int nano, int digits)
{
  for (int i = digits; i < 9; i++)
    nano /= 10;
  if (digits)
    write_digits(out, nano, digits);
}

void format_write(const struct format *format, const struct moment *moment,
                  struct buf *out)
{
  struct civil civil = calendar_civil(moment->days);
  struct clock_time clock = calendar_clock(moment->of_day);
  int zone = moment->offset < 0 ? -moment->offset : moment->offset;
  int twelve = clock.hour % 12 ? clock.hour % 12 : 12;

  for (int i = 0; i < format->count; i++) {
    struct format_element element = format->elements[i];
    const char *name;

    switch ((enum element_kind)element.kind) {
    case ELEMENT_LITERAL: buf_add_char(out, element.detail); break;
    case ELEMENT_YEAR:
    case ELEMENT_ISO_YEAR: write_digits(out, civil.year, 4); break;
    case ELEMENT_SHORT_YEAR: write_digits(out, civil.year % 100, 2); break;
    case ELEMENT_MONTH: write_digits(out, civil.month, 2); break;
    case ELEMENT_MONTH_ABBR: buf_add(out, calendar_month_name(civil.month), 3); break;
    case ELEMENT_MONTH_NAME: buf_add_string(out, calendar_month_name(civil.month)); break;
    case ELEMENT_DAY: write_digits(out, civil.day, 2); break;
    case ELEMENT_WEEKDAY:
      name = calendar_weekday_name(calendar_iso_weekday(moment->days));
      buf_add(out, name, 3);
      break;
    case ELEMENT_HOUR24:
      write_digits(out, format->twelve_hours ? twelve : clock.hour, 2);
      break;
    case ELEMENT_HOUR12: write_digits(out, twelve, 2); break;
    case ELEMENT_HALF: buf_add_string(out, clock.hour < 12 ? "AM" : "PM"); break;
    case ELEMENT_MINUTE: write_digits(out, clock.minute, 2); break;
    case ELEMENT_SECOND: write_digits(out, clock.second, 2); break;
    case ELEMENT_FRACTION: write_fraction(out, clock.nano, element.detail); break;
    case ELEMENT_ZONE_HOUR:
      if (moment->offset == 0) {
        buf_add_char(out, 'Z');
        i = zone_end(format, i);
        break;
      }
      buf_add_char(out, moment->offset < 0 ? '-' : '+');
      write_digits(out, zone / 60, 2);
      break;
    case ELEMENT_ZONE_MINUTE: write_digits(out, zone % 60, 2); break;
    }
  }
}
