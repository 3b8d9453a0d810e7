/* test_history_page.c: statements as a page and back; how long a page is; what is cut short is none. */
#include "history/history_page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "history/history_fields.h"

enum { MANY = 20000 };

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

static void put_samples(struct buf *out, struct history_page *page)
{
  const struct history_entry *entries[SAMPLES];

  for (int i = 0; i < SAMPLES; i++)
    entries[i] = &samples[i];
  buf_init(out);
  assert_int_equal(history_page_put(out, entries, SAMPLES, page), SAMPLES);
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
  struct history_page page;
  struct buf bytes;

  (void)state;
  put_samples(&bytes, &page);
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
  struct buf bytes;

  (void)state;
  put_samples(&bytes, &page);
  assert_true(page.first == INT64_MIN && page.last == INT64_MAX);
  assert_int_equal(page.count, SAMPLES);
  assert_int_equal(page.started_from, 0);
  assert_int_equal(page.started_to, 1000);
  assert_int_equal(page.ended_to, 2000);
  buf_clear(&bytes);
}

static void an_id_is_looked_for_without_reading(void **state)
{
  struct history_page_reader reader;
  struct history_page page;
  struct buf bytes;

  (void)state;
  put_samples(&bytes, &page);
  history_page_open(&reader, buf_text(&bytes));
  assert_true(history_page_may_have(&reader, TEXT("id-2")));
  assert_false(history_page_may_have(&reader, TEXT("id-3")));
  history_page_close(&reader);
  buf_clear(&bytes);
}

/* Statements of a session, as they come: a page has some thousands of them. */
static void many_take_few_bytes_each(void **state)
{
  static struct history_entry all[MANY];
  static const struct history_entry *entries[MANY];
  struct history_page_reader reader;
  struct history_page page;
  struct buf bytes;
  int at, pages = 0, read = 0;

  (void)state;
  for (int i = 0; i < MANY; i++) {
    all[i] = (struct history_entry){ .number = i,
                                     .sql = "SELECT * FROM orders WHERE id = 17",
                                     .user = "ADA",
                                     .started_ms = 1700000000000 + i,
                                     .ended_ms = 1700000000001 + i,
                                     .elapsed_us = 900 + i % 300 };
    snprintf(all[i].query_id, sizeof all[i].query_id, "%08x-0000-4000", i * 7919);
    entries[i] = &all[i];
  }
  buf_init(&bytes);
  for (at = 0; at < MANY; pages++) {
    size_t begin = bytes.len;

    at += history_page_put(&bytes, entries + at, MANY - at, &page);
    history_page_open(&reader, text_slice(buf_text(&bytes), begin, bytes.len));
    for (; history_page_next(&reader); read++)
      assert_string_equal(reader.entry.query_id, all[read].query_id);
    assert_false(history_page_has_failed(&reader));
    assert_int_equal(read, at);
    history_page_close(&reader);
  }
  assert_in_range(pages, 2, 10);
  assert_true(bytes.len < (size_t)20 * MANY);
  buf_clear(&bytes);
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
  struct history_page page;
  struct buf bytes;

  (void)state;
  put_samples(&bytes, &page);
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
