/* explain_stmt.c: EXPLAIN, and the stages that `snowglobe explain` shows. */
#include "exec/explain_stmt.h"

#include "base/clock.h"
#include "bind/bound_tree.h"
#include "emit/emit.h"
#include "emit/emit_dml.h"
#include "exec/statement_plan.h"
#include "session/instance.h"
#include "sql/ast_tree.h"
#include "sql/parse.h"
#include "sql/token_list.h"

/* ---- EXPLAIN ---- */

static const struct outcome_spec tabular[] = {
  { "step", "NUMBER(38,0)" },
  { "id", "NUMBER(38,0)" },
  { "parentOperators", "VARCHAR" },
  { "operation", "VARCHAR" },
  { "objects", "VARCHAR" },
  { "alias", "VARCHAR" },
  { "expressions", "VARCHAR" },
  { "partitionsTotal", "NUMBER(38,0)" },
  { "partitionsAssigned", "NUMBER(38,0)" },
  { "bytesAssigned", "NUMBER(38,0)" },
};

static const struct outcome_spec content[] = { { "content", "VARCHAR" } };

static bool put_tabular(struct run *run, const struct plan *plan, struct outcome *outcome,
                        struct err *err)
{
  if (!outcome_table(run->arena, outcome, TYPE_ID_EXPLAIN, tabular,
                     sizeof tabular / sizeof *tabular, err))
    return false;
  statement_plan_rows(run->arena, plan, outcome->rows);
  return true;
}

static bool put_content(struct run *run, const struct plan *plan, bool json,
                        struct outcome *outcome, struct err *err)
{
  struct buf out;

  if (!outcome_table(run->arena, outcome, TYPE_ID_EXPLAIN, content, 1, err))
    return false;
  buf_init(&out);
  if (json)
    plan_put_json(plan, &out);
  else
    plan_put_text(run->arena, plan, &out);
  batch_add_text(outcome->rows, 0, buf_text(&out));
  buf_clear(&out);
  return true;
}

static bool put_plan(struct run *run, const struct explain *explain,
                     const struct plan *plan, struct outcome *outcome, struct err *err)
{
  if (!explain->format.at || text_is_nocase(explain->format, "TABULAR"))
    return put_tabular(run, plan, outcome, err);
  if (text_is_nocase(explain->format, "JSON"))
    return put_content(run, plan, true, outcome, err);
  if (text_is_nocase(explain->format, "TEXT"))
    return put_content(run, plan, false, outcome, err);
  return err_set(err, ERR_SYNTAX,
                 "SQL compilation error:\nsyntax error unexpected '" TEXT_FMT "'.",
                 TEXT_ARG(explain->format));
}

bool explain_run(struct run *run, const struct statement *statement,
                 struct outcome *outcome, struct err *err)
{
  struct bind_context context = pipeline_context(run, false);
  struct catalog *catalog = run->session->instance->catalog;
  struct plan plan;
  bool ok;

  catalog_read(catalog);
  ok = statement_plan(&context, statement->explain->statement, &plan, err);
  catalog_read_end(catalog);
  return ok && put_plan(run, statement->explain, &plan, outcome, err);
}

/* ---- stages ---- */

/* Binds and emits one statement without running it. */
static bool show_bound(struct run *run, const struct statement *statement, bool duckdb,
                       struct buf *out, struct err *err)
{
  struct bind_context context = pipeline_context(run, false);
  struct catalog *catalog = run->session->instance->catalog;
  struct bound_query *query = NULL;
  struct bound_dml *dml = NULL;

  catalog_read(catalog);
  if (statement->kind == STMT_QUERY)
    query = bind_query(&context, statement->query, err);
  else if (statement_is_dml(statement))
    dml = bind_dml(&context, statement, err);
  else
    err_set(err, ERR_UNSUPPORTED, "This statement is not bound: it has no such stage.");
  catalog_read_end(catalog);
  if (query && duckdb)
    emit_query(&context, query, out);
  else if (query)
    bound_print_query(query, out);
  else if (dml && duckdb)
    emit_dml(&context, dml, out);
  else if (dml)
    bound_print_dml(dml, out);
  if (duckdb && (query || dml))
    buf_add_char(out, '\n');
  pipeline_forget_needs(run, &context);
  return query || dml;
}

bool explain_stage(struct session *session, struct text sql, const char *stage,
                   struct buf *out, struct err *err)
{
  struct text name = text_of(stage);
  struct exec_request request = { .sql = sql,
                                  .statement_count = 0,
                                  .describe_only = true };
  struct arena *arena = arena_new();
  struct run run = { .session = session,
                     .arena = arena,
                     .request = &request,
                     .now_ns = clock_now_ns(),
                     .sql = sql };
  struct list statements = { 0 };
  bool ok;

  if (text_is(name, "tokens")) {
    token_list_print(sql, out);
    arena_free(arena);
    return true;
  }
  ok = parse_statements(arena, sql, &statements, err);
  for (int i = 0; ok && i < statements.count; i++) {
    if (text_is(name, "ast"))
      ast_print(statements.at[i], out);
    else if (text_is(name, "bound") || text_is(name, "duckdb"))
      ok = show_bound(&run, statements.at[i], text_is(name, "duckdb"), out, err);
    else
      ok = err_set(err, ERR_INVALID_VALUE,
                   "There is no stage '%s': tokens, ast, bound or duckdb", stage);
  }
  arena_free(arena);
  return ok;
}
