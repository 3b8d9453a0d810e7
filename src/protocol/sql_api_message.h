/* sql_api_message.h: the bodies of requests to the SQL API (/api/v2/statements), decoded, and of its
 * answers.
 *
 * (docs.snowflake.com/en/developer-guide/sql-api/reference) Decoding puts everything into the arena;
 * texts that were missing or null have at NULL. */
#ifndef PROTOCOL_SQL_API_MESSAGE_H
#define PROTOCOL_SQL_API_MESSAGE_H

#include "protocol/message.h"

struct sql_api_request {
  struct query_message query; /* Its parameters by the names that they have in SQL. */
  struct text database, schema, warehouse, role;
};

/* ERR_NO_PAYLOAD when the body is no JSON object with a statement, ERR_INVALID_PARAMETER when a
 * member is of the wrong type or the API does not take it. */
bool sql_api_read(struct arena *arena, struct text body, struct sql_api_request *request,
                  struct err *err) MUST_CHECK;

/* What `parameters` may hold; NULL past the last. */
struct sql_api_parameter {
  const char *name; /* Clients write it in any case. */
  const char *type; /* That the documentation gives: "string" or "integer". */
  const char *doc;
};
const struct sql_api_parameter *sql_api_parameter_at(int index);

/* One statement, as answers name it. */
struct sql_api_handle {
  struct text id;
  int64_t created_ms;
};

#define SQL_API_PATH "/api/v2/statements"

/* A ResultSet. `rows` are those of the first partition: arrays, with commas between them. */
void sql_api_put_result(struct buf *out, struct sql_api_handle handle,
                        const struct query_answer *answer, struct text rows);
/* A QueryStatus: it still runs. */
void sql_api_put_progress(struct buf *out, struct sql_api_handle handle);
/* A QueryFailureStatus, and the QueryStatus of a statement that took too long. */
void sql_api_put_failure(struct buf *out, struct sql_api_handle handle,
                         const struct err *err);
/* The same for a handle that is none. */
void sql_api_put_unknown(struct buf *out, struct text id, const struct err *err);
/* A CancelStatus. */
void sql_api_put_canceled(struct buf *out, struct text id);
/* What is wrong with the request itself. */
void sql_api_put_refusal(struct buf *out, const struct err *err);

#endif
