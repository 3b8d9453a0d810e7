/* system_values.c: what SYSTEM$ALLOWLIST, SYSTEM$EXPLAIN_PLAN_JSON and their like answer. */
#include "exec/system_values.h"

#include "data/json.h"
#include "data/member.h"
#include "exec/clustering.h"
#include "exec/login_rows.h"
#include "exec/past_statement.h"
#include "exec/pipe_status.h"
#include "exec/stage_values.h"
#include "exec/statement_plan.h"
#include "session/changes.h"
#include "session/instance.h"
#include "session/integrations.h"
#include "session/logins.h"
#include "sql/parse.h"

#define HTTP_PORT 80
#define HTTPS_PORT 443

/* ---- the server ---- */

/* "localhost:8084" in two; a port that is not said is the scheme's. */
static struct text host_and_port(const struct session *session, int64_t *port)
{
  struct text address = session->server_address;
  size_t colon = address.len;

  *port = session->is_https ? HTTPS_PORT : HTTP_PORT;
  while (colon && address.at[colon - 1] != ':')
    colon--;
  if (!colon || !text_to_int64(text_slice(address, colon, address.len), port))
    return address;
  return text_slice(address, 0, colon - 1);
}

static void put_allowlist(const struct session *session, struct buf *out)
{
  int64_t port;
  struct text host = host_and_port(session, &port);

  json_put_open(out, '[');
  json_put_open(out, '{');
  member_text(out, "type", TEXT("SNOWFLAKE_DEPLOYMENT"));
  member_text(out, "host", host.at ? host : TEXT("localhost"));
  member_int(out, "port", port);
  json_put_close(out, '}');
  json_put_close(out, ']');
}

static const struct {
  const char *id, *app;
} clients[] = {
  { "DOTNETDriver", ".NET" },
  { "GO", "Go" },
  { "JDBC", "JDBC" },
  { "JSDriver", "JavaScript" },
  { "ODBC", "ODBC" },
  { "PHP_PDO", "PDO" },
  { "PythonConnector", "PythonConnector" },
  { "SnowSQL", "SnowSQL" },
  { "SQLAPI", "SQLAPI" },
};

/* No version is refused, none will be, and none is better than others. */
static void put_clients(struct buf *out)
{
  json_put_open(out, '[');
  for (size_t i = 0; i < sizeof clients / sizeof *clients; i++) {
    json_put_open(out, '{');
    member_string(out, "clientId", clients[i].id);
    member_string(out, "clientAppId", clients[i].app);
    member_text(out, "minimumSupportedVersion", TEXT("0.0.0"));
    member_text(out, "minimumNearingEndOfSupportVersion", TEXT("0.0.0"));
    member_null(out, "recommendedVersion");
    member_open(out, "deprecatedVersions", '[');
    json_put_close(out, ']');
    member_open(out, "_customSupportedVersions_", '[');
    json_put_close(out, ']');
    json_put_close(out, '}');
  }
  json_put_close(out, ']');
}

/* docs.snowflake.com/en/sql-reference/functions/system_show_oauth_client_secrets */
static bool put_secrets(const struct session *session, struct arena *arena,
                        struct text name, struct buf *out, struct err *err)
{
  const struct integration *integration = integrations_find(
    session->instance->integrations, arena, name);

  if (!integration || integration_kind(integration) != INTEGRATION_OF_OAUTH)
    return integrations_missing(name, err);
  json_put_open(out, '{');
  member_text(out, "OAUTH_CLIENT_SECRET_2", integration->values[INTEGRATION_SECRET_2]);
  member_text(out, "OAUTH_CLIENT_SECRET", integration->values[INTEGRATION_SECRET]);
  member_text(out, "OAUTH_CLIENT_ID", integration->values[INTEGRATION_CLIENT_ID]);
  json_put_close(out, '}');
  return true;
}

/* docs.snowflake.com/en/sql-reference/functions/system_get_login_failure_details */
static bool put_login_failure(const struct session *session, struct text id,
                              struct buf *out, struct err *err)
{
  struct login_entry entry;

  if (!logins_find_failure(session->instance->logins, id, &entry))
    return err_set(err, ERR_INVALID_VALUE,
                   "No login failure with the id '" TEXT_FMT "' is known.", TEXT_ARG(id));
  json_put_open(out, '{');
  member_text_or_null(out, "clientIP", text_of(entry.address));
  member_text_or_null(out, "clientType", text_of(login_client_type(entry.app)));
  member_text_or_null(out, "clientVersion", text_of(entry.version));
  member_text_or_null(out, "username", text_of(entry.is_user_known ? entry.user : ""));
  member_string(out, "errorCode", entry.problem);
  member_int(out, "timestamp", entry.time_ms / 1000);
  json_put_close(out, '}');
  return true;
}

/* ---- statements and tables ---- */

