/* test_catalog.c: objects are made, found, changed and dropped; a file holds them; what fails or
 * is cut off leaves no trace. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <pthread.h>

#include <cmocka.h>

#include "base/numbers.h"
#include "catalog/catalog.h"
#include "catalog/dropped.h"

struct world {
  char folder[64];
  char path[96]; /* Empty: in memory. */
  struct engine *engine;
  struct engine_connection *connection;
  struct catalog *catalog;
};

static const struct path here = { { "DB", 2 }, { "PUBLIC", 6 }, { "T", 1 } };

static void open_world(struct world *world)
{
  struct engine_options options = { .path = world->path[0] ? world->path : NULL,
                                    .threads = 2 };
  struct err err = { 0 };

  world->engine = engine_open(&options, &err);
  assert_string_equal(err.message, "");
  assert_non_null(world->engine);
  world->connection = engine_connect(world->engine, &err);
  assert_non_null(world->connection);
  world->catalog = catalog_open(world->engine, &err);
  assert_string_equal(err.message, "");
  assert_non_null(world->catalog);
}

static void close_world(struct world *world)
{
  engine_disconnect(world->connection);
  catalog_close(world->catalog);
  engine_close(world->engine);
}

static int in_memory(void **state)
{
  struct world *world = calloc(1, sizeof *world);

  open_world(world);
  *state = world;
  return 0;
}

static int in_a_file(void **state)
{
  struct world *world = calloc(1, sizeof *world);

  snprintf(world->folder, sizeof world->folder, "/tmp/test_catalog_XXXXXX");
  assert_non_null(mkdtemp(world->folder));
  snprintf(world->path, sizeof world->path, "%s/snowglobe.duckdb", world->folder);
  open_world(world);
  *state = world;
  return 0;
}

static int end(void **state)
{
  struct world *world = *state;

  close_world(world);
  if (world->path[0]) {
    remove(world->path);
    rmdir(world->folder);
  }
  free(world);
  return 0;
}

static struct catalog_change *begin_as(struct world *world, uint64_t session)
{
  struct err err = { 0 };
  struct catalog_change *change = catalog_begin(world->catalog, world->connection,
                                                session, TEXT("SYSADMIN"), &err);

  assert_string_equal(err.message, "");
  assert_non_null(change);
  return change;
}

static struct catalog_change *begin(struct world *world)
{
  return begin_as(world, 7);
}

static void commit(struct catalog_change *change)
{
  struct err err = { 0 };
  bool ok = catalog_commit(change, &err);

  assert_string_equal(err.message, "");
  assert_true(ok);
}

static void make_database(struct world *world)
{
  struct database spec = { .object = { .kind = KIND_DATABASE, .name = TEXT("DB") } };
  struct catalog_change *change = begin(world);
  struct err err = { 0 };
  bool made;

  assert_true(
    catalog_create_database(change, &spec, (struct create_mode){ 0 }, &made, &err));
  assert_true(made);
  commit(change);
}

static struct column columns[] = {
  { .stored = { .type = { TYPE_NUMBER, 38, 0, 0, false }, .not_null = true },
    .name = { "ID", 2 },
    .autoincrement = true,
    .start = 10,
    .step = 5 },
  { .stored = { .type = { TYPE_VARCHAR, 0, 0, 20, true } },
    .name = { "it's", 4 },
    .default_sql = { "'x'", 3 },
    .comment = { "a 'quoted' word", 15 } },
};

static int key_columns[] = { 1 };
static struct table_constraint keys[] = {
  { .kind = KEY_PRIMARY,
    .name = { "PK", 2 },
    .column_count = 1,
    .column_ids = key_columns },
};

static struct table table_spec(const char *name, enum persistence persistence)
{
  return (struct table){ .object = { .kind = KIND_TABLE, .name = text_of(name) },
                         .persistence = persistence,
                         .column_count = 2,
                         .columns = columns,
                         .constraint_count = 1,
                         .constraints = keys };
}

