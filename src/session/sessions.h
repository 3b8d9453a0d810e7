/* sessions.h: who is here: sessions by the tokens that clients show.
 *
 * A session token says which session a request belongs to; a master token is only good for new
 * session tokens. Tokens are kept as digests, so that finding one takes the same time whatever
 * was shown. Any thread may call. A session that was found stays until it is released, also
 * when it is removed meanwhile; the last one who lets go ends and frees it. */
#ifndef SESSION_SESSIONS_H
#define SESSION_SESSIONS_H

#include "base/err.h"
#include "session/session.h"

struct sessions;

#define TOKEN_SIZE 128

struct session_tokens {
  char token[TOKEN_SIZE], master[TOKEN_SIZE];
  int64_t validity, master_validity; /* Seconds from now. */
};

struct sessions *sessions_new(int64_t token_seconds, int64_t session_seconds);
/* Ends every session; nobody may hold one. */
void sessions_free(struct sessions *sessions);

/* Takes a session over, gives it an id and tokens, and holds it for the caller. */
void sessions_add(struct sessions *sessions, struct session *session,
                  struct session_tokens *tokens);
/* The same without tokens: it ends when the last one lets go of it. */
void sessions_add_stateless(struct sessions *sessions, struct session *session);
/* The session of a token, held for the caller. ERR_SESSION_EXPIRED when the token is too old,
 * ERR_SESSION_GONE when there is no such session any more, ERR_TOKEN_INVALID when it cannot be a
 * token, ERR_NO_TOKEN when it is empty. */
struct session *sessions_find(struct sessions *sessions, struct text token,
                              struct err *err);
/* The one with this number, held likewise; NULL: there is none, or no longer. Who asks sees to it that
 * it may be had. */
struct session *sessions_find_id(struct sessions *sessions, uint64_t id);
/* New tokens for the owner of a master token; the session is held for the caller. The tokens
 * before stay good for some seconds, since requests on their way still show them. */
struct session *sessions_renew(struct sessions *sessions, struct text master,
                               struct session_tokens *tokens, struct err *err);
void sessions_hold(struct sessions *sessions, struct session *session);
void sessions_release(struct sessions *sessions, struct session *session);
/* Takes a session away from its tokens: logout. */
void sessions_remove(struct sessions *sessions, struct session *session);
int sessions_count(struct sessions *sessions);
/* Without those that end by themselves: of requests, of the server's own jobs. */
int sessions_open(struct sessions *sessions);

/* What a statement left the session with, for sessions_list: role, database, schema, warehouse. Under the
 * session's lock. */
void sessions_note_place(struct sessions *sessions, const struct session *session);

/* One of those that are here. Texts at NULL: none. */
struct listed_session {
  uint64_t id;
  struct text user, client_app, client_version, driver, driver_version, address;
  struct text role, database, schema, warehouse; /* Since its last statement. */
  int64_t created_ms, used_ms; /* When it began, and when it was last asked for. */
  int64_t expires_ms;          /* When it ends unless it is renewed. */
  bool is_https;
};
/* Copies in the arena, in no order. */
struct listed_session *sessions_list(struct sessions *sessions, struct arena *arena,
                                     int *count);

#endif
