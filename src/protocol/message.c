/* message.c: the bodies of requests, decoded, and the envelopes of answers. */
#include "protocol/message.h"

#include <stdio.h>

#include "data/json.h"
#include "data/member.h"

/* The version of the service that we answer as: clients ask whether it is old. */
#define SERVER_VERSION "9.40.0"

/* ---- requests ---- */

static struct text text_member(struct arena *arena, const struct json *object,
                               const char *name)
{
  return json_scalar_text(json_member(object, name), arena);
}

static struct message_param *read_params(struct arena *arena, const struct json *object,
                                         int *count)
{
  struct message_param *params = ARENA_ARRAY(arena, json_count(object),
                                             struct message_param);
  const struct json *value = NULL;
  struct text name;

  *count = 0;
  while ((value = json_next_member(object, value, &name)) != NULL) {
    struct text text = json_scalar_text(value, arena);

    if (text.at)
      params[(*count)++] = (struct message_param){ arena_text(arena, name), text };
  }
  return params;
}

/* gosnowflake 1.19 shows what it got by client credentials or a code without an AUTHENTICATOR: only
 * CLIENT_ENVIRONMENT says then that the token is one of OAuth (createRequestBody in its auth.go). */
static struct text read_authenticator(struct arena *arena, const struct json *data)
{
  struct text name = text_member(arena, data, "AUTHENTICATOR");
  const struct json *environment = json_member(data, "CLIENT_ENVIRONMENT");

  if (name.len == 0 && text_member(arena, environment, "OAUTH_TYPE").len)
    return TEXT("OAUTH");
  return name;
}

bool message_read_login(struct arena *arena, struct text body,
                        struct login_message *login, struct err *err)
{
  const struct json *root = json_parse(arena, body, err);
  const struct json *data = json_member(root, "data");

  *login = (struct login_message){ 0 };
  if (!root)
    return false;
  login->account = text_member(arena, data, "ACCOUNT_NAME");
  login->user = text_member(arena, data, "LOGIN_NAME");
  login->password = text_member(arena, data, "PASSWORD");
  login->token = text_member(arena, data, "TOKEN");
  login->authenticator = read_authenticator(arena, data);
  login->passcode = text_member(arena, data, "PASSCODE");
  login->passcode_in_password = !login->passcode.at &&
                                text_is_nocase(
                                  text_member(arena, data, "EXT_AUTHN_DUO_METHOD"),
                                  "passcode");
  login->proof_key = text_member(arena, data, "PROOF_KEY");
  login->redirect_port = text_member(arena, data, "BROWSER_MODE_REDIRECT_PORT");
  login->client_app = text_member(arena, data, "CLIENT_APP_ID");
  login->client_version = text_member(arena, data, "CLIENT_APP_VERSION");
  login->is_core = json_has_members(json_member(data, "CLIENT_CAPABILITIES"));
  login->params = read_params(arena, json_member(data, "SESSION_PARAMETERS"),
                              &login->param_count);
  return true;
}

static bool read_bind_value(struct arena *arena, const struct json *value,
                            struct text name, struct text *text, struct err *err)
{
  *text = json_scalar_text(value, arena);
  if (text->at || json_is_absent(value))
    return true;
  return err_set(err, ERR_BAD_REQUEST,
                 "The value of bind " TEXT_FMT " is neither text nor null.",
                 TEXT_ARG(name));
}

static bool read_bind(struct arena *arena, const struct json *source, struct text name,
                      struct message_bind *bind, struct err *err)
{
  const struct json *value = json_member(source, "value"), *item = NULL;

