/* wire.h: the endpoints that Snowflake clients call. */
#ifndef WIRE_WIRE_H
#define WIRE_WIRE_H

#include "session/session.h"
#include "wire/call_table.h"

extern const struct call_table wire_calls;

/* True for requests that send a staged file, as they may; and where their bodies are kept. */
bool wire_is_for_file(const struct http_request *request, void *context);
const char *wire_body_folder(const struct instance *instance);
/* Ends what statements left in a session: for instance_options. */
void wire_end_session(struct session *session);

/* For instance_options, too. */
bool wire_register_functions(struct engine_connection *connection,
                             struct instance *instance, struct err *err) MUST_CHECK;

#endif
