/* sql_api_request.c: what every request to the SQL API has: its headers, its query string, its user. */
#include "wire/sql_api_request.h"

#include "protocol/sql_api_message.h"
#include "session/login.h"

void sql_api_respond(struct call *call, int status)
{
  http_respond_buf(call->response, status, "application/json", call->answer);
  call->has_responded = true;
}

void sql_api_refuse(struct call *call, int status, const struct err *err)
{
  sql_api_put_refusal(call->answer, err);
  sql_api_respond(call, status);
}

/* ---- headers ---- */

/* Whether a list of media types, with parameters behind them, has one that JSON is. */
static bool accepts_json(struct text list)
{
  static const char *const types[] = { "application/json", "application/*", "*/*" };

  while (list.len) {
    size_t comma = text_find(list, ',');
    struct text one = text_slice(list, 0, comma);
    struct text type = text_trim(text_slice(one, 0, text_find(one, ';')));

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
      if (text_is_nocase(type, types[i]))
        return true;
    list = text_slice(list, comma + 1, list.len);
  }
  return false;
}

static bool check_accept(struct call *call, struct err *err)
{
  struct text accept = http_header(call->request, "Accept");

  if (accepts_json(accept))
    return true;
  return err_set(err, ERR_UNSUPPORTED_ACCEPT,
                 "Unsupported Accept header " TEXT_FMT " is specified.",
                 TEXT_ARG(accept.at ? accept : TEXT("null")));
}

static bool check_agent(struct call *call, struct err *err)
{
  return text_trim(http_header(call->request, "User-Agent")).len ||
         err_set(err, ERR_BAD_REQUEST, "The User-Agent header is missing.");
}

/* Of a request with a body; none means JSON. */
static bool check_content(struct call *call, struct err *err)
{
  struct text type = http_header(call->request, "Content-Type");

  if (!type.len || !http_body(call->request).len)
    return true;
  if (text_is_nocase(text_trim(text_slice(type, 0, text_find(type, ';'))),
                     "application/json"))
    return true;
  return err_set(err, ERR_BAD_REQUEST,
                 "Unsupported Content-Type header " TEXT_FMT " is specified.",
                 TEXT_ARG(type));
}

bool sql_api_check_headers(struct call *call)
{
  struct err err;

  if (!check_content(call, &err)) {
    sql_api_refuse(call, 415, &err);
    return false;
  }
  if (check_accept(call, &err) && check_agent(call, &err))
    return true;
  sql_api_refuse(call, 400, &err);
  return false;
}

/* ---- the query string ---- */

static bool is_uuid(struct text text)
{
  if (text.len != 36)
    return false;
  for (size_t i = 0; i < text.len; i++) {
    char c = text.at[i];
    bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    bool is_hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
                  (c >= 'A' && c <= 'F');

    if (is_dash ? c != '-' : !is_hex)
      return false;
  }
  return true;
}

static bool invalid(const char *name, struct text value, const char *wanted,
                    struct err *err)
{
  return err_set(err, ERR_INVALID_PARAMETER,
                 "Invalid parameter. The value '" TEXT_FMT "' of '%s' is not %s.",
                 TEXT_ARG(value), name, wanted);
}

static bool read_bool(const struct call *call, const char *name, bool otherwise,
                      bool *value, struct err *err)
{
  struct text text = http_query(call->request, name);

  *value = text.len ? text_is_nocase(text, "true") : otherwise;
  return !text.len || *value || text_is_nocase(text, "false") ||
         invalid(name, text, "true or false", err);
}

static bool read_partition(const struct call *call, int64_t *partition, struct err *err)
{
  struct text text = http_query(call->request, "partition");

  *partition = 0;
  return !text.len || (text_to_int64(text, partition) && *partition >= 0) ||
         invalid("partition", text, "the number of a partition", err);
}

static bool read_request_id(const struct call *call, struct text *id, struct err *err)
{
  *id = http_query(call->request, "requestId");
  return !id->len || is_uuid(*id) || invalid("requestId", *id, "a UUID", err);
}

/* A request that has the id of one before is the same one, whether or not it says retry=true. */
bool sql_api_read_query(struct call *call, struct sql_api_query *query)
{
  bool is_retry, nullable;
  struct err err;

  if (read_request_id(call, &query->request_id, &err) &&
      read_bool(call, "async", false, &query->is_async, &err) &&
      read_bool(call, "retry", false, &is_retry, &err) &&
      read_bool(call, "nullable", true, &nullable, &err) &&
      read_partition(call, &query->partition, &err)) {
    query->null_text = !nullable;
    return true;
  }
  sql_api_refuse(call, 400, &err);
  return false;
}

/* ---- the user ---- */

static struct text bearer(const struct call *call)
{
  struct text header = http_header(call->request, "Authorization");

  if (!text_starts_with_nocase(header, "Bearer "))
    return (struct text){ NULL, 0 };
  return text_trim(text_slice(header, sizeof "Bearer " - 1, header.len));
}

static bool login(struct call *call, struct text role, struct login_grant *grant,
                  struct err *err)
{
  struct login_claim claim = {
    .token = bearer(call),
    .role = role,
    .is_local = http_is_local(call->request),
    .address = http_peer(call->request),
    .app = TEXT(SQL_API_APP),
  };
  struct text type = http_header(call->request, "X-Snowflake-Authorization-Token-Type");

  if (!claim.token.len)
    return err_set(err, ERR_NO_TOKEN,
                   "Authorization header not found in the request data.");
  return login_bearer(call->instance, call->arena, type, &claim, grant, err);
}

static int refusal_status(enum err_code code)
{
  if (code == ERR_ROLE_NOT_EXIST)
    return 422;
  return code == ERR_BAD_REQUEST ? 400 : 401;
}

bool sql_api_login(struct call *call, struct text role, struct login_grant *grant)
{
  struct err err;

  if (login(call, role, grant, &err))
    return true;
  sql_api_refuse(call, refusal_status(err.code), &err);
  return false;
}
