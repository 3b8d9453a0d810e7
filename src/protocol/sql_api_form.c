/* sql_api_form.c: the form in which the SQL API gives values: what the output formats of a session say. */
#include "protocol/sql_api_form.h"

#include "data/format.h"
#include "data/zone.h"

/* The first of the parameters that was set, compiled; NULL: none was. */
static const struct format *format_of(struct arena *arena, const struct params *params,
                                      const char *name, const char *general,
                                      enum format_target target)
{
  const char *names[] = { name, general };

  for (int i = 0; i < 2; i++) {
    struct format *format;

    if (!names[i] || params_level(params, names[i]) == PARAM_LEVEL_DEFAULT ||
        !params_get(params, names[i]).len)
      continue;
    format = ARENA_NEW(arena, struct format);
    return format_compile(params_get(params, names[i]), target, format) ? format : NULL;
  }
  return NULL;
}

/* TIMESTAMP_NTZ_OUTPUT_FORMAT is never empty unless somebody sets it so: TIMESTAMP_OUTPUT_FORMAT
 * stands for it only then. */
static const char *general_of_ntz(const struct params *params)
{
  return params_get(params, "TIMESTAMP_NTZ_OUTPUT_FORMAT").len
           ? NULL
           : "TIMESTAMP_OUTPUT_FORMAT";
}

struct rowtype_jsonv2 *sql_api_form(struct arena *arena, const struct params *params,
                                    bool null_text)
{
  struct rowtype_jsonv2 *form = ARENA_NEW(arena, struct rowtype_jsonv2);
  const char *general = "TIMESTAMP_OUTPUT_FORMAT";

  *form = (struct rowtype_jsonv2){
    .null_text = null_text,
    .base64 = text_is_nocase(params_get(params, "BINARY_OUTPUT_FORMAT"), "BASE64"),
    .date = format_of(arena, params, "DATE_OUTPUT_FORMAT", NULL, FORMAT_DATE),
    .time = format_of(arena, params, "TIME_OUTPUT_FORMAT", NULL, FORMAT_TIME),
    .ntz = format_of(arena, params, "TIMESTAMP_NTZ_OUTPUT_FORMAT", general_of_ntz(params),
                     FORMAT_TIMESTAMP),
    .ltz = format_of(arena, params, "TIMESTAMP_LTZ_OUTPUT_FORMAT", general,
                     FORMAT_TIMESTAMP),
    .tz = format_of(arena, params, "TIMESTAMP_TZ_OUTPUT_FORMAT", general,
                    FORMAT_TIMESTAMP),
    .zone = zone_find(params_get(params, "TIMEZONE")),
  };
  return form;
}
