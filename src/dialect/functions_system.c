/* functions_system.c: SYSTEM$ functions that do something, as rows; and the names of those functions
 * of Snowflake's that tell of its cloud. */
#include "dialect/function_tables.h"

const struct function_row functions_system[] = {
  /* clang-format off */
  { "SYSTEM$ALLOWLIST", FUNCTION_SCALAR, "", "VARCHAR",
    NULL,
    RULE_NONE, 0, "system", "Host and port of this server, as JSON." },
  { "SYSTEM$CANCEL_ALL_QUERIES", FUNCTION_SCALAR, "INT", "VARCHAR",
    "sg_cancel_session($1, $(QUERY_ID))",
    RULE_NONE, FN_VOLATILE, "system", "Cancels all that a session runs, but this." },
  { "SYSTEM$CANCEL_QUERY", FUNCTION_SCALAR, "VARCHAR", "VARCHAR",
    "sg_cancel_query($1, $(USER))",
    RULE_NONE, FN_VOLATILE, "system", "Cancels a statement by its query id." },
  { "SYSTEM$CLIENT_VERSION_INFO", FUNCTION_SCALAR, "", "VARCHAR",
    NULL,
    RULE_NONE, 0, "system", "Which clients are supported, as JSON: of all of them any version." },
  { "SYSTEM$CLUSTERING_DEPTH", FUNCTION_SCALAR, "VARCHAR VARCHAR? VARCHAR?", "FLOAT",
    NULL,
    RULE_NONE, FN_NULLABLE, "system", "How many partitions of a table overlap, on average." },
  { "SYSTEM$CLUSTERING_INFORMATION", FUNCTION_SCALAR, "VARCHAR INT", "VARCHAR",
    NULL,
    RULE_NONE, FN_NULLABLE, "system", "How a table's partitions overlap, as JSON." },
  { "SYSTEM$CLUSTERING_INFORMATION", FUNCTION_SCALAR, "VARCHAR VARCHAR?", "VARCHAR",
    NULL,
    RULE_NONE, FN_NULLABLE, "system", "The same." },
  { "SYSTEM$EXPLAIN_JSON_TO_TEXT", FUNCTION_SCALAR, "VARCHAR", "VARCHAR",
    "sg_explain_text($1)",
    RULE_NONE, FN_NULLABLE, "system", "EXPLAIN's JSON as its text." },
  { "SYSTEM$EXPLAIN_PLAN_JSON", FUNCTION_SCALAR, "VARCHAR", "VARCHAR",
    NULL,
    RULE_NONE, FN_NULLABLE, "system", "The plan of a statement, by its text or its query id." },
  { "SYSTEM$GET_LOGIN_FAILURE_DETAILS", FUNCTION_SCALAR, "VARCHAR", "VARCHAR",
    NULL,
    RULE_NONE, 0, "system", "Why a login by a key pair or by OAuth was refused, as JSON." },
  { "SYSTEM$GET_SNOWFLAKE_PLATFORM_INFO", FUNCTION_SCALAR, "", "VARCHAR",
    NULL,
    RULE_NONE, 0, "system", "Of the cloud, as JSON: there is none." },
  { "SYSTEM$LAST_CHANGE_COMMIT_TIME", FUNCTION_SCALAR, "VARCHAR", "INT",
    NULL,
    RULE_NONE, FN_NULLABLE, "system", "Grows with every change of a table, or of those below a view." },
  { "SYSTEM$PIPE_STATUS", FUNCTION_SCALAR, "VARCHAR", "VARCHAR",
    NULL,
    RULE_NONE, FN_NULLABLE, "system", "Whether a pipe runs, and what waits for it, as JSON." },
  { "SYSTEM$SHOW_OAUTH_CLIENT_SECRETS", FUNCTION_SCALAR, "VARCHAR", "VARCHAR",
    NULL,
    RULE_NONE, 0, "system", "The id and the secrets of an OAuth client, as JSON." },
  { "SYSTEM$WAIT", FUNCTION_SCALAR, "FLOAT VARCHAR?", "VARCHAR",
    "sg_wait($1, $2$![2|'seconds'], $(QUERY_ID))",
    RULE_NONE, FN_VOLATILE, "system", "Waits some time, in seconds or the unit given." },
  { "SYSTEM$WHITELIST", FUNCTION_SCALAR, "", "VARCHAR",
    NULL,
    RULE_NONE, 0, "system", "The old name of SYSTEM$ALLOWLIST." },
  /* clang-format on */
};

