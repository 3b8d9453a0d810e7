/* dash_api.c: what the dashboard's API is: its operations and parameters, as rows. */
#include "dashboard/dash_api.h"

#include "dashboard/dash_fields.h"
#include "dashboard/dash_guard.h"
#include "data/json.h"
#include "data/member.h"

/* What guards answer: to everybody, to who asks, to who changes something. */
#define REFUSALS " 421 Refusal"
#define READS " 401 Refusal" REFUSALS
#define CHANGES " 400 Refusal 401 Refusal 403 Refusal 415 Refusal" REFUSALS

/* clang-format off */
static const struct openapi_operation operations[] = {
  /* ---- signing in ---- */
  { "post", "/api/login", "login", "Signing in",
    "Signs in: the answer sets the cookie that browsers show from then on.",
    "", "Credentials", "200 Me" CHANGES, .is_open = true },
  { "post", "/api/logout", "logout", "Signing in",
    "Signs out: the cookie is good no more.",
    "", "Empty", "200 Empty 403 Refusal 415 Refusal" REFUSALS, .is_open = true },
  { "get", "/api/me", "me", "Signing in",
    "Who is signed in, and what statements begin with.",
    "", NULL, "200 Me" READS },

  /* ---- statements ---- */
  { "post", "/api/execute", "execute", "Statements",
    "Runs a statement, and waits for it as long as it is told to.",
    "", "Statement", "200 Result 202 Running 410 Refusal 422 Failed" CHANGES },
  { "get", "/api/queries", "queries", "Statements",
    "The statements that ran, or run, the latest first, over restarts of the server too. A user sees his own, who "
    "signed in with the role ACCOUNTADMIN everybody's.",
    "status queryUser queryWarehouse querySession queryType queryText since until queryLimit next", NULL,
    "200 Queries 400 Refusal" READS },
  { "get", "/api/queries/{id}", "query", "Statements",
    "One of them, and where its time went.",
    "queryId", NULL, "200 QueryDetails 404 Refusal" READS },
  { "get", "/api/queries/{id}/plan", "plan", "Statements",
    "How it would be carried out now, for who asks: queries and changes of tables alone.",
    "queryId", NULL, "200 Plan 404 Refusal 422 Refusal" READS },
  { "get", "/api/queries/{id}/answer", "answer", "Statements",
    "The answer of a statement that still ran, as /api/execute gives it.",
    "queryId waitMs", NULL, "200 Result 202 Running 404 Refusal 422 Failed" READS },
  { "post", "/api/queries/{id}/cancel", "cancel", "Statements",
    "Cancels a statement that runs.",
    "queryId", "Empty", "200 Cancelled 404 Refusal" CHANGES },
  { "get", "/api/queries/{id}/rows", "rows", "Statements",
    "More rows of a result.",
    "queryId from count", NULL, "200 Rows 404 Refusal 410 Refusal" READS },
  { "post", "/api/queries/{id}/view", "view", "Results",
    "A result sorted and filtered: a new result, made of the whole of it in a session of its own.",
    "queryId", "View", "200 Result 202 Running 404 Refusal 422 Failed" CHANGES },
  { "post", "/api/queries/{id}/chart", "chart", "Results",
    "What a chart shows of a result: columns X, Y1 ..., PARTS (how many there are in all: of groups the "
    "largest 100, of ranges 2000, of rows each so-manieth up to 2000 is given) and STEP (how wide a range "
    "of numbers is, or the unit of time).",
    "queryId", "ChartRequest", "200 Result 202 Running 404 Refusal 422 Failed" CHANGES },
  { "post", "/api/queries/{id}/statistics", "statistics", "Results",
    "One column of a result described: one row of TOTAL, FILLED (not NULL), DIFFERENT, LEAST, GREATEST, "
    "MEAN, HISTOGRAM (pairs of where a range begins and how many values it has; without ranges, the ten "
    "most frequent values) and STEP.",
    "queryId", "ColumnRequest", "200 Result 202 Running 404 Refusal 422 Failed" CHANGES },
  { "get", "/api/queries/{id}/export", "export", "Results",
    "A whole result as a file. CSV as RFC 4180 has it, with a line of names: NULL is nothing, an empty text is "
    "`\"\"`; values that a spreadsheet would take for formulas stay as they are. JSON is an array of objects, "
    "each on a line; the second of two columns named X is X_2.",
    "queryId format", NULL, "200 */* 400 Refusal 404 Refusal 410 Refusal" READS },

  /* ---- what exists ---- */
  { "get", "/api/databases", "databases", "Objects",
    "The databases that the user may see, as SHOW DATABASES lists them; so with what follows. Names in paths are "
    "as they are stored, percent-encoded.",
    "limit next", NULL, "200 Databases" READS },
  { "get", "/api/databases/{database}", "schemas", "Objects",
    "The schemas of a database.",
    "database limit next", NULL, "200 Schemas 404 Refusal" READS },
  { "get", "/api/databases/{database}/{schema}", "objects", "Objects",
    "The objects in a schema: tables, then views, stages, sequences, functions, procedures and so on. Temporary "
    "ones of other sessions are not seen.",
    "database schema limit next", NULL, "200 Objects 404 Refusal" READS },
  { "get", "/api/databases/{database}/{schema}/{table}", "columns", "Objects",
    "The columns of a table or view.",
    "database schema table", NULL, "200 Columns 404 Refusal" READS },
  { "get", "/api/search", "search", "Objects",
    "Databases, schemas, objects of all kinds and columns whose names contain a text; letters without case. The "
    "same name comes first, then those that begin so. What the server itself makes (INFORMATION_SCHEMA, the "
    "database SNOWFLAKE) is left out.",
    "text most", NULL, "200 Found 400 Refusal" READS },

  /* ---- writing statements ---- */
  { "post", "/api/split", "split", "Writing statements",
    "Where the statements of a text stand, as far as each can be told from the next: a wrong one, too, ends at "
    "a semicolon that is in no block of it.",
    "", "Script", "200 Split" CHANGES },
  { "get", "/api/words", "words", "Writing statements",
    "The words of SQL: keywords, types, parameters, and functions with what they take and give.",
    "", NULL, "200 Words" READS },

  { "put", "/api/uploads/{file}", "upload", "Objects",
    "Puts a file into the user's own stage, for SQL to read: the body is its bytes, at most 1 GB (256 MB with a "
    "token). Who puts it there removes it (REMOVE @~/...); otherwise it goes after a day.",
    "uploaded", "application/octet-stream", "200 Uploaded 413 Refusal" CHANGES },

  /* ---- sessions ---- */
  { "get", "/api/sessions", "sessions", "Sessions",
    "Who is here: the user's own sessions; everybody's for who signed in with ACCOUNTADMIN. The last used comes "
    "first. Requests to the SQL API have no session of their own.",
    "", NULL, "200 Sessions" READS },
  { "post", "/api/sessions/{id}/close", "closeSession", "Sessions",
    "Ends a session: what it runs is cancelled, its open transaction rolled back; its driver is told that it is "
    "gone (390111).",
    "sessionId", "Empty", "200 Closed 404 Refusal" CHANGES },

  /* ---- the server ---- */
  { "get", "/api/openapi.json", "openapi", "Server",
    "This description, for tools that make clients.",
    "", NULL, "200 Description" REFUSALS, .is_open = true },
  { "get", "/api/server", "server", "Server",
    "What the server is, how it is reached, and what is to be known of its security.",
    "", NULL, "200 Server" READS },
  { "get", "/api/stats", "stats", "Server",
    "What the whole server does, in numbers: since its start, of the last hour, and now. For every user.",
    "", NULL, "200 Stats" READS },
  { "get", "/metrics", "metrics", "Server",
    "The numbers for Prometheus, in its text format 0.0.4. Nobody needs to sign in; with the option "
    "metrics-token that token is wanted.",
    "", NULL, "200 text/plain 401 text/plain" REFUSALS, .is_open = true },
  { "get", "/health", "health", "Server",
    "Whether the server can work, for those who watch it.",
    "", NULL, "200 Health 503 Health", .is_open = true },
  { "get", "/", "home", "Server",
    "Leads to the dashboard's page.",
    "", NULL, "302 -" REFUSALS, .is_open = true },
  { "get", "/dashboard", "page", "Server",
    "The dashboard's page.",
    "", NULL, "200 text/html" REFUSALS, .is_open = true },
  { "get", "/dashboard/{file}", "asset", "Server",
    "What that page needs.",
    "file", NULL, "200 */* 304 - 404 text/plain" REFUSALS, .is_open = true },
};