static int64_t create_in(struct catalog_change *change, const struct table *spec,
                         struct create_mode mode)
{
  struct err err = { 0 };
  int64_t id = 0;
  bool made;
  bool ok = catalog_create_table(change, TEXT("DB"), TEXT("PUBLIC"), spec, mode, &made,
                                 &id, &err);

  assert_string_equal(err.message, "");
  assert_true(ok);
  return id;
}

static int64_t make_table(struct world *world, const char *name)
{
  struct table spec = table_spec(name, TABLE_PERMANENT);
  struct catalog_change *change = begin(world);
  int64_t id = create_in(change, &spec, (struct create_mode){ 0 });

  commit(change);
  return id;
}

static struct schema *find_schema(struct world *world)
{
  struct database *database = catalog_find_database(world->catalog, TEXT("DB"));

  return database ? catalog_find_schema(database, TEXT("PUBLIC")) : NULL;
}

static struct table *find_as(struct world *world, const char *name, uint64_t session)
{
  return catalog_find_table(world->catalog, find_schema(world), text_of(name), session);
}

static struct table *find(struct world *world, const char *name)
{
  return find_as(world, name, 7);
}

static void drop(struct world *world, enum kind kind, struct path path)
{
  struct catalog_change *change = begin(world);
  struct err err = { 0 };
  bool dropped;

  assert_true(catalog_drop(change, kind, path, false, &dropped, &err));
  assert_true(dropped);
  commit(change);
}

static int physical_tables(struct world *world)
{
  struct arena *arena = arena_new();
  struct err err = { 0 };
  int64_t *ids;
  int count;

  assert_true(storage_list_tables(world->connection, arena, &ids, &count, &err));
  arena_free(arena);
  return count;
}

static void a_database_has_a_public_schema(void **state)
{
  struct world *world = *state;

  make_database(world);
  assert_non_null(find_schema(world));
  assert_true(text_is(find_schema(world)->object.owner, "SYSADMIN"));
}

static void a_table_is_found_by_its_exact_name(void **state)
{
  struct world *world = *state;

  make_database(world);
  make_table(world, "T");
  assert_non_null(find(world, "T"));
  assert_null(find(world, "t"));
  assert_int_equal(physical_tables(world), 1);
}

static void a_change_is_seen_only_when_committed(void **state)
{
  struct world *world = *state;
  struct table spec = table_spec("T", TABLE_PERMANENT);
  struct catalog_change *change;

  make_database(world);
  change = begin(world);
  create_in(change, &spec, (struct create_mode){ 0 });
  assert_null(find(world, "T"));
  catalog_abandon(change);
  assert_null(find(world, "T"));
  assert_int_equal(physical_tables(world), 0);
}

static void a_name_can_be_taken_once(void **state)
{
  struct world *world = *state;
  struct table spec = table_spec("T", TABLE_PERMANENT);
  struct catalog_change *change;
  struct err err = { 0 };
  int64_t id;
  bool made;

  make_database(world);
  make_table(world, "T");
  change = begin(world);
  assert_false(catalog_create_table(change, TEXT("DB"), TEXT("PUBLIC"), &spec,
                                    (struct create_mode){ 0 }, &made, &id, &err));
  assert_int_equal(err.code, ERR_OBJECT_EXISTS);
  assert_string_equal(err.message, "SQL compilation error:\nObject 'T' already exists.");
  assert_true(catalog_create_table(change, TEXT("DB"), TEXT("PUBLIC"), &spec,
                                   (struct create_mode){ .if_not_exists = true }, &made,
                                   &id, &err));
  assert_false(made);
  catalog_abandon(change);
}

static void the_old_table_can_be_read_while_it_is_replaced(void **state)
{
  struct world *world = *state;
  struct table spec = table_spec("T", TABLE_PERMANENT);
  struct catalog_change *change;
  struct err err = { 0 };
  struct buf sql;
  int64_t old, id;

  make_database(world);
  old = make_table(world, "T");
  change = begin(world);
  id = create_in(change, &spec, (struct create_mode){ .or_replace = true });
  assert_int_not_equal(old, id);
  buf_init(&sql);
  buf_add_string(&sql, "INSERT INTO ");
  storage_table_name(id, false, &sql);
  buf_add_string(&sql, " SELECT * FROM ");
  storage_table_name(old, false, &sql);
  assert_true(engine_run(world->connection, buf_text(&sql), &err));
  buf_clear(&sql);
  commit(change);
  assert_int_equal(find(world, "T")->object.id, id);
  assert_int_equal(physical_tables(world), 1);
}

