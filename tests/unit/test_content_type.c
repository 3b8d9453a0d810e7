/* test_content_type.c: media types by names, and their kinds. */
#include "data/content_type.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static void content_type_is_that_of_the_ending(void **state)
{
  (void)state;
  assert_string_equal(content_type_of(TEXT("a/b.png")), "image/png");
  assert_string_equal(content_type_of(TEXT("B.PNG")), "image/png");
  assert_string_equal(content_type_of(TEXT("a.csv.gz")), "application/gzip");
  assert_string_equal(content_type_of(TEXT(".7z")), "application/x-7z-compressed");
  assert_string_equal(content_type_of(TEXT("x.zip")), "application/zip");
}

static void content_type_of_other_names_is_bytes(void **state)
{
  static const char *const names[] = { "",       "png",       "a.png/b", "a.",
                                       "a.pngx", "a.parquet", "/" };

  (void)state;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    assert_string_equal(content_type_of(text_of(names[i])), "application/octet-stream");
}

static void content_kinds_are_of_exact_types(void **state)
{
  (void)state;
  assert_int_equal(content_kinds(TEXT("image/png")), CONTENT_IMAGE);
  assert_int_equal(content_kinds(TEXT("video/x-msvideo")), CONTENT_VIDEO | CONTENT_AUDIO);
  assert_int_equal(content_kinds(TEXT("image/PNG")), 0);
  assert_int_equal(content_kinds(TEXT("image/png ")), 0);
  assert_int_equal(content_kinds(TEXT("image/")), 0);
  assert_int_equal(content_kinds(TEXT("")), 0);
}

static void content_kind_is_the_first_of_a_set(void **state)
{
  (void)state;
  assert_string_equal(content_kind_name(CONTENT_IMAGE), "image");
  assert_string_equal(content_kind_name(CONTENT_VIDEO | CONTENT_AUDIO), "video");
  assert_string_equal(content_kind_name(CONTENT_COMPRESSED), "compressed");
  assert_string_equal(content_kind_name(0), "unknown");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(content_type_is_that_of_the_ending),
    cmocka_unit_test(content_type_of_other_names_is_bytes),
    cmocka_unit_test(content_kinds_are_of_exact_types),
    cmocka_unit_test(content_kind_is_the_first_of_a_set),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
