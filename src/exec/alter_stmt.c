/* alter_stmt.c: ALTER and COMMENT of any kind of object: names and properties. */
#include <string.h>

#include "exec/alter_account.h"
#include "exec/ddl_format.h"
#include "exec/ddl_function.h"
#include "exec/ddl_pipe.h"
#include "exec/ddl_objects.h"
#include "exec/ddl_integration.h"
#include "exec/ddl_stage.h"
#include "exec/ddl_user.h"
#include "exec/dynamic_table.h"
#include "exec/external_table.h"
#include "exec/pipe_refresh.h"
#include "exec/property.h"
#include "exec/search_optimization.h"

/* A copy of an object's struct whose properties can be set; texts are borrowed. */
union any_object {
  struct object object;
  struct database database;
  struct schema schema;
  struct table table;
  struct sequence sequence;
  struct warehouse warehouse;
  struct function function;
  struct volume volume;
  struct named_format format;
  struct stage stage;
  struct pipe pipe;
};

static void copy_struct(const struct object *object, union any_object *copy)
{
  switch (object->kind) {
  case KIND_DATABASE: copy->database = *(const struct database *)object; return;
  case KIND_SCHEMA: copy->schema = *(const struct schema *)object; return;
  case KIND_TABLE:
  case KIND_VIEW: copy->table = *(const struct table *)object; return;
  case KIND_SEQUENCE: copy->sequence = *(const struct sequence *)object; return;
  case KIND_WAREHOUSE: copy->warehouse = *(const struct warehouse *)object; return;
  case KIND_FUNCTION: copy->function = *(const struct function *)object; return;
  case KIND_VOLUME: copy->volume = *(const struct volume *)object; return;
  case KIND_STAGE: copy->stage = *(const struct stage *)object; return;
  case KIND_PIPE: copy->pipe = *(const struct pipe *)object; return;
  case KIND_FILE_FORMAT: copy->format = *(const struct named_format *)object; return;
  }
}

static bool kind_of(enum object_kind written, struct text words, enum kind *kind)
{
  switch (written) {
  case OBJECT_DATABASE: *kind = KIND_DATABASE; return true;
  case OBJECT_SCHEMA: *kind = KIND_SCHEMA; return true;
  case OBJECT_TABLE: *kind = KIND_TABLE; return table_words(words, NULL);
  case OBJECT_VIEW:
    *kind = KIND_VIEW;
    return text_is(words, "VIEW") || text_is(words, "MATERIALIZED VIEW");
  case OBJECT_SEQUENCE: *kind = KIND_SEQUENCE; return true;
  case OBJECT_WAREHOUSE: *kind = KIND_WAREHOUSE; return true;
  case OBJECT_VOLUME: *kind = KIND_VOLUME; return true;
  case OBJECT_FILE_FORMAT: *kind = KIND_FILE_FORMAT; return true;
  case OBJECT_STAGE: *kind = KIND_STAGE; return true;
  case OBJECT_PIPE: *kind = KIND_PIPE; return true;
  case OBJECT_FUNCTION: *kind = KIND_FUNCTION; return text_is(words, "FUNCTION");
  default: return false;
  }
}

static struct text *current_of(struct session *session, enum kind kind)
{
  return kind == KIND_DATABASE    ? &session->database
         : kind == KIND_SCHEMA    ? &session->schema
         : kind == KIND_WAREHOUSE ? &session->warehouse
                                  : NULL;
}

/* The session follows its database, schema or warehouse to the new name. */
static void follow(struct ddl *ddl, enum kind kind, struct path from, struct path to)
{
  struct text *current = current_of(ddl->session, kind);
  struct text old = kind == KIND_SCHEMA ? from.schema : from.name;

  if (!current || !text_equal(*current, old) ||
      (kind == KIND_SCHEMA && !text_equal(ddl->session->database, from.database)))
    return;
  session_set(current, kind == KIND_SCHEMA ? to.schema : to.name);
}

static bool rename_object(struct ddl *ddl, const struct alter *alter, enum kind kind,
                          struct path path, struct err *err)
{
  struct path to;

  if (!ddl_own_path(ddl, alter->name2, kind, &to, err))
    return false;
  if (kind == KIND_SCHEMA && alter->name2->parts.count == 1)
    to.database = path.database;
  /* The types of the arguments stay. */
  if (kind == KIND_FUNCTION)
    to.name = arena_printf(
      ddl->arena, TEXT_FMT TEXT_FMT, TEXT_ARG(to.name),
      TEXT_ARG(text_slice(path.name, name_without_types(path.name).len, path.name.len)));
  if (!catalog_rename(ddl->change, kind, path, to, err)) {
    ddl_name_existing(ddl, alter->name2, err);
    return false;
  }
  follow(ddl, kind, path, to);
  return true;
}

