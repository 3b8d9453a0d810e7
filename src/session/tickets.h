/* tickets.h: what the server hands out to be shown again soon: codes, access and refresh tokens of
 * its own OAuth, the tokens of browser logins, cached second factors.
 *
 * Kept in memory by the digest of their text, so that they end with the server. Each has a kind, a
 * life time, and a few texts. At most 100,000; the oldest go first. Any thread. */
#ifndef SESSION_TICKETS_H
#define SESSION_TICKETS_H

#include "base/arena.h"

enum ticket_kind {
  TICKET_SIGN_IN,       /* A page with a form that was sent. */
  TICKET_BROWSER_PROOF, /* A driver that waits for a browser. */
  TICKET_BROWSER_TOKEN, /* What the browser brings it. */
  TICKET_ID_TOKEN,
  TICKET_MFA_TOKEN,
  TICKET_MFA_ENROLMENT,
  TICKET_OAUTH_CODE,
  TICKET_OAUTH_ACCESS,
  TICKET_OAUTH_REFRESH,
  TICKET_DASHBOARD /* The cookie of a browser that is signed in. */
};

/* Texts that a kind has no use for have at NULL. */
struct ticket {
  struct text user;   /* A user's name. */
  struct text client; /* A client id of OAuth. */
  struct text role;
  struct text redirect; /* Where the browser goes then. */
  struct text state;    /* That the client wants back there. */
  struct text
    proof; /* PKCE's challenge; of a browser login, the proof key; a secret to be. */
  bool wants_refresh;
  bool is_role_only; /* Good for its role alone, as the token that was shown for it. */
  bool is_single_use;
  int64_t given_ms, expires_ms; /* Filled by tickets_give. */
};

struct tickets;

struct tickets *tickets_new(void);
void tickets_free(struct tickets *tickets); /* NULL is fine. */
/* Its text, 43 characters that need no encoding anywhere. */
struct text tickets_give(struct tickets *tickets, struct arena *arena,
                         enum ticket_kind kind, const struct ticket *ticket,
                         int64_t seconds);
/* A copy; false when there is none such, or no longer. */
bool tickets_find(struct tickets *tickets, struct arena *arena, enum ticket_kind kind,
                  struct text text, struct ticket *ticket);
/* The same, and it is gone: of two who ask, one gets it. */
bool tickets_take(struct tickets *tickets, struct arena *arena, enum ticket_kind kind,
                  struct text text, struct ticket *ticket);
/* Takes away all of a user; kinds that are not listed stay. */
void tickets_end(struct tickets *tickets, enum ticket_kind kind, struct text user);

#endif
