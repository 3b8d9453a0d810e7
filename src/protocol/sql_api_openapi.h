/* sql_api_openapi.h: the SQL API as OpenAPI 3 describes it, for tools that make clients. */
#ifndef PROTOCOL_SQL_API_OPENAPI_H
#define PROTOCOL_SQL_API_OPENAPI_H

#include "base/buf.h"

#define SQL_API_OPENAPI_PATH "/api/v2/openapi.json"

/* Adds the whole document, JSON. Its lists of parameters are those that sql_api_read takes. */
void sql_api_put_openapi(struct buf *out);

#endif
