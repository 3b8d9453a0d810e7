/* oauth_api.c: the endpoints of this server's own OAuth. */
#include "wire/oauth_api.h"

#include "net/url.h"
#include "protocol/oauth_message.h"
#include "session/oauth_server.h"
#include "wire/form.h"
#include "wire/sign_in_page.h"

static struct text parameter(const struct call *call, const char *name)
{
  static const struct text none;
  struct text value = http_query(call->request, name);

  return value.at && text_is_utf8(value) ? value : none;
}

static void tell_client(struct call *call, const struct oauth_request *request,
                        const char *problem)
{
  char before = text_find(request->redirect_uri, '?') < request->redirect_uri.len ? '&'
                                                                                  : '?';

  sign_in_page_redirect(
    call,
    arena_printf(call->arena, TEXT_FMT "%cerror=%s%s" TEXT_FMT,
                 TEXT_ARG(request->redirect_uri), before, problem,
                 request->state.at ? "&state=" : "",
                 TEXT_ARG(request->state.at ? url_encode(call->arena, request->state)
                                            : request->state)));
}

void oauth_authorize_page(struct call *call)
{
  struct oauth_request request = {
    .response_type = parameter(call, "response_type"),
    .client_id = parameter(call, "client_id"),
    .redirect_uri = parameter(call, "redirect_uri"),
    .state = parameter(call, "state"),
    .scope = parameter(call, "scope"),
    .challenge = parameter(call, "code_challenge"),
    .challenge_method = parameter(call, "code_challenge_method"),
  };
  struct text form;
  bool may_redirect;
  const char *problem = oauth_authorize(call->instance, call->arena, &request, &form,
                                        &may_redirect);

  if (problem && may_redirect)
    tell_client(call, &request, problem);
  else if (problem)
    sign_in_page_say(call, 400, TEXT("This application may not sign you in"),
                     text_of(problem));
  else
    sign_in_page_redirect(
      call, arena_printf(call->arena, "/sign-in?form=" TEXT_FMT, TEXT_ARG(form)));
}

/* ---- tokens ---- */

static void put_tokens(struct call *call, const struct oauth_tokens *tokens)
{
  struct oauth_answer answer = { .access = tokens->access,
                                 .refresh = tokens->refresh,
                                 .user = tokens->user,
                                 .role = tokens->role,
                                 .seconds = OAUTH_ACCESS_SECONDS,
                                 .refresh_seconds = tokens->refresh_seconds };

  oauth_message_put(call->answer, &answer);
}

static void refuse(struct call *call, const char *problem)
{
  bool is_client = text_is(text_of(problem), "invalid_client");

  oauth_message_put_error(call->answer, text_of(problem),
                          is_client ? TEXT("This is an invalid client.")
                                    : TEXT("The request for tokens is not valid."));
  http_respond_header(call->response, "Cache-Control", "no-store");
  http_respond_buf(call->response, is_client ? 401 : 400, "application/json",
                   call->answer);
  call->has_responded = true;
}

void oauth_token_request(struct call *call)
{
  struct oauth_token_request request = {
    .grant_type = form_value(call, "grant_type"),
    .client_id = form_value(call, "client_id"),
    .client_secret = form_value(call, "client_secret"),
    .code = form_value(call, "code"),
    .redirect_uri = form_value(call, "redirect_uri"),
    .verifier = form_value(call, "code_verifier"),
    .refresh_token = form_value(call, "refresh_token"),
    .scope = form_value(call, "scope"),
    .single_use = text_is(form_value(call, "enable_single_use_refresh_tokens"), "true"),
  };
  struct oauth_tokens tokens;
  const char *problem;

  form_basic(call->arena, http_header(call->request, "Authorization"), &request.client_id,
             &request.client_secret);
  problem = oauth_token(call->instance, call->arena, &request, &tokens);
  if (problem) {
    refuse(call, problem);
    return;
  }
  http_respond_header(call->response, "Cache-Control", "no-store");
  put_tokens(call, &tokens);
}
