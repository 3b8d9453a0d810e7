/* login_oauth.c: logging in by an OAuth access token: of a configured issuer, or of this server.
 *
 * docs.snowflake.com/en/user-guide/oauth-ext-custom: which claims say who and with which roles. */
#include "session/login_oauth.h"

#include "base/clock.h"
#include "base/log.h"
#include "data/json.h"
#include "net/jwt.h"
#include "net/public_key.h"
#include "session/instance.h"
#include "session/integrations.h"
#include "session/issuer_keys.h"
#include "session/roles.h"
#include "session/tickets.h"
#include "session/users.h"

#define DEFAULT_ROLE "ACCOUNTADMIN"
#define TOKEN_EXPIRED "EXTERNAL_OAUTH_ACCESS_TOKEN_EXPIRED"

/* One token being judged. */
struct judging {
  struct instance *instance;
  struct arena *arena;
  const struct login_claim *claim;
  struct login_grant *grant;
  const struct integration *integration;
  struct jwt_parts parts;
  const struct json *claims;
};

/* ---- refusals ---- */

/* The client is told a number, the administrator by SYSTEM$GET_LOGIN_FAILURE_DETAILS what it stands
 * for. (docs.snowflake.com/en/sql-reference/functions/system_get_login_failure_details) */
static bool refuse(const struct judging *judging, enum err_code code, const char *problem,
                   struct err *err)
{
  struct login_grant *grant = judging->grant;

  grant->problem = problem;
  id_query(grant->failure_id);
  log_info("login by OAuth: %s [%s]", problem, grant->failure_id);
  return err_set(err, code,
                 code == ERR_OAUTH_TOKEN_EXPIRED ? "OAuth access token expired. [%s]"
                                                 : "Invalid OAuth access token. [%s]",
                 grant->failure_id);
}

static bool refuse_invalid(const struct judging *judging, const char *problem,
                           struct err *err)
{
  return refuse(judging, ERR_OAUTH_TOKEN_INVALID, problem, err);
}

static bool refuse_role(struct text role, struct err *err)
{
  return err_set(err, ERR_OAUTH_ROLE,
                 "The role requested in the connection, or the default role if none was "
                 "requested in the connection ('" TEXT_FMT
                 "'), is not listed in the Access Token or was filtered. Please specify "
                 "another role, or contact your OAuth Authorization server "
                 "administrator.",
                 TEXT_ARG(role));
}

static bool check_user(const struct judging *judging, struct err *err)
{
  const struct user *user = judging->grant->user;
  struct text said = judging->claim->user;

  if (!said.len || text_equal_nocase(said, user->values[USER_LOGIN_NAME]))
    return users_check_open(user, err);
  return err_set(err, ERR_OAUTH_OTHER_USER,
                 "The user you were trying to authenticate as differs from the user tied "
                 "to the access token.");
}

static struct text wanted_role(const struct judging *judging)
{
  struct text usual = judging->grant->user->values[USER_DEFAULT_ROLE];

  if (judging->claim->role.at)
    return judging->claim->role;
  return usual.at ? usual : TEXT(DEFAULT_ROLE);
}

/* ---- tokens of an issuer ---- */

static bool signed_by(const struct judging *judging, struct text der)
{
  return public_key_verifies_token(der, judging->parts.algorithm,
                                   judging->parts.signed_text, judging->parts.signature);
}

static bool signed_by_property(const struct judging *judging,
                               enum integration_property property)
{
  struct text key = judging->integration->values[property];
  struct buf der;
  bool ok;

  if (!key.at)
    return false;
  buf_init(&der);
  ok = public_key_read(key, &der) && signed_by(judging, buf_text(&der));
  buf_clear(&der);
  return ok;
}

static bool signed_by_published(const struct judging *judging)
{
  struct list urls = integration_texts(judging->integration, judging->arena,
                                       INTEGRATION_JWS_KEYS_URL);
  bool ok = false;

  for (int i = 0; !ok && i < urls.count; i++) {
    struct buf der;
    struct err err;

    buf_init(&der);
    if (issuer_keys_find(judging->instance->issuer_keys, *(const struct text *)urls.at[i],
                         judging->parts.key_id, judging->parts.algorithm, &der, &err))
      ok = signed_by(judging, buf_text(&der));
    else
      log_warn("OAuth: %s", err.message);
    buf_clear(&der);
  }
  return ok;
}

static bool is_signed(const struct judging *judging)
{
  return signed_by_property(judging, INTEGRATION_PUBLIC_KEY) ||
         signed_by_property(judging, INTEGRATION_PUBLIC_KEY_2) ||
         signed_by_published(judging);
}