  if (!json_has_members(source))
    return err_set(err, ERR_BAD_REQUEST, "Bind " TEXT_FMT " has no type and value.",
                   TEXT_ARG(name));
  bind->type = text_member(arena, source, "type");
  if (!bind->type.at)
    bind->type = TEXT("ANY");
  bind->is_array = json_has_items(value);
  bind->count = bind->is_array ? (int64_t)json_count(value) : 1;
  bind->values = ARENA_ARRAY(arena, (size_t)bind->count, struct text);
  if (!bind->is_array)
    return read_bind_value(arena, value, name, &bind->values[0], err);
  for (int64_t i = 0; (item = json_next(value, item)) != NULL; i++)
    if (!read_bind_value(arena, item, name, &bind->values[i], err))
      return false;
  return true;
}

/* The highest position among the keys, and how many are no numbers but names. */
static bool count_binds(const struct json *binds, int *count, int *names, struct err *err)
{
  const struct json *source = NULL;
  struct text name;

  *count = *names = 0;
  while ((source = json_next_member(binds, source, &name)) != NULL) {
    int64_t position;

    if (!text_to_int64(name, &position)) {
      if (++*names > MESSAGE_MAX_BINDS)
        return err_set(err, ERR_BAD_REQUEST, "More than %d binds have names.",
                       MESSAGE_MAX_BINDS);
      continue;
    }
    if (position < 1 || position > MESSAGE_MAX_BINDS)
      return err_set(err, ERR_BAD_REQUEST,
                     "Bind position " TEXT_FMT " is not between 1 and %d.",
                     TEXT_ARG(name), MESSAGE_MAX_BINDS);
    if (position > *count)
      *count = (int)position;
  }
  return true;
}

bool message_read_binds(struct arena *arena, const struct json *binds,
                        struct query_message *query, struct err *err)
{
  const struct json *source = NULL;
  struct text name;
  int names;

  if (!count_binds(binds, &query->bind_count, &names, err))
    return false;
  query->binds = ARENA_ARRAY(arena, (size_t)(query->bind_count + names),
                             struct message_bind);
  while ((source = json_next_member(binds, source, &name)) != NULL) {
    int64_t position;
    bool has_name = !text_to_int64(name, &position);
    struct message_bind *bind =
      &query->binds[has_name ? query->bind_count : position - 1];

    if (!read_bind(arena, source, name, bind, err))
      return false;
    if (has_name) {
      bind->name = arena_upper(arena, name);
      query->bind_count++;
    }
  }
  return true;
}

static bool read_query(struct arena *arena, const struct json *root,
                       struct query_message *query, struct err *err)
{
  struct text sql = json_as_text(json_member(root, "sqlText"));

  if (!sql.at)
    return err_set(err, ERR_BAD_REQUEST, "The request has no sqlText.");
  query->sql = arena_text(arena, sql);
  query->bind_stage = text_member(arena, root, "bindStage");
  query->is_async = json_as_bool(json_member(root, "asyncExec"), false);
  query->describe_only = json_as_bool(json_member(root, "describeOnly"), false);
  query->params = read_params(arena, json_member(root, "parameters"),
                              &query->param_count);
  return message_read_binds(arena, json_member(root, "bindings"), query, err);
}

bool message_read_query(struct arena *arena, struct text body,
                        struct query_message *query, struct err *err)
{
  const struct json *root = json_parse(arena, body, err);

  *query = (struct query_message){ 0 };
  return root && read_query(arena, root, query, err);
}

bool message_read_token(struct arena *arena, struct text body,
                        struct token_message *token, struct err *err)
{
  const struct json *root = json_parse(arena, body, err);

  *token = (struct token_message){ 0 };
  if (!root)
    return false;
  token->old_token = text_member(arena, root, "oldSessionToken");
  token->request_type = text_member(arena, root, "requestType");
  return true;
}

bool message_read_abort(struct arena *arena, struct text body,
                        struct abort_message *abort, struct err *err)
{
  const struct json *root;

  *abort = (struct abort_message){ 0 };
  if (!text_trim(body).len)
    return true;
  root = json_parse(arena, body, err);
  if (!root)
    return false;
  abort->request_id = text_member(arena, root, "requestId");
  abort->query_id = text_member(arena, root, "queryId");
  return true;
}

