/* show_parameters.c: SHOW PARAMETERS: those of sessions, users, warehouses and the account, and what
 * databases, schemas and tables say for how long what is dropped is kept, and how new columns of text
 * compare.
 *
 * docs.snowflake.com/en/sql-reference/sql/show-parameters. TASK is refused. */
#include "exec/show_parameters.h"

#include <string.h>

#include "session/instance.h"
#include "session/params_text.h"
#include "session/users.h"
#include "sql/parse.h"

#define RETENTION "DATA_RETENTION_TIME_IN_DAYS"
#define COLLATION "DEFAULT_DDL_COLLATION"
#define CONCURRENCY "MAX_CONCURRENCY_LEVEL"
#define WAREHOUSE "WAREHOUSE"
enum { CONCURRENCY_DEFAULT = 8 };

static void retention_row(struct show_scope *scope, int64_t days, const char *level)
{
  struct sheet *sheet = &scope->sheet;

  if (!show_lets_pass(scope, TEXT(RETENTION)))
    return;
  sheet_string(sheet, RETENTION);
  sheet_printed(sheet, days);
  sheet_printed(sheet, RETENTION_DEFAULT);
  sheet_string(sheet, level);
  sheet_string(sheet, "number of days to retain the old version of deleted/updated data");
  sheet_string(sheet, "NUMBER");
}

static void collation_row(struct show_scope *scope, struct text spec, const char *level)
{
  struct sheet *sheet = &scope->sheet;

  if (!show_lets_pass(scope, TEXT(COLLATION)))
    return;
  sheet_string(sheet, COLLATION);
  sheet_said(sheet, spec);
  sheet_string(sheet, "");
  sheet_string(sheet, level);
  sheet_string(sheet, "Collation that is used for all the new columns created by the DDL "
                      "statements (if not specified)");
  sheet_string(sheet, "STRING");
}

/* The object's own, or that of what it is in; without a path the account's. */
static void collation_of(struct show_scope *scope, struct path path,
                         const struct table *table)
{
  const char *level;
  const struct collation *collation = catalog_default_collation(scope->ddl.catalog, path,
                                                                table, &level);

  collation_row(scope, collation ? collation->spec : TEXT(""), level);
}

static const char *account_level(const struct show_scope *scope)
{
  return catalog_account_retention(scope->ddl.catalog) == RETENTION_INHERITED ? ""
                                                                              : "ACCOUNT";
}

static void account_row(struct show_scope *scope)
{
  int64_t days = catalog_account_retention(scope->ddl.catalog);

  retention_row(scope, days == RETENTION_INHERITED ? RETENTION_DEFAULT : days,
                account_level(scope));
}

/* Who says so stands in "level". */
static bool object_row(struct show_scope *scope, struct err *err)
{
  static const char *const levels[] = {
    [KIND_DATABASE] = "DATABASE", [KIND_SCHEMA] = "SCHEMA", [KIND_TABLE] = "TABLE"
  };
  struct path path = { scope->database, scope->schema, scope->table };
  enum kind kind = scope->table.at    ? KIND_TABLE
                   : scope->schema.at ? KIND_SCHEMA
                                      : KIND_DATABASE;
  const struct object *object;
  enum kind said;

  if (kind == KIND_DATABASE)
    path = (struct path){ .name = scope->database };
  object = ddl_find(&scope->ddl, kind, path, err);
  if (!object)
    return false;
  if (object->kind != kind)
    return true;
  retention_row(scope, catalog_retention(scope->ddl.catalog, object),
                catalog_retention_is_of(scope->ddl.catalog, object, &said)
                  ? levels[said]
                  : account_level(scope));
  collation_of(scope, (struct path){ scope->database, scope->schema, scope->table },
               kind == KIND_TABLE ? (const struct table *)object : NULL);
  return true;
}

static const char *param_type_name(enum param_type type)
{
  switch (type) {
  case PARAM_STRING: return "STRING";
  case PARAM_NUMBER: return "NUMBER";
  case PARAM_BOOLEAN: return "BOOLEAN";
  }
  return "STRING";
}