static bool put_plan(const struct session *session, const struct bind_context *context,
                     struct text written, struct buf *out, struct err *err)
{
  const struct history_entry *entry;
  struct text where[2] = { { 0 } }, sql = written;
  struct plan plan;

  if (is_query_id(written)) {
    entry = past_statement(session, context->arena, written, err);
    if (!entry)
      return false;
    sql = text_of(entry->sql);
    if (entry->database)
      where[0] = text_of(entry->database);
    if (entry->schema)
      where[1] = text_of(entry->schema);
  }
  if (!statement_plan_of_text(context, sql, is_query_id(written) ? where : NULL, &plan,
                              err))
    return false;
  plan_put_json(&plan, out);
  return true;
}

/* Of a table, or the latest of all tables below a view. */
static bool put_last_change(const struct session *session,
                            const struct bind_context *context, struct text written,
                            struct buf *out, struct err *err)
{
  struct bind_context own = *context;
  struct name *name = parse_name(own.arena, text_trim(written), err);
  int64_t last = 0;
  struct query *query;
  struct path path;

  own.needs = own.tables = own.views = (struct list){ 0 };
  if (!name || !bind_path(&own, name, KIND_TABLE, &path, err))
    return false;
  own.sql = arena_printf(own.arena, "SELECT 1 FROM " TEXT_FMT,
                         TEXT_ARG(path_text(own.arena, path)));
  query = parse_query(own.arena, own.sql, err);
  if (!query || !bind_query(&own, query, err))
    return false;
  if (!own.tables.count)
    return err_set(
      err, ERR_UNSUPPORTED,
      "Unsupported feature 'SYSTEM$LAST_CHANGE_COMMIT_TIME of other than tables "
      "and views of tables'.");
  for (int i = 0; i < own.tables.count; i++) {
    const struct bound_source *source = own.tables.at[i];
    const struct table *table = catalog_table_by_id(own.catalog, source->table_id);
    int64_t change = changes_last(session->instance->changes, source->table_id,
                                  table ? table->object.created_ms : 0);

    last = change > last ? change : last;
  }
  buf_printf(out, "%lld", (long long)last);
  return true;
}

static bool put_clustering(const struct session *session,
                           const struct bind_context *context, const struct text *args,
                           int count, bool only_depth, struct buf *out, struct err *err)
{
  struct text keys = count > 1 ? args[1] : (struct text){ 0 };
  struct text predicate = count > 2 ? args[2] : (struct text){ 0 };
  struct clustering clustering;
  int64_t errors;

  if (!only_depth && keys.at && text_to_int64(keys, &errors))
    keys = (struct text){ 0 };
  if (!clustering_measure(session->connection, context, args[0], keys, predicate,
                          &clustering, err))
    return false;
  buf_add_text(out, only_depth ? clustering_number(context->arena, clustering.depth)
                               : clustering_json(context->arena, &clustering));
  return true;
}

static bool put_value(const struct session *session, const struct bind_context *context,
                      enum system_value which, const struct text *args, int count,
                      struct buf *out, struct err *err)
{
  switch (which) {
  case SYSTEM_ALLOWLIST: put_allowlist(session, out); return true;
  case SYSTEM_CLIENT_VERSION_INFO: put_clients(out); return true;
  case SYSTEM_OAUTH_CLIENT_SECRETS:
    return put_secrets(session, context->arena, args[0], out, err);
  case SYSTEM_LOGIN_FAILURE: return put_login_failure(session, args[0], out, err);
  case SYSTEM_PIPE_STATUS: return pipe_status(session, context, args[0], out, err);
  case SYSTEM_PLATFORM_INFO: buf_add_string(out, "{}"); return true;
  case SYSTEM_CLUSTERING_DEPTH:
  case SYSTEM_CLUSTERING_INFORMATION:
    return put_clustering(session, context, args, count, which == SYSTEM_CLUSTERING_DEPTH,
                          out, err);
  case SYSTEM_EXPLAIN_PLAN_JSON: return put_plan(session, context, args[0], out, err);
  case SYSTEM_LAST_CHANGE_COMMIT_TIME:
    return put_last_change(session, context, args[0], out, err);
  case SYSTEM_STAGE_FILE_URL:
  case SYSTEM_STAGE_LOCATION:
  case SYSTEM_STAGE_OF_FILES:
  case SYSTEM_STAGE_SCOPE: return stage_value(session, context, which, args[0], out, err);
  }
  return false;
}

bool system_value(struct session *session, const struct bind_context *context,
                  enum system_value which, const struct text *args, int count,
                  struct text *value, struct err *err)
{
  struct buf out;
  bool ok;

  buf_init(&out);
  ok = put_value(session, context, which, args, count, &out, err);
  if (ok)
    *value = buf_copy(&out, context->arena);
  buf_clear(&out);
  return ok;
}
