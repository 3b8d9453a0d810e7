/* wire.c: the endpoints that Snowflake clients call: their routes. */
#include "wire/wire.h"

#include "exec/exec.h"
#include "exec/file_url.h"
#include "exec/pipe_resume.h"
#include "exec/staged_file.h"
#include "protocol/sql_api_openapi.h"
#include "stage/stage_ticket.h"
#include "wire/file_api.h"
#include "wire/login_api.h"
#include "wire/oauth_api.h"
#include "wire/pipe_api.h"
#include "wire/query_api.h"
#include "wire/result_api.h"
#include "wire/session_api.h"
#include "wire/sql_api.h"
#include "wire/sign_in_api.h"
#include "wire/stage_api.h"
#include "wire/telemetry_api.h"

enum route {
  ROUTE_NONE,
  ROUTE_LOGIN,
  ROUTE_AUTHENTICATOR,
  ROUTE_TOKEN,
  ROUTE_HEARTBEAT,
  ROUTE_SESSION,
  ROUTE_QUERY,
  ROUTE_ABORT_REQUEST,
  ROUTE_RESULT,
  ROUTE_CHUNK,
  ROUTE_ABORT,
  ROUTE_MONITOR,
  ROUTE_SIGN_IN,
  ROUTE_SIGN_IN_FORM,
  ROUTE_OAUTH_AUTHORIZE,
  ROUTE_OAUTH_TOKEN,
  ROUTE_TELEMETRY,
  ROUTE_SQL_SUBMIT,
  ROUTE_SQL_STATUS,
  ROUTE_SQL_CANCEL,
  ROUTE_SQL_OPENAPI,
  ROUTE_PIPE_INSERT,
  ROUTE_PIPE_REPORT,
  ROUTE_PIPE_SCAN,
  ROUTE_STAGE,
  ROUTE_FILE
};

/* clang-format off */
static const struct http_route routes[] = {
  { "POST", "/queries/v1/query-request",      ROUTE_QUERY,         false },
  { "POST", "/session/v1/login-request",      ROUTE_LOGIN,         true },
  { "GET",  "/queries/*/result",              ROUTE_RESULT,        false },
  { "GET",  "/results/*",                     ROUTE_CHUNK,         true },
  { "POST", "/session/heartbeat",             ROUTE_HEARTBEAT,     true },
  { "POST", "/session/token-request",         ROUTE_TOKEN,         true },
  { "POST", "/session/authenticator-request", ROUTE_AUTHENTICATOR, true },
  { "POST", "/session",                       ROUTE_SESSION,       false },
  { "POST", "/queries/v1/abort-request",      ROUTE_ABORT_REQUEST, true },
  { "POST", "/queries/*/abort-request",       ROUTE_ABORT,         true },
  { "GET",  "/monitoring/queries/*",          ROUTE_MONITOR,       true },
  { "GET",  "/sign-in",                       ROUTE_SIGN_IN,       true },
  { "POST", "/sign-in/form",                  ROUTE_SIGN_IN_FORM,  true },
  { "GET",  "/oauth/authorize",               ROUTE_OAUTH_AUTHORIZE, true },
  { "POST", "/oauth/token-request",           ROUTE_OAUTH_TOKEN,   true },
  { "POST", "/telemetry/send",                ROUTE_TELEMETRY,     true },
  { "POST", "/api/v2/statements",             ROUTE_SQL_SUBMIT,    false },
  { "GET",  "/api/v2/statements/*",           ROUTE_SQL_STATUS,    false },
  { "POST", "/api/v2/statements/*/cancel",    ROUTE_SQL_CANCEL,    false },
  { "GET",  "/api/v2/openapi.json",           ROUTE_SQL_OPENAPI,   true },
  { "POST", PIPE_API_PATH "/*/insertFiles",     ROUTE_PIPE_INSERT, false },
  { "GET",  PIPE_API_PATH "/*/insertReport",    ROUTE_PIPE_REPORT, false },
  { "GET",  PIPE_API_PATH "/*/loadHistoryScan", ROUTE_PIPE_SCAN,   false },
  { "GET, HEAD", FILE_URL "/**",              ROUTE_FILE,          false },
  { "PUT, GET, HEAD", STAGE_URL "/**", ROUTE_STAGE,  false },
};
/* clang-format on */

static void dispatch(int route, struct call *call)
{
  switch ((enum route)route) {
  case ROUTE_LOGIN: login_request(call); break;
  case ROUTE_AUTHENTICATOR: login_authenticator(call); break;
  case ROUTE_TOKEN: session_token(call); break;
  case ROUTE_HEARTBEAT: session_heartbeat(call); break;
  case ROUTE_SESSION: session_delete(call); break;
  case ROUTE_QUERY: query_request(call); break;
  case ROUTE_ABORT_REQUEST: query_abort_request(call); break;
  case ROUTE_RESULT: query_result(call); break;
  case ROUTE_CHUNK: result_chunk(call); break;
  case ROUTE_ABORT: query_abort(call); break;
  case ROUTE_MONITOR: query_monitor(call); break;
  case ROUTE_SIGN_IN: sign_in_page(call); break;
  case ROUTE_SIGN_IN_FORM: sign_in_form(call); break;
  case ROUTE_OAUTH_AUTHORIZE: oauth_authorize_page(call); break;
  case ROUTE_OAUTH_TOKEN: oauth_token_request(call); break;
  case ROUTE_TELEMETRY: telemetry_send(call); break;
  case ROUTE_SQL_SUBMIT: sql_api_submit(call); break;
  case ROUTE_SQL_STATUS: sql_api_status(call); break;
  case ROUTE_SQL_CANCEL: sql_api_cancel(call); break;
  case ROUTE_SQL_OPENAPI: sql_api_put_openapi(call->answer); break;
  case ROUTE_PIPE_INSERT: pipe_insert_files(call); break;
  case ROUTE_PIPE_REPORT: pipe_insert_report(call); break;
  case ROUTE_PIPE_SCAN: pipe_load_history_scan(call); break;
  case ROUTE_STAGE: stage_object(call); break;
  case ROUTE_FILE: file_get(call); break;
  case ROUTE_NONE: break;
  }
}

const struct call_table wire_calls = { routes, sizeof routes / sizeof routes[0],
                                       dispatch };

bool wire_is_for_file(const struct http_request *request, void *context)
{
  return stage_takes_body(request, context);
}

const char *wire_body_folder(const struct instance *instance)
{
  return stages_new_folder(instance->stages);
}

void wire_end_session(struct session *session)
{
  exec_end_session(session);
}

bool wire_register_functions(struct engine_connection *connection,
                             struct instance *instance, struct err *err)
{
  return staged_file_register(connection, instance, err) &&
         engine_register(connection, &pipe_resume_row, instance, err);
}
