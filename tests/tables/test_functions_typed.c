/* test_functions_typed.c: the rows of numeric, date and conversion functions run in the engine and
 * give the type that they promise. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "builtin/builtin.h"
#include "dialect/function_tables.h"

#define MOST_ARGS 9

static struct engine *engine;
static struct engine_connection *connection;

static int open_engine(void **state)
{
  struct engine_options options = { .threads = 1 };
  struct err err;

  (void)state;
  engine = engine_open(&options, &err);
  connection = engine ? engine_connect(engine, &err) : NULL;
  if (!connection || !builtin_register(connection, &err)) {
    print_error("%s\n", err.message);
    return 1;
  }
  return 0;
}

static int close_engine(void **state)
{
  (void)state;
  engine_disconnect(connection);
  engine_close(engine);
  return 0;
}

/* A value for each word of `takes`. */
struct sample {
  const char *word;
  struct type type;
  const char *sql;
  const char *constant;
};

static const struct sample samples[] = {
  /* clang-format off */
  { "NUMBER", { .kind = TYPE_NUMBER, .precision = 5, .scale = 2 }, "CAST(1 AS DECIMAL(5,2))", NULL },
  { "INT", { .kind = TYPE_NUMBER, .precision = 38 }, "CAST(1 AS BIGINT)", NULL },
  { "WIDE", { .kind = TYPE_NUMBER, .precision = 38 }, "CAST(1 AS BIGINT)", NULL },
  { "FLOAT", { .kind = TYPE_FLOAT }, "CAST(1 AS DOUBLE)", NULL },
  { "DECFLOAT", { .kind = TYPE_DECFLOAT, .precision = 38 }, "sg_decfloat('1', 0)", NULL },
  { "VARCHAR", { .kind = TYPE_VARCHAR, .length = TYPE_MAX_VARCHAR }, "NULL::VARCHAR", NULL },
  { "BINARY", { .kind = TYPE_BINARY, .length = TYPE_MAX_BINARY }, "'a'::BLOB", NULL },
  { "BOOLEAN", { .kind = TYPE_BOOLEAN }, "true", NULL },
  { "DATE", { .kind = TYPE_DATE }, "DATE '2024-02-29'", NULL },
  { "TIME", { .kind = TYPE_TIME, .scale = 9 }, "CAST(1 AS BIGINT)", NULL },
  { "NTZ", { .kind = TYPE_TIMESTAMP_NTZ, .scale = 9 }, "CAST(1 AS HUGEINT)", NULL },
  { "LTZ", { .kind = TYPE_TIMESTAMP_LTZ, .scale = 9 }, "CAST(1 AS HUGEINT)", NULL },
  { "TZ", { .kind = TYPE_TIMESTAMP_TZ, .scale = 9 }, "CAST(1440 AS HUGEINT)", NULL },
  { "VARIANT", { .kind = TYPE_VARIANT }, "NULL::JSON", NULL },
  { "MAP", { .kind = TYPE_MAP }, "NULL::JSON", NULL },
  { "ANY", { .kind = TYPE_VARCHAR, .length = TYPE_MAX_VARCHAR }, "NULL::VARCHAR", NULL },
  { "PART", { .kind = TYPE_VARCHAR, .length = 5 }, "'hour'", "hour" },
  { "CONST", { .kind = TYPE_NUMBER, .precision = 1 }, "3", "3" },
  /* clang-format on */
};

static const struct sample *sample_of(struct text word)
{
  while (word.len && (word.at[word.len - 1] == '?' || word.at[word.len - 1] == '.'))
    word.len--;
  for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
    if (text_is(word, samples[i].word))
      return &samples[i];
  }
  fail_msg("no sample for " TEXT_FMT, TEXT_ARG(word));
  return NULL;
}

/* Fills the arguments of a row: all of them, or only those that it demands. */
static int arguments(const char *takes, bool all, const struct sample *args[MOST_ARGS])
{
  struct text rest = text_of(takes);
  int count = 0;

  while (rest.len) {
    struct text word = text_slice(rest, 0, text_find(rest, ' '));
    bool optional = text_ends_with(word, "?");

    if (all || !optional)
      args[count++] = sample_of(word);
    rest = text_slice(rest, word.len + 1, rest.len);
  }
  return count;
}

struct call {
  const struct sample *const *args;
  int count;
  struct type type;
  int extra;
};

static const char *parameter(struct text name)
{
  if (text_is(name, "TIMEZONE"))
    return "'America/Los_Angeles'";
  if (text_is(name, "NOW"))
    return "CAST(1700000000000000000 AS HUGEINT)";
  if (text_starts_with(name, "WEEK"))
    return "'0'";
  return text_starts_with(name, "BINARY") ? "'HEX'" : "'AUTO'";
}

static void expand(struct text template, const struct call *call, struct buf *sql);

