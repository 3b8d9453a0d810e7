/* login_key_pair.c: logging in by a token that the user's private key has signed. */
#include "session/login_key_pair.h"

#include "base/clock.h"
#include "base/id.h"
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

/* docs.snowflake.com/en/user-guide/key-pair-auth-troubleshooting: the client is told a number, the
 * log what it stands for. */
bool login_key_pair(struct users *users, struct arena *arena,
                    const struct login_claim *claim, struct login_grant *grant,
                    struct err *err)
{
  const char *problem = token_problem(users, arena, claim, &grant->user);
  char id[ID_QUERY_SIZE];

  if (!problem)
    return users_check_open(grant->user, err);
  grant->user = NULL;
  id_query(id);
  log_info("login by token: %s [%s]", problem, id);
  return err_set(err, ERR_JWT_INVALID, "JWT token is invalid. [%s]", id);
}
