/* test_json.c: JSON of messages: what is read of it, and what is said of texts that are none. */
#include "data/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

/* Scalars as plain text, each kind of bracket with what is in it. */
static void put(struct buf *out, struct arena *arena, const struct json *json)
{
  const struct json *member = NULL, *item = NULL;
  struct text name;

  if (json_has_items(json)) {
    buf_add_char(out, '[');
    for (size_t i = 0; (item = json_next(json, item)) != NULL; i++) {
      buf_add_string(out, i ? "," : "");
      put(out, arena, item);
    }
    buf_add_char(out, ']');
  } else if (json_has_members(json)) {
    buf_add_char(out, '{');
    while ((member = json_next_member(json, member, &name)) != NULL) {
      buf_printf(out, TEXT_FMT ":", TEXT_ARG(name));
      put(out, arena, member);
      buf_add_char(out, ';');
    }
    buf_add_char(out, '}');
  } else {
    buf_add_text(out,
                 json_is_absent(json) ? TEXT("null") : json_scalar_text(json, arena));
  }
}

static void json_is_read_as_it_is_meant(void **state)
{
  static const struct {
    const char *json, *expected;
  } cases[] = {
    { "[]", "[]" },
    { " { } ", "{}" },
    { "\t[ 1 ,\n-2 , 30\r]", "[1,-2,30]" },
    { "[9223372036854775807, -9223372036854775808, -0]",
      "[9223372036854775807,-9223372036854775808,0]" },
    { "[0.5, -1e2, 1E-400, 2.50]", "[0.5,-100,0,2.5]" },
    { "[true, false, null]", "[true,false,null]" },
    { "[\"\", \"a\", \"a longer text than a word\"]", "[,a,a longer text than a word]" },
    { "\"a\\\"b\\\\c\\/d\\n\\t\\u0041\"", "a\"b\\c/d\n\tA" },
    { "[\"\\u00e9\\u20AC\", \"\\ud83d\\ude00!\", \"\xC3\xA9\"]",
      "[\xC3\xA9\xE2\x82\xAC,\xF0\x9F\x98\x80!,\xC3\xA9]" },
    { "{\"a\": {\"b\": [{}, [[]]]}, \"c\": 1}", "{a:{b:[{},[[]]];};c:1;}" },
    { "[9223372036854775808, -9223372036854775809, 123456789012345678901234567890]",
      "[9223372036854775808,-9223372036854775809,123456789012345678901234567890]" },
    { "[1e400, 0.1234567890123456789]", "[1e400,0.12345678901234568]" },
  };

  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct arena *arena = arena_new();
    struct err err;
    const struct json *json = json_parse(arena, text_of(cases[i].json), &err);
    struct buf out;

    buf_init(&out);
    assert_non_null(json);
    put(&out, arena, json);
    assert_string_equal(out.at, cases[i].expected);
    buf_clear(&out);
    arena_free(arena);
  }
}

static void what_is_no_json_is_said_with_its_place(void **state)
{
  static const struct {
    const char *json, *problem;
  } cases[] = {
    { "", "line 1 column 1: input length is 0" },
    { "[1, 2", "line 1 column 6: unexpected end of data" },
    { "{\"a\" 1}",
      "line 1 column 6: unexpected character, expected a colon after object key" },
    { "[1]\n[", "line 2 column 1: unexpected content after document" },
    { "[01]", "line 1 column 2: number with leading zero is not allowed" },
    { "[1.]", "line 1 column 4: no digit after decimal point" },
    { "[nul]",
      "line 1 column 2: invalid literal, expected a valid literal such as 'null'" },
    { "[\"a\nb\"]", "line 1 column 4: unexpected control character in string" },
    { "[\"\\x\"]", "line 1 column 4: invalid escaped character in string" },
    { "[\"\\ud83d\"]", "line 1 column 9: no low surrogate in string" },
    { "[\"\\ude00\"]", "line 1 column 3: invalid high surrogate in string" },
    { "[\"\xC0\x80\"]", "line 1 column 3: invalid UTF-8 encoding in string" },
  };
  struct arena *arena = arena_new();

  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct err err;
    char expected[200];

    err_clear(&err);
    assert_null(json_parse(arena, text_of(cases[i].json), &err));
    assert_int_equal(err.code, ERR_BAD_REQUEST);
    snprintf(expected, sizeof expected, "Malformed JSON at %s", cases[i].problem);
    assert_string_equal(err.message, expected);
  }
  arena_free(arena);
}

