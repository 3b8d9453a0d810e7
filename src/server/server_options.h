/* server_options.h: what a server is told at its start: by flags, by the environment, by a file.
 *
 * A flag is stronger than a SNOWGLOBE_* variable, that is stronger than a line of the file, that
 * than the default. All come from one table of rows. */
#ifndef SERVER_SERVER_OPTIONS_H
#define SERVER_SERVER_OPTIONS_H

#include "base/arena.h"
#include "base/err.h"

struct server_options {
  const char *data; /* NULL: keep everything in memory. */
  const char *host;
  const char *dashboard_hosts; /* See dashboard/dash_hosts.h; NULL: none. */
  int64_t http_port;           /* 0: any free one; -1: none. */
  int64_t https_port;
  const char *cert, *key; /* PEM files; NULL: made in the data folder. */
  const char *user, *password, *account;
  const char *log_level, *log_format, *log_file;
  bool log_requests;
  const char *metrics_token;                    /* NULL: everybody may read /metrics. */
  const char *config;                           /* The file that was read, or NULL. */
  int64_t threads;                              /* Of the engine; 0: one for each core. */
  int64_t memory_limit;                         /* Bytes; 0: the engine's own choice. */
  const char *s3_endpoint, *s3compat_endpoints; /* See stage/s3_store.h. */
  const char *s3_region, *s3_key_id, *s3_secret_key;
  const char *stage_folders;           /* With colons between them; NULL: none. */
  int64_t stage_limit;                 /* Bytes of all staged files; 0: no limit. */
  int64_t result_limit, result_memory; /* Bytes of results that are kept ... */
  int64_t result_seconds;              /* ... and for how long. */
  int64_t history_count,
    history_days;        /* Of QUERY_HISTORY; 0 statements: in memory alone. */
  int64_t grace_seconds; /* For running statements when the server stops. */
  int64_t token_seconds, session_seconds;
  int64_t answer_seconds, detached_seconds;
};

/* Reads argv (without the program and command names), the environment (as in environ) and the
 * file that one of them names. Texts live in the arena or in argv. ERR_INVALID_ARGUMENT with a
 * message for people. */
bool server_options_read(struct arena *arena, int argc, char *const *argv,
                         char *const *environment, struct server_options *options,
                         struct err *err) MUST_CHECK;
/* The list of all options for `snowglobe help serve`. */
struct text server_options_help(struct arena *arena);
/* The same as a table in Markdown, with the variable and the line of the file, for the README. */
struct text server_options_table(struct arena *arena);
/* "name = value" of every option, for the log; secrets are blacked out. */
struct text server_options_print(struct arena *arena,
                                 const struct server_options *options);

#endif
