/* explain_stmt.c: EXPLAIN, and the stages that `snowglobe explain` shows. */
#include "exec/explain_stmt.h"

#include "base/clock.h"
#include "bind/bound_tree.h"
#include "catalog/sheet.h"
#include "data/json_text.h"
#include "emit/emit.h"
#include "emit/emit_dml.h"
#include "exec/explain_plan.h"
#include "session/instance.h"
#include "sql/ast_tree.h"
#include "sql/parse.h"
#include "sql/token_list.h"

/* ---- EXPLAIN ---- */

/* Each stored table counts as one partition. */
#define PARTITIONS_A_TABLE 1

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

static bool is_scan(const struct plan_step *step)
{
  return text_is(text_of(step->operation), "TableScan");
}

static int partitions_of(const struct list *steps)
{
  int count = 0;

  for (int i = 0; i < steps->count; i++)
    count += is_scan(steps->at[i]) ? PARTITIONS_A_TABLE : 0;
  return count;
}

static struct text joined(struct arena *arena, const struct list *expressions)
{
  struct text text;
  struct buf all;

  if (!expressions->count)
    return (struct text){ 0 };
  buf_init(&all);
  for (int i = 0; i < expressions->count; i++) {
    buf_add_string(&all, i ? ", " : "");
    buf_add_text(&all, *(const struct text *)expressions->at[i]);
  }
  text = buf_copy(&all, arena);
  buf_clear(&all);
  return text;
}

static void tabular_step(struct arena *arena, struct sheet *sheet, int number,
                         const struct plan_step *step)
{
  sheet->next = 0;
  sheet_int(sheet, 1);
  sheet_int(sheet, number);
  if (step->parent < 0)
    sheet_null(sheet, 1);
  else
    sheet_text(sheet, arena_printf(arena, "[%d]", step->parent));
  sheet_string(sheet, step->operation);
  sheet_text(sheet, step->object);
  sheet_text(sheet, step->alias);
  sheet_text(sheet, joined(arena, &step->expressions));
  if (!is_scan(step)) {
    sheet_null(sheet, 3);
    return;
  }
  sheet_int(sheet, PARTITIONS_A_TABLE);
  sheet_int(sheet, PARTITIONS_A_TABLE);
  sheet_int(sheet, 0);
}

static bool put_tabular(struct run *run, const struct list *steps,
                        struct outcome *outcome, struct err *err)
{
  struct sheet sheet;

  if (!outcome_table(run->arena, outcome, TYPE_ID_EXPLAIN, tabular,
                     sizeof tabular / sizeof *tabular, err))
    return false;
  sheet = (struct sheet){ outcome->rows, 0 };
  sheet_null(&sheet, 3);
  sheet_string(&sheet, "GlobalStats");
  sheet_null(&sheet, 3);
  sheet_int(&sheet, partitions_of(steps));
  sheet_int(&sheet, partitions_of(steps));
  sheet_int(&sheet, 0);
  for (int i = 0; i < steps->count; i++)
    tabular_step(run->arena, &sheet, i, steps->at[i]);
  return true;
}

static void json_step(struct buf *out, int number, const struct plan_step *step)
{
  buf_printf(out, "{\"id\":%d,\"operation\":\"%s\"", number, step->operation);
  if (step->object.len) {
    buf_add_string(out, ",\"objects\":[");
    json_text_quote(step->object, out);
    buf_add_char(out, ']');
  }
  if (step->alias.len) {
    buf_add_string(out, ",\"alias\":");
    json_text_quote(step->alias, out);
  }
  for (int i = 0; i < step->expressions.count; i++) {
    buf_add_string(out, i ? "," : ",\"expressions\":[");
    json_text_quote(*(const struct text *)step->expressions.at[i], out);
  }
  buf_add_string(out, step->expressions.count ? "]" : "");
  if (is_scan(step))
    buf_printf(out,
               ",\"partitionsAssigned\":%d,\"partitionsTotal\":%d,\"bytesAssigned\":0",
               PARTITIONS_A_TABLE, PARTITIONS_A_TABLE);
  if (step->parent >= 0)
    buf_printf(out, ",\"parentOperators\":[%d]", step->parent);
  buf_add_char(out, '}');
}

