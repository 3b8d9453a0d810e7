/* test_parse.c: the parser: golden trees of tests/parse, places, limits, speed.
 *
 * SNOWGLOBE_UPDATE=1 writes what was printed into the golden files instead of comparing: read the
 * difference before committing it. */
#include "sql/parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "sql/ast_block.h"
#include "sql/ast_tree.h"
#include "sql/object_words.h"
#include "sql/option_words.h"

/* ---- golden files: a line "parse", SQL, "----", the tree or the error, an empty line ---- */

static void read_file(const char *path, struct buf *buf)
{
  FILE *file = fopen(path, "rb");
  char bytes[4096];
  size_t len;

  assert_non_null(file);
  while ((len = fread(bytes, 1, sizeof bytes, file)) > 0)
    buf_add(buf, bytes, len);
  fclose(file);
}

static void write_file(const char *path, struct text text)
{
  FILE *file = fopen(path, "wb");

  assert_non_null(file);
  assert_int_equal(fwrite(text.at, 1, text.len, file), text.len);
  fclose(file);
}

static void print_outcome(struct text sql, struct buf *out)
{
  struct arena *arena = arena_new();
  struct list statements = { 0 };
  struct err err;

  err_clear(&err);
  if (!parse_statements(arena, sql, &statements, &err))
    buf_printf(out, "error %06d %s\n", err_number(err.code), err.message);
  for (int i = 0; !err_is_set(&err) && i < statements.count; i++)
    ast_print(statements.at[i], out);
  arena_free(arena);
}

static struct text take_line(struct text *rest)
{
  size_t end = text_find(*rest, '\n');
  struct text line = text_slice(*rest, 0, end);

  *rest = text_slice(*rest, end + 1, rest->len);
  return line;
}

/* Takes lines up to one that is `stop` (which is taken too). */
static struct text take_lines(struct text *rest, const char *stop)
{
  const char *start = rest->at;
  struct text line;

  while (rest->len) {
    line = take_line(rest);
    if (text_is(line, stop))
      return text_from(start, (size_t)(line.at - start));
  }
  return text_from(start, (size_t)(rest->at - start));
}

/* Runs a file's cases; returns how many differ. The file as it should be goes to *out. */
static int run_cases(const char *path, struct text rest, struct buf *out)
{
  int failures = 0;

  while (rest.len) {
    struct text line = take_line(&rest), sql, expected;
    size_t from;

    buf_printf(out, TEXT_FMT "\n", TEXT_ARG(line));
    if (!text_is(line, "parse"))
      continue;
    sql = take_lines(&rest, "----");
    expected = take_lines(&rest, "");
    buf_printf(out, TEXT_FMT "----\n", TEXT_ARG(sql));
    from = out->len;
    print_outcome(text_slice(sql, 0, sql.len - 1), out); /* Without its last newline. */
    if (!text_equal(expected, text_from(out->at + from, out->len - from))) {
      failures++;
      fprintf(stderr, "%s:\n" TEXT_FMT "---- expected\n" TEXT_FMT "---- got\n%s\n", path,
              TEXT_ARG(sql), TEXT_ARG(expected), out->at + from);
    }
    if (rest.len)
      buf_add_char(out, '\n');
  }
  return failures;
}

static void parse_gives_the_golden_trees(void **state)
{
  bool update = getenv("SNOWGLOBE_UPDATE") != NULL;
  glob_t found;
  int failures = 0;

  (void)state;
  assert_int_equal(glob("tests/parse/*.test", 0, NULL, &found), 0);
  for (size_t i = 0; i < found.gl_pathc; i++) {
    struct buf in, out;

    buf_init(&in);
    buf_init(&out);
    read_file(found.gl_pathv[i], &in);
    if (update) {
      run_cases(found.gl_pathv[i], buf_text(&in), &out);
      write_file(found.gl_pathv[i], buf_text(&out));
    } else {
      failures += run_cases(found.gl_pathv[i], buf_text(&in), &out);
    }
    buf_clear(&in);
    buf_clear(&out);
  }
  globfree(&found);
  assert_int_equal(failures, 0);
}

/* ---- one text ---- */

struct parsed {
  struct arena *arena;
  struct list statements;
  struct err err;
  bool ok;
};

