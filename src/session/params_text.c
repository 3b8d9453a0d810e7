/* params_text.c: what an account or a user sets of parameters, as JSON. */
#include "session/params_text.h"

#include "data/json.h"
#include "data/member.h"

struct text params_text(struct arena *arena, const struct params *params)
{
  const struct param_row *row;
  struct text text = { 0 };
  bool any = false;
  struct buf out;

  buf_init(&out);
  json_put_open(&out, '{');
  for (int i = 0; (row = param_at(i)) != NULL; i++)
    if (params_level(params, row->name) == PARAM_LEVEL_SESSION) {
      any = true;
      member_text(&out, row->name, params_value(params, row));
    }
  json_put_close(&out, '}');
  if (any)
    text = buf_copy(&out, arena);
  buf_clear(&out);
  return text;
}

static bool read_members(const struct json *json, struct params *params, struct err *err)
{
  const struct param_row *row;

  for (int i = 0; (row = param_at(i)) != NULL; i++) {
    struct text value = json_as_text(json_member(json, row->name));

    if (value.at && !params_set_account(params, text_of(row->name), value, err))
      return false;
  }
  return true;
}

struct params *params_of_text(struct text text, struct err *err)
{
  struct params *params = params_new();
  const struct json *json;
  struct arena *arena;
  bool ok;

  if (!text.len)
    return params;
  arena = arena_new();
  json = json_parse(arena, text, err);
  ok = json && read_members(json, params, err);
  arena_free(arena);
  if (ok)
    return params;
  params_free(params);
  return NULL;
}
