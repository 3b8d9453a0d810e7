/* cmd_docs.c: `snowglobe docs`: pages of the documentation, made from the program's own tables. */
#include "cli/cmd_docs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalog/views.h"
#include "cli/docs_api.h"
#include "dashboard/dashboard.h"
#include "data/type.h"
#include "dialect/function_words.h"
#include "dialect/functions.h"
#include "exec/show_stmt.h"
#include "exec/statement_kinds.h"
#include "protocol/params.h"
#include "server/server_options.h"
#include "wire/wire.h"

#define EXIT_USAGE 2

struct error_row {
  const char *name;
  int number;
  const char *state;
};

static const struct error_row error_rows[] = {
#define ERR(name, number, state) { #name, number, state },
#include "base/errors.def"
#undef ERR
};

#define ERROR_COUNT (sizeof error_rows / sizeof error_rows[0])

/* ---- pieces of markdown ---- */

static void section(const char *title, const char *words)
{
  printf("\n## %s\n\n%s\n", title, words);
}

/* A cell's text: a bar would end it. */
static void print_cell(const char *cell)
{
  for (; *cell; cell++) {
    if (*cell == '|')
      putchar('\\');
    putchar(*cell);
  }
}

static void code_cell(const char *cell)
{
  fputs(" | ", stdout);
  if (*cell)
    printf("`%s`", cell);
}

static void text_cell(const char *cell)
{
  fputs(" | ", stdout);
  print_cell(cell);
}

/* ---- functions ---- */

static const char *kind_words(enum function_kind kind)
{
  switch (kind) {
  case FUNCTION_AGGREGATE: return " (aggregate)";
  case FUNCTION_WINDOW: return " (with OVER)";
  case FUNCTION_TABLE: return " (in FROM)";
  case FUNCTION_SCALAR:
  case FUNCTION_CONTEXT: break;
  }
  return "";
}

static void function_line(const struct function_row *row)
{
  struct buf words;

  buf_init(&words);
  function_put_takes(row, &words);
  buf_add_string(&words, " | ");
  function_put_gives(row, &words);
  printf("| `%s`%s | " TEXT_FMT, row->name, kind_words(row->kind),
         TEXT_ARG(buf_text(&words)));
  buf_clear(&words);
  text_cell(row->doc);
  puts(" |");
}

static int compare_rows(const void *a, const void *b)
{
  const struct function_row *left = *(const struct function_row *const *)a;
  const struct function_row *right = *(const struct function_row *const *)b;
  int order = strcmp(left->category, right->category);

  if (order == 0)
    order = strcmp(left->name, right->name);
  /* Overloads keep their order, which is the order in which they are tried. */
  return order ? order : (left > right) - (left < right);
}

/* A name is counted with its first row. */
static int count_names(void)
{
  int names = 0, overloads;

  for (int i = 0; i < functions_count(); i++)
    names += functions_find(text_of(functions_at(i)->name), &overloads) ==
             functions_at(i);
  return names;
}

static void print_functions(struct arena *arena)
{
  int count = functions_count();
  const struct function_row **rows = ARENA_ARRAY(arena, (size_t)count,
                                                 const struct function_row *);

  for (int i = 0; i < count; i++)
    rows[i] = functions_at(i);
  qsort(rows, (size_t)count, sizeof *rows, compare_rows);
  section("Functions",
          "Several lines of one name are overloads: the first that takes the "
          "arguments as they are wins, then the\nfirst that takes them after "
          "implicit conversions. In brackets: may be left out. `...`: may repeat.\n"
          "T and U: any type, to which all arguments so named are brought. By "
          "rule: the type follows from\nthe arguments' types and constants, as "
          "Snowflake documents it.");
  printf("\n%d names, %d lines.\n", count_names(), count);
  for (int i = 0; i < count; i++) {
    if (i == 0 || strcmp(rows[i]->category, rows[i - 1]->category) != 0)
      printf("\n### %s\n\n| function | takes | gives | |\n| --- | --- | --- | --- |\n",
             rows[i]->category);
    function_line(rows[i]);
  }
}

/* ---- types ---- */

