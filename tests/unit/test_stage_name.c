/* test_stage_name.c: which stage is meant, and the path in it. */
#include "stage/stage_name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static void check(const char *written, enum stage_kind kind, const char *text,
                  const char *path)
{
  struct arena *arena = arena_new();
  struct stage_name name;
  struct err err = { 0 };

  assert_true(stage_name_read(arena, text_of(written), &name, &err));
  assert_int_equal(name.kind, kind);
  assert_string_equal(stage_name_text(arena, &name).at, text);
  assert_string_equal(name.path.at, path);
  arena_free(arena);
}

static void names_are_folded_and_paths_are_not(void **state)
{
  (void)state;
  check("@st", STAGE_NAMED, "@ST", "");
  check("@st/", STAGE_NAMED, "@ST", "");
  check("@st/Sub/a b.csv", STAGE_NAMED, "@ST", "Sub/a b.csv");
  check("@db.sch.st/x", STAGE_NAMED, "@DB.SCH.ST", "x");
  check("@db..st", STAGE_NAMED, "@DB.PUBLIC.ST", "");
  check("@\"Mixed\".\"a\"\"b\"/c", STAGE_NAMED, "@\"Mixed\".\"a\"\"b\"", "c");
  check("@SYSTEM$BIND/0a", STAGE_NAMED, "@SYSTEM$BIND", "0a");
  check("st/x", STAGE_NAMED, "@ST", "x");
}

static void users_and_tables_have_stages(void **state)
{
  (void)state;
  check("@~", STAGE_OF_USER, "@~", "");
  check("@~/x/../y", STAGE_OF_USER, "@~", "x/../y");
  check("@%t", STAGE_OF_TABLE, "@%T", "");
  check("@db.s.%t/p", STAGE_OF_TABLE, "@DB.S.%T", "p");
  check("@%\"t t\"", STAGE_OF_TABLE, "@%\"t t\"", "");
}

static void what_is_no_stage_is_an_error(void **state)
{
  const char *const wrong[] = { "",    "@",   "@/",    "@a.b.c.d", "@a b",
                                "@~x", "@%",  "@%t.a", "@\"a",     "@\"\"",
                                "@a.", "@.a", "@a?/b", "@%%t/a",   "@1a/b" };

  (void)state;
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    struct arena *arena = arena_new();
    struct stage_name name;
    struct err err = { 0 };

    assert_false(stage_name_read(arena, text_of(wrong[i]), &name, &err));
    assert_int_equal(err.code, ERR_SYNTAX);
    arena_free(arena);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(names_are_folded_and_paths_are_not),
    cmocka_unit_test(users_and_tables_have_stages),
    cmocka_unit_test(what_is_no_stage_is_an_error),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