static struct parsed parse(struct text sql)
{
  struct parsed parsed = { .arena = arena_new() };

  err_clear(&parsed.err);
  parsed.ok = parse_statements(parsed.arena, sql, &parsed.statements, &parsed.err);
  return parsed;
}

static void assert_error(const char *sql, enum err_code code, const char *message)
{
  struct parsed parsed = parse(text_of(sql));

  assert_false(parsed.ok);
  assert_int_equal(parsed.err.code, code);
  assert_string_equal(parsed.err.message, message);
  arena_free(parsed.arena);
}

static void assert_parses(const char *sql)
{
  struct parsed parsed = parse(text_of(sql));

  if (!parsed.ok)
    fail_msg("%s\n%s", sql, parsed.err.message);
  arena_free(parsed.arena);
}

/* "head", then `piece` so many times, then "tail". */
static struct text repeated(struct buf *buf, const char *head, const char *piece,
                            int times, const char *tail)
{
  buf_init(buf);
  buf_add_string(buf, head);
  for (int i = 0; i < times; i++)
    buf_add_string(buf, piece);
  buf_add_string(buf, tail);
  return buf_text(buf);
}

static void assert_repeated(const char *head, const char *piece, int times,
                            const char *tail, enum err_code code)
{
  struct buf buf;
  struct parsed parsed = parse(repeated(&buf, head, piece, times, tail));

  assert_int_equal(parsed.err.code, code);
  assert_int_equal(parsed.ok, code == ERR_NONE);
  arena_free(parsed.arena);
  buf_clear(&buf);
}

static double seconds_to_parse(struct text sql)
{
  struct timespec from, to;
  struct parsed parsed;

  clock_gettime(CLOCK_MONOTONIC, &from);
  parsed = parse(sql);
  clock_gettime(CLOCK_MONOTONIC, &to);
  assert_true(parsed.ok);
  arena_free(parsed.arena);
  return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

/* ---- errors ---- */

#define SYNTAX(rest) "SQL compilation error:\nsyntax error " rest

static void syntax_errors_have_snowflakes_words(void **state)
{
  (void)state;
  assert_error("SELECT FORM t WHERE", ERR_SYNTAX,
               SYNTAX("line 1 at position 19 unexpected '<EOF>'."));
  assert_error("SELECT * FORM t", ERR_SYNTAX,
               SYNTAX("line 1 at position 9 unexpected 'FORM'."));
  assert_error("SELEC 1", ERR_SYNTAX, SYNTAX("line 1 at position 0 unexpected 'SELEC'."));
  assert_error("SELECT 1\n  FROM WHERE a", ERR_SYNTAX,
               SYNTAX("line 2 at position 7 unexpected 'WHERE'."));
  assert_error("SELECT (1", ERR_SYNTAX,
               SYNTAX("line 1 at position 9 unexpected '<EOF>'."));
  assert_error("SELECT 1)", ERR_SYNTAX, SYNTAX("line 1 at position 8 unexpected ')'."));
  assert_error("SELECT 'a' 'b'", ERR_SYNTAX,
               SYNTAX("line 1 at position 11 unexpected ''b''."));
  assert_error("SELECT ~1", ERR_SYNTAX, SYNTAX("line 1 at position 7 unexpected '~'."));
  assert_error("SELECT 1 FROM t;\nSELECT FROM", ERR_SYNTAX,
               SYNTAX("line 2 at position 7 unexpected 'FROM'."));
  assert_error("CREATE FOO x", ERR_SYNTAX,
               SYNTAX("line 1 at position 7 unexpected 'FOO'."));
  assert_error("DROP TABLE", ERR_SYNTAX,
               SYNTAX("line 1 at position 10 unexpected '<EOF>'."));
  assert_error("SELECT a IN b", ERR_SYNTAX,
               SYNTAX("line 1 at position 12 unexpected 'b'."));
  assert_error("SELECT f(a IN b)", ERR_SYNTAX,
               SYNTAX("line 1 at position 14 unexpected 'b'."));
  assert_error("SELECT 1 ->>", ERR_SYNTAX,
               SYNTAX("line 1 at position 12 unexpected '<EOF>'."));
}

static void errors_have_their_place(void **state)
{
  struct parsed parsed = parse(TEXT("SELECT 1;\n SELECT 2 3"));

  (void)state;
  assert_int_equal(parsed.err.line, 2);
  assert_int_equal(parsed.err.column, 10);
  assert_string_equal(parsed.err.sqlstate, "42000");
  arena_free(parsed.arena);
}

static void what_has_no_end_is_a_parse_error(void **state)
{
  (void)state;
  assert_error("SELECT 'a", ERR_SYNTAX,
               "SQL compilation error:\nparse error line 1 at position 7 near '<EOF>'.");
  assert_error("SELECT 1 /* a", ERR_SYNTAX,
               "SQL compilation error:\nparse error line 1 at position 9 near '<EOF>'.");
}

static void reserved_words_are_no_names(void **state)
{
  static const char *const words[] = {
    "ALL",     "ALTER",  "AND",     "ANY",       "AS",          "BETWEEN",   "BY",
    "CHECK",   "COLUMN", "CONNECT", "CREATE",    "CURRENT",     "DELETE",    "DISTINCT",
    "DROP",    "ELSE",   "EXISTS",  "FOLLOWING", "FOR",         "FROM",      "GRANT",
    "GROUP",   "HAVING", "ILIKE",   "IN",        "INSERT",      "INTERSECT", "INTO",
    "IS",      "LIKE",   "NOT",     "OF",        "ON",          "OR",        "ORDER",
    "QUALIFY", "REGEXP", "REVOKE",  "RLIKE",     "ROW",         "ROWS",      "SAMPLE",
    "SELECT",  "SET",    "SOME",    "TABLE",     "TABLESAMPLE", "THEN",      "TO",
    "TRIGGER", "UNION",  "UNIQUE",  "UPDATE",    "VALUES",      "WHENEVER",  "WHERE",
    "WITH"
  };

  (void)state;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    char sql[64];
    struct parsed parsed;

    snprintf(sql, sizeof sql, "SELECT 1 AS %s FROM t", words[i]);
    parsed = parse(text_of(sql));
    if (parsed.ok)
      fail_msg("%s", sql);
    arena_free(parsed.arena);
  }
}

