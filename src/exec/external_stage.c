/* external_stage.c: from what CREATE STAGE said of an external stage to the place of its files. */
#include "exec/external_stage.h"

#include "data/json.h"
#include "session/integrations.h"

struct external_stage external_stage_of(const struct stage *stage)
{
  return (struct external_stage){ stage->url, stage->storage_integration, stage->endpoint,
                                  stage->credentials, stage->encryption };
}

/* docs.snowflake.com/en/sql-reference/sql/create-stage */
bool external_stage_check(const struct external_stage *external, struct err *err)
{
  return !external->credentials.len || !external->integration.len ||
         err_set(err, ERR_SYNTAX,
                 "SQL compilation error:\nCREDENTIALS property is not allowed on stages "
                 "that use a storage integration or within COPY commands that use a "
                 "storage integration.");
}

/* ---- what an integration allows ---- */

/* "s3://bucket/path/" begins with an allowed "s3://bucket/path" or "s3://bucket/path/"; "*" is all.
 * (docs.snowflake.com/en/sql-reference/sql/create-storage-integration) */
static bool is_below(struct text url, struct text location)
{
  size_t len = location.len;

  if (text_is(location, "*"))
    return true;
  if (len && location.at[len - 1] == '/')
    len--;
  return text_equal(text_slice(url, 0, len), text_slice(location, 0, len)) &&
         (url.len == len || url.at[len] == '/');
}

static bool is_below_any(const struct integration *integration, struct arena *arena,
                         enum integration_property property, struct text url)
{
  struct list locations = integration_texts(integration, arena, property);

  for (int i = 0; i < locations.count; i++)
    if (is_below(url, *(const struct text *)locations.at[i]))
      return true;
  return false;
}

static bool check_integration(struct instance *instance, struct arena *arena,
                              const struct external_stage *external, struct err *err)
{
  const struct integration *integration = integrations_find(instance->integrations, arena,
                                                            external->integration);

  if (!integration || !integration_is_storage(integration))
    return integrations_missing(external->integration, err);
  if (!integration_is(integration, INTEGRATION_ENABLED))
    return err_set(err, ERR_NOT_AUTHORIZED,
                   "SQL access control error:\nIntegration '" TEXT_FMT
                   "' is not enabled.",
                   TEXT_ARG(external->integration));
  if (is_below_any(integration, arena, INTEGRATION_ALLOWED_LOCATIONS, external->url) &&
      !is_below_any(integration, arena, INTEGRATION_BLOCKED_LOCATIONS, external->url))
    return true;
  return err_set(err, ERR_LOCATION,
                 "SQL compilation error:\nLocation '" TEXT_FMT
                 "' is not allowed by integration " TEXT_FMT
                 ". Please use DESC INTEGRATION to check out allowed and blocked "
                 "locations.",
                 TEXT_ARG(external->url), TEXT_ARG(external->integration));
}

/* ---- places ---- */

static bool set_encryption(const struct external_stage *external,
                           struct s3_location *location, struct err *err)
{
  struct text type = external->encryption;
  size_t colon = text_find(type, ':');

  if (!type.len || text_is(type, "NONE"))
    return true;
  if (text_is(type, "AWS_SSE_S3")) {
    location->encryption = TEXT("AES256");
    return true;
  }
  if (text_is(text_slice(type, 0, colon), "AWS_SSE_KMS")) {
    location->encryption = TEXT("aws:kms");
    location->kms_key = text_slice(type, colon + 1, type.len);
    return true;
  }
  return err_set(err, ERR_UNSUPPORTED,
                 "SQL compilation error:\nUnsupported feature 'ENCRYPTION TYPE = "
                 "" TEXT_FMT " of an external stage'.",
                 TEXT_ARG(type));
}

static bool place_at_s3(struct instance *instance, struct arena *arena,
                        const struct external_stage *external, struct stage_place *place,
                        struct err *err)
{
  struct s3_location location = { .url = external->url,
                                  .endpoint = external->endpoint,
                                  .is_integrated = external->integration.len != 0 };
  const struct json *json = NULL;

  if (external->integration.len && !check_integration(instance, arena, external, err))
    return false;
  if (external->credentials.len &&
      !(json = json_parse(arena, external->credentials, err)))
    return false;
  location.key_id = json_as_text(json_member(json, "AWS_KEY_ID"));
  location.secret = json_as_text(json_member(json, "AWS_SECRET_KEY"));
  location.token = json_as_text(json_member(json, "AWS_TOKEN"));
  return set_encryption(external, &location, err) &&
         stage_place_at_s3(instance->stages, arena, &location, place, err);
}

/* The names of its files are shown with the whole URL. */
static bool place_in_folder(struct instance *instance, struct arena *arena,
                            struct text url, struct stage_place *place, struct err *err)
{
  place->form = FOLDER_PLAIN;
  place->label = arena_printf(arena, TEXT_FMT "%s", TEXT_ARG(url),
                              text_ends_with(url, "/") ? "" : "/");
  return stage_folder_of_url(instance->stages, arena, url, &place->folder, err);
}

/* Of stores that Snowflake reaches and this server does not. */
static bool is_other_cloud(struct text url)
{
  static const char *const prefixes[] = { "gcs://", "azure://", "s3gov://",
                                          "s3china://" };

  for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
    if (text_starts_with_nocase(url, prefixes[i]))
      return true;
  return false;
}

/* Error 001011 as issue 2264 of Snowflake's Terraform provider shows it. */
static bool refuse_place(struct text url, struct err *err)
{
  if (!is_other_cloud(url))
    return err_set(err, ERR_BAD_URL,
                   "SQL compilation error:\ninvalid URL prefix found in: '" TEXT_FMT "'",
                   TEXT_ARG(url));
  return err_set(
    err, ERR_UNSUPPORTED,
    "SQL compilation error:\nUnsupported feature 'external stages at " TEXT_FMT "'.",
    TEXT_ARG(text_slice(url, 0, text_find(url, '/'))));
}

bool external_stage_place(struct instance *instance, struct arena *arena,
                          const struct external_stage *external,
                          struct stage_place *place, struct err *err)
{
  struct text url = external->url;

  if (s3_is_url(url))
    return place_at_s3(instance, arena, external, place, err);
  if (text_starts_with(url, "file://"))
    return place_in_folder(instance, arena, url, place, err);
  return refuse_place(url, err);
}
