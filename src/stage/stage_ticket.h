/* stage_ticket.h: who may read or write a staged file over HTTP without a session, and until when.
 *
 * Clients fetch and send staged files by URLs that carry a ticket, signed by a secret of this run of
 * the server: one for exactly one file (in the URL), or one for all files whose names begin so (a
 * bearer token). A stage is called by its bucket: "42", or "u" and a user's name in hexadecimal. */
#ifndef STAGE_STAGE_TICKET_H
#define STAGE_STAGE_TICKET_H

#include "stage/stage.h"

#define STAGE_URL "/stages" /* Before the bucket and the name of a file. */

enum ticket_right {
  TICKET_READ = 'r',
  TICKET_WRITE = 'w',   /* Ask for it, write it, and stop writing. */
  TICKET_REPLACE = 'p', /* Write it, and nothing else. */
  TICKET_KEEP = 'k'     /* The same unless it is there. */
};

struct text stage_bucket(struct arena *arena, const struct stage_place *place,
                         struct text user);
/* The place of a bucket, without a path; false for what is none. */
bool stage_of_bucket(struct stages *stages, struct arena *arena, struct text bucket,
                     struct stage_place *place);

/* For one file, or for all whose names begin with `path`. */
struct text stage_ticket_for_file(struct stages *stages, struct arena *arena,
                                  struct text bucket, struct text path,
                                  enum ticket_right right, int64_t expires_ms);
struct text stage_ticket_for_prefix(struct stages *stages, struct arena *arena,
                                    struct text bucket, struct text path,
                                    enum ticket_right right, int64_t expires_ms);

enum ticket_state { TICKET_GOOD, TICKET_EXPIRED, TICKET_BAD };
/* Whether a ticket is for this file, and what it allows. */
enum ticket_state stage_ticket_check(const struct stages *stages, struct text ticket,
                                     struct text bucket, struct text name, int64_t now_ms,
                                     enum ticket_right *right);

#endif