static const struct openapi_parameter parameters[] = {
  { "count",   "count",  false, "integer", "So many rows; 500 without it, 5000 at the most." },
  { "database", "database", true, "string", "Its name." },
  { "file",    "file",   true,  "string",  "Its path, as the page names it." },
  { "format",  "format", false, "string",  "`csv` or `json`" },
  { "from",    "from",   false, "integer", "From this row on, counted from 0." },
  { "limit",   "limit",  false, "integer", "So many at the most; 1000 without it, 10000 at the most. Functions of one schema are in one page." },
  { "most",    "limit",  false, "integer", "So many at the most; 100 without it, 1000 at the most." },
  { "next",    "next",   false, "string",  "What the page before gave as `next`; without it, the first." },
  { "queryId", "id",     true,  "string",  "The statement's query id." },
  { "queryLimit", "limit", false, "integer", "So many at the most; 100 without it, 1000 at the most." },
  { "querySession", "session", false, "integer", "Of this session." },
  { "queryText", "text", false,  "string",  "What the statement's text contains; letters without case." },
  { "queryType", "type", false,  "string",  "`SELECT`, `CREATE_TABLE` ...: as QUERY_HISTORY has it." },
  { "queryUser", "user", false,  "string",  "Of this user; the name as it is stored." },
  { "queryWarehouse", "warehouse", false, "string", "In this warehouse; the name as it is stored." },
  { "schema",  "schema", true,  "string",  "Its name." },
  { "since",   "from",   false, "integer", "Begun at this time or later; milliseconds since 1970." },
  { "status",  "status", false, "string",  "`running`, `succeeded`, `failed` or `cancelled`." },
  { "table",   "table",  true,  "string",  "Its name." },
  { "text",    "text",   false, "string",  "What a name contains; at most 256 bytes." },
  { "until",   "to",     false, "integer", "Begun at this time or earlier." },
  { "uploaded", "file",  true,  "string",  "What to call it: at most 255 bytes, without slashes." },
  { "sessionId", "id",   true,  "string",  "The session's number." },
  { "waitMs",  "waitMs", false, "integer", "How long to wait for the end; at most, and without it, the option answer-seconds." },
};

