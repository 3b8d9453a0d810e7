/* login_api.c: logging in. */
#include "wire/login_api.h"

#include "base/log.h"
#include "exec/session_names.h"
#include "protocol/message.h"
#include "session/inherited_params.h"
#include "session/login.h"
#include "session/login_browser.h"
#include "session/login_second_factor.h"
#include "session/sessions.h"
#include "session/tickets.h"

/* "$X" makes the variable X, a text: docs.snowflake.com/en/developer-guide/jdbc/jdbc-parameters, and
 * gosnowflake's dsn_test.go. */
static bool is_variable(const struct message_param *param)
{
  return param->name.len > 1 && param->name.at[0] == '$' &&
         param->value.len <= SESSION_MAX_VARIABLE;
}

static void set_variable(struct call *call, struct session *session,
                         const struct message_param *param)
{
  struct text name = text_slice(param->name, 1, param->name.len);
  struct variable variable = { .type = type_varchar(TYPE_MAX_VARCHAR),
                               .value = param->value };

  session_set_variable(session, arena_upper(call->arena, name), &variable);
}

static bool wants_names_checked(const struct login_message *login)
{
  for (int i = 0; i < login->param_count; i++)
    if (text_is_nocase(login->params[i].name, "CLIENT_VALIDATE_DEFAULT_PARAMETERS"))
      return text_is_nocase(login->params[i].value, "true");
  return false;
}

/* Clients send whatever their users wrote and parameters of services yet to come: what is not
 * known or not valid is left out, as the service does. */
static void apply_params(struct call *call, struct session *session,
                         const struct login_message *login)
{
  for (int i = 0; i < login->param_count; i++) {
    const struct message_param *param = &login->params[i];
    struct err err;

    if (is_variable(param))
      set_variable(call, session, param);
    else if (!params_set(session->params, param->name, param->value, &err))
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

/* "1.19.1" of the same; an application gives its own as CLIENT_APP_VERSION. */
static struct text driver_version_of(const struct call *call)
{
  struct text agent = http_header(call->request, "User-Agent");
  struct text rest = text_slice(agent, text_find(agent, '/') + 1, agent.len);

  return text_slice(rest, 0, text_find(rest, ' '));
}

/* The database and the others need not be there (yet), unless the client says so: the first
 * statement that needs them will fail. */
static void set_names(struct call *call, struct session *session,
                      const struct login_message *login, const struct user *user)
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
  session_set(&session->database, database);
  session_set(&session->schema, schema);
  session_set(&session->warehouse, warehouse);
  session_set(&session->client_version, login->client_version);
  session_set(&session->driver, driver_of(call));
  session_set(&session->driver_version, driver_version_of(call));
  session->is_core = login->is_core;
}

/* Drivers keep such tokens only when their user wants it; they say so by a parameter. The account
 * must want it, too. (docs.snowflake.com/en/sql-reference/parameters#allow-id-token) */
static bool gets_token(const struct session *session, const char *asked,
                       const char *allowed)
{
  return params_is_true(session->params, asked) &&
         account_allows(session->instance, allowed);
}

static struct text give_token(struct call *call, enum ticket_kind kind, struct text user,
                              int64_t seconds)
{
  struct ticket ticket = { .user = user };

  return tickets_give(call->instance->tickets, call->arena, kind, &ticket, seconds);
}

static void put_answer(struct call *call, const struct session *session,
                       const struct session_tokens *tokens,
                       const struct login_grant *grant)
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

  if (grant->method == LOGIN_BY_BROWSER &&
      gets_token(session, "CLIENT_STORE_TEMPORARY_CREDENTIAL", "ALLOW_ID_TOKEN")) {
    answer.id_token = give_token(call, TICKET_ID_TOKEN, session->user,
                                 LOGIN_ID_TOKEN_SECONDS);
    answer.id_token_validity = LOGIN_ID_TOKEN_SECONDS;
  }
  if (grant->has_passcode &&
      gets_token(session, "CLIENT_REQUEST_MFA_TOKEN", "ALLOW_CLIENT_MFA_CACHING")) {
    answer.mfa_token = give_token(call, TICKET_MFA_TOKEN, session->user,
                                  LOGIN_MFA_TOKEN_SECONDS);
    answer.mfa_token_validity = LOGIN_MFA_TOKEN_SECONDS;
  }
  message_put_login(call->answer, &answer);
}

static bool open_session(struct call *call, const struct login_message *login,
                         const struct login_grant *grant, struct err *err)
{
  struct session *session = call_new_session(call, grant, login->client_app, err);
  struct session_tokens tokens;

  if (!session)
    return false;
  set_names(call, session, login, grant->user);
  apply_params(call, session, login);
  if (wants_names_checked(login) && !session_names_check(session, err)) {
    session_free(session);
    return false;
  }
  sessions_add(call->instance->sessions, session, &tokens);
  put_answer(call, session, &tokens, grant);
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
    .proof = login->proof_key,
    .passcode = login->passcode,
    .passcode_in_password = login->passcode_in_password,
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

/* No driver says where it comes from; a browser does, for a page of any site whose name was made to lead
 * here, and it could try the well-known password. */
static bool check_no_page(const struct call *call, struct err *err)
{
  return !http_header(call->request, "Origin").at ||
         err_set(err, ERR_LOGIN_FAILED, "Pages do not log in as drivers do.");
}

static bool login(struct call *call, struct err *err)
{
  struct login_message message;
  struct login_claim claim;
  struct login_grant grant;

  return check_no_page(call, err) &&
         message_read_login(call->arena, http_body(call->request), &message, err) &&
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

/* "https://localhost:8443", as the client reached this server. */
static struct text own_address(const struct call *call)
{
  struct text host = http_header(call->request, "Host");

  return arena_printf(call->arena, "%s://" TEXT_FMT,
                      http_is_https(call->request) ? "https" : "http", TEXT_ARG(host));
}

static bool begin_browser(struct call *call, struct err *err)
{
  struct text form, proof_key;
  struct login_message message;

  if (!message_read_login(call->arena, http_body(call->request), &message, err))
    return false;
  if (!text_is_nocase(message.authenticator, "EXTERNALBROWSER"))
    return err_set(err, ERR_LOGIN_FAILED,
                   "Authenticator '" TEXT_FMT "' is not available on this server.",
                   TEXT_ARG(message.authenticator));
  if (!login_browser_begin(call->instance, call->arena, message.redirect_port, &form,
                           &proof_key, err))
    return false;
  message_put_sign_in(call->answer,
                      arena_printf(call->arena, TEXT_FMT "/sign-in?form=" TEXT_FMT,
                                   TEXT_ARG(own_address(call)), TEXT_ARG(form)),
                      proof_key);
  return true;
}

void login_authenticator(struct call *call)
{
  struct err err;

  if (!begin_browser(call, &err))
    message_put_login_error(call->answer, &err);
}
