/* metadata_rows.c: EXPLAIN_JSON, GET_OBJECT_REFERENCES, GET_QUERY_OPERATOR_STATS, and references of metrics
 * and policies, as rows, each cell in the order of system_table.c. */
#include "exec/metadata_rows.h"

#include "bind/bind.h"
#include "catalog/sheet.h"
#include "data/json_text.h"
#include "exec/history_range.h"
#include "exec/past_statement.h"
#include "exec/statement_plan.h"
#include "sql/parse.h"

/* ---- plans ---- */

static bool explain_rows(struct arena *arena, const struct view_arg *args,
                         struct sheet *sheet, struct err *err)
{
  struct plan plan;

  if (!args[0].is_given)
    return true;
  if (!plan_read_json(arena, args[0].text, &plan, err))
    return false;
  statement_plan_rows(arena, &plan, sheet->rows);
  return true;
}

/* EXPLAIN tells the kinds of joins apart by their names, this function by an attribute. NULL: it is
 * no join. */
static const char *join_type(const struct plan_step *step)
{
  static const struct {
    const char *operation, *type;
  } joins[] = {
    { "InnerJoin", "INNER" },
    { "LeftOuterJoin", "LEFT OUTER" },
    { "RightOuterJoin", "RIGHT OUTER" },
    { "FullOuterJoin", "FULL OUTER" },
    { "AsofJoin", "ASOF" },
  };

  for (size_t i = 0; i < sizeof joins / sizeof *joins; i++)
    if (text_is(step->operation, joins[i].operation))
      return joins[i].type;
  return NULL;
}

static bool is_change(const struct plan_step *step)
{
  return text_is(step->operation, "Insert") || text_is(step->operation, "MultiInsert") ||
         text_is(step->operation, "Update") || text_is(step->operation, "Delete") ||
         text_is(step->operation, "Merge");
}

#define DML_OPEN "{\"dml\":{"

static void put_change(struct buf *out, const char *name, int64_t rows)
{
  if (rows)
    buf_printf(out, "%s\"%s\":%lld", out->len > sizeof DML_OPEN - 1 ? "," : "", name,
               (long long)rows);
}

/* What is counted here are the rows of a change, and those that came out at the end. */
static struct text statistics(struct arena *arena, const struct plan_step *step,
                              const struct history_entry *entry)
{
  struct text text = { 0 };
  struct buf out;

  buf_init(&out);
  if (is_change(step)) {
    buf_add_string(&out, DML_OPEN);
    put_change(&out, "number_of_rows_deleted", entry->deleted);
    put_change(&out, "number_of_rows_inserted", entry->inserted);
    put_change(&out, "number_of_rows_updated", entry->updated);
    buf_add_string(&out, "}}");
  } else if (step->parent == 0)
    buf_printf(&out, "{\"output_rows\":%lld}", (long long)entry->rows);
  else if (step->parent < 0)
    buf_printf(&out, "{\"input_rows\":%lld}", (long long)entry->rows);
  if (out.len)
    text = buf_copy(&out, arena);
  buf_clear(&out);
  return text;
}

static void put_list(struct buf *out, const char *name, const struct list *texts)
{
  for (int i = 0; i < texts->count; i++) {
    if (i)
      buf_add_char(out, ',');
    else
      buf_printf(out, "\"%s\":[", name);
    json_text_quote(*(const struct text *)texts->at[i], out);
  }
  buf_add_string(out, texts->count ? "]" : "");
}

/* Names in order, as a VARIANT has them. */
static struct text attributes(struct arena *arena, const struct plan_step *step)
{
  const char *join = join_type(step);
  struct text text = { 0 };
  struct buf out;

  buf_init(&out);
  if (step->is_scan) {
    buf_add_char(&out, '{');
    put_list(&out, "columns", &step->expressions);
    buf_add_string(&out, out.len > 1 ? "," : "");
    if (step->alias.len) {
      buf_add_string(&out, "\"table_alias\":");
      json_text_quote(step->alias, &out);
      buf_add_char(&out, ',');
    }
    buf_add_string(&out, "\"table_name\":");
    json_text_quote(plan_joined(arena, &step->objects), &out);
    buf_add_char(&out, '}');
  } else if (join)
    buf_printf(&out, "{\"join_type\":\"%s\"}", join);
  else if (is_change(step)) {
    buf_add_string(&out, "{\"table_name\":");
    json_text_quote(plan_joined(arena, &step->objects), &out);
    buf_add_char(&out, '}');
  } else if (step->parent < 0 && step->expressions.count) {
    buf_add_char(&out, '{');
    put_list(&out, "expressions", &step->expressions);
    buf_add_char(&out, '}');
  }
  if (out.len)
    text = buf_copy(&out, arena);
  buf_clear(&out);
  return text;
}

