/* test_collator.c: specifications, keys and weights: edges, bytes that are no text, many threads. */
#include "builtin/collator.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>
#include <string.h>

static const struct collation *found(const char *spec)
{
  const struct collation *collation;
  struct err err;

  err_clear(&err);
  assert_true(collation_find(text_of(spec), &collation, &err));
  return collation;
}

static struct text reason(const char *spec, struct err *err)
{
  const struct collation *collation;

  err_clear(err);
  assert_false(collation_find(text_of(spec), &collation, err));
  assert_null(collation);
  return text_of(err->message);
}

static void collation_is_one_for_equal_specifications(void **state)
{
  (void)state;
  assert_null(found(""));
  assert_ptr_equal(found("EN-ci"), found("en-CI"));
  assert_ptr_not_equal(found("en-ci"), found("en-ci-ci"));
  assert_true(text_is(found("DE_at-AI")->spec, "de_at-ai"));
  assert_true(text_is(found("de_at-ai")->locale, "de_at"));
  assert_true(collation_is_plain(NULL));
  assert_true(collation_is_plain(found("utf8")));
  assert_true(collation_is_plain(found("bin")));
  assert_true(collation_is_plain(found("-")));
  assert_false(collation_is_plain(found("trim")));
  assert_false(collation_is_plain(found("en")));
}

static void collation_says_what_is_wrong(void **state)
{
  char longest[300];
  struct err err;

  (void)state;
  memset(longest, 'a', sizeof longest - 1);
  longest[sizeof longest - 1] = '\0';
  assert_string_equal(reason("en--ci", &err).at,
                      "Invalid value 'en--ci' for COLLATION. Reason: Unknown option: ");
  assert_string_equal(reason("-en", &err).at,
                      "Invalid value '-en' for COLLATION. Reason: Unknown option: en");
  assert_true(text_ends_with(reason("ci-upper-lower", &err), "mutually exclusive"));
  assert_true(text_ends_with(reason("ci-ai", &err), "for the UTF8 collation"));
  assert_true(text_ends_with(reason(longest, &err), "Too long"));
  assert_true(text_ends_with(reason("e\"n-ci", &err), "Unknown locale: e\"n"));
  assert_true(text_ends_with(reason("\xc3\xa9", &err), "Unknown locale: \xc3\xa9"));
  assert_true(found("en-ci-") != NULL);
  assert_true(found("de@collation=phonebook") != NULL);
}

/* ---- keys ---- */

static int compared(const char *spec, struct text a, struct text b)
{
  struct collator_room room = { 0 };
  struct buf first, second;
  struct err err;
  struct collator *collator;
  int order;

  err_clear(&err);
  buf_init(&first);
  buf_init(&second);
  buf_init(&room.wide);
  buf_init(&room.cased);
  collator = collator_take(text_of(spec), &err);
  assert_non_null(collator);
  assert_true(collator_key(collator, a, &room, &first, &err));
  assert_true(collator_key(collator, b, &room, &second, &err));
  order = text_compare(buf_text(&first), buf_text(&second));
  collator_give(collator);
  collator_room_clear(&room);
  buf_clear(&first);
  buf_clear(&second);
  return order;
}

static void keys_compare_as_the_collation_does(void **state)
{
  (void)state;
  assert_true(compared("en-ci", TEXT("a"), TEXT("A")) == 0);
  assert_true(compared("en", TEXT("a"), TEXT("A")) < 0);
  assert_true(compared("en-fu", TEXT("a"), TEXT("A")) > 0);
  assert_true(compared("upper", TEXT("a"), TEXT("_")) < 0);
  assert_true(compared("lower", TEXT("a"), TEXT("_")) > 0);
  assert_true(compared("en-rtrim", TEXT("a  "), TEXT("a")) == 0);
  assert_true(compared("en", TEXT(""), TEXT("a")) < 0);
  assert_true(compared("trim", TEXT("   "), TEXT("")) == 0);
}

