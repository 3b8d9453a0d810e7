/* login_api.c: logging in. */
#include "wire/login_api.h"

#include "base/log.h"
#include "protocol/message.h"
#include "session/login.h"
#include "session/sessions.h"

/* Clients send whatever their users wrote and parameters of services yet to come: what is not
 * known or not valid is left out, as the service does. */
static void apply_params(struct session *session, const struct login_message *login)
{
  for (int i = 0; i < login->param_count; i++) {
    const struct message_param *param = &login->params[i];
    struct err err;

    if (!params_set(session->params, param->name, param->value, &err))
      log_debug("login: parameter " TEXT_FMT " is left out: %s", TEXT_ARG(param->name),
                err.message);
  }
}

/* "Go" of the User-Agent "Go/1.19.1 (linux-amd64)". Applications choose a CLIENT_APP_ID of their
 * own, but what they can read is their driver's. */
static struct text driver_of(const struct call *call)
{
  struct text agent = http_header(call->request, "User-Agent");

  return text_slice(agent, 0, text_find(agent, '/'));
}

/* The database and the others need not be there (yet): the first statement that needs them will
 * say so. */
static void set_names(struct call *call, struct session *session,
                      const struct login_message *login, const struct user *user,
                      struct text role)
{
  struct text database = call_name(call, "databaseName");
  struct text schema = call_name(call, "schemaName");
  struct text warehouse = call_name(call, "warehouse");

  if (!database.at) {
    struct text own = { 0 };

    user_namespace(user, call->arena, &database, &own);
    schema = schema.at ? schema : own;
  }
  if (database.at && !schema.at)
    schema = TEXT("PUBLIC");
  if (!warehouse.at)
    warehouse = user->values[USER_DEFAULT_WAREHOUSE];
  session_set(&session->user, user->name);
  session_set(&session->role, role);
  session_set(&session->database, database);
  session_set(&session->schema, schema);
  session_set(&session->warehouse, warehouse);
  session_set(&session->client_app, login->client_app);
  session_set(&session->client_version, login->client_version);
  session_set(&session->driver, driver_of(call));
  session_set(&session->client_address, http_peer(call->request));
  session_set(&session->server_address, http_header(call->request, "Host"));
  session->is_https = http_is_https(call->request);
  session->is_core = login->is_core;
}

static void put_answer(struct call *call, const struct session *session,
                       const struct session_tokens *tokens)
{
  struct login_answer answer = {
    .token = text_of(tokens->token),
    .master_token = text_of(tokens->master),
    .user = session->user,
    .database = session->database,
    .schema = session->schema,
    .warehouse = session->warehouse,
    .role = session->role,
    .session_id = (int64_t)session->id,
    .validity = tokens->validity,
    .master_validity = tokens->master_validity,
    .params = session->params,
  };

  message_put_login(call->answer, &answer);
}

static bool open_session(struct call *call, const struct login_message *login,
                         const struct login_grant *grant, struct err *err)
{
  struct session *session = session_new(call->instance, err);
  struct session_tokens tokens;

  if (!session)
    return false;
  set_names(call, session, login, grant->user, grant->role);
  session->is_role_only = grant->is_role_only;
  apply_params(session, login);
  sessions_add(call->instance->sessions, session, &tokens);
  put_answer(call, session, &tokens);
  log_info("login: user " TEXT_FMT " with " TEXT_FMT " " TEXT_FMT ", session %llu",
           TEXT_ARG(session->user), TEXT_ARG(session->client_app),
           TEXT_ARG(session->client_version), (unsigned long long)session->id);
  sessions_release(call->instance->sessions, session);
  return true;
}

static bool read_claim(struct call *call, const struct login_message *login,
                       struct login_claim *claim, struct err *err)
{
  *claim = (struct login_claim){
    .user = login->user,
    .password = login->password,
    .token = login->token,
    .role = call_name(call, "roleName"),
    .is_local = http_is_local(call->request),
    .address = http_peer(call->request),
    .app = login->client_app,
    .version = login->client_version,
  };
  return login_method_find(login->authenticator, &claim->method) ||
         err_set(err, ERR_LOGIN_FAILED,
                 "Authenticator '" TEXT_FMT "' is not available on this server.",
                 TEXT_ARG(login->authenticator));
}

static bool login(struct call *call, struct err *err)
{
  struct login_message message;
  struct login_claim claim;
  struct login_grant grant;

  return message_read_login(call->arena, http_body(call->request), &message, err) &&
         read_claim(call, &message, &claim, err) &&
         login_check(call->instance, call->arena, &claim, &grant, err) &&
         open_session(call, &message, &grant, err);
}

void login_request(struct call *call)
{
  struct err err;

  if (login(call, &err))
    return;
  log_info("login refused: %s", err.message);
  message_put_login_error(call->answer, &err);
}

void login_authenticator(struct call *call)
{
  struct err err;

  err_set(
    &err, ERR_LOGIN_FAILED,
    "This server takes user name and password, or a key pair; other authenticators are "
    "not available.");
  message_put_login_error(call->answer, &err);
}
