/* login_access_token.c: logging in by a programmatic access token. */
#include "session/login_access_token.h"

#include "base/log.h"
#include "session/access_token.h"

/* Why it is not taken, or NULL. */
static const char *token_problem(struct users *users, struct arena *arena,
                                 const struct login_claim *claim,
                                 struct login_grant *grant)
{
  struct user *user;
  struct list tokens;
  struct text id;

  if (!access_token_is_one(claim->token, &id))
    return "it is none of this server";
  user = users_find_by(users, arena, access_token_is_held, id);
  if (!user)
    return "nobody has it";
  tokens = access_token_list(arena, user);
  for (int i = 0; i < tokens.count; i++) {
    const struct access_token *token = tokens.at[i];

    if (!access_token_matches(token, claim->token))
      continue;
    if (claim->user.len && !text_equal_nocase(claim->user, user->values[USER_LOGIN_NAME]))
      return "it is another user's";
    if (token->disabled)
      return "it is disabled";
    if (access_token_is_expired(token))
      return "it has expired";
    grant->user = user;
    grant->role = token->role;
    grant->is_role_only = token->role.at != NULL;
    return NULL;
  }
  return "its secret is wrong";
}

bool login_access_token(struct users *users, struct arena *arena,
                        const struct login_claim *claim, struct login_grant *grant,
                        struct err *err)
{
  const char *problem = token_problem(users, arena, claim, grant);

  if (!problem)
    return users_check_open(grant->user, err);
  log_info("login by programmatic access token: %s", problem);
  return err_set(err, ERR_ACCESS_TOKEN_INVALID, "Programmatic access token is invalid.");
}
