/* ddl_integration.c: CREATE, ALTER, DROP and DESCRIBE of SECURITY and STORAGE INTEGRATIONs.
 *
 * docs.snowflake.com/en/sql-reference/sql/create-security-integration-oauth-external,
 * .../create-security-integration-oauth-snowflake and .../create-storage-integration; SCIM, SAML2 and API authentication are refused. */
#include "exec/ddl_integration.h"

#include "base/clock.h"
#include "catalog/sheet.h"
#include "data/json.h"
#include "exec/property.h"
#include "session/instance.h"
#include "session/integrations.h"
#include "session/user.h"

#define LEAST_REFRESH_SECONDS 3600
#define MOST_REFRESH_SECONDS 7776000

#define V "VARCHAR"
static const struct outcome_spec columns[] = {
  { "property", V },
  { "property_type", V },
  { "property_value", V },
  { "property_default", V },
};

bool ddl_is_integration(struct text kind_words)
{
  return text_is(kind_words, "INTEGRATION") ||
         text_is(kind_words, "SECURITY INTEGRATION") ||
         text_is(kind_words, "STORAGE INTEGRATION");
}

static struct integrations *integrations_of(const struct ddl *ddl)
{
  return ddl->session->instance->integrations;
}

/* ---- values ---- */

static bool add_text(struct ddl *ddl, const struct expr *value, struct buf *json,
                     struct err *err)
{
  struct option option = { .value = (struct expr *)(uintptr_t)value };
  struct text text;

  if (!property_text(ddl->run, &option, &text, err))
    return false;
  json_put_text(json, text);
  return true;
}

/* 'a' or ('a', 'b'), as a JSON array. */
static bool read_list(struct ddl *ddl, const struct option *option, struct text *value,
                      struct err *err)
{
  const struct expr *expr = option->value;
  bool ok = true;
  struct buf json;

  buf_init(&json);
  json_put_open(&json, '[');
  if (option->list)
    for (int i = 0; ok && i < option->list->count; i++)
      ok = add_text(ddl, option->list->at[i], &json, err);
  else if (expr)
    ok = add_text(ddl, expr, &json, err);
  json_put_close(&json, ']');
  *value = buf_copy(&json, ddl->arena);
  buf_clear(&json);
  return ok;
}

static bool is_among(struct text value, const char *words)
{
  struct text left = text_of(words);

  while (left.len) {
    size_t end = text_find(left, '|');

    if (text_equal(value, text_slice(left, 0, end)))
      return true;
    left = text_slice(left, end + 1, left.len);
  }
  return false;
}

static bool is_refresh_time(struct text value)
{
  int64_t seconds;

  return text_to_int64(value, &seconds) && seconds >= LEAST_REFRESH_SECONDS &&
         seconds <= MOST_REFRESH_SECONDS;
}

static bool read_value(struct ddl *ddl, const struct integration_row *row,
                       const struct option *option, struct text *value, struct err *err)
{
  bool ok = true;

  if (row->value == INTEGRATION_LIST)
    return read_list(ddl, option, value, err);
  if (!property_text(ddl->run, option, value, err))
    return false;
  switch (row->value) {
  case INTEGRATION_BOOL:
    ok = text_is_nocase(*value, "TRUE") || text_is_nocase(*value, "FALSE");
    *value = text_is_nocase(*value, "TRUE") ? TEXT("true") : TEXT("false");
    break;
  case INTEGRATION_WORD:
    *value = arena_upper(ddl->arena, *value);
    ok = is_among(*value, row->words);
    break;
  case INTEGRATION_KEY: ok = user_is_key(*value); break;
  case INTEGRATION_NUMBER: ok = is_refresh_time(*value); break;
  case INTEGRATION_TEXT:
  case INTEGRATION_LIST: break;
  }
  return ok || property_bad_value(option, *value, err);
}

static bool unknown(struct text key, const struct integration *integration,
                    struct err *err)
{
  return err_set(err, ERR_INVALID_PROPERTY,
                 "SQL compilation error:\ninvalid property '" TEXT_FMT
                 "' for integration of type " TEXT_FMT,
                 TEXT_ARG(key), TEXT_ARG(integration->values[INTEGRATION_TYPE]));
}

static bool set_options(struct ddl *ddl, struct integration *integration,
                        const struct list *options, struct err *err)
{
  for (int i = 0; i < options->count; i++) {
    const struct option *option = options->at[i];
    enum integration_property property;
    struct text value;

    if (text_is_nocase(option->key, "TYPE"))
      continue;
    if (!integration_find_key(integration_kind(integration), option->key, &property))
      return unknown(option->key, integration, err);
    if (!read_value(ddl, integration_row(property), option, &value, err))
      return false;
    integration_set(integration, ddl->arena, property, value);
  }
  return true;
}