static const char *time_problem(const struct judging *judging)
{
  int64_t now = clock_now_ms() / 1000;
  int64_t expires = json_as_int(json_member(judging->claims, "exp"), -1);
  int64_t before = json_as_int(json_member(judging->claims, "nbf"), 0);

  if (expires < 0)
    return "EXTERNAL_OAUTH_JWS_INVALID_FORMAT";
  if (now >= expires && now - expires >= JWT_CLOCK_SKEW_S)
    return TOKEN_EXPIRED;
  return before > now && before - now > JWT_CLOCK_SKEW_S
           ? "EXTERNAL_OAUTH_ACCESS_TOKEN_NOT_YET_VALID"
           : NULL;
}

/* Without a list, the audience is the server itself; since its address is nobody's in particular
 * here, any is taken then. */
static bool is_for_us(const struct judging *judging)
{
  const struct json *said = json_member(judging->claims, "aud"), *one = NULL;

  if (!judging->integration->values[INTEGRATION_AUDIENCE_LIST].at)
    return true;
  if (!json_has_items(said))
    return integration_has(judging->integration, judging->arena,
                           INTEGRATION_AUDIENCE_LIST, json_as_text(said));
  while ((one = json_next(said, one)) != NULL)
    if (integration_has(judging->integration, judging->arena, INTEGRATION_AUDIENCE_LIST,
                        json_as_text(one)))
      return true;
  return false;
}

static bool has_email(const struct user *user, struct text email)
{
  return user->values[USER_EMAIL].at &&
         text_equal_nocase(user->values[USER_EMAIL], email);
}

/* Whether the token names anybody is told apart from whether that is a user of this server. */
static struct user *mapped_user(const struct judging *judging, bool *names_user)
{
  struct list names = integration_texts(judging->integration, judging->arena,
                                        INTEGRATION_USER_CLAIM);
  bool by_email = text_is(
    integration_get(judging->integration, INTEGRATION_USER_ATTRIBUTE), "EMAIL_ADDRESS");
  struct users *users = judging->instance->users;

  *names_user = false;
  for (int i = 0; i < names.count; i++) {
    const char *name = arena_c_string(judging->arena, *(const struct text *)names.at[i]);
    struct text who = json_scalar_text(json_member(judging->claims, name),
                                       judging->arena);

    *names_user = who.len;
    if (*names_user)
      return by_email ? users_find_by(users, judging->arena, has_email, who)
                      : users_find_login(users, judging->arena,
                                         arena_upper(judging->arena, who));
  }
  return NULL;
}

/* ---- their roles ---- */

struct scopes {
  bool any; /* session:role-any */
  struct list roles;
};

static void add_scope(struct arena *arena, struct scopes *scopes, struct text scope)
{
  static const char prefix[] = "session:role:", azure[] = "session:scope:";
  struct text *role;
  size_t skip = text_starts_with_nocase(scope, prefix)  ? sizeof prefix - 1
                : text_starts_with_nocase(scope, azure) ? sizeof azure - 1
                                                        : 0;

  scopes->any |= text_is_nocase(scope, "session:role-any");
  if (!skip)
    return;
  role = ARENA_NEW(arena, struct text);
  *role = arena_upper(arena, text_slice(scope, skip, scope.len));
  list_add(arena, &scopes->roles, role);
}

static bool is_between(const struct judging *judging, char c)
{
  struct text said = integration_get(judging->integration, INTEGRATION_SCOPE_DELIMITER);

  return c == ' ' || text_find(said, c) < said.len;
}

static void add_scopes(const struct judging *judging, struct scopes *scopes,
                       struct text text)
{
  for (size_t at = 0, end; at < text.len; at = end + 1) {
    for (end = at; end < text.len && !is_between(judging, text.at[end]);)
      end++;
    add_scope(judging->arena, scopes, text_slice(text, at, end - at));
  }
}

static struct scopes read_scopes(const struct judging *judging)
{
  struct text name = judging->integration->values[INTEGRATION_SCOPE_ATTRIBUTE];
  const char *attribute = name.at ? arena_c_string(judging->arena, name) : "scp";
  const struct json *said = json_member(judging->claims, attribute), *one = NULL;
  struct scopes scopes = { 0 };

  if (json_is_absent(said) && !name.at)
    said = json_member(judging->claims, "scope");
  if (!json_has_items(said))
    add_scopes(judging, &scopes, json_as_text(said));
  while ((one = json_next(said, one)) != NULL)
    add_scopes(judging, &scopes, json_as_text(one));
  return scopes;
}

/* docs.snowflake.com/.../create-security-integration-oauth-external: these are blocked, whatever
 * the list says. */
static bool is_privileged(struct text role)
{
  return text_is(role, "ACCOUNTADMIN") || text_is(role, "ORGADMIN") ||
         text_is(role, "SECURITYADMIN");
}

