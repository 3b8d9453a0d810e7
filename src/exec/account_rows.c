/* account_rows.c: ACCOUNT_USAGE of users, roles, grants and sessions, as rows, each cell in the order of
 * usage_account_table.c.
 *
 * What is not kept here is NULL: when a user or a role was made, which login began a session. Snowflake
 * lists what was dropped and the sessions that ended, too; here stands what is there. */
#include "exec/account_rows.h"

#include "catalog/sheet.h"
#include "exec/roles.h"
#include "session/instance.h"
#include "session/logins.h"
#include "session/sessions.h"
#include "session/users.h"

/* ---- users ---- */

static int64_t last_login_ms(const struct session *session, struct arena *arena,
                             struct text user)
{
  struct login_filter filter = { .user = user };
  int count;
  const struct login_entry *found = logins_find(session->instance->logins, &filter, arena,
                                                &count);

  for (int i = 0; i < count; i++)
    if (found[i].code == ERR_NONE)
      return found[i].time_ms;
  return 0;
}

static void user_row(struct sheet *sheet, struct text name, int64_t last_login)
{
  sheet_null(sheet, 1);
  sheet_text(sheet, name);
  sheet_null(sheet, 2);
  sheet_text(sheet, name);
  sheet_text(sheet, name);
  sheet_null(sheet, 3);
  sheet_bool_value(sheet, false);
  sheet_bool_value(sheet, true);
  sheet_null(sheet, 1);
  sheet_bool(sheet, false);
  sheet_bool(sheet, false);
  sheet_null(sheet, 3);
  sheet_bool_value(sheet, false);
  sheet_null(sheet, 1);
  sheet_bool_value(sheet, false);
  sheet_null(sheet, 1);
  sheet_time(sheet, last_login);
  sheet_null(sheet, 2);
  sheet_bool_value(sheet, false);
  sheet_null(sheet, 3);
  sheet_bool_value(sheet, false);
  sheet_bool_value(sheet, false);
  sheet_null(sheet, 5);
  sheet_bool_value(sheet, false);
}

static void user_rows(const struct session *session, struct arena *arena,
                      struct sheet *sheet)
{
  int count;
  const struct text *names = users_list(session->instance->users, arena, &count);

  for (int i = 0; i < count; i++)
    user_row(sheet, names[i], last_login_ms(session, arena, names[i]));
}

/* ---- roles ---- */

static void role_rows(struct sheet *sheet)
{
  for (int i = 0; role_at(i); i++) {
    sheet_int(sheet, i + 1);
    sheet_null(sheet, 2);
    sheet_string(sheet, role_at(i));
    sheet_string(sheet, role_comment_at(i));
    sheet_null(sheet, 1);
    sheet_string(sheet, "ROLE");
    sheet_null(sheet, 3);
    sheet_bool_value(sheet, false);
  }
}

/* Every user may take every role; PUBLIC is nobody's in particular. */
static void user_grant_rows(const struct session *session, struct arena *arena,
                            struct sheet *sheet)
{
  int count;
  const struct text *names = users_list(session->instance->users, arena, &count);

  for (int i = 0; i < count; i++)
    for (int r = 0; role_at(r); r++) {
      if (text_is(text_of(role_at(r)), "PUBLIC"))
        continue;
      sheet_null(sheet, 2);
      sheet_string(sheet, role_at(r));
      sheet_string(sheet, "USER");
      sheet_text(sheet, names[i]);
      sheet_null(sheet, 1);
    }
}

/* ---- grants: the roles that others have, and what is owned ---- */

/* From a role to what it has of the others. */
static const struct {
  const char *to, *role;
} hierarchy[] = {
  { "ACCOUNTADMIN", "SECURITYADMIN" },
  { "ACCOUNTADMIN", "SYSADMIN" },
  { "SECURITYADMIN", "USERADMIN" },
};

struct listed_grant {
  int64_t created_ms, altered_ms;
  const char *privilege, *on;
  struct text name, database, schema; /* at NULL: in none. */
  struct text to;
  bool may_grant;
};

static void grant_row(struct sheet *sheet, const struct listed_grant *grant)
{
  sheet_time(sheet, grant->created_ms);
  sheet_time(sheet, grant->altered_ms);
  sheet_string(sheet, grant->privilege);
  sheet_string(sheet, grant->on);
  sheet_text(sheet, grant->name);
  sheet_text(sheet, grant->database);
  sheet_text(sheet, grant->schema);
  sheet_string(sheet, "ACCOUNT ROLE");
  sheet_text(sheet, grant->to);
  sheet_bool_value(sheet, grant->may_grant);
  sheet_text(sheet, grant->privilege[0] == 'O' ? grant->to : (struct text){ 0 });
  sheet_null(sheet, 1);
  sheet_string(sheet, grant->privilege[0] == 'O' ? "ROLE" : NULL);
  sheet_null(sheet, 1);
}

