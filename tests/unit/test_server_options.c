/* test_server_options.c: flags over environment over file over defaults, and their errors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/server_options.h"

static int open_arena(void **state)
{
  *state = arena_new();
  return 0;
}

static int close_arena(void **state)
{
  arena_free(*state);
  return 0;
}

static bool read_options(void *arena, const char *const *flags,
                         const char *const *environment, struct server_options *options,
                         struct err *err)
{
  int count = 0;

  while (flags[count])
    count++;
  return server_options_read(arena, count, (char *const *)(uintptr_t)flags,
                             (char *const *)(uintptr_t)environment, options, err);
}

#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void defaults_serve_this_machine_only(void **state)
{
  struct server_options options;
  struct err err;

  assert_true(read_options(*state, LIST(NULL), LIST(NULL), &options, &err));
  assert_string_equal(options.host, "127.0.0.1");
  assert_int_equal(options.http_port, 8084);
  assert_int_equal(options.https_port, 8443);
  assert_null(options.data);
  assert_null(options.user);
}

static void flags_win_over_environment_and_file(void **state)
{
  char path[] = "/tmp/test_server_options_XXXXXX";
  int file = mkstemp(path);
  const char *lines = "# mine\nhost = 0.0.0.0   # everybody\nhttp_port = 1\nthreads=7\n\n"
                      "account = \"a # b\"\n";
  struct server_options options;
  struct err err;

  assert_true(write(file, lines, strlen(lines)) == (ssize_t)strlen(lines));
  close(file);
  if (!read_options(
        *state, LIST("--http-port=3", "--config", path, "--memory-limit", "2GB"),
        LIST("HOME=/", "SNOWGLOBE_HTTP_PORT=2", "SNOWGLOBE_THREADS=5"), &options, &err))
    fail_msg("%s", err.message);
  unlink(path);
  assert_int_equal(options.http_port, 3);
  assert_int_equal(options.threads, 5);
  assert_string_equal(options.host, "0.0.0.0");
  assert_string_equal(options.account, "a # b");
  assert_true(options.memory_limit == 2LL << 30);
}

static void check_error(void *arena, const char *const *flags, const char *part)
{
  struct server_options options;
  struct err err;

  err_clear(&err);
  assert_false(read_options(arena, flags, LIST(NULL), &options, &err));
  if (!strstr(err.message, part))
    fail_msg("'%s' is not in: %s", part, err.message);
}

static void errors_help(void **state)
{
  check_error(*state, LIST("--htp-port", "1"), "did you mean 'http-port'");
  check_error(*state, LIST("--http-port", "70000"), "a port from 0 to 65535");
  check_error(*state, LIST("--http-port"), "wants a value");
  check_error(*state, LIST("serve"), "unexpected argument 'serve'");
  check_error(*state, LIST("--memory-limit", "lots"), "a size like 2GB");
  check_error(*state, LIST("--user", "ada"), "belong together");
  check_error(*state, LIST("--http-port", "off", "--https-port", "off"), "both off");
  check_error(*state, LIST("--config", "/nowhere/at/all"), "cannot read /nowhere/at/all");
}

static void passwords_are_not_printed(void **state)
{
  struct server_options options;
  struct err err;
  struct text print;

  assert_true(read_options(*state, LIST("--user", "ada", "--password", "hush"),
                           LIST(NULL), &options, &err));
  assert_string_equal(options.password, "hush");
  print = server_options_print(*state, &options);
  assert_non_null(strstr(print.at, "user = ada\n"));
  assert_null(strstr(print.at, "hush"));
}

static void every_variable_of_the_table_is_known(void **state)
{
  struct text table = server_options_table(*state);
  const char *at = table.at;
  int count = 0;

  while ((at = strstr(at, "`SNOWGLOBE_")) != NULL) {
    const char *end = strchr(++at, '`');
    const char *line = arena_printf(*state, TEXT_FMT "=\x01",
                                    TEXT_ARG(text_from(at, (size_t)(end - at))))
                         .at;
    struct server_options options;
    struct err err;

    err_clear(&err);
    if (!read_options(*state, LIST(NULL), LIST(line), &options, &err))
      assert_null(strstr(err.message, "unknown option"));
    count++;
  }
  assert_true(count > 20);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(defaults_serve_this_machine_only, open_arena,
                                    close_arena),
    cmocka_unit_test_setup_teardown(flags_win_over_environment_and_file, open_arena,
                                    close_arena),
    cmocka_unit_test_setup_teardown(errors_help, open_arena, close_arena),
    cmocka_unit_test_setup_teardown(passwords_are_not_printed, open_arena, close_arena),
    cmocka_unit_test_setup_teardown(every_variable_of_the_table_is_known, open_arena,
                                    close_arena),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
