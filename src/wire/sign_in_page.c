/* sign_in_page.c: the pages that a browser sees. */
#include "wire/sign_in_page.h"

static const char head[] =
  "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Snowglobe</title>"
  "<meta name=\"viewport\" content=\"width=device-width\"><style>"
  "body{font:16px/1.5 system-ui,sans-serif;background:#eef3f8;color:#123;margin:0}"
  "main{max-width:22rem;margin:12vh auto;background:#fff;padding:2rem;border-radius:8px}"
  "h1{font-size:1.3rem;margin:0 0 1rem}label{display:block;margin:.8rem 0 0}"
  "input{width:100%;box-sizing:border-box;font:inherit;padding:.4rem;margin:.2rem 0}"
  "button{font:inherit;margin-top:1.2rem;padding:.5rem 1rem;background:#1668b0;"
  "color:#fff;border:0;border-radius:4px}[role=alert]{color:#a31515}code{word-break:break-all}"
  "</style></head><body><main>";

static const char foot[] = "</main></body></html>";

static void put_escaped(struct buf *out, struct text text)
{
  for (size_t i = 0; i < text.len; i++)
    switch (text.at[i]) {
    case '&': buf_add_string(out, "&amp;"); break;
    case '<': buf_add_string(out, "&lt;"); break;
    case '>': buf_add_string(out, "&gt;"); break;
    case '"': buf_add_string(out, "&quot;"); break;
    case '\'': buf_add_string(out, "&#39;"); break;
    default: buf_add_char(out, text.at[i]);
    }
}

static void respond(struct call *call, int status, struct buf *page)
{
  http_respond_header(call->response, "Cache-Control", "no-store");
  http_respond_header(call->response, "Content-Security-Policy",
                      "default-src 'none'; style-src 'unsafe-inline'; "
                      "frame-ancestors 'none'; base-uri 'none'");
  http_respond_header(call->response, "X-Content-Type-Options", "nosniff");
  http_respond_header(call->response, "Referrer-Policy", "no-referrer");
  http_respond_buf(call->response, status, "text/html; charset=utf-8", page);
  call->has_responded = true;
}

static void put_fields(struct buf *out, const struct sign_in_page *page)
{
  buf_add_string(out,
                 "<form method=\"post\" action=\"/sign-in/form\" autocomplete=\"off\">"
                 "<input type=\"hidden\" name=\"form\" value=\"");
  put_escaped(out, page->form);
  buf_add_string(out, "\"><label>User <input name=\"user\" required value=\"");
  put_escaped(out, page->user);
  buf_add_string(out,
                 "\"></label><label>Password <input name=\"password\" type=\"password\" "
                 "required></label><label>Passcode, if you have a second factor "
                 "<input name=\"passcode\" inputmode=\"numeric\"></label>"
                 "<button name=\"answer\" value=\"allow\">Sign in and allow</button> "
                 "<button name=\"answer\" value=\"deny\" formnovalidate>Deny</button>"
                 "</form>");
}

void sign_in_page_put(struct call *call, const struct sign_in_page *page)
{
  struct buf out;

  buf_init(&out);
  buf_add_string(&out, head);
  buf_add_string(&out, "<h1>Sign in to Snowglobe</h1><p>");
  put_escaped(&out, page->purpose);
  buf_add_string(&out, "</p>");
  if (page->problem) {
    buf_add_string(&out, "<p role=\"alert\">");
    put_escaped(&out, text_of(page->problem));
    buf_add_string(&out, "</p>");
  }
  put_fields(&out, page);
  buf_add_string(&out, foot);
  respond(call, page->problem ? 403 : 200, &out);
  buf_clear(&out);
}

void sign_in_page_say(struct call *call, int status, struct text title, struct text words)
{
  struct buf out;

  buf_init(&out);
  buf_add_string(&out, head);
  buf_add_string(&out, "<h1>");
  put_escaped(&out, title);
  buf_add_string(&out, "</h1><p>");
  put_escaped(&out, words);
  buf_add_string(&out, "</p>");
  buf_add_string(&out, foot);
  respond(call, status, &out);
  buf_clear(&out);
}

void sign_in_page_redirect(struct call *call, struct text address)
{
  struct buf none;

  buf_init(&none);
  http_respond_header(call->response, "Location", arena_c_string(call->arena, address));
  respond(call, 303, &none);
  buf_clear(&none);
}
