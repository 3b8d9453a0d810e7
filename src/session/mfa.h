/* mfa.h: the second factors of a user, kept with its other properties: passcodes by the clock.
 *
 * (docs.snowflake.com/en/user-guide/security-mfa) Passkeys and Duo there are none of. */
#ifndef SESSION_MFA_H
#define SESSION_MFA_H

#include "base/list.h"
#include "session/user.h"

struct mfa_method {
  struct text name;   /* TOTP_1 */
  struct text secret; /* In base32. */
  struct text comment;
  int64_t created_ms, used_ms;
  int64_t step; /* Of the passcode that was used last: none counts twice. */
};

struct list mfa_list(struct arena *arena,
                     const struct user *user); /* struct mfa_method */
void mfa_keep(struct arena *arena, struct user *user, const struct list *methods);
/* A new one, whose secret nobody can guess. */
struct mfa_method *mfa_add(struct arena *arena, struct list *methods);
/* Notes the use; false: it is no passcode of now, or was used. Clocks may differ by 30 seconds. */
bool mfa_use(struct arena *arena, const struct list *methods, struct text passcode);

#endif
