/* test_arena.c: memory for one request. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"

static void memory_is_zeroed_and_aligned(void **state)
{
  struct arena *arena = arena_new();

  (void)state;
  for (size_t size = 0; size < 3000; size += 7) {
    unsigned char *at = arena_alloc(arena, size);

    assert_int_equal((uintptr_t)at % 16, 0);
    for (size_t i = 0; i < size; i++)
      assert_int_equal(at[i], 0);
    memset(at, 0xAA, size);
  }
  arena_free(arena);
}

static void a_large_piece_fits_between_small_ones(void **state)
{
  struct arena *arena = arena_new();
  char *small = arena_alloc(arena, 10);
  char *large = arena_alloc(arena, 10000000);

  (void)state;
  memset(large, 1, 10000000);
  small[9] = 7;
  assert_true(arena_size(arena) >= 10000000);
  assert_int_equal(large[9999999], 1);
  arena_free(arena);
}

static void texts_are_copied_and_end_in_nul(void **state)
{
  struct arena *arena = arena_new();
  struct text text = arena_text(arena, text_from("abcdef", 3));

  (void)state;
  assert_string_equal(text.at, "abc");
  assert_string_equal(arena_c_string(arena, text_from("xyz", 2)), "xy");
  assert_string_equal(arena_text(arena, text_from(NULL, 0)).at, "");
  assert_true(text_is(arena_printf(arena, "%d-%s", 5, "five"), "5-five"));
  assert_true(text_is(arena_upper(arena, TEXT("aZ\xC3\xA4_9")), "AZ\xC3\xA4_9"));
  arena_free(arena);
}

static void freeing_nothing_is_fine(void **state)
{
  (void)state;
  arena_free(NULL);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(memory_is_zeroed_and_aligned),
    cmocka_unit_test(a_large_piece_fits_between_small_ones),
    cmocka_unit_test(texts_are_copied_and_end_in_nul),
    cmocka_unit_test(freeing_nothing_is_fine),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
