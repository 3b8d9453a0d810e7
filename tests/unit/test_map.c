/* test_map.c: a hash map from text to pointers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/map.h"

#define MANY 5000

static struct text key_of(int i, char room[16])
{
  snprintf(room, 16, "key %d", i);
  return text_of(room);
}

static void keys_are_copied_and_values_replaced(void **state)
{
  struct map *map = map_new();
  char key[] = "key";
  int one = 1, two = 2;

  (void)state;
  assert_null(map_put(map, text_of(key), &one));
  key[0] = 'x';
  assert_ptr_equal(map_get(map, TEXT("key")), &one);
  assert_null(map_get(map, TEXT("KEY")));
  assert_ptr_equal(map_put(map, TEXT("key"), &two), &one);
  assert_int_equal(map_count(map), 1);
  assert_null(map_put(map, TEXT(""), &one));
  assert_ptr_equal(map_get(map, text_from(NULL, 0)), &one);
  map_free(map);
  map_free(NULL);
}

static void many_keys_come_and_go(void **state)
{
  static int values[MANY];
  struct map *map = map_new();
  char room[16];

  (void)state;
  for (int round = 0; round < 3; round++) {
    for (int i = 0; i < MANY; i++)
      assert_null(map_put(map, key_of(i, room), &values[i]));
    assert_int_equal(map_count(map), MANY);
    for (int i = 0; i < MANY; i += 2)
      assert_ptr_equal(map_take(map, key_of(i, room)), &values[i]);
    for (int i = 0; i < MANY; i++)
      assert_ptr_equal(map_get(map, key_of(i, room)), i % 2 ? &values[i] : NULL);
    for (int i = 1; i < MANY; i += 2)
      assert_ptr_equal(map_take(map, key_of(i, room)), &values[i]);
    assert_null(map_take(map, TEXT("key 1")));
    assert_int_equal(map_count(map), 0);
  }
  map_free(map);
}

static void values_are_walked_in_the_order_of_insertion(void **state)
{
  static int values[100];
  struct map *map = map_new();
  struct text key;
  char room[16];
  size_t at = 0;
  int seen = 0;
  int *value;

  (void)state;
  for (int i = 0; i < 100; i++)
    map_put(map, key_of(i, room), &values[i]);
  while ((value = map_next(map, &at, &key))) {
    assert_ptr_equal(value, &values[seen]);
    assert_true(text_equal(key, key_of(seen, room)));
    if (seen % 3 == 0)
      assert_ptr_equal(map_take(map, key_of(seen, room)), value);
    seen++;
  }
  assert_int_equal(seen, 100);
  assert_int_equal(map_count(map), 66);
  map_free(map);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(keys_are_copied_and_values_replaced),
    cmocka_unit_test(many_keys_come_and_go),
    cmocka_unit_test(values_are_walked_in_the_order_of_insertion),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
