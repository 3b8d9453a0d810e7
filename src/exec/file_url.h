/* file_url.h: how a staged file is called by URLs of this server. */
#ifndef EXEC_FILE_URL_H
#define EXEC_FILE_URL_H

#include "session/session.h"

#define FILE_URL "/api/files" /* Before <database>/<schema>/<stage>/<path>. */

/* "https://host:8443", as the session's client wrote it. */
struct text file_url_base(const struct session *session, struct arena *arena);
/* "https://host:8443/api/files/D/S/ST/", before the path of a file. */
struct text file_url_of_stage(const struct session *session, struct arena *arena,
                              struct text database, struct text schema,
                              struct text stage);

/* The parts of what stands behind FILE_URL in a URL or its target, decoded, at most `most`; the last is all
 * that follows, but for a query. How many there are. */
int file_url_parts(struct arena *arena, struct text url, struct text *parts, int most);

#endif
