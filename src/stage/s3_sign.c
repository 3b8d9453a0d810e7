/* s3_sign.c: requests to S3, signed in Amazon's way (AWS Signature Version 4). */
#include "stage/s3_sign.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "net/crypto.h"
#include "net/url.h"

#define ALGORITHM "AWS4-HMAC-SHA256"
#define DATE_SIZE 8 /* 20130524 of 20130524T000000Z */

struct text s3_query_text(struct arena *arena, const struct s3_pair *query, int count)
{
  struct text text;
  struct buf out;

  buf_init(&out);
  for (int i = 0; i < count; i++) {
    if (i)
      buf_add_char(&out, '&');
    buf_add_text(&out, url_encode(arena, query[i].name));
    buf_add_char(&out, '=');
    buf_add_text(&out, url_encode(arena, query[i].value));
  }
  text = buf_copy(&out, arena);
  buf_clear(&out);
  return text;
}

/* The headers that are signed. */
struct signing {
  struct arena *arena;
  const struct s3_keys *keys;
  const struct s3_request *request;
  struct s3_pair *headers; /* In order of name. */
  int count;
  struct text time; /* 20130524T000000Z */
};

static int compare_pairs(const void *a, const void *b)
{
  return text_compare(((const struct s3_pair *)a)->name,
                      ((const struct s3_pair *)b)->name);
}

static void gather(struct signing *signing)
{
  const struct s3_request *request = signing->request;
  int count = 0;

  signing->headers = ARENA_ARRAY(signing->arena, (size_t)request->header_count + 4,
                                 struct s3_pair);
  signing->headers[count++] = (struct s3_pair){ TEXT("host"), request->host };
  signing->headers[count++] = (struct s3_pair){ TEXT("x-amz-content-sha256"),
                                                text_of(request->body_sha256) };
  signing->headers[count++] = (struct s3_pair){ TEXT("x-amz-date"), signing->time };
  if (signing->keys->token.len)
    signing->headers[count++] = (struct s3_pair){ TEXT("x-amz-security-token"),
                                                  signing->keys->token };
  for (int i = 0; i < request->header_count; i++)
    signing->headers[count++] = request->headers[i];
  qsort(signing->headers, (size_t)count, sizeof *signing->headers, compare_pairs);
  signing->count = count;
}

static struct text signed_names(const struct signing *signing)
{
  struct text names = TEXT("");

  for (int i = 0; i < signing->count; i++)
    names = arena_printf(signing->arena, TEXT_FMT "%s" TEXT_FMT, TEXT_ARG(names),
                         i ? ";" : "", TEXT_ARG(signing->headers[i].name));
  return names;
}

static void hex_digest(struct text text, char hex[CRYPTO_SHA256_SIZE * 2 + 1])
{
  unsigned char digest[CRYPTO_SHA256_SIZE];

  crypto_sha256(text, digest);
  crypto_hex(digest, sizeof digest, hex);
}

/* The digest of the request in its one canonical form. */
static void canonical(const struct signing *signing, char hex[CRYPTO_SHA256_SIZE * 2 + 1])
{
  const struct s3_request *request = signing->request;
  struct buf out;

  buf_init(&out);
  buf_printf(
    &out, "%s\n" TEXT_FMT "\n" TEXT_FMT "\n", request->method, TEXT_ARG(request->path),
    TEXT_ARG(s3_query_text(signing->arena, request->query, request->query_count)));
  for (int i = 0; i < signing->count; i++)
    buf_printf(&out, TEXT_FMT ":" TEXT_FMT "\n", TEXT_ARG(signing->headers[i].name),
               TEXT_ARG(signing->headers[i].value));
  buf_printf(&out, "\n" TEXT_FMT "\n%s", TEXT_ARG(signed_names(signing)),
             request->body_sha256);
  hex_digest(buf_text(&out), hex);
  buf_clear(&out);
}

static struct text scope_of(const struct signing *signing)
{
  return arena_printf(signing->arena, TEXT_FMT "/" TEXT_FMT "/s3/aws4_request",
                      TEXT_ARG(text_slice(signing->time, 0, DATE_SIZE)),
                      TEXT_ARG(signing->keys->region));
}

static struct text key_text(const unsigned char key[CRYPTO_SHA256_SIZE])
{
  return text_from((const char *)key, CRYPTO_SHA256_SIZE);
}

static void signature(const struct signing *signing, char hex[CRYPTO_SHA256_SIZE * 2 + 1])
{
  const struct s3_keys *keys = signing->keys;
  struct text first = arena_printf(signing->arena, "AWS4" TEXT_FMT,
                                   TEXT_ARG(keys->secret));
  unsigned char key[CRYPTO_SHA256_SIZE], next[CRYPTO_SHA256_SIZE];
  char request[CRYPTO_SHA256_SIZE * 2 + 1];
  struct text what;

  canonical(signing, request);
  what = arena_printf(signing->arena, ALGORITHM "\n" TEXT_FMT "\n" TEXT_FMT "\n%s",
                      TEXT_ARG(signing->time), TEXT_ARG(scope_of(signing)), request);
  crypto_hmac_sha256(first, text_slice(signing->time, 0, DATE_SIZE), key);
  crypto_hmac_sha256(key_text(key), keys->region, next);
  crypto_hmac_sha256(key_text(next), TEXT("s3"), key);
  crypto_hmac_sha256(key_text(key), TEXT("aws4_request"), next);
  crypto_hmac_sha256(key_text(next), what, key);
  crypto_hex(key, sizeof key, hex);
}

static struct text time_text(struct arena *arena, int64_t seconds)
{
  time_t at = (time_t)seconds;
  char text[32];
  struct tm parts;

  gmtime_r(&at, &parts);
  strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &parts);
  return arena_text(arena, text_of(text));
}

static void add_header(struct arena *arena, struct list *list, struct text line)
{
  struct text *header = ARENA_NEW(arena, struct text);

  *header = line;
  list_add(arena, list, header);
}

struct list s3_sign(struct arena *arena, const struct s3_keys *keys,
                    const struct s3_request *request, int64_t seconds)
{
  struct signing signing = {
    .arena = arena, .keys = keys, .request = request, .time = time_text(arena, seconds)
  };
  char hex[CRYPTO_SHA256_SIZE * 2 + 1];
  struct list list = { 0 };

  gather(&signing);
  for (int i = 0; i < signing.count; i++)
    if (!text_is(signing.headers[i].name, "host"))
      add_header(arena, &list,
                 arena_printf(arena, TEXT_FMT ": " TEXT_FMT,
                              TEXT_ARG(signing.headers[i].name),
                              TEXT_ARG(signing.headers[i].value)));
  if (!keys->key_id.len)
    return list;
  signature(&signing, hex);
  add_header(arena, &list,
             arena_printf(arena,
                          "Authorization: " ALGORITHM " Credential=" TEXT_FMT "/" TEXT_FMT
                          ", SignedHeaders=" TEXT_FMT ", Signature=%s",
                          TEXT_ARG(keys->key_id), TEXT_ARG(scope_of(&signing)),
                          TEXT_ARG(signed_names(&signing)), hex));
  return list;
}
