/* ddl.c: names, a change of the catalog and the answers of DDL. */
#include "exec/ddl.h"

#include "session/instance.h"

struct ddl ddl_new(struct run *run, struct outcome *outcome)
{
  struct ddl ddl = { .run = run,
                     .session = run->session,
                     .arena = run->arena,
                     .catalog = run->session->instance->catalog,
                     .context = pipeline_context(run, false),
                     .outcome = outcome };

  ddl.context.columns_only = true;
  return ddl;
}

bool ddl_begin(struct ddl *ddl, struct err *err)
{
  ddl->change = catalog_begin(ddl->catalog, ddl->session->connection, ddl->session->id,
                              ddl->session->role, err);
  return ddl->change;
}

bool ddl_end(struct ddl *ddl, bool ok, struct err *err)
{
  struct catalog_change *change = ddl->change;

  ddl->change = NULL;
  if (ok)
    return catalog_commit(change, err);
  catalog_abandon(change);
  return false;
}

bool ddl_path(struct ddl *ddl, const struct name *name, enum kind kind, struct path *path,
              struct err *err)
{
  if (!bind_path(&ddl->context, name, kind, path, err))
    return false;
  if (kind == KIND_SCHEMA) {
    path->schema = path->name;
    path->name = (struct text){ 0 };
  }
  return true;
}

bool ddl_own_path(struct ddl *ddl, const struct name *name, enum kind kind,
                  struct path *path, struct err *err)
{
  if (!ddl_path(ddl, name, kind, path, err))
    return false;
  if (!text_is(path->schema, "INFORMATION_SCHEMA"))
    return true;
  return err_set(
    err, ERR_NOT_AUTHORIZED,
    "SQL access control error:\nInsufficient privileges to operate on schema "
    "'INFORMATION_SCHEMA'.");
}

struct text ddl_written(struct ddl *ddl, const struct name *name)
{
  struct buf out;
  struct text written;

  buf_init(&out);
  for (int i = 0; i < name->parts.count; i++) {
    if (i)
      buf_add_char(&out, '.');
    buf_add_text(&out, ident_text(ddl->arena, ((struct ident *)name->parts.at[i])->name));
  }
  written = buf_copy(&out, ddl->arena);
  buf_clear(&out);
  return written;
}

static const char *const words[] = {
  [KIND_DATABASE] = "Database",
  [KIND_SCHEMA] = "Schema",
  [KIND_TABLE] = "Table",
  [KIND_VIEW] = "View",
  [KIND_SEQUENCE] = "Sequence",
  [KIND_WAREHOUSE] = "Warehouse",
  [KIND_FUNCTION] = "Function",
  [KIND_VOLUME] = "External volume",
  [KIND_FILE_FORMAT] = "File format",
  [KIND_STAGE] = "Stage",
  [KIND_PIPE] = "Pipe",
};

bool ddl_missing(struct ddl *ddl, enum kind kind, struct path path, struct err *err)
{
  struct text types = TEXT("");

  if (kind == KIND_FUNCTION) {
    struct text called = name_without_types(path.name);

    types = text_slice(path.name, called.len, path.name.len);
    path.name = called;
  }
  err_set(err, ERR_NO_OBJECT,
          "SQL compilation error:\n%s '" TEXT_FMT TEXT_FMT
          "' does not exist or not authorized.",
          words[kind], TEXT_ARG(path_text(ddl->arena, path)), TEXT_ARG(types));
  return kind == KIND_TABLE || kind == KIND_VIEW ? err_set_state(err, "42S02") : false;
}

static struct object *find_in_schema(struct ddl *ddl, enum kind kind, struct path path,
                                     struct err *err)
{
  struct database *database = catalog_find_database(ddl->catalog, path.database);
  struct schema *schema = database ? catalog_find_schema(database, path.schema) : NULL;

  if (!database)
    ddl_missing(ddl, KIND_DATABASE, (struct path){ .database = path.database }, err);
  else if (!schema)
    ddl_missing(ddl, KIND_SCHEMA, (struct path){ path.database, path.schema, { 0 } },
                err);
  if (!schema)
    return NULL;
  if (kind == KIND_SCHEMA)
    return &schema->object;
  if (kind == KIND_SEQUENCE)
    return (struct object *)catalog_find_sequence(schema, path.name);
  if (kind == KIND_PIPE)
    return (struct object *)catalog_find_pipe(schema, path.name);
  if (kind == KIND_STAGE)
    return (struct object *)catalog_find_stage(ddl->catalog, schema, path.name,
                                               ddl->session->id);
  if (kind == KIND_FILE_FORMAT)
    return (struct object *)catalog_find_format(ddl->catalog, schema, path.name,
                                                ddl->session->id);
  if (kind == KIND_FUNCTION)
    return (struct object *)catalog_find_function(ddl->catalog, schema, path.name,
                                                  ddl->session->id);
  return (struct object *)catalog_find_table(ddl->catalog, schema, path.name,
                                             ddl->session->id);
}

struct object *ddl_find(struct ddl *ddl, enum kind kind, struct path path,
                        struct err *err)
{
  struct object *object = NULL;

