/* test_batch.c: rows of typed columns, built and read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "data/batch.h"

static const enum batch_kind all_kinds[] = { BATCH_BOOL, BATCH_I64,  BATCH_I128,
                                             BATCH_F64,  BATCH_TEXT, BATCH_BYTES,
                                             BATCH_DATE };

static void what_is_built_is_read(void **state)
{
  static const int scales[] = { 0, 2, 3, 0, 0, 0, 0 };
  struct batch_builder *builder = batch_builder_new(7, all_kinds, scales);
  int128 large = (int128)INT64_MAX * INT64_MAX;
  int128 value;

  (void)state;
  batch_add_int(builder, 0, 5);
  batch_add_int(builder, 1, INT64_MIN);
  batch_add_int(builder, 2, -large);
  batch_add_double(builder, 3, 0.5);
  batch_add_text(builder, 4, TEXT("twelve bytes"));
  batch_add_text(builder, 5, text_from("\0thirteen byt", 13));
  batch_add_int(builder, 6, -1);
  struct batch batch = batch_builder_view(builder, 0, 100);

  assert_int_equal(batch.rows, 1);
  assert_int_equal(batch.column_count, 7);
  assert_true(batch_bool(&batch.columns[0], 0));
  assert_true(batch_int(&batch.columns[1], 0, &value) && value == INT64_MIN);
  assert_int_equal(batch.columns[1].scale, 2);
  assert_true(batch_int(&batch.columns[2], 0, &value) && value == -large);
  assert_true(batch_double(&batch.columns[3], 0) == 0.5);
  assert_false(batch_int(&batch.columns[3], 0, &value));
  assert_true(text_is(batch_text(&batch.columns[4], 0), "twelve bytes"));
  assert_true(
    text_equal(batch_text(&batch.columns[5], 0), text_from("\0thirteen byt", 13)));
  assert_true(batch_int(&batch.columns[6], 0, &value) && value == -1);
  for (int i = 0; i < 7; i++)
    assert_null(batch.columns[i].valid);
  batch_builder_free(builder);
  batch_builder_free(NULL);
}

static void decimals_read_as_doubles_with_their_scale(void **state)
{
  static const enum batch_kind kinds[] = { BATCH_I64 };
  static const int scales[] = { 2 };
  struct batch_builder *builder = batch_builder_new(1, kinds, scales);

  (void)state;
  batch_add_int(builder, 0, 125);
  struct batch batch = batch_builder_view(builder, 0, 1);

  assert_true(batch_double(&batch.columns[0], 0) == 1.25);
  batch_builder_free(builder);
}

static void nulls_and_views_keep_their_rows(void **state)
{
  static const enum batch_kind kinds[] = { BATCH_I64, BATCH_TEXT };
  struct batch_builder *builder = batch_builder_new(2, kinds, NULL);
  char room[64];
  int128 value;

  (void)state;
  for (int i = 0; i < 10000; i++) {
    snprintf(room, sizeof room, "%d is the number of this row", i);
    if (i % 5 == 0)
      batch_add_null(builder, 0);
    else
      batch_add_int(builder, 0, i);
    batch_add_text(builder, 1, text_of(room));
  }
  assert_int_equal(batch_builder_rows(builder), 10000);
  batch_add_int(builder, 0, 1);
  assert_int_equal(batch_builder_rows(builder), 10000); /* One column is not there yet. */
  for (size_t from = 0; from < 10000; from += 64 * 7) {
    struct batch batch = batch_builder_view(builder, from, 64 * 7);

    assert_int_equal(batch.rows, 10000 - from < 448 ? 10000 - from : 448);
    for (size_t row = 0; row < batch.rows; row++) {
      size_t i = from + row;

      snprintf(room, sizeof room, "%zu is the number of this row", i);
      assert_int_equal(batch_is_null(&batch.columns[0], row), i % 5 == 0);
      if (i % 5)
        assert_true(batch_int(&batch.columns[0], row, &value) && value == (int128)i);
      assert_true(text_is(batch_text(&batch.columns[1], row), room));
    }
  }
  assert_int_equal(batch_builder_view(builder, 64 * 200, 5).rows, 0);
  batch_builder_free(builder);
}

static void a_column_of_nulls_has_no_data(void **state)
{
  static const enum batch_kind kinds[] = { BATCH_NULLS };
  struct batch_builder *builder = batch_builder_new(1, kinds, NULL);

  (void)state;
  for (int i = 0; i < 100; i++)
    batch_add_null(builder, 0);
  struct batch batch = batch_builder_view(builder, 64, 100);

  assert_int_equal(batch.rows, 36);
  assert_true(batch_is_null(&batch.columns[0], 35));
  batch_builder_free(builder);
}

static void a_batch_is_kept_in_a_builder_of_its_kinds(void **state)
{
  static const enum batch_kind kinds[] = { BATCH_I16,  BATCH_I128, BATCH_TEXT,
                                           BATCH_DATE, BATCH_BOOL, BATCH_F64 };
  static const int scales[] = { 2, 0, 0, 0, 0, 0 };
  struct batch_builder *builder = batch_builder_new(6, kinds, scales), *copy = NULL;
  int128 value;

  (void)state;
  for (int row = 0; row < 100; row++) {
    for (int i = 0; i < 6; i++) {
      if ((row + i) % 7 == 0)
        batch_add_null(builder, i);
      else if (i == 2)
        batch_add_text(builder, i, TEXT("longer than what lies in place"));
      else if (i == 5)
        batch_add_double(builder, i, row + 0.5);
      else
        batch_add_int(builder, i, -row);
    }
  }
  for (size_t from = 0; from < 100; from += 64) {
    struct batch part = batch_builder_view(builder, from, 64);

    if (!copy)
      copy = batch_builder_like(&part);
    batch_builder_append(copy, &part);
  }
  assert_int_equal(batch_builder_kind(copy, 0), BATCH_I64);
  assert_int_equal(batch_builder_scale(copy, 0), 2);
  assert_int_equal(batch_builder_rows(copy), 100);
  batch_builder_free(builder);
  struct batch whole = batch_builder_view(copy, 0, 100);

  for (size_t row = 0; row < 100; row++) {
    for (size_t i = 0; i < 6; i++)
      assert_int_equal(batch_is_null(&whole.columns[i], row), (row + i) % 7 == 0);
    if (row % 7) {
      assert_true(batch_int(&whole.columns[0], row, &value));
      assert_true(value == -(int128)row);
    }
    if ((row + 2) % 7)
      assert_true(
        text_is(batch_text(&whole.columns[2], row), "longer than what lies in place"));
    if ((row + 5) % 7)
      assert_true(batch_double(&whole.columns[5], row) == (double)row + 0.5);
  }
  batch_builder_free(copy);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_built_is_read),
    cmocka_unit_test(decimals_read_as_doubles_with_their_scale),
    cmocka_unit_test(nulls_and_views_keep_their_rows),
    cmocka_unit_test(a_column_of_nulls_has_no_data),
    cmocka_unit_test(a_batch_is_kept_in_a_builder_of_its_kinds),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
