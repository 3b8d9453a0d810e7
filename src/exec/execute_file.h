/* execute_file.h: EXECUTE IMMEDIATE FROM a staged file: its statements, one after the other. */
#ifndef EXEC_EXECUTE_FILE_H
#define EXEC_EXECUTE_FILE_H

#include "exec/outcome.h"
#include "exec/pipeline.h"

/* The file in which a statement stands. */
struct executed_file {
  struct stage_place place; /* Of its stage; the path is the file's. */
  int depth;                /* 1: it was executed by a statement of a client. */
};

/* Runs one statement, as a request of its own. */
typedef bool (*execute_statement)(struct session *session, struct arena *arena,
                                  const struct exec_request *request,
                                  struct outcome *outcome, struct err *err);

/* The outcome is the last statement's. One that fails ends it; what was done before it stays. */
bool execute_file_run(struct run *run, const struct copy *file, execute_statement one,
                      struct outcome *outcome, struct err *err) MUST_CHECK;

#endif
