/* show_parameters.c: SHOW PARAMETERS: the session's, and what databases, schemas and tables say for
 * how long what is dropped is kept, and how new columns of text compare. */
#include "exec/show_parameters.h"

#define RETENTION "DATA_RETENTION_TIME_IN_DAYS"
#define COLLATION "DEFAULT_DDL_COLLATION"

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

static void session_row(struct show_scope *scope, const struct param_row *row)
{
  const struct params *params = scope->ddl.session->params;
  struct sheet *sheet = &scope->sheet;

  if (!show_lets_pass(scope, text_of(row->name)))
    return;
  sheet_string(sheet, row->name);
  sheet_said(sheet, params_get(params, row->name));
  sheet_string(sheet, row->value);
  sheet_string(sheet, params_is_default(params, row->name) ? "" : "SESSION");
  sheet_string(sheet, row->doc);
  sheet_string(sheet, param_type_name(row->type));
}

static void session_rows(struct show_scope *scope)
{
  bool with_account = scope->show->in == SHOW_IN_ACCOUNT, with_collation = with_account;
  const struct param_row *row;

  for (int i = 0; (row = param_at(i)); i++) {
    if (with_account && text_compare(text_of(row->name), TEXT(RETENTION)) > 0) {
      account_row(scope);
      with_account = false;
    }
    if (with_collation && text_compare(text_of(row->name), TEXT(COLLATION)) > 0) {
      collation_of(scope, (struct path){ 0 }, NULL);
      with_collation = false;
    }
    session_row(scope, row);
  }
}

bool show_parameters(struct show_scope *scope, struct err *err)
{
  switch (scope->show->in) {
  case SHOW_IN_DATABASE:
  case SHOW_IN_SCHEMA:
  case SHOW_IN_TABLE: return object_row(scope, err);
  case SHOW_IN_UNSAID:
  case SHOW_IN_ACCOUNT:
  case SHOW_IN_VIEW:
  case SHOW_IN_OTHER: session_rows(scope); return true;
  }
  return true;
}
