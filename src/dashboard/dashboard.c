/* dashboard.c: the dashboard's routes. What each takes and answers is a row of dash_api.c. */
#include "dashboard/dashboard.h"

#include "dashboard/dash_api.h"
#include "dashboard/dash_assets.h"
#include "dashboard/dash_execute.h"
#include "dashboard/dash_export.h"
#include "dashboard/dash_file.h"
#include "dashboard/dash_guard.h"
#include "dashboard/dash_health.h"
#include "dashboard/dash_login.h"
#include "dashboard/dash_queries.h"
#include "dashboard/dash_search.h"
#include "dashboard/dash_server.h"
#include "dashboard/dash_sessions.h"
#include "dashboard/dash_sql.h"
#include "dashboard/dash_metrics.h"
#include "dashboard/dash_stats.h"
#include "dashboard/dash_tree.h"
#include "dashboard/dash_view.h"

enum route {
  ROUTE_HOME,
  ROUTE_PAGE,
  ROUTE_ASSET,
  ROUTE_LOGIN,
  ROUTE_LOGOUT,
  ROUTE_ME,
  ROUTE_EXECUTE,
  ROUTE_ANSWER,
  ROUTE_CANCEL,
  ROUTE_ROWS,
  ROUTE_TREE,
  ROUTE_SEARCH,
  ROUTE_FILE,
  ROUTE_SPLIT,
  ROUTE_WORDS,
  ROUTE_VIEW,
  ROUTE_CHART,
  ROUTE_STATISTICS,
  ROUTE_EXPORT,
  ROUTE_OPENAPI,
  ROUTE_STATS,
  ROUTE_SESSIONS,
  ROUTE_CLOSE,
  ROUTE_SERVER,
  ROUTE_METRICS,
  ROUTE_HEALTH,
  ROUTE_QUERIES,
  ROUTE_QUERY,
  ROUTE_QUERY_PLAN
};

/* clang-format off */
static const struct http_route routes[] = {
  { "GET",  "/",                      ROUTE_HOME,    true },
  { "GET",  "/dashboard",             ROUTE_PAGE,    true },
  { "GET",  "/dashboard/**",          ROUTE_ASSET,   true },
  { "POST", "/api/login",             ROUTE_LOGIN,   true },
  { "POST", "/api/logout",            ROUTE_LOGOUT,  true },
  { "GET",  "/api/me",                ROUTE_ME,      true },
  { "POST", "/api/execute",           ROUTE_EXECUTE, false },
  { "GET",  "/api/queries",           ROUTE_QUERIES, false },
  { "GET",  "/api/queries/*",         ROUTE_QUERY,   false },
  { "GET",  "/api/queries/*/plan",    ROUTE_QUERY_PLAN, false },
  { "GET",  "/api/queries/*/answer",  ROUTE_ANSWER,  false },
  { "POST", "/api/queries/*/cancel",  ROUTE_CANCEL,  true },
  { "GET",  "/api/queries/*/rows",    ROUTE_ROWS,    true },
  { "GET",  "/api/databases",         ROUTE_TREE,    true },
  { "GET",  "/api/databases/*",       ROUTE_TREE,    true },
  { "GET",  "/api/databases/*/*",     ROUTE_TREE,    true },
  { "GET",  "/api/databases/*/*/*",   ROUTE_TREE,    true },
  { "GET",  "/api/search",            ROUTE_SEARCH,  true },
  { "PUT",  "/api/uploads/*",         ROUTE_FILE,    false },
  { "POST", "/api/split",             ROUTE_SPLIT,   false },
  { "GET",  "/api/words",             ROUTE_WORDS,   true },
  { "POST", "/api/queries/*/view",    ROUTE_VIEW,    false },
  { "POST", "/api/queries/*/chart",   ROUTE_CHART,   false },
  { "POST", "/api/queries/*/statistics", ROUTE_STATISTICS, false },
  { "GET",  "/api/queries/*/export",  ROUTE_EXPORT,  false },
  { "GET",  "/api/openapi.json",      ROUTE_OPENAPI, true },
  { "GET",  "/api/stats",             ROUTE_STATS,   false },
  { "GET",  "/api/sessions",          ROUTE_SESSIONS, true },
  { "POST", "/api/sessions/*/close",  ROUTE_CLOSE,   false },
  { "GET",  "/api/server",            ROUTE_SERVER,  false },
  { "GET",  "/metrics",               ROUTE_METRICS, false },
  { "GET",  "/health",                ROUTE_HEALTH,  false },
};
/* clang-format on */

/* Under the name that the request was sent to. Signing in needs no token, and so the right name, whatever
 * is shown; metrics and health see to it themselves. */
static bool may_come(enum route route, struct call *call)
{
  if (route == ROUTE_METRICS || route == ROUTE_HEALTH)
    return true;
  return route == ROUTE_LOGIN ? dash_guard_host(call) : dash_guard_name(call);
}

static void dispatch(int route, struct call *call)
{
  if (!may_come((enum route)route, call))
    return;
  switch ((enum route)route) {
  case ROUTE_HOME: dash_home(call); break;
  case ROUTE_PAGE: dash_page(call); break;
  case ROUTE_ASSET: dash_asset(call); break;
  case ROUTE_LOGIN: dash_login(call); break;
  case ROUTE_LOGOUT: dash_logout(call); break;
  case ROUTE_ME: dash_me(call); break;
  case ROUTE_EXECUTE: dash_execute(call); break;
  case ROUTE_ANSWER: dash_answer(call); break;
  case ROUTE_CANCEL: dash_cancel(call); break;
  case ROUTE_ROWS: dash_rows(call); break;
  case ROUTE_TREE: dash_tree(call); break;
  case ROUTE_SEARCH: dash_search(call); break;
  case ROUTE_FILE: dash_file(call); break;
  case ROUTE_SPLIT: dash_split(call); break;
  case ROUTE_WORDS: dash_words(call); break;
  case ROUTE_VIEW: dash_view(call); break;
  case ROUTE_CHART: dash_chart(call); break;
  case ROUTE_STATISTICS: dash_statistics(call); break;
  case ROUTE_EXPORT: dash_export(call); break;
  case ROUTE_OPENAPI: dash_openapi(call); break;
  case ROUTE_STATS: dash_stats(call); break;
  case ROUTE_SESSIONS: dash_sessions(call); break;
  case ROUTE_CLOSE: dash_session_close(call); break;
  case ROUTE_SERVER: dash_server(call); break;
  case ROUTE_METRICS: dash_metrics(call); break;
  case ROUTE_HEALTH: dash_health(call); break;
  case ROUTE_QUERIES: dash_queries(call); break;
  case ROUTE_QUERY: dash_query(call); break;
  case ROUTE_QUERY_PLAN: dash_query_plan(call); break;
  }
}

const struct call_table dashboard_calls = { routes, sizeof routes / sizeof routes[0],
                                            dispatch };