static void other_words_are_names_everywhere(void **state)
{
  static const char *const words[] = {
    "ACCOUNT",   "AT",        "BEFORE",   "BEGIN",      "CHANGES", "CLUSTER", "COMMENT",
    "COPY",      "CUBE",      "DATA",     "DATABASE",   "DATE",    "DEFAULT", "DESC",
    "DOUBLE",    "END",       "ESCAPE",   "EXCLUDE",    "EXTRACT", "FETCH",   "FIRST",
    "FULL",      "GROUPS",    "HISTORY",  "IDENTIFIER", "IF",      "IGNORE",  "INCREMENT",
    "INDEX",     "INTERVAL",  "KEY",      "LAST",       "LEFT",    "LIMIT",   "MATCH",
    "MERGE",     "NAME",      "NEXT",     "NO",         "NULLS",   "OFFSET",  "ONLY",
    "OVER",      "PARTITION", "PIVOT",    "POSITION",   "PRIMARY", "PRIOR",   "RANGE",
    "RENAME",    "REPLACE",   "RESULT",   "RIGHT",      "ROLE",    "ROLLUP",  "SCHEMA",
    "SEED",      "SHOW",      "STAGE",    "START",      "SYSTEM",  "TAG",     "TIME",
    "TIMESTAMP", "TOP",       "TRUNCATE", "TYPE",       "USE",     "USER",    "VALUE",
    "VIEW",      "WAREHOUSE", "WINDOW",   "WITHIN",     "WORK",    "YEAR"
  };

  (void)state;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    char sql[400];
    const char *w = words[i];

    snprintf(
      sql, sizeof sql,
      "SELECT %s, a.%s, %s AS %s, (%s), f(%s, b), %s + 1 FROM %s.%s WHERE %s = 1 AND %s IN "
      "(%s) GROUP BY %s ORDER BY %s; CREATE TABLE x (%s INT, b INT); "
      "UPDATE t SET %s = 1; INSERT INTO t (%s) SELECT 1",
      w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w);
    assert_parses(sql);
  }
}

/* ---- places ---- */

