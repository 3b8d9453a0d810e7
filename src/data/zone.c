/* zone.c: time zones, from the TZif files (RFC 8536) of the system's tz database. */
#include "data/zone.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "data/calendar.h"

#define ZONE_FOLDER "/usr/share/zoneinfo/"
#define HEADER_SIZE 44
#define MAX_FILE (1 << 20)
#define DAY_SECONDS 86400

enum rule_kind { RULE_JULIAN, RULE_DAY_OF_YEAR, RULE_MONTH };

/* When a clock changes each year, as in "M3.2.0/2". */
struct change_rule {
  enum rule_kind kind;
  int month, week, day;
  int seconds; /* Of the wall clock before the change. */
};

/* The POSIX rule for times after the last transition of the file. */
struct tail_rule {
  bool present;
  bool has_dst;
  int standard, summer; /* Seconds east of UTC. */
  struct change_rule start, end;
};

struct zone {
  struct text name;
  int count;
  int64_t *at;  /* Instants of the transitions, ascending. */
  int *offsets; /* From each of them on. */
  int first;    /* The offset before the first transition. */
  struct tail_rule tail;
  struct zone *next;
};

/* All zones read so far. The lock guards the list; a zone never changes once it is in it. */
static struct zone *zones;
static pthread_mutex_t zones_lock = PTHREAD_MUTEX_INITIALIZER;

/* --- The POSIX rule -------------------------------------------------------------------- */

struct cursor {
  const char *at, *end;
};

static bool take(struct cursor *cursor, char c)
{
  if (cursor->at == cursor->end || *cursor->at != c)
    return false;
  cursor->at++;
  return true;
}

static bool take_number(struct cursor *cursor, int *value)
{
  const char *from = cursor->at;

  *value = 0;
  while (cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9' &&
         *value < 100000)
    *value = *value * 10 + (*cursor->at++ - '0');
  return cursor->at > from;
}

/* [+-]hh[:mm[:ss]] */
static bool take_time(struct cursor *cursor, int *seconds)
{
  bool negative = take(cursor, '-');
  int hours, minutes = 0, rest = 0;

  if (!negative)
    take(cursor, '+');
  if (!take_number(cursor, &hours) ||
      (take(cursor, ':') && !take_number(cursor, &minutes)))
    return false;
  if (take(cursor, ':') && !take_number(cursor, &rest))
    return false;
  *seconds = (hours * 60 + minutes) * 60 + rest;
  if (negative)
    *seconds = -*seconds;
  return true;
}

static bool skip_name(struct cursor *cursor)
{
  const char *from = cursor->at;

  if (take(cursor, '<')) {
    while (cursor->at < cursor->end && *cursor->at != '>')
      cursor->at++;
    return take(cursor, '>');
  }
  while (cursor->at < cursor->end &&
         ((*cursor->at | 32) >= 'a' && (*cursor->at | 32) <= 'z'))
    cursor->at++;
  return cursor->at > from;
}

static bool take_change(struct cursor *cursor, struct change_rule *rule)
{
  rule->seconds = 2 * 3600;
  if (!take(cursor, ','))
    return false;
  if (take(cursor, 'M')) {
    rule->kind = RULE_MONTH;
    if (!take_number(cursor, &rule->month) || !take(cursor, '.') ||
        !take_number(cursor, &rule->week) || !take(cursor, '.') ||
        !take_number(cursor, &rule->day) || rule->month < 1 || rule->month > 12 ||
        rule->week < 1 || rule->week > 5 || rule->day > 6)
      return false;
  } else {
    rule->kind = take(cursor, 'J') ? RULE_JULIAN : RULE_DAY_OF_YEAR;
    if (!take_number(cursor, &rule->day) || rule->day > 365)
      return false;
  }
  return !take(cursor, '/') || take_time(cursor, &rule->seconds);
}

static bool tail_parse(struct text text, struct tail_rule *tail)
{
  struct cursor cursor = { text.at, text.at + text.len };

  memset(tail, 0, sizeof *tail);
  if (text.len == 0)
    return true;
  if (!skip_name(&cursor) || !take_time(&cursor, &tail->standard))
    return false;
  tail->present = true;
  tail->standard = -tail->standard;
  if (cursor.at == cursor.end)
    return true;
  tail->has_dst = true;
  tail->summer = tail->standard + 3600;
  if (!skip_name(&cursor))
    return false;
  if (cursor.at < cursor.end && *cursor.at != ',') {
    if (!take_time(&cursor, &tail->summer))
      return false;
    tail->summer = -tail->summer;
  }
  return take_change(&cursor, &tail->start) && take_change(&cursor, &tail->end) &&
         cursor.at == cursor.end;
}

