/* external_files.h: which files external tables read, and what became of them: rows of two tables of the
 * engine, by the numbers of tables. */
#ifndef CATALOG_EXTERNAL_FILES_H
#define CATALOG_EXTERNAL_FILES_H

#define EXTERNAL_FILES "\"_snowglobe\".\"external_files\""
#define EXTERNAL_FILES_TABLE                                                     \
 "CREATE TABLE " EXTERNAL_FILES " (table_id BIGINT, file VARCHAR, size BIGINT, " \
 "etag VARCHAR, modified_ms BIGINT, registered_ms BIGINT, partition VARCHAR);\n"
/* What a table of an older version lacks. */
#define EXTERNAL_FILES_OF_PARTITIONS \
 "ALTER TABLE " EXTERNAL_FILES " ADD COLUMN partition VARCHAR;\n"
#define EXTERNAL_EVENTS "\"_snowglobe\".\"external_events\""
#define EXTERNAL_EVENTS_TABLE                                                      \
 "CREATE TABLE " EXTERNAL_EVENTS " (table_id BIGINT, at_ms BIGINT, file VARCHAR, " \
 "status VARCHAR, message VARCHAR, size BIGINT, modified_ms BIGINT);\n"
/* Of tables that are not there any more. */
#define EXTERNAL_SWEEP                                                    \
 "DELETE FROM " EXTERNAL_FILES " WHERE table_id NOT IN (SELECT id FROM "  \
 "\"_snowglobe\".\"tables\");\n"                                          \
 "DELETE FROM " EXTERNAL_EVENTS " WHERE table_id NOT IN (SELECT id FROM " \
 "\"_snowglobe\".\"tables\");\n"

/* docs.snowflake.com/en/sql-reference/functions/external_table_file_registration_history: 30 days */
#define EXTERNAL_EVENTS_MS (30LL * 24 * 60 * 60 * 1000)

#endif
