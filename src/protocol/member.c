/* member.c: members of JSON objects. */
#include "protocol/member.h"

#include "data/json.h"

void member_text(struct buf *out, const char *name, struct text value)
{
  json_put_name(out, name);
  json_put_text(out, value);
}

void member_int(struct buf *out, const char *name, int64_t value)
{
  json_put_name(out, name);
  json_put_int(out, value);
}

void member_micros(struct buf *out, const char *name, int64_t microseconds)
{
  json_put_name(out, name);
  buf_printf(out, "%lld.%03d", (long long)(microseconds / 1000),
             (int)(microseconds % 1000));
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
