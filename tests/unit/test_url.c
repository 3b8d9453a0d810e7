/* test_url.c: the parts of a request's target. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "net/url.h"

struct url_case {
  const char *text;
  const char *wanted;
};

static void escapes_become_bytes(void **state)
{
  static const struct url_case cases[] = {
    { "", "" },           { "plain", "plain" },     { "a%20b", "a b" },
    { "%41%62", "Ab" },   { "100%", "100%" },       { "%4", "%4" },
    { "%zz%41", "%zzA" }, { "%C3%A4", "\xC3\xA4" }, { "a+b", "a+b" },
    { "%%41", "%A" },     { "%2B%2b", "++" },
  };
  struct arena *arena = arena_new();

  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    assert_true(
      text_is(url_decode(arena, text_of(cases[i].text), false), cases[i].wanted));
  assert_true(text_is(url_decode(arena, TEXT("a+b%2B"), true), "a b+"));
  assert_true(text_equal(url_decode(arena, TEXT("%00x"), false), text_from("\0x", 2)));
  arena_free(arena);
}

static void slashes_are_collapsed(void **state)
{
  static const struct url_case cases[] = {
    { "/a/b", "/a/b" },
    { "//a///b//", "/a/b/" },
    { "", "" },
    { "//", "/" },
  };
  struct arena *arena = arena_new();

  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    assert_true(text_is(url_collapse(arena, text_of(cases[i].text)), cases[i].wanted));
  arena_free(arena);
}

static void values_are_found_in_the_query_string(void **state)
{
  struct text query = TEXT("a=1&empty=&flag&b+c=x%26y+z&a=2&e=q=r&&");
  struct arena *arena = arena_new();

  (void)state;
  assert_true(text_is(url_query(arena, query, "a"), "1"));
  assert_true(text_is(url_query(arena, query, "b c"), "x&y z"));
  assert_true(text_is(url_query(arena, query, "e"), "q=r"));
  assert_non_null(url_query(arena, query, "empty").at);
  assert_int_equal(url_query(arena, query, "empty").len, 0);
  assert_non_null(url_query(arena, query, "flag").at);
  assert_null(url_query(arena, query, "A").at);
  assert_null(url_query(arena, TEXT(""), "a").at);
  arena_free(arena);
}

static void what_is_encoded_decodes_to_itself(void **state)
{
  struct arena *arena = arena_new();
  char all[256];

  (void)state;
  for (int i = 0; i < 256; i++)
    all[i] = (char)i;
  struct text encoded = url_encode(arena, text_from(all, 256));

  assert_true(text_equal(url_decode(arena, encoded, true), text_from(all, 256)));
  assert_true(text_is(url_encode(arena, TEXT("a b/c~")), "a%20b%2Fc~"));
  arena_free(arena);
}

static void a_text_is_what_it_decodes_to(void **state)
{
  (void)state;
  assert_true(url_is(TEXT("a%20%62c"), TEXT("a bc")));
  assert_true(url_is(TEXT("100%"), TEXT("100%")));
  assert_true(url_is(TEXT("%zz"), TEXT("%zz")));
  assert_true(url_is(TEXT(""), TEXT("")));
  assert_false(url_is(TEXT("ab"), TEXT("a")));
  assert_false(url_is(TEXT("a"), TEXT("ab")));
  assert_false(url_is(TEXT("%61"), TEXT("%61")));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_text_is_what_it_decodes_to),
    cmocka_unit_test(escapes_become_bytes),
    cmocka_unit_test(slashes_are_collapsed),
    cmocka_unit_test(values_are_found_in_the_query_string),
    cmocka_unit_test(what_is_encoded_decodes_to_itself),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
