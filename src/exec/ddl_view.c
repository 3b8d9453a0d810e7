/* ddl_view.c: CREATE VIEW: the query is bound for its columns and kept as text. A materialized view
 * is one too: read when it is asked for, it is always up to date. */
#include "exec/ddl_columns.h"
#include "exec/ddl_objects.h"
#include "exec/property.h"

static bool refuse_variants(const struct create *create, struct err *err)
{
  if (create->or_alter)
    return ddl_unsupported("CREATE OR ALTER VIEW", err);
  if (create->recursive && create->materialized)
    return ddl_unsupported("RECURSIVE MATERIALIZED VIEW", err);
  if (create->recursive && !create->columns.count)
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\nA recursive view needs a list of columns.");
  return true;
}

/* ---- materialized views ---- */

static bool invalid_definition(const char *why, struct err *err)
{
  return err_set(err, ERR_UNSUPPORTED,
                 "SQL compilation error:\nInvalid materialized view definition. %s", why);
}

/* What Snowflake can keep up to date: one table's rows, filtered and grouped.
 * (docs.snowflake.com/en/user-guide/views-materialized, "Limitations on creating") */
static bool check_definition(const struct query *query, struct err *err)
{
  const struct select *select = query->select;

  if (query->kind != QUERY_SELECT || query->ctes)
    return invalid_definition("Set operations and common table expressions are not "
                              "allowed in the view definition.",
                              err);
  if (!select->from || select->from->kind == TABLE_JOIN)
    return invalid_definition("More than one table referenced in the view definition.",
                              err);
  if (select->from->kind != TABLE_NAME)
    return invalid_definition("A table is expected in the view definition.", err);
  if (query->order_by || query->order_by_all || query->limit || query->offset ||
      select->top)
    return invalid_definition("ORDER BY and LIMIT are not allowed in the view "
                              "definition.",
                              err);
  if (select->having || select->qualify || select->windows || select->connect_by)
    return invalid_definition("HAVING, QUALIFY, WINDOW and CONNECT BY are not allowed "
                              "in the view definition.",
                              err);
  return true;
}

static bool reads_table(struct ddl *ddl, const struct name *name, struct err *err)
{
  const struct object *object;
  struct path path;
  bool ok;

  if (!ddl_path(ddl, name, KIND_TABLE, &path, err))
    return false;
  catalog_read(ddl->catalog);
  object = ddl_find(ddl, KIND_TABLE, path, err);
  ok = object &&
       (object->kind == KIND_TABLE ||
        invalid_definition("Views are not allowed in the view definition.", err));
  catalog_read_end(ddl->catalog);
  return ok;
}

static bool check_materialized(struct ddl *ddl, const struct create *create,
                               struct err *err)
{
  return !create->materialized ||
         (check_definition(create->query, err) &&
          reads_table(ddl, create->query->select->from->name, err));
}

/* ---- recursive views ---- */

/* CREATE RECURSIVE VIEW v (a) AS q is short for CREATE VIEW v (a) AS WITH RECURSIVE v (a) AS (q)
 * SELECT * FROM v. (docs.snowflake.com/en/sql-reference/sql/create-view) */
static struct text recursive_text(struct ddl *ddl, const struct create *create,
                                  struct text name)
{
  struct text written = ident_text(ddl->arena, name), text;
  struct buf out;

  buf_init(&out);
  buf_printf(&out, "WITH RECURSIVE " TEXT_FMT " (", TEXT_ARG(written));
  for (int i = 0; i < create->columns.count; i++) {
    const struct column_def *def = create->columns.at[i];

    if (i)
      buf_add_string(&out, ", ");
    buf_add_text(&out, ident_text(ddl->arena, def->name.name));
  }
  buf_printf(&out, ") AS (" TEXT_FMT "\n) SELECT * FROM " TEXT_FMT,
             TEXT_ARG(create->query_text), TEXT_ARG(written));
  text = buf_copy(&out, ddl->arena);
  buf_clear(&out);
  return text;
}

/* ---- columns ---- */

static bool name_columns(struct ddl *ddl, const struct create *create,
                         const struct bound_query *query, struct table *view,
                         struct err *err)
{
  if (create->columns.count && create->columns.count != query->column_count)
    return err_set(
      err, ERR_VIEW_COLUMN_COUNT,
      "SQL compilation error:\nThe number of columns in the view definition (%d) does "
      "not match the number of columns in the query (%d).",
      create->columns.count, query->column_count);
  view->column_count = query->column_count;
  view->columns = ARENA_ARRAY(ddl->arena, (size_t)query->column_count, struct column);
  for (int i = 0; i < query->column_count; i++) {
    const struct column_def *def = create->columns.count ? create->columns.at[i] : NULL;
    struct column *column = &view->columns[i];

    column->stored.id = i + 1;
    column_take_type(ddl, column, query->columns[i].type);
    if (column->stored.type.kind == TYPE_UNKNOWN)
      column->stored.type = type_of(TYPE_VARCHAR);
    column->stored.not_null = !query->columns[i].nullable;
    column->name = def ? def->name.name : query->columns[i].name;
    if (def && !column_is_plain(def, err))
      return false;
    if (def)
      column->comment = def->comment;
  }
  return columns_differ(view, err);
}

/* Unqualified names in a view's query are looked up where the view lives. */
static bool bind_columns(struct ddl *ddl, const struct create *create, struct path path,
                         struct table *view, struct err *err)
{
  struct bound_query *query;
  bool ok;

  catalog_read(ddl->catalog);
  query = bind_view(&ddl->context, path.database, path.schema, view->view_query, err);
  ok = query && name_columns(ddl, create, query, view, err);
  catalog_read_end(ddl->catalog);
  return ok;
}

bool create_view(struct ddl *ddl, const struct statement *statement, struct err *err)
{
  const struct create *create = statement->create;
  struct table view = { .object = { .kind = KIND_VIEW },
                        .view_query = create->query_text,
                        .view_source = create->source,
                        .persistence = create->persistence == PERSIST_TEMPORARY
                                         ? TABLE_TEMPORARY
                                         : TABLE_PERMANENT,
                        .secure = create->secure,
                        .materialized = create->materialized,
                        .recursive = create->recursive };
  struct create_mode mode = { create->or_replace, create->if_not_exists };
  struct path path;
  bool made = false;
  int64_t id;

  if (!refuse_variants(create, err) ||
      !ddl_own_path(ddl, create->name, KIND_VIEW, &path, err))
    return false;
  if (!create->query)
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\nA view needs AS and a query.");
  if ((!create->columns.count && !columns_are_named(create->query, err)) ||
      !check_materialized(ddl, create, err))
    return false;
  if (create->recursive)
    view.view_query = recursive_text(ddl, create, path.name);
  if (create->cluster_by)
    view.cluster_by = ddl_cluster_text(ddl, statement, create->cluster_by);
  view.object.name = path.name;
  if (!property_set_all(ddl->run, KIND_VIEW, &view.object, &create->options, err) ||
      !bind_columns(ddl, create, path, &view, err) || !ddl_begin(ddl, err))
    return false;
  if (!ddl_end(ddl,
               catalog_create_table(ddl->change, path.database, path.schema, &view, mode,
                                    &made, &id, err),
               err)) {
    ddl_name_existing(ddl, create->name, err);
    return false;
  }
  return ddl_created(ddl, create->materialized ? "Materialized View" : "View", path.name,
                     made);
}