const int functions_system_count = sizeof functions_system / sizeof functions_system[0];

/* Sorted. */
static const char *const of_the_cloud[] = {
  "SYSTEM$ABORT_SESSION",
  "SYSTEM$ABORT_TRANSACTION",
  "SYSTEM$ALLOWLIST_PRIVATELINK",
  "SYSTEM$AUTHORIZE_PRIVATELINK",
  "SYSTEM$AUTO_REFRESH_STATUS",
  "SYSTEM$BEHAVIOR_CHANGE_BUNDLE_STATUS",
  "SYSTEM$CLIENT_VULNERABILITY_INFO",
  "SYSTEM$CLUSTERING_RATIO",
  "SYSTEM$CURRENT_USER_TASK_NAME",
  "SYSTEM$DATABASE_REFRESH_HISTORY",
  "SYSTEM$DATABASE_REFRESH_PROGRESS",
  "SYSTEM$ENABLE_BEHAVIOR_CHANGE_BUNDLE",
  "SYSTEM$ESTIMATE_AUTOMATIC_CLUSTERING_COSTS",
  "SYSTEM$ESTIMATE_QUERY_ACCELERATION",
  "SYSTEM$ESTIMATE_SEARCH_OPTIMIZATION_COSTS",
  "SYSTEM$EXTERNAL_TABLE_PIPE_STATUS",
  "SYSTEM$GENERATE_SAML_CSR",
  "SYSTEM$GET_AWS_SNS_IAM_POLICY",
  "SYSTEM$GET_PREDECESSOR_RETURN_VALUE",
  "SYSTEM$GET_PRIVATELINK_CONFIG",
  "SYSTEM$GET_SERVICE_LOGS",
  "SYSTEM$GET_SERVICE_STATUS",
  "SYSTEM$GET_TAG",
  "SYSTEM$GET_TAG_ALLOWED_VALUES",
  "SYSTEM$GET_TAG_ON_CURRENT_COLUMN",
  "SYSTEM$GET_TAG_ON_CURRENT_TABLE",
  "SYSTEM$GET_TASK_GRAPH_CONFIG",
  "SYSTEM$GLOBAL_ACCOUNT_SET_PARAMETER",
  "SYSTEM$LINK_ACCOUNT_OBJECTS_BY_NAME",
  "SYSTEM$LOG",
  "SYSTEM$PIPE_FORCE_RESUME",
  "SYSTEM$QUERY_REFERENCE",
  "SYSTEM$REFERENCE",
  "SYSTEM$REGISTRY_LIST_IMAGES",
  "SYSTEM$SEND_EMAIL",
  "SYSTEM$SET_RETURN_VALUE",
  "SYSTEM$STREAM_BACKLOG",
  "SYSTEM$STREAM_GET_TABLE_TIMESTAMP",
  "SYSTEM$STREAM_HAS_DATA",
  "SYSTEM$TASK_DEPENDENTS_ENABLE",
  "SYSTEM$TASK_RUNTIME_INFO",
  "SYSTEM$USER_TASK_CANCEL_ONGOING_EXECUTIONS",
  "SYSTEM$VERIFY_EXTERNAL_OAUTH_TOKEN",
  "SYSTEM$WHITELIST_PRIVATELINK",
};

bool functions_is_unsupported(struct text name)
{
  for (size_t i = 0; i < sizeof of_the_cloud / sizeof *of_the_cloud; i++)
    if (text_is(name, of_the_cloud[i]))
      return true;
  return false;
}
