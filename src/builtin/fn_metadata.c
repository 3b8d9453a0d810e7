/* fn_metadata.c: SYSTEM$EXPLAIN_JSON_TO_TEXT and GENERATE_COLUMN_DESCRIPTION in C. */
#include "builtin/fn.h"
#include "data/json_text.h"
#include "data/plan.h"

/* ---- EXPLAIN ---- */

static bool put_plan(struct arena *arena, struct text json, struct buf *out,
                     struct err *err)
{
  struct plan plan;

  if (!plan_read_json(arena, json, &plan, err))
    return false;
  plan_put_sorted_text(arena, &plan, out);
  return true;
}

static void explain_text(struct engine_call *call)
{
  struct buf out;
  struct err err;

  buf_init(&out);
  err_clear(&err);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct arena *arena = arena_new();

    buf_reset(&out);
    if (put_plan(arena, call_text(call, 0, row), &out, &err))
      call_set_text(call, row, buf_text(&out));
    else
      call_fail(call, err.code, "%s", err.message);
    arena_free(arena);
  }
  buf_clear(&out);
}

/* ---- GENERATE_COLUMN_DESCRIPTION ---- */

enum target { TARGET_TABLE, TARGET_EXTERNAL_TABLE, TARGET_VIEW };

static bool find_target(struct text word, enum target *target)
{
  static const char *const words[] = { "table", "external_table", "view" };

  for (int i = 0; i < 3; i++)
    if (text_is_nocase(word, words[i])) {
      *target = (enum target)i;
      return true;
    }
  return false;
}

/* A member as plain text; false when it is not there. */
static bool put_member(struct text column, const char *name, struct buf *out)
{
  struct text value = json_text_get(column, text_of(name));

  if (!value.at || json_text_type(value) == JSON_TEXT_NULL)
    return false;
  json_text_plain(value, out);
  return true;
}

static bool put_name(struct text column, struct buf *out)
{
  struct buf name;
  bool ok;

  buf_init(&name);
  ok = put_member(column, "COLUMN_NAME", &name);
  buf_add_identifier(out, buf_text(&name));
  buf_clear(&name);
  return ok;
}

static bool is_not_null(struct text column)
{
  struct text value = json_text_get(column, TEXT("NULLABLE"));

  return value.at && text_is_nocase(json_text_bare(value), "false");
}

static bool put_column(struct text column, enum target target, struct buf *out)
{
  if (!put_name(column, out))
    return false;
  if (target == TARGET_VIEW)
    return true;
  buf_add_char(out, ' ');
  if (!put_member(column, "TYPE", out))
    return false;
  if (target == TARGET_TABLE) {
    buf_add_string(out, is_not_null(column) ? " NOT NULL" : "");
    return true;
  }
  buf_add_string(out, " AS (");
  if (!put_member(column, "EXPRESSION", out))
    return false;
  buf_add_char(out, ')');
  return true;
}

static bool put_columns(struct text columns, enum target target, struct buf *out)
{
  struct json_items items = json_items_of(columns);
  struct text name, column;
  bool first = true;

  if (json_text_type(columns) != JSON_TEXT_ARRAY)
    return false;
  for (; json_items_next(&items, &name, &column); first = false) {
    if (!first)
      buf_add_string(out, target == TARGET_VIEW ? " ,\n" : ",\n");
    if (!put_column(column, target, out))
      return false;
  }
  return true;
}

static void column_description(struct engine_call *call)
{
  enum target target = TARGET_TABLE;
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    buf_reset(&out);
    if (!find_target(call_text(call, 1, row), &target))
      call_fail(call, ERR_INVALID_VALUE,
                "Invalid value [" TEXT_FMT
                "] for function 'GENERATE_COLUMN_DESCRIPTION': it takes 'table', "
                "'external_table' or 'view'.",
                TEXT_ARG(call_text(call, 1, row)));
    else if (!put_columns(call_text(call, 0, row), target, &out))
      call_fail(
        call, ERR_INVALID_VALUE,
        "Invalid value for function 'GENERATE_COLUMN_DESCRIPTION': it takes the rows of "
        "INFER_SCHEMA as an array.");
    else
      call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

const struct engine_function_row fn_metadata_rows[] = {
  { "sg_column_description", "VARCHAR, VARCHAR", "VARCHAR", column_description, 0 },
  { "sg_explain_text", "VARCHAR", "VARCHAR", explain_text, 0 },
};

const int fn_metadata_count = (int)(sizeof(fn_metadata_rows) /
                                    sizeof(fn_metadata_rows[0]));