static void a_temporary_table_hides_the_permanent_one_of_its_session(void **state)
{
  struct world *world = *state;
  struct table spec = table_spec("T", TABLE_TEMPORARY);
  struct catalog_change *change;
  int64_t permanent;

  make_database(world);
  permanent = make_table(world, "T");
  change = begin(world);
  create_in(change, &spec, (struct create_mode){ 0 });
  commit(change);
  assert_int_not_equal(find(world, "T")->object.id, permanent);
  assert_int_equal(find_as(world, "T", 8)->object.id, permanent);
  drop(world, KIND_TABLE, here);
  assert_int_equal(find(world, "T")->object.id, permanent);
  change = begin(world);
  create_in(change, &spec, (struct create_mode){ 0 });
  commit(change);
  catalog_end_session(world->catalog, world->connection, 7);
  assert_int_equal(find(world, "T")->object.id, permanent);
}

static void columns_come_go_and_change(void **state)
{
  struct world *world = *state;
  struct column added = { .stored = { .type = type_number(5, 0) }, .name = TEXT("N") };
  struct catalog_change *change;
  struct err err = { 0 };
  struct column changed;

  make_database(world);
  make_table(world, "T");
  change = begin(world);
  assert_true(catalog_add_column(change, here, &added, "42", &err));
  assert_true(catalog_drop_column(change, here, TEXT("it's"), &err));
  commit(change);
  assert_int_equal(find(world, "T")->column_count, 2);
  changed = *table_column(find(world, "T"), TEXT("N"));
  assert_int_equal(changed.stored.id, 3);
  assert_int_equal(changed.stored.int_bytes, 4);
  changed.stored.type = type_number(18, 0);
  changed.stored.int_bytes = 0;
  changed.name = TEXT("M");
  changed.comment = TEXT("wider");
  change = begin(world);
  assert_true(catalog_change_column(change, here, &changed, &err));
  assert_string_equal(err.message, "");
  commit(change);
  assert_null(table_column(find(world, "T"), TEXT("N")));
  assert_int_equal(table_column(find(world, "T"), TEXT("M"))->stored.int_bytes, 8);
}

static void a_dropped_column_takes_its_keys_along(void **state)
{
  struct world *world = *state;
  struct catalog_change *change;
  struct err err = { 0 };

  make_database(world);
  make_table(world, "T");
  change = begin(world);
  assert_true(catalog_drop_column(change, here, TEXT("ID"), &err));
  commit(change);
  assert_int_equal(find(world, "T")->constraint_count, 0);
  change = begin(world);
  assert_false(catalog_drop_column(change, here, TEXT("it's"), &err));
  assert_int_equal(err.code, ERR_DROP_LAST_COLUMN);
  catalog_abandon(change);
}

static void tables_swap_their_names(void **state)
{
  struct world *world = *state;
  struct path other = { TEXT("DB"), TEXT("PUBLIC"), TEXT("U") };
  struct catalog_change *change;
  struct err err = { 0 };
  int64_t t, u;

  make_database(world);
  t = make_table(world, "T");
  u = make_table(world, "U");
  change = begin(world);
  assert_true(catalog_swap_tables(change, here, other, &err));
  commit(change);
  assert_int_equal(find(world, "T")->object.id, u);
  assert_int_equal(find(world, "U")->object.id, t);
}