static void put_json(struct buf *out, const struct list *steps)
{
  int partitions = partitions_of(steps);

  buf_printf(out,
             "{\"GlobalStats\":{\"partitionsTotal\":%d,\"partitionsAssigned\":%d,"
             "\"bytesAssigned\":0},\"Operations\":[[",
             partitions, partitions);
  for (int i = 0; i < steps->count; i++) {
    buf_add_string(out, i ? "," : "");
    json_step(out, i, steps->at[i]);
  }
  buf_add_string(out, "]]}");
}

static void text_step(struct arena *arena, struct buf *out, int number,
                      const struct plan_step *step)
{
  buf_printf(out, "1:%d", number);
  for (int i = 0; i <= step->depth; i++)
    buf_add_string(out, "     ");
  buf_printf(out, "->%s", step->operation);
  if (step->object.len)
    buf_printf(out, "  " TEXT_FMT, TEXT_ARG(step->object));
  if (step->alias.len)
    buf_printf(out, " as " TEXT_FMT, TEXT_ARG(step->alias));
  if (step->expressions.count)
    buf_printf(out, "  " TEXT_FMT, TEXT_ARG(joined(arena, &step->expressions)));
  if (is_scan(step))
    buf_printf(out, "  {partitionsTotal=%d, partitionsAssigned=%d, bytesAssigned=0}",
               PARTITIONS_A_TABLE, PARTITIONS_A_TABLE);
  buf_add_char(out, '\n');
}

static void put_text(struct arena *arena, struct buf *out, const struct list *steps)
{
  int partitions = partitions_of(steps);

  buf_printf(out,
             "GlobalStats:\n\tpartitionsTotal=%d\n\tpartitionsAssigned=%d\n"
             "\tbytesAssigned=0\nOperations:\n",
             partitions, partitions);
  for (int i = 0; i < steps->count; i++)
    text_step(arena, out, i, steps->at[i]);
}

static bool put_content(struct run *run, const struct list *steps, bool json,
                        struct outcome *outcome, struct err *err)
{
  struct buf out;

  if (!outcome_table(run->arena, outcome, TYPE_ID_EXPLAIN, content, 1, err))
    return false;
  buf_init(&out);
  if (json)
    put_json(&out, steps);
  else
    put_text(run->arena, &out, steps);
  batch_add_text(outcome->rows, 0, buf_text(&out));
  buf_clear(&out);
  return true;
}

static bool put_plan(struct run *run, const struct explain *explain,
                     const struct list *steps, struct outcome *outcome, struct err *err)
{
  if (!explain->format.at || text_is_nocase(explain->format, "TABULAR"))
    return put_tabular(run, steps, outcome, err);
  if (text_is_nocase(explain->format, "JSON"))
    return put_content(run, steps, true, outcome, err);
  if (text_is_nocase(explain->format, "TEXT"))
    return put_content(run, steps, false, outcome, err);
  return err_set(err, ERR_SYNTAX,
                 "SQL compilation error:\nsyntax error unexpected '" TEXT_FMT "'.",
                 TEXT_ARG(explain->format));
}

static bool is_dml(const struct statement *statement)
{
  return statement->kind == STMT_INSERT || statement->kind == STMT_MULTI_INSERT ||
         statement->kind == STMT_UPDATE || statement->kind == STMT_DELETE ||
         statement->kind == STMT_MERGE;
}

/* The statement is bound as if it were to run, and does not run. */
bool explain_run(struct run *run, const struct statement *statement,
                 struct outcome *outcome, struct err *err)
{
  const struct statement *explained = statement->explain->statement;
  struct bind_context context = pipeline_context(run, false);
  struct catalog *catalog = run->session->instance->catalog;
  struct bound_query *query = NULL;
  struct bound_dml *dml = NULL;
  struct list steps;

  if (explained->kind != STMT_QUERY && !is_dml(explained))
    return err_set(err, ERR_UNSUPPORTED,
                   "Unsupported feature 'EXPLAIN of this statement'.");
  catalog_read(catalog);
  if (is_dml(explained))
    dml = bind_dml(&context, explained, err);
  else
    query = bind_query(&context, explained->query, err);
  catalog_read_end(catalog);
  pipeline_forget_needs(run, &context);
  if (!query && !dml)
    return false;
  steps = explain_plan(run->arena, query, dml);
  return put_plan(run, statement->explain, &steps, outcome, err);
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
  else if (is_dml(statement))
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
