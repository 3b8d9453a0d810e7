/* test_lexer.c: the lexer and its keywords. */
#include "sql/lexer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "base/buf.h"
#include "sql/grammar.h"
#include "sql/keywords.h"
#include "sql/token_list.h"

/* Tokens as token_list prints them, a line each. */
static void assert_tokens(const char *sql, const char *expected)
{
  struct buf buf;

  buf_init(&buf);
  token_list_print(text_of(sql), &buf);
  assert_string_equal(buf.at ? buf.at : "", expected);
  buf_clear(&buf);
}

static struct token only_token(const char *sql)
{
  struct lexer lexer = lexer_over(text_of(sql));
  struct token token = lexer_next(&lexer);

  assert_int_equal(lexer_next(&lexer).kind, TK_EOF);
  return token;
}

static void lexer_gives_nothing_for_empty_text(void **state)
{
  (void)state;
  assert_tokens("", "");
  assert_tokens(" \t\r\n\f ", "");
  struct lexer lexer = lexer_over((struct text){ 0 });
  assert_int_equal(lexer_next(&lexer).kind, TK_EOF);
  assert_int_equal(lexer_next(&lexer).kind, TK_EOF);
}

static void lexer_counts_lines_and_columns(void **state)
{
  (void)state;
  assert_tokens("a\n  b 'x\ny' c",
                "1:0 name a\n2:2 name b\n2:4 string 'x\ny'\n3:3 name c\n");
  assert_tokens("a /* \n\n */ b", "1:0 name a\n3:4 name b\n");
  assert_tokens("\r\na", "2:0 name a\n");
  assert_tokens("\xc3\xa4 b", "1:0 name \xc3\xa4\n1:3 name b\n");
}

static void lexer_knows_byte_offsets(void **state)
{
  struct lexer lexer = lexer_over(TEXT("a\n 'bc'"));
  struct token token;

  (void)state;
  lexer_next(&lexer);
  token = lexer_next(&lexer);
  assert_int_equal(token.place.from, 3);
  assert_int_equal(token.place.to, 7);
}

static void lexer_leaves_comments_out(void **state)
{
  (void)state;
  assert_tokens("a -- b 'c\nd", "1:0 name a\n2:0 name d\n");
  assert_tokens("a // b\nc", "1:0 name a\n2:0 name c\n");
  assert_tokens("a /* b */ c /**/ d /***/ e",
                "1:0 name a\n1:10 name c\n1:17 name d\n1:25 name e\n");
  assert_tokens("a - -b", "1:0 name a\n1:2 sign -\n1:4 sign -\n1:5 name b\n");
}

static void lexer_does_not_nest_comments(void **state)
{
  (void)state;
  assert_tokens("/* a /* b */ c */", "1:13 name c\n1:15 sign *\n1:16 sign /\n");
}

static void lexer_reads_numbers(void **state)
{
  static const char *const numbers[] = { "1",   "0",    "007",     "1.5",  ".5",  "1.",
                                         "1e3", "1E-3", "1.5e+10", ".5e1", "1.e2" };

  (void)state;
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    struct token token = only_token(numbers[i]);

    assert_true(token.kind == TK_NUMBER || token.kind == TK_INTEGER);
    assert_true(text_is(token.text, numbers[i]));
  }
  assert_tokens("1e", "1:0 number 1\n1:1 name e\n");
  assert_tokens("1.5.6", "1:0 number 1.5\n1:3 number .6\n");
  assert_tokens("a.b", "1:0 name a\n1:1 sign .\n1:2 name b\n");
  assert_tokens("a..b", "1:0 name a\n1:1 sign .\n1:2 sign .\n1:3 name b\n");
}

static void lexer_reads_strings(void **state)
{
  static const char *const strings[] = {
    "''",     "'a'",  "'it''s'",         "'a\\'b'", "'\\\\'",
    "'a\nb'", "$$$$", "$$a 'b' \"c\"$$", "$$a$b$$", "$$ $ $$"
  };

  (void)state;
  for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
    assert_int_equal(only_token(strings[i]).kind, TK_STRING);
  assert_int_equal(only_token("X'0aFF'").kind, TK_BINARY);
  assert_int_equal(only_token("x''").kind, TK_BINARY);
  assert_tokens("X'0g'", "1:0 name X\n1:1 string '0g'\n");
  assert_tokens("'a' 'b'", "1:0 string 'a'\n1:4 string 'b'\n");
}

static void lexer_reports_what_has_no_end(void **state)
{
  static const char *const texts[] = { "'a",  "'a''", "'a\\'", "'a\\",   "\"a", "\"a\"\"",
                                       "$$a", "$$a$", "/* a",  "/* a *", "'" };

  (void)state;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    assert_int_equal(only_token(texts[i]).kind, TK_UNTERMINATED);
}