/* ---- answers: members ---- */

static void put_param_value(struct buf *out, const struct param_row *row,
                            struct text value)
{
  json_put_name(out, "value");
  switch (row->type) {
  case PARAM_STRING: json_put_text(out, value); break;
  case PARAM_NUMBER:
  case PARAM_BOOLEAN: buf_add_text(out, value); break; /* Its text is JSON's own. */
  }
}

/* Those rows that clients read, and those that the session ever set: after ALTER SESSION, UNSET
 * included, the client learns the new value from the answer. */
static void put_params_anew(struct buf *out, const struct params *params)
{
  const struct param_row *row;

  json_put_open(out, '[');
  for (int i = 0; (row = param_at(i)) != NULL; i++) {
    if (!row->sent && !params_was_set(params, row))
      continue;
    json_put_open(out, '{');
    member_string(out, "name", row->name);
    put_param_value(out, row, params_value(params, row));
    json_put_close(out, '}');
  }
  json_put_close(out, ']');
}

static void put_params(struct buf *out, const struct params *params)
{
  struct buf *memo = params_memo(params);

  if (!memo->len)
    put_params_anew(memo, params);
  json_put_name(out, "parameters");
  buf_add_text(out, buf_text(memo));
}

/* The end of every envelope, after its data. */
static void put_success(struct buf *out)
{
  member_null(out, "code");
  member_null(out, "message");
  member_bool(out, "success", true);
  json_put_close(out, '}');
}

static void put_code(struct buf *out, const char *name, const struct err *err)
{
  char code[16];

  snprintf(code, sizeof code, "%06d", err_number(err->code));
  member_string(out, name, code);
}

static void put_failure(struct buf *out, const struct err *err)
{
  put_code(out, "code", err);
  member_string(out, "message", err->message);
  member_bool(out, "success", false);
  member_null(out, "headers");
  json_put_close(out, '}');
}

/* ---- answers ---- */

static void put_session_info(struct buf *out, const struct login_answer *answer)
{
  member_open(out, "sessionInfo", '{');
  member_text(out, "databaseName", answer->database);
  member_text(out, "schemaName", answer->schema);
  member_text(out, "warehouseName", answer->warehouse);
  member_text(out, "roleName", answer->role);
  json_put_close(out, '}');
}

void message_put_login(struct buf *out, const struct login_answer *answer)
{
  json_put_open(out, '{');
  member_open(out, "data", '{');
  member_text(out, "masterToken", answer->master_token);
  member_text(out, "token", answer->token);
  member_int(out, "validityInSeconds", answer->validity);
  member_int(out, "masterValidityInSeconds", answer->master_validity);
  member_text(out, "displayUserName", answer->user);
  member_text(out, "serverVersion", TEXT(SERVER_VERSION));
  member_bool(out, "firstLogin", answer->is_first);
  member_null(out, "remMeToken");
  member_int(out, "remMeValidityInSeconds", 0);
  member_int(out, "healthCheckInterval", 45);
  member_null(out, "newClientForUpgrade");
  member_int(out, "sessionId", answer->session_id);
  put_params(out, answer->params);
  put_session_info(out, answer);
  member_text(out, "idToken", answer->id_token);
  member_int(out, "idTokenValidityInSeconds", answer->id_token_validity);
  member_text(out, "mfaToken", answer->mfa_token);
  member_int(out, "mfaTokenValidityInSeconds", answer->mfa_token_validity);
  member_null(out, "responseData");
  json_put_close(out, '}');
  put_success(out);
}

void message_put_ok(struct buf *out, struct text data)
{
  json_put_open(out, '{');
  member_text(out, "data", data);
  put_success(out);
}

/* Compilation errors have a place, -1 when it is not known; those of execution have none. */
static void put_place(struct buf *out, const struct err *err)
{
  bool has_place = err->line > 0;

  if (!has_place && !text_starts_with(text_of(err->message), "SQL compilation error"))
    return;
  member_int(out, "line", has_place ? err->line : -1);
  member_int(out, "pos", has_place ? err->column : -1);
  member_text(out, "type", TEXT("COMPILATION"));
}

