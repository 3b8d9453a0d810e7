/* test_json_path.c: paths into semi-structured values. */
#include "data/json_path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const char value[] = "{\"a\":{\"b\":[1,{\"c d\":\"]}\"}]},\"q\\\"\":2,\"z\":null}";

static void assert_at(const char *written, const char *expected)
{
  struct json_path path;
  struct text found;

  json_path_init(&path);
  assert_true(json_path_set(&path, text_of(written)));
  found = json_path_find(&path, text_of(value));
  if (!expected)
    assert_null(found.at);
  else if (!text_is(found, expected))
    fail_msg("%s: " TEXT_FMT, written, TEXT_ARG(found));
  json_path_clear(&path);
}

static void paths_find_members_and_elements(void **state)
{
  (void)state;
  assert_at("a.b[0]", "1");
  assert_at(":a.b[0]", "1");
  assert_at("a.b[1][\"c d\"]", "\"]}\"");
  assert_at("a.b[1]['c d']", "\"]}\"");
  assert_at("a.b[1].\"c d\"", "\"]}\"");
  assert_at("[\"q\\\"\"]", "2");
  assert_at("[\"q\"\"\"]", "2");
  assert_at("z", "null");
  assert_at("", value);
  assert_at("A", NULL);
  assert_at("a.b[2].c", NULL);
  assert_at("a.b[-1]", NULL);
  assert_at("a[0]", NULL);
}

static void what_is_no_path_is_refused(void **state)
{
  static const char *const written[] = { "a[x]", "a.",      "a[0", "[\"a",
                                         "a..b", "a[\"b\"", "." };
  struct json_path path;

  (void)state;
  json_path_init(&path);
  for (size_t i = 0; i < sizeof written / sizeof written[0]; i++)
    assert_false(json_path_set(&path, text_of(written[i])));
  assert_true(json_path_set(&path, TEXT("a")));
  json_path_clear(&path);
}

static void steps_are_written_as_they_are_read(void **state)
{
  struct json_path path;
  struct buf written;

  (void)state;
  buf_init(&written);
  json_path_init(&path);
  json_path_add_name(&written, TEXT("a"));
  json_path_add_name(&written, TEXT("b"));
  json_path_add_index(&written, 1);
  json_path_add_name(&written, TEXT("c d"));
  assert_string_equal(written.at, "a.b[1][\"c d\"]");
  assert_true(json_path_set(&path, buf_text(&written)));
  assert_true(text_is(json_path_find(&path, text_of(value)), "\"]}\""));
  buf_reset(&written);
  json_path_add_name(&written, TEXT("q\""));
  assert_true(json_path_set(&path, buf_text(&written)));
  assert_true(text_is(json_path_find(&path, text_of(value)), "2"));
  json_path_clear(&path);
  buf_clear(&written);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(paths_find_members_and_elements),
    cmocka_unit_test(what_is_no_path_is_refused),
    cmocka_unit_test(steps_are_written_as_they_are_read),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