static void lexer_reports_foreign_bytes_one_by_one(void **state)
{
  struct lexer lexer = lexer_over(text_from("a\0`b", 4));

  (void)state;
  assert_int_equal(lexer_next(&lexer).kind, TK_ID);
  assert_int_equal(lexer_next(&lexer).kind, TK_ILLEGAL);
  assert_int_equal(lexer_next(&lexer).kind, TK_ILLEGAL);
  assert_int_equal(lexer_next(&lexer).kind, TK_ID);
  assert_int_equal(lexer_next(&lexer).kind, TK_EOF);
}

static void lexer_never_reads_behind_the_text(void **state)
{
  const char *all = "SELECT 'a' /* x */ \"b\" $$c$$ 1.5e3 @s/p $1 $v -- d";
  size_t len = strlen(all);

  (void)state;
  for (size_t cut = 0; cut <= len;
       cut++) { /* Copies of the exact size, for the sanitizer. */
    struct arena *arena = arena_new();
    char *exact = arena_alloc(arena, cut ? cut : 1);
    struct lexer lexer;

    memcpy(exact, all, cut);
    lexer = lexer_over(text_from(exact, cut));
    while (lexer_next(&lexer).kind != TK_EOF)
      assert_true(lexer.at <= lexer.limit);
    arena_free(arena);
  }
}

static void lexer_reads_names_and_variables(void **state)
{
  (void)state;
  assert_tokens("a_1$b _x \"q\"\"r\" $v $12",
                "1:0 name a_1$b\n1:6 name _x\n1:9 quoted \"q\"\"r\"\n1:16 variable $v\n"
                "1:19 position $12\n");
}

static void lexer_reads_stages(void **state)
{
  static const char *const stages[] = {
    "@s",         "@~",           "@~/a/b.csv",    "@%t",
    "@db.s.%t/x", "@\"q r\".x/p", "@s/a=1/b-*.gz", "@s//x"
  };

  (void)state;
  for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
    assert_int_equal(only_token(stages[i]).kind, TK_STAGE);
  assert_tokens("@s(a)", "1:0 stage @s\n1:2 sign (\n1:3 name a\n1:4 sign )\n");
  assert_tokens("@", "1:0 illegal @\n");
}

static void lexer_takes_the_longest_sign(void **state)
{
  static const struct {
    const char *text;
    int kind;
  } signs[] = { { "::", TK_DCOLON }, { ":=", TK_ASSIGN }, { "=>", TK_FAT_ARROW },
                { "->", TK_ARROW },  { "->>", TK_FLOW },  { "||", TK_CONCAT },
                { "<>", TK_NE },     { "!=", TK_NE },     { "^=", TK_NE },
                { "<=", TK_LE },     { ">=", TK_GE },     { "**", TK_STAR_STAR } };

  (void)state;
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    assert_int_equal(only_token(signs[i].text).kind, signs[i].kind);
}

static void keywords_are_sorted_and_unique(void **state)
{
  int count;
  const struct keyword_row *rows = keyword_rows(&count);

  (void)state;
  for (int i = 1; i < count; i++)
    assert_true(text_compare_nocase(text_of(rows[i - 1].word), text_of(rows[i].word)) <
                0);
}

static void keywords_are_found_in_any_case(void **state)
{
  int count;
  const struct keyword_row *rows = keyword_rows(&count);

  (void)state;
  for (int i = 0; i < count; i++)
    assert_ptr_equal(keyword_find(text_of(rows[i].word)), &rows[i]);
  assert_ptr_equal(keyword_find(TEXT("SeLeCt")), keyword_find(TEXT("SELECT")));
  assert_null(keyword_find(TEXT("SELECTS")));
  assert_null(keyword_find(TEXT("SELEC")));
  assert_null(keyword_find(TEXT("")));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(lexer_gives_nothing_for_empty_text),
    cmocka_unit_test(lexer_counts_lines_and_columns),
    cmocka_unit_test(lexer_knows_byte_offsets),
    cmocka_unit_test(lexer_leaves_comments_out),
    cmocka_unit_test(lexer_does_not_nest_comments),
    cmocka_unit_test(lexer_reads_numbers),
    cmocka_unit_test(lexer_reads_strings),
    cmocka_unit_test(lexer_reports_what_has_no_end),
    cmocka_unit_test(lexer_reports_foreign_bytes_one_by_one),
    cmocka_unit_test(lexer_never_reads_behind_the_text),
    cmocka_unit_test(lexer_reads_names_and_variables),
    cmocka_unit_test(lexer_reads_stages),
    cmocka_unit_test(lexer_takes_the_longest_sign),
    cmocka_unit_test(keywords_are_sorted_and_unique),
    cmocka_unit_test(keywords_are_found_in_any_case),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
