/* test_folder.c: folders removed with all that is in them. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/folder.h"

static char folder[64]; /* Each test's own. */

static int make_folder(void **state)
{
  (void)state;
  strcpy(folder, "/tmp/test-folder-XXXXXX");
  return mkdtemp(folder) ? 0 : -1;
}

static int forget_folder(void **state)
{
  struct err err;

  (void)state;
  return folder_remove(folder, &err) ? 0 : -1;
}

static const char *in_folder(const char *name)
{
  static char path[256];

  snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

static void make_file(const char *name)
{
  int fd = open(in_folder(name), O_CREAT | O_WRONLY, 0600);

  assert_true(fd >= 0);
  close(fd);
}

static void make_subfolder(const char *name)
{
  assert_int_equal(mkdir(in_folder(name), 0700), 0);
}

static bool is_there(const char *name)
{
  struct stat info;

  return lstat(in_folder(name), &info) == 0;
}

static void remove_named(const char *name)
{
  struct err err;

  assert_true(folder_remove(in_folder(name), &err));
  assert_false(is_there(name));
}

static void it_goes_with_all_that_is_in_it(void **state)
{
  (void)state;
  make_subfolder("a");
  make_file("a/file");
  make_file("a/.hidden");
  make_subfolder("a/empty");
  make_subfolder("a/b");
  make_file("a/b/file");
  make_file("beside");
  remove_named("a");
  assert_true(is_there("beside"));
}

static void a_file_is_removed_too(void **state)
{
  (void)state;
  make_file("file");
  remove_named("file");
}

static void what_is_not_there_is_no_error(void **state)
{
  (void)state;
  remove_named("missing");
}

static void links_are_not_followed(void **state)
{
  char target[256];

  (void)state;
  make_subfolder("kept");
  make_file("kept/file");
  make_subfolder("a");
  strcpy(target, in_folder("kept"));
  assert_int_equal(symlink(target, in_folder("a/link")), 0);
  assert_int_equal(symlink(target, in_folder("link")), 0);
  remove_named("a");
  remove_named("link");
  assert_true(is_there("kept/file"));
}

static void the_error_names_what_could_not_be_removed(void **state)
{
  struct err err;

  (void)state;
  make_file("file");
  assert_false(folder_remove(in_folder("file/below"), &err)); /* A file is no folder. */
  assert_non_null(strstr(err.message, "/file/below"));
  assert_non_null(strstr(err.message, " could not be removed: "));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(it_goes_with_all_that_is_in_it, make_folder,
                                    forget_folder),
    cmocka_unit_test_setup_teardown(a_file_is_removed_too, make_folder, forget_folder),
    cmocka_unit_test_setup_teardown(what_is_not_there_is_no_error, make_folder,
                                    forget_folder),
    cmocka_unit_test_setup_teardown(links_are_not_followed, make_folder, forget_folder),
    cmocka_unit_test_setup_teardown(the_error_names_what_could_not_be_removed,
                                    make_folder, forget_folder),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
