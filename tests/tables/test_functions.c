/* test_functions.c: what must be true of every function's row, in all tables; and the rows of text,
 * aggregates, windows, conditionals and semi-structured data run in the engine and give the type
 * that they promise. */
#include "dialect/functions.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "builtin/builtin.h"
#include "builtin/fn.h"
#include "dialect/function_tables.h"
#include "exec/pipe_resume.h"
#include "exec/staged_file.h"
#include "session/system_functions.h"
#include "stage/stage_functions.h"

#define MOST_ARGS 16

/* ---- every row of every table ---- */

static bool next_word(struct text *rest, struct text *word)
{
  *rest = text_trim(*rest);
  *word = text_slice(*rest, 0, text_find(*rest, ' '));
  *rest = text_slice(*rest, word->len, rest->len);
  return word->len > 0;
}

/* The word without what says how often it may come. */
static struct text bare_word(struct text word)
{
  if (word.len && word.at[0] == '*')
    word = text_slice(word, 1, word.len);
  while (word.len && (word.at[word.len - 1] == '?' || word.at[word.len - 1] == '.'))
    word.len--;
  return word;
}

static bool is_known_word(struct text word)
{
  static const char *const known[] = {
    "NUMBER",    "INT",      "FLOAT",    "VARCHAR", "BINARY", "BOOLEAN", "DATE",
    "TIME",      "NTZ",      "LTZ",      "TZ",      "T",      "U",       "ANY",
    "TIMESTAMP", "TEMPORAL", "PART",     "VARIANT", "OBJECT", "ARRAY",   "CONST",
    "MAP",       "VECTOR",   "DECFLOAT", "KEY",     "KEYS",   "VALUE",   "FILE",
    "GEOGRAPHY", "GEOMETRY", "WIDE"
  };

  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    if (text_is(word, known[i]))
      return true;
  }
  return false;
}

static void names_are_found_with_all_their_rows(void **state)
{
  (void)state;
  for (int i = 0; i < functions_count(); i++) {
    const struct function_row *row = functions_at(i), *found;
    int count;

    found = functions_find(text_of(row->name), &count);
    if (!found || row < found || row >= found + count)
      fail_msg("%s is not found where it stands: unsorted, or in two tables", row->name);
  }
}

static void rows_are_documented_in_known_words(void **state)
{
  (void)state;
  for (int i = 0; i < functions_count(); i++) {
    const struct function_row *row = functions_at(i);
    struct text rest = text_of(row->takes), word;

    if (!row->doc || !*row->doc || row->doc[strlen(row->doc) - 1] != '.')
      fail_msg("%s has no sentence about it", row->name);
    if (!row->category || !*row->category)
      fail_msg("%s has no category", row->name);
    while (next_word(&rest, &word)) {
      if (!is_known_word(bare_word(word)))
        fail_msg("%s takes an unknown " TEXT_FMT, row->name, TEXT_ARG(word));
    }
  }
}

static bool rows_have(const struct engine_function_row *rows, int count, struct text name)
{
  for (int i = 0; i < count; i++) {
    if (text_is(name, rows[i].name))
      return true;
  }
  return false;
}

static bool families_have(const struct fn_family_row *rows, int count, struct text name)
{
  for (int i = 0; i < count; i++) {
    if (text_starts_with(name, rows[i].prefix))
      return true;
  }
  return false;
}

static bool aggregates_have(const struct engine_aggregate_row *rows, int count,
                            struct text name)
{
  for (int i = 0; i < count; i++) {
    if (text_is(name, rows[i].name))
      return true;
  }
  return false;
}

static bool gathers_have(const struct engine_gather_row *rows, int count,
                         struct text name)
{
  for (int i = 0; i < count; i++) {
    if (text_is(name, rows[i].name))
      return true;
  }
  return false;
}