static void type_line(struct arena *arena, const char *name)
{
  struct type type;
  bool bad_size;

  if (type_from_name(text_of(name), -1, -1, &type, &bad_size))
    printf("| `%s` | `" TEXT_FMT "` |\n", name, TEXT_ARG(type_text(arena, type)));
}

static void print_types(struct arena *arena)
{
  const char *name;

  section("Types",
          "Every name that a type may be written with, and the type that it is without "
          "sizes of its own.\n`TIMESTAMP` is what the parameter "
          "TIMESTAMP_TYPE_MAPPING says.");
  puts("\n| name | type |\n| --- | --- |");
  for (int i = 0; (name = type_name_at(i)); i++)
    type_line(arena, name);
}

/* ---- session parameters ---- */

static const char *param_type_name(enum param_type type)
{
  switch (type) {
  case PARAM_STRING: return "string";
  case PARAM_NUMBER: return "number";
  case PARAM_BOOLEAN: break;
  }
  return "boolean";
}

static void param_values(const struct param_row *row)
{
  fputs(" | ", stdout);
  if (row->type == PARAM_NUMBER)
    printf("%lld to %lld", (long long)row->low, (long long)row->high);
  else if (row->choices)
    print_cell(row->choices);
}

static void print_params(void)
{
  section(
    "Session parameters",
    "All can be given at login, set by ALTER SESSION, for sessions to come by ALTER USER "
    "and ALTER ACCOUNT,\nand seen in SHOW PARAMETERS. Those "
    "marked as sent go to\nclients with each answer. Many only matter to clients; which "
    "ones the server itself acts on is said in\nthe README.");
  puts("\n| parameter | type | default | values | sent | |\n"
       "| --- | --- | --- | --- | --- | --- |");
  for (int i = 0; param_at(i); i++) {
    const struct param_row *row = param_at(i);

    if (row->is_account)
      continue;
    printf("| `%s` | %s", row->name, param_type_name(row->type));
    code_cell(row->value);
    param_values(row);
    text_cell(row->sent ? "yes" : "");
    text_cell(row->doc);
    puts(" |");
  }
}

static void print_account_params(void)
{
  section("Account parameters", "Set by ALTER ACCOUNT, beside the session parameters, "
                                "DATA_RETENTION_TIME_IN_DAYS and DEFAULT_DDL_COLLATION.");
  puts("\n| parameter | type | default | |\n| --- | --- | --- | --- |");
  for (int i = 0; param_at(i); i++) {
    const struct param_row *row = param_at(i);

    if (!row->is_account)
      continue;
    printf("| `%s` | %s", row->name, param_type_name(row->type));
    code_cell(row->value);
    text_cell(row->doc);
    puts(" |");
  }
}

/* ---- errors ---- */

static int compare_errors(const void *a, const void *b)
{
  const struct error_row *left = a, *right = b;
  int order = (left->number > right->number) - (left->number < right->number);

  return order ? order : strcmp(left->name, right->name);
}

static void print_errors(void)
{
  struct error_row sorted[ERROR_COUNT];

  memcpy(sorted, error_rows, sizeof sorted);
  qsort(sorted, ERROR_COUNT, sizeof sorted[0], compare_errors);
  section("Errors",
          "Number, SQLSTATE and the name that the code has for it. Tables and views "
          "that are missing say 42S02.");
  puts("\n| number | SQLSTATE | name |\n| --- | --- | --- |");
  for (size_t i = 0; i < ERROR_COUNT; i++)
    if (sorted[i].number)
      printf("| %06d | %s | `%s` |\n", sorted[i].number, sorted[i].state, sorted[i].name);
}

/* ---- what can be asked about ---- */

static void print_shows(void)
{
  const char *what;
  bool is_empty;

  section("SHOW",
          "What may follow SHOW, with LIKE, IN, STARTS WITH and LIMIT where Snowflake "
          "has them.");
  putchar('\n');
  for (int i = 0; (what = show_what_at(i, &is_empty)); i++)
    printf("- `%s`%s\n", what, is_empty ? " (always without rows)" : "");
}