static size_t expand_one(struct text at, const struct call *call, struct buf *sql)
{
  bool absent = at.at[0] == '!';
  size_t close;

  if (at.at[0] >= '1' && at.at[0] <= '9') {
    if (at.at[0] - '1' < call->count)
      buf_add_string(sql, call->args[at.at[0] - '1']->sql);
    return 1;
  }
  switch (at.at[0]) {
  case '(':
    close = text_find(at, ')');
    buf_add_string(sql, parameter(text_slice(at, 1, close - 1)));
    return close + 1;
  case '!':
  case '[':
    close = text_find(at, ']');
    if ((at.at[1 + absent] - '0' <= call->count) != absent)
      expand(text_slice(at, 3u + absent, close - 3 - absent), call, sql);
    return close + 1;
  case 'T': type_physical(call->type, false, sql); return 1;
  case 'x': buf_add_int(sql, call->extra); return 1;
  case 'n': buf_add_int(sql, call->type.length); return 1;
  case 'p': buf_add_int(sql, call->type.precision); return 1;
  case 's':
    if (at.at[1] < '1' || at.at[1] > '9') {
      buf_add_int(sql, call->type.scale);
      return 1;
    }
    buf_add_int(sql, call->args[at.at[1] - '1']->type.scale);
    return 2;
  default: fail_msg("unknown placeholder $%c", at.at[0]);
  }
  return 1;
}

static void expand(struct text template, const struct call *call, struct buf *sql)
{
  for (size_t at = 0; at < template.len; at++) {
    if (template.at[at] == '$')
      at += expand_one(text_slice(template, at + 1, template.len), call, sql);
    else
      buf_add_char(sql, template.at[at]);
  }
}

static struct type given(const struct function_row *row, const struct call *call)
{
  struct text gives = text_of(row->gives);
  struct text name = text_slice(gives, 0, text_find(gives, '('));
  struct type type = { 0 };
  int first = -1, second = -1;
  bool bad;

  if (gives.at[0] == '$')
    return call->args[gives.at[1] - '1']->type;
  sscanf(row->gives + name.len, "(%d,%d)", &first, &second);
  if (!type_from_name(name, first, second, &type, &bad))
    fail_msg("%s gives no type: %s", row->name, row->gives);
  return type;
}

static void assert_gives(const struct function_row *row, const struct call *call,
                         const char *template)
{
  struct err err;
  struct buf sql, physical;
  struct engine_result *result;
  struct batch batch;

  buf_init(&sql);
  buf_init(&physical);
  type_physical(call->type, false, &physical);
  buf_add_string(&sql, "SELECT typeof(");
  expand(text_of(template), call, &sql);
  buf_add_string(&sql, ")");
  result = engine_query(connection, buf_text(&sql), false, &err);
  if (!result || !engine_fetch(result, &batch, &err) || batch.rows != 1)
    fail_msg("%s(%s): %s: %s", row->name, row->takes, sql.at, err.message);
  if (!text_is(batch_text(&batch.columns[0], 0), physical.at))
    fail_msg("%s(%s): %s gives " TEXT_FMT ", not %s", row->name, row->takes, sql.at,
             TEXT_ARG(batch_text(&batch.columns[0], 0)), physical.at);
  engine_result_free(result);
  buf_clear(&physical);
  buf_clear(&sql);
}

static void assert_row(const struct function_row *row, bool all)
{
  const struct sample *args[MOST_ARGS];
  struct call call = { .args = args, .count = arguments(row->takes, all, args) };
  struct rule_arg rule_args[MOST_ARGS] = { 0 };
  const char *template = row->duckdb;

  for (int i = 0; i < call.count; i++)
    rule_args[i] = (struct rule_arg){ args[i]->type, args[i]->constant != NULL, false,
                                      text_of(args[i]->constant) };
  if (row->rule == RULE_NONE)
    call.type = given(row, &call);
  else if (!type_rule(row, rule_args, call.count, &call.type, &template, &call.extra))
    return; /* ROUND's mode and the like: constants that no sample has. */
  assert_non_null(template);
  assert_gives(row, &call, template);
}

static void assert_table(const struct function_row *rows, int count)
{
  for (int i = 0; i < count; i++) {
    assert_non_null(rows[i].doc);
    if (i > 0 && strcmp(rows[i - 1].name, rows[i].name) > 0)
      fail_msg("%s stands before %s", rows[i - 1].name, rows[i].name);
    assert_row(&rows[i], true);
    assert_row(&rows[i], false);
  }
}

static void functions_of_numbers_run(void **state)
{
  (void)state;
  assert_table(functions_numeric, functions_numeric_count);
}

static void functions_of_dates_run(void **state)
{
  (void)state;
  assert_table(functions_time, functions_time_count);
}

static void functions_that_convert_run(void **state)
{
  (void)state;
  assert_table(functions_conversion, functions_conversion_count);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(functions_of_numbers_run),
    cmocka_unit_test(functions_of_dates_run),
    cmocka_unit_test(functions_that_convert_run),
  };

  return cmocka_run_group_tests(tests, open_engine, close_engine);
}