static bool sketches_have(struct text name)
{
  return gathers_have(fn_datasketch_gathers, fn_datasketch_gather_count, name) ||
         rows_have(fn_datasketch_rows, fn_datasketch_count, name) ||
         gathers_have(fn_decfloat_gathers, fn_decfloat_gather_count, name) ||
         rows_have(fn_decfloat_rows, fn_decfloat_count, name) ||
         gathers_have(fn_digest_gathers, fn_digest_gather_count, name) ||
         rows_have(fn_digest_rows, fn_digest_count, name) ||
         gathers_have(fn_hll_gathers, fn_hll_gather_count, name) ||
         rows_have(fn_hll_rows, fn_hll_count, name) ||
         gathers_have(fn_minhash_gathers, fn_minhash_gather_count, name) ||
         gathers_have(fn_topk_gathers, fn_topk_gather_count, name) ||
         rows_have(fn_topk_rows, fn_topk_count, name);
}

static bool is_registered(struct text name)
{
  return sketches_have(name) || aggregates_have(fn_event_rows, fn_event_count, name) ||
         rows_have(fn_array_rows, fn_array_count, name) ||
         rows_have(fn_cast_rows, fn_cast_count, name) ||
         rows_have(fn_cast_json_rows, fn_cast_json_count, name) ||
         rows_have(fn_cast_time_rows, fn_cast_time_count, name) ||
         rows_have(fn_cipher_rows, fn_cipher_count, name) ||
         rows_have(fn_compress_rows, fn_compress_count, name) ||
         rows_have(fn_encode_rows, fn_encode_count, name) ||
         rows_have(fn_file_rows, fn_file_count, name) ||
         rows_have(fn_geo_rows, fn_geo_count, name) ||
         rows_have(fn_geo_hash_rows, fn_geo_hash_count, name) ||
         rows_have(fn_geo_interpolate_rows, fn_geo_interpolate_count, name) ||
         rows_have(fn_geo_parts_rows, fn_geo_parts_count, name) ||
         rows_have(fn_geo_relate_rows, fn_geo_relate_count, name) ||
         rows_have(fn_geo_transform_rows, fn_geo_transform_count, name) ||
         rows_have(fn_h3_rows, fn_h3_count, name) ||
         rows_have(fn_metadata_rows, fn_metadata_count, name) ||
         rows_have(fn_number_rows, fn_number_count, name) ||
         rows_have(fn_number_model_rows, fn_number_model_count, name) ||
         rows_have(fn_random_rows, fn_random_count, name) ||
         rows_have(fn_regexp_rows, fn_regexp_count, name) ||
         rows_have(fn_search_rows, fn_search_count, name) ||
         rows_have(fn_structure_rows, fn_structure_count, name) ||
         rows_have(fn_table_rows, fn_table_count, name) ||
         rows_have(fn_alike_rows, fn_alike_count, name) ||
         rows_have(fn_text_rows, fn_text_count, name) ||
         rows_have(fn_time_rows, fn_time_count, name) ||
         rows_have(fn_time_parts_rows, fn_time_parts_count, name) ||
         rows_have(fn_variant_rows, fn_variant_count, name) ||
         rows_have(fn_vector_rows, fn_vector_count, name) ||
         rows_have(fn_xml_rows, fn_xml_count, name) ||
         rows_have(system_function_rows, system_function_count, name) ||
         rows_have(stage_function_rows, stage_function_count, name) ||
         rows_have(staged_file_rows, staged_file_count, name) ||
         rows_have(&pipe_resume_row, 1, name) ||
         families_have(fn_cast_families, fn_cast_family_count, name) ||
         families_have(fn_number_families, fn_number_family_count, name) ||
         families_have(fn_number_model_families, fn_number_model_family_count, name) ||
         families_have(fn_random_families, fn_random_family_count, name);
}

static void templates_call_registered_functions(void **state)
{
  (void)state;
  for (int i = 0; i < functions_count(); i++) {
    const struct function_row *row = functions_at(i);
    const char *at = row->duckdb;

    while (at && (at = strstr(at, "sg_"))) {
      size_t len = 3;

      while (isalnum((unsigned char)at[len]) || at[len] == '_')
        len++;
      if (at[len] == '(' && !is_registered(text_from(at, len)))
        fail_msg("%s: %.*s is not registered", row->name, (int)len, at);
      at += len;
    }
  }
}

/* ---- rows in the engine ---- */

