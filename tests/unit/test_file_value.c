/* test_file_value.c: what a FILE says, and how it writes a moment. */
#include "data/file_value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#define NEEDED \
 "\"CONTENT_TYPE\":\"text/csv\",\"ETAG\":\"e\",\"LAST_MODIFIED\":\"m\",\"SIZE\":7"

static void file_value_comes_back_in_order(void **state)
{
  struct file_value value;
  struct err err;
  struct buf out;

  (void)state;
  buf_init(&out);
  err_clear(&err);
  assert_true(file_value_read(
    TEXT("{\"STAGE_FILE_URL\":\"u\",\"STAGE\":null," NEEDED "}"), &value, &err));
  file_value_write(&value, &out);
  assert_true(text_is(buf_text(&out), "{" NEEDED ",\"STAGE_FILE_URL\":\"u\"}"));
  buf_reset(&out);
  assert_true(file_value_get(TEXT("{\"ETAG\":\"a\\\"b\",\"SIZE\":7}"), "ETAG", &out));
  assert_true(text_is(buf_text(&out), "a\"b"));
  assert_false(file_value_get(TEXT("{\"ETAG\":\"a\"}"), "SIZE", &out));
  buf_clear(&out);
}

static void assert_refused(const char *object)
{
  struct file_value value;
  struct err err;

  err_clear(&err);
  assert_false(file_value_read(text_of(object), &value, &err));
  assert_int_equal(err.code, ERR_FAILED_CAST);
}

static void file_value_refuses_what_is_no_file(void **state)
{
  (void)state;
  assert_refused("{}");
  assert_refused("[1]");
  assert_refused("7");
  assert_refused("{" NEEDED "}");
  assert_refused("{" NEEDED ",\"STAGE\":\"s\"}");
  assert_refused("{" NEEDED ",\"STAGE_FILE_URL\":null}");
  assert_refused("{" NEEDED ",\"STAGE_FILE_URL\":\"u\",\"x\":1}");
}

static void assert_moment(const char *written, const char *expected)
{
  struct buf out;

  buf_init(&out);
  file_value_plain_moment(text_of(written), &out);
  assert_true(text_is(buf_text(&out), expected));
  buf_clear(&out);
}

static void file_value_reads_the_moments_that_it_writes(void **state)
{
  struct buf out;

  (void)state;
  buf_init(&out);
  file_value_put_moment(INT64_C(1733948640) * 1000000000, &out);
  assert_true(text_is(buf_text(&out), "Wed, 11 Dec 2024 20:24:00 GMT"));
  buf_clear(&out);
  assert_moment("Wed, 11 Dec 2024 20:24:00 GMT", "2024-12-11 20:24:00 +0000");
  assert_moment("Wed, 11 Dec 2024 20:24:00 GMT+1", "Wed, 11 Dec 2024 20:24:00 GMT+1");
  assert_moment("Wed, 11 Foo 2024 20:24:00 GMT", "Wed, 11 Foo 2024 20:24:00 GMT");
  assert_moment("2026-08-03 11:24:13", "2026-08-03 11:24:13");
  assert_moment("", "");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(file_value_comes_back_in_order),
    cmocka_unit_test(file_value_refuses_what_is_no_file),
    cmocka_unit_test(file_value_reads_the_moments_that_it_writes),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
