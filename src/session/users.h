/* users.h: who may log in.
 *
 * Users are rows of a table of the engine, their passwords kept as salted PBKDF2 digests. While
 * there is no user at all, one of a known name and password is let in, from this machine only.
 * Any thread may call. */
#ifndef SESSION_USERS_H
#define SESSION_USERS_H

#include "base/arena.h"
#include "base/err.h"
#include "engine/engine.h"

struct users;

/* The name and the password of the user of an instance without any. */
#define GUEST_NAME "SNOWGLOBE"
#define GUEST_PASSWORD "snowglobe"

/* Reads the users; a given one is added, or gets the given password. */
struct users *users_open(struct engine *engine, const char *user, const char *password,
                         struct err *err);
void users_close(struct users *users); /* NULL is fine. */
/* True while the guest is let in, since there is no other user. */
bool users_has_guest(const struct users *users);
/* The names of all, in order. */
const struct text *users_list(struct users *users, struct arena *arena, int *count);
/* The same as a JSON array. */
struct text users_names(struct users *users, struct arena *arena);
/* ERR_LOGIN_FAILED, in the same words and after the same time whatever is wrong. */
bool users_check(struct users *users, struct text name, struct text password,
                 bool is_local, struct err *err) MUST_CHECK;

#endif
