/* dash_assets.c: the dashboard's pages, which are built from web/ and lie in the program. */
#include "dashboard/dash_assets.h"

#include <stdlib.h>

#include "dashboard/dash_guard.h"
#include "data/compress.h"
#include "net/crypto.h"

#define PAGE "index.html"
#define PREFIX "/dashboard/"
#define NONCE "%NONCE%"
#define SAME_FOR_A_YEAR "public, max-age=31536000, immutable"
#define ASK_AGAIN "no-cache"

struct dash_file {
  const char *path; /* "assets/index-Ab12.js" */
  const char *type, *tag;
  const unsigned char *packed; /* gzip */
  size_t size;
};

#include "dashboard/dash_files.h"

static const struct dash_file *find_file(struct text path)
{
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
    if (text_is(path, files[i].path))
      return &files[i];
  return NULL;
}

static void unpack(const struct dash_file *file, struct buf *out)
{
  if (compress_gunzip(text_from((const char *)file->packed, file->size), SIZE_MAX / 2,
                      out) != GUNZIP_OK)
    abort(); /* It lies in the program. */
}

/* Nothing of another site runs in these pages, nor do they show in its frames. */
static void add_security_headers(struct call *call, struct text nonce)
{
  http_respond_header(
    call->response, "Content-Security-Policy",
    arena_printf(
      call->arena,
      "default-src 'none'; script-src 'self'; connect-src 'self'; "
      "img-src 'self' data:; font-src 'self'; style-src 'self' 'nonce-" TEXT_FMT
      "'; style-src-attr 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      TEXT_ARG(nonce))
      .at);
  http_respond_header(call->response, "X-Content-Type-Options", "nosniff");
  http_respond_header(call->response, "Referrer-Policy", "no-referrer");
  http_respond_header(call->response, "Cross-Origin-Opener-Policy", "same-origin");
  http_respond_header(call->response, "Cross-Origin-Resource-Policy", "same-origin");
}

/* ---- the page ---- */

/* By a path alone: who came through a proxy stays at its name. */
void dash_home(struct call *call)
{
  dash_add_headers(call);
  http_respond_header(call->response, "Location", "/dashboard");
  http_respond(call->response, 302, "text/plain", TEXT(""));
  call->has_responded = true;
}

static struct text new_nonce(struct call *call)
{
  unsigned char random[16];
  char hex[2 * sizeof random + 1];

  crypto_random(random, sizeof random);
  crypto_hex(random, sizeof random, hex);
  return arena_text(call->arena, text_of(hex));
}

void dash_page(struct call *call)
{
  const struct dash_file *file = find_file(TEXT(PAGE));
  struct text nonce = new_nonce(call), page;
  struct buf whole;
  size_t at;

  buf_init(&whole);
  unpack(file, &whole);
  page = buf_text(&whole);
  at = text_find_text(page, TEXT(NONCE));
  buf_add_text(call->answer, text_slice(page, 0, at));
  buf_add_text(call->answer, nonce);
  buf_add_text(call->answer, text_slice(page, at + sizeof NONCE - 1, page.len));
  buf_clear(&whole);
  add_security_headers(call, nonce);
  http_respond_header(call->response, "Cache-Control", ASK_AGAIN);
  http_respond_buf(call->response, 200, file->type, call->answer);
  call->has_responded = true;
}

/* ---- what it needs ---- */

static void respond_file(struct call *call, const struct dash_file *file)
{
  http_respond_header(call->response, "ETag", file->tag);
  http_respond_header(call->response, "Cache-Control", SAME_FOR_A_YEAR);
  http_respond_header(call->response, "X-Content-Type-Options", "nosniff");
  http_respond_header(call->response, "Cross-Origin-Resource-Policy", "same-origin");
  call->has_responded = true;
  if (text_is(http_header(call->request, "If-None-Match"), file->tag)) {
    http_respond(call->response, 304, file->type, TEXT(""));
  } else {
    http_respond_packed(call->response, 200, file->type,
                        text_from((const char *)file->packed, file->size));
  }
}

void dash_asset(struct call *call)
{
  struct text path = http_path(call->request);
  const struct dash_file *file = find_file(text_slice(path, sizeof PREFIX - 1, path.len));

  if (file) {
    respond_file(call, file);
  } else {
    dash_add_headers(call);
    http_respond(call->response, 404, "text/plain", TEXT("Not found\n"));
    call->has_responded = true;
  }
}
