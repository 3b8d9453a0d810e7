/* test_results.c: what is kept of results, for whom, what goes first, and what outlives the server. */
#include "session/results.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/clock.h"

enum { PARTS = 4, ROWS_A_PART = 1000 };
enum { PART_BYTES = 4096 }; /* More than 64 rows, less than those of a part. */

struct fixture {
  char folder[64];
  struct results_options options;
  struct results *results;
};

static struct results *open_again(struct fixture *fixture)
{
  results_free(fixture->results);
  return fixture->results = results_new(&fixture->options);
}

static int setup(void **state)
{
  struct fixture *fixture = calloc(1, sizeof *fixture);

  snprintf(fixture->folder, sizeof fixture->folder, "/tmp/test_results-XXXXXX");
  assert_non_null(mkdtemp(fixture->folder));
  fixture->options = (struct results_options){ fixture->folder, 1 << 30, 1 << 20, 3600 };
  open_again(fixture);
  *state = fixture;
  return 0;
}

static int teardown(void **state)
{
  struct fixture *fixture = *state;
  char command[100];

  results_free(fixture->results);
  snprintf(command, sizeof command, "rm -r %s", fixture->folder);
  assert_int_equal(system(command), 0);
  free(fixture);
  return 0;
}

static int files_in(const struct fixture *fixture)
{
  char command[120];
  FILE *pipe;
  int count = -1;

  snprintf(command, sizeof command, "ls %s | wc -l", fixture->folder);
  pipe = popen(command, "r");
  assert_non_null(pipe);
  assert_int_equal(fscanf(pipe, "%d", &count), 1);
  pclose(pipe);
  return count;
}

static const struct kept_column columns[] = {
  { .name = TEXT("N"), .type = { .kind = TYPE_NUMBER, .precision = 38 } },
  { .name = TEXT("A b"),
    .type = { .kind = TYPE_VARCHAR, .length = 20 },
    .nullable = true },
};

static struct batch_builder *make_rows(int64_t from, int count)
{
  static const enum batch_kind kinds[] = { BATCH_I64, BATCH_TEXT };
  struct batch_builder *rows = batch_builder_new(2, kinds, NULL);
  char text[40];

  for (int64_t i = from; i < from + count; i++) {
    snprintf(text, sizeof text, "the text of number %lld", (long long)i);
    batch_add_int(rows, 0, i);
    if (i % 10)
      batch_add_text(rows, 1, text_of(text));
    else
      batch_add_null(rows, 1);
  }
  return rows;
}

static void add_rows(struct kept_result *kept, int64_t from, int count)
{
  struct batch_builder *rows = make_rows(from, count);
  struct batch batch = batch_builder_view(rows, 0, (size_t)count);
  struct err err;

  assert_true(kept_result_add(kept, &batch, &err));
  batch_builder_free(rows);
}

static void keep(struct fixture *fixture, struct kept_result *kept, const char *id,
                 int64_t ended_ms)
{
  struct kept_info info = { .query_id = text_of(id),
                            .user = TEXT("ANN"),
                            .database = TEXT("D"),
                            .form = TEXT("json"),
                            .type_id = 4096,
                            .ended_ms = ended_ms };
  struct err err;

  assert_true(kept_result_end(kept, &err));
  kept_result_set_info(kept, &info);
  results_add(fixture->results, kept);
}

static void keep_small(struct fixture *fixture, const char *id)
{
  struct kept_result *kept = kept_result_new(results_folder(fixture->results), columns,
                                             2);

  add_rows(kept, 0, 3);
  keep(fixture, kept, id, clock_now_ms());
}

static void keep_large(struct fixture *fixture, const char *id, int64_t ended_ms)
{
  struct kept_result *kept = kept_result_new(results_folder(fixture->results), columns,
                                             2);
  struct err err;

  for (int part = 0; part < PARTS; part++) {
    add_rows(kept, (int64_t)part * ROWS_A_PART, ROWS_A_PART);
    assert_true(kept_result_end_part(kept, &err));
    if (part)
      assert_true(kept_result_show(kept, TEXT("shown"), &err));
  }
  keep(fixture, kept, id, ended_ms);
}

