/* memo.c: what a C function's constant arguments mean, worked out once. */
#include "builtin/memo.h"

static bool is_same(const struct buf *seen, struct text text)
{
  return seen->at && text_equal(buf_text(seen), text);
}

static void remember(struct buf *seen, struct text text)
{
  if (!seen->at)
    buf_init(seen);
  buf_reset(seen);
  buf_reserve(seen, text.len + 1);
  buf_add_text(seen, text);
}

const struct format *memo_format(struct format_memo *memo, struct engine_call *call,
                                 struct text model, enum format_target target)
{
  if (memo->known && is_same(&memo->seen, model))
    return &memo->format;
  memo->known = false;
  if (!format_compile(model, target, &memo->format)) {
    call_fail(call, ERR_PARSE_TIMESTAMP_FORMAT, "Format '" TEXT_FMT "' is too long",
              TEXT_ARG(model));
    return NULL;
  }
  remember(&memo->seen, model);
  memo->known = true;
  return &memo->format;
}

void memo_format_clear(struct format_memo *memo)
{
  buf_clear(&memo->seen);
}

const struct zone *memo_zone(struct zone_memo *memo, struct engine_call *call,
                             struct text name)
{
  if (memo->zone && is_same(&memo->seen, name))
    return memo->zone;
  memo->zone = zone_find(name);
  if (!memo->zone)
    call_fail(call, ERR_UNKNOWN_TIMEZONE, "Unknown timezone: '" TEXT_FMT "'",
              TEXT_ARG(name));
  remember(&memo->seen, name);
  return memo->zone;
}

void memo_zone_clear(struct zone_memo *memo)
{
  buf_clear(&memo->seen);
}

const struct json_path *memo_path(struct path_memo *memo, struct text written)
{
  if (!memo->known || !is_same(&memo->seen, written)) {
    if (!memo->known)
      json_path_init(&memo->path);
    memo->known = true;
    memo->ok = json_path_set(&memo->path, written);
    remember(&memo->seen, written);
  }
  return memo->ok ? &memo->path : NULL;
}

void memo_path_clear(struct path_memo *memo)
{
  if (memo->known)
    json_path_clear(&memo->path);
  buf_clear(&memo->seen);
}

static int digit_of(struct text text, int most)
{
  int digit = text.len == 1 ? text.at[0] - '0' : 0;

  return digit >= 0 && digit <= most ? digit : 0;
}

struct week_rule memo_week(const struct engine_call *call, int arg, size_t row)
{
  return (struct week_rule){ digit_of(call_text(call, arg, row), 7),
                             digit_of(call_text(call, arg + 1, row), 1) };
}
