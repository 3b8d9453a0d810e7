/* url.h: the parts of a request's target: path, query string, percent encoding. */
#ifndef NET_URL_H
#define NET_URL_H

#include "base/arena.h"

/* Percent sequences become bytes; one that is not well made stays as it is. `plus`: '+' is a
 * space, as in query strings. The text itself comes back when nothing changes. */
struct text url_decode(struct arena *arena, struct text text, bool plus);
/* A text is this one when it is decoded. */
bool url_is(struct text text, struct text decoded);
/* Several slashes become one: old connectors write "//session/v1/login-request". */
struct text url_collapse(struct arena *arena, struct text path);
/* A value in "a=1&b=2", decoded; at NULL when the name is not there. */
struct text url_query(struct arena *arena, struct text query, const char *name);
/* Percent-encodes all but letters, digits and "-._~". */
struct text url_encode(struct arena *arena, struct text text);

#endif