struct made_batch {
  struct held_batch held;
  struct batch_builder *rows;
};

static void release_made(struct held_batch *held)
{
  struct made_batch *made = (struct made_batch *)(void *)held;

  batch_builder_free(made->rows);
  free(made);
}

static struct held_batch *make_held(int64_t from, int count)
{
  struct made_batch *made = malloc(sizeof *made);

  assert_non_null(made);
  made->rows = make_rows(from, count);
  made->held = (struct held_batch){ batch_builder_view(made->rows, 0, (size_t)count),
                                    release_made };
  return &made->held;
}

/* Parts that are gathered and written by another thread, of two held each; the last one, which is
 * not full, by the end. */
static struct kept_result *take_large(struct fixture *fixture)
{
  static struct rowtype_column shown[2];
  struct kept_result *kept = kept_result_new(results_folder(fixture->results), columns,
                                             2);
  struct held_batches held = { 0 };
  struct arrow_rows *like;
  struct err err;

  for (int i = 0; i < 2; i++)
    shown[i] = (struct rowtype_column){ .name = columns[i].name,
                                        .type = columns[i].type,
                                        .nullable = columns[i].nullable,
                                        .exact = true };
  like = arrow_rows_new(shown, 2);
  for (int part = 0; part < PARTS; part++) {
    int64_t from = (int64_t)part * ROWS_A_PART;
    size_t part_bytes = part < PARTS - 1 ? PART_BYTES : SIZE_MAX;

    held_batches_add(&held, make_held(from, 64));
    held_batches_add(&held, make_held(from + 64, ROWS_A_PART - 64));
    assert_int_equal(held.rows, ROWS_A_PART);
    assert_true(kept_result_take_held(kept, like, part_bytes, true, &held, &err));
    assert_int_equal(held.count, 0);
  }
  held_batches_clear(&held);
  arrow_rows_free(like);
  return kept;
}

static struct kept_result *find(struct fixture *fixture, const char *id)
{
  return results_find(fixture->results, text_of(id), TEXT("ANN"));
}

static void forget(struct kept_result *kept)
{
  assert_non_null(kept);
  kept_result_release(kept);
}

static void check_rows(const struct kept_result *kept, int part, int64_t from, int count)
{
  struct batch_builder *rows;
  struct batch batch;
  struct err err;

  rows = kept_result_part(kept, part, &err);
  assert_non_null(rows);
  assert_int_equal(batch_builder_rows(rows), count);
  batch = batch_builder_view(rows, 0, (size_t)count);
  for (int i = 0; i < count; i++) {
    char text[40];
    int128 number;

    snprintf(text, sizeof text, "the text of number %lld", (long long)from + i);
    assert_true(batch_int(&batch.columns[0], (size_t)i, &number) && number == from + i);
    assert_int_equal(batch_is_null(&batch.columns[1], (size_t)i), (from + i) % 10 == 0);
    if ((from + i) % 10)
      assert_true(text_is(batch_text(&batch.columns[1], (size_t)i), text));
  }
  batch_builder_free(rows);
}

static void check_large(struct fixture *fixture, const char *id)
{
  struct kept_result *kept = find(fixture, id);

  assert_non_null(kept);
  assert_int_equal(kept_result_rows(kept), PARTS * ROWS_A_PART);
  assert_int_equal(kept_result_parts(kept), PARTS);
  assert_int_equal(kept_result_columns(kept), 2);
  assert_true(text_is(kept_result_column(kept, 1)->name, "A b"));
  assert_int_equal(kept_result_column(kept, 1)->type.length, 20);
  assert_int_equal(kept_result_kind(kept, 0), BATCH_I64);
  assert_true(text_is(kept_result_info(kept)->database, "D"));
  assert_null(kept_result_info(kept)->schema.at);
  for (int part = 0; part < PARTS; part++)
    check_rows(kept, part, (int64_t)part * ROWS_A_PART, ROWS_A_PART);
  kept_result_release(kept);
}

