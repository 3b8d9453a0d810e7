/* integration.c: one integration: its properties. */
#include "session/integration.h"

#include "data/json.h"
#include "net/crypto.h"

#define ALL INTEGRATION_OF_ALL
#define EXT INTEGRATION_OF_EXTERNAL
#define OWN INTEGRATION_OF_OAUTH
#define STORE INTEGRATION_OF_STORAGE
#define TEXTS INTEGRATION_LIST
#define STRING INTEGRATION_TEXT
#define WORD INTEGRATION_WORD
#define BOOLEAN INTEGRATION_BOOL
#define NUMBER INTEGRATION_NUMBER
#define KEY INTEGRATION_KEY

/* clang-format off */
static const struct integration_row rows[INTEGRATION_PROPERTY_COUNT] = {
  [INTEGRATION_ENABLED]                = { "ENABLED", ALL, BOOLEAN, "false" },
  [INTEGRATION_EXTERNAL_TYPE]          = { "EXTERNAL_OAUTH_TYPE", EXT, WORD, NULL, "OKTA|AZURE|PING_FEDERATE|CUSTOM" },
  [INTEGRATION_ISSUER]                 = { "EXTERNAL_OAUTH_ISSUER", EXT, STRING },
  [INTEGRATION_JWS_KEYS_URL]           = { "EXTERNAL_OAUTH_JWS_KEYS_URL", EXT, TEXTS },
  [INTEGRATION_ANY_ROLE_MODE]          = { "EXTERNAL_OAUTH_ANY_ROLE_MODE", EXT, WORD, "DISABLE", "DISABLE|ENABLE|ENABLE_FOR_PRIVILEGE" },
  [INTEGRATION_PUBLIC_KEY]             = { "EXTERNAL_OAUTH_RSA_PUBLIC_KEY", EXT, KEY },
  [INTEGRATION_PUBLIC_KEY_2]           = { "EXTERNAL_OAUTH_RSA_PUBLIC_KEY_2", EXT, KEY },
  [INTEGRATION_EXTERNAL_BLOCKED_ROLES] = { "EXTERNAL_OAUTH_BLOCKED_ROLES_LIST", EXT, TEXTS, "[\"ACCOUNTADMIN\",\"ORGADMIN\",\"SECURITYADMIN\"]" },
  [INTEGRATION_EXTERNAL_ALLOWED_ROLES] = { "EXTERNAL_OAUTH_ALLOWED_ROLES_LIST", EXT, TEXTS },
  [INTEGRATION_AUDIENCE_LIST]          = { "EXTERNAL_OAUTH_AUDIENCE_LIST", EXT, TEXTS },
  [INTEGRATION_USER_CLAIM]             = { "EXTERNAL_OAUTH_TOKEN_USER_MAPPING_CLAIM", EXT, TEXTS },
  [INTEGRATION_USER_ATTRIBUTE]         = { "EXTERNAL_OAUTH_SNOWFLAKE_USER_MAPPING_ATTRIBUTE", EXT, WORD, NULL, "LOGIN_NAME|EMAIL_ADDRESS" },
  [INTEGRATION_SCOPE_DELIMITER]        = { "EXTERNAL_OAUTH_SCOPE_DELIMITER", EXT, STRING, "," },
  [INTEGRATION_SCOPE_ATTRIBUTE]        = { "EXTERNAL_OAUTH_SCOPE_MAPPING_ATTRIBUTE", EXT, STRING, "scp" },
  [INTEGRATION_CLIENT]                 = { "OAUTH_CLIENT", OWN, WORD, NULL, "CUSTOM" },
  [INTEGRATION_CLIENT_TYPE]            = { "OAUTH_CLIENT_TYPE", OWN, WORD, "CONFIDENTIAL", "CONFIDENTIAL|PUBLIC" },
  [INTEGRATION_REDIRECT_URI]           = { "OAUTH_REDIRECT_URI", OWN, STRING },
  [INTEGRATION_ALLOW_NON_TLS]          = { "OAUTH_ALLOW_NON_TLS_REDIRECT_URI", OWN, BOOLEAN, "false" },
  [INTEGRATION_ENFORCE_PKCE]           = { "OAUTH_ENFORCE_PKCE", OWN, BOOLEAN, "false" },
  [INTEGRATION_SECONDARY_ROLES]        = { "OAUTH_USE_SECONDARY_ROLES", OWN, WORD, "NONE", "IMPLICIT|NONE" },
  [INTEGRATION_PRE_AUTHORIZED_ROLES]   = { "PRE_AUTHORIZED_ROLES_LIST", OWN, TEXTS },
  [INTEGRATION_BLOCKED_ROLES]          = { "BLOCKED_ROLES_LIST", OWN, TEXTS, "[\"ACCOUNTADMIN\",\"ORGADMIN\",\"SECURITYADMIN\"]" },
  [INTEGRATION_ISSUE_REFRESH]          = { "OAUTH_ISSUE_REFRESH_TOKENS", OWN, BOOLEAN, "true" },
  [INTEGRATION_REFRESH_SECONDS]        = { "OAUTH_REFRESH_TOKEN_VALIDITY", OWN, NUMBER, "7776000" },
  [INTEGRATION_SINGLE_USE]             = { "OAUTH_SINGLE_USE_REFRESH_TOKENS_REQUIRED", OWN, BOOLEAN, "false" },
  [INTEGRATION_PROVIDER]               = { "STORAGE_PROVIDER", STORE, WORD, NULL, "S3" },
  [INTEGRATION_ALLOWED_LOCATIONS]      = { "STORAGE_ALLOWED_LOCATIONS", STORE, TEXTS, "[]" },
  [INTEGRATION_BLOCKED_LOCATIONS]      = { "STORAGE_BLOCKED_LOCATIONS", STORE, TEXTS, "[]" },
  [INTEGRATION_ROLE_ARN]               = { "STORAGE_AWS_ROLE_ARN", STORE, STRING },
  [INTEGRATION_EXTERNAL_ID]            = { "STORAGE_AWS_EXTERNAL_ID", STORE, STRING },
  [INTEGRATION_OBJECT_ACL]             = { "STORAGE_AWS_OBJECT_ACL", STORE, STRING },
  [INTEGRATION_COMMENT]                = { "COMMENT", ALL, STRING },
  [INTEGRATION_CLIENT_ID]              = { "OAUTH_CLIENT_ID", OWN, STRING, .is_own = true },
  [INTEGRATION_SECRET]                 = { "OAUTH_CLIENT_SECRET", OWN, STRING, .is_own = true, .is_hidden = true },
  [INTEGRATION_SECRET_2]               = { "OAUTH_CLIENT_SECRET_2", OWN, STRING, .is_own = true, .is_hidden = true },
  [INTEGRATION_TYPE]                   = { "TYPE", ALL, WORD, .is_own = true, .is_hidden = true },
  [INTEGRATION_CREATED_MS]             = { "CREATED_MS", ALL, STRING, .is_own = true, .is_hidden = true },
};
/* clang-format on */

