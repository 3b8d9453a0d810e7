/* sql_api_request.h: what every request to the SQL API has: its headers, its query string, its user. */
#ifndef WIRE_SQL_API_REQUEST_H
#define WIRE_SQL_API_REQUEST_H

#include "session/login_claim.h"
#include "wire/call.h"

#define SQL_API_APP "Snowflake SQL API" /* As LOGIN_HISTORY names its clients. */

/* The query string's parameters, where the route has them. */
struct sql_api_query {
  struct text request_id; /* at NULL: none. */
  bool is_async, null_text;
  int64_t partition;
};

/* All of these answer the call when they return false. */

/* Accept, User-Agent, and the Content-Type of a body. */
bool sql_api_check_headers(struct call *call);
bool sql_api_read_query(struct call *call, struct sql_api_query *query);
/* By the bearer token; `role` at NULL: the user's own. */
bool sql_api_login(struct call *call, struct text role, struct login_grant *grant);

/* Answer the call. */
void sql_api_respond(struct call *call, int status);
void sql_api_refuse(struct call *call, int status, const struct err *err);

#endif
