/* cancel_first.c: what a statement cancels before its turn in its session has come. */
#include "exec/cancel_first.h"

#include <stdlib.h>

#include "exec/call_stmt.h"
#include "sql/parse.h"

#define LONGEST 500 /* Bytes: a longer text only cancels in its turn. */

/* SELECT f(x) or CALL f(x), and no more than that: the call. */
static const struct call *only_call(struct arena *arena,
                                    const struct statement *statement)
{
  const struct select_item *item;

  if (statement->kind == STMT_CALL)
    statement = call_query(arena, statement);
  if (!statement || statement->kind != STMT_QUERY ||
      statement->query->kind != QUERY_SELECT || statement->query->ctes ||
      statement->query->limit)
    return NULL;
  if (statement->query->select->from || statement->query->select->where ||
      statement->query->select->items.count != 1)
    return NULL;
  item = statement->query->select->items.at[0];
  return item->expr->kind == EXPR_CALL ? item->expr->call : NULL;
}

static bool is_called(const struct call *call, const char *name)
{
  const struct ident *word = call->name->parts.count == 1 ? call->name->parts.at[0]
                                                          : NULL;

  return word && text_is(word->name, name) && call->args.count == 1;
}

static bool mentions(struct text sql, const char *words)
{
  for (size_t i = 0; i < sql.len; i++)
    if (text_starts_with_nocase(text_slice(sql, i, sql.len), words))
      return true;
  return false;
}

static void cancel_one(struct answers *answers, struct text user, struct text id,
                       struct text query_id)
{
  struct answer *answer = answers_find(answers, id, user);

  if (answer)
    answer_cancel_by(answers, answer, query_id);
  answer_release(answers, answer);
}

void cancel_first(struct arena *arena, struct answers *answers, struct text user,
                  struct text sql, struct text query_id)
{
  struct list statements = { 0 };
  const struct call *call;
  const struct expr *arg;
  struct err err;

  if (sql.len > LONGEST || !mentions(sql, "SYSTEM$CANCEL_"))
    return;
  err_clear(&err);
  if (!parse_statements(arena, sql, &statements, &err) || statements.count != 1)
    return;
  call = only_call(arena, statements.at[0]);
  if (!call)
    return;
  arg = call->args.count ? call->args.at[0] : NULL;
  if (is_called(call, "SYSTEM$CANCEL_QUERY") && arg->kind == EXPR_STRING)
    cancel_one(answers, user, arg->text, query_id);
  if (is_called(call, "SYSTEM$CANCEL_ALL_QUERIES") &&
      (arg->kind == EXPR_NUMBER || arg->kind == EXPR_STRING))
    answers_cancel_others(answers, strtoull(arena_c_string(arena, arg->text), NULL, 10),
                          query_id);
}
