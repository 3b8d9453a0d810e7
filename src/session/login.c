/* login.c: who a client is, by whatever it shows. */
#include "session/login.h"

#include "net/jwt.h"
#include "session/access_token.h"
#include "session/instance.h"
#include "session/login_access_token.h"
#include "session/login_browser.h"
#include "session/login_key_pair.h"
#include "session/login_oauth.h"
#include "session/login_second_factor.h"
#include "session/logins.h"
#include "session/roles.h"
#include "session/users.h"

#define DEFAULT_ROLE "ACCOUNTADMIN"

struct method_row {
  const char *name;
  enum login_method method;
};

/* As drivers call them in AUTHENTICATOR, and as the header of bearer tokens does. */
static const struct method_row authenticators[] = {
  { "", LOGIN_BY_PASSWORD },
  { "EXTERNALBROWSER", LOGIN_BY_BROWSER },
  { "ID_TOKEN", LOGIN_BY_ID_TOKEN },
  { "OAUTH", LOGIN_BY_OAUTH },
  { "PROGRAMMATIC_ACCESS_TOKEN", LOGIN_BY_ACCESS_TOKEN },
  { "SNOWFLAKE", LOGIN_BY_PASSWORD },
  { "SNOWFLAKE_JWT", LOGIN_BY_KEY_PAIR },
  { "USERNAME_PASSWORD_MFA", LOGIN_BY_PASSWORD },
};

static const struct method_row bearers[] = {
  { "KEYPAIR_JWT", LOGIN_BY_KEY_PAIR },
  { "OAUTH", LOGIN_BY_OAUTH },
  { "PROGRAMMATIC_ACCESS_TOKEN", LOGIN_BY_ACCESS_TOKEN },
};

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static bool find(const struct method_row *rows, size_t count, struct text name,
                 enum login_method *method)
{
  for (size_t i = 0; i < count; i++)
    if (text_is_nocase(name, rows[i].name)) {
      *method = rows[i].method;
      return true;
    }
  return false;
}

bool login_method_find(struct text authenticator, enum login_method *method)
{
  return find(authenticators, COUNT(authenticators), authenticator, method);
}

static bool refuse_role(struct text role, struct err *err)
{
  return err_set(
    err, ERR_ROLE_NOT_EXIST,
    "Role '" TEXT_FMT "' specified in the connect string does not exist or not "
    "authorized. Contact your local system administrator, or attempt to login with "
    "another role, e.g. PUBLIC.",
    TEXT_ARG(role));
}

/* What the client asks for, else what the user's properties say, else the highest: every user has
 * every role. A token may be good for one role alone. */
static bool choose_role(const struct login_claim *claim, struct login_grant *grant,
                        struct err *err)
{
  struct text usual = grant->user->values[USER_DEFAULT_ROLE];

  if (grant->is_role_only)
    return !claim->role.at || text_equal(claim->role, grant->role) ||
           refuse_role(claim->role, err);
  grant->role = claim->role.at ? claim->role : usual.at ? usual : TEXT(DEFAULT_ROLE);
  if (role_exists(grant->role))
    return true;
  if (claim->role.at)
    return refuse_role(claim->role, err);
  return err_set(err, ERR_ROLE_NOT_EXIST,
                 "User's configured default role '" TEXT_FMT
                 "' is not granted to this user. Contact your local system "
                 "administrator, or attempt to login using a CLI client with a connect "
                 "string selecting another role, e.g. PUBLIC.",
                 TEXT_ARG(grant->role));
}

bool login_usual_role(struct login_grant *grant, struct err *err)
{
  static const struct login_claim nothing_asked;

  return choose_role(&nothing_asked, grant, err);
}

static bool check_claim(struct instance *instance, struct arena *arena,
                        const struct login_claim *claim, struct login_grant *grant,
                        struct err *err)
{
  switch (claim->method) {
  case LOGIN_BY_PASSWORD: return login_with_password(instance, arena, claim, grant, err);
  case LOGIN_BY_KEY_PAIR:
    return login_key_pair(instance->users, arena, claim, grant, err);
  case LOGIN_BY_BROWSER: return login_browser(instance, arena, claim, grant, err);
  case LOGIN_BY_ID_TOKEN: return login_id_token(instance, arena, claim, grant, err);
  case LOGIN_BY_OAUTH: return login_oauth(instance, arena, claim, grant, err);
  case LOGIN_BY_ACCESS_TOKEN:
    return login_access_token(instance->users, arena, claim, grant, err);
  }
  return false;
}

