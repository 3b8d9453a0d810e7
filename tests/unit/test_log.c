/* test_log.c: log lines, as they arrive on standard error. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
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
  struct buf buf;

  (void)state;
  buf_init(&buf);
  log_add(&buf, "a", TEXT("plain"));
  log_add(&buf, "b", TEXT("two words"));
  log_add(&buf, "c", TEXT("say \"x\\y\""));
  log_add(&buf, "d", TEXT(""));
  assert_string_equal(buf.at, " a=plain b=\"two words\" c=\"say \\\"x\\\\y\\\"\" d=\"\"");
  buf_clear(&buf);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_message_is_one_line_with_its_context),
    cmocka_unit_test(levels_below_the_last_are_silent),
    cmocka_unit_test(values_are_quoted_where_needed),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
