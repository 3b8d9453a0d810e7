/* statement_plan.c: the plan of a statement that does not run, and its rows. */
#include "exec/statement_plan.h"

#include "catalog/sheet.h"
#include "exec/explain_plan.h"
#include "sql/parse.h"

/* ---- rows ---- */

static void step_row(struct arena *arena, struct sheet *sheet, const struct plan *plan,
                     const struct plan_step *step)
{
  const struct plan_step *above = step->parent < 0 ? NULL : plan->steps.at[step->parent];

  sheet->next = 0;
  sheet_int(sheet, step->step);
  sheet_int(sheet, step->id);
  if (above)
    sheet_text(sheet, arena_printf(arena, "[%lld]", (long long)above->id));
  else
    sheet_null(sheet, 1);
  sheet_text(sheet, step->operation);
  sheet_text(sheet, plan_joined(arena, &step->objects));
  sheet_text(sheet, step->alias);
  sheet_text(sheet, plan_joined(arena, &step->expressions));
  if (!step->is_scan) {
    sheet_null(sheet, 3);
    return;
  }
  sheet_int(sheet, step->total);
  sheet_int(sheet, step->assigned);
  sheet_int(sheet, step->bytes);
}

void statement_plan_rows(struct arena *arena, const struct plan *plan,
                         struct batch_builder *rows)
{
  struct sheet sheet = { rows, 0 };

  sheet_null(&sheet, 3);
  sheet_string(&sheet, "GlobalStats");
  sheet_null(&sheet, 3);
  sheet_int(&sheet, plan->total);
  sheet_int(&sheet, plan->assigned);
  sheet_int(&sheet, plan->bytes);
  for (int i = 0; i < plan->steps.count; i++)
    step_row(arena, &sheet, plan, plan->steps.at[i]);
}

/* ---- plans ---- */

bool statement_is_dml(const struct statement *statement)
{
  return statement->kind == STMT_INSERT || statement->kind == STMT_MULTI_INSERT ||
         statement->kind == STMT_UPDATE || statement->kind == STMT_DELETE ||
         statement->kind == STMT_MERGE;
}

/* What was made while binding, for a statement that will not run. */
static void forget_needs(struct bind_context *context)
{
  for (int i = 0; i < context->needs.count; i++) {
    struct bound_rows_need *need = context->needs.at[i];

    if (need->rows && need->rows != context->bind_rows)
      batch_builder_free(need->rows);
    need->rows = NULL;
  }
}

bool statement_plan(struct bind_context *context, const struct statement *statement,
                    struct plan *plan, struct err *err)
{
  struct bound_query *query = NULL;
  struct bound_dml *dml = NULL;

  if (statement->kind != STMT_QUERY && !statement_is_dml(statement))
    return err_set(err, ERR_UNSUPPORTED,
                   "Unsupported feature 'EXPLAIN of this statement'.");
  if (statement_is_dml(statement))
    dml = bind_dml(context, statement, err);
  else
    query = bind_query(context, statement->query, err);
  forget_needs(context);
  if (!query && !dml)
    return false;
  *plan = explain_plan(context->arena, query, dml);
  return true;
}

bool statement_plan_of_text(const struct bind_context *context, struct text sql,
                            const struct text *where, struct plan *plan, struct err *err)
{
  struct bind_context own = *context;
  struct list statements = { 0 };

  own.sql = sql;
  own.needs = own.tables = own.views = (struct list){ 0 };
  if (where) {
    own.database = where[0];
    own.schema = where[1];
  }
  if (!parse_statements(context->arena, sql, &statements, err))
    return false;
  if (!statements.count)
    return err_set(err, ERR_EMPTY_STATEMENT,
                   "SQL compilation error:\nEmpty SQL statement.");
  if (statements.count != 1)
    return err_set(err, ERR_UNSUPPORTED,
                   "Unsupported feature 'EXPLAIN of more than one statement'.");
  return statement_plan(&own, statements.at[0], plan, err);
}