static void a_result_is_given_again_to_its_user_alone(void **state)
{
  struct fixture *fixture = *state;
  struct kept_result *kept;

  keep_small(fixture, "q1");
  assert_null(find(fixture, "q2"));
  assert_null(results_find(fixture->results, TEXT("q1"), TEXT("BOB")));
  kept = find(fixture, "q1");
  check_rows(kept, 0, 0, 3);
  forget(kept);
}

static void small_and_large_results_outlive_the_server(void **state)
{
  struct fixture *fixture = *state;
  struct kept_result *kept;

  keep_small(fixture, "small");
  keep_large(fixture, "large", clock_now_ms());
  for (int i = 0; i < 3; i++) {
    check_large(fixture, "large");
    kept = find(fixture, "small");
    check_rows(kept, 0, 0, 3);
    forget(kept);
    open_again(fixture);
    assert_int_equal(files_in(fixture), 2);
  }
}

static void a_chunk_is_found_by_a_key_and_reads_on_when_its_file_is_gone(void **state)
{
  struct fixture *fixture = *state;
  struct behind_bytes bytes;
  struct kept_result *kept;
  struct text key;
  struct buf read;

  fixture->options.max_bytes = 1;
  open_again(fixture);
  keep_large(fixture, "q", clock_now_ms());
  kept = find(fixture, "q");
  key = text_of(result_file_key(kept_result_file(kept)));
  assert_int_equal(key.len, RESULT_KEY_SIZE - 1);
  assert_false(results_hold_part(fixture->results, key, PARTS, &bytes));
  assert_false(results_hold_part(fixture->results, key, -1, &bytes));
  assert_false(
    results_hold_part(fixture->results, text_slice(key, 1, key.len), 1, &bytes));
  assert_true(results_hold_part(fixture->results, key, 2, &bytes));
  forget(kept);
  keep_large(fixture, "newer", clock_now_ms());
  assert_null(find(fixture, "q"));
  buf_init(&read);
  assert_true(result_bytes_copy(&bytes, &read));
  assert_string_equal(read.at, "shown");
  buf_clear(&read);
  behind_bytes_release(&bytes);
}

static void what_is_torn_or_foreign_is_removed_at_start(void **state)
{
  struct fixture *fixture = *state;
  struct kept_result *kept;
  char path[160], command[600];

  keep_large(fixture, "whole", clock_now_ms());
  keep_large(fixture, "torn", clock_now_ms());
  open_again(fixture);
  kept = find(fixture, "torn");
  snprintf(path, sizeof path, "%s/%s", fixture->folder,
           result_file_key(kept_result_file(kept)));
  forget(kept);
  snprintf(command, sizeof command,
           "truncate -s -1 %s && echo x > %s/half.part && echo x > %s/other", path,
           fixture->folder, fixture->folder);
  assert_int_equal(system(command), 0);
  open_again(fixture);
  assert_null(find(fixture, "torn"));
  check_large(fixture, "whole");
  assert_int_equal(files_in(fixture), 1);
}

static void the_oldest_go_first_by_age_and_by_size(void **state)
{
  struct fixture *fixture = *state;
  int64_t now = clock_now_ms();
  char id[16];

  keep_large(fixture, "old", now - 3601 * 1000);
  keep_large(fixture, "young", now);
  assert_null(find(fixture, "old"));
  fixture->options.max_bytes = 100000;
  open_again(fixture);
  for (int i = 0; i < 5; i++) {
    snprintf(id, sizeof id, "q%d", i);
    keep_large(fixture, id, now);
  }
  assert_null(find(fixture, "young"));
  assert_null(find(fixture, "q1"));
  check_large(fixture, "q4");
  assert_in_range(files_in(fixture), 1, 2);
}