void message_put_error(struct buf *out, const struct err *err, struct text query_id)
{
  json_put_open(out, '{');
  member_open(out, "data", '{');
  member_bool(out, "internalError", err->code == ERR_INTERNAL);
  member_bool(out, "unredactedFromSecureObject", false);
  put_code(out, "errorCode", err);
  member_int(out, "age", 0);
  member_string(out, "sqlState", err->sqlstate);
  member_text(out, "queryId", query_id);
  put_place(out, err);
  json_put_close(out, '}');
  put_failure(out, err);
}

void message_put_refusal(struct buf *out, const struct err *err)
{
  json_put_open(out, '{');
  member_null(out, "data");
  put_failure(out, err);
}

void message_put_sign_in(struct buf *out, struct text url, struct text proof_key)
{
  json_put_open(out, '{');
  member_open(out, "data", '{');
  member_null(out, "tokenUrl");
  member_text(out, "ssoUrl", url);
  member_text(out, "proofKey", proof_key);
  json_put_close(out, '}');
  put_success(out);
}

void message_put_login_error(struct buf *out, const struct err *err)
{
  json_put_open(out, '{');
  member_open(out, "data", '{');
  member_text(out, "nextAction", TEXT("RETRY_LOGIN"));
  member_text(out, "authnMethod", TEXT("USERNAME_PASSWORD"));
  member_open(out, "signInOptions", '{');
  json_put_close(out, '}');
  json_put_close(out, '}');
  put_failure(out, err);
}

void message_put_token(struct buf *out, const struct token_answer *answer)
{
  json_put_open(out, '{');
  member_open(out, "data", '{');
  member_text(out, "sessionToken", answer->token);
  member_int(out, "validityInSecondsST", answer->validity);
  member_text(out, "masterToken", answer->master_token);
  member_int(out, "validityInSecondsMT", answer->master_validity);
  member_int(out, "masterValidityInSeconds", answer->master_validity);
  member_int(out, "sessionId", answer->session_id);
  json_put_close(out, '}');
  put_success(out);
}

void message_put_progress(struct buf *out, struct text query_id, int64_t aborts_after,
                          bool is_poll)
{
  struct err err;

  err_set(&err, is_poll ? ERR_IN_PROGRESS_ASYNC : ERR_IN_PROGRESS,
          "Query execution in progress.");
  json_put_open(out, '{');
  member_open(out, "data", '{');
  member_text(out, "queryId", query_id);
  json_put_name(out, "getResultUrl");
  buf_printf(out, "\"/queries/" TEXT_FMT "/result\"", TEXT_ARG(query_id));
  member_int(out, "queryAbortsAfterSecs", aborts_after);
  member_null(out, "progressDesc");
  json_put_close(out, '}');
  put_code(out, "code", &err);
  member_string(out, "message", err.message);
  member_bool(out, "success", true);
  json_put_close(out, '}');
}

void message_begin_query(struct buf *out, const struct query_answer *answer)
{
  json_put_open(out, '{');
  member_open(out, "data", '{');
  put_params(out, answer->params);
  json_put_name(out, "rowtype");
  rowtype_put(out, answer->columns, answer->column_count);
  json_put_name(out, answer->is_arrow ? "rowsetBase64" : "rowset");
  if (answer->is_arrow)
    buf_add_char(out, '"');
  else
    json_put_open(out, '[');
}

static void put_stats(struct buf *out, const struct query_answer *answer)
{
  member_open(out, "stats", '{');
  member_int(out, "numRowsInserted", answer->rows_inserted);
  member_int(out, "numRowsUpdated", answer->rows_updated);
  member_int(out, "numRowsDeleted", answer->rows_deleted);
  member_int(out, "numDmlDuplicates", 0);
  json_put_close(out, '}');
}