const struct integration_row *integration_row(enum integration_property property)
{
  return &rows[property];
}

bool integration_find_key(enum integration_of of, struct text key,
                          enum integration_property *property)
{
  for (int i = 0; i < INTEGRATION_PROPERTY_COUNT; i++)
    if (!rows[i].is_own && (rows[i].of == ALL || rows[i].of == of) &&
        text_is_nocase(key, rows[i].key)) {
      *property = (enum integration_property)i;
      return true;
    }
  return false;
}

static struct text type_word(enum integration_of of)
{
  switch (of) {
  case INTEGRATION_OF_EXTERNAL: return TEXT("EXTERNAL_OAUTH");
  case INTEGRATION_OF_STORAGE: return TEXT("EXTERNAL_STAGE");
  case INTEGRATION_OF_ALL:
  case INTEGRATION_OF_OAUTH: break;
  }
  return TEXT("OAUTH");
}

struct integration *integration_new(struct arena *arena, struct text name,
                                    enum integration_of of)
{
  struct integration *integration = ARENA_NEW(arena, struct integration);

  integration->name = arena_text(arena, name);
  integration->values[INTEGRATION_TYPE] = type_word(of);
  return integration;
}

struct integration *integration_copy(struct arena *arena,
                                     const struct integration *integration)
{
  struct integration *copy = ARENA_NEW(arena, struct integration);

  copy->name = arena_text(arena, integration->name);
  for (int i = 0; i < INTEGRATION_PROPERTY_COUNT; i++)
    integration_set(copy, arena, (enum integration_property)i, integration->values[i]);
  return copy;
}

void integration_set(struct integration *integration, struct arena *arena,
                     enum integration_property property, struct text value)
{
  integration->values[property] = value.at ? arena_text(arena, value) : value;
}

void integration_draw(struct integration *integration, struct arena *arena,
                      enum integration_property property)
{
  unsigned char bytes[CRYPTO_SHA256_SIZE];

  crypto_random(bytes, sizeof bytes);
  integration_set(
    integration, arena, property,
    crypto_base64_url_of(arena, text_from((const char *)bytes, sizeof bytes)));
}

struct text integration_get(const struct integration *integration,
                            enum integration_property property)
{
  static const struct text none;
  const char *usual = rows[property].usual;

  if (integration->values[property].at)
    return integration->values[property];
  return usual ? text_of(usual) : none;
}

bool integration_is(const struct integration *integration,
                    enum integration_property property)
{
  return text_is(integration_get(integration, property), "true");
}

enum integration_of integration_kind(const struct integration *integration)
{
  static const enum integration_of kinds[] = { INTEGRATION_OF_EXTERNAL,
                                               INTEGRATION_OF_STORAGE };

  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (text_equal(integration->values[INTEGRATION_TYPE], type_word(kinds[i])))
      return kinds[i];
  return INTEGRATION_OF_OAUTH;
}

bool integration_is_external(const struct integration *integration)
{
  return integration_kind(integration) == INTEGRATION_OF_EXTERNAL;
}

bool integration_is_storage(const struct integration *integration)
{
  return integration_kind(integration) == INTEGRATION_OF_STORAGE;
}

struct list integration_texts(const struct integration *integration, struct arena *arena,
                              enum integration_property property)
{
  struct text value = integration_get(integration, property);
  struct list texts = { 0 };
  const struct json *json, *item = NULL;
  struct err err;

  json = value.at ? json_parse(arena, value, &err) : NULL;
  while ((item = json_next(json, item)) != NULL) {
    struct text *text = ARENA_NEW(arena, struct text);

    *text = json_as_text(item);
    list_add(arena, &texts, text);
  }
  return texts;
}

bool integration_has(const struct integration *integration, struct arena *arena,
                     enum integration_property property, struct text text)
{
  struct list texts = integration_texts(integration, arena, property);

  for (int i = 0; i < texts.count; i++)
    if (text_equal_nocase(*(const struct text *)texts.at[i], text))
      return true;
  return false;
}
