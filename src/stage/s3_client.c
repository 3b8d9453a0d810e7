/* s3_client.c: the objects of a bucket: listing, reading, writing and removing them. */
#include "stage/s3_client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "net/crypto.h"
#include "net/url.h"

#define TRIES 3
#define FIRST_WAIT_MS 100
#define PART ((int64_t)16 << 20) /* Larger files are sent in parts of this size, */
#define MOST_PARTS 10000         /* or larger ones when there would be more. */
#define BLOCK ((size_t)256 << 10)
#define MOST_HEADERS 4

/* One request to a store, and what came back. */
struct exchange {
  struct s3_store *store;
  struct arena *arena;
  const char *method;
  struct text key; /* Empty: the bucket itself. */
  struct s3_pair query[MOST_HEADERS];
  int query_count;
  struct s3_pair headers[MOST_HEADERS]; /* x-amz-..., signed. */
  int header_count;
  struct text plain; /* A header that is not signed; at NULL: none. */
  const char *sha256;
  struct text body;
  int from, to; /* As in struct http_call. */
  int64_t from_offset, from_size;
  struct http_answer answer;
};

static struct exchange exchange_new(struct s3_store *store, const char *method,
                                    struct text key)
{
  struct exchange exchange = { .store = store,
                               .arena = arena_new(),
                               .method = method,
                               .key = key,
                               .sha256 = S3_EMPTY_SHA256,
                               .from = -1,
                               .to = -1 };

  http_answer_init(&exchange.answer);
  return exchange;
}

static void exchange_clear(struct exchange *exchange)
{
  http_answer_clear(&exchange->answer);
  arena_free(exchange->arena);
}

static void ask(struct exchange *exchange, struct text name, struct text value)
{
  exchange->query[exchange->query_count++] = (struct s3_pair){ name, value };
}

static void say(struct exchange *exchange, struct text name, struct text value)
{
  exchange->headers[exchange->header_count++] = (struct s3_pair){ name, value };
}

/* ---- sending ---- */

/* The path's slashes stay as they are. */
static struct text encoded_path(struct exchange *exchange)
{
  struct text rest = exchange->key, path;
  struct buf out;

  buf_init(&out);
  buf_add_text(&out, exchange->store->root);
  buf_add_char(&out, '/');
  while (rest.len) {
    size_t slash = text_find(rest, '/');

    buf_add_text(&out, url_encode(exchange->arena, text_slice(rest, 0, slash)));
    if (slash < rest.len)
      buf_add_char(&out, '/');
    rest = text_slice(rest, slash + 1, rest.len);
  }
  path = buf_copy(&out, exchange->arena);
  buf_clear(&out);
  return path;
}

static const struct text *sign(struct exchange *exchange, struct text path, int *count)
{
  struct s3_request request = { .method = exchange->method,
                                .host = exchange->store->host,
                                .path = path,
                                .query = exchange->query,
                                .query_count = exchange->query_count,
                                .headers = exchange->headers,
                                .header_count = exchange->header_count,
                                .body_sha256 = exchange->sha256 };
  struct list list = s3_sign(exchange->arena, &exchange->store->keys, &request,
                             clock_now_ms() / 1000);
  struct text *headers = ARENA_ARRAY(exchange->arena, (size_t)list.count + 1,
                                     struct text);

  for (*count = 0; *count < list.count; ++*count)
    headers[*count] = *(const struct text *)list.at[*count];
  if (exchange->plain.at)
    headers[(*count)++] = exchange->plain;
  return headers;
}

static bool send_once(struct exchange *exchange, struct err *err)
{
  struct text path = encoded_path(exchange);
  struct text query = s3_query_text(exchange->arena, exchange->query,
                                    exchange->query_count);
  struct http_call call = { .method = exchange->method,
                            .body = exchange->body,
                            .from = exchange->from,
                            .from_offset = exchange->from_offset,
                            .from_size = exchange->from_size,
                            .to = exchange->to };

  call.url = arena_printf(exchange->arena, TEXT_FMT TEXT_FMT "%s" TEXT_FMT,
                          TEXT_ARG(exchange->store->base), TEXT_ARG(path),
                          query.len ? "?" : "", TEXT_ARG(query))
               .at;
  call.headers = sign(exchange, path, &call.header_count);
  return http_call_send(exchange->store->calls, &call, &exchange->answer, err);
}