/* Only reads and changes of tables have operators here. */
static bool has_operators(const struct history_entry *entry)
{
  static const char *const types[] = { "SELECT", "INSERT", "MULTI_TABLE_INSERT",
                                       "UPDATE", "DELETE", "MERGE" };

  for (size_t i = 0; entry->type && i < sizeof types / sizeof *types; i++)
    if (text_is(text_of(entry->type), types[i]))
      return entry->state == HISTORY_DONE;
  return false;
}

static bool operator_rows(const struct session *session,
                          const struct bind_context *context, const struct view_arg *args,
                          struct sheet *sheet, struct err *err)
{
  const struct history_entry *entry;
  struct text where[2] = { { 0 } };
  struct plan plan;

  if (!args[0].is_given)
    return true;
  entry = past_statement(session, context->arena, args[0].text, err);
  if (!entry)
    return false;
  if (!has_operators(entry))
    return true;
  if (entry->database)
    where[0] = text_of(entry->database);
  if (entry->schema)
    where[1] = text_of(entry->schema);
  if (!statement_plan_of_text(context, text_of(entry->sql), where, &plan, err))
    return false;
  for (int i = 0; i < plan.steps.count; i++) {
    const struct plan_step *step = plan.steps.at[i];

    sheet_string(sheet, entry->query_id);
    sheet_int(sheet, step->step);
    sheet_int(sheet, step->id);
    if (step->parent < 0)
      sheet_null(sheet, 1);
    else
      sheet_text(sheet, arena_printf(context->arena, "[%d]", step->parent));
    sheet_text(sheet, join_type(step) ? TEXT("Join") : step->operation);
    sheet_text(sheet, statistics(context->arena, step, entry));
    sheet_null(sheet, 1);
    sheet_text(sheet, attributes(context->arena, step));
  }
  return true;
}

/* ---- references ---- */

/* A source with an alias goes by that alone; its columns still say where they are from. */
static struct path path_of(const struct bound_source *source)
{
  const struct bound_column *column = &source->columns[0];

  return (struct path){ column->origin_database, column->origin_schema,
                        column->origin_table };
}

static void reference_row(struct sheet *sheet, struct path view, struct path to,
                          const char *type)
{
  sheet_text(sheet, view.database);
  sheet_text(sheet, view.schema);
  sheet_text(sheet, view.name);
  sheet_text(sheet, to.database);
  sheet_text(sheet, to.schema);
  sheet_text(sheet, to.name);
  sheet_string(sheet, type);
}

static bool came_before(const struct list *sources, int at)
{
  for (int i = 0; i < at; i++)
    if (path_equal(path_of(sources->at[i]), path_of(sources->at[at])))
      return true;
  return false;
}

/* All that the view reads, below other views too. */
static bool reference_rows(struct bind_context *context, struct path path,
                           struct sheet *sheet, struct err *err)
{
  const struct table *view = path_table(context, path);
  struct query *query;

  if (!view || view->object.kind != KIND_VIEW || view->materialized)
    return err_set(err, ERR_NO_OBJECT,
                   "SQL compilation error:\nView '" TEXT_FMT
                   "' does not exist or not authorized.",
                   TEXT_ARG(path_text(context->arena, path)));
  context->sql = arena_printf(context->arena, "SELECT * FROM " TEXT_FMT,
                              TEXT_ARG(path_text(context->arena, path)));
  query = parse_query(context->arena, context->sql, err);
  if (!query || !bind_query(context, query, err))
    return false;
  for (int i = 0; i < context->views.count; i++) {
    const struct table *below = path_table(context, path_of(context->views.at[i]));

    if (context->calls_function || (below && below->materialized))
      return err_set(
        err, ERR_UNSUPPORTED,
        "Unsupported feature 'GET_OBJECT_REFERENCES of a view that references "
        "functions or materialized views'.");
  }
  for (int i = 0; i < context->tables.count; i++)
    if (!came_before(&context->tables, i))
      reference_row(sheet, path, path_of(context->tables.at[i]), "TABLE");
  for (int i = 0; i < context->views.count; i++)
    if (!came_before(&context->views, i) &&
        !path_equal(path, path_of(context->views.at[i])))
      reference_row(sheet, path, path_of(context->views.at[i]), "VIEW");
  return true;
}

