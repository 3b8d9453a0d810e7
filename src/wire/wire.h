/* wire.h: the endpoints that Snowflake clients call. */
#ifndef WIRE_WIRE_H
#define WIRE_WIRE_H

#include "net/http_request.h"
#include "session/session.h"

/* Answers one request; the context is the struct instance. Any thread. */
void wire_handle(struct http_request *request, struct http_response *response,
                 void *context);
/* The routes, for the documentation; false past the last. */
bool wire_route_at(int index, const char **method, const char **path);
/* True for requests that never wait for a statement. */
bool wire_is_quick(const struct http_request *request, void *context);
/* True for requests that send a staged file, as they may; and where their bodies are kept. */
bool wire_is_for_file(const struct http_request *request, void *context);
const char *wire_body_folder(const struct instance *instance);
/* Ends what statements left in a session: for instance_options. */
void wire_end_session(struct session *session);

/* For instance_options, too. */
bool wire_register_functions(struct engine_connection *connection,
                             struct instance *instance, struct err *err) MUST_CHECK;

#endif
