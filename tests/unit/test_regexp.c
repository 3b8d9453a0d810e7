/* test_regexp.c: regular expressions: matches, groups, errors, and patterns that are slow elsewhere. */
#include "builtin/regexp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

static struct regexp *compiled(const char *pattern, int flags)
{
  struct buf problem;
  struct regexp *regexp;

  buf_init(&problem);
  regexp = regexp_compile(text_of(pattern), flags, &problem);
  if (!regexp)
    fail_msg("%s: %s", pattern, problem.at);
  buf_clear(&problem);
  return regexp;
}

static bool whole(const char *pattern, const char *text, int flags)
{
  struct regexp *regexp = compiled(pattern, flags);
  bool matches = regexp_matches(regexp, text_of(text));

  regexp_free(regexp);
  return matches;
}

/* What group `group` of the first match holds; "-" when it has none. */
static void assert_group(const char *pattern, const char *text, int group,
                         const char *expected)
{
  struct regexp *regexp = compiled(pattern, 0);
  struct regexp_span spans[REGEXP_MOST_GROUPS + 1];
  struct text found = TEXT("-");

  if (regexp_search(regexp, text_of(text), 0, spans) && spans[group].matched)
    found = text_from(text + spans[group].from, spans[group].to - spans[group].from);
  if (!text_is(found, expected))
    fail_msg("%s in %s: " TEXT_FMT ", not %s", pattern, text, TEXT_ARG(found), expected);
  regexp_free(regexp);
}

static void assert_refused(const char *pattern, const char *words)
{
  struct buf problem;

  buf_init(&problem);
  assert_null(regexp_compile(text_of(pattern), 0, &problem));
  assert_string_equal(problem.at, words);
  buf_clear(&problem);
}

static void whole_texts_match(void **state)
{
  (void)state;
  assert_true(whole("[2-9]\\d{2}-\\d{3}-\\d{4}", "800-456-7891", 0));
  assert_true(whole("a|bc*", "bccc", 0));
  assert_true(whole("(ab|a)(bab)?", "abab", 0));
  assert_true(whole("", "", 0));
  assert_true(whole("x{y", "x{y", 0));
  assert_true(whole("[]a]+[^b]", "]ac", 0));
  assert_true(whole("[[:alpha:]_]+", "ab_C", 0));
  assert_true(whole("[\\w.-]+@\\S+", "a.b-c@d", 0));
  assert_true(whole(".", "\xC3\xA9", 0));
  assert_false(whole("b", "abc", 0));
  assert_false(whole("a{2,3}", "aaaa", 0));
}

static void flags_change_letters_lines_and_dots(void **state)
{
  (void)state;
  assert_true(whole("san.*", "San Jose", REGEXP_NOCASE));
  assert_true(whole("[a-z\xC3\xA4]+", "A\xC3\x84", REGEXP_NOCASE));
  assert_false(whole("a.b", "a\nb", 0));
  assert_true(whole("a.b", "a\nb", REGEXP_DOT_ALL));
  assert_false(whole("a\n^b", "a\nb", 0));
  assert_true(whole("a$\n^b", "a\nb", REGEXP_LINES));
}

static void groups_hold_what_they_matched_last(void **state)
{
  (void)state;
  assert_group("the\\W+(\\w+)", "It was the best", 1, "best");
  assert_group("(a|ab)(c|bcd)(d*)", "abcd", 2, "bcd");
  assert_group("(x)?b", "ab", 1, "-");
  assert_group("(o|oo)b", "foobar", 1, "oo");
  assert_group("\\bwas\\b", "it wash was", 0, "was");
  assert_group("a*", "baa", 0, "");
}

static void malformed_patterns_are_refused_in_words(void **state)
{
  (void)state;
  assert_refused("(?:a)", "no argument for repetition operator: ?");
  assert_refused("*a", "no argument for repetition operator: *");
  assert_refused("[a", "missing ]: [a");
  assert_refused("(a", "missing )");
  assert_refused("a)", "unexpected ): a)");
  assert_refused("a\\", "trailing \\: \\");
  assert_refused("[b-a]", "invalid character class range: b-a");
  assert_refused("a{2,1}", "invalid repetition size: {2,1}");
  assert_refused("(a)\\1", "invalid escape sequence: \\1");
}

static void no_pattern_is_slow_or_too_large(void **state)
{
  char text[5001];
  struct buf problem;

  (void)state;
  memset(text, 'a', sizeof text - 1);
  text[sizeof text - 1] = '\0';
  assert_false(whole("(a*)*b", text, 0));
  assert_true(whole("(a|aa)+", text, 0));
  buf_init(&problem);
  assert_null(regexp_compile(TEXT("((a{1000}){1000}){1000}"), 0, &problem));
  assert_string_equal(problem.at, "pattern too large - compile failed");
  buf_clear(&problem);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(whole_texts_match),
    cmocka_unit_test(flags_change_letters_lines_and_dots),
    cmocka_unit_test(groups_hold_what_they_matched_last),
    cmocka_unit_test(malformed_patterns_are_refused_in_words),
    cmocka_unit_test(no_pattern_is_slow_or_too_large),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
