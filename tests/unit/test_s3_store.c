/* test_s3_store.c: from the URL of a stage to the address of its bucket. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "stage/s3_store.h"

static const struct s3_settings amazon = { .region = "eu-west-1" };
static const struct s3_settings others = {
  .endpoint = "http://127.0.0.1:9000/",
  .compat_endpoints = "http://minio:80, store.example.com:443 ,https://other:9443",
};

static bool open_store(struct arena *arena, const struct s3_settings *settings,
                       const char *url, const char *endpoint, struct s3_store *store)
{
  struct s3_location location = { .url = text_of(url), .endpoint = text_of(endpoint) };
  struct err err = { 0 };

  return s3_store_open(arena, settings, NULL, &location, store, &err);
}

static void buckets_have_addresses(void **state)
{
  static const struct {
    const struct s3_settings *settings;
    const char *url, *endpoint, *base, *host, *root, *prefix;
  } cases[] = {
    { &amazon, "s3://b/p/q", NULL, "https://b.s3.eu-west-1.amazonaws.com",
      "b.s3.eu-west-1.amazonaws.com", "", "p/q/" },
    { &amazon, "s3://b.c", NULL, "https://s3.eu-west-1.amazonaws.com",
      "s3.eu-west-1.amazonaws.com", "/b.c", "" },
    { &others, "s3://b/", NULL, "http://127.0.0.1:9000", "127.0.0.1:9000", "/b", "" },
    { &others, "s3compat://b/x/", "minio:80", "http://minio", "minio", "/b", "x/" },
    { &others, "s3compat://b/x", "store.example.com:443", "https://store.example.com",
      "store.example.com", "/b", "x/" },
    { &others, "s3compat://b", "other:9443", "https://other:9443", "other:9443", "/b",
      "" },
  };
  struct arena *arena = arena_new();

  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct s3_store store;

    assert_true(
      open_store(arena, cases[i].settings, cases[i].url, cases[i].endpoint, &store));
    assert_true(text_is(store.base, cases[i].base));
    assert_true(text_is(store.host, cases[i].host));
    assert_true(text_is(store.root, cases[i].root));
    assert_true(text_is(store.prefix, cases[i].prefix));
  }
  arena_free(arena);
}

static void no_other_address_is_made(void **state)
{
  static const struct {
    const char *url, *endpoint;
  } cases[] = {
    { "s3://", NULL },
    { "s3:///x", NULL },
    { "s3://evil.com#/x", NULL },
    { "s3://a@b/x", NULL },
    { "s3://a?b", NULL },
    { "s3://..", NULL },
    { "s3://-a", NULL },
    { "s3compat://b/x", NULL },
    { "s3compat://b/x", "minio" },
    { "s3compat://b/x", "minio:8" },
    { "s3compat://b/x", "169.254.169.254" },
  };
  struct arena *arena = arena_new();

  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct s3_store store;

    assert_false(open_store(arena, &others, cases[i].url, cases[i].endpoint, &store));
  }
  arena_free(arena);
}

static void keys_cannot_add_headers(void **state)
{
  struct arena *arena = arena_new();
  struct s3_location location = { .url = TEXT("s3://b"),
                                  .key_id = TEXT("a\r\nX-Evil: 1"),
                                  .secret = TEXT("s") };
  struct s3_store store;
  struct err err = { 0 };

  (void)state;
  assert_false(s3_store_open(arena, &amazon, NULL, &location, &store, &err));
  assert_int_equal(err.code, ERR_INVALID_VALUE);
  arena_free(arena);
}

static void a_bucket_may_be_in_another_region(void **state)
{
  struct arena *arena = arena_new();
  struct s3_store store;

  (void)state;
  assert_true(open_store(arena, &amazon, "s3://b", NULL, &store));
  s3_store_move(&store, TEXT("ap-south-1"));
  assert_true(text_is(store.host, "b.s3.ap-south-1.amazonaws.com"));
  assert_true(text_is(store.keys.region, "ap-south-1"));
  arena_free(arena);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(buckets_have_addresses),
    cmocka_unit_test(no_other_address_is_made),
    cmocka_unit_test(keys_cannot_add_headers),
    cmocka_unit_test(a_bucket_may_be_in_another_region),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