static void keys_take_bytes_that_are_no_text(void **state)
{
  (void)state;
  assert_true(compared("en", TEXT("a\xff"), TEXT("a\xfe")) == 0);
  assert_true(compared("en-ci", TEXT("\xf0\x9f"), TEXT("")) != 0);
  assert_true(compared("upper", TEXT("a\0b"), TEXT("A\0B")) == 0);
}

/* ---- weights ---- */

static bool holds(const char *spec, const char *text, const char *piece)
{
  struct collator_room room = { 0 };
  struct elements all = { 0 }, part = { 0 };
  struct err err;
  struct collator *collator;
  bool any = false;

  err_clear(&err);
  buf_init(&room.wide);
  buf_init(&room.cased);
  collator = collator_take(text_of(spec), &err);
  assert_non_null(collator);
  assert_true(collator_elements(collator, text_of(text), &room, &all, &err));
  assert_true(collator_elements(collator, text_of(piece), &room, &part, &err));
  for (size_t at = 0; at <= all.count && !any; at++)
    any = elements_match(&all, at, part.at, part.count);
  for (size_t i = 0; i < all.count; i++) {
    assert_true(all.at[i].from <= all.at[i].to);
    assert_true(all.at[i].to <= strlen(text));
  }
  collator_give(collator);
  collator_room_clear(&room);
  elements_clear(&all);
  elements_clear(&part);
  return any;
}

static void pieces_are_found_as_whole_letters(void **state)
{
  (void)state;
  assert_true(holds("en-ci", "xABy", "ab"));
  assert_false(holds("en", "xABy", "ab"));
  assert_true(holds("en-ci", "x", ""));
  assert_true(holds("en-ci", "", ""));
  assert_false(holds("en-ci", "", "x"));
  assert_false(holds("en-ci", "e\xcc\x81", "e"));
  assert_true(holds("en-ci-ai", "e\xcc\x81x", "ex"));
  assert_true(holds("en-ci", "\xc3\xa9", "E\xcc\x81"));
  assert_false(holds("upper", "\xc3\x9f", "s"));
  assert_true(holds("upper", "x\xc3\x9fy", "XSSY"));
  assert_false(holds("cs_cz-ci", "chata", "c"));
  assert_true(holds("cs_cz-ci", "chata", "CH"));
  assert_true(holds("en-upper",
                    "stra\xc3\x9f"
                    "e",
                    "ASSE"));
}

/* ---- threads ---- */

static void *compare_often(void *failed)
{
  for (int i = 0; i < 300; i++)
    if (compared(i % 2 ? "de-ci" : "sv-ci",
                 TEXT("\xc3\xa4"
                      "a"),
                 TEXT("\xc3\x84"
                      "A")) != 0)
      *(bool *)failed = true;
  return NULL;
}

static void threads_share_collators(void **state)
{
  pthread_t threads[4];
  bool failed[4] = { false };

  (void)state;
  for (int i = 0; i < 4; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, compare_often, &failed[i]), 0);
  for (int i = 0; i < 4; i++) {
    assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_false(failed[i]);
  }
}

static void more_collators_than_are_kept_are_made_anew(void **state)
{
  char spec[32];

  (void)state;
  for (int i = 0; i < 400; i++) {
    snprintf(spec, sizeof spec, "q%d-ci", i);
    assert_true(compared(spec, TEXT("a"), TEXT("A")) == 0);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(collation_is_one_for_equal_specifications),
    cmocka_unit_test(collation_says_what_is_wrong),
    cmocka_unit_test(keys_compare_as_the_collation_does),
    cmocka_unit_test(keys_take_bytes_that_are_no_text),
    cmocka_unit_test(pieces_are_found_as_whole_letters),
    cmocka_unit_test(threads_share_collators),
    cmocka_unit_test(more_collators_than_are_kept_are_made_anew),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
