/* test_history_page.c: statements as a page and back; how long a page is; what is cut short is none. */
#include "history/history_page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static const struct history_entry samples[] = {
  { .number = 1, .query_id = "id-1", .sql = "SELECT 1", .type = "SELECT", .user = "ADA" },
  { .number = 2, .query_id = "id-2", .sql = "SELECT 1", .type = "SELECT", .user = "ADA" },
  { .number = INT64_MAX,
    .query_id = "",
    .sql = "",
    .database = "D",
    .schema = "",
    .message = "Gen\xc3\xa8ve",
    .error = 100051,
    .state = HISTORY_FAILED,
    .started_ms = 1000,
    .ended_ms = 1001 },
  { .number = INT64_MIN,
    .query_id = "01c0ffee-0000-4000-8000-00000000002a",
    .sql = "SELECT 2",
    .schema = "S",
    .rows = -1,
    .started_ms = 900,
    .ended_ms = 2000,
    .encode_us = INT64_MIN },
};

enum { SAMPLES = sizeof samples / sizeof *samples };

static void fill(struct history_page *page)
{
  history_page_init(page);
  for (int i = 0; i < SAMPLES; i++)
    history_page_add(page, &samples[i]);
}

static void put_samples(struct buf *out)
{
  struct history_page page;

  fill(&page);
  buf_init(out);
  history_page_put(out, &page);
  history_page_clear(&page);
}

static void assert_same(const struct history_entry *left,
                        const struct history_entry *right)
{
  for (int i = 0; i < HISTORY_FIELDS; i++) {
    const char *text;

    if (history_fields[i].kind == HISTORY_INT) {
      assert_true(history_field_int(left, i) == history_field_int(right, i));
      continue;
    }
    text = history_field_text(left, i);
    if (text)
      assert_string_equal(text, history_field_text(right, i));
    else
      assert_null(history_field_text(right, i));
  }
}

static void statements_come_back(void **state)
{
  struct history_page_reader reader;
  struct buf bytes;

  (void)state;
  put_samples(&bytes);
  history_page_open(&reader, buf_text(&bytes));
  for (int i = 0; i < SAMPLES; i++) {
    const struct history_entry *entry = history_page_next(&reader);

    assert_non_null(entry);
    assert_same(&samples[i], entry);
  }
  assert_null(history_page_next(&reader));
  assert_false(history_page_has_failed(&reader));
  history_page_close(&reader);
  buf_clear(&bytes);
}

static void its_bounds_are_those_of_all_in_it(void **state)
{
  struct history_page page;

  (void)state;
  fill(&page);
  assert_true(page.first == INT64_MIN && page.last == INT64_MAX);
  assert_int_equal(page.count, SAMPLES);
  assert_int_equal(page.started_from, 0);
  assert_int_equal(page.started_to, 1000);
  assert_int_equal(page.ended_to, 2000);
  history_page_clear(&page);
}

static void an_id_is_looked_for_without_reading(void **state)
{
  struct history_page_reader reader;
  struct buf bytes;

  (void)state;
  put_samples(&bytes);
  history_page_open(&reader, buf_text(&bytes));
  assert_true(history_page_may_have(&reader, TEXT("id-2")));
  assert_false(history_page_may_have(&reader, TEXT("id-3")));
  history_page_close(&reader);
  buf_clear(&bytes);
}

static void fill_id(struct history_entry *entry)
{
  snprintf(entry->query_id, sizeof entry->query_id, "%08x-0000-4000",
           (unsigned)entry->number * 7919);
}

/* Statements of a session, as they come: a page has some thousands of them. */
static void many_take_few_bytes_each(void **state)
{
  struct history_entry entry = { .sql = "SELECT * FROM orders WHERE id = 17",
                                 .user = "ADA" };
  struct history_page_reader reader;
  struct history_page page;
  struct buf plain, small;

  (void)state;
  history_page_init(&page);
  while (!history_page_is_full(&page)) {
    entry.number++;
    entry.started_ms = 1700000000000 + entry.number;
    entry.ended_ms = 1700000000001 + entry.number;
    entry.elapsed_us = 900 + entry.number % 300;
    fill_id(&entry);
    history_page_add(&page, &entry);
  }
  assert_in_range(page.count, 2000, 10000);
  assert_int_equal(page.count, entry.number);
  buf_init(&plain);
  history_page_put_plain(&plain, &page);
  buf_init(&small);
  history_page_put(&small, &page);
  assert_true(small.len < (size_t)20 * (size_t)page.count);
  for (int i = 0; i < 2; i++) {
    history_page_open(&reader, buf_text(i ? &small : &plain));
    for (entry.number = 1; history_page_next(&reader); entry.number++) {
      fill_id(&entry);
      assert_string_equal(reader.entry.query_id, entry.query_id);
    }
    assert_false(history_page_has_failed(&reader));
    assert_int_equal(entry.number, page.count + 1);
    history_page_close(&reader);
  }
  buf_clear(&small);
  buf_clear(&plain);
  history_page_clear(&page);
}

static bool is_read(struct text bytes)
{
  struct history_page_reader reader;
  bool ok;

  history_page_open(&reader, bytes);
  while (history_page_next(&reader))
    ;
  ok = !history_page_has_failed(&reader);
  history_page_close(&reader);
  return ok;
}

static void what_is_cut_short_or_too_long_is_none(void **state)
{
  struct buf bytes;

  (void)state;
  put_samples(&bytes);
  for (size_t len = 0; len < bytes.len; len++)
    assert_false(is_read(text_slice(buf_text(&bytes), 0, len)));
  assert_true(is_read(buf_text(&bytes)));
  buf_add_char(&bytes, '\0');
  assert_false(is_read(buf_text(&bytes)));
  buf_clear(&bytes);
}

static void bytes_that_are_no_page_are_none(void **state)
{
  static const struct text cases[] = {
    { "", 0 },
    { "\2\2\0", 3 },                /* Neither plain nor compressed. */
    { "\1\2\0", 3 },                /* Not what was compressed. */
    { "\0\0", 2 },                  /* No statements. */
    { "\0\2\1", 3 },                /* Fields that there are not. */
    { "\0\2\4\1", 4 },              /* A text of less than no bytes. */
    { "\0\2\4\0", 4 },              /* No query id. */
    { "\0\2\4\4xy", 6 },            /* No NUL behind it. */
    { "\0\2\4\xfe\xff\xff\x0f", 7 } /* Longer than there are bytes. */
  };

  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_false(is_read(cases[i]));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(statements_come_back),
    cmocka_unit_test(its_bounds_are_those_of_all_in_it),
    cmocka_unit_test(an_id_is_looked_for_without_reading),
    cmocka_unit_test(many_take_few_bytes_each),
    cmocka_unit_test(what_is_cut_short_or_too_long_is_none),
    cmocka_unit_test(bytes_that_are_no_page_are_none),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
