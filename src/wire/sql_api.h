/* sql_api.h: the SQL API: statements as plain HTTP requests, each in a session of its own.
 *
 * (docs.snowflake.com/en/developer-guide/sql-api/reference) */
#ifndef WIRE_SQL_API_H
#define WIRE_SQL_API_H

#include "wire/call.h"

/* POST /api/v2/statements */
void sql_api_submit(struct call *call);
/* GET /api/v2/statements/{handle} */
void sql_api_status(struct call *call);
/* POST /api/v2/statements/{handle}/cancel */
void sql_api_cancel(struct call *call);

#endif
