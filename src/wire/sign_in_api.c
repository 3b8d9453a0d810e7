/* sign_in_api.c: the page on which a user signs in.
 *
 * Nothing is remembered of a browser: each form asks for the password, so that no other page can send
 * one in its user's name. */
#include "wire/sign_in_api.h"

#include "net/url.h"
#include "session/login.h"
#include "session/login_browser.h"
#include "session/oauth_server.h"
#include "wire/form.h"
#include "wire/sign_in_page.h"

#define BROWSER_APP "Browser"

static struct text purpose(const struct call *call, const struct ticket *page)
{
  if (!page->client.at)
    return TEXT("A program on this machine wants to open a session as you.");
  return arena_printf(call->arena,
                      "The application " TEXT_FMT
                      " wants to open sessions as you%s" TEXT_FMT
                      ". You will be sent to " TEXT_FMT,
                      TEXT_ARG(page->client), page->role.at ? " with the role " : "",
                      TEXT_ARG(page->role), TEXT_ARG(page->redirect));
}

static void no_such_form(struct call *call)
{
  sign_in_page_say(
    call, 400, TEXT("Nothing to sign in to"),
    TEXT("This address was used before, or is too old. Please begin anew in "
         "your program."));
}

void sign_in_page(struct call *call)
{
  struct sign_in_page shown = { .form = http_query(call->request, "form") };
  struct ticket page;

  if (!shown.form.at || !tickets_find(call->instance->tickets, call->arena,
                                      TICKET_SIGN_IN, shown.form, &page)) {
    no_such_form(call);
    return;
  }
  shown.purpose = purpose(call, &page);
  sign_in_page_put(call, &shown);
}

/* The address with one more parameter. */
static struct text with_parameter(struct call *call, struct text address,
                                  const char *name, struct text value)
{
  return arena_printf(call->arena, TEXT_FMT "%c%s=" TEXT_FMT, TEXT_ARG(address),
                      text_find(address, '?') < address.len ? '&' : '?', name,
                      TEXT_ARG(url_encode(call->arena, value)));
}

static void go_back(struct call *call, const struct ticket *page, const char *name,
                    struct text value)
{
  struct text address = with_parameter(call, page->redirect, name, value);

  if (page->state.at)
    address = with_parameter(call, address, "state", page->state);
  sign_in_page_redirect(call, address);
}

static void finish(struct call *call, const struct ticket *page, struct text user)
{
  struct ticket token = { .user = user, .proof = page->proof };
  struct text code;

  if (!page->client.at) {
    go_back(call, page, "token",
            tickets_give(call->instance->tickets, call->arena, TICKET_BROWSER_TOKEN,
                         &token, LOGIN_BROWSER_SECONDS));
    return;
  }
  code = oauth_code(call->instance, call->arena, page, user);
  if (code.at)
    go_back(call, page, "code", code);
  else
    go_back(call, page, "error", TEXT("invalid_scope"));
}

static bool check(struct call *call, struct login_grant *grant, struct err *err)
{
  struct login_claim claim = { .method = LOGIN_BY_PASSWORD,
                               .user = form_value(call, "user"),
                               .password = form_value(call, "password"),
                               .passcode = form_value(call, "passcode"),
                               .is_local = http_is_local(call->request),
                               .address = http_peer(call->request),
                               .app = TEXT(BROWSER_APP) };

  if (!claim.passcode.len)
    claim.passcode = (struct text){ 0 };
  return login_check(call->instance, call->arena, &claim, grant, err);
}

void sign_in_form(struct call *call)
{
  struct sign_in_page shown = { .form = form_value(call, "form"),
                                .user = form_value(call, "user") };
  struct tickets *tickets = call->instance->tickets;
  struct login_grant grant;
  struct ticket page;
  struct err err;
  bool denied = text_is(form_value(call, "answer"), "deny");

  if (!shown.form.at ||
      !tickets_find(tickets, call->arena, TICKET_SIGN_IN, shown.form, &page)) {
    no_such_form(call);
    return;
  }
  if (!denied && !check(call, &grant, &err)) {
    shown.purpose = purpose(call, &page);
    shown.problem = err.message;
    sign_in_page_put(call, &shown);
    return;
  }
  /* Two forms sent at once: one of them counts. */
  if (!tickets_take(tickets, call->arena, TICKET_SIGN_IN, shown.form, &page))
    no_such_form(call);
  else if (denied)
    go_back(call, &page, "error", TEXT("access_denied"));
  else
    finish(call, &page, grant.user->name);
}
