/* user.h: one user: its properties, its password, its keys.
 *
 * A user and all of its texts live in one arena. */
#ifndef SESSION_USER_H
#define SESSION_USER_H

#include "base/arena.h"
#include "base/err.h"

#define USER_SALT_SIZE 16
#define USER_DIGEST_SIZE 32

/* docs.snowflake.com/en/sql-reference/sql/create-user */
enum user_property {
  USER_COMMENT,
  USER_DISPLAY_NAME,
  USER_TYPE,
  USER_LOGIN_NAME, /* In upper case; what is logged in with. */
  USER_FIRST_NAME,
  USER_MIDDLE_NAME,
  USER_LAST_NAME,
  USER_EMAIL,
  USER_MUST_CHANGE_PASSWORD, /* "true" or "false" */
  USER_DISABLED,
  USER_DEFAULT_WAREHOUSE,
  USER_DEFAULT_NAMESPACE, /* Names joined by a dot, quoted where they must be. */
  USER_DEFAULT_ROLE,
  USER_RSA_PUBLIC_KEY,
  USER_RSA_PUBLIC_KEY_2,
  USER_CREATED_MS, /* From here on: not SQL's to set. */
  USER_PASSWORD_SET_MS,
  USER_KEY_SET_MS,
  USER_KEY_2_SET_MS,
  USER_ORIGIN,
  USER_PARAMETERS,    /* session/params_text.h */
  USER_ACCESS_TOKENS, /* session/access_token.h */
  USER_MFA_METHODS,   /* session/mfa.h */
  USER_PROPERTY_COUNT
};

enum user_value { USER_VALUE_TEXT, USER_VALUE_NAME, USER_VALUE_BOOL, USER_VALUE_KEY };

struct user_property_row {
  const char *key;
  enum user_value value;
  bool is_own;        /* Ours: no SQL sets it. */
  bool is_for_people; /* A user of TYPE SERVICE cannot have it. */
};

/* What USER_ORIGIN says. */
#define USER_FROM_OPTIONS "OPTIONS"
#define USER_IS_GUEST "GUEST" /* The well-known one, with the well-known password. */

struct user {
  struct text name;
  struct text values[USER_PROPERTY_COUNT]; /* at NULL: unset. */
  char salt[USER_SALT_SIZE * 2 + 1];       /* Hexadecimal, and used as it is written. */
  char digest[USER_DIGEST_SIZE * 2 + 1];   /* Empty: there is no password. */
  int64_t rounds;
  bool has_seen; /* A password was right before: it need not be derived slowly again. */
  unsigned char seen[USER_DIGEST_SIZE];
  int failures; /* Since the last login that succeeded. */
  int64_t locked_until_ms;
  bool sets_lock; /* The two above are to be put too; else those of now stay. */
};

const struct user_property_row *user_property_row(enum user_property property);
/* False for a key that is none, or not SQL's to set. */
bool user_property_find(struct text key, enum user_property *property);

struct user *user_new(struct arena *arena, struct text name);
struct user *user_copy(struct arena *arena, const struct user *user);
/* at NULL: unset; the display name and the login name are the name then. */
void user_set(struct user *user, struct arena *arena, enum user_property property,
              struct text value);
void user_set_time(struct user *user, struct arena *arena, enum user_property property,
                   int64_t ms);
int64_t user_time(const struct user *user, enum user_property property); /* 0: unset. */
bool user_is(const struct user *user, enum user_property property);      /* "true" */
bool user_is_guest(const struct user *user);
bool user_is_service(const struct user *user); /* No password lets it in. */
bool user_has_password(const struct user *user);
/* An empty one: none. Derives slowly. */
bool user_set_password(struct user *user, struct text password,
                       struct err *err) MUST_CHECK;
/* Takes as long for a user without a password. */
bool user_is_password(const struct user *user, struct text password);
/* Whether the text is a key that a user may have: see net/public_key.h. */
bool user_is_key(struct text text);
/* The fingerprint of a key, "SHA256:..."; at NULL when there is none. */
struct text user_fingerprint(const struct user *user, struct arena *arena,
                             enum user_property key);

/* Of the DEFAULT_NAMESPACE, each as it is stored; at NULL what it does not say. */
void user_namespace(const struct user *user, struct arena *arena, struct text *database,
                    struct text *schema);

#endif
