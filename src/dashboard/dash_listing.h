/* dash_listing.h: the rows of a SHOW or DESCRIBE that the dashboard runs for a user, column by column.
 *
 * So what a user may see of the catalog is decided in one place, by the statements that he could run himself.
 * They run in a session of this one request, as he is when he signs in, and stand in no history. */
#ifndef DASHBOARD_DASH_LISTING_H
#define DASHBOARD_DASH_LISTING_H

#include "exec/exec.h"
#include "wire/call.h"

/* The user's, held: let it go with call_release. NULL with an error. */
struct session *dash_listing_session(struct call *call, const struct login_grant *grant,
                                     struct err *err);

struct dash_listing {
  struct outcome outcome;
  struct batch batch;
  size_t next; /* In the batch. */
  struct err err;
  bool has_failed;
};

/* Runs a statement of the server's own; dash_listing_end must follow when it went well. */
bool dash_listing_begin(struct dash_listing *listing, struct session *session,
                        struct arena *arena, struct text sql, struct err *err) MUST_CHECK;
bool dash_listing_next(struct dash_listing *listing);
/* False with the error that ended the rows. */
bool dash_listing_end(struct dash_listing *listing, struct err *err) MUST_CHECK;

/* How many rows `limit` in the request's query asks for; `usual` where it says nothing of use. */
int64_t dash_listing_limit(const struct call *call, int64_t usual, int64_t most);
/* Of an answer that such an error makes: 404 for what is not there. */
int dash_listing_status(const struct err *err);

/* Of the row, by the column's name: borrowed until the next one. at NULL: NULL, or there is no such column. */
struct text dash_listing_text(const struct dash_listing *listing, const char *column);
/* 'Y', 'true' */
bool dash_listing_is(const struct dash_listing *listing, const char *column);
/* A member of an object: null for NULL and for columns that there are not. Times are in milliseconds. */
void dash_listing_put_text(const struct dash_listing *listing, const char *column,
                           const char *name, struct buf *out);
void dash_listing_put_number(const struct dash_listing *listing, const char *column,
                             const char *name, struct buf *out);
void dash_listing_put_time(const struct dash_listing *listing, const char *column,
                           const char *name, struct buf *out);

#endif