static bool forget_bytes(const struct exchange *exchange, struct err *err)
{
  if (exchange->to < 0 ||
      (lseek(exchange->to, 0, SEEK_SET) == 0 && ftruncate(exchange->to, 0) == 0))
    return true;
  return err_set(err, ERR_INTERNAL, "A file on its way could not be written: %s",
                 strerror(errno));
}

static void wait_before(int attempt)
{
  int64_t ms = (int64_t)FIRST_WAIT_MS << (2 * (attempt - 1));
  struct timespec pause = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

  nanosleep(&pause, NULL);
}

static bool is_busy(int status)
{
  return status >= 500 || status == 429;
}

/* The region in which Amazon says that the bucket is; at NULL when that is not the problem. */
static struct text other_region(const struct exchange *exchange)
{
  struct text region = http_answer_header(&exchange->answer, "x-amz-bucket-region");
  int status = exchange->answer.status;

  if (!exchange->store->is_amazon || !region.len || region.len > 32 ||
      (status != 301 && status != 307 && status != 400) ||
      text_equal(region, exchange->store->keys.region))
    return (struct text){ 0 };
  for (size_t i = 0; i < region.len; i++)
    if (!((region.at[i] >= 'a' && region.at[i] <= 'z') || region.at[i] == '-' ||
          (region.at[i] >= '0' && region.at[i] <= '9')))
      return (struct text){ 0 };
  return arena_text(exchange->arena, region);
}

static bool unreachable(const struct exchange *exchange, struct err *err)
{
  struct err cause = *err;

  if (cause.code != ERR_FETCH_FAILED)
    return false;
  err_clear(err);
  return err_set(err, ERR_STAGE_AREA,
                 "Failure using stage area. Cause: [Unable to execute HTTP request to "
                 "" TEXT_FMT ": %s]",
                 TEXT_ARG(exchange->store->host), cause.message);
}

/* An answer of whatever status. */
static bool send(struct exchange *exchange, struct err *err)
{
  bool moved = false;

  for (int attempt = 1;; attempt++) {
    struct text region;
    bool came;

    if (!forget_bytes(exchange, err))
      return false;
    came = send_once(exchange, err);
    if (!came && (attempt == TRIES || err->code != ERR_FETCH_FAILED))
      return unreachable(exchange, err);
    if (came && !moved && (region = other_region(exchange)).at) {
      s3_store_move(exchange->store, region);
      moved = true;
      continue;
    }
    if (came && (attempt >= TRIES || !is_busy(exchange->answer.status)))
      return true;
    err_clear(err);
    wait_before(attempt);
  }
}

/* ---- what a store refuses ---- */

static const char *status_words(int status)
{
  switch (status) {
  case 301:
  case 307: return "The bucket is at another endpoint";
  case 400: return "Bad Request";
  case 403: return "Forbidden";
  case 404: return "Not Found";
  case 412: return "The object was changed while it was read";
  default: return "Request failed";
  }
}

static bool refused(struct exchange *exchange, struct err *err)
{
  struct text message = { 0 }, code = { 0 };

  /* An answer to HEAD has no words of its own. */
  if (!s3_answer_error(exchange->arena, buf_text(&exchange->answer.body), &code,
                       &message) ||
      !message.len)
    message = text_of(status_words(exchange->answer.status));
  if (!code.len)
    code = arena_printf(exchange->arena, "%d " TEXT_FMT, exchange->answer.status,
                        TEXT_ARG(message));
  return err_set(err, ERR_STAGE_AREA,
                 "Failure using stage area. Cause: [" TEXT_FMT
                 " (Status Code: %d; Error Code: " TEXT_FMT ")]",
                 TEXT_ARG(text_cut(message, 500)), exchange->answer.status,
                 TEXT_ARG(text_cut(code, 100)));
}

static bool send_for(struct exchange *exchange, int status, struct err *err)
{
  return send(exchange, err) &&
         (exchange->answer.status == status || refused(exchange, err));
}

static bool misunderstood(struct err *err)
{
  return err_set(err, ERR_STAGE_AREA,
                 "Failure using stage area. Cause: [The answer of the store cannot be "
                 "read]");
}

/* ---- listing ---- */

static bool list_page(struct s3_store *store, struct arena *arena, struct text prefix,
                      struct text *token, struct list *objects, struct err *err)
{
  struct exchange exchange = exchange_new(store, "GET", TEXT(""));
  bool ok;