/* The session stays in what has the name that it uses. */
static bool swap(struct ddl *ddl, const struct alter *alter, enum kind kind,
                 struct path path, struct err *err)
{
  struct path other;

  if (kind != KIND_TABLE && kind != KIND_SCHEMA && kind != KIND_DATABASE)
    return err_set(err, ERR_UNSUPPORTED,
                   "SQL compilation error:\nUnsupported feature 'ALTER " TEXT_FMT
                   " ... SWAP WITH'.",
                   TEXT_ARG(alter->kind_words));
  if (!ddl_own_path(ddl, alter->name2, kind, &other, err))
    return false;
  return kind == KIND_TABLE ? catalog_swap_tables(ddl->change, path, other, err)
                            : catalog_swap_names(ddl->change, kind, path, other, err);
}

static bool is_external_table(const struct object *object)
{
  return object->kind == KIND_TABLE &&
         ((const struct table *)object)->variety == TABLE_EXTERNAL;
}

static bool is_dynamic(const struct object *object)
{
  return object->kind == KIND_TABLE &&
         ((const struct table *)object)->variety == TABLE_DYNAMIC;
}

/* What is no property of all tables alike; *taken: it was such. */
static bool set_table_option(struct ddl *ddl, const struct alter *alter,
                             const struct object *object, const struct option *option,
                             struct table *table, bool *taken, struct err *err)
{
  bool sets = alter->action == ALTER_SET;

  if (object->kind != KIND_TABLE)
    return true;
  if (sets && is_dynamic(object) && !dynamic_alter(ddl, table, option, taken, err))
    return false;
  if (*taken)
    return true;
  if (sets)
    return table_stage_set(ddl, table, option, taken, err);
  *taken = (is_dynamic(object) && dynamic_unset(table, option->key)) ||
           table_stage_unset(table, option->key);
  return true;
}

static bool set_properties(struct ddl *ddl, const struct alter *alter, enum kind kind,
                           struct path path, const struct object *object, struct err *err)
{
  union any_object spec;

  copy_struct(object, &spec);
  if (kind == KIND_FILE_FORMAT)
    return alter_format(ddl, &alter->options, alter->action == ALTER_SET, &spec.format,
                        err) &&
           catalog_update(ddl->change, kind, path, &spec, err);
  if (kind == KIND_STAGE)
    return alter_stage(ddl, &alter->options, alter->action == ALTER_SET, &spec.stage,
                       err) &&
           catalog_update(ddl->change, kind, path, &spec, err);
  if (kind == KIND_PIPE)
    return alter_pipe(ddl, &alter->options, alter->action == ALTER_SET, &spec.pipe,
                      err) &&
           catalog_update(ddl->change, kind, path, &spec, err);
  for (int i = 0; i < alter->options.count; i++) {
    const struct option *option = alter->options.at[i];
    bool taken = false;

    if (!set_table_option(ddl, alter, object, option, &spec.table, &taken, err))
      return false;
    if (alter->action == ALTER_SET && is_external_table(object) &&
        !external_alter_option(ddl, &spec.table, option, &taken, err))
      return false;
    if (taken)
      continue;
    if (alter->action == ALTER_SET
          ? !property_set(ddl->run, kind, &spec.object, option, err)
          : !property_unset(kind, &spec.object, option->key, err))
      return false;
  }
  if (is_dynamic(object) && !dynamic_settle_lag(&spec.table, err))
    return false;
  return catalog_update(ddl->change, kind, path, &spec, err);
}

static bool set_suspended(struct ddl *ddl, const struct alter *alter, struct path path,
                          const struct object *object, struct err *err)
{
  struct warehouse spec = *(const struct warehouse *)object;
  bool suspend = alter->action == ALTER_SUSPEND;

  if (spec.suspended == suspend) {
    if (alter->if_exists_inner)
      return true;
    return err_set(err, ERR_WAREHOUSE_STATE,
                   "Invalid state. Warehouse '" TEXT_FMT "' cannot be %s.",
                   TEXT_ARG(path.name), suspend ? "suspended" : "resumed");
  }
  spec.suspended = suspend;
  return catalog_update(ddl->change, KIND_WAREHOUSE, path, &spec, err);
}

