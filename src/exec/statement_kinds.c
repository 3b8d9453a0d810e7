/* statement_kinds.c: the kinds of statements: their words for QUERY_HISTORY and for docs/sql.md. */
#include "exec/statement_kinds.h"

#include <stddef.h>

/* clang-format off */
static const struct statement_row rows[] = {
  { STMT_QUERY, "SELECT",
    "WITH [RECURSIVE], SELECT, VALUES, UNION [ALL] [BY NAME], INTERSECT, EXCEPT, MINUS; joins of every kind with LATERAL and ASOF; "
    "PIVOT, UNPIVOT, MATCH_RECOGNIZE, CONNECT BY, SAMPLE, QUALIFY, GROUP BY ALL, CUBE, ROLLUP, GROUPING SETS; "
    "`*` with ILIKE, EXCLUDE, REPLACE, RENAME", "AT, BEFORE, CHANGES" },
  { STMT_INSERT, "INSERT", "INSERT [OVERWRITE] INTO t [(columns)] VALUES ... | query", "" },
  { STMT_MULTI_INSERT, "MULTI_TABLE_INSERT", "INSERT [OVERWRITE] ALL | FIRST [WHEN ... THEN] INTO ... query", "" },
  { STMT_UPDATE, "UPDATE", "UPDATE t SET ... [FROM ...] [WHERE ...]", "" },
  { STMT_DELETE, "DELETE", "DELETE FROM t [USING ...] [WHERE ...]", "" },
  { STMT_MERGE, "MERGE", "MERGE INTO t USING ... ON ... WHEN [NOT] MATCHED [AND ...] THEN ...", "" },
  { STMT_TRUNCATE, "TRUNCATE_TABLE", "TRUNCATE [TABLE] [IF EXISTS] t", "" },
  { STMT_CREATE_DATABASE, "CREATE", "CREATE [OR REPLACE] [TRANSIENT] DATABASE [IF NOT EXISTS] d [CLONE ...] ...", "FROM SHARE" },
  { STMT_CREATE_SCHEMA, "CREATE", "CREATE [OR REPLACE] [TRANSIENT] SCHEMA [IF NOT EXISTS] s [CLONE ...] ...", "" },
  { STMT_CREATE_TABLE, "CREATE_TABLE",
    "CREATE [OR REPLACE | OR ALTER] [TEMPORARY | TRANSIENT | HYBRID | DYNAMIC | EVENT | ICEBERG] TABLE [IF NOT EXISTS] t (columns, constraints) | AS query | LIKE | CLONE | USING TEMPLATE",
    "Iceberg tables of other catalogs" },
  { STMT_CREATE_VIEW, "CREATE_VIEW",
    "CREATE [OR REPLACE] [SECURE] [TEMPORARY] [RECURSIVE] [MATERIALIZED] VIEW [IF NOT EXISTS] v [(columns)] AS query", "" },
  { STMT_CREATE_SEQUENCE, "CREATE_SEQUENCE", "CREATE [OR REPLACE] SEQUENCE [IF NOT EXISTS] s [START] [INCREMENT] [ORDER | NOORDER]", "" },
  { STMT_CREATE_WAREHOUSE, "CREATE", "CREATE [OR REPLACE] WAREHOUSE [IF NOT EXISTS] w ...: by name; everything runs on this machine", "" },
  { STMT_CREATE_VOLUME, "CREATE", "CREATE [OR REPLACE] EXTERNAL VOLUME [IF NOT EXISTS] v STORAGE_LOCATIONS = (...): kept and shown", "" },
  { STMT_CREATE_FILE_FORMAT, "CREATE", "CREATE [OR REPLACE] [TEMPORARY] FILE FORMAT [IF NOT EXISTS] f [CLONE ...] TYPE = ...", "CREATE OR ALTER" },
  { STMT_CREATE_USER, "CREATE_USER", "CREATE [OR REPLACE] USER [IF NOT EXISTS] u: password, key pair, names, defaults, DISABLED, TYPE", "session parameters, policies, tags, tokens, DAYS_TO_EXPIRY, DEFAULT_SECONDARY_ROLES" },
  { STMT_CREATE_INDEX, "CREATE", "CREATE [OR REPLACE] INDEX [IF NOT EXISTS] i ON t (columns) [INCLUDE (columns)], DROP INDEX t.i: of hybrid tables", "" },
  { STMT_CREATE_ROUTINE, "CREATE", "CREATE [OR REPLACE] [SECURE] [TEMPORARY] FUNCTION f (...) RETURNS type | TABLE (...) [LANGUAGE SQL] AS ...",
    "procedures; other languages" },
  { STMT_CREATE_STAGE, "CREATE", "CREATE [OR REPLACE | OR ALTER] [TEMPORARY] STAGE [IF NOT EXISTS] s URL, DIRECTORY, ENCRYPTION, FILE_FORMAT, COPY_OPTIONS, STORAGE_INTEGRATION, CREDENTIALS, ENDPOINT, COMMENT", "CLONE of internal stages; external stages at Google and Azure" },
  { STMT_CREATE_PIPE, "CREATE", "CREATE [OR REPLACE] PIPE [IF NOT EXISTS] p AUTO_INGEST = FALSE, COMMENT AS COPY INTO t ...", "AUTO_INGEST = TRUE; notification and error integrations" },
  { STMT_CREATE_OTHER, "CREATE", "", "CREATE of tasks, streams, roles, policies, tags, integrations, alerts ..." },
  { STMT_ALTER, "ALTER", "ALTER DATABASE | SCHEMA | TABLE | VIEW | SEQUENCE | WAREHOUSE | FUNCTION | FILE FORMAT | STAGE | USER ...; ALTER ACCOUNT SET | UNSET DATA_RETENTION_TIME_IN_DAYS", "other kinds of objects; other parameters of the account" },
  { STMT_DROP, "DROP", "DROP DATABASE | SCHEMA | TABLE | VIEW | SEQUENCE | WAREHOUSE | FUNCTION | FILE FORMAT | STAGE | USER [IF EXISTS] name [CASCADE | RESTRICT]",
    "other kinds of objects" },
  { STMT_UNDROP, "RESTORE", "UNDROP [DYNAMIC] TABLE | SCHEMA | DATABASE name | IDENTIFIER(number)", "tags and other kinds of objects" },
  { STMT_COMMENT, "COMMENT", "COMMENT [IF EXISTS] ON kind name IS text", "" },
  { STMT_SHOW, "SHOW", "SHOW [TERSE] kind [HISTORY] [LIKE ...] [IN ...] [STARTS WITH ...] [LIMIT ... [FROM ...]]", "" },
  { STMT_DESCRIBE, "DESCRIBE", "DESCRIBE kind name; DESCRIBE RESULT", "" },
  { STMT_USE, "USE", "USE DATABASE | SCHEMA | ROLE | WAREHOUSE | SECONDARY ROLES", "" },
  { STMT_BEGIN, "BEGIN_TRANSACTION", "BEGIN | START TRANSACTION [NAME n]", "" },
  { STMT_COMMIT, "COMMIT", "COMMIT [WORK]", "" },
  { STMT_ROLLBACK, "ROLLBACK", "ROLLBACK [WORK]", "" },
  { STMT_SET, "SET", "SET name = expression; SET (names) = (expressions)", "" },
  { STMT_UNSET, "UNSET", "UNSET name; UNSET (names)", "" },
  { STMT_ALTER_SESSION, "ALTER_SESSION", "ALTER SESSION SET | UNSET parameters", "" },
  { STMT_EXPLAIN, "EXPLAIN", "EXPLAIN [USING TABULAR | JSON | TEXT] statement", "" },
  { STMT_EXECUTE_IMMEDIATE, NULL, "EXECUTE IMMEDIATE text [USING (...)]", "blocks; several statements" },
  { STMT_EXECUTE_FILE, NULL, "EXECUTE IMMEDIATE FROM @stage/path | 'path' [USING (name => value ...)] [DRY_RUN = ...]", "blocks; of Jinja2 all but {{ name }} and {# ... #}" },
  { STMT_BLOCK, NULL, "", "Snowflake Scripting: DECLARE ... BEGIN ... END" },
  { STMT_FLOW, NULL, "statement ->> statement ...", "" },
  { STMT_GRANT, "GRANT", "", "GRANT, REVOKE" },
  { STMT_COPY, "COPY", "COPY INTO t [(columns)] FROM @stage | (SELECT $1 ... FROM @stage) ...: CSV, JSON, XML, PARQUET, AVRO; COPY INTO @stage FROM t | (query) ...: CSV, JSON, PARQUET", "ORC" },
  { STMT_FILES, NULL, "PUT, GET, LIST, REMOVE, COPY FILES", "" },
  { STMT_CALL, "CALL", "", "CALL; WITH ... AS PROCEDURE ... CALL" },
  { STMT_EXECUTE_OBJECT, NULL, "", "EXECUTE TASK, ALERT ...; EXECUTE USING POLICY_CONTEXT" },
};
/* clang-format on */

const struct statement_row *statement_row_at(int index)
{
  return index < (int)(sizeof rows / sizeof *rows) ? &rows[index] : NULL;
}

const char *statement_query_type(const struct statement *statement)
{
  if (statement->kind == STMT_CREATE_TABLE && statement->create->query)
    return "CREATE_TABLE_AS_SELECT";
  if (statement->kind == STMT_COPY && !statement->copy->table)
    return "UNLOAD";
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (rows[i].kind == statement->kind && rows[i].query_type)
      return rows[i].query_type;
  return "UNKNOWN";
}