static bool may_have(const struct judging *judging, const struct scopes *scopes,
                     struct text role)
{
  const struct integration *integration = judging->integration;
  bool listed = scopes->any &&
                !text_is(integration_get(integration, INTEGRATION_ANY_ROLE_MODE),
                         "DISABLE");

  for (int i = 0; i < scopes->roles.count; i++)
    listed |= text_equal(*(const struct text *)scopes->roles.at[i], role);
  return listed && role_exists(role) && !is_privileged(role) &&
         !integration_has(integration, judging->arena, INTEGRATION_EXTERNAL_BLOCKED_ROLES,
                          role) &&
         (!integration->values[INTEGRATION_EXTERNAL_ALLOWED_ROLES].at ||
          integration_has(integration, judging->arena, INTEGRATION_EXTERNAL_ALLOWED_ROLES,
                          role));
}

static bool choose_role(const struct judging *judging, struct err *err)
{
  struct scopes scopes = read_scopes(judging);
  struct text role = wanted_role(judging);

  if (!may_have(judging, &scopes, role))
    return refuse_role(role, err);
  judging->grant->role = role;
  judging->grant->is_role_only = true;
  return true;
}

static bool judge_claims(struct judging *judging, struct err *err)
{
  const char *problem = time_problem(judging);
  bool names_user;

  if (problem)
    return refuse(judging,
                  text_is(text_of(problem), TOKEN_EXPIRED) ? ERR_OAUTH_TOKEN_EXPIRED
                                                           : ERR_OAUTH_TOKEN_INVALID,
                  problem, err);
  if (!is_for_us(judging))
    return refuse_invalid(judging, "EXTERNAL_OAUTH_AUDIENCE_VALIDATION_FAILED", err);
  judging->grant->user = mapped_user(judging, &names_user);
  if (!judging->grant->user)
    return refuse_invalid(judging,
                          names_user ? "INCORRECT_USERNAME_PASSWORD"
                                     : "EXTERNAL_OAUTH_USER_CLAIM_MISSING",
                          err);
  return check_user(judging, err) && choose_role(judging, err);
}

/* Who issued it is read before the signature is asked for, to know whose key to ask for. */
static const struct integration *find_issuer(const struct judging *judging)
{
  struct text issuer = json_as_text(json_member(judging->claims, "iss"));

  return issuer.len ? integrations_find_by(judging->instance->integrations,
                                           judging->arena, INTEGRATION_ISSUER, issuer)
                    : NULL;
}

static const char *issuer_problem(const struct judging *judging)
{
  return json_as_text(json_member(judging->claims, "iss")).len
           ? "EXTERNAL_OAUTH_ACCESS_TOKEN_ISSUER_NOT_FOUND"
           : "EXTERNAL_OAUTH_MISSING_ISSUER";
}

static bool judge(struct judging *judging, struct err *err)
{
  judging->integration = find_issuer(judging);
  if (!judging->integration)
    return refuse_invalid(judging, issuer_problem(judging), err);
  if (!integration_is(judging->integration, INTEGRATION_ENABLED))
    return refuse_invalid(judging, "EXTERNAL_OAUTH_ACCESS_TOKEN_ISSUER_NOT_ENABLED", err);
  if (!is_signed(judging))
    return refuse_invalid(judging, "EXTERNAL_OAUTH_INVALID_SIGNATURE", err);
  return judge_claims(judging, err);
}

static bool by_issuer(struct judging *judging, struct err *err)
{
  struct err ignored;

  judging->claims = json_parse(judging->arena, judging->parts.claims, &ignored);
  return judge(judging, err);
}

/* ---- tokens of this server ---- */

static bool by_ticket(struct judging *judging, const struct ticket *ticket,
                      struct err *err)
{
  struct login_grant *grant = judging->grant;

  grant->user = users_find(judging->instance->users, judging->arena, ticket->user);
  if (!grant->user)
    return refuse_invalid(judging, "INCORRECT_USERNAME_PASSWORD", err);
  if (!check_user(judging, err))
    return false;
  if (judging->claim->role.at && !text_equal(judging->claim->role, ticket->role))
    return refuse_role(judging->claim->role, err);
  grant->role = ticket->role;
  grant->is_role_only = true;
  return true;
}

bool login_oauth(struct instance *instance, struct arena *arena,
                 const struct login_claim *claim, struct login_grant *grant,
                 struct err *err)
{
  struct judging judging = {
    .instance = instance, .arena = arena, .claim = claim, .grant = grant
  };
  struct ticket ticket;

  if (tickets_find(instance->tickets, arena, TICKET_OAUTH_ACCESS, claim->token, &ticket))
    return by_ticket(&judging, &ticket, err);
  if (!jwt_split(arena, claim->token, &judging.parts))
    return refuse_invalid(&judging, "EXTERNAL_OAUTH_JWS_INVALID_FORMAT", err);
  return by_issuer(&judging, err);
}