static void print_view(const struct info_view *view)
{
  printf("| `%s` | ", view->name);
  for (int c = 0; c < view->column_count; c++)
    printf("%s%s", c ? ", " : "", view->columns[c].name);
  printf("%s |\n", view->id == VIEW_NOTHING ? " (always without rows)" : "");
}

static void print_views(void)
{
  section("INFORMATION_SCHEMA", "The views and their columns.");
  puts("\n| view | columns |\n| --- | --- |");
  for (int i = 0; info_view_at(i); i++)
    print_view(info_view_at(i));
  section("Table functions of INFORMATION_SCHEMA", "Their columns.");
  puts("\n| function | columns |\n| --- | --- |");
  for (int i = 0; info_function_at(i); i++)
    print_view(info_function_at(i));
  section("Table functions about objects and statements",
          "Of no schema, and their columns.");
  puts("\n| function | columns |\n| --- | --- |");
  for (int i = 0; system_function_at(i); i++)
    print_view(system_function_at(i));
  section("SNOWFLAKE.ACCOUNT_USAGE",
          "The views and their columns. They tell of now, without Snowflake's delay.");
  puts("\n| view | columns |\n| --- | --- |");
  for (int i = 0; usage_view_at(i); i++)
    print_view(usage_view_at(i));
}

static void print_table(const struct call_table *table)
{
  puts("\n| method | path |\n| --- | --- |");
  for (int i = 0; i < table->count; i++)
    printf("| %s | `%s` |\n", table->routes[i].method, table->routes[i].path);
}

static void print_routes(void)
{
  section("Endpoints",
          "Each answers as Snowflake's does; `*` stands for one part of the path.");
  print_table(&wire_calls);
  puts("\nThe dashboard's own, which [api.md](api.md) describes:");
  print_table(&dashboard_calls);
}

static void print_statements(void)
{
  const struct statement_row *row;

  section(
    "Statements",
    "In short; what is not there yet is understood and answers 000002 (0A000) with its "
    "name.");
  puts("\n| statement | not yet |\n| --- | --- |");
  for (int i = 0; (row = statement_row_at(i)); i++) {
    text_cell(row->written);
    text_cell(row->later);
    puts(" |");
  }
}

/* ---- the pages ---- */

static void print_sql(struct arena *arena)
{
  puts("# The SQL that Snowglobe understands\n\n"
       "Made from the program's tables by `make docs`; do not edit.");
  print_statements();
  print_functions(arena);
  print_types(arena);
  print_shows();
  print_views();
}

static void print_coverage(struct arena *arena)
{
  (void)arena;
  puts(
    "# What Snowglobe covers beside SQL\n\n"
    "Made from the program's tables by `make docs`; do not edit. What works as a whole, and "
    "what does not yet,\nis in the [README](../README.md); the SQL in [sql.md](sql.md).");
  print_params();
  print_account_params();
  print_errors();
  print_routes();
}

static void print_options(struct arena *arena)
{
  printf(TEXT_FMT, TEXT_ARG(server_options_table(arena)));
}

static void print_api(struct arena *arena)
{
  (void)arena;
  docs_print_api();
}

static const struct page {
  const char *name;
  void (*print)(struct arena *arena);
} pages[] = {
  { "sql", print_sql },
  { "coverage", print_coverage },
  { "options", print_options },
  { "api", print_api },
};

int cmd_docs(int argc, char **argv)
{
  for (size_t i = 0; argc == 1 && i < sizeof pages / sizeof pages[0]; i++)
    if (strcmp(argv[0], pages[i].name) == 0) {
      struct arena *arena = arena_new();

      pages[i].print(arena);
      arena_free(arena);
      return EXIT_SUCCESS;
    }
  fprintf(stderr, "snowglobe docs: sql, coverage, options or api is wanted\n");
  return EXIT_USAGE;
}

void cmd_docs_help(void)
{
  printf("usage: snowglobe docs sql|coverage|options|api\n\n"
         "Prints a page in Markdown: the SQL (docs/sql.md), what else is covered\n"
         "(docs/coverage.md), the table of the server's options (in README.md), or the\n"
         "dashboard's API (in docs/api.md). `make docs` writes all into their files.\n");
}
