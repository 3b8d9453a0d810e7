/* dash_file.h: a file of the browser's machine into the user's own stage, where SQL can read it. */
#ifndef DASHBOARD_DASH_FILE_H
#define DASHBOARD_DASH_FILE_H

#include "wire/call.h"

#define DASH_FILE_MOST ((int64_t)1 << 30) /* Bytes. */

/* PUT /api/uploads/<name>: the body is the file. It gets a folder of its own in @~, whose name is in the answer;
 * whoever put it there removes it, else it goes after STAGE_UPLOAD_HOURS. */
void dash_file(struct call *call);
/* How much of this request's body is to be kept in a file: 0 for requests to others, and for a program's,
 * whose token is looked at later and whose body is bounded as that of all requests. */
int64_t dash_file_body(const struct http_request *request, struct instance *instance);

#endif
