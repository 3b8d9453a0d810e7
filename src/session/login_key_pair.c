/* login_key_pair.c: logging in by a token that the user's private key has signed. */
#include "session/login_key_pair.h"

#include "base/clock.h"
#include "base/log.h"
#include "net/jwt.h"
#include "net/public_key.h"

/* "ACCOUNT.USER" of the subject, and the issuer is the same with the fingerprint of a key that is
 * the user's and has signed the token. Any account is this one, as it is for passwords. */
static const char *key_problem(struct arena *arena, const struct user *user,
                               const struct jwt *jwt)
{
  static const enum user_property keys[] = { USER_RSA_PUBLIC_KEY, USER_RSA_PUBLIC_KEY_2 };

  for (int i = 0; i < 2; i++) {
    struct text print = user_fingerprint(user, arena, keys[i]);
    struct buf der;
    bool ok;

    if (!print.at ||
        !text_equal(jwt->issuer, arena_printf(arena, TEXT_FMT "." TEXT_FMT,
                                              TEXT_ARG(jwt->subject), TEXT_ARG(print))))
      continue;
    buf_init(&der);
    ok = public_key_read(user->values[keys[i]], &der) &&
         public_key_verifies(buf_text(&der), jwt->signed_text, jwt->signature);
    buf_clear(&der);
    return ok ? NULL : "JWT_TOKEN_INVALID_SIGNATURE";
  }
  return "JWT_TOKEN_INVALID_PUBLIC_KEY_FINGERPRINT_MISMATCH";
}

static const char *token_problem(struct users *users, struct arena *arena,
                                 const struct login_claim *claim, struct user **user)
{
  struct text login;
  struct jwt jwt;
  const char *problem = jwt_read(arena, claim->token, &jwt);

  if (problem)
    return problem;
  login = text_slice(jwt.subject, text_find(jwt.subject, '.') + 1, jwt.subject.len);
  *user = users_find_login(users, arena, login);
  if (!*user || (claim->user.len && !text_equal_nocase(claim->user, login)))
    return "JWT_TOKEN_INVALID_USER_IN_ISSUER";
  problem = key_problem(arena, *user, &jwt);
  return problem ? problem : jwt_time_problem(&jwt, clock_now_ms() / 1000);
}

/* docs.snowflake.com/en/user-guide/key-pair-auth-troubleshooting#list-of-errors. What is not here is
 * 390144. */
static const struct {
  const char *problem;
  enum err_code code;
} codes[] = {
  { "JWT_TOKEN_INVALID_USER_IN_ISSUER", ERR_JWT_USER },
  { "JWT_TOKEN_MISSING_ISSUE_OR_EXPIRATION_TIME", ERR_JWT_NO_TIME },
  { "JWT_TOKEN_INVALID_ISSUE_TIME", ERR_JWT_ISSUE_TIME },
  { "JWT_TOKEN_INVALID_EXPIRATION_TIME", ERR_JWT_EXPIRATION_TIME },
  { "JWT_TOKEN_INVALID_PUBLIC_KEY_FINGERPRINT_MISMATCH", ERR_JWT_FINGERPRINT },
  { "JWT_TOKEN_INVALID_ALGORITHM", ERR_JWT_ALGORITHM },
  { "JWT_TOKEN_INVALID_SIGNATURE", ERR_JWT_SIGNATURE },
};

static enum err_code code_of(const char *problem)
{
  for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
    if (text_is(text_of(problem), codes[i].problem))
      return codes[i].code;
  return ERR_JWT_INVALID;
}

/* The service says nothing of a token that is shown again: clients of the SQL API send the same one
 * with every request of an hour (docs.snowflake.com/en/developer-guide/sql-api/authenticating). */
bool login_key_pair(struct users *users, struct arena *arena,
                    const struct login_claim *claim, struct login_grant *grant,
                    struct err *err)
{
  const char *problem = token_problem(users, arena, claim, &grant->user);

  if (!problem)
    return users_check_open(grant->user, err);
  grant->problem = problem;
  id_query(grant->failure_id);
  log_info("login by token: %s [%s]", problem, grant->failure_id);
  return err_set(err, code_of(problem), "JWT token is invalid. [%s]", grant->failure_id);
}