static struct text source_of(struct text sql, struct place place)
{
  return text_slice(sql, place.from, place.to - place.from);
}

static void expressions_know_their_source(void **state)
{
  static const char *const exprs[] = { "1",
                                       "a",
                                       "t.a",
                                       "a + 1",
                                       "(a + 1)",
                                       "((a))",
                                       "COUNT ( * )",
                                       "COUNT(DISTINCT a, b)",
                                       "SUM(a) OVER (PARTITION BY b ORDER BY c)",
                                       "LAST_VALUE(a) IGNORE NULLS OVER w",
                                       "LISTAGG(a, ',') WITHIN GROUP (ORDER BY a)",
                                       "CASE WHEN a THEN b END",
                                       "a::NUMBER(10, 2)",
                                       "CAST(a AS INT)",
                                       "a:b.c[0]",
                                       "a IS NOT NULL",
                                       "a IN (1, 2)",
                                       "a BETWEEN 1 AND 2",
                                       "a NOT LIKE 'x' ESCAPE '!'",
                                       "(SELECT 1)",
                                       "EXISTS (SELECT 1)",
                                       "-1",
                                       "NOT a",
                                       "[1, 2]",
                                       "{'a': 1}",
                                       "DATE '2020-01-01'",
                                       "CURRENT_DATE",
                                       "CURRENT_TIMESTAMP(3)",
                                       "$1",
                                       "t.$1",
                                       "?",
                                       ":1",
                                       ":x",
                                       "$v",
                                       "a = ANY (SELECT 1)",
                                       "(1, 2)",
                                       "a COLLATE 'en'",
                                       "EXTRACT(year FROM a)",
                                       "LEFT(a, 1)",
                                       "x'00'",
                                       "$$a$$",
                                       "'a\nb'",
                                       "a || b || c",
                                       "NOT NULL",
                                       "f(x => 1)",
                                       "IDENTIFIER('f')(1)",
                                       "a::timestamp with time zone" };

  (void)state;
  for (size_t i = 0; i < sizeof exprs / sizeof *exprs; i++) {
    char sql[200];
    struct parsed parsed;
    struct query *query;
    struct select_item *item;

    snprintf(sql, sizeof sql, "SELECT\n  %s /* c */ AS x, 2 FROM t", exprs[i]);
    parsed = parse(text_of(sql));
    if (!parsed.ok)
      fail_msg("%s\n%s", sql, parsed.err.message);
    query = ((struct statement *)parsed.statements.at[0])->query;
    item = query->select->items.at[0];
    if (!text_is(source_of(text_of(sql), item->expr->place), exprs[i]))
      fail_msg("%s: " TEXT_FMT, exprs[i],
               TEXT_ARG(source_of(text_of(sql), item->expr->place)));
    assert_int_equal(item->expr->place.line, 2);
    assert_int_equal(item->expr->place.column, 2);
    arena_free(parsed.arena);
  }
}

static void statements_know_their_source(void **state)
{
  struct text sql = TEXT(
    " ; SELECT 1 ;\n/* c */ CREATE VIEW v AS (SELECT\n2) ; ;CALL p() ;-- end");
  struct parsed parsed = parse(sql);
  struct statement *statement;

  (void)state;
  assert_true(parsed.ok);
  assert_int_equal(parsed.statements.count, 3);
  statement = parsed.statements.at[0];
  assert_true(text_is(statement->source, "SELECT 1"));
  statement = parsed.statements.at[1];
  assert_true(text_is(statement->source, "CREATE VIEW v AS (SELECT\n2)"));
  assert_true(text_is(statement->create->query_text, "(SELECT\n2)"));
  assert_int_equal(statement->place.line, 2);
  assert_int_equal(statement->place.column, 8);
  statement = parsed.statements.at[2];
  assert_true(text_is(statement->source, "CALL p()"));
  assert_int_equal(statement->place.line, 3);
  arena_free(parsed.arena);
}

