/* integration.h: one integration: its properties.
 *
 * EXTERNAL_OAUTH: an issuer elsewhere whose tokens are taken. OAUTH: an application that gets its tokens
 * from this server. EXTERNAL_STAGE: where stages may be that use the server's own keys. An integration and its texts live in one arena. */
#ifndef SESSION_INTEGRATION_H
#define SESSION_INTEGRATION_H

#include "base/list.h"
#include "base/text.h"

/* docs.snowflake.com/en/sql-reference/sql/create-security-integration-oauth-external and
 * .../create-security-integration-oauth-snowflake, .../create-storage-integration; in the order in which DESCRIBE prints them. */
enum integration_property {
  INTEGRATION_ENABLED, /* "true" or "false" */
  INTEGRATION_EXTERNAL_TYPE,
  INTEGRATION_ISSUER,
  INTEGRATION_JWS_KEYS_URL, /* Lists are JSON arrays of texts. */
  INTEGRATION_ANY_ROLE_MODE,
  INTEGRATION_PUBLIC_KEY,
  INTEGRATION_PUBLIC_KEY_2,
  INTEGRATION_EXTERNAL_BLOCKED_ROLES,
  INTEGRATION_EXTERNAL_ALLOWED_ROLES,
  INTEGRATION_AUDIENCE_LIST,
  INTEGRATION_USER_CLAIM,
  INTEGRATION_USER_ATTRIBUTE,
  INTEGRATION_SCOPE_DELIMITER,
  INTEGRATION_SCOPE_ATTRIBUTE,
  INTEGRATION_CLIENT,
  INTEGRATION_CLIENT_TYPE,
  INTEGRATION_REDIRECT_URI,
  INTEGRATION_ALLOW_NON_TLS,
  INTEGRATION_ENFORCE_PKCE,
  INTEGRATION_SECONDARY_ROLES,
  INTEGRATION_PRE_AUTHORIZED_ROLES,
  INTEGRATION_BLOCKED_ROLES,
  INTEGRATION_ISSUE_REFRESH,
  INTEGRATION_REFRESH_SECONDS,
  INTEGRATION_SINGLE_USE,
  INTEGRATION_PROVIDER,
  INTEGRATION_ALLOWED_LOCATIONS,
  INTEGRATION_BLOCKED_LOCATIONS,
  INTEGRATION_ROLE_ARN,
  INTEGRATION_EXTERNAL_ID,
  INTEGRATION_OBJECT_ACL,
  INTEGRATION_COMMENT,
  INTEGRATION_CLIENT_ID, /* From here on: not SQL's to set. */
  INTEGRATION_SECRET,    /* Shown by SYSTEM$SHOW_OAUTH_CLIENT_SECRETS alone. */
  INTEGRATION_SECRET_2,
  INTEGRATION_TYPE,
  INTEGRATION_CREATED_MS,
  INTEGRATION_PROPERTY_COUNT
};

enum integration_value {
  INTEGRATION_TEXT,
  INTEGRATION_WORD,
  INTEGRATION_BOOL,
  INTEGRATION_NUMBER,
  INTEGRATION_LIST,
  INTEGRATION_KEY
};

enum integration_of {
  INTEGRATION_OF_ALL,
  INTEGRATION_OF_EXTERNAL,
  INTEGRATION_OF_OAUTH,
  INTEGRATION_OF_STORAGE
};

struct integration_row {
  const char *key;
  enum integration_of of;
  enum integration_value value;
  const char *usual; /* NULL: nothing. */
  const char *words; /* That a WORD may be, "A|B"; NULL: any. */
  bool is_own;       /* No SQL sets it ... */
  bool is_hidden;    /* ... and DESCRIBE does not print it. */
};

struct integration {
  struct text name;
  struct text values[INTEGRATION_PROPERTY_COUNT]; /* at NULL: unset. */
};

const struct integration_row *integration_row(enum integration_property property);
/* False for a key that this type does not have. */
bool integration_find_key(enum integration_of of, struct text key,
                          enum integration_property *property);

struct integration *integration_new(struct arena *arena, struct text name,
                                    enum integration_of of);
struct integration *integration_copy(struct arena *arena,
                                     const struct integration *integration);
void integration_set(struct integration *integration, struct arena *arena,
                     enum integration_property property, struct text value);
/* Sets a secret, or an id, that nobody can guess. */
void integration_draw(struct integration *integration, struct arena *arena,
                      enum integration_property property);
/* The value, else the usual one; at NULL: nothing. */
struct text integration_get(const struct integration *integration,
                            enum integration_property property);
bool integration_is(const struct integration *integration,
                    enum integration_property property); /* "true" */
enum integration_of integration_kind(const struct integration *integration);
bool integration_is_external(const struct integration *integration);
bool integration_is_storage(const struct integration *integration);
/* The texts of a list: struct text. */
struct list integration_texts(const struct integration *integration, struct arena *arena,
                              enum integration_property property);
/* Whether a list has a text, without case. */
bool integration_has(const struct integration *integration, struct arena *arena,
                     enum integration_property property, struct text text);

#endif
