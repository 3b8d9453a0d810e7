/* file_api.h: staged files by the URLs that SQL gives: /api/files/DATABASE/SCHEMA/STAGE/PATH for any user, and
 * /api/files/QUERY/STAGE/PATH?ticket=... for the one who asked, for a day. */
#ifndef WIRE_FILE_API_H
#define WIRE_FILE_API_H

#include "wire/call.h"

/* GET and HEAD, with a session's token or a bearer token. */
void file_get(struct call *call);

#endif