static void statements_of_blocks_know_their_source(void **state)
{
  struct parsed parsed = parse(
    TEXT("BEGIN\n  UPDATE t SET a = ?;\n  LET x := ? + 1;\nEND;\n"
         "CREATE TASK k AS BEGIN SELECT 1; END; SELECT ?; "
         "DECLARE c CURSOR FOR SELECT ?, ?; BEGIN OPEN c USING (?, 2); END"));
  const struct statement *statement = parsed.statements.at[0];
  const struct script *script;

  (void)state;
  assert_true(parsed.ok);
  assert_int_equal(parsed.statements.count, 4);
  assert_int_equal(statement->bind_count, 2);
  assert_true(text_ends_with(statement->source, "\nEND"));
  script = statement->block->body.at[0];
  assert_true(text_is(script->statement->source, "UPDATE t SET a = ?"));
  assert_int_equal(script->place.line, 2);
  assert_int_equal(script->place.column, 2);
  script = statement->block->body.at[1];
  assert_int_equal(script->declaration->place.column, 6);
  statement = parsed.statements.at[1];
  assert_true(text_is(statement->source, "CREATE TASK k AS BEGIN SELECT 1; END"));
  assert_true(text_is(statement->create->more->run->source, "BEGIN SELECT 1; END"));
  statement = parsed.statements.at[2];
  assert_int_equal(statement->bind_count, 1);
  statement = parsed.statements.at[3];
  assert_int_equal(statement->bind_count, 1); /* A cursor's are for OPEN. */
  arena_free(parsed.arena);
}

static void explained_statements_know_their_source(void **state)
{
  struct parsed parsed = parse(TEXT("EXPLAIN USING JSON SELECT 1 FROM t"));
  struct statement *statement = parsed.statements.at[0];

  (void)state;
  assert_true(text_is(statement->explain->statement->source, "SELECT 1 FROM t"));
  arena_free(parsed.arena);
}

static void empty_texts_give_no_statements(void **state)
{
  static const char *const texts[] = { "", "   ", ";", ";;\n;", "-- a", "/* a */;" };

  (void)state;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct parsed parsed = parse(text_of(texts[i]));

    assert_true(parsed.ok);
    assert_int_equal(parsed.statements.count, 0);
    arena_free(parsed.arena);
  }
}

static void binds_are_counted_by_statement(void **state)
{
  struct parsed parsed = parse(
    TEXT("SELECT ?, ? + ?; SELECT ?; SELECT :2, :1; SELECT 1"));
  static const int counts[] = { 3, 1, 2, 0 };

  (void)state;
  assert_int_equal(parsed.statements.count, 4);
  for (int i = 0; i < 4; i++)
    assert_int_equal(((struct statement *)parsed.statements.at[i])->bind_count,
                     counts[i]);
  arena_free(parsed.arena);
}

/* ---- parts ---- */

static void parts_can_be_parsed_alone(void **state)
{
  struct arena *arena = arena_new();
  struct err err;
  struct expr *expr;
  struct name *name;

  (void)state;
  err_clear(&err);
  assert_non_null(parse_query(arena, TEXT("SELECT 1 ORDER BY 1;"), &err));
  expr = parse_expr(arena, TEXT("a + 1"), &err);
  assert_non_null(expr);
  assert_int_equal(expr->kind, EXPR_OPERATOR);
  name = parse_name(arena, TEXT("db.\"s t\".T"), &err);
  assert_non_null(name);
  assert_int_equal(name->parts.count, 3);
  assert_false(err_is_set(&err));

  assert_null(parse_expr(arena, TEXT("a b"), &err));
  assert_null(parse_expr(arena, TEXT(""), &err));
  assert_null(parse_name(arena, TEXT("a.b c"), &err));
  assert_null(parse_query(arena, TEXT("SELECT 1; SELECT 2"), &err));
  assert_null(parse_query(arena, TEXT("DELETE FROM t"), &err));
  assert_int_equal(err.code, ERR_SYNTAX);
  arena_free(arena);
}

static void names_of_kinds_are_sorted(void **state)
{
  int count;
  const struct object_words *rows = object_words_rows(&count);

  (void)state;
  for (int i = 1; i < count; i++)
    assert_true(text_compare(text_of(rows[i - 1].words), text_of(rows[i].words)) < 0);
}

