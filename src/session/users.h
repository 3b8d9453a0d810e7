/* users.h: who may log in.
 *
 * Users are rows of a table of the engine, their passwords kept as salted PBKDF2 digests. An instance
 * without any gets one of a known name and password, who is let in from this machine only, until
 * another is configured or its password is changed. Five wrong passwords in a row lock any other
 * user for a quarter of an hour (a restart forgets that). Any thread may call. */
#ifndef SESSION_USERS_H
#define SESSION_USERS_H

#include "base/arena.h"
#include "base/err.h"
#include "engine/engine.h"
#include "session/login_claim.h"
#include "session/user.h"

struct users;

/* The name and the password of the user of an instance without any. */
#define GUEST_NAME "SNOWGLOBE"
#define GUEST_PASSWORD "snowglobe"

#define USERS_LOCK_MINUTES 15

/* Reads the users; a given one is added, or gets the given password. */
struct users *users_open(struct engine *engine, const char *user, const char *password,
                         struct err *err);
void users_close(struct users *users); /* NULL is fine. */
/* True while the guest is let in, since no other user is configured. */
bool users_has_guest(struct users *users);
/* The names of all, in order. */
const struct text *users_list(struct users *users, struct arena *arena, int *count);
/* The same as a JSON array. */
struct text users_names(struct users *users, struct arena *arena);
/* A copy; NULL when there is no such user. */
struct user *users_find(struct users *users, struct arena *arena, struct text name);
/* The same by the login name, which is in upper case. */
struct user *users_find_login(struct users *users, struct arena *arena,
                              struct text login);
/* The first of whom a question about such a text is answered by yes. */
struct user *users_find_by(struct users *users, struct arena *arena,
                           bool (*is)(const struct user *user, struct text text),
                           struct text text);
bool users_missing(struct text name, struct err *err); /* ERR_NO_OBJECT. */

/* Who looks at a user and then puts it, changed, does both between these two: one thread at a time,
 * while others may look. Nobody who holds them waits for a statement. */
void users_hold(struct users *users);
void users_release(struct users *users);
/* Adds one, or puts it in the place of the one named `before` (at NULL: there is none): the row and
 * who may log in change together. How logins ended stays, unless user->sets_lock. ERR_OBJECT_EXISTS when the name or the login name is another's,
 * ERR_NO_OBJECT when the one before is gone. */
bool users_put(struct users *users, struct text before, const struct user *user,
               struct err *err) MUST_CHECK;
bool users_drop(struct users *users, struct text name, struct err *err) MUST_CHECK;

/* The user, copied; of many who try at once no more passwords are judged than of those who try one by
 * one. NULL with ERR_LOGIN_FAILED in the same words and after the same time whatever is
 * wrong, ERR_USER_LOCKED, ERR_USER_DISABLED, ERR_PASSWORD_EXPIRED. */
struct user *users_by_password(struct users *users, struct arena *arena,
                               const struct login_claim *claim, struct err *err);
/* A wrong passcode counts as a wrong password does. */
void users_note_failure(struct users *users, struct text name);
void users_note_success(struct users *users, struct text name);
/* Neither locked nor disabled: what every other way of logging in asks for too. */
bool users_check_open(const struct user *user, struct err *err) MUST_CHECK;

#endif
