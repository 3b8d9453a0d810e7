/* directory_files.h: the files that directory tables know, and what became of them: rows of two tables of
 * the engine, by the numbers of stages. */
#ifndef CATALOG_DIRECTORY_FILES_H
#define CATALOG_DIRECTORY_FILES_H

#include "base/buf.h"

#define DIRECTORY_FILES "\"_snowglobe\".\"directory_files\""
#define DIRECTORY_EVENTS "\"_snowglobe\".\"directory_events\""
#define DIRECTORY_FILES_TABLE                                                     \
 "CREATE TABLE " DIRECTORY_FILES " (stage_id BIGINT, path VARCHAR, size BIGINT, " \
 "modified_ns BIGINT, etag VARCHAR);\n"
#define DIRECTORY_EVENTS_TABLE                                                      \
 "CREATE TABLE " DIRECTORY_EVENTS " (stage_id BIGINT, at_ms BIGINT, path VARCHAR, " \
 "status VARCHAR, size BIGINT, modified_ns BIGINT);\n"
/* Of stages that are not there any more; at start, when there are no temporary ones. */
#define DIRECTORY_SWEEP                                                    \
 "DELETE FROM " DIRECTORY_FILES " WHERE stage_id NOT IN (SELECT id FROM "  \
 "\"_snowglobe\".\"stages\");\n"                                           \
 "DELETE FROM " DIRECTORY_EVENTS " WHERE stage_id NOT IN (SELECT id FROM " \
 "\"_snowglobe\".\"stages\");\n"

/* docs.snowflake.com/en/sql-reference/functions/stage_directory_file_registration_history: 14 days */
#define DIRECTORY_EVENTS_MS (14LL * 24 * 60 * 60 * 1000)

struct directory_file {
  struct text path; /* Below the stage. */
  int64_t size, modified_ns;
  struct text etag; /* The MD5 in hexadecimal, or what the store says. */
};

/* Statements that make the file known, in the place of what was known of it, or unknown; with the event
 * that tells of it. `status` is "REGISTERED_NEW" and the like. */
void directory_put_file(int64_t stage_id, int64_t now_ms,
                        const struct directory_file *file, const char *status,
                        struct buf *sql);
void directory_put_gone(int64_t stage_id, int64_t now_ms,
                        const struct directory_file *file, struct buf *sql);
/* The stage has no directory table any more. */
void directory_put_end(int64_t stage_id, struct buf *sql);
/* Events that are too old to be told. */
void directory_put_forget(int64_t now_ms, struct buf *sql);

#endif