static bool set_view_suspended(struct ddl *ddl, const struct alter *alter,
                               struct path path, const struct object *object,
                               struct err *err)
{
  struct table spec = *(const struct table *)object;

  spec.suspended = alter->action == ALTER_SUSPEND;
  return catalog_update(ddl->change, KIND_VIEW, path, &spec, err);
}

/* ALTER MATERIALIZED VIEW: the clustering of what is not stored is words alone. */
static bool cluster_view(struct ddl *ddl, const struct statement *statement,
                         struct path path, const struct object *object, struct err *err)
{
  const struct alter *alter = statement->alter;
  struct table spec = *(const struct table *)object;

  if (alter->action == ALTER_CLUSTER_BY)
    spec.cluster_by = ddl_cluster_text(ddl, statement, alter->cluster_by);
  if (alter->action == ALTER_DROP_CLUSTERING)
    spec.cluster_by = (struct text){ 0 };
  return catalog_update(ddl->change, KIND_VIEW, path, &spec, err);
}

static bool is_materialized(const struct object *object)
{
  return object->kind == KIND_VIEW && ((const struct table *)object)->materialized;
}

static bool unsupported_action(const struct alter *alter, const char *what,
                               struct err *err)
{
  return err_set(err, ERR_UNSUPPORTED,
                 "SQL compilation error:\nUnsupported feature 'ALTER " TEXT_FMT " %s'.",
                 TEXT_ARG(alter->kind_words), what);
}

static bool alter_other(struct ddl *ddl, const struct statement *statement,
                        enum kind kind, struct path path, const struct object *object,
                        struct err *err)
{
  const struct alter *alter = statement->alter;
  struct schema spec;
  bool enable = text_is_nocase(alter->text, "ENABLE MANAGED ACCESS");

  if (object->kind == KIND_TABLE && search_optimization_is(alter->text))
    return search_optimization_alter(ddl, statement, path, (const struct table *)object,
                                     err);
  if (kind != KIND_SCHEMA ||
      (!enable && !text_is_nocase(alter->text, "DISABLE MANAGED ACCESS")))
    return unsupported_action(alter, arena_c_string(ddl->arena, alter->text), err);
  spec = *(const struct schema *)object;
  spec.managed_access = enable;
  return catalog_update(ddl->change, kind, path, &spec, err);
}

static bool is_external(const struct object *object)
{
  return object->kind == KIND_TABLE &&
         ((const struct table *)object)->variety == TABLE_EXTERNAL;
}

static bool alter_columns(struct ddl *ddl, const struct statement *statement,
                          enum kind kind, struct path path, const struct object *object,
                          struct err *err)
{
  const struct alter *alter = statement->alter;

  if (is_external(object))
    return unsupported_action(alter, "of an external table's columns", err);
  if (kind == KIND_TABLE || (kind == KIND_VIEW && alter->action == ALTER_COLUMN))
    return alter_table(ddl, statement, path, err);
  return unsupported_action(alter, "of columns", err);
}

static bool run_action(struct ddl *ddl, const struct statement *statement, enum kind kind,
                       struct path path, const struct object *object, struct err *err)
{
  const struct alter *alter = statement->alter;

  switch (alter->action) {
  case ALTER_RENAME_TO: return rename_object(ddl, alter, kind, path, err);
  case ALTER_SWAP_WITH: return swap(ddl, alter, kind, path, err);
  case ALTER_SET:
  case ALTER_UNSET: return set_properties(ddl, alter, kind, path, object, err);
  case ALTER_SET_TAG:
  case ALTER_UNSET_TAG: return unsupported_action(alter, "TAG", err);
  case ALTER_SUSPEND:
  case ALTER_RESUME:
    if (is_dynamic(object))
      return dynamic_suspend(ddl, alter, (const struct table *)object, err);
    if (is_materialized(object))
      return set_view_suspended(ddl, alter, path, object, err);
    return kind == KIND_WAREHOUSE ? set_suspended(ddl, alter, path, object, err)
                                  : unsupported_action(alter, "SUSPEND | RESUME", err);
  case ALTER_ABORT_QUERIES:
    return kind == KIND_WAREHOUSE || unsupported_action(alter, "ABORT ALL QUERIES", err);
  case ALTER_OTHER: return alter_other(ddl, statement, kind, path, object, err);
  case ALTER_ADD_COLUMN:
  case ALTER_DROP_COLUMN:
  case ALTER_RENAME_COLUMN:
  case ALTER_COLUMN:
  case ALTER_ADD_CONSTRAINT:
  case ALTER_DROP_CONSTRAINT:
  case ALTER_RENAME_CONSTRAINT:
    return alter_columns(ddl, statement, kind, path, object, err);
  case ALTER_CLUSTER_BY:
  case ALTER_DROP_CLUSTERING:
  case ALTER_SUSPEND_RECLUSTER:
  case ALTER_RESUME_RECLUSTER:
    return is_materialized(object)
             ? cluster_view(ddl, statement, path, object, err)
             : alter_columns(ddl, statement, kind, path, object, err);
  }
  return false;
}

