/* test_s3_answer.c: what stores answer, and answers that are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "stage/s3_answer.h"

#define HEAD                                                      \
 "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult " \
 "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>b</Name>"
#define OBJECT(key, size)                                                            \
 "<Contents><Key>" key "</Key><LastModified>2026-11-22T01:02:03.500Z</LastModified>" \
 "<ETag>&quot;900150983cd24fb0d6963f7d28e17f72&quot;</ETag><Size>" size "</Size>"    \
 "<StorageClass>STANDARD</StorageClass></Contents>"

static void pages_have_objects_and_say_whether_there_is_more(void **state)
{
  struct arena *arena = arena_new();
  struct list objects = { 0 };
  const struct s3_object *object;
  struct text more;

  (void)state;
  assert_true(s3_answer_list(
    arena,
    TEXT(HEAD OBJECT("a%20b%2Bc.csv", "12") OBJECT(
      "d+e",
      "0") "<EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>"
           "<NextContinuationToken>1/x==</NextContinuationToken></ListBucketResult>"),
    &objects, &more));
  assert_int_equal(objects.count, 2);
  object = objects.at[0];
  assert_true(text_is(object->key, "a b+c.csv"));
  assert_true(text_is(object->etag, "900150983cd24fb0d6963f7d28e17f72"));
  assert_int_equal(object->size, 12);
  assert_int_equal(object->modified_ns, 1795309323500000000);
  object = objects.at[1];
  assert_true(text_is(object->key, "d e"));
  assert_true(text_is(more, "1/x=="));
  assert_true(s3_answer_list(arena, TEXT(HEAD "</ListBucketResult>"), &objects, &more));
  assert_null(more.at);
  assert_int_equal(objects.count, 2);
  arena_free(arena);
}

static void what_is_no_list_is_refused(void **state)
{
  static const char *const wrong[] = {
    "",
    "no xml",
    "{}",
    "<html><body>Sign in</body></html>",
    HEAD,
    HEAD OBJECT("a", "x") "</ListBucketResult>",
    HEAD OBJECT("a", "-1") "</ListBucketResult>",
    HEAD OBJECT("a", "99999999999999999999") "</ListBucketResult>",
    HEAD "<Contents><Key>a</Key><Size>1</Size></Contents></ListBucketResult>",
    HEAD "<IsTruncated>true</IsTruncated></ListBucketResult>",
    HEAD "<Contents>\xff</Contents></ListBucketResult>",
  };
  struct arena *arena = arena_new();

  (void)state;
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    struct list objects = { 0 };
    struct text more;

    assert_false(s3_answer_list(arena, text_of(wrong[i]), &objects, &more));
  }
  arena_free(arena);
}

static void errors_have_a_code_and_words(void **state)
{
  struct arena *arena = arena_new();
  struct text code, message;

  (void)state;
  assert_true(s3_answer_error(arena,
                              TEXT("<Error><Code>AccessDenied</Code><Message>Access "
                                   "&amp; such</Message></Error>"),
                              &code, &message));
  assert_true(text_is(code, "AccessDenied"));
  assert_true(text_is(message, "Access & such"));
  assert_false(s3_answer_error(arena, TEXT("<Result/>"), &code, &message));
  assert_true(text_is(
    s3_answer_text(arena, TEXT("<R><UploadId>u</UploadId></R>"), "UploadId"), "u"));
  assert_null(s3_answer_text(arena, TEXT("<R/>"), "UploadId").at);
  arena_free(arena);
}

static void times_are_read_in_both_forms(void **state)
{
  int64_t ns;

  (void)state;
  assert_true(s3_time(TEXT("Sun, 22 Nov 2026 01:02:03 GMT"), &ns));
  assert_int_equal(ns, 1795309323000000000);
  assert_true(s3_time(TEXT("2026-11-22T01:02:03Z"), &ns));
  assert_int_equal(ns, 1795309323000000000);
  assert_false(s3_time(TEXT("Sun, 22 Foo 2026 01:02:03 GMT"), &ns));
  assert_false(s3_time(TEXT("2026-13-22T01:02:03Z"), &ns));
  assert_false(s3_time(TEXT("2026-11-22"), &ns));
  assert_false(s3_time(TEXT(""), &ns));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(pages_have_objects_and_say_whether_there_is_more),
    cmocka_unit_test(what_is_no_list_is_refused),
    cmocka_unit_test(errors_have_a_code_and_words),
    cmocka_unit_test(times_are_read_in_both_forms),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
