/* test_data_format.c: which data folders are opened, and what becomes of older ones. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "catalog/data_format.h"
#include "catalog/store.h"

struct place {
  char folder[40], file[60];
};

static struct place new_place(void)
{
  struct place place = { "/tmp/test_data_format_XXXXXX", "" };

  assert_non_null(mkdtemp(place.folder));
  snprintf(place.file, sizeof place.file, "%s/format", place.folder);
  return place;
}

static void put(const struct place *place, const char *text)
{
  FILE *file = fopen(place->file, "w");

  assert_non_null(file);
  fputs(text, file);
  fclose(file);
}

static void a_newer_folder_is_refused_by_both_names(void **state)
{
  struct place place = new_place();
  struct err err;

  (void)state;
  put(&place, "99 7.8.9\n");
  assert_false(data_format_check(place.folder, &err));
  assert_non_null(strstr(err.message, "format 99, written by snowglobe 7.8.9"));
  assert_non_null(strstr(err.message, "This is snowglobe " SNOWGLOBE_VERSION));
  assert_non_null(strstr(err.message, "Nothing was changed"));
  put(&place, "many");
  assert_false(data_format_check(place.folder, &err));
  put(&place, "0 1\n");
  assert_false(data_format_check(place.folder, &err));
  unlink(place.file);
  assert_true(data_format_check(place.folder, &err));
  assert_int_equal(data_format_of(place.folder, NULL), 1);
  assert_true(data_format_write(place.folder, &err));
  assert_int_equal(data_format_of(place.folder, NULL), DATA_FORMAT);
  assert_true(data_format_check(place.folder, &err));
  unlink(place.file);
  rmdir(place.folder);
}

/* ---- steps ---- */

struct base {
  struct engine *engine;
  struct engine_connection *connection;
};

static struct base new_base(void)
{
  struct engine_options options = { .threads = 1 };
  struct base base;
  struct err err;

  base.engine = engine_open(&options, &err);
  assert_non_null(base.engine);
  base.connection = engine_connect(base.engine, &err);
  assert_non_null(base.connection);
  return base;
}

static void close_base(struct base *base)
{
  engine_disconnect(base->connection);
  engine_close(base->engine);
}

static int64_t number(struct base *base, const char *name)
{
  int64_t value = 0;
  struct err err;

  assert_true(store_read_number(base->connection, name, -1, &value, &err));
  return value;
}

static bool write_one(struct engine_connection *connection, struct err *err)
{
  return engine_run(
    connection, TEXT("INSERT INTO \"_snowglobe\".\"counters\" VALUES ('one', 1)"), err);
}

static bool write_and_fail(struct engine_connection *connection, struct err *err)
{
  return engine_run(connection,
                    TEXT("INSERT INTO \"_snowglobe\".\"counters\" VALUES ('two', 2)"),
                    err) &&
         engine_run(connection, TEXT("SELECT error('no')"), err);
}

static void each_step_is_done_once_and_the_one_that_fails_not_at_all(void **state)
{
  const struct data_format_step steps[] = {
    { 2, "numbers", store_prepare },
    { 3, "one", write_one },
    { 4, "two", write_and_fail },
  };
  struct base base = new_base();
  struct err err;

  (void)state;
  log_set_level(LOG_LEVEL_ERROR);
  assert_true(store_prepare(base.connection, &err)); /* As the first versions left it. */
  assert_int_equal(number(&base, "format"), -1);
  assert_true(data_format_run(base.connection, steps, 1, &err));
  assert_int_equal(number(&base, "format"), 2);
  assert_false(data_format_run(base.connection, steps, 3, &err));
  assert_int_equal(number(&base, "format"), 3);
  assert_int_equal(number(&base, "one"), 1);
  assert_int_equal(number(&base, "two"), -1);
  assert_true(data_format_run(base.connection, steps, 2, &err));
  assert_int_equal(number(&base, "format"), 3);
  assert_false(data_format_run(base.connection, steps, 1, &err));
  assert_non_null(strstr(err.message, "format 3"));
  assert_int_equal(number(&base, "format"), 3);
  close_base(&base);
}

static void a_new_database_begins_at_the_newest(void **state)
{
  struct base base = new_base();
  struct err err;

  (void)state;
  assert_true(data_format_upgrade(base.connection, &err));
  assert_int_equal(number(&base, "format"), DATA_FORMAT);
  assert_true(data_format_upgrade(base.connection, &err));
  assert_int_equal(number(&base, "format"), DATA_FORMAT);
  close_base(&base);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_newer_folder_is_refused_by_both_names),
    cmocka_unit_test(each_step_is_done_once_and_the_one_that_fails_not_at_all),
    cmocka_unit_test(a_new_database_begins_at_the_newest),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
