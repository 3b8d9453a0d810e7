/* test_packed.c: numbers, texts and rows as bytes and back; what is cut short is none. */
#include "data/packed_rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static const enum batch_kind kinds[] = { BATCH_BOOL, BATCH_I64,   BATCH_I128, BATCH_F64,
                                         BATCH_TEXT, BATCH_BYTES, BATCH_DATE };
enum { COLUMNS = sizeof kinds / sizeof *kinds };

static void numbers_and_texts_come_back(void **state)
{
  struct unpacking from;
  struct buf out;

  (void)state;
  buf_init(&out);
  pack_int(&out, INT64_MIN);
  pack_text(&out, (struct text){ NULL, 0 });
  pack_text(&out, TEXT(""));
  pack_text(&out, text_from("a\0b", 3));
  pack_int(&out, 7);
  from = (struct unpacking){ .rest = buf_text(&out) };
  assert_true(unpack_int(&from) == INT64_MIN);
  assert_null(unpack_text(&from).at);
  assert_non_null(unpack_text(&from).at);
  assert_int_equal(unpack_text(&from).len, 3);
  assert_int_equal(unpack_count(&from, 7), 7);
  assert_false(from.has_failed);
  assert_int_equal(unpack_int(&from), 0);
  assert_true(from.has_failed);
  assert_null(unpack_text(&from).at);
  buf_clear(&out);
}

static void small_numbers_take_few_bytes_and_all_come_back(void **state)
{
  static const struct {
    int64_t value;
    size_t bytes;
  } cases[] = {
    { 0, 1 },    { -1, 1 },   { 63, 1 },         { -64, 1 },        { 64, 2 },
    { -65, 2 },  { 8191, 2 }, { 8192, 3 },       { INT32_MAX, 5 },  { INT32_MIN, 5 },
    { 1000, 2 }, { -7, 1 },   { INT64_MAX, 10 }, { INT64_MIN, 10 },
  };

  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct unpacking from;
    struct buf out;

    buf_init(&out);
    pack_small(&out, cases[i].value);
    assert_int_equal(out.len, cases[i].bytes);
    from = (struct unpacking){ .rest = buf_text(&out) };
    assert_true(unpack_small(&from) == cases[i].value);
    assert_false(from.has_failed);
    assert_int_equal(from.rest.len, 0);
    from.rest = text_slice(buf_text(&out), 0, out.len - 1);
    assert_int_equal(unpack_small(&from), 0);
    assert_true(from.has_failed);
    buf_clear(&out);
  }
}

static void a_number_without_an_end_is_none(void **state)
{
  struct unpacking from = { .rest = TEXT(
                              "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff") };

  (void)state;
  assert_int_equal(unpack_small(&from), 0);
  assert_true(from.has_failed);
}

static void a_count_is_bounded(void **state)
{
  static const int64_t bad[] = { -1, 8, INT64_MIN, INT64_MAX };

  (void)state;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct unpacking from = { .rest = text_from((const char *)&bad[i], sizeof bad[i]) };

    assert_int_equal(unpack_count(&from, 7), 0);
    assert_true(from.has_failed);
  }
}

static void add_row(struct batch_builder *rows, int64_t row)
{
  char text[60];

  snprintf(text, sizeof text, "%.*s%lld", row % 2 ? 40 : 0,
           "a text that does not lie inside of its string", (long long)row);
  for (int i = 0; i < COLUMNS; i++) {
    if ((row + i) % 5 == 0)
      batch_add_null(rows, i);
    else if (kinds[i] == BATCH_TEXT || kinds[i] == BATCH_BYTES)
      batch_add_text(rows, i, row % 7 ? text_of(text) : TEXT(""));
    else if (kinds[i] == BATCH_F64)
      batch_add_double(rows, i, (double)row / 3);
    else if (kinds[i] == BATCH_BOOL)
      batch_add_int(rows, i, row % 2);
    else
      batch_add_int(rows, i, kinds[i] == BATCH_I128 ? (int128)row << 70 : -row);
  }
}

static struct batch_builder *make_rows(int count)
{
  static const int scales[COLUMNS] = { 0, 2, 37 };
  struct batch_builder *rows = batch_builder_new(COLUMNS, kinds, scales);

  for (int row = 0; row < count; row++)
    add_row(rows, row);
  return rows;
}

static void check_column(const struct batch_column *left,
                         const struct batch_column *right, size_t rows)
{
  assert_int_equal(left->kind, right->kind);
  assert_int_equal(left->scale, right->scale);
  for (size_t row = 0; row < rows; row++) {
    int128 first = 0, second = 0;

    assert_int_equal(batch_is_null(left, row), batch_is_null(right, row));
    if (batch_is_null(left, row))
      continue;
    batch_int(left, row, &first);
    batch_int(right, row, &second);
    assert_true(first == second);
    assert_true(batch_double(left, row) == batch_double(right, row));
    assert_true(text_equal(batch_text(left, row), batch_text(right, row)));
  }
}

static void rows_of_every_kind_come_back(void **state)
{
  static const int counts[] = { 0, 1, 63, 64, 65, 1000 };

  (void)state;
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
    struct batch_builder *rows = make_rows(counts[i]), *again;
    struct unpacking from;
    struct buf out;

    buf_init(&out);
    pack_rows(&out, rows);
    from = (struct unpacking){ .rest = buf_text(&out) };
    again = unpack_rows(&from);
    assert_non_null(again);
    assert_int_equal(from.rest.len, 0);
    assert_int_equal(batch_builder_rows(again), counts[i]);
    for (int c = 0; c < COLUMNS; c++) {
      struct batch_column left = batch_builder_column(rows, c);
      struct batch_column right = batch_builder_column(again, c);

      check_column(&left, &right, (size_t)counts[i]);
    }
    batch_builder_free(again);
    batch_builder_free(rows);
    buf_clear(&out);
  }
}

static void rows_that_are_cut_short_are_none(void **state)
{
  struct batch_builder *rows = make_rows(70);
  struct buf out;

  (void)state;
  buf_init(&out);
  pack_rows(&out, rows);
  for (size_t len = 0; len < out.len; len++) {
    struct unpacking from = { .rest = text_slice(buf_text(&out), 0, len) };

    assert_null(unpack_rows(&from));
    assert_true(from.has_failed);
  }
  batch_builder_free(rows);
  buf_clear(&out);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(numbers_and_texts_come_back),
    cmocka_unit_test(small_numbers_take_few_bytes_and_all_come_back),
    cmocka_unit_test(a_number_without_an_end_is_none),
    cmocka_unit_test(a_count_is_bounded),
    cmocka_unit_test(rows_of_every_kind_come_back),
    cmocka_unit_test(rows_that_are_cut_short_are_none),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
