/* Bytes on their way to files: read from memory or from the file, bounded, and never lost silently. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "session/write_behind.h"

enum { MEMORY = 1 << 20, PIECE = 100000 };

struct fixture {
  struct write_behind *behind;
  char folder[64], path[80], final_path[80];
};

static int setup(void **state)
{
  struct fixture *fixture = calloc(1, sizeof *fixture);

  snprintf(fixture->folder, sizeof fixture->folder, "/tmp/test_write_behind-XXXXXX");
  assert_non_null(mkdtemp(fixture->folder));
  snprintf(fixture->path, sizeof fixture->path, "%s/a.part", fixture->folder);
  snprintf(fixture->final_path, sizeof fixture->final_path, "%s/a", fixture->folder);
  fixture->behind = write_behind_new(MEMORY);
  *state = fixture;
  return 0;
}

static int teardown(void **state)
{
  struct fixture *fixture = *state;

  write_behind_free(fixture->behind);
  unlink(fixture->final_path);
  assert_int_equal(rmdir(fixture->folder), 0); /* No other file is left. */
  free(fixture);
  return 0;
}

static struct behind_file *new_file(struct fixture *fixture)
{
  struct err err;
  struct behind_file *file = behind_file_new(fixture->behind, fixture->path, &err);

  assert_non_null(file);
  return file;
}

static char *make_piece(int number, size_t size)
{
  char *bytes = malloc(size);

  for (size_t i = 0; i < size; i++)
    bytes[i] = (char)(number * 31 + (int)(i % 251));
  return bytes;
}

static bool add(struct behind_file *file, int number, size_t size, int64_t *offset,
                struct err *err)
{
  char *bytes = make_piece(number, size);
  bool ok = behind_file_add(file, text_from(bytes, size), offset, err);

  free(bytes);
  return ok;
}

static void check_bytes(const struct behind_bytes *bytes, int number, size_t size)
{
  char *expected = make_piece(number, size), *read = malloc(size);

  assert_int_equal(bytes->size, size);
  if (bytes->at)
    memcpy(read, bytes->at, size);
  else
    assert_int_equal(pread(bytes->fd, read, size, bytes->offset), size);
  assert_memory_equal(read, expected, size);
  free(read);
  free(expected);
}

static void check(struct behind_file *file, int number, size_t size, int64_t offset)
{
  struct behind_bytes bytes;

  assert_true(behind_file_read(file, offset, size, &bytes));
  check_bytes(&bytes, number, size);
  behind_bytes_release(&bytes);
}

/* Within ten seconds. */
static void wait_for(const char *path)
{
  for (int i = 0; i < 1000 && access(path, F_OK) != 0; i++)
    usleep(10000);
  assert_int_equal(access(path, F_OK), 0);
}

static void finish(struct fixture *fixture, struct behind_file *file, struct text ending)
{
  behind_file_finish(file, ending, fixture->final_path);
  wait_for(fixture->final_path);
}

static void pieces_are_read_at_once_and_the_file_is_whole_later(void **state)
{
  struct fixture *fixture = *state;
  struct behind_file *file = new_file(fixture);
  int64_t offsets[50];
  struct stat stat_of;
  struct err err;

  for (int i = 0; i < 50; i++) { /* Five times what there is memory for. */
    assert_true(add(file, i, PIECE + (size_t)i, &offsets[i], &err));
    check(file, i, PIECE + (size_t)i, offsets[i]);
  }
  finish(fixture, file, TEXT("the end"));
  for (int i = 0; i < 50; i++)
    check(file, i, PIECE + (size_t)i, offsets[i]);
  behind_file_free(file, true);
  assert_int_equal(stat(fixture->final_path, &stat_of), 0);
  assert_int_equal(stat_of.st_mode & 0777, 0600);
  assert_in_range(stat_of.st_size, offsets[49] + PIECE + 49 + 7,
                  offsets[49] + PIECE + 49 + 7 + 4096);
}

static void a_piece_larger_than_the_memory_is_written_at_once(void **state)
{
  struct fixture *fixture = *state;
  struct behind_file *file = new_file(fixture);
  int64_t first, large, last;
  struct err err;

  assert_true(add(file, 1, 10, &first, &err));
  assert_true(add(file, 2, MEMORY + 1, &large, &err));
  assert_true(add(file, 3, 0, &last, &err));
  check(file, 1, 10, first);
  check(file, 2, MEMORY + 1, large);
  finish(fixture, file, TEXT(""));
  check(file, 2, MEMORY + 1, large);
  behind_file_free(file, false);
  assert_int_equal(access(fixture->final_path, F_OK), -1);
}

