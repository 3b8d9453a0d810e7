/* create_clauses.c: which clauses CREATE of a kind may have and must have. */
#include "sql/create_clauses.h"

#define RULE CLAUSE_RULE, CLAUSE_RULE
#define SOME_TABLE                                                             \
 CLAUSE_COLUMNS | CLAUSE_QUERY | CLAUSE_LIKE | CLAUSE_CLONE | CLAUSE_CLUSTER | \
   CLAUSE_PARTITION | CLAUSE_TEMPLATE

#define CARRIED_OUT                                                            \
 CLAUSE_COLUMNS | CLAUSE_QUERY | CLAUSE_LIKE | CLAUSE_CLONE | CLAUSE_CLUSTER | \
   CLAUSE_TEMPLATE

/* What is carried out is checked further where it is. */
static const struct create_clauses rows[] = {
  { "AGGREGATION POLICY", RULE },
  { "ALERT", CLAUSE_CLONE | CLAUSE_CONDITION, CLAUSE_CONDITION },
  { "APPLICATION", CLAUSE_WORDS, 0 },
  { "CONNECTION", CLAUSE_WORDS, 0 },
  { "CORTEX SEARCH SERVICE", CLAUSE_WORDS, 0 },
  { "DATABASE", CARRIED_OUT | CLAUSE_FROM | CLAUSE_WORDS, 0 },
  { "DATABASE ROLE", CLAUSE_CLONE, 0 },
  { "EVENT TABLE", SOME_TABLE, 0 },
  { "EXTERNAL TABLE", SOME_TABLE, 0 },
  { "FAILOVER GROUP", CLAUSE_WORDS, 0 },
  { "FILE FORMAT", CLAUSE_CLONE, 0 },
  { "ICEBERG TABLE", SOME_TABLE, 0 },
  { "INDEX", CLAUSE_ON, CLAUSE_ON },
  { "INTERACTIVE TABLE", SOME_TABLE, 0 },
  { "JOIN POLICY", RULE },
  { "LISTING", CLAUSE_WORDS, 0 },
  { "MASKING POLICY", RULE },
  { "MODEL", CLAUSE_WORDS, 0 },
  { "NOTEBOOK", CLAUSE_WORDS, 0 },
  { "ONLINE FEATURE TABLE", CLAUSE_WORDS, 0 },
  { "PACKAGES POLICY", CLAUSE_LANGUAGE, CLAUSE_LANGUAGE },
  { "PIPE", CLAUSE_BODY, CLAUSE_BODY },
  { "PRIVACY POLICY", RULE },
  { "PROJECTION POLICY", RULE },
  { "REPLICATION GROUP", CLAUSE_WORDS, 0 },
  { "RESOURCE MONITOR", CLAUSE_TRIGGERS, 0 },
  { "ROW ACCESS POLICY", RULE },
  { "SCHEMA", CARRIED_OUT, 0 },
  { "SEMANTIC VIEW", CLAUSE_SEMANTIC, CLAUSE_SEMANTIC },
  { "SEQUENCE", CARRIED_OUT, 0 },
  { "SERVICE", CLAUSE_WORDS, 0 },
  { "STAGE", CLAUSE_CLONE, 0 },
  { "STORAGE LIFECYCLE POLICY", RULE },
  { "STREAM", CLAUSE_CLONE | CLAUSE_ON, CLAUSE_ON },
  { "STREAMLIT", CLAUSE_WORDS, 0 },
  { "TABLE", CARRIED_OUT, 0 },
  { "TAG", CLAUSE_ALLOWED, 0 },
  { "TASK", CLAUSE_CLONE | CLAUSE_AFTER | CLAUSE_WHEN | CLAUSE_BODY | CLAUSE_EXECUTE,
    CLAUSE_BODY },
  { "TYPE", CLAUSE_WORDS, 0 },
  { "VIEW", CARRIED_OUT, 0 },
};

const struct create_clauses *create_clauses_of(struct text kind)
{
  static const struct create_clauses none = { "", 0, 0 };

  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (text_is(kind, rows[i].kind))
      return &rows[i];
  return &none;
}
