/* user_store.h: users as rows of a table of the engine. The caller sees to it that there is one at a
 * time. */
#ifndef SESSION_USER_STORE_H
#define SESSION_USER_STORE_H

#include "engine/engine.h"
#include "session/user.h"

/* Each in an arena of its own, which `take` gets and keeps. */
typedef void user_taker(void *to, struct arena *home, struct user *user);

bool user_store_read(struct engine_connection *connection, user_taker *take, void *to,
                     struct err *err) MUST_CHECK;
/* In the place of the one that had the name `before` (at NULL: of nobody), and of one of its own. */
bool user_store_put(struct engine_connection *connection, struct text before,
                    const struct user *user, struct err *err) MUST_CHECK;
bool user_store_drop(struct engine_connection *connection, struct text name,
                     struct err *err) MUST_CHECK;

#endif