static void who_reads_is_not_disturbed(void **state)
{
  struct fixture *fixture = *state;
  struct behind_file *file = new_file(fixture);
  struct behind_bytes held[20];
  int64_t offset;
  struct err err;

  for (int i = 0; i < 20; i++) { /* More than the memory, all of it read. */
    assert_true(add(file, i, PIECE, &offset, &err));
    assert_true(behind_file_read(file, offset, PIECE, &held[i]));
  }
  behind_file_free(file, false);
  assert_int_equal(access(fixture->path, F_OK), -1);
  for (int i = 0; i < 20; i++) {
    check_bytes(&held[i], i, PIECE);
    behind_bytes_release(&held[i]);
  }
}

static void a_full_disk_is_told_to_who_adds(void **state)
{
  struct fixture *fixture = *state;
  struct behind_file *file = new_file(fixture);
  struct rlimit old, small;
  int64_t offset;
  struct err err;

  signal(SIGXFSZ, SIG_IGN);
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
  small = (struct rlimit){ 300000, old.rlim_max };
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
  err_clear(&err);
  assert_true(add(file, 1, PIECE, &offset, &err));
  assert_true(add(file, 2, PIECE, &offset, &err));
  assert_false(add(file, 3, PIECE, &offset, &err));
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
  assert_string_equal(err.message, "The result could not be written: File too large");
  behind_file_free(file, false);
  assert_int_equal(access(fixture->path, F_OK), -1);
}

static int open_files(void)
{
  DIR *list = opendir("/proc/self/fd");
  int count = 0;

  assert_non_null(list);
  while (readdir(list))
    count++;
  closedir(list);
  return count;
}

static void a_finished_file_keeps_no_descriptor(void **state)
{
  struct fixture *fixture = *state;
  int before = open_files();
  struct behind_file *file = new_file(fixture);
  int64_t offset;
  struct err err;

  assert_true(add(file, 1, PIECE, &offset, &err));
  assert_int_equal(open_files(), before + 1);
  finish(fixture, file, TEXT("end"));
  for (int i = 0; i < 1000 && open_files() > before; i++)
    usleep(10000);
  assert_int_equal(open_files(), before);
  check(file, 1, PIECE, offset);
  behind_file_free(file, false);
}

static void a_file_that_gets_no_name_is_read_from_memory(void **state)
{
  struct fixture *fixture = *state;
  struct behind_file *file = new_file(fixture);
  int64_t offset;
  struct err err;

  assert_true(add(file, 1, PIECE, &offset, &err));
  behind_file_finish(file, TEXT("end"), "/nowhere/at/all");
  check(file, 1, PIECE, offset);
  behind_file_free(file, true);
  assert_int_equal(access(fixture->path, F_OK), -1);
}

static void a_file_that_stays_is_waited_for(void **state)
{
  struct fixture *fixture = *state;
  struct behind_file *file = new_file(fixture);
  int64_t offset;
  struct err err;

  for (int i = 0; i < 10; i++)
    assert_true(add(file, i, PIECE, &offset, &err));
  behind_file_finish(file, TEXT("end"), fixture->final_path);
  behind_file_free(file, true);
  assert_int_equal(access(fixture->final_path, F_OK), 0);
}

static void a_file_that_goes_before_its_end_is_removed(void **state)
{
  struct fixture *fixture = *state;
  struct behind_file *file = new_file(fixture);
  int64_t offset;
  struct err err;

  for (int i = 0; i < 10; i++)
    assert_true(add(file, i, PIECE, &offset, &err));
  behind_file_finish(file, TEXT("end"), fixture->final_path);
  behind_file_free(file, false);
  assert_int_equal(access(fixture->path, F_OK), -1);
  assert_int_equal(access(fixture->final_path, F_OK), -1);
}

/* ---- when it is written ---- */

static bool is_written(const struct fixture *fixture, int number, size_t size,
                       int64_t offset)
{
  char *expected = make_piece(number, size), *found = calloc(1, size);
  int fd = open(fixture->path, O_RDONLY | O_CLOEXEC);
  bool is = fd >= 0 && pread(fd, found, size, offset) == (ssize_t)size &&
            memcmp(found, expected, size) == 0;

  if (fd >= 0)
    close(fd);
  free(found);
  free(expected);
  return is;
}

