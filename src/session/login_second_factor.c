/* login_second_factor.c: the passcode that a user with a second factor needs beside the password. */
#include "session/login_second_factor.h"

#include "net/totp.h"
#include "session/inherited_params.h"
#include "session/instance.h"
#include "session/mfa.h"
#include "session/tickets.h"
#include "session/users.h"

/* A passcode may stand behind the password. */
static struct login_claim split_password(struct arena *arena,
                                         const struct login_claim *claim)
{
  struct login_claim split = *claim;
  size_t at = claim->password.len - TOTP_DIGITS;

  if (!claim->passcode_in_password || claim->password.len <= TOTP_DIGITS)
    return split;
  split.password = arena_text(arena, text_slice(claim->password, 0, at));
  split.passcode = text_slice(claim->password, at, TOTP_DIGITS);
  return split;
}

static bool by_token(struct instance *instance, struct arena *arena,
                     const struct login_claim *claim, const struct user *user)
{
  struct ticket ticket;

  return claim->token.len && account_allows(instance, "ALLOW_CLIENT_MFA_CACHING") &&
         tickets_find(instance->tickets, arena, TICKET_MFA_TOKEN, claim->token,
                      &ticket) &&
         text_equal(ticket.user, user->name);
}

/* The user as it is now, between whom and what is put nobody else's login or change comes. */
static bool use_passcode(struct instance *instance, struct arena *arena,
                         struct text passcode, struct user **user, struct err *err)
{
  struct list methods;

  *user = users_find(instance->users, arena, (*user)->name);
  if (!*user)
    return err_set(err, ERR_LOGIN_FAILED,
                   "Incorrect username or password was specified.");
  if (!users_check_open(*user, err))
    return false;
  methods = mfa_list(arena, *user);
  if (methods.count && !mfa_use(arena, &methods, passcode)) {
    users_note_failure(instance->users, (*user)->name);
    return err_set(err, ERR_MFA_INVALID, "Incorrect passcode was specified.");
  }
  mfa_keep(arena, *user, &methods);
  if (!users_put(instance->users, (*user)->name, *user, err))
    return false;
  users_note_success(instance->users, (*user)->name);
  return true;
}

static bool by_passcode(struct instance *instance, struct arena *arena,
                        struct text passcode, struct login_grant *grant, struct err *err)
{
  struct user *user = grant->user;
  bool ok;

  if (!passcode.len)
    return err_set(err, ERR_MFA_REQUIRED,
                   "Failed to authenticate: MFA with TOTP is required. To authenticate, "
                   "provide both your password and a current TOTP passcode.");
  users_hold(instance->users);
  ok = use_passcode(instance, arena, passcode, &user, err);
  users_release(instance->users);
  if (ok)
    grant->user = user;
  return ok;
}

bool login_with_password(struct instance *instance, struct arena *arena,
                         const struct login_claim *claim, struct login_grant *grant,
                         struct err *err)
{
  struct login_claim split = split_password(arena, claim);

  grant->user = users_by_password(instance->users, arena, &split, err);
  if (!grant->user)
    return false;
  if (!mfa_list(arena, grant->user).count)
    return true;
  if (by_token(instance, arena, claim, grant->user)) {
    grant->second = "MFA_TOKEN";
    return true;
  }
  grant->second = "TOTP";
  grant->has_passcode = true;
  return by_passcode(instance, arena, split.passcode, grant, err);
}