/* ---- what must be there ---- */

#define MOST_NEEDED 5

static bool check_required(const struct integration *integration, struct err *err)
{
  static const struct {
    int count;
    enum integration_property needed[MOST_NEEDED];
  } kinds[] = {
    [INTEGRATION_OF_EXTERNAL] = { 5,
                                  { INTEGRATION_ENABLED, INTEGRATION_EXTERNAL_TYPE,
                                    INTEGRATION_ISSUER, INTEGRATION_USER_CLAIM,
                                    INTEGRATION_USER_ATTRIBUTE } },
    [INTEGRATION_OF_OAUTH] = { 3,
                               { INTEGRATION_CLIENT, INTEGRATION_CLIENT_TYPE,
                                 INTEGRATION_REDIRECT_URI } },
    [INTEGRATION_OF_STORAGE] = { 4,
                                 { INTEGRATION_PROVIDER, INTEGRATION_ENABLED,
                                   INTEGRATION_ALLOWED_LOCATIONS,
                                   INTEGRATION_ROLE_ARN } },
  };
  enum integration_of kind = integration_kind(integration);

  for (int i = 0; i < kinds[kind].count; i++)
    if (!integration->values[kinds[kind].needed[i]].at)
      return err_set(err, ERR_SYNTAX, "SQL compilation error:\nMissing option(s): [%s]",
                     integration_row(kinds[kind].needed[i])->key);
  return true;
}

/* What signs the tokens must be known, and an issuer must be one integration's. */
static bool check_external(struct ddl *ddl, const struct integration *integration,
                           struct err *err)
{
  struct text issuer = integration->values[INTEGRATION_ISSUER];
  const struct integration *other = integrations_find_by(integrations_of(ddl), ddl->arena,
                                                         INTEGRATION_ISSUER, issuer);

  if (!integration->values[INTEGRATION_JWS_KEYS_URL].at &&
      !integration->values[INTEGRATION_PUBLIC_KEY].at &&
      !integration->values[INTEGRATION_PUBLIC_KEY_2].at)
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\nMissing option(s): "
                   "[EXTERNAL_OAUTH_JWS_KEYS_URL or EXTERNAL_OAUTH_RSA_PUBLIC_KEY]");
  if (other && !text_equal(other->name, integration->name))
    return err_set(err, ERR_INVALID_PROPERTY,
                   "SQL compilation error:\nThe issuer '" TEXT_FMT
                   "' is that of the integration '" TEXT_FMT "' already.",
                   TEXT_ARG(issuer), TEXT_ARG(other->name));
  return true;
}

static bool check_client(const struct integration *integration, struct err *err)
{
  struct text uri = integration->values[INTEGRATION_REDIRECT_URI];
  bool is_plain = text_starts_with(uri, "http://");

  if (!is_plain && !text_starts_with(uri, "https://"))
    return err_set(err, ERR_INVALID_VALUE,
                   "SQL compilation error:\ninvalid value [" TEXT_FMT
                   "] for parameter 'OAUTH_REDIRECT_URI'",
                   TEXT_ARG(uri));
  if (is_plain && !integration_is(integration, INTEGRATION_ALLOW_NON_TLS))
    return err_set(err, ERR_INVALID_VALUE,
                   "SQL compilation error:\nOAUTH_REDIRECT_URI must begin with https:// "
                   "unless OAUTH_ALLOW_NON_TLS_REDIRECT_URI is TRUE.");
  return true;
}

/* "*" or URLs of S3. */
static bool check_locations(struct ddl *ddl, const struct integration *integration,
                            enum integration_property property, struct err *err)
{
  struct list locations = integration_texts(integration, ddl->arena, property);

  for (int i = 0; i < locations.count; i++) {
    struct text location = *(const struct text *)locations.at[i];

    if (!text_is(location, "*") && !text_starts_with(location, "s3://"))
      return err_set(err, ERR_INVALID_VALUE,
                     "SQL compilation error:\ninvalid value [" TEXT_FMT
                     "] for parameter '%s'",
                     TEXT_ARG(location), integration_row(property)->key);
  }
  return true;
}

