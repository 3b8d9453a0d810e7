/* exec.h: runs the statements of one request in a session.
 *
 * The caller holds the session's lock. Everything of the answer lives in the arena, except what
 * outcome_clear frees. */
#ifndef EXEC_EXEC_H
#define EXEC_EXEC_H

#include "base/list.h"
#include "exec/outcome.h"
#include "exec/request.h"
#include "session/session.h"

/* Runs one statement: ERR_STATEMENT_COUNT when the text holds another number of them. */
bool exec_run(struct session *session, struct arena *arena,
              const struct exec_request *request, struct outcome *outcome,
              struct err *err) MUST_CHECK;
/* After a failure of outcome_fetch, or of what was done with its rows: ends what the statement
 * left. True: it is to be run again, and the request says how; what was made of the rows that came
 * is to be forgotten. False: it has failed, with *err. */
bool exec_again(struct session *session, struct exec_request *request,
                struct outcome *outcome, struct err *err) MUST_CHECK;
/* One of several statements of a request. */
struct exec_part {
  struct text sql;
  int line, column;   /* Where it begins: 1-based, and 0-based in bytes. */
  int bind_count;     /* Its ? and :1. */
  bool numbers_binds; /* Some are :1. */
};
/* The parts (struct exec_part) of a request. ERR_STATEMENT_COUNT when they are another number than
 * `wanted`, of which 0 is any. */
bool exec_split(struct arena *arena, struct text sql, int64_t wanted, struct list *parts,
                struct err *err) MUST_CHECK;
/* The same of a text in which some statements may be wrong (see parse_places): any number of parts, of which
 * only the place is told. */
bool exec_split_any(struct arena *arena, struct text sql, struct list *parts,
                    struct err *err) MUST_CHECK;
/* Ends an open transaction (rolls back) and drops what belongs to the session: before it goes. */
void exec_end_session(struct session *session);

#endif