static void options_are_sorted_and_lead_to_options(void **state)
{
  int count;
  const struct option_words *rows = option_words_rows(&count);

  (void)state;
  for (int i = 0; i < count; i++) {
    const struct option_words *row = &rows[i], *before = i ? row - 1 : NULL;
    int order = before ? text_compare(text_of(before->owner), text_of(row->owner)) : -1;

    assert_true(order < 0 || (order == 0 &&
                              text_compare(text_of(before->key), text_of(row->key)) < 0));
    assert_ptr_equal(option_words_find(text_of(row->owner), text_of(row->key)), row);
    if (row->value == VALUE_OPTIONS && row->words)
      assert_true(option_words_know(text_of(row->words)));
  }
}

/* ---- limits ---- */

static void text_must_be_utf8(void **state)
{
  (void)state;
  struct parsed parsed = parse(TEXT("SELECT '\xff'"));

  assert_int_equal(parsed.err.code, ERR_INVALID_UTF8);
  arena_free(parsed.arena);
  assert_parses("SELECT '\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80' AS \xc3\xa4");
}

static void nesting_is_bounded(void **state)
{
  struct buf buf;
  struct parsed parsed;

  (void)state;
  assert_repeated("SELECT ", "(", 900, "1", ERR_SYNTAX);
  assert_repeated("SELECT ", "(", 10000, "1", ERR_TOO_COMPLEX);
  assert_repeated("SELECT ", "f(", 10000, "1", ERR_TOO_COMPLEX);
  assert_repeated("SELECT ", "[", 10000, "1", ERR_TOO_COMPLEX);
  assert_repeated("", "SELECT * FROM (", 10000, "1", ERR_TOO_COMPLEX);
  assert_repeated("SELECT a::", "ARRAY(", 10000, "INT", ERR_TOO_COMPLEX);
  assert_repeated("SELECT ", "NOT ", 100000, "1", ERR_TOO_COMPLEX);
  assert_repeated("SELECT ", "- ", 100000, "1", ERR_TOO_COMPLEX);
  assert_repeated("SELECT ", "CASE WHEN 1 THEN ", 100000, "1", ERR_TOO_COMPLEX);
  assert_repeated("", "BEGIN ", 900, "", ERR_SYNTAX);
  assert_repeated("", "BEGIN ", 10000, "NULL;", ERR_TOO_COMPLEX);
  assert_repeated("BEGIN ", "IF (1) THEN ", 10000, "NULL;", ERR_TOO_COMPLEX);
  assert_repeated("BEGIN ", "LOOP ", 10000, "NULL;", ERR_TOO_COMPLEX);
  assert_repeated("", "CREATE TASK t AS ", 10000, "SELECT 1", ERR_TOO_COMPLEX);
  assert_repeated("", "CREATE PROCEDURE p() RETURNS INT AS BEGIN ", 10000, "NULL;",
                  ERR_TOO_COMPLEX);

  buf_init(&buf);
  repeated(&buf, "SELECT ", "(", 900, "1");
  for (int i = 0; i < 900; i++)
    buf_add_char(&buf, ')');
  parsed = parse(buf_text(&buf));
  assert_true(parsed.ok);
  arena_free(parsed.arena);
  buf_clear(&buf);
}

static void long_chains_are_fine_and_endless_ones_are_not(void **state)
{
  static const struct {
    const char *head, *piece, *tail;
  } chains[] = {
    { "SELECT 1", " + 1", "" },
    { "SELECT a", " OR a = 1", "" },
    { "SELECT a", " AND a", "" },
    { "SELECT a", " || 'x'", "" },
    { "SELECT a", "::INT", "" },
    { "SELECT a", " IS NULL", "" },
    { "SELECT 1", " UNION ALL SELECT 1", "" },
    { "SELECT 1 FROM t", ", t", "" },
    { "SELECT 1 FROM t", " JOIN t ON 1 = 1", "" },
    { "SELECT 1 FROM t", " PIVOT (SUM(a) FOR b IN (1))", "" },
  };

  (void)state;
  for (size_t i = 0; i < sizeof chains / sizeof *chains; i++) {
    assert_repeated(chains[i].head, chains[i].piece, 4000, chains[i].tail, ERR_NONE);
    assert_repeated(chains[i].head, chains[i].piece, 100000, chains[i].tail,
                    ERR_TOO_COMPLEX);
  }
}

