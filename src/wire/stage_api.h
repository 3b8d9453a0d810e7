/* stage_api.h: staged files over HTTP, as drivers send and fetch them. */
#ifndef WIRE_STAGE_API_H
#define WIRE_STAGE_API_H

#include "stage/stage.h"
#include "wire/call.h"

/* PUT, GET, HEAD, POST and DELETE of /stages/BUCKET/NAME: no session is asked for, but a ticket, in the
 * URL or as a bearer token. */
void stage_object(struct call *call);
/* Answers with an open file's bytes, or those that the request's Range asks for; takes the file over. */
void stage_send_bytes(struct call *call, const struct stage_file *file, int fd);
/* Whether the request sends a file, and may: then its body goes into a file. */
bool stage_takes_body(const struct http_request *request, struct instance *instance);

#endif
