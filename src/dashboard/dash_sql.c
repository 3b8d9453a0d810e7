/* dash_sql.c: what an editor of SQL asks of the server: where statements stand, and which words there are. */
#include "dashboard/dash_sql.h"

#include "dashboard/dash_guard.h"
#include "data/json.h"
#include "data/type.h"
#include "dialect/function_words.h"
#include "exec/exec.h"
#include "exec/redact.h"
#include "data/member.h"
#include "protocol/params.h"
#include "sql/words.h"

/* ---- POST /api/split ---- */

static void put_statement(struct call *call, struct text whole, struct text sql)
{
  struct text shown = exec_redact(call->arena, sql);

  json_put_open(call->answer, '{');
  member_int(call->answer, "from", sql.at - whole.at);
  member_int(call->answer, "to", sql.at + sql.len - whole.at);
  if (!text_equal(shown, sql))
    member_text(call->answer, "shown", shown);
  json_put_close(call->answer, '}');
}

static bool put_statements(struct call *call, struct text sql, struct err *err)
{
  struct list parts = { 0 };

  if (!exec_split_any(call->arena, sql, &parts, err))
    return false;
  json_put_open(call->answer, '{');
  member_open(call->answer, "statements", '[');
  for (int i = 0; i < parts.count; i++)
    put_statement(call, sql, ((const struct exec_part *)parts.at[i])->sql);
  json_put_close(call->answer, ']');
  json_put_close(call->answer, '}');
  return true;
}

static bool split(struct call *call, struct err *err)
{
  const struct json *root = json_parse(call->arena, http_body(call->request), err);
  struct text sql;

  if (!root)
    return false;
  sql = json_as_text(json_member(root, "sql"));
  if (!sql.at)
    return err_set(err, ERR_BAD_REQUEST, "\"sql\" is wanted, a string.");
  return put_statements(call, sql, err);
}

void dash_split(struct call *call)
{
  struct login_grant grant;
  struct err err;

  if (!dash_guard_change(call) || !dash_guard_user(call, &grant))
    return;
  if (split(call, &err))
    dash_respond(call, 200);
  else
    dash_refuse(call, 400, &err);
}

/* ---- GET /api/words ---- */

static void put_keywords(struct buf *out)
{
  const char *word;

  member_open(out, "keywords", '[');
  for (int i = 0; (word = word_at(i)); i++)
    json_put_text(out, text_of(word));
  json_put_close(out, ']');
}

static void put_types(struct buf *out)
{
  const char *name;

  member_open(out, "types", '[');
  for (int i = 0; (name = type_name_at(i)); i++)
    json_put_text(out, text_of(name));
  json_put_close(out, ']');
}

static void put_params(struct buf *out)
{
  const struct param_row *row;

  member_open(out, "parameters", '[');
  for (int i = 0; (row = param_at(i)); i++)
    json_put_text(out, text_of(row->name));
  json_put_close(out, ']');
}

static const char *kind_name(enum function_kind kind)
{
  switch (kind) {
  case FUNCTION_SCALAR: return "scalar";
  case FUNCTION_AGGREGATE: return "aggregate";
  case FUNCTION_WINDOW: return "window";
  case FUNCTION_CONTEXT: return "context";
  case FUNCTION_TABLE: return "table";
  }
  return "scalar";
}

static void put_function(struct buf *out, const struct function_row *row)
{
  struct buf words;

  buf_init(&words);
  json_put_open(out, '{');
  member_string(out, "name", row->name);
  member_string(out, "kind", kind_name(row->kind));
  function_put_takes(row, &words);
  member_text(out, "takes", buf_text(&words));
  buf_reset(&words);
  function_put_gives(row, &words);
  member_text(out, "gives", buf_text(&words));
  member_string(out, "doc", row->doc);
  json_put_close(out, '}');
  buf_clear(&words);
}

void dash_words(struct call *call)
{
  struct buf *out = call->answer;
  struct login_grant grant;

  if (!dash_guard_user(call, &grant))
    return;
  json_put_open(out, '{');
  put_keywords(out);
  put_types(out);
  put_params(out);
  member_open(out, "functions", '[');
  for (int i = 0; i < functions_count(); i++)
    put_function(out, functions_at(i));
  json_put_close(out, ']');
  json_put_close(out, '}');
  dash_respond(call, 200);
}