static void a_table_moves_to_another_schema(void **state)
{
  struct world *world = *state;
  struct schema spec = { .object = { .kind = KIND_SCHEMA, .name = TEXT("S") } };
  struct path there = { TEXT("DB"), TEXT("S"), TEXT("V") };
  struct catalog_change *change;
  struct err err = { 0 };
  bool made;

  make_database(world);
  make_table(world, "T");
  change = begin(world);
  assert_true(catalog_create_schema(change, TEXT("DB"), &spec, (struct create_mode){ 0 },
                                    &made, &err));
  assert_true(catalog_rename(change, KIND_TABLE, here, there, &err));
  commit(change);
  assert_null(find(world, "T"));
  assert_non_null(catalog_find_table(
    world->catalog,
    catalog_find_schema(catalog_find_database(world->catalog, TEXT("DB")), TEXT("S")),
    TEXT("V"), 7));
}

static void a_database_goes_with_all_that_is_in_it(void **state)
{
  struct world *world = *state;

  make_database(world);
  make_table(world, "T");
  make_table(world, "U");
  drop(world, KIND_DATABASE, (struct path){ .name = TEXT("DB") });
  assert_null(catalog_find_database(world->catalog, TEXT("DB")));
  assert_int_equal(physical_tables(world), 0);
}

static void what_is_missing_is_named(void **state)
{
  struct world *world = *state;
  struct catalog_change *change;
  struct err err = { 0 };
  bool dropped;

  make_database(world);
  change = begin(world);
  assert_false(catalog_drop(change, KIND_TABLE, here, false, &dropped, &err));
  assert_string_equal(
    err.message,
    "SQL compilation error:\nTable 'DB.PUBLIC.T' does not exist or not authorized.");
  assert_string_equal(err.sqlstate, "42S02");
  assert_true(catalog_drop(change, KIND_TABLE, here, true, &dropped, &err));
  assert_false(dropped);
  catalog_abandon(change);
}

static void wide_numbers_get_wide_columns(void **state)
{
  struct world *world = *state;
  struct err err = { 0 };
  int64_t id;
  bool ok;

  make_database(world);
  id = make_table(world, "T");
  assert_int_equal(find(world, "T")->columns[0].stored.int_bytes, 8);
  ok = catalog_widen_table(world->catalog, world->connection, id, &err);
  assert_string_equal(err.message, "");
  assert_true(ok);
  assert_int_equal(find(world, "T")->columns[0].stored.int_bytes, 16);
}

static int64_t next(struct world *world, int64_t count)
{
  struct err err = { 0 };
  int64_t first = 0, step;

  assert_true(catalog_next_values(world->catalog,
                                  find(world, "T")->columns[0].sequence_id, count, &first,
                                  &step, &err));
  assert_int_equal(step, 5);
  return first;
}

static void identities_count_in_their_steps(void **state)
{
  struct world *world = *state;

  make_database(world);
  make_table(world, "T");
  assert_int_equal(next(world, 1), 10);
  assert_int_equal(next(world, 3), 15);
  assert_int_equal(next(world, 1), 30);
}

static void a_file_holds_everything(void **state)
{
  struct world *world = *state;
  struct table *table;

  make_database(world);
  make_table(world, "T");
  assert_int_equal(next(world, 1), 10);
  close_world(world);
  open_world(world);
  table = find(world, "T");
  assert_non_null(table);
  assert_int_equal(table->column_count, 2);
  assert_true(text_is(table->columns[1].name, "it's"));
  assert_true(text_is(table->columns[1].comment, "a 'quoted' word"));
  assert_true(text_is(table->columns[1].default_sql, "'x'"));
  assert_null(table->columns[0].comment.at);
  assert_true(type_equal(table->columns[1].stored.type, columns[1].stored.type));
  assert_int_equal(table->constraint_count, 1);
  assert_int_equal(table->constraints[0].column_ids[0], 1);
  assert_int_equal(next(world, 1), 15);
  assert_int_equal(catalog_repairs(world->catalog).len, 0);
}

/* The engine's file as it is after a crash: no orderly end, only what was made durable. */
static void a_crash_never_hands_a_number_out_twice(void **state)
{
  struct world *world = *state;
  struct world crashed = *world;
  char command[640];

  make_database(world);
  make_table(world, "T");
  assert_int_equal(next(world, 1), 10);
  snprintf(crashed.path, sizeof crashed.path, "%s/after.duckdb", world->folder);
  snprintf(command, sizeof command,
           "cp %s %s && if [ -f %s.wal ]; then cp %s.wal %s.wal; fi", world->path,
           crashed.path, world->path, world->path, crashed.path);
  assert_int_equal(system(command), 0);
  open_world(&crashed);
  assert_true(next(&crashed, 1) > 10);
  assert_non_null(find(&crashed, "T"));
  close_world(&crashed);
  remove(crashed.path);
}