static struct engine *engine;
static struct engine_connection *connection;
static struct stages *stages;

static int open_engine(void **state)
{
  struct engine_options options = { .threads = 1 };
  struct err err;

  (void)state;
  engine = engine_open(&options, &err);
  connection = engine ? engine_connect(engine, &err) : NULL;
  stages = connection ? stages_open(NULL, 0, &err) : NULL;
  if (!stages || !builtin_register(connection, &err) ||
      !stage_functions_register(connection, stages, &err)) {
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
  stages_close(stages);
  return 0;
}

/* A value for each word of `takes`. */
struct sample {
  const char *word;
  struct type type;
  const char *sql;
  const char *constant;
};

static const struct type_field map_fields[] = {
  { .type = { .kind = TYPE_VARCHAR, .length = TYPE_MAX_VARCHAR } },
  { .type = { .kind = TYPE_VARIANT } },
};
static const struct type_shape map_shape = { 2, map_fields };

/* clang-format off */
static const struct sample samples[] = {
  { "NUMBER", { .kind = TYPE_NUMBER, .precision = 5, .scale = 2 }, "CAST(x AS DECIMAL(5,2))", NULL },
  { "INT", { .kind = TYPE_NUMBER, .precision = 38 }, "CAST(x AS BIGINT)", NULL },
  { "WIDE", { .kind = TYPE_NUMBER, .precision = 38 }, "CAST(x AS BIGINT)", NULL },
  { "FLOAT", { .kind = TYPE_FLOAT }, "CAST(x AS DOUBLE)", NULL },
  { "DECFLOAT", { .kind = TYPE_DECFLOAT, .precision = 38 }, "sg_decfloat('1', 0)", NULL },
  { "VARCHAR", { .kind = TYPE_VARCHAR, .length = TYPE_MAX_VARCHAR }, "nullif(CAST(x AS VARCHAR), '1')", NULL },
  { "BINARY", { .kind = TYPE_BINARY, .length = TYPE_MAX_BINARY }, "('a'::BLOB)", NULL },
  { "BOOLEAN", { .kind = TYPE_BOOLEAN }, "(x = 1)", NULL },
  { "VARIANT", { .kind = TYPE_VARIANT }, "'null'::VARCHAR", NULL },
  { "OBJECT", { .kind = TYPE_OBJECT }, "'{}'::VARCHAR", NULL },
  { "ARRAY", { .kind = TYPE_ARRAY }, "'[]'::VARCHAR", NULL },
  { "MAP", { .kind = TYPE_MAP, .shape = &map_shape }, "'{}'::VARCHAR", NULL },
  { "KEY", { .kind = TYPE_VARCHAR, .length = TYPE_MAX_VARCHAR }, "'a'", NULL },
  { "KEYS", { .kind = TYPE_ARRAY }, "'[]'::VARCHAR", NULL },
  { "VALUE", { .kind = TYPE_VARIANT }, "'null'::VARCHAR", NULL },
  { "VECTOR", { .kind = TYPE_VECTOR, .length = 1 }, "'abcd'::BLOB", NULL },
  { "ANY", { .kind = TYPE_VARCHAR, .length = TYPE_MAX_VARCHAR }, "nullif(CAST(x AS VARCHAR), '1')", NULL },
  { "T", { .kind = TYPE_NUMBER, .precision = 38 }, "CAST(x AS BIGINT)", NULL },
  { "U", { .kind = TYPE_DATE }, "(DATE '2024-02-29')", NULL },
  { "CONST", { .kind = TYPE_NUMBER, .precision = 1 }, "0.5", "1" },
};
/* clang-format on */

static const struct sample *sample_of(struct text word)
{
  for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
    if (text_is(word, samples[i].word))
      return &samples[i];
  }
  fail_msg("no sample for " TEXT_FMT, TEXT_ARG(word));
  return NULL;
}

