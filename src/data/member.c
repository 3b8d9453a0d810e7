/* member.c: members of JSON objects. */
#include "data/member.h"

#include <inttypes.h>
#include <time.h>

#include "data/json.h"

void member_text(struct buf *out, const char *name, struct text value)
{
  json_put_name(out, name);
  json_put_text(out, value);
}

void member_text_or_null(struct buf *out, const char *name, struct text value)
{
  if (value.len)
    member_text(out, name, value);
  else
    member_null(out, name);
}

void member_text_if_any(struct buf *out, const char *name, struct text value)
{
  if (value.at)
    member_text(out, name, value);
}

void member_string(struct buf *out, const char *name, const char *value)
{
  member_text(out, name, text_of(value));
}

void member_int(struct buf *out, const char *name, int64_t value)
{
  json_put_name(out, name);
  json_put_int(out, value);
}

void member_int_or_null(struct buf *out, const char *name, int64_t value)
{
  if (value < 0)
    member_null(out, name);
  else
    member_int(out, name, value);
}

void member_id(struct buf *out, const char *name, int64_t value)
{
  json_put_name(out, name);
  buf_printf(out, "\"%" PRId64 "\"", value);
}

void member_micros(struct buf *out, const char *name, int64_t microseconds)
{
  json_put_name(out, name);
  buf_printf(out, "%lld.%03d", (long long)(microseconds / 1000),
             (int)(microseconds % 1000));
}

void member_utc(struct buf *out, const char *name, int64_t ms)
{
  time_t seconds = (time_t)(ms / 1000);
  struct tm parts;
  char text[40];
  size_t size;

  if (!gmtime_r(&seconds, &parts)) {
    member_null(out, name);
    return;
  }
  size = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  json_put_name(out, name);
  buf_printf(out, "\"%.*s.%03dZ\"", (int)size, text, (int)(ms % 1000));
}

void member_bool(struct buf *out, const char *name, bool value)
{
  json_put_name(out, name);
  json_put_bool(out, value);
}

void member_null(struct buf *out, const char *name)
{
  json_put_name(out, name);
  json_put_null(out);
}

void member_open(struct buf *out, const char *name, char bracket)
{
  json_put_name(out, name);
  json_put_open(out, bracket);
}