static void a_crash_in_a_change_leaves_nothing_of_it(void **state)
{
  struct world *world = *state;
  struct world crashed = *world;
  struct table spec = table_spec("U", TABLE_PERMANENT);
  struct catalog_change *change;
  char command[640];

  make_database(world);
  make_table(world, "T");
  change = begin(world);
  create_in(change, &spec, (struct create_mode){ 0 });
  snprintf(crashed.path, sizeof crashed.path, "%s/after.duckdb", world->folder);
  snprintf(command, sizeof command,
           "cp %s %s && if [ -f %s.wal ]; then cp %s.wal %s.wal; fi", world->path,
           crashed.path, world->path, world->path, crashed.path);
  assert_int_equal(system(command), 0);
  catalog_abandon(change);
  open_world(&crashed);
  assert_non_null(find(&crashed, "T"));
  assert_null(find(&crashed, "U"));
  assert_int_equal(physical_tables(&crashed), 1);
  assert_int_equal(catalog_repairs(crashed.catalog).len, 0);
  close_world(&crashed);
  remove(crashed.path);
}

static void opening_repairs_what_does_not_fit(void **state)
{
  struct world *world = *state;
  struct storage_column column = { .id = 1, .type = type_of(TYPE_DATE) };
  struct err err = { 0 };
  int64_t id;

  make_database(world);
  id = make_table(world, "T");
  assert_true(storage_create_table(world->connection, 99999, false, &column, 1, &err));
  assert_true(storage_drop_table(world->connection, id, false, &err));
  close_world(world);
  open_world(world);
  assert_int_equal(physical_tables(world), 1);
  assert_true(catalog_repairs(world->catalog).len > 0);
  close_world(world);
  open_world(world);
  assert_int_equal(catalog_repairs(world->catalog).len, 0);
}

struct worker {
  struct world *world;
  int number;
  int64_t drawn[50];
};

/* ---- what is kept ---- */

#define DAY_MS (24 * 60 * 60 * (int64_t)1000)

static int64_t make_kept(struct world *world, struct path path, int64_t days)
{
  struct column column = { .name = TEXT("A"),
                           .stored = { .type = type_of(TYPE_VARCHAR) } };
  struct table spec = { .object = { .kind = KIND_TABLE, .name = path.name },
                        .column_count = 1,
                        .columns = &column,
                        .retention_days = days };
  struct catalog_change *change = begin(world);
  struct err err = { 0 };
  int64_t id = 0;
  bool made;

  assert_true(catalog_create_table(change, path.database, path.schema, &spec,
                                   (struct create_mode){ .or_replace = true }, &made, &id,
                                   &err));
  commit(change);
  return id;
}

static bool undrop(struct world *world, enum kind kind, struct path path, struct err *err)
{
  struct catalog_change *change = begin(world);

  if (catalog_undrop(change, (struct undrop){ .kind = kind }, path, err))
    return catalog_commit(change, err);
  catalog_abandon(change);
  return false;
}

static void purge_after(struct world *world, int64_t days)
{
  struct err err = { 0 };

  assert_true(dropped_purge(world->catalog, world->connection,
                            state_now_ms() + days * DAY_MS, &err));
}

static bool is_there(struct world *world, struct path path)
{
  struct database *database;
  struct schema *schema;
  bool found;

  catalog_read(world->catalog);
  database = catalog_find_database(world->catalog, path.database);
  schema = database ? catalog_find_schema(database, path.schema) : NULL;
  found = schema && catalog_find_table(world->catalog, schema, path.name, 7);
  catalog_read_end(world->catalog);
  return found;
}