static void of_members_with_one_name_the_last_counts(void **state)
{
  struct arena *arena = arena_new();
  struct err err;
  const struct json *json = json_parse(arena, TEXT("{\"a\":1,\"b\":2,\"a\":3}"), &err);

  (void)state;
  assert_int_equal(json_as_int(json_member(json, "a"), 0), 3);
  assert_int_equal(json_as_int(json_member(json, "b"), 0), 2);
  assert_null(json_member(json, "c"));
  assert_int_equal(json_count(json), 3);
  arena_free(arena);
}

static void numbers_beyond_a_type_are_no_integers(void **state)
{
  struct arena *arena = arena_new();
  struct err err;
  const struct json *json = json_parse(
    arena, TEXT("[9223372036854775807,9223372036854775808,1e400,1e18,1.5,\"7\"]"), &err);
  const int64_t expected[] = { INT64_MAX, -1, -1, 1000000000000000000, -1, 7 };

  (void)state;
  for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
    assert_int_equal(json_as_int(json_item(json, i), -1), expected[i]);
  arena_free(arena);
}

static void what_is_missing_is_walked_as_nothing(void **state)
{
  struct arena *arena = arena_new();
  struct text name;
  struct err err;
  const struct json *json = json_parse(arena, TEXT("[[],{},1]"), &err);

  (void)state;
  assert_null(json_next(NULL, NULL));
  assert_null(json_next_member(NULL, NULL, &name));
  for (size_t i = 0; i < 4; i++) {
    assert_null(json_next(json_item(json, i), NULL));
    assert_null(json_next_member(json_item(json, i), NULL, &name));
    assert_int_equal(json_count(json_item(json, i)), 0);
    assert_null(json_member(json_item(json, i), "a"));
  }
  arena_free(arena);
}

static void a_nul_stands_in_strings_alone(void **state)
{
  struct arena *arena = arena_new();
  struct err err;
  const struct json *json = json_parse(arena, TEXT("[\"a\\u0000b\"]"), &err);

  (void)state;
  assert_true(text_equal(json_as_text(json_item(json, 0)), TEXT("a\0b")));
  assert_null(json_parse(arena, TEXT("[1\0]"), &err));
  assert_null(json_parse(arena, TEXT("[1]\0"), &err));
  arena_free(arena);
}

static void nesting_has_an_end(void **state)
{
  char text[2 * JSON_MAX_NESTING + 2];
  struct arena *arena = arena_new();
  struct err err;

  (void)state;
  memset(text, '[', JSON_MAX_NESTING + 1);
  memset(text + JSON_MAX_NESTING + 1, ']', JSON_MAX_NESTING + 1);
  assert_int_equal(
    json_count(json_parse(arena, text_from(text + 1, sizeof text - 2), &err)), 1);
  assert_null(json_parse(arena, text_from(text, sizeof text), &err));
  assert_string_equal(err.message, "JSON is nested deeper than 512 levels.");
  arena_free(arena);
}

static void strings_end_in_nul_and_stay_with_their_tree(void **state)
{
  struct arena *arena = arena_new();
  struct err err;
  const struct json *json = json_parse(arena, TEXT("[\"1.5\",\"\\u0032\"]"), &err);

  (void)state;
  assert_string_equal(json_as_text(json_item(json, 0)).at, "1.5");
  assert_string_equal(json_scalar_text(json_item(json, 1), arena).at, "2");
  assert_ptr_equal(json_scalar_text(json_item(json, 1), arena).at,
                   json_as_text(json_item(json, 1)).at);
  arena_free(arena);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(json_is_read_as_it_is_meant),
    cmocka_unit_test(what_is_no_json_is_said_with_its_place),
    cmocka_unit_test(of_members_with_one_name_the_last_counts),
    cmocka_unit_test(numbers_beyond_a_type_are_no_integers),
    cmocka_unit_test(what_is_missing_is_walked_as_nothing),
    cmocka_unit_test(a_nul_stands_in_strings_alone),
    cmocka_unit_test(nesting_has_an_end),
    cmocka_unit_test(strings_end_in_nul_and_stay_with_their_tree),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