/* Reads of a file's first piece, again and again. */
struct use {
  struct behind_file *file;
  int64_t offsets[6];
  int64_t ms, longest_ms; /* In all, and between two of them. */
  bool is_written;        /* The piece, before its time was over. */
};

static void use_once(const struct fixture *fixture, struct use *use, int milliseconds)
{
  int64_t begin = clock_monotonic_ns(), last = begin;

  while (use->ms < milliseconds && !use->is_written) {
    int64_t now;

    check(use->file, 0, PIECE, use->offsets[0]);
    usleep(1000);
    use->is_written = is_written(fixture, 0, PIECE, use->offsets[0]);
    now = clock_monotonic_ns();
    use->ms = (now - begin) / 1000000;
    if (use->longest_ms < (now - last) / 1000000)
      use->longest_ms = (now - last) / 1000000;
    last = now;
  }
}

/* Adds pieces to a file and uses it for so long, or until the first is written. Where the machine kept this
 * thread from reading for so long that it was nearly quiet, again with another file. */
static struct use use_file(struct fixture *fixture, int pieces, int milliseconds)
{
  for (int attempt = 0; attempt < 50; attempt++) {
    struct use use = { .file = new_file(fixture) };
    struct err err;

    for (int i = 0; i < pieces; i++)
      assert_true(add(use.file, i, PIECE, &use.offsets[i], &err));
    use_once(fixture, &use, milliseconds);
    if (use.longest_ms < 15)
      return use;
    behind_file_free(use.file, false);
  }
  fail_msg("this thread was never left alone");
  abort();
}

static void what_is_used_is_written_when_it_is_quiet(void **state)
{
  struct fixture *fixture = *state;
  struct use use = use_file(fixture, 1, 200);

  assert_false(use.is_written);
  for (int i = 0; i < 1000 && !is_written(fixture, 0, PIECE, use.offsets[0]); i++)
    usleep(10000);
  assert_true(is_written(fixture, 0, PIECE, use.offsets[0]));
  behind_file_free(use.file, false);
}

static void what_is_used_all_the_time_is_written_all_the_same(void **state)
{
  struct use use = use_file(*state, 1, 10000);

  assert_in_range(use.ms, 450, 9999);
  behind_file_free(use.file, false);
}

static void what_takes_half_of_the_memory_is_written(void **state)
{
  struct use use = use_file(*state, 6, 10000);

  assert_in_range(use.ms, 0, 449);
  assert_false(is_written(*state, 5, PIECE, use.offsets[5]));
  behind_file_free(use.file, false);
}

struct adder {
  struct behind_file *file;
  int from;
  int64_t offsets[20];
};

static void *add_twenty(void *context)
{
  struct adder *adder = context;
  struct err err;

  for (int i = 0; i < 20; i++)
    assert_true(add(adder->file, adder->from + i, PIECE + (size_t)i * 1000,
                    &adder->offsets[i], &err));
  return NULL;
}

static void several_threads_add(void **state)
{
  struct fixture *fixture = *state;
  struct behind_file *file = new_file(fixture);
  struct adder adders[4];
  pthread_t threads[4];

  for (int i = 0; i < 4; i++) {
    adders[i] = (struct adder){ .file = file, .from = i * 20 };
    assert_int_equal(pthread_create(&threads[i], NULL, add_twenty, &adders[i]), 0);
  }
  for (int i = 0; i < 4; i++)
    pthread_join(threads[i], NULL);
  finish(fixture, file, TEXT("end"));
  for (int i = 0; i < 80; i++)
    check(file, i, PIECE + (size_t)(i % 20) * 1000, adders[i / 20].offsets[i % 20]);
  behind_file_free(file, false);
}

#define T(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
  const struct CMUnitTest tests[] = {
    T(pieces_are_read_at_once_and_the_file_is_whole_later),
    T(a_piece_larger_than_the_memory_is_written_at_once),
    T(who_reads_is_not_disturbed),
    T(a_full_disk_is_told_to_who_adds),
    T(a_finished_file_keeps_no_descriptor),
    T(a_file_that_gets_no_name_is_read_from_memory),
    T(a_file_that_stays_is_waited_for),
    T(a_file_that_goes_before_its_end_is_removed),
    T(what_is_used_is_written_when_it_is_quiet),
    T(what_is_used_all_the_time_is_written_all_the_same),
    T(what_takes_half_of_the_memory_is_written),
    T(several_threads_add),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