/* One text, never null, for each bind, whatever it is compared with: JDBC's ParameterMetaData
 * counts them. More than a request may carry are not described. */
static void put_binds(struct buf *out, int count)
{
  struct rowtype_column column = { .type = type_of(TYPE_VARCHAR) };

  member_open(out, "metaDataOfBinds", '[');
  for (int i = 0; i < count && i < MESSAGE_MAX_BINDS; i++)
    rowtype_put_column(out, &column);
  json_put_close(out, ']');
}

static void put_chunks(struct buf *out, const struct query_answer *answer)
{
  member_open(out, "chunks", '[');
  for (int i = 0; i < answer->chunk_count; i++) {
    const struct message_chunk *chunk = &answer->chunks[i];

    json_put_open(out, '{');
    member_text(out, "url", chunk->url);
    member_int(out, "rowCount", chunk->rows);
    member_int(out, "uncompressedSize", chunk->bytes);
    member_int(out, "compressedSize", chunk->bytes);
    json_put_close(out, '}');
  }
  json_put_close(out, ']');
}

void message_end_query(struct buf *out, const struct query_answer *answer)
{
  if (answer->is_arrow)
    buf_add_char(out, '"');
  else
    json_put_close(out, ']');
  if (answer->chunk_count)
    put_chunks(out, answer);
  member_int(out, "total", answer->total);
  member_int(out, "returned", answer->total);
  member_text(out, "queryId", answer->query_id);
  member_null(out, "databaseProvider");
  member_text(out, "finalDatabaseName", answer->database);
  member_text(out, "finalSchemaName", answer->schema);
  member_text(out, "finalWarehouseName", answer->warehouse);
  member_text(out, "finalRoleName", answer->role);
  member_int(out, "numberOfBinds", answer->bind_count);
  member_bool(out, "arrayBindSupported", answer->array_bind);
  if (answer->bind_count)
    put_binds(out, answer->bind_count);
  member_int(out, "statementTypeId", answer->type_id);
  if (answer->result_ids.len) {
    member_text(out, "resultIds", answer->result_ids);
    member_text(out, "resultTypes", answer->result_types);
  }
  member_int(out, "version", 1);
  member_int(out, "sendResultTime", answer->sent_ms);
  member_text(out, "queryResultFormat", answer->is_arrow ? TEXT("arrow") : TEXT("json"));
  if (answer->is_dml)
    put_stats(out, answer);
  json_put_close(out, '}');
  put_success(out);
}

static void put_monitored(struct buf *out, const struct monitor_answer *answer)
{
  json_put_open(out, '{');
  member_text(out, "id", answer->query_id);
  member_string(out, "status", answer->status);
  member_string(out, "state", answer->status);
  member_text(out, "errorCode", answer->error_code);
  member_text(out, "errorMessage", answer->error_message);
  member_int(out, "startTime", answer->started_ms);
  member_int(out, "endTime", answer->ended_ms);
  member_int(out, "totalDuration", answer->duration_ms);
  member_int(out, "sessionId", answer->session_id);
  member_text(out, "sqlText", answer->sql);
  member_int(out, "warehouseId", 1);
  member_text(out, "warehouseName", answer->warehouse);
  member_text(out, "warehouseExternalSize", TEXT("X-Small"));
  member_text(out, "warehouseServerType", TEXT("STANDARD"));
  member_open(out, "stats", '{');
  member_int(out, "scanBytes", 0);
  member_int(out, "producedRows", answer->rows);
  json_put_close(out, '}');
  json_put_close(out, '}');
}

void message_put_monitor(struct buf *out, const struct monitor_answer *answer)
{
  json_put_open(out, '{');
  member_open(out, "data", '{');
  member_open(out, "queries", '[');
  if (answer)
    put_monitored(out, answer);
  json_put_close(out, ']');
  json_put_close(out, '}');
  put_success(out);
}
