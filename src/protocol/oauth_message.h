/* oauth_message.h: the answers of the token endpoint (RFC 6749, 5.1 and 5.2). */
#ifndef PROTOCOL_OAUTH_MESSAGE_H
#define PROTOCOL_OAUTH_MESSAGE_H

#include "base/buf.h"

struct oauth_answer {
  struct text access, refresh; /* refresh at NULL: none. */
  struct text user, role;
  int64_t seconds, refresh_seconds;
};

void oauth_message_put(struct buf *out, const struct oauth_answer *answer);
/* Within the envelope that every answer of the service has. */
void oauth_message_put_error(struct buf *out, struct text error, struct text words);

#endif
