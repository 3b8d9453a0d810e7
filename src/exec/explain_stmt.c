/* explain_stmt.c: EXPLAIN, and the stages that `snowglobe explain` shows. */
#include "exec/explain_stmt.h"

#include "base/clock.h"
#include "bind/bound_tree.h"
#include "emit/emit.h"
#include "emit/emit_dml.h"
#include "session/instance.h"
#include "sql/ast_tree.h"
#include "sql/parse.h"
#include "sql/token_list.h"

bool explain_run(struct run *run, const struct statement *statement,
                 struct outcome *outcome, struct err *err)
{
  (void)run;
  (void)outcome;
  (void)statement;
  return err_set(err, ERR_UNSUPPORTED, "Unsupported feature 'EXPLAIN'.");
}

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
  else if (statement->kind == STMT_INSERT || statement->kind == STMT_MULTI_INSERT ||
           statement->kind == STMT_UPDATE || statement->kind == STMT_DELETE ||
           statement->kind == STMT_MERGE)
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