static bool check(struct ddl *ddl, const struct integration *integration, struct err *err)
{
  if (!check_required(integration, err))
    return false;
  switch (integration_kind(integration)) {
  case INTEGRATION_OF_EXTERNAL: return check_external(ddl, integration, err);
  case INTEGRATION_OF_OAUTH: return check_client(integration, err);
  case INTEGRATION_OF_STORAGE:
    return check_locations(ddl, integration, INTEGRATION_ALLOWED_LOCATIONS, err) &&
           check_locations(ddl, integration, INTEGRATION_BLOCKED_LOCATIONS, err);
  case INTEGRATION_OF_ALL: break;
  }
  return true;
}

/* ---- the statements ---- */

static bool integration_name(struct ddl *ddl, const struct name *name, struct text *found,
                             struct err *err)
{
  struct path path;

  /* Like a warehouse, an integration is the account's: its name has one part. */
  if (!ddl_path(ddl, name, KIND_WAREHOUSE, &path, err))
    return false;
  *found = path.name;
  return true;
}

/* Of STORAGE INTEGRATIONs. */
static bool check_provider(struct ddl *ddl, const struct create *create, struct err *err)
{
  for (int i = 0; i < create->options.count; i++) {
    const struct option *option = create->options.at[i];
    struct text provider;

    if (!text_is_nocase(option->key, "STORAGE_PROVIDER"))
      continue;
    if (!property_text(ddl->run, option, &provider, err))
      return false;
    return text_is_nocase(provider, "S3") ||
           err_set(err, ERR_UNSUPPORTED,
                   "SQL compilation error:\nUnsupported feature 'STORAGE_PROVIDER = "
                   "" TEXT_FMT "'.",
                   TEXT_ARG(provider));
  }
  return true;
}

static bool read_type(struct ddl *ddl, const struct create *create,
                      enum integration_of *of, struct err *err)
{
  bool is_storage = text_is(create->kind_words, "STORAGE INTEGRATION");

  for (int i = 0; i < create->options.count; i++) {
    const struct option *option = create->options.at[i];
    struct text type;

    if (!text_is_nocase(option->key, "TYPE"))
      continue;
    if (!property_text(ddl->run, option, &type, err))
      return false;
    *of = is_storage                               ? INTEGRATION_OF_STORAGE
          : text_is_nocase(type, "EXTERNAL_OAUTH") ? INTEGRATION_OF_EXTERNAL
                                                   : INTEGRATION_OF_OAUTH;
    if (is_storage ? text_is_nocase(type, "EXTERNAL_STAGE")
                   : *of == INTEGRATION_OF_EXTERNAL || text_is_nocase(type, "OAUTH"))
      return !is_storage || check_provider(ddl, create, err);
    return err_set(err, ERR_UNSUPPORTED,
                   "SQL compilation error:\nUnsupported feature '" TEXT_FMT
                   " TYPE = " TEXT_FMT "'.",
                   TEXT_ARG(create->kind_words), TEXT_ARG(type));
  }
  return err_set(err, ERR_SYNTAX, "SQL compilation error:\nMissing option(s): [TYPE]");
}

static bool put_created(struct ddl *ddl, const struct create *create, struct text name,
                        enum integration_of of, struct err *err)
{
  struct integration *made;

  if (!create->or_replace && integrations_find(integrations_of(ddl), ddl->arena, name))
    return create->if_not_exists
             ? ddl_created(ddl, "Integration", name, false)
             : err_set(err, ERR_OBJECT_EXISTS,
                       "SQL compilation error:\nObject '" TEXT_FMT "' already exists.",
                       TEXT_ARG(name));
  made = integration_new(ddl->arena, name, of);
  integration_set(made, ddl->arena, INTEGRATION_CREATED_MS,
                  arena_printf(ddl->arena, "%lld", (long long)clock_now_ms()));
  if (of == INTEGRATION_OF_OAUTH) {
    integration_draw(made, ddl->arena, INTEGRATION_CLIENT_ID);
    integration_draw(made, ddl->arena, INTEGRATION_SECRET);
    integration_draw(made, ddl->arena, INTEGRATION_SECRET_2);
  }
  return set_options(ddl, made, &create->options, err) && check(ddl, made, err) &&
         integrations_put(integrations_of(ddl), made, err) &&
         ddl_created(ddl, "Integration", name, true);
}

bool create_integration(struct ddl *ddl, const struct create *create, struct err *err)
{
  enum integration_of of = INTEGRATION_OF_OAUTH;
  struct text name;
  bool ok;

  if (text_is(create->kind_words, "INTEGRATION") || create->or_alter)
    return ddl_unsupported("CREATE INTEGRATION of this kind", err);
  if (!integration_name(ddl, create->name, &name, err) ||
      !read_type(ddl, create, &of, err))
    return false;
  integrations_hold(integrations_of(ddl));
  ok = put_created(ddl, create, name, of, err);
  integrations_release(integrations_of(ddl));
  return ok;
}