/* docs.snowflake.com/en/sql-reference/account-usage/login_history */
static const char *first_factor(enum login_method method)
{
  switch (method) {
  case LOGIN_BY_PASSWORD: return "PASSWORD";
  case LOGIN_BY_KEY_PAIR: return "RSA_KEYPAIR";
  case LOGIN_BY_BROWSER: return "SAML2_ASSERTION";
  case LOGIN_BY_ID_TOKEN: return "ID_TOKEN";
  case LOGIN_BY_OAUTH: return "OAUTH_ACCESS_TOKEN";
  case LOGIN_BY_ACCESS_TOKEN: return "PROGRAMMATIC_ACCESS_TOKEN";
  }
  return "";
}

static void note(struct instance *instance, struct arena *arena,
                 const struct login_claim *claim, const struct login_grant *grant,
                 enum err_code code)
{
  struct login_entry entry = { .code = code,
                               .is_user_known = grant->user,
                               .factor = first_factor(claim->method),
                               .second = grant->second,
                               .problem = grant->problem };

  text_fill(entry.user, sizeof entry.user,
            grant->user ? grant->user->name : arena_upper(arena, claim->user));
  text_fill(entry.failure_id, sizeof entry.failure_id, text_of(grant->failure_id));
  text_fill(entry.address, sizeof entry.address, claim->address);
  text_fill(entry.app, sizeof entry.app, claim->app);
  text_fill(entry.version, sizeof entry.version, claim->version);
  logins_add(instance->logins, &entry);
}

/* docs.snowflake.com/en/user-guide/programmatic-access-tokens: a token may be given as password. */
static struct login_claim claim_of(const struct login_claim *claim)
{
  struct login_claim same = *claim;
  struct text id;

  if (claim->method == LOGIN_BY_PASSWORD && access_token_is_one(claim->password, &id)) {
    same.method = LOGIN_BY_ACCESS_TOKEN;
    same.token = claim->password;
  }
  return same;
}

bool login_check(struct instance *instance, struct arena *arena,
                 const struct login_claim *claim, struct login_grant *grant,
                 struct err *err)
{
  struct login_claim shown = claim_of(claim);
  bool ok;

  *grant = (struct login_grant){ .method = shown.method };
  ok = check_claim(instance, arena, &shown, grant, err) &&
       choose_role(&shown, grant, err);
  note(instance, arena, &shown, grant, ok ? ERR_NONE : err->code);
  return ok;
}

/* The service says OAUTH where nothing is said; what else a token is can be seen: only key pairs
 * have a fingerprint in who issued them. */
static enum login_method guess(struct arena *arena, struct text token)
{
  struct text id;
  struct jwt jwt;

  if (access_token_is_one(token, &id))
    return LOGIN_BY_ACCESS_TOKEN;
  if (!jwt_read(arena, token, &jwt) &&
      text_find_text(jwt.issuer, TEXT(".SHA256:")) < jwt.issuer.len)
    return LOGIN_BY_KEY_PAIR;
  return LOGIN_BY_OAUTH;
}

bool login_bearer(struct instance *instance, struct arena *arena, struct text type,
                  const struct login_claim *claim, struct login_grant *grant,
                  struct err *err)
{
  struct login_claim bearer = *claim;

  bearer.user = bearer.password = (struct text){ 0 };
  if (!type.len)
    bearer.method = guess(arena, claim->token);
  else if (!find(bearers, COUNT(bearers), type, &bearer.method))
    return err_set(err, ERR_BAD_REQUEST,
                   "Authorization token type '" TEXT_FMT "' is not supported.",
                   TEXT_ARG(type));
  if (login_check(instance, arena, &bearer, grant, err))
    return true;
  /* Here the service has the one code for key pairs:
   * docs.snowflake.com/en/developer-guide/sql-api/reference#response-codes */
  if (bearer.method == LOGIN_BY_KEY_PAIR && grant->problem)
    err->code = ERR_JWT_INVALID;
  return false;
}