/* Fills the arguments of a row: the words that may repeat twice, or only those it demands. */
static int arguments(const char *takes, bool all, const struct sample *args[MOST_ARGS])
{
  struct text rest = text_of(takes), word;
  int count = 0;

  while (next_word(&rest, &word)) {
    bool optional = word.at[0] == '*' || word.at[word.len - 1] == '?';
    bool repeats = word.at[0] == '*' || word.at[word.len - 1] == '.';

    if (all || !optional)
      args[count++] = sample_of(bare_word(word));
    if (all && repeats)
      args[count++] = sample_of(bare_word(word));
  }
  return count;
}

struct call {
  const struct function_row *row;
  const struct sample *const *args;
  int count;
  struct type type;
  int extra;
};

static void expand(struct text template, const struct call *call, struct buf *sql);

/* The ] that closes what begins at `at`, outside of inner brackets. */
static size_t closing(struct text text, size_t at)
{
  int depth = 0;

  for (; at < text.len && !(text.at[at] == ']' && !depth); at++)
    depth += (text.at[at] == '[') - (text.at[at] == ']');
  return at;
}

static void put_from(const struct call *call, int first, const char *gap,
                     const char *test, struct buf *sql)
{
  for (int i = first; i < call->count; i++) {
    buf_add_string(sql, i > first ? gap : "");
    buf_add_string(sql, call->args[i]->sql);
    buf_add_string(sql, test);
  }
}

static void put_all(const struct call *call, const char *gap, const char *test,
                    struct buf *sql)
{
  put_from(call, 0, gap, test, sql);
}

static size_t expand_optional(struct text at, const struct call *call, struct buf *sql)
{
  bool absent = at.at[0] == '!';
  size_t from = 3u + absent, close = closing(at, from);

  if (at.at[1 + absent] < '1' || at.at[1 + absent] > '9' || at.at[2 + absent] != '|')
    fail_msg("%s: malformed " TEXT_FMT, call->row->name, TEXT_ARG(at));
  if ((at.at[1 + absent] - '0' <= call->count) != absent)
    expand(text_slice(at, from, close - from), call, sql);
  return close + 1;
}

