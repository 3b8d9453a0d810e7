/* call.h: one request to an endpoint, as all the endpoints see it. */
#ifndef WIRE_CALL_H
#define WIRE_CALL_H

#include "base/buf.h"
#include "net/http_request.h"
#include "session/instance.h"
#include "session/login_claim.h"

struct call {
  struct instance *instance;
  struct http_request *request;
  struct arena *arena;            /* The request's. */
  struct text id;                 /* The part of the path that the route leaves open. */
  struct buf *answer;             /* Filled by the endpoint with the JSON to send, ... */
  struct http_response *response; /* ... unless it responds itself. */
  bool has_responded;
};

/* "https://host:port" as this request's client sees the server; in the arena. */
struct text call_base_url(const struct http_request *request, struct arena *arena);
/* The token of the header `Authorization: Snowflake Token="..."`; empty when there is none. */
struct text call_token(const struct call *call);
/* A new one of whom the login let in, with the parameters that begin it, and as `app`; where the client is
 * and what it reached is noted. The caller's, NULL with an error. */
struct session *call_new_session(const struct call *call, const struct login_grant *grant,
                                 struct text app, struct err *err);
/* The session of the request, held: let it go with call_release. NULL: the answer says why. */
struct session *call_session(struct call *call);
void call_release(struct call *call, struct session *session);
/* A name as a client gives it outside of SQL: as it is in quotes, else in upper case; at NULL
 * when it is missing or empty. */
struct text call_name(const struct call *call, const char *parameter);

#endif
