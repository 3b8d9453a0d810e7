/* sql_api_kept.h: what the SQL API answers of statements whose answers are not in memory any more,
 * from their kept results: after many others, and after the server was started anew. */
#ifndef WIRE_SQL_API_KEPT_H
#define WIRE_SQL_API_KEPT_H

#include "protocol/sql_api_message.h"
#include "session/results.h"
#include "wire/call.h"

/* The result of the call's statement, held, if it is the user's and was sent to this API; NULL: there
 * is none. */
struct kept_result *sql_api_kept_find(const struct call *call, struct text user);
struct sql_api_handle sql_api_kept_handle(const struct kept_result *kept);
/* The ResultSet with the first partition. */
bool sql_api_kept_put(struct call *call, struct kept_result *kept, struct buf *out,
                      struct err *err) MUST_CHECK;
/* The rows of another one, as `{"data": [...]}`. */
bool sql_api_kept_put_rows(const struct kept_result *kept, int64_t partition,
                           struct buf *out, struct err *err) MUST_CHECK;

#endif
