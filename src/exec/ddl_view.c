/* ddl_view.c: CREATE VIEW: the query is bound for its columns and kept as text. */
#include "exec/ddl_columns.h"
#include "exec/ddl_objects.h"
#include "exec/property.h"

static bool refuse_variants(const struct create *create, struct err *err)
{
  if (create->or_alter)
    return ddl_unsupported("CREATE OR ALTER VIEW", err);
  if (create->materialized)
    return ddl_unsupported("MATERIALIZED VIEW", err);
  if (create->persistence == PERSIST_TEMPORARY)
    return ddl_unsupported("TEMPORARY VIEW", err);
  return true;
}

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
    column->stored.type = query->columns[i].type;
    if (column->stored.type.kind == TYPE_UNKNOWN)
      column->stored.type = type_of(TYPE_VARCHAR);
    column->stored.not_null = !query->columns[i].nullable;
    column->name = def ? def->name.name : query->columns[i].name;
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
  query = bind_view(&ddl->context, path.database, path.schema, create->query_text, err);
  ok = query && name_columns(ddl, create, query, view, err);
  catalog_read_end(ddl->catalog);
  return ok;
}

bool create_view(struct ddl *ddl, const struct create *create, struct err *err)
{
  struct table view = { .object = { .kind = KIND_VIEW },
                        .view_query = create->query_text,
                        .view_source = create->source,
                        .secure = create->secure,
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
  if (!create->columns.count && !columns_are_named(create->query, err))
    return false;
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
  return ddl_created(ddl, "View", path.name, made);
}