static void depth_adds_up_through_subqueries(void **state)
{
  struct buf buf;
  struct parsed parsed;

  (void)state;
  buf_init(&buf);
  buf_add_string(&buf, "SELECT 1");
  for (int i = 0; i < 4; i++) { /* Each level alone would do. */
    for (int k = 0; k < 2000; k++)
      buf_add_string(&buf, " + 1");
    buf_add_string(&buf, i < 3 ? " FROM t WHERE a = (SELECT 1" : "");
  }
  buf_add_string(&buf, ")))");
  parsed = parse(buf_text(&buf));
  assert_true(parsed.ok); /* The chains stand beside the subqueries, not above them. */
  arena_free(parsed.arena);

  buf_reset(&buf);
  for (int i = 0; i < 4; i++) {
    buf_add_string(&buf, "SELECT (SELECT 1)");
    for (int k = 0; k < 2000; k++)
      buf_add_string(&buf, " + 1");
    buf_add_string(&buf, i < 3 ? " + (" : "");
  }
  buf_add_string(&buf, ")))");
  parsed = parse(buf_text(&buf));
  assert_true(parsed.ok);
  arena_free(parsed.arena);

  buf_reset(&buf);
  for (int i = 0; i < 4; i++)
    buf_add_string(&buf, "SELECT (");
  buf_add_string(&buf, "SELECT 1");
  for (int i = 0; i < 4; i++) {
    buf_add_string(&buf, ")");
    for (int k = 0; k < 2000; k++)
      buf_add_string(&buf, " + 1");
  }
  parsed = parse(buf_text(&buf));
  assert_int_equal(parsed.err.code, ERR_TOO_COMPLEX);
  arena_free(parsed.arena);
  buf_clear(&buf);
}

static void wide_statements_are_fine(void **state)
{
  (void)state;
  assert_repeated("SELECT a IN (1", ", 2", 100000, ")", ERR_NONE);
  assert_repeated("SELECT 1", ", a AS b", 100000, "", ERR_NONE);
  assert_repeated("SELECT CASE", " WHEN a THEN 1", 100000, " END", ERR_NONE);
  assert_repeated("CREATE TABLE t (a INT", ", b VARCHAR(10) NOT NULL", 20000, ")",
                  ERR_NONE);
  assert_repeated("SELECT 1", ";SELECT 1", 20000, "", ERR_NONE);
  assert_repeated("INSERT INTO t VALUES (1)", ", (2)", 100000, "", ERR_NONE);
}

/* The statements of a text, each in [ ]. */
static void assert_places(const char *sql, const char *expected)
{
  struct arena *arena = arena_new();
  struct list places = { 0 };
  struct buf out;
  struct err err;

  buf_init(&out);
  buf_add_string(&out, "");
  err_clear(&err);
  assert_true(parse_places(arena, text_of(sql), &places, &err));
  assert_false(err_is_set(&err));
  for (int i = 0; i < places.count; i++) {
    const struct place *place = places.at[i];

    buf_printf(&out, "[" TEXT_FMT "]",
               TEXT_ARG(text_slice(text_of(sql), place->from, place->to - place->from)));
  }
  assert_string_equal(out.at, expected);
  buf_clear(&out);
  arena_free(arena);
}

static void statements_have_their_places_even_beside_wrong_ones(void **state)
{
  (void)state;
  assert_places("", "");
  assert_places(" ; -- nothing;\n ;", "");
  assert_places("SELECT 1; SELECT ';' ;-- a;\nSELECT $$;$$ -- b",
                "[SELECT 1][SELECT ';'][SELECT $$;$$]");
  assert_places("SELEC 1; SELECT 2", "[SELEC 1][SELECT 2]");
  assert_places("SELECT FROM WHERE; ) ; SELECT (2", "[SELECT FROM WHERE][)][SELECT (2]");
  assert_places("SELECT 'a; SELECT 2", "[SELECT 'a; SELECT 2]");
  assert_places("BEGIN; SELECT 1; COMMIT", "[BEGIN][SELECT 1][COMMIT]");
  assert_places("SHOW TABLES ->> SELECT * FROM $1; SELECT 1",
                "[SHOW TABLES ->> SELECT * FROM $1][SELECT 1]");
  assert_places("put file:///tmp//a*.csv @~; SELECT 1",
                "[put file:///tmp//a*.csv @~][SELECT 1]");
  assert_places("put file:///tmp//a*.csv; SELECT 1",
                "[put file:///tmp//a*.csv][SELECT 1]");
}