static size_t expand_one(struct text at, const struct call *call, struct buf *sql)
{
  int number = at.len > 1 && isdigit((unsigned char)at.at[1]) ? at.at[1] - '0' : 0;

  if (at.at[0] >= '1' && at.at[0] <= '9' && at.len > 1 && at.at[1] == '*') {
    put_from(call, at.at[0] - '1', ", ", "", sql);
    return 2;
  }
  if (at.at[0] >= '1' && at.at[0] <= '9') {
    if (at.at[0] - '1' < call->count)
      buf_add_string(sql, call->args[at.at[0] - '1']->sql);
    return 1;
  }
  switch (at.at[0]) {
  case '(': buf_add_string(sql, "'UTC'"); return text_find(at, ')') + 1;
  case '!':
  case '[': return expand_optional(at, call, sql);
  case '*': put_all(call, ", ", "", sql); return 1;
  case '?': put_all(call, " AND ", " IS NOT NULL", sql); return 1;
  case 'O':
    buf_add_string(sql, call->row->kind == FUNCTION_WINDOW ? " OVER (ORDER BY x)" : "");
    return 1;
  case 'D':
  case 'G':
  case 'N': return 1;
  case 'T': type_physical(call->type, false, sql); return 1;
  case 'x': buf_add_int(sql, call->extra); return 1;
  case 'p': buf_add_int(sql, call->type.precision); return 1;
  case 's':
    buf_add_int(sql, number ? call->args[number - 1]->type.scale : call->type.scale);
    return number ? 2 : 1;
  default: fail_msg("%s: unknown placeholder $%c", call->row->name, at.at[0]);
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
  if (text_is(gives, "T") || text_is(gives, "U"))
    return sample_of(gives)->type;
  sscanf(row->gives + name.len, "(%d,%d)", &first, &second);
  if (!type_from_name(name, first, second, &type, &bad))
    fail_msg("%s gives no type: %s", row->name, row->gives);
  return type;
}

static void assert_gives(const struct call *call, const char *template)
{
  struct err err;
  struct buf sql, physical;
  struct engine_result *result;
  struct batch batch;

  buf_init(&sql);
  buf_init(&physical);
  type_physical(call->type, false, &physical);
  buf_add_string(&sql, "SELECT typeof(v) FROM (SELECT ");
  expand(text_of(template), call, &sql);
  buf_add_string(&sql, " AS v FROM (VALUES (1)) t(x))");
  result = engine_query(connection, buf_text(&sql), false, &err);
  if (!result || !engine_fetch(result, &batch, &err) || batch.rows != 1)
    fail_msg("%s(%s): %s: %s", call->row->name, call->row->takes, sql.at, err.message);
  if (call->row->kind == FUNCTION_TABLE)
    assert_true(text_ends_with(batch_text(&batch.columns[0], 0), ")[]"));
  else if (!text_is(batch_text(&batch.columns[0], 0), physical.at) &&
           !(type_is_semi(call->type) &&
             text_is(batch_text(&batch.columns[0], 0), "VARCHAR")))
    fail_msg("%s(%s): %s gives " TEXT_FMT ", not %s", call->row->name, call->row->takes,
             sql.at, TEXT_ARG(batch_text(&batch.columns[0], 0)), physical.at);
  engine_result_free(result);
  buf_clear(&physical);
  buf_clear(&sql);
}

static void assert_row(const struct function_row *row, bool all)
{
  const struct sample *args[MOST_ARGS];
  struct call call = { .row = row,
                       .args = args,
                       .count = arguments(row->takes, all, args) };
  struct rule_arg rule_args[MOST_ARGS] = { 0 };
  const char *template = row->duckdb;

  for (int i = 0; i < call.count; i++)
    rule_args[i] = (struct rule_arg){ args[i]->type, args[i]->constant != NULL, false,
                                      text_of(args[i]->constant) };
  if (row->rule == RULE_NONE)
    call.type = given(row, &call);
  else if (!type_rule(row, rule_args, call.count, &call.type, &template, &call.extra))
    fail_msg("%s(%s): its rule has no case", row->name, row->takes);
  if (template)
    assert_gives(&call, template);
}

static void assert_table(const struct function_row *rows, int count)
{
  for (int i = 0; i < count; i++) {
    if (!strncmp(rows[i].name, "GROUPING", 8))
      continue; /* They need a GROUP BY. */
    if (rows[i].rule == RULE_WHOLE)
      continue; /* The sample of a NUMBER has a scale. */
    assert_row(&rows[i], true);
    assert_row(&rows[i], false);
  }
}

static void text_functions_run(void **state)
{
  (void)state;
  assert_table(functions_text, functions_text_count);
}

static void aggregates_and_windows_run(void **state)
{
  (void)state;
  assert_table(functions_aggregate, functions_aggregate_count);
}

static void semi_structured_functions_run(void **state)
{
  (void)state;
  assert_table(functions_semi, functions_semi_count);
}

static void map_and_vector_functions_run(void **state)
{
  (void)state;
  assert_table(functions_structure, functions_structure_count);
}

static void other_functions_run(void **state)
{
  (void)state;
  assert_table(functions_other, functions_other_count);
}

static void date_parts_are_known_by_all_their_names(void **state)
{
  (void)state;
  assert_string_equal(date_part(TEXT("yy")), "year");
  assert_string_equal(date_part(TEXT("YEARS")), "year");
  assert_string_equal(date_part(TEXT("week_iso")), "weekiso");
  assert_string_equal(date_part(TEXT("epoch")), "epoch_second");
  assert_string_equal(date_part(TEXT("Nanosecs")), "nanosecond");
  assert_null(date_part(TEXT("fortnight")));
  assert_null(date_part(TEXT("")));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(names_are_found_with_all_their_rows),
    cmocka_unit_test(rows_are_documented_in_known_words),
    cmocka_unit_test(templates_call_registered_functions),
    cmocka_unit_test(text_functions_run),
    cmocka_unit_test(aggregates_and_windows_run),
    cmocka_unit_test(semi_structured_functions_run),
    cmocka_unit_test(map_and_vector_functions_run),
    cmocka_unit_test(other_functions_run),
    cmocka_unit_test(date_parts_are_known_by_all_their_names),
  };

  return cmocka_run_group_tests(tests, open_engine, close_engine);
}
