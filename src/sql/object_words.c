/* object_words.c: the words that name a kind of object. */
#include "sql/object_words.h"

/* Sorted. Several words may mean one kind: a dynamic table is dropped like any other. */
static const struct object_words rows[] = {
  { "ACCOUNT", OBJECT_OTHER, false },
  { "AGENT", OBJECT_OTHER, false },
  { "AGGREGATION POLICY", OBJECT_OTHER, false },
  { "ALERT", OBJECT_OTHER, false },
  { "API INTEGRATION", OBJECT_OTHER, false },
  { "APPLICATION", OBJECT_OTHER, false },
  { "APPLICATION PACKAGE", OBJECT_OTHER, false },
  { "APPLICATION ROLE", OBJECT_OTHER, false },
  { "AUTHENTICATION POLICY", OBJECT_OTHER, false },
  { "BACKUP POLICY", OBJECT_OTHER, false },
  { "BACKUP SET", OBJECT_OTHER, false },
  { "CATALOG INTEGRATION", OBJECT_OTHER, false },
  { "CLASS", OBJECT_OTHER, false },
  { "COLUMN", OBJECT_COLUMN, false },
  { "COMPUTE POOL", OBJECT_OTHER, false },
  { "CONNECTION", OBJECT_OTHER, false },
  { "CONTACT", OBJECT_OTHER, false },
  { "CORTEX AGENT", OBJECT_OTHER, false },
  { "CORTEX SEARCH SERVICE", OBJECT_OTHER, false },
  { "DATA METRIC FUNCTION", OBJECT_FUNCTION, true },
  { "DATABASE", OBJECT_DATABASE, true },
  { "DATABASE ROLE", OBJECT_OTHER, false },
  { "DATASET", OBJECT_OTHER, false },
  { "DBT PROJECT", OBJECT_OTHER, false },
  { "DYNAMIC TABLE", OBJECT_TABLE, true },
  { "EVENT ROUTING TABLE", OBJECT_OTHER, false },
  { "EVENT TABLE", OBJECT_TABLE, true },
  { "EXPERIMENT", OBJECT_OTHER, false },
  { "EXTERNAL ACCESS INTEGRATION", OBJECT_OTHER, false },
  { "EXTERNAL FUNCTION", OBJECT_FUNCTION, true },
  { "EXTERNAL TABLE", OBJECT_TABLE, false },
  { "EXTERNAL VOLUME", OBJECT_VOLUME, true },
  { "FAILOVER GROUP", OBJECT_OTHER, false },
  { "FEATURE POLICY", OBJECT_OTHER, false },
  { "FILE FORMAT", OBJECT_FILE_FORMAT, false },
  { "FUNCTION", OBJECT_FUNCTION, true },
  { "GATEWAY", OBJECT_OTHER, false },
  { "GIT REPOSITORY", OBJECT_OTHER, false },
  { "HYBRID TABLE", OBJECT_TABLE, true },
  { "ICEBERG TABLE", OBJECT_TABLE, true },
  { "IMAGE REPOSITORY", OBJECT_OTHER, false },
  { "INDEX", OBJECT_INDEX, true },
  { "INTEGRATION", OBJECT_OTHER, false },
  { "INTERACTIVE TABLE", OBJECT_TABLE, false },
  { "INTERACTIVE WAREHOUSE", OBJECT_WAREHOUSE, false },
  { "JOIN POLICY", OBJECT_OTHER, false },
  { "LISTING", OBJECT_OTHER, false },
  { "MANAGED ACCOUNT", OBJECT_OTHER, false },
  { "MASKING POLICY", OBJECT_OTHER, false },
  { "MATERIALIZED VIEW", OBJECT_VIEW, true },
  { "MCP SERVER", OBJECT_OTHER, false },
  { "MODEL", OBJECT_OTHER, false },
  { "MODEL MONITOR", OBJECT_OTHER, false },
  { "NETWORK POLICY", OBJECT_OTHER, false },
  { "NETWORK RULE", OBJECT_OTHER, false },
  { "NOTEBOOK", OBJECT_OTHER, false },
  { "NOTIFICATION INTEGRATION", OBJECT_OTHER, false },
  { "ONLINE FEATURE TABLE", OBJECT_OTHER, false },
  { "ORGANIZATION ACCOUNT", OBJECT_OTHER, false },
  { "ORGANIZATION PROFILE", OBJECT_OTHER, false },
  { "ORGANIZATION USER", OBJECT_OTHER, false },
  { "ORGANIZATION USER GROUP", OBJECT_OTHER, false },
  { "PACKAGES POLICY", OBJECT_OTHER, false },
  { "PASSWORD POLICY", OBJECT_OTHER, false },
  { "PIPE", OBJECT_PIPE, false },
  { "PRIVACY POLICY", OBJECT_OTHER, false },
  { "PROCEDURE", OBJECT_PROCEDURE, true },
  { "PROJECTION POLICY", OBJECT_OTHER, false },
  { "PROVISIONED THROUGHPUT", OBJECT_OTHER, false },
  { "REPLICATION GROUP", OBJECT_OTHER, false },
  { "RESOURCE MONITOR", OBJECT_OTHER, false },
  { "ROLE", OBJECT_ROLE, false },
  { "ROW ACCESS POLICY", OBJECT_OTHER, false },
  { "SCHEMA", OBJECT_SCHEMA, true },
  { "SECRET", OBJECT_OTHER, false },
  { "SECURITY INTEGRATION", OBJECT_OTHER, false },
  { "SEMANTIC VIEW", OBJECT_OTHER, false },
  { "SEQUENCE", OBJECT_SEQUENCE, true },
  { "SERVICE", OBJECT_OTHER, false },
  { "SESSION", OBJECT_OTHER, true },
  { "SESSION POLICY", OBJECT_OTHER, false },
  { "SHARE", OBJECT_OTHER, false },
  { "SNAPSHOT", OBJECT_OTHER, false },
  { "SNAPSHOT POLICY", OBJECT_OTHER, false },
  { "SNAPSHOT SET", OBJECT_OTHER, false },
  { "STAGE", OBJECT_STAGE, false },
  { "STORAGE INTEGRATION", OBJECT_OTHER, false },
  { "STORAGE LIFECYCLE POLICY", OBJECT_OTHER, false },
  { "STREAM", OBJECT_STREAM, false },
  { "STREAMLIT", OBJECT_OTHER, false },
  { "TABLE", OBJECT_TABLE, true },
  { "TAG", OBJECT_OTHER, false },
  { "TASK", OBJECT_TASK, false },
  { "TRANSACTION", OBJECT_OTHER, false },
  { "TYPE", OBJECT_OTHER, false },
  { "USER", OBJECT_USER, false },
  { "VIEW", OBJECT_VIEW, true },
  { "WAREHOUSE", OBJECT_WAREHOUSE, true },
  { "WORKSPACE", OBJECT_OTHER, false },
};

const struct object_words *object_words_rows(int *count)
{
  *count = (int)(sizeof rows / sizeof *rows);
  return rows;
}

const struct object_words *object_words_find(struct text words)
{
  int low = 0, high = (int)(sizeof rows / sizeof *rows);

  while (low < high) {
    int middle = (low + high) / 2;
    int order = text_compare(words, text_of(rows[middle].words));

    if (order == 0)
      return &rows[middle];
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return NULL;
}
