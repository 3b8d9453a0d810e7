/* cmd_explain.c: `snowglobe explain`: what one stage makes of a statement, in an instance that
 * lives in memory and as long as the command. */
#include "cli/cmd_explain.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/id.h"
#include "exec/exec.h"
#include "exec/explain_stmt.h"
#include "exec/staged_file.h"
#include "session/instance.h"
#include "session/sessions.h"

#define EXIT_USAGE 2

struct arguments {
  const char *stage, *setup, *sql;
};

static bool read_arguments(int argc, char **argv, struct arguments *arguments,
                           struct err *err)
{
  *arguments = (struct arguments){ .stage = "duckdb" };
  for (int i = 0; i < argc; i++) {
    if (strncmp(argv[i], "--stage=", 8) == 0)
      arguments->stage = argv[i] + 8;
    else if (strncmp(argv[i], "--setup=", 8) == 0)
      arguments->setup = argv[i] + 8;
    else if (argv[i][0] == '-' && argv[i][1] == '-')
      return err_set(err, ERR_INVALID_ARGUMENT, "unknown option '%s'", argv[i]);
    else if (arguments->sql)
      return err_set(err, ERR_INVALID_ARGUMENT, "one statement is wanted");
    else
      arguments->sql = argv[i];
  }
  return arguments->sql || err_set(err, ERR_INVALID_ARGUMENT, "a statement is wanted");
}

static bool read_file(const char *path, struct buf *out, struct err *err)
{
  FILE *file = fopen(path, "r");
  char piece[4096];
  size_t len;

  if (!file)
    return err_set(err, ERR_INVALID_ARGUMENT, "cannot read %s: %s", path,
                   strerror(errno));
  while ((len = fread(piece, 1, sizeof piece, file)) > 0)
    buf_add(out, piece, len);
  fclose(file);
  return true;
}

static bool run_statement(struct session *session, struct arena *arena, struct text sql,
                          struct err *err)
{
  struct exec_request request = { .sql = sql, .statement_count = 1 };
  struct outcome outcome = { 0 };
  struct batch batch = { 0 };
  bool ok;

  id_query(request.query_id);
  ok = exec_run(session, arena, &request, &outcome, err);
  do
    ok = ok && outcome_fetch(&outcome, &batch, err);
  while (ok && batch.rows);
  outcome_clear(&outcome);
  return ok;
}

/* Statements of a file, each ended by a semicolon at a line's end. */
static bool run_setup(struct session *session, const char *path, struct err *err)
{
  struct arena *arena = arena_new();
  struct buf text;
  struct text rest;
  bool ok;

  buf_init(&text);
  ok = read_file(path, &text, err);
  rest = text_trim(buf_text(&text));
  while (ok && rest.len) {
    size_t end = text_find_text(rest, TEXT(";\n"));

    ok = run_statement(session, arena, text_slice(rest, 0, end), err);
    rest = text_trim(text_slice(rest, end + 1, rest.len));
  }
  buf_clear(&text);
  arena_free(arena);
  return ok;
}

static bool explain_in(struct session *session, const struct arguments *arguments,
                       struct err *err)
{
  struct buf out;
  bool ok;

  if (arguments->setup && !run_setup(session, arguments->setup, err))
    return false;
  buf_init(&out);
  ok = explain_stage(session, text_of(arguments->sql), arguments->stage, &out, err);
  if (ok)
    printf(TEXT_FMT "%s", TEXT_ARG(buf_text(&out)),
           out.len && out.at[out.len - 1] == '\n' ? "" : "\n");
  buf_clear(&out);
  return ok;
}

static bool explain_alone(const struct arguments *arguments, struct err *err)
{
  struct instance_options options = { .account = "SNOWGLOBE",
                                      .threads = 1,
                                      .token_seconds = 3600,
                                      .session_seconds = 14400,
                                      .end_session = exec_end_session,
                                      .register_functions = staged_file_register };
  struct instance *instance = instance_open(&options, err);
  struct session_tokens tokens;
  struct session *session;
  bool ok;

  if (!instance)
    return false;
  session = session_new(instance, err);
  ok = session != NULL;
  if (ok) {
    session_set(&session->user, TEXT("SNOWGLOBE"));
    session_set(&session->role, TEXT("ACCOUNTADMIN"));
    sessions_add(instance->sessions, session, &tokens);
    session_lock(session);
    ok = explain_in(session, arguments, err);
    session_unlock(session);
    sessions_release(instance->sessions, session);
  }
  instance_close(instance);
  return ok;
}

int cmd_explain(int argc, char **argv)
{
  struct arguments arguments;
  struct err err;

  err_clear(&err);
  if (!read_arguments(argc, argv, &arguments, &err)) {
    fprintf(stderr, "snowglobe explain: %s\n", err.message);
    return EXIT_USAGE;
  }
  if (explain_alone(&arguments, &err))
    return EXIT_SUCCESS;
  fprintf(stderr, "%06d (%s): %s\n", err_number(err.code), err.sqlstate, err.message);
  return EXIT_FAILURE;
}

void cmd_explain_help(void)
{
  printf(
    "usage: snowglobe explain [--stage=tokens|ast|bound|duckdb] [--setup=FILE] 'SQL'\n\n"
    "Shows what one stage makes of a statement; duckdb unless said otherwise. The file's\n"
    "statements run first, in memory; each ends with a semicolon at the end of a line.\n");
}