static const struct openapi_status statuses[] = {
  { "200", "It was done." },
  { "202", "The statement still runs." },
  { "302", "It is where `Location` says." },
  { "304", "The browser has it already." },
  { "400", "The request is malformed." },
  { "401", "Nobody has signed in, or the cookie, token or password is not good." },
  { "403", "It comes from another site's page, or the user may not do this." },
  { "404", "There is none such, or it is another user's." },
  { "410", "It is gone." },
  { "413", "It is too large, or there is no room for it." },
  { "415", "The body is not of the type that is wanted." },
  { "421", "The dashboard is not served under this host name." },
  { "422", "The statement failed." },
  { "503", "The server cannot work." },
  { NULL, NULL },
};
/* clang-format on */

const struct dash_api dash_api = {
  .operations = operations,
  .parameters = parameters,
  .fields = dash_fields,
  .statuses = statuses,
  .operation_count = sizeof operations / sizeof operations[0],
  .parameter_count = sizeof parameters / sizeof parameters[0],
};

static const char head[] =
  "{'openapi':'3.1.0','info':{'title':'Snowglobe','version':'" SNOWGLOBE_VERSION "',"
  "'description':'The dashboard and its API. docs/api.md tells how to use it.'},"
  "'servers':[{'url':'/'}],'security':[{'cookie':[]},{'bearer':[]}],";

static const char security[] =
  ",'securitySchemes':{"
  "'cookie':{'type':'apiKey','in':'cookie','name':'" DASHBOARD_COOKIE "'},"
  "'bearer':{'type':'http','scheme':'bearer'}}}}";

void dash_openapi(struct call *call)
{
  struct buf *out = call->answer;

  openapi_put_quoted(out, head);
  openapi_put_paths(out, operations, dash_api.operation_count, "", statuses);
  buf_add_string(out, ",\"components\":{");
  openapi_put_parameters(out, parameters, dash_api.parameter_count);
  member_open(out, "schemas", '{');
  openapi_put_schemas(out, dash_fields);
  json_put_close(out, '}');
  openapi_put_quoted(out, security);
  dash_respond(call, 200);
}