static const char *level_name(enum param_level level)
{
  switch (level) {
  case PARAM_LEVEL_DEFAULT: return "";
  case PARAM_LEVEL_ACCOUNT: return "ACCOUNT";
  case PARAM_LEVEL_USER: return "USER";
  case PARAM_LEVEL_SESSION: return "SESSION";
  }
  return "";
}

/* `own` is the level of what is set in these values. */
static void param_row(struct show_scope *scope, const struct params *params,
                      const struct param_row *row, enum param_level own)
{
  enum param_level level = params_level(params, row->name);
  struct sheet *sheet = &scope->sheet;

  if (!show_lets_pass(scope, text_of(row->name)))
    return;
  sheet_string(sheet, row->name);
  sheet_said(sheet, params_value(params, row));
  sheet_string(sheet, row->value);
  sheet_string(sheet, level_name(level == PARAM_LEVEL_SESSION ? own : level));
  sheet_string(sheet, row->doc);
  sheet_string(sheet, param_type_name(row->type));
}

static void param_rows(struct show_scope *scope, const struct params *params,
                       enum param_level own)
{
  const struct param_row *row;

  for (int i = 0; (row = param_at(i)); i++)
    if (!row->is_account)
      param_row(scope, params, row, own);
}

/* Those of sessions and of objects too, as far as the account says them, in order. */
static bool account_rows(struct show_scope *scope, struct err *err)
{
  struct text said = catalog_account_parameters(scope->ddl.catalog);
  struct params *params = params_of_text(said, err);
  bool with_retention = true, with_collation = true;
  const struct param_row *row;

  for (int i = 0; params && (row = param_at(i)); i++) {
    if (with_retention && text_compare(text_of(row->name), TEXT(RETENTION)) > 0) {
      account_row(scope);
      with_retention = false;
    }
    if (with_collation && text_compare(text_of(row->name), TEXT(COLLATION)) > 0) {
      collation_of(scope, (struct path){ 0 }, NULL);
      with_collation = false;
    }
    param_row(scope, params, row, PARAM_LEVEL_ACCOUNT);
  }
  params_free(params);
  return params;
}

/* What a session of the user will begin with. */
static bool user_rows(struct show_scope *scope, struct err *err)
{
  const struct name *name = scope->show->in_name;
  struct path path = { .name = scope->ddl.session->user };
  struct params *params, *account;
  const struct user *user;

  /* Like a warehouse, a user is the account's: its name has one part. */
  if (name && !ddl_path(&scope->ddl, name, KIND_WAREHOUSE, &path, err))
    return false;
  user = users_find(scope->ddl.session->instance->users, scope->ddl.arena, path.name);
  if (!user)
    return users_missing(path.name, err);
  account = params_of_text(catalog_account_parameters(scope->ddl.catalog), err);
  params = account ? params_of_text(user->values[USER_PARAMETERS], err) : NULL;
  if (params) {
    params_inherit(params, account, PARAM_LEVEL_ACCOUNT);
    param_rows(scope, params, PARAM_LEVEL_USER);
  }
  params_free(account);
  params_free(params);
  return params;
}

/* A number that the warehouse says, or else the account, or nobody. */
static void warehouse_row(struct show_scope *scope, const struct params *account,
                          const struct param_row *row, int64_t own)
{
  struct sheet *sheet = &scope->sheet;

  if (!show_lets_pass(scope, text_of(row->name)))
    return;
  sheet_string(sheet, row->name);
  if (own >= 0)
    sheet_printed(sheet, own);
  else
    sheet_said(sheet, params_value(account, row));
  sheet_string(sheet, row->value);
  sheet_string(sheet, own >= 0 ? WAREHOUSE
                      : params_level(account, row->name) == PARAM_LEVEL_DEFAULT
                        ? ""
                        : "ACCOUNT");
  sheet_string(sheet, row->doc);
  sheet_string(sheet, param_type_name(row->type));
}

static void concurrency_row(struct show_scope *scope, int64_t own)
{
  struct sheet *sheet = &scope->sheet;

  if (!show_lets_pass(scope, TEXT(CONCURRENCY)))
    return;
  sheet_string(sheet, CONCURRENCY);
  sheet_printed(sheet, own > 0 ? own : CONCURRENCY_DEFAULT);
  sheet_printed(sheet, CONCURRENCY_DEFAULT);
  sheet_string(sheet, own > 0 ? WAREHOUSE : "");
  sheet_string(sheet, "Maximum number of SQL statements that a warehouse runs at a time");
  sheet_string(sheet, "NUMBER");
}

