/* test_page_list.c: statements go from page to page in order; lists behind lists; the oldest page goes. */
#include "history/page_list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void add(struct page_list *list, int64_t first, int64_t last)
{
  struct history_entry entry = { .sql = "SELECT 1", .user = "ADA" };

  for (entry.number = first; entry.number <= last; entry.number++) {
    snprintf(entry.query_id, sizeof entry.query_id, "01c0ffee-0000-4000-8000-%08x",
             (unsigned)entry.number);
    page_list_add(list, &entry);
  }
}

/* All from the first on, and what the list says of itself. */
static void assert_has(const struct page_list *list, int64_t first, int64_t last)
{
  int64_t next = first;
  size_t size = 0;
  int pages = 0;

  for (const struct listed_page *at = list->oldest; at; at = at->newer, pages++) {
    struct history_page_reader reader;
    struct buf bytes;

    buf_init(&bytes);
    history_page_put(&bytes, &at->page);
    history_page_open(&reader, buf_text(&bytes));
    assert_int_equal(at->page.first, next);
    while (history_page_next(&reader))
      assert_int_equal(reader.entry.number, next++);
    assert_int_equal(at->page.last, next - 1);
    size += at->page.packed.len;
    history_page_close(&reader);
    buf_clear(&bytes);
  }
  assert_int_equal(next, last + 1);
  assert_int_equal(list->count, last + 1 - first);
  assert_int_equal(list->bytes, size);
  assert_int_equal(list->pages, pages);
}

static void a_full_page_is_followed_by_another(void **state)
{
  struct page_list list = { 0 };

  (void)state;
  assert_has(&list, 1, 0);
  add(&list, 1, 20000);
  assert_has(&list, 1, 20000);
  assert_in_range(list.pages, 3, 10);
  page_list_clear(&list);
  assert_has(&list, 1, 0);
}

static void a_list_comes_behind_another(void **state)
{
  struct page_list list = { 0 }, newer = { 0 };

  (void)state;
  page_list_append(&list, &newer);
  assert_has(&list, 1, 0);
  add(&newer, 1, 9000);
  page_list_append(&list, &newer);
  assert_has(&newer, 1, 0);
  add(&newer, 9001, 9100);
  page_list_append(&list, &newer);
  page_list_append(&list, &newer);
  assert_has(&list, 1, 9100);
  add(&list, 9101, 9200);
  assert_has(&list, 1, 9200);
  page_list_clear(&list);
}

static void the_oldest_page_goes(void **state)
{
  struct page_list list = { 0 };
  int64_t gone = 0;

  (void)state;
  add(&list, 1, 20000);
  for (int pages = list.pages; pages > 0; pages--) {
    gone += page_list_drop(&list);
    assert_has(&list, gone + 1, 20000);
  }
  assert_int_equal(gone, 20000);
  add(&list, 1, 2);
  assert_has(&list, 1, 2);
  page_list_clear(&list);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_full_page_is_followed_by_another),
    cmocka_unit_test(a_list_comes_behind_another),
    cmocka_unit_test(the_oldest_page_goes),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