static bool find_path(struct ddl *ddl, const struct alter *alter, enum kind kind,
                      struct path *path, struct err *err)
{
  if (kind == KIND_FUNCTION && alter->name)
    return function_path(ddl, alter->name, alter->arg_types, path, err);
  if (alter->name)
    return ddl_own_path(ddl, alter->name, kind, path, err);
  *path = (struct path){ .name = ddl->session->warehouse };
  if (kind == KIND_WAREHOUSE && path->name.at)
    return true;
  return err_set(
    err, ERR_NO_OBJECT_OR_OPERATION,
    "SQL compilation error:\nObject does not exist, or operation cannot be performed.");
}

bool alter_object(struct ddl *ddl, const struct statement *statement, struct err *err)
{
  const struct alter *alter = statement->alter;
  const struct object *object;
  struct path path;
  enum kind kind;

  if (text_is(alter->kind_words, "ACCOUNT") && !alter->name)
    return alter_account(ddl, alter, err);
  if (alter->kind == OBJECT_USER && text_is(alter->kind_words, "USER"))
    return alter_user(ddl, alter, err);
  if (external_is_alter(alter))
    return external_alter(ddl, alter, err);
  if (pipe_is_refresh(alter))
    return pipe_refresh(ddl, alter, err);
  if (ddl_is_integration(alter->kind_words) && alter->name)
    return alter_integration(ddl, alter, err);
  if (!kind_of(alter->kind, alter->kind_words, &kind))
    return err_set(err, ERR_UNSUPPORTED,
                   "SQL compilation error:\nUnsupported feature 'ALTER " TEXT_FMT "'.",
                   TEXT_ARG(alter->kind_words));
  if (!find_path(ddl, alter, kind, &path, err) || !ddl_begin(ddl, err))
    return false;
  object = ddl_find(ddl, kind, path, err);
  if (!object && alter->if_exists && err->code == ERR_NO_OBJECT) {
    err_clear(err);
    return ddl_end(ddl, true, err) && ddl_done(ddl);
  }
  return ddl_end(ddl,
                 object && ddl_is_view_kind(ddl, kind, alter->kind_words, path, err) &&
                   run_action(ddl, statement, kind, path, object, err),
                 err) &&
         ddl_done(ddl);
}

/* ---- COMMENT ---- */

static bool set_comment(struct ddl *ddl, const struct comment_on *comment, enum kind kind,
                        struct path path, struct err *err)
{
  const struct object *object = ddl_find(ddl, kind, path, err);
  union any_object spec;

  if (!object) {
    if (!comment->if_exists || err->code != ERR_NO_OBJECT)
      return false;
    err_clear(err);
    return true;
  }
  copy_struct(object, &spec);
  spec.object.comment = comment->comment;
  return catalog_update(ddl->change, kind, path, &spec, err);
}

bool comment_on_object(struct ddl *ddl, const struct comment_on *comment, struct err *err)
{
  struct path path;
  enum kind kind;

  if (comment->kind == OBJECT_COLUMN)
    return comment_on_column(ddl, comment, err);
  if (!kind_of(comment->kind, comment->kind_words, &kind))
    return err_set(err, ERR_UNSUPPORTED,
                   "SQL compilation error:\nUnsupported feature 'COMMENT ON " TEXT_FMT
                   "'.",
                   TEXT_ARG(comment->kind_words));
  if (!(kind == KIND_FUNCTION
          ? function_path(ddl, comment->name, comment->arg_types, &path, err)
          : ddl_own_path(ddl, comment->name, kind, &path, err)) ||
      !ddl_begin(ddl, err))
    return false;
  return ddl_end(ddl, set_comment(ddl, comment, kind, path, err), err) && ddl_done(ddl);
}