static void what_was_dropped_comes_back_in_another_life(void **state)
{
  struct world *world = *state;
  struct path schema = { TEXT("DB"), TEXT("PUBLIC"), { 0 } };
  struct path database = { .name = TEXT("DB") };
  struct err err = { 0 };

  make_database(world);
  make_kept(world, here, 1);
  drop(world, KIND_TABLE, here);
  close_world(world);
  open_world(world);
  assert_false(is_there(world, here));
  assert_true(undrop(world, KIND_TABLE, here, &err));
  assert_true(is_there(world, here));
  close_world(world);
  open_world(world);
  assert_true(is_there(world, here));
  assert_false(undrop(world, KIND_TABLE, here, &err));
  assert_int_equal(err.code, ERR_OBJECT_EXISTS);
  err_clear(&err);
  /* Databases and schemas of this test are kept for no time. */
  drop(world, KIND_DATABASE, database);
  assert_false(undrop(world, KIND_DATABASE, database, &err));
  assert_int_equal(err.code, ERR_PURGED);
  err_clear(&err);
  assert_int_equal(physical_tables(world), 0);
  assert_false(undrop(world, KIND_SCHEMA, schema, &err));
  assert_int_equal(err.code, ERR_NO_OBJECT);
}

static void what_was_kept_for_long_enough_ends(void **state)
{
  struct world *world = *state;
  struct err err = { 0 };

  make_database(world);
  make_kept(world, here, 1);
  make_kept(world, here, 5);
  drop(world, KIND_TABLE, here);
  assert_int_equal(physical_tables(world), 2);
  purge_after(world, 0);
  assert_int_equal(physical_tables(world), 2);
  purge_after(world, 2);
  assert_int_equal(physical_tables(world), 1);
  close_world(world);
  open_world(world);
  assert_int_equal(physical_tables(world), 1);
  assert_true(undrop(world, KIND_TABLE, here, &err));
  drop(world, KIND_TABLE, here);
  purge_after(world, 6);
  assert_int_equal(physical_tables(world), 0);
  assert_false(undrop(world, KIND_TABLE, here, &err));
  assert_int_equal(err.code, ERR_PURGED);
}

static void the_end_of_a_database_is_that_of_all_dropped_in_it(void **state)
{
  struct world *world = *state;
  struct database keeps = { .object = { .kind = KIND_DATABASE, .name = TEXT("KEEPS") },
                            .retention_days = 1 };
  struct schema spec = { .object = { .kind = KIND_SCHEMA, .name = TEXT("S") },
                         .retention_days = 3 };
  struct path path = { TEXT("KEEPS"), TEXT("S"), TEXT("T") };
  struct catalog_change *change = begin(world);
  struct err err = { 0 };
  bool made;

  assert_true(
    catalog_create_database(change, &keeps, (struct create_mode){ 0 }, &made, &err));
  assert_true(catalog_create_schema(change, TEXT("KEEPS"), &spec,
                                    (struct create_mode){ 0 }, &made, &err));
  commit(change);
  make_kept(world, path, 90);
  make_kept(world, path, RETENTION_INHERITED);
  drop(world, KIND_SCHEMA, (struct path){ TEXT("KEEPS"), TEXT("S"), { 0 } });
  assert_int_equal(physical_tables(world), 2);
  drop(world, KIND_DATABASE, (struct path){ .name = TEXT("KEEPS") });
  assert_true(undrop(world, KIND_DATABASE, (struct path){ .name = TEXT("KEEPS") }, &err));
  assert_false(is_there(world, path));
  assert_true(
    undrop(world, KIND_SCHEMA, (struct path){ TEXT("KEEPS"), TEXT("S"), { 0 } }, &err));
  assert_true(is_there(world, path));
  drop(world, KIND_SCHEMA, (struct path){ TEXT("KEEPS"), TEXT("S"), { 0 } });
  drop(world, KIND_DATABASE, (struct path){ .name = TEXT("KEEPS") });
  purge_after(world, 2);
  assert_int_equal(physical_tables(world), 0);
  close_world(world);
  open_world(world);
  assert_false(
    undrop(world, KIND_DATABASE, (struct path){ .name = TEXT("KEEPS") }, &err));
}