  if (token->at)
    ask(&exchange, TEXT("continuation-token"), *token);
  ask(&exchange, TEXT("encoding-type"), TEXT("url"));
  ask(&exchange, TEXT("list-type"), TEXT("2"));
  ask(&exchange, TEXT("prefix"), prefix);
  ok = send_for(&exchange, 200, err);
  if (ok && !s3_answer_list(arena, buf_text(&exchange.answer.body), objects, token))
    ok = misunderstood(err);
  exchange_clear(&exchange);
  return ok;
}

bool s3_list(struct s3_store *store, struct arena *arena, struct text prefix,
             struct list *objects, struct err *err)
{
  struct text token = { 0 };

  do {
    if (!list_page(store, arena, prefix, &token, objects, err))
      return false;
  } while (token.at);
  return true;
}

bool s3_head(struct s3_store *store, struct arena *arena, struct text key,
             struct s3_object *object, bool *found, struct err *err)
{
  struct exchange exchange = exchange_new(store, "HEAD", key);
  const struct http_answer *answer = &exchange.answer;
  bool ok = send(&exchange, err);

  *found = false;
  if (ok && answer->status == 200) {
    *found = true;
    object->key = arena_text(arena, key);
    object->etag = arena_text(arena, s3_etag(http_answer_header(answer, "ETag")));
    ok = (text_to_int64(http_answer_header(answer, "Content-Length"), &object->size) &&
          s3_time(http_answer_header(answer, "Last-Modified"), &object->modified_ns)) ||
         misunderstood(err);
  } else if (ok && answer->status != 404) {
    ok = refused(&exchange, err);
  }
  exchange_clear(&exchange);
  return ok;
}

/* ---- reading ---- */

bool s3_get(struct s3_store *store, const struct s3_object *object, int fd,
            struct err *err)
{
  struct exchange exchange = exchange_new(store, "GET", object->key);
  bool ok;

  if (object->etag.len)
    exchange.plain = arena_printf(exchange.arena, "If-Match: \"" TEXT_FMT "\"",
                                  TEXT_ARG(object->etag));
  exchange.to = fd;
  ok = send_for(&exchange, 200, err);
  if (ok && lseek(fd, 0, SEEK_END) != object->size)
    ok = misunderstood(err);
  exchange_clear(&exchange);
  return ok;
}

/* ---- writing ---- */

static void say_encryption(struct exchange *exchange)
{
  const struct s3_store *store = exchange->store;

  if (store->encryption.len)
    say(exchange, TEXT("x-amz-server-side-encryption"), store->encryption);
  if (store->kms_key.len)
    say(exchange, TEXT("x-amz-server-side-encryption-aws-kms-key-id"), store->kms_key);
}

static bool put_whole(struct s3_store *store, struct text key, int fd, int64_t size,
                      const char *sha256, struct err *err)
{
  struct exchange exchange = exchange_new(store, "PUT", key);
  bool ok;

  say_encryption(&exchange);
  exchange.sha256 = sha256;
  exchange.from = fd;
  exchange.from_size = size;
  ok = send_for(&exchange, 200, err);
  exchange_clear(&exchange);
  return ok;
}

/* An upload in parts. */
struct parts {
  struct s3_store *store;
  struct text key, id;
  int fd;
  struct buf done; /* The XML that names each part. */
};

static bool begin_parts(struct parts *parts, struct arena *arena, struct err *err)
{
  struct exchange exchange = exchange_new(parts->store, "POST", parts->key);
  bool ok;

  ask(&exchange, TEXT("uploads"), TEXT(""));
  say_encryption(&exchange);
  ok = send_for(&exchange, 200, err);
  if (ok)
    parts->id = s3_answer_text(arena, buf_text(&exchange.answer.body), "UploadId");
  if (ok && !parts->id.len)
    ok = misunderstood(err);
  exchange_clear(&exchange);
  return ok;
}

static bool digest_part(int fd, int64_t offset, int64_t size,
                        char hex[CRYPTO_SHA256_SIZE * 2 + 1], struct err *err)
{
  struct crypto_hash *hash = crypto_hash_new(CRYPTO_SHA256);
  unsigned char digest[CRYPTO_SHA256_SIZE];
  char *block = malloc(BLOCK);
  ssize_t got = 1;

  if (!block)
    abort();
  while (size > 0 && got > 0) {
    got = pread(fd, block, size < (int64_t)BLOCK ? (size_t)size : BLOCK, offset);
    if (got > 0) {
      crypto_hash_add(hash, block, (size_t)got);
      offset += got;
      size -= got;
    }
  }
  crypto_hash_end(hash, digest);
  crypto_hex(digest, sizeof digest, hex);
  free(block);
  return size == 0 ||
         err_set(err, ERR_INTERNAL, "A file on its way could not be read: %s",
                 got < 0 ? strerror(errno) : "it became shorter");
}

