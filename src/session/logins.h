/* logins.h: who logged in, or tried to, for LOGIN_HISTORY: a ring in memory.
 *
 * The oldest go when there are too many; a restart forgets them. Any thread may call. */
#ifndef SESSION_LOGINS_H
#define SESSION_LOGINS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"

struct logins;

/* What clients say of themselves is cut to this. */
struct login_entry {
  int64_t id, time_ms;
  char user[256], address[64], app[64], version[32];
  bool is_user_known;  /* Else the user is who the client says. */
  const char *factor;  /* FIRST_AUTHENTICATION_FACTOR, a constant. */
  const char *second;  /* NULL: there was none. */
  const char *problem; /* Of a refused token, a constant; NULL: the code says all. */
  char failure_id[ID_QUERY_SIZE]; /* That the client was told with it; else empty. */
  enum err_code code;             /* ERR_NONE: it succeeded. */
};

/* Which are wanted: in this time (0: any), of this user (at NULL: all), the latest so many (0: all). */
struct login_filter {
  int64_t from_ms, to_ms, most;
  struct text user;
};

struct logins *logins_new(void);
void logins_free(struct logins *logins); /* NULL is fine. */
/* Gives it its number and its time. */
void logins_add(struct logins *logins, const struct login_entry *entry);
/* Copies in the arena, the latest first. */
struct login_entry *logins_find(struct logins *logins, const struct login_filter *filter,
                                struct arena *arena, int *count);
/* The refused one whose failure_id this is. False: there is none, or no longer. */
bool logins_find_failure(struct logins *logins, struct text failure_id,
                         struct login_entry *entry);
/* When a user logged in last; 0: not that is remembered. */
int64_t logins_last_ms(struct logins *logins, struct text user);

#endif