static bool change(struct ddl *ddl, const struct alter *alter,
                   struct integration *integration, struct err *err)
{
  static const struct text none;

  if (alter->action == ALTER_SET && alter->options.count)
    return set_options(ddl, integration, &alter->options, err);
  if (alter->action != ALTER_UNSET || !alter->options.count)
    return ddl_unsupported("ALTER INTEGRATION in this way", err);
  for (int i = 0; i < alter->options.count; i++) {
    const struct option *option = alter->options.at[i];
    enum integration_property property;

    if (!integration_find_key(integration_kind(integration), option->key, &property))
      return unknown(option->key, integration, err);
    integration_set(integration, ddl->arena, property, none);
  }
  return true;
}

static bool alter_held(struct ddl *ddl, const struct alter *alter, struct text name,
                       struct err *err)
{
  struct integration *integration = integrations_find(integrations_of(ddl), ddl->arena,
                                                      name);

  if (!integration && alter->if_exists)
    return ddl_done(ddl);
  if (!integration)
    return integrations_missing(name, err);
  return change(ddl, alter, integration, err) && check(ddl, integration, err) &&
         integrations_put(integrations_of(ddl), integration, err) && ddl_done(ddl);
}

bool alter_integration(struct ddl *ddl, const struct alter *alter, struct err *err)
{
  struct text name;
  bool ok;

  if (!integration_name(ddl, alter->name, &name, err))
    return false;
  integrations_hold(integrations_of(ddl));
  ok = alter_held(ddl, alter, name, err);
  integrations_release(integrations_of(ddl));
  return ok;
}

bool drop_integration(struct ddl *ddl, const struct drop *drop, struct err *err)
{
  struct text name;

  if (!integration_name(ddl, drop->name, &name, err))
    return false;
  if (drop->if_exists && !integrations_find(integrations_of(ddl), ddl->arena, name))
    return ddl_answer(ddl, arena_printf(ddl->arena,
                                        "Drop statement executed successfully (" TEXT_FMT
                                        " already dropped).",
                                        TEXT_ARG(name)));
  return integrations_drop(integrations_of(ddl), name, err) &&
         ddl_answer(ddl, arena_printf(ddl->arena, TEXT_FMT " successfully dropped.",
                                      TEXT_ARG(name)));
}

/* ---- DESCRIBE ---- */

static const char *type_word(const struct integration_row *row)
{
  switch (row->value) {
  case INTEGRATION_BOOL: return "Boolean";
  case INTEGRATION_NUMBER: return "Integer";
  case INTEGRATION_LIST: return "List";
  default: return "String";
  }
}

/* A list as it is printed: A,B. */
static struct text printed(struct arena *arena, const struct integration_row *row,
                           struct text value)
{
  struct text text = { 0 };
  const struct json *json, *item = NULL;
  struct err ignored;
  struct buf out;

  if (!value.at)
    return TEXT("");
  if (row->value != INTEGRATION_LIST)
    return value;
  json = json_parse(arena, value, &ignored);
  buf_init(&out);
  for (size_t i = 0; (item = json_next(json, item)) != NULL; i++) {
    if (i)
      buf_add_char(&out, ',');
    buf_add_text(&out, json_as_text(item));
  }
  text = buf_copy(&out, arena);
  buf_clear(&out);
  return text;
}

bool describe_integration(struct ddl *ddl, const struct name *name, struct err *err)
{
  const struct integration *integration;
  struct sheet sheet = { 0 };
  struct text found;

  if (!integration_name(ddl, name, &found, err))
    return false;
  integration = integrations_find(integrations_of(ddl), ddl->arena, found);
  if (!integration)
    return integrations_missing(found, err);
  if (!outcome_table(ddl->arena, ddl->outcome, TYPE_ID_DESCRIBE, columns,
                     sizeof columns / sizeof *columns, err))
    return false;
  sheet.rows = ddl->outcome->rows;
  for (int i = 0; i < INTEGRATION_PROPERTY_COUNT; i++) {
    enum integration_property property = (enum integration_property)i;
    const struct integration_row *row = integration_row(property);

    if (row->is_hidden ||
        (row->of != INTEGRATION_OF_ALL && row->of != integration_kind(integration)))
      continue;
    sheet_string(&sheet, row->key);
    sheet_string(&sheet, type_word(row));
    sheet_text(&sheet, printed(ddl->arena, row, integration_get(integration, property)));
    sheet_text(&sheet, printed(ddl->arena, row,
                               row->usual ? text_of(row->usual) : (struct text){ 0 }));
  }
  return true;
}
