/* ddl_stmt.c: which DDL statement goes where; DROP and UNDROP. */
#include "exec/ddl_format.h"
#include "exec/ddl_stage.h"
#include "exec/ddl_function.h"
#include "exec/ddl_hybrid.h"
#include "exec/ddl_integration.h"
#include "exec/ddl_objects.h"
#include "exec/ddl_pipe.h"
#include "exec/ddl_user.h"
#include "session/instance.h"
#include "session/stage_sweep.h"

static bool unsupported_kind(const char *verb, struct text words, struct err *err)
{
  return err_set(err, ERR_UNSUPPORTED,
                 "SQL compilation error:\nUnsupported feature '%s " TEXT_FMT "'.", verb,
                 TEXT_ARG(words));
}

static bool kind_of(const struct drop *drop, enum kind *kind)
{
  switch (drop->kind) {
  case OBJECT_DATABASE: *kind = KIND_DATABASE; return true;
  case OBJECT_SCHEMA: *kind = KIND_SCHEMA; return true;
  case OBJECT_TABLE: *kind = KIND_TABLE; return table_words(drop->kind_words, NULL);
  case OBJECT_VIEW:
    *kind = KIND_VIEW;
    return text_is(drop->kind_words, "VIEW") ||
           text_is(drop->kind_words, "MATERIALIZED VIEW");
  case OBJECT_SEQUENCE: *kind = KIND_SEQUENCE; return true;
  case OBJECT_WAREHOUSE: *kind = KIND_WAREHOUSE; return true;
  case OBJECT_VOLUME: *kind = KIND_VOLUME; return true;
  case OBJECT_FILE_FORMAT: *kind = KIND_FILE_FORMAT; return true;
  case OBJECT_STAGE: *kind = KIND_STAGE; return true;
  case OBJECT_PIPE: *kind = KIND_PIPE; return true;
  case OBJECT_FUNCTION:
    *kind = KIND_FUNCTION;
    return text_is(drop->kind_words, "FUNCTION");
  default: return false;
  }
}

/* A session is left without what is gone. */
static void leave(struct session *session, enum kind kind, struct path path)
{
  struct text none = { 0 };

  if (kind == KIND_WAREHOUSE && text_equal(session->warehouse, path.name))
    session_set(&session->warehouse, none);
  if (kind == KIND_SCHEMA && text_equal(session->database, path.database) &&
      text_equal(session->schema, path.schema))
    session_set(&session->schema, none);
  if (kind != KIND_DATABASE || !text_equal(session->database, path.name))
    return;
  session_set(&session->database, none);
  session_set(&session->schema, none);
}

static struct text last_part(enum kind kind, struct path path)
{
  if (kind == KIND_FUNCTION)
    return name_without_types(path.name);
  return kind == KIND_SCHEMA ? path.schema : path.name;
}

static bool drop_object(struct ddl *ddl, const struct drop *drop, struct err *err)
{
  struct path path;
  enum kind kind;
  bool dropped = false;
  struct text name;

  if (drop->kind == OBJECT_INDEX)
    return drop_index(ddl, drop, err);
  if (drop->kind == OBJECT_USER)
    return drop_user(ddl, drop, err);
  if (ddl_is_integration(drop->kind_words))
    return drop_integration(ddl, drop, err);
  if (!kind_of(drop, &kind))
    return unsupported_kind("DROP", drop->kind_words, err);
  if (!(kind == KIND_FUNCTION
          ? function_path(ddl, drop->name, drop->arg_types, &path, err)
          : ddl_own_path(ddl, drop->name, kind, &path, err)) ||
      !ddl_begin(ddl, err) ||
      !((ddl_is_view_kind(ddl, kind, drop->kind_words, path, err) &&
         (kind != KIND_TABLE || hybrid_may_drop(ddl, path, drop->cascade, err))) ||
        ddl_end(ddl, false, err)) ||
      !ddl_end(ddl, catalog_drop(ddl->change, kind, path, drop->if_exists, &dropped, err),
               err))
    return false;
  name = last_part(kind, path);
  if (!dropped)
    return ddl_answer(ddl, arena_printf(ddl->arena,
                                        "Drop statement executed successfully (" TEXT_FMT
                                        " already dropped).",
                                        TEXT_ARG(name)));
  /* Before the session forgets the texts that the path may borrow. */
  ddl_answer(ddl,
             arena_printf(ddl->arena, TEXT_FMT " successfully dropped.", TEXT_ARG(name)));
  leave(ddl->session, kind, path);
  stage_sweep(ddl->session->instance->stages, ddl->catalog);
  return true;
}

