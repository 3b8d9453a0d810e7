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
  const struct json *member;
  struct text name;
  void *at = NULL;

  if (json_has_items(json)) {
    buf_add_char(out, '[');
    for (size_t i = 0; i < json_count(json); i++) {
      buf_add_string(out, i ? "," : "");
      put(out, arena, json_item(json, i));
    }
    buf_add_char(out, ']');
  } else if (json_has_members(json)) {
    buf_add_char(out, '{');
    while ((member = json_walk(json, &at, &name)) != NULL) {
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
    { "{\"a\": 1, \"b\": 2, \"a\": 3, \"c\": 4, \"a\": 5}", "{a:5;b:2;c:4;}" },
  };

  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct arena *arena = arena_new();
    struct err err;
    const struct json *json = json_parse_in(arena, text_of(cases[i].json), &err);
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
    { "", "line 1 column 0: unexpected token near end of file" },
    { "[1, 2", "line 1 column 5: ']' expected near end of file" },
    { "{\"a\" 1}", "line 1 column 6: ':' expected near '1'" },
    { "[1]\n[", "line 2 column 1: end of file expected near '['" },
    { "[01]", "line 1 column 2: invalid token near '0'" },
    { "[1.]", "line 1 column 3: invalid token near '1.'" },
    { "[nul]", "line 1 column 4: invalid token near 'nul'" },
    { "[9223372036854775808]",
      "line 1 column 20: too big integer near '9223372036854775808'" },
    { "[1e400]", "line 1 column 6: real number overflow near '1e400'" },
    { "[\"a\nb\"]", "line 1 column 3: unexpected newline near '\"a'" },
    { "[\"\\x\"]", "line 1 column 4: invalid escape near '\"\\x'" },
    { "[\"\\ud83d\"]", "line 1 column 9: invalid Unicode '\\uD83D' near '\"\\ud83d\"'" },
    { "[\"\\ude00\"]", "line 1 column 9: invalid Unicode '\\uDE00' near '\"\\ude00\"'" },
    { "[\"\xC0\x80\"]", "line 1 column 2: unable to decode byte 0xc0 near '\"'" },
    { "{\"a\\u0000\": 1}",
      "line 1 column 10: NUL byte in object key not supported near '\"a\\u0000\"'" },
  };

  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct err err;
    char expected[200];

    err_clear(&err);
    assert_null(json_parse(text_of(cases[i].json), &err));
    assert_int_equal(err.code, ERR_BAD_REQUEST);
    snprintf(expected, sizeof expected, "Malformed JSON at %s", cases[i].problem);
    assert_string_equal(err.message, expected);
  }
}

static void a_nul_stands_in_strings_alone(void **state)
{
  struct arena *arena = arena_new();
  struct err err;
  const struct json *json = json_parse_in(arena, TEXT("[\"a\\u0000b\"]"), &err);

  (void)state;
  assert_true(text_equal(json_as_text(json_item(json, 0)), TEXT("a\0b")));
  assert_null(json_parse_in(arena, TEXT("[1\0]"), &err));
  assert_string_equal(err.message,
                      "Malformed JSON: there is a NUL outside of its strings");
  arena_free(arena);
}

static void nesting_has_an_end(void **state)
{
  char text[2 * JSON_MAX_NESTING + 2];
  struct json *json;
  struct err err;

  (void)state;
  memset(text, '[', JSON_MAX_NESTING + 1);
  memset(text + JSON_MAX_NESTING + 1, ']', JSON_MAX_NESTING + 1);
  json = json_parse(text_from(text + 1, sizeof text - 2), &err);
  assert_int_equal(json_count(json), 1);
  json_free(json);
  assert_null(json_parse(text_from(text, sizeof text), &err));
  assert_string_equal(err.message, "JSON is nested deeper than 512 levels.");
}

static void strings_end_in_nul_and_stay_with_their_tree(void **state)
{
  struct arena *arena = arena_new();
  struct err err;
  const struct json *json = json_parse_in(arena, TEXT("[\"1.5\",\"\\u0032\"]"), &err);

  (void)state;
  assert_string_equal(json_as_text(json_item(json, 0)).at, "1.5");
  assert_string_equal(json_scalar_borrowed(json_item(json, 1), arena).at, "2");
  assert_ptr_equal(json_scalar_borrowed(json_item(json, 1), arena).at,
                   json_as_text(json_item(json, 1)).at);
  arena_free(arena);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(json_is_read_as_it_is_meant),
    cmocka_unit_test(what_is_no_json_is_said_with_its_place),
    cmocka_unit_test(a_nul_stands_in_strings_alone),
    cmocka_unit_test(nesting_has_an_end),
    cmocka_unit_test(strings_end_in_nul_and_stay_with_their_tree),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
