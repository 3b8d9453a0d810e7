/* test_storage_native.c: physical tables and columns, permanent and temporary. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "storage/storage.h"

struct place {
  struct engine *engine;
  struct engine_connection *connection;
};

static int open_place(void **state)
{
  static struct place place;
  struct engine_options options = { .threads = 1 };
  struct err err = { 0 };

  place.engine = engine_open(&options, &err);
  assert_non_null(place.engine);
  place.connection = engine_connect(place.engine, &err);
  assert_non_null(place.connection);
  assert_true(storage_prepare(place.connection, &err));
  *state = &place;
  return 0;
}

static int close_place(void **state)
{
  struct place *place = *state;

  engine_disconnect(place->connection);
  engine_close(place->engine);
  return 0;
}

static void run(struct place *place, const char *sql)
{
  struct err err = { 0 };
  bool ok = engine_run(place->connection, text_of(sql), &err);

  assert_string_equal(err.message, "");
  assert_true(ok);
}

static int64_t rows_of(struct place *place, int64_t id, bool temporary)
{
  struct storage_size size = { id, temporary, 0 };
  struct err err = { 0 };

  assert_true(storage_table_sizes(place->connection, &size, 1, &err));
  return size.rows;
}

static const struct storage_column two[] = {
  { 1, { TYPE_NUMBER, 38, 0, 0, false }, true, 8 },
  { 2, { TYPE_VARIANT, 0, 0, 0, false }, false, 0 },
};

static void the_narrowest_integer_holds_the_precision(void **state)
{
  static const int expected[][2] = {
    { 1, 1 }, { 2, 1 },  { 3, 2 },  { 4, 2 },  { 5, 4 },
    { 9, 4 }, { 10, 8 }, { 18, 8 }, { 19, 8 }, { 38, 8 }
  };

  (void)state;
  for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
    assert_int_equal(storage_first_bytes(type_number(expected[i][0], 0)), expected[i][1]);
  assert_int_equal(storage_first_bytes(type_number(10, 2)), 0);
  assert_int_equal(storage_first_bytes(type_of(TYPE_VARCHAR)), 0);
}

static void a_table_is_made_counted_and_dropped(void **state)
{
  struct err err = { 0 };
  struct arena *arena = arena_new();
  int64_t *ids;
  int count;

  assert_true(
    storage_create_table(((struct place *)*state)->connection, 7, false, two, 2, &err));
  run(*state, "INSERT INTO \"data\".\"t7\" VALUES (1, '{}'), (2, NULL)");
  assert_int_equal(rows_of(*state, 7, false), 2);
  run(*state, "DELETE FROM \"data\".\"t7\" WHERE c1 = 1");
  assert_int_equal(rows_of(*state, 7, false), 1);
  assert_true(
    storage_list_tables(((struct place *)*state)->connection, arena, &ids, &count, &err));
  assert_int_equal(count, 1);
  assert_int_equal(ids[0], 7);
  arena_free(arena);
  assert_true(storage_drop_table(((struct place *)*state)->connection, 7, false, &err));
  assert_true(storage_drop_table(((struct place *)*state)->connection, 7, false, &err));
}

static void columns_change_inside_one_transaction(void **state)
{
  struct engine_connection *connection = ((struct place *)*state)->connection;
  struct storage_column added = { 3, { TYPE_VARCHAR, 0, 0, 20, true }, true, 0 };
  struct storage_column wide = { 1, { TYPE_NUMBER, 38, 0, 0, false }, true, 16 };
  struct err err = { 0 };
  bool ok;

  for (int temporary = 0; temporary < 2; temporary++) {
    assert_true(storage_create_table(connection, 8, temporary, two, 2, &err));
    run(*state, temporary ? "INSERT INTO t8 VALUES (1, NULL)"
                          : "INSERT INTO \"data\".\"t8\" VALUES (1, NULL)");
    run(*state, "BEGIN TRANSACTION");
    ok = storage_add_column(connection, 8, temporary, &added, "'it''s'", &err) &&
         storage_alter_column(connection, 8, temporary, &wide, &err) &&
         storage_drop_column(connection, 8, temporary, 2, &err) &&
         storage_set_not_null(connection, 8, temporary, 3, false, &err);
    assert_string_equal(err.message, "");
    assert_true(ok);
    run(*state, "COMMIT");
    run(*state, temporary
                  ? "INSERT INTO t8 VALUES (12345678901234567890123, NULL)"
                  : "INSERT INTO \"data\".\"t8\" VALUES (12345678901234567890123, NULL)");
    assert_int_equal(rows_of(*state, 8, temporary), 2);
    assert_true(storage_drop_table(connection, 8, temporary, &err));
  }
}

static void values_of_new_columns_may_be_computed(void **state)
{
  struct engine_connection *connection = ((struct place *)*state)->connection;
  struct storage_column text = { 3, { TYPE_VARCHAR, 0, 0, 20, true }, true, 0 };
  struct storage_column bytes = { 4, { TYPE_BINARY, 0, 0, 20, true }, false, 0 };
  struct storage_column none = { 5, { TYPE_VARIANT, 0, 0, 0, false }, false, 0 };
  struct err err = { 0 };
  bool ok;

  assert_true(storage_create_table(connection, 10, false, two, 2, &err));
  run(*state, "INSERT INTO \"data\".\"t10\" VALUES (1, NULL)");
  run(*state, "BEGIN TRANSACTION");
  ok = storage_add_column(connection, 10, false, &text, "concat('it''s ', 'me')", &err) &&
       storage_add_column(connection, 10, false, &bytes, "from_hex('00ff27')", &err) &&
       storage_add_column(connection, 10, false, &none, "NULL", &err);
  assert_string_equal(err.message, "");
  assert_true(ok);
  run(*state, "COMMIT");
  run(*state,
      "DELETE FROM \"data\".\"t10\" WHERE c3 = 'it''s me' AND c4 = from_hex('00ff27') "
      "AND c5 IS NULL");
  assert_int_equal(rows_of(*state, 10, false), 0);
}

static void a_column_with_nulls_cannot_refuse_them(void **state)
{
  struct engine_connection *connection = ((struct place *)*state)->connection;
  struct err err = { 0 };

  assert_true(storage_create_table(connection, 9, false, two, 2, &err));
  run(*state, "INSERT INTO \"data\".\"t9\" VALUES (1, NULL)");
  assert_false(storage_set_not_null(connection, 9, false, 2, true, &err));
  assert_int_equal(err.code, ERR_NULL_VALUE);
}

static void many_tables_are_counted_at_once(void **state)
{
  struct engine_connection *connection = ((struct place *)*state)->connection;
  struct storage_size sizes[250] = { { 0 } };
  struct err err = { 0 };

  for (int i = 0; i < 250; i++) {
    sizes[i].table_id = 1000 + i;
    assert_true(storage_create_table(connection, 1000 + i, false, two, 2, &err));
  }
  run(*state, "INSERT INTO \"data\".\"t1249\" VALUES (1, NULL)");
  assert_true(storage_table_sizes(connection, sizes, 250, &err));
  for (int i = 0; i < 250; i++)
    assert_int_equal(sizes[i].rows, i == 249);
}

#define IN_MEMORY(test) cmocka_unit_test_setup_teardown(test, open_place, close_place)

int main(void)
{
  const struct CMUnitTest tests[] = {
    IN_MEMORY(the_narrowest_integer_holds_the_precision),
    IN_MEMORY(a_table_is_made_counted_and_dropped),
    IN_MEMORY(columns_change_inside_one_transaction),
    IN_MEMORY(values_of_new_columns_may_be_computed),
    IN_MEMORY(a_column_with_nulls_cannot_refuse_them),
    IN_MEMORY(many_tables_are_counted_at_once),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