static void owned(struct sheet *sheet, const struct object *object, const char *on,
                  struct text database, struct text schema)
{
  if (object->owner.len)
    grant_row(sheet, &(struct listed_grant){ .created_ms = object->created_ms,
                                             .altered_ms = object->created_ms,
                                             .privilege = "OWNERSHIP",
                                             .on = on,
                                             .name = object->name,
                                             .database = database,
                                             .schema = schema,
                                             .to = object->owner,
                                             .may_grant = true });
}

static void schema_grants(const struct bind_context *context, struct sheet *sheet,
                          const struct database *database, struct schema *schema)
{
  struct text in_database = database->object.name, in_schema = schema->object.name;
  int count;
  struct table **tables = catalog_tables(context->catalog, schema, context->session_id,
                                         context->arena, &count);
  struct sequence **sequences;

  owned(sheet, &schema->object, "SCHEMA", in_database, (struct text){ 0 });
  for (int i = 0; i < count; i++)
    owned(sheet, &tables[i]->object,
          tables[i]->object.kind == KIND_VIEW ? "VIEW" : "TABLE", in_database, in_schema);
  sequences = catalog_sequences(schema, context->arena, &count);
  for (int i = 0; i < count; i++)
    owned(sheet, &sequences[i]->object, "SEQUENCE", in_database, in_schema);
}

static void grant_rows(const struct bind_context *context, struct sheet *sheet)
{
  struct catalog *catalog = context->catalog;
  int count, schema_count;
  struct database **databases;
  struct warehouse **warehouses;

  for (size_t i = 0; i < sizeof hierarchy / sizeof *hierarchy; i++)
    grant_row(sheet, &(struct listed_grant){ .privilege = "USAGE",
                                             .on = "ROLE",
                                             .name = text_of(hierarchy[i].role),
                                             .to = text_of(hierarchy[i].to) });
  catalog_read(catalog);
  warehouses = catalog_warehouses(catalog, context->arena, &count);
  for (int i = 0; i < count; i++)
    owned(sheet, &warehouses[i]->object, "WAREHOUSE", (struct text){ 0 },
          (struct text){ 0 });
  databases = catalog_databases(catalog, context->arena, &count);
  for (int d = 0; d < count; d++) {
    struct schema **schemas = catalog_schemas(databases[d], context->arena,
                                              &schema_count);

    owned(sheet, &databases[d]->object, "DATABASE", (struct text){ 0 },
          (struct text){ 0 });
    for (int s = 0; s < schema_count; s++)
      schema_grants(context, sheet, databases[d], schemas[s]);
  }
  catalog_read_end(catalog);
}

/* ---- sessions ---- */

static void session_rows(const struct session *session, struct arena *arena,
                         struct sheet *sheet)
{
  int count;
  const struct listed_session *list = sessions_list(session->instance->sessions, arena,
                                                    &count);

  for (int i = 0; i < count; i++) {
    const struct listed_session *at = &list[i];

    sheet_int(sheet, (int64_t)at->id);
    sheet_time(sheet, at->created_ms);
    sheet_text(sheet, at->user);
    sheet_string(sheet, "Password");
    sheet_null(sheet, 1);
    sheet_text(sheet, at->client_version);
    sheet_text(sheet, arena_printf(arena, TEXT_FMT " " TEXT_FMT, TEXT_ARG(at->client_app),
                                   TEXT_ARG(at->client_version)));
    sheet_null(sheet, 3);
    sheet_time(sheet, at->used_ms);
    sheet_bool_value(sheet, true);
    sheet_null(sheet, 1);
  }
}

struct batch_builder *account_rows(struct session *session,
                                   const struct bind_context *context,
                                   const struct info_view *view)
{
  struct sheet sheet = { info_view_sheet(view), 0 };

  switch (view->id) {
  case VIEW_USAGE_GRANTS_TO_ROLES: grant_rows(context, &sheet); break;
  case VIEW_USAGE_GRANTS_TO_USERS:
    user_grant_rows(session, context->arena, &sheet);
    break;
  case VIEW_USAGE_ROLES: role_rows(&sheet); break;
  case VIEW_USAGE_SESSIONS: session_rows(session, context->arena, &sheet); break;
  case VIEW_USAGE_USERS: user_rows(session, context->arena, &sheet); break;
  default: break;
  }
  return sheet.rows;
}
