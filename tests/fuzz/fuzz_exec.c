/* fuzz_exec.c: texts as arguments of the functions that take them apart, run in the engine.
 *
 * The first byte picks the function, the lines behind it are $1, $2 and $3. */
#include "fuzz.h"

#include <string.h>

#include "exec/exec.h"
#include "house.h"

static const char *const templates[] = {
  "TO_NUMBER($1, $2)",
  "TRY_TO_NUMBER($1, 38, 10)",
  "TO_DOUBLE($1, $2)",
  "TO_CHAR($1::NUMBER(38,5), $2)",
  "TO_CHAR($1::FLOAT, $2)",
  "TO_DATE($1)",
  "TO_DATE($1, $2)",
  "TO_TIME($1)",
  "TO_TIME($1, $2)",
  "TO_TIMESTAMP_NTZ($1)",
  "TO_TIMESTAMP_NTZ($1, $2)",
  "TO_TIMESTAMP_TZ($1)",
  "TO_TIMESTAMP_TZ($1, $2)",
  "TO_TIMESTAMP_LTZ($1)",
  "TO_CHAR($1::TIMESTAMP_TZ, $2)",
  "CONVERT_TIMEZONE($1, $2, $3::TIMESTAMP_NTZ)",
  "CONVERT_TIMEZONE($1, $2::TIMESTAMP_TZ)",
  "DATE_TRUNC($1, $2::TIMESTAMP)",
  "DATE_PART($1, $2::TIMESTAMP)",
  "LAST_DAY($1::DATE, $2)",
  "PARSE_JSON($1)",
  "TRY_PARSE_JSON($1)",
  "CHECK_JSON($1)",
  "GET_PATH(PARSE_JSON($1), $2)",
  "PARSE_JSON($1):a.b[0]",
  "GET(PARSE_JSON($1), $2)",
  "TO_JSON(PARSE_JSON($1))",
  "PARSE_JSON($1)::VARCHAR",
  "PARSE_JSON($1)::NUMBER(20,3)",
  "PARSE_JSON($1)::FLOAT",
  "PARSE_JSON($1)::BOOLEAN",
  "PARSE_JSON($1)::TIMESTAMP_TZ",
  "PARSE_JSON($1)::ARRAY",
  "PARSE_JSON($1)::BINARY",
  "TYPEOF(PARSE_JSON($1))",
  "OBJECT_KEYS(PARSE_JSON($1))",
  "ARRAY_SORT(PARSE_JSON($1)::ARRAY)",
  "ARRAY_DISTINCT(PARSE_JSON($1)::ARRAY)",
  "ARRAY_TO_STRING(PARSE_JSON($1)::ARRAY, $2)",
  "ARRAY_CONTAINS($2::VARIANT, PARSE_JSON($1)::ARRAY)",
  "ARRAY_INTERSECTION(PARSE_JSON($1)::ARRAY, PARSE_JSON($2)::ARRAY)",
  "ARRAY_SLICE(PARSE_JSON($1)::ARRAY, 1, 3)",
  "OBJECT_INSERT(PARSE_JSON($1)::OBJECT, $2, $3)",
  "OBJECT_DELETE(PARSE_JSON($1)::OBJECT, $2)",
  "STRIP_NULL_VALUE(PARSE_JSON($1))",
  "PARSE_JSON($1) = PARSE_JSON($2)",
  "PARSE_JSON($1) < PARSE_JSON($2)",
  "HASH(PARSE_JSON($1), $2)",
  "REGEXP_LIKE($1, $2, $3)",
  "REGEXP_SUBSTR($1, $2, 1, 1, $3)",
  "REGEXP_REPLACE($1, $2, $3)",
  "REGEXP_INSTR($1, $2)",
  "REGEXP_COUNT($1, $2)",
  "REGEXP_SUBSTR_ALL($1, $2)",
  "$1 RLIKE $2",
  "$1 LIKE $2",
  "$1 LIKE $2 ESCAPE $3",
  "$1 ILIKE $2",
  "TO_BINARY($1, $2)",
  "TO_BINARY($1)",
  "TRY_TO_BINARY($1, $2)",
  "TO_CHAR(TO_BINARY($1, 'UTF-8'), $2)",
  "BASE64_DECODE_STRING($1)",
  "BASE64_ENCODE($1, $2::INT)",
  "HEX_DECODE_STRING($1)",
  "HEX_ENCODE($1)",
  "TRY_BASE64_DECODE_BINARY($1)",
  "TRY_HEX_DECODE_BINARY($1)",
  "PARSE_URL($1)",
  "PARSE_URL($1, 1)",
  "PARSE_IP($1, $2)",
  "SPLIT($1, $2)",
  "SPLIT_PART($1, $2, -1)",
  "STRTOK($1, $2, 2)",
  "STRTOK_TO_ARRAY($1, $2)",
  "TRANSLATE($1, $2, $3)",
  "REPLACE($1, $2, $3)",
  "LPAD($1, 20, $2)",
  "RPAD($1, 20, $2)",
  "INITCAP($1, $2)",
  "TRIM($1, $2)",
  "SUBSTR($1, 2, 3)",
  "INSERT($1, 2, 3, $2)",
  "REVERSE($1)",
  "SOUNDEX($1)",
  "UNICODE($1)",
  "ASCII($1)",
  "EDITDISTANCE($1, $2)",
  "JAROWINKLER_SIMILARITY($1, $2)",
  "MD5($1)",
  "SHA2($1, 512)",
  "HASH($1)",
  "COLLATE($1, $2)",
  "$1::NUMBER(38,10)",
  "$1::FLOAT",
  "$1::BOOLEAN",
  "$1::DATE",
  "$1::TIME",
  "$1::TIMESTAMP_NTZ",
  "$1::TIMESTAMP_TZ",
  "$1::BINARY",
  "UPPER($1) || LOWER($2)",
  "CONCAT_WS($1, $2, $3)",
  "CHARINDEX($1, $2)",
  "TRY_CAST($1 AS DATE)",
  "TRY_TO_TIMESTAMP($1, $2)",
  "MONTHS_BETWEEN($1::DATE, $2::DATE)",
  "DATEADD('day', $1::INT, $2::TIMESTAMP_NTZ)",
  "ADD_MONTHS($1::DATE, $2::INT)",
  "ROUND($1::NUMBER(38,9), $2::INT)",
  "DIV0($1::NUMBER(20,5), $2::NUMBER(20,5))",
  "MOD($1::NUMBER(30,5), $2::NUMBER(30,5))",
  "$1::NUMBER(38,18) * $2::NUMBER(38,18)",
  "$1::NUMBER(38,37) / $2::NUMBER(38,0)",
  "CHR($1::INT)",
  "BITSHIFTLEFT($1::INT, $2::INT)",
  "NEXT_DAY($1::DATE, $2)",
  "TO_VARIANT($1::TIMESTAMP_TZ)::VARCHAR",
  "OBJECT_CONSTRUCT($1, $2, $3, 1)",
  "ARRAY_CONSTRUCT($1, $2)::VARCHAR",
  "GREATEST($1, $2)",
  "XMLGET($1, $2)",
};

