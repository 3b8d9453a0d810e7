/* message.h: the bodies of requests, decoded, and the envelopes of answers.
 *
 * Decoding puts everything into the arena and takes every key as optional, as long as the body
 * is JSON; ERR_BAD_REQUEST otherwise. Texts that were missing or null have at NULL. Encoding
 * adds one whole JSON text to a buffer, with all keys that clients look for in the JSON types
 * they expect. */
#ifndef PROTOCOL_MESSAGE_H
#define PROTOCOL_MESSAGE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "protocol/params.h"
#include "protocol/rowtype.h"

struct json; /* data/json.h */

/* A parameter of a login or a statement: scalars as text; others are left out. */
struct message_param {
  struct text name, value;
};

struct login_message {
  struct text account, user, password, token, authenticator, passcode;
  struct text proof_key, redirect_port; /* Of a browser login. */
  bool passcode_in_password;
  struct text client_app, client_version;
  bool is_core; /* CLIENT_CAPABILITIES was there: the client is built on the new core. */
  int param_count;
  struct message_param *params;
};
bool message_read_login(struct arena *arena, struct text body,
                        struct login_message *login, struct err *err) MUST_CHECK;

struct message_bind {
  struct text name; /* Upper case; at NULL: the bind has a position. */
  struct text type;
  bool is_array;
  int64_t count;
  struct text *values;
};

#define MESSAGE_MAX_BINDS 65536

/* What a request says that its statement is to run with, names as they are stored. */
struct message_context {
  struct text role, warehouse, database, schema;
};

struct query_message {
  struct text sql, bind_stage;
  struct message_context
    context;          /* Of the dashboard's API: the session goes on with it. */
  int64_t first_rows; /* Likewise: how many come with the answer. */
  bool is_async, describe_only;
  bool null_text; /* NULL is given as the text "null": the SQL API's nullable=false. */
  int param_count;
  struct message_param *params;
  /* By position from 1 at [0] to the highest one, type at NULL where left out; then those that
   * have names, in no order. */
  int bind_count;
  struct message_bind *binds;
};
/* ERR_BAD_REQUEST also when there is no sqlText or a bind's position is out of reach. */
bool message_read_query(struct arena *arena, struct text body,
                        struct query_message *query, struct err *err) MUST_CHECK;
/* The binds of a body that is parsed already; values that are strings are borrowed from it. */
bool message_read_binds(struct arena *arena, const struct json *binds,
                        struct query_message *query, struct err *err) MUST_CHECK;

struct token_message {
  struct text old_token, request_type;
};
bool message_read_token(struct arena *arena, struct text body,
                        struct token_message *token, struct err *err) MUST_CHECK;

struct abort_message {
  struct text request_id, query_id;
};
/* An empty body is an empty message. */
bool message_read_abort(struct arena *arena, struct text body,
                        struct abort_message *abort, struct err *err) MUST_CHECK;

/* ---- answers ---- */

struct login_answer {
  struct text token, master_token, user;
  struct text database, schema, warehouse, role;
  int64_t session_id, validity, master_validity;
  bool is_first;
  const struct params *params;
  struct text id_token, mfa_token; /* at NULL: none is given. */
  int64_t id_token_validity, mfa_token_validity;
};
void message_put_login(struct buf *out, const struct login_answer *answer);

/* {"data":null,"code":null,"message":null,"success":true}, or with a text as data. */
void message_put_ok(struct buf *out, struct text data);
/* The error of a statement: with its code, state, place and query id. */
void message_put_error(struct buf *out, const struct err *err, struct text query_id);
/* The error of a session or of the request itself: without data. */
void message_put_refusal(struct buf *out, const struct err *err);
/* Where a driver sends its browser, and what it shows afterwards. */
void message_put_sign_in(struct buf *out, struct text url, struct text proof_key);
/* The error of a login. */
void message_put_login_error(struct buf *out, const struct err *err);

struct token_answer {
  struct text token, master_token;
  int64_t session_id, validity, master_validity;
};
void message_put_token(struct buf *out, const struct token_answer *answer);

/* 333333, or 333334 for asynchronous ones and polls. */
void message_put_progress(struct buf *out, struct text query_id, int64_t aborts_after,
                          bool is_poll);

/* Rows that are not in the answer itself. */
struct message_chunk {
  struct text url;
  int64_t rows, bytes;
};

/* The answer of a statement is written in three steps: the beginning, then its rows (see
 * rowset.h, or arrow_rows.h in base 64), then the end. */
struct query_answer {
  struct text query_id;
  const struct rowtype_column *columns;
  int column_count;
  int64_t total;
  int64_t type_id;
  int bind_count;
  bool array_bind, is_dml;
  bool is_arrow; /* The rows are an Arrow stream. */
  int chunk_count;
  const struct message_chunk *chunks;
  struct text result_ids, result_types; /* Of several statements; otherwise empty. */
  int64_t rows_inserted, rows_updated, rows_deleted;
  struct text database, schema, warehouse, role; /* After the statement. */
  int64_t sent_ms;
  const struct params *params;
};
/* Reads the columns and the parameters of the answer. */
void message_begin_query(struct buf *out, const struct query_answer *answer);
void message_end_query(struct buf *out, const struct query_answer *answer);

/* One row of /monitoring/queries. */
struct monitor_answer {
  struct text query_id, sql, warehouse;
  const char *status; /* "QUEUED", "RUNNING", "SUCCESS", "FAILED_WITH_ERROR" ... */
  struct text error_code, error_message;    /* at NULL: none */
  int64_t started_ms, ended_ms, session_id; /* ended_ms 0: still running */
  int64_t duration_ms, rows;
};
/* `answer` NULL: no such query, an empty list. */
void message_put_monitor(struct buf *out, const struct monitor_answer *answer);

#endif