static void blocks_are_one_statement_even_when_wrong(void **state)
{
  (void)state;
  assert_places("DECLARE a INT; BEGIN a := 1; RETURN a; END; SELECT 1",
                "[DECLARE a INT; BEGIN a := 1; RETURN a; END][SELECT 1]");
  assert_places(
    "BEGIN oh no; IF (x) THEN y; END IF; CASE (z) WHEN 1 THEN BEGIN q; END; END CASE; r; END; SELECT 1",
    "[BEGIN oh no; IF (x) THEN y; END IF; CASE (z) WHEN 1 THEN BEGIN q; END; END CASE; r; END]"
    "[SELECT 1]");
  assert_places(
    "CREATE PROCEDURE p() RETURNS INT AS DECLARE oh no; BEGIN RETURN 1; END; SELECT 1",
    "[CREATE PROCEDURE p() RETURNS INT AS DECLARE oh no; BEGIN RETURN 1; END][SELECT 1]");
  assert_places("CREATE TABLE begin oh no; SELECT 1",
                "[CREATE TABLE begin oh no][SELECT 1]");
  assert_places("BEGIN SELECT 1; SELECT 2", "[BEGIN SELECT 1; SELECT 2]");
}

static void large_inserts_parse_fast(void **state)
{
  struct buf buf;
  double seconds;

  (void)state;
  repeated(&buf, "INSERT INTO t VALUES (0, 'a', 1.5, NULL)",
           ", (12345, 'some text', 3.25, NULL)", 10000, "");
  seconds = seconds_to_parse(buf_text(&buf));
  print_message("10,000 rows of 4 literals (%zu bytes): %.1f ms\n", buf.len,
                seconds * 1e3);
  assert_true(seconds < 1); /* Sanitizers and busy machines; about 5 ms otherwise. */
  buf_clear(&buf);
}

static void time_grows_with_length_only(void **state)
{
  struct buf small, large;
  double first, second;

  (void)state;
  repeated(&small, "SELECT 1", ", 'abc'", 20000, "");
  repeated(&large, "SELECT 1", ", 'abc'", 400000, "");
  first = seconds_to_parse(buf_text(&small));
  second = seconds_to_parse(buf_text(&large));
  print_message("%zu bytes: %.1f ms, %zu bytes: %.1f ms\n", small.len, first * 1e3,
                large.len, second * 1e3);
  assert_true(second < first * 20 * 8 + 1);
  buf_clear(&small);
  buf_clear(&large);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(parse_gives_the_golden_trees),
    cmocka_unit_test(syntax_errors_have_snowflakes_words),
    cmocka_unit_test(errors_have_their_place),
    cmocka_unit_test(what_has_no_end_is_a_parse_error),
    cmocka_unit_test(reserved_words_are_no_names),
    cmocka_unit_test(other_words_are_names_everywhere),
    cmocka_unit_test(expressions_know_their_source),
    cmocka_unit_test(statements_know_their_source),
    cmocka_unit_test(statements_of_blocks_know_their_source),
    cmocka_unit_test(explained_statements_know_their_source),
    cmocka_unit_test(empty_texts_give_no_statements),
    cmocka_unit_test(binds_are_counted_by_statement),
    cmocka_unit_test(parts_can_be_parsed_alone),
    cmocka_unit_test(names_of_kinds_are_sorted),
    cmocka_unit_test(options_are_sorted_and_lead_to_options),
    cmocka_unit_test(text_must_be_utf8),
    cmocka_unit_test(nesting_is_bounded),
    cmocka_unit_test(long_chains_are_fine_and_endless_ones_are_not),
    cmocka_unit_test(depth_adds_up_through_subqueries),
    cmocka_unit_test(wide_statements_are_fine),
    cmocka_unit_test(statements_have_their_places_even_beside_wrong_ones),
    cmocka_unit_test(blocks_are_one_statement_even_when_wrong),
    cmocka_unit_test(large_inserts_parse_fast),
    cmocka_unit_test(time_grows_with_length_only),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