static void small_results_are_bounded_in_number(void **state)
{
  struct fixture *fixture = *state;
  char id[16];

  for (int i = 0; i < 3000; i++) {
    snprintf(id, sizeof id, "q%d", i);
    keep_small(fixture, id);
  }
  assert_null(find(fixture, "q999"));
  forget(find(fixture, "q2999"));
}

/* ---- small results, and a server that is killed ---- */

static int64_t log_bytes(const struct fixture *fixture)
{
  char command[160];
  FILE *pipe;
  long long bytes = 0, one;

  snprintf(command, sizeof command, "stat -c %%s %s/*.small 2>/dev/null",
           fixture->folder);
  pipe = popen(command, "r");
  assert_non_null(pipe);
  while (fscanf(pipe, "%lld", &one) == 1)
    bytes += one;
  pclose(pipe);
  return bytes;
}

/* Until a log has the result of this id, the only text in it that is so. */
static void await_saved(const struct fixture *fixture, const char *id)
{
  int64_t end = clock_now_ms() + 30000;
  char command[160];

  snprintf(command, sizeof command, "grep -qs %s %s/*.small", id, fixture->folder);
  while (system(command) != 0) {
    assert_true(clock_now_ms() < end);
    usleep(20000);
  }
}

/* What a server finds that starts after this one was killed: the files as they are now, of the
 * last log without its last bytes. */
static struct results *open_copy(const struct fixture *fixture, const char *folder,
                                 int cut)
{
  struct results_options options = fixture->options;
  char command[400];

  snprintf(command, sizeof command,
           "rm -rf %s && cp -r %s %s && truncate -s -%d $(ls -t %s/*.small | head -1)",
           folder, fixture->folder, folder, cut, folder);
  assert_int_equal(system(command), 0);
  options.folder = folder;
  return results_new(&options);
}

static void small_results_outlive_a_server_that_is_killed(void **state)
{
  struct fixture *fixture = *state;
  char folder[80], id[16];

  snprintf(folder, sizeof folder, "%s-killed", fixture->folder);
  for (int i = 0; i < 10; i++) {
    snprintf(id, sizeof id, "q%d", i);
    keep_small(fixture, id);
  }
  await_saved(fixture, "q9");
  for (int cut = 0; cut < 40; cut += 13) {
    struct results *next = open_copy(fixture, folder, cut);

    for (int i = 0; i < 10; i++) {
      struct kept_result *kept;

      snprintf(id, sizeof id, "q%d", i);
      kept = results_find(next, text_of(id), TEXT("ANN"));
      assert_int_equal(kept != NULL, cut == 0 || i < 9);
      if (!kept)
        continue;
      check_rows(kept, 0, 0, 3);
      assert_int_equal(kept_result_column(kept, 1)->type.length, 20);
      assert_true(text_is(kept_result_info(kept)->database, "D"));
      assert_null(kept_result_info(kept)->schema.at);
      kept_result_release(kept);
    }
    results_free(next);
  }
  snprintf(folder, sizeof folder, "rm -r %s-killed", fixture->folder);
  assert_int_equal(system(folder), 0);
}

static void logs_of_small_results_are_bounded(void **state)
{
  struct fixture *fixture = *state;
  char id[16], padding[4001];

  memset(padding, 'x', sizeof padding - 1);
  padding[sizeof padding - 1] = 0;
  for (int i = 0; i < 8000; i++) {
    struct kept_column column = { .name = text_of(padding),
                                  .type = { .kind = TYPE_BOOLEAN } };

    snprintf(id, sizeof id, "q%d", i);
    keep(fixture, kept_result_new(results_folder(fixture->results), &column, 1), id,
         clock_now_ms());
    if (i % 1000 != 999)
      continue;
    await_saved(fixture, id);
    assert_in_range(log_bytes(fixture), 1000 * 4000, 16 << 20);
  }
  open_again(fixture);
  forget(find(fixture, "q7999"));
  forget(find(fixture, "q6500"));
  assert_null(find(fixture, "q4000")); /* 16 MB hold no 4,000 of them. */
  assert_in_range(log_bytes(fixture), 1, 16 << 20);
}

