/* login_browser.c: logging in by a browser. */
#include "session/login_browser.h"

#include "session/inherited_params.h"
#include "session/instance.h"
#include "session/tickets.h"
#include "session/users.h"

#define MOST_PORT 65535

bool login_browser_begin(struct instance *instance, struct arena *arena, struct text port,
                         struct text *form, struct text *proof_key, struct err *err)
{
  struct ticket ticket = { 0 };
  int64_t number;

  if (!text_to_int64(port, &number) || number < 1 || number > MOST_PORT)
    return err_set(err, ERR_BAD_REQUEST,
                   "BROWSER_MODE_REDIRECT_PORT must be the number of a port.");
  *proof_key = tickets_give(instance->tickets, arena, TICKET_BROWSER_PROOF, &ticket,
                            LOGIN_BROWSER_SECONDS);
  ticket.redirect = arena_printf(arena, "http://localhost:%d/", (int)number);
  ticket.proof = *proof_key;
  *form = tickets_give(instance->tickets, arena, TICKET_SIGN_IN, &ticket,
                       LOGIN_BROWSER_SECONDS);
  return true;
}

static bool is_user(const struct login_claim *claim, const struct user *user)
{
  return !claim->user.len ||
         text_equal_nocase(claim->user, user->values[USER_LOGIN_NAME]);
}

bool login_browser(struct instance *instance, struct arena *arena,
                   const struct login_claim *claim, struct login_grant *grant,
                   struct err *err)
{
  struct ticket ticket, proof;

  if (!tickets_take(instance->tickets, arena, TICKET_BROWSER_TOKEN, claim->token,
                    &ticket) ||
      !text_equal(ticket.proof, claim->proof) ||
      !tickets_take(instance->tickets, arena, TICKET_BROWSER_PROOF, claim->proof, &proof))
    return err_set(err, ERR_LOGIN_FAILED,
                   "The sign-in in the browser is not valid, or no longer.");
  grant->user = users_find(instance->users, arena, ticket.user);
  if (!grant->user)
    return users_missing(ticket.user, err);
  if (!is_user(claim, grant->user))
    return err_set(err, ERR_OTHER_USER,
                   "The user you were trying to authenticate as differs from the user "
                   "currently logged in at the IDP.");
  return users_check_open(grant->user, err);
}

bool login_id_token(struct instance *instance, struct arena *arena,
                    const struct login_claim *claim, struct login_grant *grant,
                    struct err *err)
{
  struct ticket ticket;

  if (account_allows(instance, "ALLOW_ID_TOKEN") &&
      tickets_find(instance->tickets, arena, TICKET_ID_TOKEN, claim->token, &ticket))
    grant->user = users_find(instance->users, arena, ticket.user);
  if (!grant->user || !is_user(claim, grant->user)) {
    grant->user = NULL;
    return err_set(err, ERR_ID_TOKEN_INVALID, "ID Token is invalid.");
  }
  return users_check_open(grant->user, err);
}
