/* file_value.c: values of type FILE as text: their members, and how they write a moment. */
#include "data/file_value.h"

#include <stdio.h>
#include <string.h>

#include "data/calendar.h"
#include "data/json_text.h"

static const struct {
  const char *name;
  bool needed; /* Wherever the file is. */
} fields[FILE_FIELDS] = {
  [FILE_CONTENT_TYPE] = { "CONTENT_TYPE", true },
  [FILE_ETAG] = { "ETAG", true },
  [FILE_LAST_MODIFIED] = { "LAST_MODIFIED", true },
  [FILE_RELATIVE_PATH] = { "RELATIVE_PATH", false },
  [FILE_SCOPED_FILE_URL] = { "SCOPED_FILE_URL", false },
  [FILE_SIZE] = { "SIZE", true },
  [FILE_STAGE] = { "STAGE", false },
  [FILE_STAGE_FILE_URL] = { "STAGE_FILE_URL", false },
};

static int field_of(struct text name)
{
  int field = 0;

  while (field < FILE_FIELDS && !text_is(name, fields[field].name))
    field++;
  return field;
}

/* "ETAG, SIZE" */
static bool fail_missing(const struct file_value *value, struct err *err)
{
  char names[128] = "";

  for (int i = 0; i < FILE_FIELDS; i++)
    if (fields[i].needed && !value->fields[i].at)
      snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s",
               *names ? ", " : "", fields[i].name);
  return !*names || err_set(err, ERR_FAILED_CAST,
                            "Invalid file metadata. Missing required fields: %s.", names);
}

bool file_value_read(struct text object, struct file_value *value, struct err *err)
{
  struct json_items items = json_items_of(object);
  struct text name, member;

  *value = (struct file_value){ 0 };
  if (json_text_type(object) != JSON_TEXT_OBJECT)
    return err_set(err, ERR_FAILED_CAST, "Unsupported cast to FILE.");
  while (json_items_next(&items, &name, &member)) {
    int field = field_of(name);

    if (field == FILE_FIELDS)
      return err_set(err, ERR_FAILED_CAST, "Invalid file metadata field " TEXT_FMT ".",
                     TEXT_ARG(text_cut(name, 200)));
    if (json_text_type(member) != JSON_TEXT_NULL)
      value->fields[field] = member;
  }
  if (!fail_missing(value, err))
    return false;
  return (value->fields[FILE_STAGE].at && value->fields[FILE_RELATIVE_PATH].at) ||
         value->fields[FILE_SCOPED_FILE_URL].at ||
         value->fields[FILE_STAGE_FILE_URL].at ||
         err_set(err, ERR_FAILED_CAST,
                 "Invalid file metadata. Must provide (STAGE and RELATIVE_PATH), "
                 "SCOPED_FILE_URL, or STAGE_FILE_URL.");
}

void file_value_write(const struct file_value *value, struct buf *out)
{
  const char *before = "{\"";

  for (int i = 0; i < FILE_FIELDS; i++)
    if (value->fields[i].at) {
      buf_add_string(out, before);
      buf_add_string(out, fields[i].name);
      buf_add_string(out, "\":");
      buf_add_text(out, value->fields[i]);
      before = ",\"";
    }
  buf_add_char(out, '}');
}

bool file_value_get(struct text file, const char *field, struct buf *out)
{
  struct text member = json_text_member(file, text_of(field));

  if (!member.at || json_text_type(member) == JSON_TEXT_NULL)
    return false;
  json_text_plain(member, out);
  return true;
}

/* ---- moments ---- */

void file_value_put_moment(int64_t nanos, struct buf *out)
{
  int64_t of_day, days = calendar_split(nanos, &of_day);
  struct civil date = calendar_civil(days);
  struct clock_time clock = calendar_clock(of_day);

  buf_printf(out, "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT",
             calendar_weekday_name(calendar_iso_weekday(days)), date.day,
             calendar_month_name(date.month), (int)date.year, clock.hour, clock.minute,
             clock.second);
}

static int month_of(const char *name)
{
  for (int month = 1; month <= 12; month++)
    if (strncmp(calendar_month_name(month), name, 3) == 0)
      return month;
  return 0;
}

void file_value_plain_moment(struct text moment, struct buf *out)
{
  char text[40], month[4];
  int day, year, hour, minute, second, read = 0;

  if (moment.len < sizeof text) {
    memcpy(text, moment.at, moment.len);
    text[moment.len] = '\0';
    if (sscanf(text, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n", &day, month,
               &year, &hour, &minute, &second, &read) == 6 &&
        (size_t)read == moment.len && month_of(month)) {
      buf_printf(out, "%04d-%02d-%02d %02d:%02d:%02d +0000", year, month_of(month), day,
                 hour, minute, second);
      return;
    }
  }
  buf_add_text(out, moment);
}