static bool put_part(struct parts *parts, int number, int64_t offset, int64_t size,
                     struct err *err)
{
  struct exchange exchange = exchange_new(parts->store, "PUT", parts->key);
  char hex[CRYPTO_SHA256_SIZE * 2 + 1];
  bool ok = digest_part(parts->fd, offset, size, hex, err);

  ask(&exchange, TEXT("partNumber"), arena_printf(exchange.arena, "%d", number));
  ask(&exchange, TEXT("uploadId"), parts->id);
  exchange.sha256 = hex;
  exchange.from = parts->fd;
  exchange.from_offset = offset;
  exchange.from_size = size;
  ok = ok && send_for(&exchange, 200, err);
  if (ok)
    buf_printf(&parts->done,
               "<Part><PartNumber>%d</PartNumber><ETag>&quot;" TEXT_FMT
               "&quot;</ETag></Part>",
               number, TEXT_ARG(s3_etag(http_answer_header(&exchange.answer, "ETag"))));
  exchange_clear(&exchange);
  return ok;
}

/* The answer may be an error although its status was sent long before. */
static bool end_parts(struct parts *parts, struct err *err)
{
  struct exchange exchange = exchange_new(parts->store, "POST", parts->key);
  unsigned char digest[CRYPTO_SHA256_SIZE];
  char hex[CRYPTO_SHA256_SIZE * 2 + 1];
  struct text code, message;
  bool ok;

  buf_add_string(&parts->done, "</CompleteMultipartUpload>");
  exchange.body = buf_text(&parts->done);
  crypto_sha256(exchange.body, digest);
  crypto_hex(digest, sizeof digest, hex);
  exchange.sha256 = hex;
  ask(&exchange, TEXT("uploadId"), parts->id);
  ok = send_for(&exchange, 200, err);
  if (ok &&
      s3_answer_error(exchange.arena, buf_text(&exchange.answer.body), &code, &message))
    ok = refused(&exchange, err);
  exchange_clear(&exchange);
  return ok;
}

static void abandon_parts(struct parts *parts)
{
  struct exchange exchange = exchange_new(parts->store, "DELETE", parts->key);
  struct err ignored;

  err_clear(&ignored);
  ask(&exchange, TEXT("uploadId"), parts->id);
  (void)!send(&exchange, &ignored); /* What made it fail is the error to tell. */
  exchange_clear(&exchange);
}

static bool put_parts(struct s3_store *store, struct text key, int fd, int64_t size,
                      struct err *err)
{
  struct parts parts = { .store = store, .key = key, .fd = fd };
  struct arena *arena = arena_new();
  int64_t most = size / MOST_PARTS < PART ? PART : size / MOST_PARTS + 1;
  int number = 0;
  bool ok = begin_parts(&parts, arena, err), begun = ok;

  buf_init(&parts.done);
  buf_add_string(&parts.done, "<CompleteMultipartUpload>");
  for (int64_t at = 0; ok && at < size; at += most)
    ok = put_part(&parts, ++number, at, size - at < most ? size - at : most, err);
  ok = ok && end_parts(&parts, err);
  if (begun && !ok)
    abandon_parts(&parts);
  buf_clear(&parts.done);
  arena_free(arena);
  return ok;
}

bool s3_put(struct s3_store *store, struct text key, int fd, int64_t size,
            const char *sha256, struct err *err)
{
  return size <= PART ? put_whole(store, key, fd, size, sha256, err)
                      : put_parts(store, key, fd, size, err);
}

/* A bucket that is not there is 404 too. */
static bool has_no_key(struct exchange *exchange)
{
  struct text code, message;

  return exchange->answer.status == 404 &&
         s3_answer_error(exchange->arena, buf_text(&exchange->answer.body), &code,
                         &message) &&
         text_is(code, "NoSuchKey");
}

bool s3_delete(struct s3_store *store, struct text key, struct err *err)
{
  struct exchange exchange = exchange_new(store, "DELETE", key);
  bool ok = send(&exchange, err);

  if (ok && exchange.answer.status != 204 && exchange.answer.status != 200 &&
      !has_no_key(&exchange))
    ok = refused(&exchange, err);
  exchange_clear(&exchange);
  return ok;
}