static bool references_of(const struct bind_context *context, const struct view_arg *args,
                          struct sheet *sheet, struct err *err)
{
  struct bind_context own = *context;
  struct path path = { history_name(own.arena, args[0].text),
                       history_name(own.arena, args[1].text),
                       history_name(own.arena, args[2].text) };
  bool ok;

  own.needs = own.tables = own.views = (struct list){ 0 };
  own.calls_function = false;
  catalog_read(own.catalog);
  ok = reference_rows(&own, path, sheet, err);
  catalog_read_end(own.catalog);
  return ok;
}

/* A metric or a policy is asked for by its name, or by the object that has it. */
enum { ARG_NAME, ARG_ENTITY, ARG_DOMAIN };

/* Policies may be on other things than tables and views, too. */
static bool check_domain(const struct info_view *view, struct text domain,
                         struct err *err)
{
  static const char *const others[] = { "ACCOUNT", "INTEGRATION", "TAG", "USER" };

  if (text_is_nocase(domain, "TABLE") || text_is_nocase(domain, "VIEW"))
    return true;
  for (size_t i = 0;
       view->id == VIEW_POLICY_REFERENCES && i < sizeof others / sizeof *others; i++)
    if (text_is_nocase(domain, others[i]))
      return err_set(err, ERR_UNSUPPORTED,
                     "Unsupported feature 'POLICY_REFERENCES of %s'.", others[i]);
  return err_set(err, ERR_INVALID_VALUE,
                 "SQL compilation error:\ninvalid value [" TEXT_FMT
                 "] for parameter 'REF_ENTITY_DOMAIN'",
                 TEXT_ARG(domain));
}

/* No metric is ever attached to a table, and no policy; the table must be there. */
static bool nothing_of(const struct bind_context *context, const struct info_view *view,
                       const struct view_arg *args, struct err *err)
{
  struct bind_context own = *context;
  struct name *name;
  struct path path;
  bool ok;

  if (args[ARG_NAME].is_given && !args[ARG_ENTITY].is_given && !args[ARG_DOMAIN].is_given)
    return view->id == VIEW_METRIC_REFERENCES ||
           err_set(err, ERR_NO_OBJECT,
                   "SQL compilation error:\nPolicy '" TEXT_FMT
                   "' does not exist or not authorized.",
                   TEXT_ARG(args[ARG_NAME].text));
  if (args[ARG_NAME].is_given || !args[ARG_ENTITY].is_given || !args[ARG_DOMAIN].is_given)
    return err_set(err, ERR_INVALID_ARGUMENT,
                   "SQL compilation error:\n%s takes %s, or REF_ENTITY_NAME and "
                   "REF_ENTITY_DOMAIN.",
                   view->name, view->params[ARG_NAME].name);
  if (!check_domain(view, args[ARG_DOMAIN].text, err))
    return false;
  name = parse_name(own.arena, text_trim(args[ARG_ENTITY].text), err);
  if (!name || !bind_path(&own, name, KIND_TABLE, &path, err))
    return false;
  catalog_read(own.catalog);
  ok = path_table(&own, path);
  catalog_read_end(own.catalog);
  return ok || err_set(err, ERR_NO_OBJECT,
                       "SQL compilation error:\nTable '" TEXT_FMT
                       "' does not exist or not authorized.",
                       TEXT_ARG(path_text(own.arena, path)));
}

static bool rows_of(struct session *session, const struct bind_context *context,
                    const struct info_view *view, const struct view_arg *args,
                    struct sheet *sheet, struct err *err)
{
  bool ok;

  switch (view->id) {
  case VIEW_EXPLAIN_JSON: return explain_rows(context->arena, args, sheet, err);
  case VIEW_OBJECT_REFERENCES: return references_of(context, args, sheet, err);
  case VIEW_METRIC_REFERENCES:
  case VIEW_POLICY_REFERENCES: return nothing_of(context, view, args, err);
  case VIEW_OPERATOR_STATS:
    catalog_read(context->catalog);
    ok = operator_rows(session, context, args, sheet, err);
    catalog_read_end(context->catalog);
    return ok;
  default: return true;
  }
}

struct batch_builder *metadata_rows(struct session *session,
                                    const struct bind_context *context,
                                    const struct info_view *view,
                                    const struct view_arg *args, struct err *err)
{
  struct sheet sheet = { info_view_sheet(view), 0 };

  if (rows_of(session, context, view, args, &sheet, err))
    return sheet.rows;
  batch_builder_free(sheet.rows);
  return NULL;
}