/* The day of a change: weekdays of the rule count from Sunday, 0. */
static int64_t change_day(const struct change_rule *rule, int64_t year)
{
  int64_t first;
  int day;

  if (rule->kind == RULE_DAY_OF_YEAR)
    return calendar_days(year, 1, 1) + rule->day;
  if (rule->kind == RULE_JULIAN) /* February 29 is never counted. */
    return calendar_days(year, 1, 1) + rule->day - 1 +
           (calendar_is_leap(year) && rule->day >= 60);
  first = calendar_days(year, rule->month, 1);
  day = (rule->day - calendar_iso_weekday(first) % 7 + 7) % 7 + (rule->week - 1) * 7;
  if (day >= calendar_month_days(year, rule->month))
    day -= 7;
  return first + day;
}

static int64_t floor_div(int64_t a, int64_t b)
{
  return a / b - (a % b < 0);
}

static int tail_offset(const struct tail_rule *tail, int64_t utc)
{
  int64_t year, start, end;
  bool summer;

  if (!tail->has_dst)
    return tail->standard;
  year = calendar_civil(floor_div(utc + tail->standard, DAY_SECONDS)).year;
  start = change_day(&tail->start, year) * DAY_SECONDS + tail->start.seconds -
          tail->standard;
  end = change_day(&tail->end, year) * DAY_SECONDS + tail->end.seconds - tail->summer;
  if (start < end)
    summer = utc >= start && utc < end;
  else
    summer = utc >= start || utc < end;
  return summer ? tail->summer : tail->standard;
}

/* --- The file -------------------------------------------------------------------------- */

struct header {
  uint32_t isutc, isstd, leap, times, types, chars;
};

static uint32_t read_u32(const unsigned char *at)
{
  return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static int64_t read_i64(const unsigned char *at)
{
  return (int64_t)((uint64_t)read_u32(at) << 32 | read_u32(at + 4));
}

static bool header_read(struct text file, size_t at, struct header *header)
{
  const unsigned char *bytes = (const unsigned char *)file.at + at;

  if (at + HEADER_SIZE > file.len || memcmp(bytes, "TZif", 4) != 0 || bytes[4] < '2')
    return false;
  header->isutc = read_u32(bytes + 20);
  header->isstd = read_u32(bytes + 24);
  header->leap = read_u32(bytes + 28);
  header->times = read_u32(bytes + 32);
  header->types = read_u32(bytes + 36);
  header->chars = read_u32(bytes + 40);
  return header->times < MAX_FILE && header->types > 0 && header->types <= 256 &&
         header->chars < MAX_FILE && header->leap < MAX_FILE && header->isstd <= 256 &&
         header->isutc <= 256;
}

static size_t body_size(const struct header *header, size_t time_size)
{
  return header->times * (time_size + 1) + header->types * 6 + header->chars +
         header->leap * (time_size + 4) + header->isstd + header->isutc;
}

/* Fills the transitions from the 64-bit body at `at`. */
static bool transitions_read(struct text file, size_t at, const struct header *header,
                             struct zone *zone)
{
  const unsigned char *times = (const unsigned char *)file.at + at;
  const unsigned char *indexes = times + header->times * 8;
  const unsigned char *types = indexes + header->times;

  zone->count = (int)header->times;
  zone->at = calloc(header->times + 1, sizeof *zone->at);
  zone->offsets = calloc(header->times + 1, sizeof *zone->offsets);
  if (!zone->at || !zone->offsets)
    abort();
  zone->first = (int)(int32_t)read_u32(types);
  for (uint32_t i = 0; i < header->times; i++) {
    if (indexes[i] >= header->types)
      return false;
    zone->at[i] = read_i64(times + i * 8);
    zone->offsets[i] = (int)(int32_t)read_u32(types + indexes[i] * 6);
  }
  return true;
}

static bool zone_parse(struct text file, struct zone *zone)
{
  struct header header;
  struct text footer;
  size_t at;

  if (!header_read(file, 0, &header))
    return false;
  at = HEADER_SIZE + body_size(&header, 4);
  if (!header_read(file, at, &header))
    return false;
  at += HEADER_SIZE;
  if (at + body_size(&header, 8) + 2 > file.len ||
      !transitions_read(file, at, &header, zone))
    return false;
  footer = text_slice(file, at + body_size(&header, 8), file.len);
  if (footer.len < 2 || footer.at[0] != '\n')
    return false;
  footer = text_slice(footer, 1, footer.len);
  return tail_parse(text_slice(footer, 0, text_find(footer, '\n')), &zone->tail);
}

static bool read_file(const char *path, struct buf *out)
{
  FILE *file = fopen(path, "rb");
  size_t got;

  if (!file)
    return false;
  do {
    got = fread(buf_reserve(out, 4096), 1, 4096, file);
    out->len += got;
  } while (got > 0 && out->len < MAX_FILE);
  got = (size_t)ferror(file);
  fclose(file);
  return got == 0 && out->len < MAX_FILE;
}

static void zone_free(struct zone *zone)
{
  free(zone->at);
  free(zone->offsets);
  free((void *)(uintptr_t)zone->name.at);
  free(zone);
}

static struct zone *zone_load(struct text name)
{
  char path[128];
  struct buf file;
  struct zone *zone = calloc(1, sizeof *zone);
  char *copy = malloc(name.len + 1);

  if (!zone || !copy)
    abort();
  memcpy(copy, name.at, name.len);
  copy[name.len] = '\0';
  zone->name = text_from(copy, name.len);
  snprintf(path, sizeof path, ZONE_FOLDER "%s", copy);
  buf_init(&file);
  if (!read_file(path, &file) || !zone_parse(buf_text(&file), zone)) {
    zone_free(zone);
    zone = NULL;
  }
  buf_clear(&file);
  return zone;
}

/* Names become paths: only what names of zones are made of may pass. */
static bool name_is_safe(struct text name)
{
  if (name.len == 0 || name.len > 64 || name.at[0] == '/')
    return false;
  for (size_t i = 0; i < name.len; i++) {
    char c = name.at[i];
    bool letter = ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= '0' && c <= '9');

    if (!letter && c != '/' && c != '_' && c != '-' && c != '+')
      return false;
  }
  return true;
}