/* IDENTIFIER(n): the number that ACCOUNT_USAGE shows, of one of many that had a name. */
static bool undrop_number(struct ddl *ddl, const struct drop *drop, struct undrop undrop,
                          bool *is_number, struct text *name, struct err *err)
{
  struct bind_constant value;
  int64_t id;

  *is_number = false;
  if (!drop->name->dynamic)
    return true;
  if (!bind_constant_of(&ddl->context, drop->name->dynamic, &value, err))
    return false;
  if (value.is_null || value.type.kind != TYPE_NUMBER || !text_to_int64(value.value, &id))
    return true;
  *is_number = true;
  return ddl_begin(ddl, err) &&
         ddl_end(ddl,
                 catalog_undrop_number(ddl->change, undrop, id, ddl->arena, name, err),
                 err);
}

static bool undrop_name(struct ddl *ddl, const struct drop *drop, struct undrop undrop,
                        struct text *name, struct err *err)
{
  struct path path;

  if (!ddl_own_path(ddl, drop->name, undrop.kind, &path, err) || !ddl_begin(ddl, err))
    return false;
  *name = last_part(undrop.kind, path);
  if (ddl_end(ddl, catalog_undrop(ddl->change, undrop, path, err), err))
    return true;
  ddl_name_existing(ddl, drop->name, err);
  return false;
}

/* docs.snowflake.com/en/sql-reference/sql/undrop-table, .../undrop-dynamic-table */
static bool undrop_object(struct ddl *ddl, const struct drop *drop, struct err *err)
{
  static const char *const words[] = {
    [KIND_DATABASE] = "Database", [KIND_SCHEMA] = "Schema", [KIND_TABLE] = "Table"
  };
  enum table_variety variety = TABLE_STANDARD;
  struct undrop undrop = { 0 };
  struct text name = { 0 };
  bool is_number;

  if (!kind_of(drop, &undrop.kind) ||
      (undrop.kind != KIND_DATABASE && undrop.kind != KIND_SCHEMA &&
       undrop.kind != KIND_TABLE) ||
      (undrop.kind == KIND_TABLE && table_words(drop->kind_words, &variety) &&
       variety == TABLE_HYBRID))
    return unsupported_kind("UNDROP", drop->kind_words, err);
  undrop.dynamic = variety == TABLE_DYNAMIC;
  if (!undrop_number(ddl, drop, undrop, &is_number, &name, err) ||
      (!is_number && !undrop_name(ddl, drop, undrop, &name, err)))
    return false;
  return ddl_answer(ddl,
                    arena_printf(ddl->arena, "%s " TEXT_FMT " successfully restored.",
                                 undrop.dynamic ? "Dynamic table" : words[undrop.kind],
                                 TEXT_ARG(name)));
}

static bool create_object(struct ddl *ddl, const struct statement *statement,
                          struct err *err)
{
  const struct create *create = statement->create;

  switch (create->kind) {
  case OBJECT_DATABASE: return create_database(ddl, create, err);
  case OBJECT_SCHEMA: return create_schema(ddl, create, err);
  case OBJECT_TABLE: return create_table(ddl, statement, err);
  case OBJECT_VIEW: return create_view(ddl, statement, err);
  case OBJECT_SEQUENCE: return create_sequence(ddl, create, err);
  case OBJECT_WAREHOUSE: return create_warehouse(ddl, create, err);
  case OBJECT_INDEX: return create_index(ddl, create, err);
  case OBJECT_VOLUME: return create_volume(ddl, create, err);
  case OBJECT_USER: return create_user(ddl, create, err);
  case OBJECT_OTHER: return create_integration(ddl, create, err);
  case OBJECT_FILE_FORMAT: return create_format(ddl, create, err);
  case OBJECT_STAGE: return create_stage(ddl, create, err);
  case OBJECT_PIPE: return create_pipe(ddl, statement, err);
  default: return unsupported_kind("CREATE", TEXT("of this kind of object"), err);
  }
}

bool ddl_run(struct run *run, const struct statement *statement, struct outcome *outcome,
             struct err *err)
{
  struct ddl ddl = ddl_new(run, outcome);

  switch (statement->kind) {
  case STMT_ALTER: return alter_object(&ddl, statement, err);
  case STMT_CREATE_ROUTINE: return create_routine(&ddl, statement, err);
  case STMT_COMMENT: return comment_on_object(&ddl, statement->comment, err);
  case STMT_DROP: return drop_object(&ddl, statement->drop, err);
  case STMT_UNDROP: return undrop_object(&ddl, statement->drop, err);
  default: return create_object(&ddl, statement, err);
  }
}
