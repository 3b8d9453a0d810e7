/* login_browser.h: logging in by a browser, in which the user signs in to this server's own page.
 *
 * The driver asks for an address and a proof key, sends the browser there, waits for a token at a port
 * of its own, and shows token and proof key. Afterwards an id token may stand for all that. */
#ifndef SESSION_LOGIN_BROWSER_H
#define SESSION_LOGIN_BROWSER_H

#include "base/err.h"
#include "session/login_claim.h"

#define LOGIN_BROWSER_SECONDS 300
#define LOGIN_ID_TOKEN_SECONDS (4 * 3600)

struct instance;

/* A sign-in for a driver that waits at a port of this machine: the text that stands in the page's
 * address, and the proof key. */
bool login_browser_begin(struct instance *instance, struct arena *arena, struct text port,
                         struct text *form, struct text *proof_key,
                         struct err *err) MUST_CHECK;

/* ERR_LOGIN_FAILED for a token that is none or was used, ERR_OTHER_USER. */
bool login_browser(struct instance *instance, struct arena *arena,
                   const struct login_claim *claim, struct login_grant *grant,
                   struct err *err) MUST_CHECK;
/* ERR_ID_TOKEN_INVALID, also when the account has no ALLOW_ID_TOKEN (any more): the driver forgets it and asks for a browser. */
bool login_id_token(struct instance *instance, struct arena *arena,
                    const struct login_claim *claim, struct login_grant *grant,
                    struct err *err) MUST_CHECK;

#endif
