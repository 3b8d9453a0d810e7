/* test_s3_sign.c: signatures as Amazon's documentation has worked them out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "stage/s3_sign.h"

#define MAY_24_2013 1369353600 /* 2013-05-24T00:00:00Z */

static const struct s3_keys keys = { { "AKIAIOSFODNN7EXAMPLE", 20 },
                                     { "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", 40 },
                                     { "", 0 },
                                     { "us-east-1", 9 } };

static const char *authorization(const struct list *headers)
{
  const struct text *last = headers->at[headers->count - 1];

  assert_true(text_starts_with(*last, "Authorization: AWS4-HMAC-SHA256 Credential="
                                      "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/"
                                      "aws4_request, SignedHeaders="));
  return last->at;
}

/* docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, the examples */
static void requests_are_signed_as_documented(void **state)
{
  static const struct s3_pair lifecycle[] = { { { "lifecycle", 9 }, { "", 0 } } };
  static const struct s3_pair listing[] = { { { "max-keys", 8 }, { "2", 1 } },
                                            { { "prefix", 6 }, { "J", 1 } } };
  struct arena *arena = arena_new();
  struct s3_request request = { .method = "GET",
                                .host = TEXT("examplebucket.s3.amazonaws.com"),
                                .path = TEXT("/"),
                                .query = lifecycle,
                                .query_count = 1,
                                .body_sha256 = S3_EMPTY_SHA256 };
  struct list headers = s3_sign(arena, &keys, &request, MAY_24_2013);

  (void)state;
  assert_non_null(
    strstr(authorization(&headers),
           "Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"));
  request.query = listing;
  request.query_count = 2;
  headers = s3_sign(arena, &keys, &request, MAY_24_2013);
  assert_non_null(
    strstr(authorization(&headers),
           "Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"));
  arena_free(arena);
}

static void headers_are_signed_in_order_of_name(void **state)
{
  static const struct s3_pair more[] = { { { "x-amz-server-side-encryption", 28 },
                                           { "AES256", 6 } },
                                         { { "x-amz-acl", 9 }, { "private", 7 } } };
  struct arena *arena = arena_new();
  struct s3_keys own = keys;
  struct s3_request request = { .method = "PUT",
                                .host = TEXT("h"),
                                .path = TEXT("/b/k"),
                                .headers = more,
                                .header_count = 2,
                                .body_sha256 = S3_EMPTY_SHA256 };
  struct list headers;

  (void)state;
  own.token = TEXT("t");
  headers = s3_sign(arena, &own, &request, MAY_24_2013);
  assert_non_null(strstr(authorization(&headers),
                         "SignedHeaders=host;x-amz-acl;x-amz-content-sha256;x-amz-date;"
                         "x-amz-security-token;x-amz-server-side-encryption,"));
  assert_int_equal(headers.count, 6);
  arena_free(arena);
}

static void without_a_key_nothing_is_signed(void **state)
{
  struct arena *arena = arena_new();
  struct s3_keys none = { .region = TEXT("us-east-1") };
  struct s3_request request = {
    .method = "GET", .host = TEXT("h"), .path = TEXT("/"), .body_sha256 = S3_EMPTY_SHA256
  };
  struct list headers = s3_sign(arena, &none, &request, MAY_24_2013);

  (void)state;
  assert_int_equal(headers.count, 2);
  arena_free(arena);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(requests_are_signed_as_documented),
    cmocka_unit_test(headers_are_signed_in_order_of_name),
    cmocka_unit_test(without_a_key_nothing_is_signed),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