static void make_temporary(struct world *world)
{
  struct column column = { .name = TEXT("A"),
                           .stored = { .type = type_of(TYPE_VARCHAR) } };
  struct table spec = { .object = { .kind = KIND_TABLE, .name = here.name },
                        .persistence = TABLE_TEMPORARY,
                        .column_count = 1,
                        .columns = &column,
                        .retention_days = 1 };
  struct catalog_change *change = begin(world);
  struct err err = { 0 };
  int64_t id;
  bool made;

  assert_true(catalog_create_table(change, here.database, here.schema, &spec,
                                   (struct create_mode){ 0 }, &made, &id, &err));
  commit(change);
}

static void a_session_takes_along_what_it_dropped(void **state)
{
  struct world *world = *state;
  struct catalog_change *change;
  struct err err = { 0 };

  make_database(world);
  make_temporary(world);
  drop(world, KIND_TABLE, here);
  assert_true(undrop(world, KIND_TABLE, here, &err));
  assert_true(is_there(world, here));
  drop(world, KIND_TABLE, here);
  change = begin_as(world, 8);
  assert_false(catalog_undrop(change, (struct undrop){ .kind = KIND_TABLE }, here, &err));
  catalog_abandon(change);
  err_clear(&err);
  catalog_end_session(world->catalog, world->connection, 7);
  assert_false(undrop(world, KIND_TABLE, here, &err));
}

static void a_long_session_ends_what_it_dropped_long_ago(void **state)
{
  struct world *world = *state;
  struct catalog_change *change;
  struct err err = { 0 };
  bool dropped;

  make_database(world);
  make_temporary(world);
  drop(world, KIND_TABLE, here);
  make_temporary(world);
  drop(world, KIND_TABLE, here);
  assert_int_equal(map_count(world->catalog->dropped), 2);
  make_temporary(world);
  change = begin(world);
  change->now_ms += 2 * DAY_MS;
  assert_true(catalog_drop(change, KIND_TABLE, here, false, &dropped, &err));
  commit(change);
  assert_int_equal(map_count(world->catalog->dropped), 1);
}

static void the_days_of_an_account_are_stored(void **state)
{
  struct world *world = *state;
  struct catalog_change *change = begin(world);
  struct err err = { 0 };

  assert_int_equal(catalog_account_retention(world->catalog), RETENTION_INHERITED);
  assert_true(catalog_set_account_retention(change, 7, &err));
  commit(change);
  change = begin(world);
  assert_true(catalog_set_account_retention(change, 8, &err));
  catalog_abandon(change);
  close_world(world);
  open_world(world);
  assert_int_equal(catalog_account_retention(world->catalog), 7);
}

static void transient_objects_are_kept_for_a_day_at_most(void **state)
{
  struct world *world = *state;
  struct column column = { .name = TEXT("A"),
                           .stored = { .type = type_of(TYPE_VARCHAR) } };
  struct table spec = { .object = { .kind = KIND_TABLE, .name = TEXT("T") },
                        .persistence = TABLE_TRANSIENT,
                        .column_count = 1,
                        .columns = &column,
                        .retention_days = 2 };
  struct catalog_change *change;
  struct err err = { 0 };
  int64_t id;
  bool made;

  make_database(world);
  change = begin(world);
  assert_false(catalog_create_table(change, TEXT("DB"), TEXT("PUBLIC"), &spec,
                                    (struct create_mode){ 0 }, &made, &id, &err));
  assert_int_equal(err.code, ERR_RETENTION);
  catalog_abandon(change);
}

/* Makes, finds and drops a table of its own, and draws from the sequence of all. */
static void *work(void *context)
{
  struct worker *worker = context;
  struct world own = *worker->world;
  struct err err = { 0 };
  char name[32];
  int64_t step;

  own.connection = engine_connect(own.engine, &err);
  assert_non_null(own.connection);
  snprintf(name, sizeof name, "W%d", worker->number);
  for (int i = 0; i < 50; i++) {
    int64_t id = make_table(&own, name), sequence_id;

    catalog_read(own.catalog);
    assert_int_equal(find(&own, name)->object.id, id);
    sequence_id = find(&own, "T")->columns[0].sequence_id;
    catalog_read_end(own.catalog);
    assert_true(
      catalog_next_values(own.catalog, sequence_id, 1, &worker->drawn[i], &step, &err));
    drop(&own, KIND_TABLE, (struct path){ TEXT("DB"), TEXT("PUBLIC"), text_of(name) });
  }
  engine_disconnect(own.connection);
  return NULL;
}