  err_clear(err);
  switch (kind) {
  case KIND_DATABASE:
    object = (struct object *)catalog_find_database(ddl->catalog, path.name);
    break;
  case KIND_WAREHOUSE:
    object = (struct object *)catalog_find_warehouse(ddl->catalog, path.name);
    break;
  case KIND_VOLUME:
    object = (struct object *)catalog_find_volume(ddl->catalog, path.name);
    break;
  case KIND_SCHEMA:
  case KIND_TABLE:
  case KIND_VIEW:
  case KIND_FUNCTION:
  case KIND_FILE_FORMAT:
  case KIND_STAGE:
  case KIND_PIPE:
  case KIND_SEQUENCE: object = find_in_schema(ddl, kind, path, err); break;
  }
  if (!object && !err_is_set(err))
    ddl_missing(ddl, kind, path, err);
  return object;
}

bool ddl_is_there(struct ddl *ddl, enum kind kind, struct path path)
{
  struct err missing;
  bool found;

  err_clear(&missing);
  catalog_read(ddl->catalog);
  found = ddl_find(ddl, kind, path, &missing) != NULL;
  catalog_read_end(ddl->catalog);
  return found;
}

static const struct {
  const char *words;
  enum table_variety variety;
} table_kinds[] = {
  { "TABLE", TABLE_STANDARD },        { "DYNAMIC TABLE", TABLE_DYNAMIC },
  { "EVENT TABLE", TABLE_EVENT },     { "HYBRID TABLE", TABLE_HYBRID },
  { "ICEBERG TABLE", TABLE_ICEBERG }, { "EXTERNAL TABLE", TABLE_EXTERNAL },
};

bool table_words(struct text written, enum table_variety *variety)
{
  for (size_t i = 0; i < sizeof table_kinds / sizeof *table_kinds; i++)
    if (text_is(written, table_kinds[i].words)) {
      if (variety)
        *variety = table_kinds[i].variety;
      return true;
    }
  return false;
}

/* DROP TABLE drops a hybrid table too, DROP HYBRID TABLE nothing else. */
static bool is_table_kind(struct ddl *ddl, struct text written, struct path path,
                          struct err *err)
{
  enum table_variety variety = TABLE_STANDARD;
  const struct table *table;

  if (!table_words(written, &variety) || variety == TABLE_STANDARD)
    return true;
  table = (const struct table *)ddl_find(ddl, KIND_TABLE, path, err);
  err_clear(err);
  if (!table || table->object.kind != KIND_TABLE || table->variety == variety)
    return true;
  return err_set(err, ERR_WRONG_KIND,
                 "SQL compilation error:\nObject found is of type 'TABLE', not specified "
                 "type '" TEXT_FMT "'.",
                 TEXT_ARG(written));
}

bool ddl_is_view_kind(struct ddl *ddl, enum kind kind, struct text written,
                      struct path path, struct err *err)
{
  bool materialized = text_starts_with(written, "MATERIALIZED");
  const struct table *view;

  if (kind == KIND_TABLE)
    return is_table_kind(ddl, written, path, err);
  if (kind != KIND_VIEW)
    return true;
  view = (const struct table *)ddl_find(ddl, kind, path, err);
  err_clear(err);
  if (!view || view->object.kind != KIND_VIEW || view->materialized == materialized)
    return true;
  return err_set(err, ERR_WRONG_KIND,
                 "SQL compilation error:\nObject found is of type '%s', not specified "
                 "type '%s'.",
                 materialized ? "VIEW" : "MATERIALIZED_VIEW",
                 materialized ? "MATERIALIZED_VIEW" : "VIEW");
}

bool ddl_answer(struct ddl *ddl, struct text message)
{
  outcome_status(ddl->arena, ddl->outcome, TYPE_ID_DDL, message);
  return true;
}

bool ddl_done(struct ddl *ddl)
{
  return ddl_answer(ddl, TEXT("Statement executed successfully."));
}

bool ddl_created(struct ddl *ddl, const char *word, struct text name, bool made)
{
  if (!made)
    return ddl_answer(ddl, arena_printf(ddl->arena,
                                        TEXT_FMT " already exists, statement succeeded.",
                                        TEXT_ARG(name)));
  return ddl_answer(ddl, arena_printf(ddl->arena, "%s " TEXT_FMT " successfully created.",
                                      word, TEXT_ARG(name)));
}

void ddl_name_existing(struct ddl *ddl, const struct name *name, struct err *err)
{
  if (err->code == ERR_OBJECT_EXISTS && !name->dynamic)
    err_set(err, ERR_OBJECT_EXISTS,
            "SQL compilation error:\nObject '" TEXT_FMT "' already exists.",
            TEXT_ARG(ddl_written(ddl, name)));
}

bool ddl_unsupported(const char *what, struct err *err)
{
  return err_set(err, ERR_UNSUPPORTED,
                 "SQL compilation error:\nUnsupported feature '%s'.", what);
}

struct text ddl_source(const struct statement *statement, const struct expr *expr)
{
  size_t from = expr->place.from - statement->place.from;

  return text_trim(
    text_slice(statement->source, from, expr->place.to - expr->place.from));
}

struct text ddl_cluster_text(struct ddl *ddl, const struct statement *statement,
                             const struct list *exprs)
{
  struct buf out;
  struct text text;

  buf_init(&out);
  for (int i = 0; i < exprs->count; i++) {
    const struct expr *expr = exprs->at[i];

    buf_add_string(&out, i ? ", " : "LINEAR(");
    buf_add_text(&out, expr->kind == EXPR_COLUMN ? ddl_written(ddl, expr->name)
                                                 : ddl_source(statement, expr));
  }
  buf_add_char(&out, ')');
  text = buf_copy(&out, ddl->arena);
  buf_clear(&out);
  return text;
}