const struct zone *zone_find(struct text name)
{
  struct zone *zone;

  if (!name_is_safe(name))
    return NULL;
  pthread_mutex_lock(&zones_lock);
  for (zone = zones; zone && !text_equal(zone->name, name);)
    zone = zone->next;
  if (!zone && (zone = zone_load(name)) != NULL) {
    zone->next = zones;
    zones = zone;
  }
  pthread_mutex_unlock(&zones_lock);
  return zone;
}

int zone_offset(const struct zone *zone, int64_t utc)
{
  int low = 0,
      high = zone->count; /* The first transition after the instant lies between. */

  if (zone->count == 0 || utc >= zone->at[zone->count - 1]) {
    if (zone->tail.present)
      return tail_offset(&zone->tail, utc);
    return zone->count ? zone->offsets[zone->count - 1] : zone->first;
  }
  while (low < high) {
    int middle = (low + high) / 2;

    if (zone->at[middle] <= utc)
      low = middle + 1;
    else
      high = middle;
  }
  return low ? zone->offsets[low - 1] : zone->first;
}

int64_t zone_to_utc(const struct zone *zone, int64_t wall)
{
  int before = zone_offset(zone, wall - DAY_SECONDS);
  int after = zone_offset(zone, wall + DAY_SECONDS);

  if (before == after || zone_offset(zone, wall - before) == before)
    return wall - before;
  if (zone_offset(zone, wall - after) == after)
    return wall - after;
  return wall - before;
}

static int64_t floor_seconds(int128 nanos)
{
  int64_t of_day;
  int64_t days = calendar_split(nanos, &of_day);

  return days * DAY_SECONDS + of_day / NANOS_A_SECOND;
}

int128 zone_wall_nanos(const struct zone *zone, int128 utc)
{
  return utc + (int128)zone_offset(zone, floor_seconds(utc)) * NANOS_A_SECOND;
}

int128 zone_utc_nanos(const struct zone *zone, int128 wall)
{
  int64_t seconds = floor_seconds(wall);

  return wall + (int128)(zone_to_utc(zone, seconds) - seconds) * NANOS_A_SECOND;
}