static void many_threads_change_and_draw_without_harm(void **state)
{
  enum { THREADS = 4 };
  struct world *world = *state;
  struct worker workers[THREADS];
  pthread_t threads[THREADS];
  int64_t drawn[THREADS * 50];

  make_database(world);
  make_table(world, "T");
  for (int i = 0; i < THREADS; i++) {
    workers[i] = (struct worker){ .world = world, .number = i };
    assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
  }
  for (int i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
  for (int i = 0; i < THREADS; i++)
    memcpy(&drawn[i * 50], workers[i].drawn, sizeof workers[i].drawn);
  qsort(drawn, THREADS * 50, sizeof *drawn, numbers_compare);
  for (int i = 0; i < THREADS * 50; i++)
    assert_int_equal(drawn[i], 10 + i * 5);
  assert_int_equal(physical_tables(world), 1);
}

static double seconds(void)
{
  struct timespec now;

  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void making_and_dropping_stays_quick_among_many_tables(void **state)
{
  struct world *world = *state;
  char name[32];
  double start;

  make_database(world);
  for (int i = 0; i < 1000; i++) {
    snprintf(name, sizeof name, "T%d", i);
    make_table(world, name);
  }
  start = seconds();
  for (int i = 0; i < 50; i++) {
    make_table(world, "T");
    drop(world, KIND_TABLE, here);
  }
  print_message("CREATE and DROP: %.2f ms\n", (seconds() - start) * 1000 / 50);
}

#define IN_MEMORY(test) cmocka_unit_test_setup_teardown(test, in_memory, end)
#define IN_A_FILE(test) cmocka_unit_test_setup_teardown(test, in_a_file, end)

int main(void)
{
  const struct CMUnitTest tests[] = {
    IN_MEMORY(a_database_has_a_public_schema),
    IN_MEMORY(a_table_is_found_by_its_exact_name),
    IN_MEMORY(a_change_is_seen_only_when_committed),
    IN_MEMORY(a_name_can_be_taken_once),
    IN_MEMORY(the_old_table_can_be_read_while_it_is_replaced),
    IN_MEMORY(a_temporary_table_hides_the_permanent_one_of_its_session),
    IN_MEMORY(columns_come_go_and_change),
    IN_MEMORY(a_dropped_column_takes_its_keys_along),
    IN_MEMORY(tables_swap_their_names),
    IN_MEMORY(a_table_moves_to_another_schema),
    IN_MEMORY(a_database_goes_with_all_that_is_in_it),
    IN_MEMORY(what_is_missing_is_named),
    IN_MEMORY(wide_numbers_get_wide_columns),
    IN_MEMORY(identities_count_in_their_steps),
    IN_A_FILE(a_file_holds_everything),
    IN_A_FILE(a_crash_never_hands_a_number_out_twice),
    IN_A_FILE(a_crash_in_a_change_leaves_nothing_of_it),
    IN_A_FILE(many_threads_change_and_draw_without_harm),
    IN_A_FILE(opening_repairs_what_does_not_fit),
    IN_A_FILE(what_was_dropped_comes_back_in_another_life),
    IN_A_FILE(what_was_kept_for_long_enough_ends),
    IN_A_FILE(the_end_of_a_database_is_that_of_all_dropped_in_it),
    IN_MEMORY(a_session_takes_along_what_it_dropped),
    IN_MEMORY(a_long_session_ends_what_it_dropped_long_ago),
    IN_MEMORY(transient_objects_are_kept_for_a_day_at_most),
    IN_A_FILE(the_days_of_an_account_are_stored),
    IN_A_FILE(making_and_dropping_stays_quick_among_many_tables),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
