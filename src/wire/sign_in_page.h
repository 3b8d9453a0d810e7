/* sign_in_page.h: the pages that a browser sees: a form for name, password and passcode; a refusal.
 *
 * Plain HTML without scripts or anything from elsewhere; what it shows of others is escaped. */
#ifndef WIRE_SIGN_IN_PAGE_H
#define WIRE_SIGN_IN_PAGE_H

#include "wire/call.h"

struct sign_in_page {
  struct text form;    /* The ticket that the form brings back. */
  struct text user;    /* Written into the form; may be at NULL. */
  struct text purpose; /* Who wants what, in plain words. */
  const char *problem; /* Why the last attempt failed; NULL: there was none. */
};

/* Responds with status 200, or 403 after a failure. */
void sign_in_page_put(struct call *call, const struct sign_in_page *page);
/* A page that says what happened, or what is wrong. */
void sign_in_page_say(struct call *call, int status, struct text title,
                      struct text words);
/* Sends the browser elsewhere; the address holds no control characters. */
void sign_in_page_redirect(struct call *call, struct text address);

#endif