static void a_log_goes_with_the_last_of_its_results(void **state)
{
  struct fixture *fixture = *state;
  int64_t end = clock_now_ms() + 30000;

  fixture->options.seconds = 1;
  open_again(fixture);
  for (int i = 0; i < 2; i++) {
    keep_small(fixture, "q1");
    await_saved(fixture, "q1");
    while (log_bytes(fixture)) {
      assert_true(clock_now_ms() < end);
      usleep(20000);
      results_expire(fixture->results);
    }
  }
  assert_int_equal(files_in(fixture), 0);
}

static void a_result_that_is_held_reads_on_when_it_is_dropped(void **state)
{
  struct fixture *fixture = *state;
  struct row_source *source;
  struct kept_result *kept;
  struct err err;

  fixture->options.max_bytes = 1;
  open_again(fixture);
  keep_large(fixture, "q", clock_now_ms());
  kept = find(fixture, "q");
  source = kept_result_source(kept);
  kept_result_release(kept);
  keep_large(fixture, "newer", clock_now_ms());
  assert_null(find(fixture, "q"));
  for (int i = 0; i < source->pieces; i++) {
    struct batch_builder *rows = source->piece(source->owner, i, &err);

    assert_non_null(rows);
    assert_int_equal(batch_builder_rows(rows), ROWS_A_PART);
    batch_builder_free(rows);
  }
  row_source_free(source);
}

static void a_file_that_lost_bytes_is_an_error_and_no_row(void **state)
{
  struct fixture *fixture = *state;
  struct kept_result *kept;
  char command[400];
  struct err err;

  keep_large(fixture, "q", clock_now_ms());
  open_again(fixture);
  kept = find(fixture, "q");
  snprintf(command, sizeof command,
           "dd if=/dev/zero of=%s/%s bs=1 seek=%lld count=4 conv=notrunc 2>/dev/null",
           fixture->folder, result_file_key(kept_result_file(kept)),
           (long long)kept_result_part_offset(kept, 0));
  assert_int_equal(system(command), 0);
  err_clear(&err);
  assert_null(kept_result_part(kept, 0, &err));
  assert_int_equal(err.code, ERR_INTERNAL);
  check_rows(kept, 1, ROWS_A_PART, ROWS_A_PART);
  kept_result_release(kept);
}

static void parts_that_another_thread_writes_are_in_their_order(void **state)
{
  struct fixture *fixture = *state;
  struct kept_result *kept = take_large(fixture);

  keep(fixture, kept, "taken", clock_now_ms());
  open_again(fixture);
  kept = find(fixture, "taken");
  assert_non_null(kept);
  assert_int_equal(kept_result_parts(kept), PARTS);
  for (int part = 0; part < PARTS; part++)
    check_rows(kept, part, (int64_t)part * ROWS_A_PART, ROWS_A_PART);
  kept_result_release(kept);
}

static void a_result_may_go_while_a_part_is_written(void **state)
{
  struct fixture *fixture = *state;

  for (int i = 0; i < 50; i++)
    kept_result_release(take_large(fixture));
  assert_int_equal(files_in(fixture), 0);
}

#define T(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
  const struct CMUnitTest tests[] = {
    T(a_result_is_given_again_to_its_user_alone),
    T(small_and_large_results_outlive_the_server),
    T(a_chunk_is_found_by_a_key_and_reads_on_when_its_file_is_gone),
    T(what_is_torn_or_foreign_is_removed_at_start),
    T(the_oldest_go_first_by_age_and_by_size),
    T(small_results_are_bounded_in_number),
    T(small_results_outlive_a_server_that_is_killed),
    T(logs_of_small_results_are_bounded),
    T(a_log_goes_with_the_last_of_its_results),
    T(a_result_that_is_held_reads_on_when_it_is_dropped),
    T(a_file_that_lost_bytes_is_an_error_and_no_row),
    T(parts_that_another_thread_writes_are_in_their_order),
    T(a_result_may_go_while_a_part_is_written),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
