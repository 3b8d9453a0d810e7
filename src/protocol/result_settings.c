/* result_settings.c: the settings that a result is written by, as JSON. */
#include "protocol/result_settings.h"

#include "data/json.h"
#include "data/member.h"

static const char *const names[] = {
  "BINARY_OUTPUT_FORMAT",
  "DATE_OUTPUT_FORMAT",
  "GEOGRAPHY_OUTPUT_FORMAT",
  "GEOMETRY_OUTPUT_FORMAT",
  "JSON_INDENT",
  "STRICT_JSON_OUTPUT",
  "TIMESTAMP_LTZ_OUTPUT_FORMAT",
  "TIMESTAMP_NTZ_OUTPUT_FORMAT",
  "TIMESTAMP_OUTPUT_FORMAT",
  "TIMESTAMP_TZ_OUTPUT_FORMAT",
  "TIMEZONE",
  "TIME_OUTPUT_FORMAT",
};

#define NAME_COUNT (sizeof names / sizeof names[0])

struct text result_settings(struct arena *arena, const struct params *params,
                            bool null_text)
{
  struct text settings;
  struct buf out;

  buf_init(&out);
  json_put_open(&out, '{');
  member_bool(&out, "nullText", null_text);
  for (size_t i = 0; i < NAME_COUNT; i++)
    if (params_level(params, names[i]) != PARAM_LEVEL_DEFAULT)
      member_text(&out, names[i], params_get(params, names[i]));
  json_put_close(&out, '}');
  settings = arena_text(arena, buf_text(&out));
  buf_clear(&out);
  return settings;
}

bool result_settings_read(struct text settings, struct params *params, bool *null_text)
{
  struct arena *arena = arena_new();
  struct err err;
  const struct json *json = json_parse(arena, settings, &err);
  bool ok = json && json_has_members(json);

  *null_text = json_as_bool(json_member(json, "nullText"), false);
  for (size_t i = 0; ok && i < NAME_COUNT; i++) {
    struct text value = json_as_text(json_member(json, names[i]));

    ok = !value.at || params_set(params, text_of(names[i]), value, &err);
  }
  arena_free(arena);
  return ok;
}
