/* sql_api_form.c: the form in which the SQL API gives values: what the output formats of a session say. */
#include "protocol/sql_api_form.h"

#include "data/format.h"
#include "data/zone.h"

struct source {
  struct arena *arena;
  const struct params *params;
  bool only_set; /* What nobody has set is no format. */
};

/* The first of the parameters that says one, compiled; NULL: none does. */
static const struct format *format_of(const struct source *source, const char *name,
                                      const char *general, enum format_target target)
{
  const char *names[] = { name, general };

  for (int i = 0; i < 2; i++) {
    struct format *format;

    if (!names[i] || !params_get(source->params, names[i]).len ||
        (source->only_set &&
         params_level(source->params, names[i]) == PARAM_LEVEL_DEFAULT))
      continue;
    format = ARENA_NEW(source->arena, struct format);
    return format_compile(params_get(source->params, names[i]), target, format) ? format
                                                                                : NULL;
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

static struct rowtype_jsonv2 *make(const struct source *from, bool null_text)
{
  struct rowtype_jsonv2 *form = ARENA_NEW(from->arena, struct rowtype_jsonv2);
  const char *general = "TIMESTAMP_OUTPUT_FORMAT";

  *form = (struct rowtype_jsonv2){
    .null_text = null_text,
    .base64 = text_is_nocase(params_get(from->params, "BINARY_OUTPUT_FORMAT"), "BASE64"),
    .date = format_of(from, "DATE_OUTPUT_FORMAT", NULL, FORMAT_DATE),
    .time = format_of(from, "TIME_OUTPUT_FORMAT", NULL, FORMAT_TIME),
    .ntz = format_of(from, "TIMESTAMP_NTZ_OUTPUT_FORMAT", general_of_ntz(from->params),
                     FORMAT_TIMESTAMP),
    .ltz = format_of(from, "TIMESTAMP_LTZ_OUTPUT_FORMAT", general, FORMAT_TIMESTAMP),
    .tz = format_of(from, "TIMESTAMP_TZ_OUTPUT_FORMAT", general, FORMAT_TIMESTAMP),
    .zone = zone_find(params_get(from->params, "TIMEZONE")),
  };
  return form;
}

struct rowtype_jsonv2 *sql_api_form(struct arena *arena, const struct params *params,
                                    bool null_text)
{
  struct source from = { arena, params, true };

  return make(&from, null_text);
}

struct rowtype_jsonv2 *display_form(struct arena *arena, const struct params *params)
{
  struct source from = { arena, params, false };

  return make(&from, false);
}
