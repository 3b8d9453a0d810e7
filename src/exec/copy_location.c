/* copy_location.c: COPY from and to a location that is written in the statement itself.
 * (docs.snowflake.com/en/sql-reference/sql/copy-into-table, .../copy-into-location) */
#include "exec/copy_location.h"

#include "exec/external_stage.h"
#include "exec/property.h"

static bool read_encryption(struct run *run, const struct option *option,
                            struct external_stage *location, struct err *err)
{
  for (int i = 0; option->options && i < option->options->count; i++) {
    const struct option *inner = option->options->at[i];
    struct text value;

    if (!property_text(run, inner, &value, err))
      return false;
    if (text_is(inner->key, "TYPE"))
      location->encryption = arena_printf(run->arena, TEXT_FMT TEXT_FMT,
                                          TEXT_ARG(arena_upper(run->arena, value)),
                                          TEXT_ARG(location->encryption));
    else if (text_is(inner->key, "KMS_KEY_ID"))
      location->encryption = arena_printf(run->arena, TEXT_FMT ":" TEXT_FMT,
                                          TEXT_ARG(location->encryption),
                                          TEXT_ARG(value));
  }
  return true;
}

static bool read_option(struct run *run, const struct option *option,
                        struct external_stage *location, struct err *err)
{
  if (text_is(option->key, "CREDENTIALS"))
    return property_json(run, option, &location->credentials, err);
  if (text_is(option->key, "STORAGE_INTEGRATION"))
    return property_text(run, option, &location->integration, err);
  return !text_is(option->key, "ENCRYPTION") ||
         read_encryption(run, option, location, err);
}

bool copy_location_read(struct run *run, const struct copy *copy, struct err *err)
{
  struct text url = copy->table && copy->from ? copy->from->stage : copy->stage;
  struct external_stage *location;

  if (text_find_text(url, TEXT("://")) == url.len || text_starts_with(url, "@"))
    return true;
  location = ARENA_NEW(run->arena, struct external_stage);
  location->url = url;
  for (int i = 0; copy->options && i < copy->options->count; i++)
    if (!read_option(run, copy->options->at[i], location, err))
      return false;
  run->location = location;
  return external_stage_check(location, err);
}

bool copy_location_option(const struct run *run, const struct option *option, bool *known,
                          struct err *err)
{
  *known = text_is(option->key, "CREDENTIALS") || text_is(option->key, "ENCRYPTION") ||
           text_is(option->key, "STORAGE_INTEGRATION");
  return !*known || run->location ||
         err_set(err, ERR_UNSUPPORTED,
                 "Unsupported feature 'COPY INTO ... " TEXT_FMT " beside a stage'.",
                 TEXT_ARG(option->key));
}
