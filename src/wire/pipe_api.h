/* pipe_api.h: the Snowpipe REST API: files for pipes, and what became of them.
 *
 * Its tokens are those of the SQL API: JSON web tokens that the user's key has signed, and others. */
#ifndef WIRE_PIPE_API_H
#define WIRE_PIPE_API_H

#include "wire/call.h"

#define PIPE_API_PATH "/v1/data/pipes"

void pipe_insert_files(struct call *call);
void pipe_insert_report(struct call *call);
void pipe_load_history_scan(struct call *call);

#endif
