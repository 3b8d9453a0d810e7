/* test_commits.c: what counts as changed since when, who waits for whom. */
#include "session/commits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

static struct table_set set_of(int64_t a, int64_t b)
{
  struct table_set set = { 0 };

  table_set_add(&set, a);
  table_set_add(&set, b);
  return set;
}

static void commit(struct commits *commits, const struct table_set *tables)
{
  commits_begin(commits, tables);
  commits_end(commits, tables);
}

static void a_set_holds_each_table_once(void **state)
{
  struct table_set set = set_of(7, 8), other = set_of(8, 9);

  (void)state;
  table_set_add(&set, 7);
  table_set_add_all(&set, &other);
  assert_int_equal(set.count, 3);
  assert_int_equal(set.ids[0], 7);
  assert_int_equal(set.ids[2], 9);
  table_set_clear(&set);
  table_set_clear(&other);
  assert_int_equal(set.count, 0);
}

static void a_table_is_touched_by_later_commits_alone(void **state)
{
  struct commits *commits = commits_new();
  struct table_set seven = set_of(7, 7), eight = set_of(8, 8);
  uint64_t first, second;

  (void)state;
  first = commits_watch(commits);
  assert_false(commits_touched(commits, first, &seven));
  commit(commits, &seven);
  assert_true(commits_touched(commits, first, &seven));
  assert_true(commits_touched(commits, first, NULL));
  assert_false(commits_touched(commits, first, &eight));
  second = commits_watch(commits);
  assert_int_equal(second, commits_now(commits));
  assert_false(commits_touched(commits, second, &seven));
  assert_false(commits_touched(commits, second, NULL));
  commits_unwatch(commits);
  assert_true(commits_touched(commits, first, &seven));
  commits_unwatch(commits);
  table_set_clear(&seven);
  table_set_clear(&eight);
  commits_free(commits);
}

/* Whichever side of the snapshot the commit turns out to be on, it never goes unnoticed. */
static void a_commit_under_way_is_later_than_who_comes_before_its_end(void **state)
{
  struct commits *commits = commits_new();
  struct table_set seven = set_of(7, 7);
  uint64_t during;

  (void)state;
  commits_begin(commits, &seven); /* Nobody watched yet. */
  during = commits_watch(commits);
  assert_false(commits_touched(commits, during, &seven));
  assert_false(commits_hold(commits, during, &seven));
  commits_end(commits, &seven);
  assert_true(commits_touched(commits, during, &seven));
  assert_false(commits_hold(commits, during, &seven));
  assert_false(commits_touched(commits, commits_now(commits), &seven));
  commits_unwatch(commits);
  table_set_clear(&seven);
  commits_free(commits);
}

struct committer {
  struct commits *commits;
  struct table_set tables;
  atomic_bool done;
};

static void *commit_later(void *context)
{
  struct committer *committer = context;

  commit(committer->commits, &committer->tables);
  atomic_store(&committer->done, true);
  return NULL;
}

static void who_holds_a_table_keeps_commits_to_it_waiting(void **state)
{
  struct commits *commits = commits_new();
  struct table_set held = set_of(7, 8), other = set_of(9, 10);
  struct committer committer = { .commits = commits, .tables = set_of(6, 8) };
  struct timespec little = { 0, 20000000 };
  uint64_t since = commits_watch(commits);
  pthread_t thread;

  (void)state;
  assert_true(commits_hold(commits, since, &held));
  assert_true(commits_hold(commits, since, &held)); /* Two may hold the same. */
  pthread_create(&thread, NULL, commit_later, &committer);
  commit(commits, &other);
  nanosleep(&little, NULL);
  commits_let_go(commits, &held);
  nanosleep(&little, NULL);
  assert_false(atomic_load(&committer.done));
  assert_false(commits_touched(commits, since, &held));
  commits_let_go(commits, &held);
  pthread_join(thread, NULL);
  assert_true(commits_touched(commits, since, &held));
  assert_false(commits_hold(commits, since, &held));
  commits_unwatch(commits);
  table_set_clear(&held);
  table_set_clear(&other);
  table_set_clear(&committer.tables);
  commits_free(commits);
}

/* A reader that notes the number, looks at the value, holds the table and looks again must see the
 * same value: commits set it between their begin and end. */
struct race {
  struct commits *commits;
  struct table_set table;
  _Atomic int value;
};

static void *commit_often(void *context)
{
  struct race *race = context;

  for (int i = 0; i < 20000; i++) {
    commits_begin(race->commits, &race->table);
    atomic_fetch_add(&race->value, 1);
    commits_end(race->commits, &race->table);
  }
  return NULL;
}

static void a_held_table_is_as_it_was_noted(void **state)
{
  struct race race = { .commits = commits_new(), .table = set_of(7, 7) };
  pthread_t writers[2];

  (void)state;
  for (int i = 0; i < 2; i++)
    pthread_create(&writers[i], NULL, commit_often, &race);
  for (int i = 0; i < 20000; i++) {
    uint64_t since = commits_watch(race.commits);
    int value = atomic_load(&race.value);

    if (commits_hold(race.commits, since, &race.table)) {
      assert_int_equal(atomic_load(&race.value), value);
      commits_let_go(race.commits, &race.table);
    }
    commits_unwatch(race.commits);
  }
  for (int i = 0; i < 2; i++)
    pthread_join(writers[i], NULL);
  assert_int_equal(atomic_load(&race.value), 40000);
  table_set_clear(&race.table);
  commits_free(race.commits);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_set_holds_each_table_once),
    cmocka_unit_test(a_table_is_touched_by_later_commits_alone),
    cmocka_unit_test(a_commit_under_way_is_later_than_who_comes_before_its_end),
    cmocka_unit_test(who_holds_a_table_keeps_commits_to_it_waiting),
    cmocka_unit_test(a_held_table_is_as_it_was_noted),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