static void add_literal(struct buf *sql, struct text text)
{
  buf_add_char(sql, '\'');
  for (size_t i = 0; i < text.len; i++) {
    if (text.at[i] == '\'' || text.at[i] == '\\')
      buf_add_char(sql, text.at[i] == '\'' ? '\'' : '\\');
    buf_add_char(sql, text.at[i]);
  }
  buf_add_char(sql, '\'');
}

static void add_call(struct buf *sql, const char *template, const struct text *parts)
{
  buf_add_string(sql, "SELECT ");
  for (; *template; template ++) {
    if (*template == '$')
      add_literal(sql, parts[*++template - '1']);
    else
      buf_add_char(sql, *template);
  }
}

static void run(struct session *session, struct text sql)
{
  struct exec_request request = { .sql = sql, .statement_count = 1 };
  struct arena *arena = arena_new();
  struct outcome outcome;
  struct batch batch;
  struct err err;

  err_clear(&err);
  if (exec_run(session, arena, &request, &outcome, &err)) {
    while (outcome_fetch(&outcome, &batch, &err) && batch.rows)
      continue;
    outcome_clear(&outcome);
  } else {
    assert(err_is_set(&err));
  }
  arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct session *session = house_session();
  struct text rest = fuzz_text(data, size);
  const char *template =
    templates[fuzz_byte(&rest) % (sizeof templates / sizeof *templates)];
  struct text parts[3];
  struct buf sql;

  for (int i = 0; i < 3; i++)
    parts[i] = i < 2 ? fuzz_line(&rest) : rest;
  buf_init(&sql);
  add_call(&sql, template, parts);
  run(session, buf_text(&sql));
  buf_clear(&sql);
  return 0;
}
