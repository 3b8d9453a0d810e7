/* test_crypto.c: digests and encodings, against the vectors of their standards. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "net/crypto.h"

static void sha256_is_that_of_fips_180(void **state)
{
  unsigned char digest[CRYPTO_SHA256_SIZE];
  char hex[CRYPTO_SHA256_SIZE * 2 + 1];

  (void)state;
  crypto_sha256(TEXT("abc"), digest);
  crypto_hex(digest, sizeof digest, hex);
  assert_string_equal(hex,
                      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  crypto_sha256(TEXT(""), digest);
  crypto_hex(digest, sizeof digest, hex);
  assert_string_equal(hex,
                      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void hmac_is_that_of_rfc_4231(void **state)
{
  unsigned char digest[CRYPTO_SHA256_SIZE];
  char hex[CRYPTO_SHA256_SIZE * 2 + 1];

  (void)state;
  crypto_hmac_sha256(TEXT("Jefe"), TEXT("what do ya want for nothing?"), digest);
  crypto_hex(digest, sizeof digest, hex);
  assert_string_equal(hex,
                      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

static void pbkdf2_is_that_of_rfc_7914(void **state)
{
  unsigned char key[64];
  char hex[129];

  (void)state;
  assert_true(crypto_pbkdf2(TEXT("passwd"), TEXT("salt"), 1, key, sizeof key));
  crypto_hex(key, sizeof key, hex);
  assert_string_equal(hex,
                      "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
                      "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a1978"
                      "3");
  assert_false(crypto_pbkdf2(TEXT("passwd"), TEXT("salt"), 0, key, sizeof key));
  assert_true(crypto_pbkdf2(TEXT(""), TEXT(""), 2, key, sizeof key));
}

static void random_bytes_differ(void **state)
{
  unsigned char a[32], b[32];

  (void)state;
  crypto_random(a, sizeof a);
  crypto_random(b, sizeof b);
  assert_memory_not_equal(a, b, sizeof a);
  assert_false(crypto_equal(a, b, sizeof a));
  memcpy(a, b, sizeof a);
  assert_true(crypto_equal(a, b, sizeof a));
}

static void base64_is_that_of_rfc_4648(void **state)
{
  static const char *const cases[][2] = {
    { "", "" },        { "f", "Zg==" },        { "fo", "Zm8=" },
    { "foo", "Zm9v" }, { "foob", "Zm9vYg==" }, { "\xFB\xFF", "+/8=" }
  };
  static const char *const bad[] = { "Z",    "Zg=",  "Zg===", "Zh==",     "Z===",
                                     "====", "Zm9=", "Z m8",  "Zg==Zg==", "Zm_8" };
  struct buf out;

  (void)state;
  buf_init(&out);
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    buf_reset(&out);
    crypto_base64(text_of(cases[i][0]), &out);
    assert_true(text_is(buf_text(&out), cases[i][1]));
    buf_reset(&out);
    assert_true(crypto_base64_decode(text_of(cases[i][1]), &out));
    assert_true(text_is(buf_text(&out), cases[i][0]));
  }
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    assert_false(crypto_base64_decode(text_of(bad[i]), &out));
  buf_clear(&out);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(sha256_is_that_of_fips_180),
    cmocka_unit_test(hmac_is_that_of_rfc_4231),
    cmocka_unit_test(pbkdf2_is_that_of_rfc_7914),
    cmocka_unit_test(random_bytes_differ),
    cmocka_unit_test(base64_is_that_of_rfc_4648),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
