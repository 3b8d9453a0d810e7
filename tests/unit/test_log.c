/* test_log.c: log lines, as they arrive on standard error. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"

static int ends[2];
static int saved;

static void catch_lines(void)
{
  assert_int_equal(pipe(ends), 0);
  saved = dup(STDERR_FILENO);
  dup2(ends[1], STDERR_FILENO);
  close(ends[1]);
}

/* Puts standard error back and returns what was written, without the time. */
static const char *caught(void)
{
  static char text[4000];
  size_t len = 0;
  ssize_t n;

  dup2(saved, STDERR_FILENO);
  close(saved);
  while ((n = read(ends[0], text + len, sizeof text - 1 - len)) > 0)
    len += (size_t)n;
  close(ends[0]);
  text[len] = '\0';
  return len > 25 ? text + 25 : text;
}

static void a_message_is_one_line_with_its_context(void **state)
{
  (void)state;
  catch_lines();
  log_set_context(TEXT("session=17 query=abc"));
  log_info("logged in\nas %s\x1b", "me");
  assert_string_equal(caught(), "INFO session=17 query=abc logged in\\nas me\\x1b\n");
  log_set_context(TEXT(""));
}

static void levels_below_the_last_are_silent(void **state)
{
  enum log_level level;

  (void)state;
  assert_true(log_level_from_name(TEXT("warn"), &level));
  assert_false(log_level_from_name(TEXT("loud"), &level));
  log_set_level(level);
  catch_lines();
  log_debug("no");
  log_info("no");
  log_warn("yes");
  assert_string_equal(caught(), "WARN yes\n");
  assert_false(log_is_on(LOG_LEVEL_INFO));
  log_set_level(LOG_LEVEL_INFO);
}

static void values_are_quoted_where_needed(void **state)
{
  const struct log_field fields[] = {
    { .key = "a", .value = TEXT("plain") },
    { .key = "b", .value = TEXT("two words") },
    { .key = "c", .value = TEXT("say \"x\\y\"\n") },
    { .key = "d", .value = TEXT("") },
  };

  (void)state;
  catch_lines();
  log_event(LOG_LEVEL_DEBUG, "silent", fields, 1);
  log_event(LOG_LEVEL_INFO, "loud", fields, 4);
  assert_string_equal(
    caught(), "INFO loud a=plain b=\"two words\" c=\"say \\\"x\\\\y\\\"\\n\" d=\"\"\n");
}

static void json_lines_are_objects_whatever_they_hold(void **state)
{
  const struct log_field fields[] = {
    { .key = "rows", .value = TEXT("12"), .is_number = true },
    { .key = "odd", .value = TEXT("\"\\\t\xff\xc3\xa9\x7f") },
  };
  enum log_format format;

  (void)state;
  assert_true(log_format_from_name(TEXT("JSON"), &format));
  assert_false(log_format_from_name(TEXT("xml"), &format));
  catch_lines();
  log_set_format(format);
  log_set_context(TEXT("session=17 query=abc"));
  log_event(LOG_LEVEL_WARN, "two\nlines", fields, 2);
  log_set_context(TEXT(""));
  log_set_format(LOG_FORMAT_TEXT);
  assert_string_equal(
    caught() + 8, /* The time has more around it. */
    "\",\"level\":\"warn\",\"what\":\"two\\nlines\",\"session\":17,\"query\":"
    "\"abc\",\"rows\":12,\"odd\":\"\\\"\\\\\\u0009\xef\xbf\xbd\xc3\xa9\\u007f\"}\n");
}

static void a_file_that_was_moved_is_followed_by_a_new_one(void **state)
{
  char folder[] = "/tmp/test_log_XXXXXX", path[80], moved[80], line[200];
  struct stat info;
  struct err err;
  FILE *file;

  (void)state;
  assert_non_null(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/log", folder);
  snprintf(moved, sizeof moved, "%s/log.1", folder);
  assert_true(log_open(path, &err));
  assert_true(log_has_file());
  log_info("first");
  assert_int_equal(rename(path, moved), 0);
  log_info("second");
  assert_true(log_reopen(&err));
  log_info("third");
  assert_true(log_open("stderr", &err));
  file = fopen(moved, "r");
  assert_non_null(file);
  assert_non_null(fgets(line, sizeof line, file));
  assert_non_null(strstr(line, "INFO first"));
  assert_non_null(fgets(line, sizeof line, file));
  assert_non_null(strstr(line, "INFO second"));
  fclose(file);
  file = fopen(path, "r");
  assert_non_null(file);
  assert_non_null(fgets(line, sizeof line, file));
  assert_non_null(strstr(line, "INFO third"));
  assert_int_equal(fstat(fileno(file), &info), 0);
  assert_int_equal(info.st_mode & 0777, 0600);
  fclose(file);
  unlink(path);
  unlink(moved);
  assert_false(log_open(folder, &err));
  rmdir(folder);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_message_is_one_line_with_its_context),
    cmocka_unit_test(levels_below_the_last_are_silent),
    cmocka_unit_test(values_are_quoted_where_needed),
    cmocka_unit_test(json_lines_are_objects_whatever_they_hold),
    cmocka_unit_test(a_file_that_was_moved_is_followed_by_a_new_one),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
