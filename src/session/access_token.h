/* access_token.h: the programmatic access tokens of a user, kept with its other properties.
 *
 * (docs.snowflake.com/en/user-guide/programmatic-access-tokens) A secret is told once, when it is made;
 * what is kept is its digest. Its text begins with a number that finds the user. */
#ifndef SESSION_ACCESS_TOKEN_H
#define SESSION_ACCESS_TOKEN_H

#include "base/list.h"
#include "session/user.h"

#define ACCESS_TOKEN_MOST 15 /* As many as a user may have. */

struct access_token {
  struct text name; /* As it is stored; the user's own names. */
  struct text id, digest;
  struct text role; /* at NULL: all that the user has. */
  struct text comment, created_by;
  struct text
    rotated_to; /* The token in whose place this was; at NULL: it is in its own. */
  int64_t created_ms, expires_ms;
  int64_t bypass_ms; /* Until when no network policy would be asked for; 0: never. */
  bool disabled;
};

/* In the order in which they were made: struct access_token, in the arena. */
struct list access_token_list(struct arena *arena, const struct user *user);
void access_token_keep(struct arena *arena, struct user *user, const struct list *tokens);
struct access_token *access_token_find(const struct list *tokens, struct text name);

/* Gives the token a new secret, and tells it. */
struct text access_token_draw(struct arena *arena, struct access_token *token);
/* Whether a text looks like a secret of ours, and its number. */
bool access_token_is_one(struct text secret, struct text *id);
bool access_token_matches(const struct access_token *token, struct text secret);
bool access_token_is_expired(const struct access_token *token);
/* Whether the user has a token with this number: for users_find_by. */
bool access_token_is_held(const struct user *user, struct text id);

#endif
