/* call_stmt.c: CALL of system functions.
 *
 * docs.snowflake.com/en/sql-reference/functions/system_wait: what SELECT takes of them, CALL takes,
 * too. The result's column has the function's name. */
#include "exec/call_stmt.h"

static const struct ident *system_name(const struct call_procedure *called)
{
  const struct list *parts = &called->call->name->parts;
  const struct ident *name = parts->count == 1 ? parts->at[0] : NULL;

  if (called->into || called->with || called->ctes || !name || name->quoted)
    return NULL;
  return text_starts_with_nocase(name->name, "SYSTEM$") ? name : NULL;
}

static struct expr *expr_of(struct arena *arena, struct call *call)
{
  struct expr *expr = ARENA_NEW(arena, struct expr);

  expr->kind = EXPR_CALL;
  expr->place = call->name->place;
  expr->call = call;
  for (int i = 0; i < call->args.count; i++) {
    const struct expr *arg = call->args.at[i];

    if (arg->depth >= expr->depth)
      expr->depth = (uint16_t)(arg->depth + 1);
  }
  return expr;
}

const struct statement *call_query(struct arena *arena, const struct statement *statement)
{
  const struct ident *name = system_name(statement->call);
  struct statement *query = ARENA_NEW(arena, struct statement);
  struct select_item *item = ARENA_NEW(arena, struct select_item);
  struct ident *alias = ARENA_NEW(arena, struct ident);

  if (!name)
    return NULL;
  *alias = *name;
  item->expr = expr_of(arena, statement->call->call);
  item->alias = alias;
  *query = *statement;
  query->kind = STMT_QUERY;
  query->query = ARENA_NEW(arena, struct query);
  query->query->place = statement->place;
  query->query->depth = (uint16_t)(item->expr->depth + 1);
  query->query->select = ARENA_NEW(arena, struct select);
  list_add(arena, &query->query->select->items, item);
  return query;
}
