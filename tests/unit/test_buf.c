/* test_buf.c: text that grows. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"

static void what_is_added_stands_behind_what_was_there(void **state)
{
  struct buf buf;

  (void)state;
  buf_init(&buf);
  buf_add_string(&buf, "a");
  buf_add_char(&buf, 'b');
  buf_add_text(&buf, TEXT("c"));
  buf_add_int(&buf, INT64_MIN);
  buf_printf(&buf, "[%s]", "d");
  assert_string_equal(buf.at, "abc-9223372036854775808[d]");
  assert_int_equal(buf.len, strlen(buf.at));
  buf_reset(&buf);
  assert_true(text_is_empty(buf_text(&buf)));
  buf_add(&buf, "\0x", 2);
  assert_true(text_equal(buf_text(&buf), text_from("\0x", 2)));
  buf_clear(&buf);
  buf_add_string(&buf, "again");
  assert_string_equal(buf.at, "again");
  buf_clear(&buf);
}

static void long_printed_text_is_whole(void **state)
{
  struct buf buf;

  (void)state;
  buf_init(&buf);
  buf_printf(&buf, "%5000d", 1);
  assert_int_equal(buf.len, 5000);
  for (int i = 0; i < 100000; i++)
    buf_add_char(&buf, 'x');
  assert_int_equal(buf.len, 105000);
  assert_int_equal(strlen(buf.at), 105000);
  buf_clear(&buf);
}

static void literals_read_back_as_what_they_are_made_of(void **state)
{
  struct buf buf;

  (void)state;
  buf_init(&buf);
  buf_add_quoted(&buf, TEXT("it's a\\b"));
  buf_add_literal(&buf, TEXT("it's a\\b"));
  buf_add_identifier(&buf, TEXT("a\"b'c"));
  assert_string_equal(buf.at, "'it''s a\\b''it''s a\\\\b'\"a\"\"b'c\"");
  buf_reset(&buf);
  buf_add_literal(&buf, TEXT(""));
  assert_string_equal(buf.at, "''");
  buf_clear(&buf);
}

static void a_copy_outlives_the_buffer(void **state)
{
  struct arena *arena = arena_new();
  struct buf buf;

  (void)state;
  buf_init(&buf);
  buf_add_string(&buf, "kept");
  struct text copy = buf_copy(&buf, arena);

  buf_clear(&buf);
  assert_true(text_is(copy, "kept"));
  arena_free(arena);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_added_stands_behind_what_was_there),
    cmocka_unit_test(long_printed_text_is_whole),
    cmocka_unit_test(literals_read_back_as_what_they_are_made_of),
    cmocka_unit_test(a_copy_outlives_the_buffer),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