static bool warehouse_rows(struct show_scope *scope, struct err *err)
{
  struct path path = { .name = scope->ddl.session->warehouse };
  const struct warehouse *warehouse;
  struct params *account;

  if (scope->show->in_name &&
      !ddl_path(&scope->ddl, scope->show->in_name, KIND_WAREHOUSE, &path, err))
    return false;
  if (!path.name.len)
    return err_set(err, ERR_NO_WAREHOUSE,
                   "No active warehouse selected in the current session. Select an "
                   "active warehouse with the 'use warehouse' command.\n");
  warehouse = (struct warehouse *)ddl_find(&scope->ddl, KIND_WAREHOUSE, path, err);
  account = warehouse
              ? params_of_text(catalog_account_parameters(scope->ddl.catalog), err)
              : NULL;
  if (!account)
    return false;
  concurrency_row(scope, warehouse->max_concurrency);
  warehouse_row(scope, account, param_find(TEXT("STATEMENT_QUEUED_TIMEOUT_IN_SECONDS")),
                warehouse->queued_timeout);
  warehouse_row(scope, account, param_find(TEXT("STATEMENT_TIMEOUT_IN_SECONDS")),
                warehouse->statement_timeout);
  params_free(account);
  return true;
}

static bool unsupported_scope(struct text kind, struct err *err)
{
  return err_set(
    err, ERR_UNSUPPORTED,
    "SQL compilation error:\nUnsupported feature 'SHOW PARAMETERS IN " TEXT_FMT "'.",
    TEXT_ARG(kind));
}

/* The first word of a text, which then begins behind it. */
static struct text take_word(struct text *rest)
{
  struct text word;
  size_t end = 0;

  *rest = text_trim(*rest);
  while (end < rest->len && !strchr(" \t\r\n", rest->at[end]))
    end++;
  word = text_slice(*rest, 0, end);
  *rest = text_trim(text_slice(*rest, end, rest->len));
  return word;
}

bool show_parameters_scope(struct arena *arena, struct show *show, struct err *err)
{
  static const struct {
    const char *word;
    int in;
  } scopes[] = { { "ACCOUNT", SHOW_IN_ACCOUNT }, { "DATABASE", SHOW_IN_DATABASE },
                 { "SCHEMA", SHOW_IN_SCHEMA },   { "SESSION", SHOW_IN_UNSAID },
                 { "TABLE", SHOW_IN_TABLE },     { "USER", SHOW_IN_UNSAID },
                 { WAREHOUSE, SHOW_IN_UNSAID } };
  struct text name = show->words, kind = take_word(&name);

  if (show->in != SHOW_IN_UNSAID && show->in != SHOW_IN_OTHER)
    return show->in != SHOW_IN_VIEW || unsupported_scope(TEXT("VIEW"), err);
  if (show->in == SHOW_IN_UNSAID && !kind.len)
    return true;
  if (text_is_nocase(kind, "FOR"))
    kind = take_word(&name);
  for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++) {
    if (!text_is_nocase(kind, scopes[i].word))
      continue;
    show->in = scopes[i].in;
    show->words = text_of(scopes[i].word);
    if (name.len)
      show->in_name = parse_name(arena, name, err);
    return !name.len || show->in_name;
  }
  return unsupported_scope(kind, err);
}

bool show_parameters(struct show_scope *scope, struct err *err)
{
  switch (scope->show->in) {
  case SHOW_IN_DATABASE:
  case SHOW_IN_SCHEMA:
  case SHOW_IN_TABLE: return object_row(scope, err);
  case SHOW_IN_ACCOUNT: return account_rows(scope, err);
  case SHOW_IN_UNSAID:
  case SHOW_IN_VIEW:
  case SHOW_IN_OTHER: break;
  }
  if (text_is(scope->show->words, "USER"))
    return user_rows(scope, err);
  if (text_is(scope->show->words, WAREHOUSE))
    return warehouse_rows(scope, err);
  param_rows(scope, scope->ddl.session->params, PARAM_LEVEL_SESSION);
  return true;
}
