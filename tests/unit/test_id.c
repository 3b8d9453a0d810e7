/* test_id.c: identifiers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/id.h"

static void query_ids_are_uuids_that_sort_by_time(void **state)
{
  char before[ID_QUERY_SIZE] = "";
  char id[ID_QUERY_SIZE];

  (void)state;
  for (int i = 0; i < 20000; i++) {
    id_query(id);
    assert_int_equal(strlen(id), 36);
    assert_int_equal(strspn(id, "0123456789abcdef-"), 36);
    assert_true(id[8] == '-' && id[13] == '-' && id[18] == '-' && id[23] == '-');
    assert_true(strcmp(before, id) < 0);
    strcpy(before, id);
  }
}

static void random_ids_differ(void **state)
{
  (void)state;
  for (int i = 0; i < 100; i++) {
    uint64_t a = id_random();

    assert_true(a != 0 && a != id_random());
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(query_ids_are_uuids_that_sort_by_time),
    cmocka_unit_test(random_ids_differ),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
