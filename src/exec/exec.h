/* exec.h: runs the statements of one request in a session.
 *
 * The caller holds the session's lock. Everything of the answer lives in the arena, except what
 * outcome_clear frees. */
#ifndef EXEC_EXEC_H
#define EXEC_EXEC_H

#include "exec/outcome.h"
#include "session/session.h"

/* One bound value as it came over the wire, or one array of them. */
struct bind_value {
  struct text type;     /* "FIXED", "TEXT", "DATE" ... */
  bool is_array;
  int64_t count;        /* 1 for a scalar. */
  struct text *values;  /* at NULL: NULL. */
};

struct exec_request {
  struct text sql;
  int bind_count;
  const struct bind_value *binds; /* By position from 1; NULL type when a number was left out. */
  bool describe_only;
  int64_t statement_count; /* MULTI_STATEMENT_COUNT: 1 unless said, 0 any. */
  char query_id[40];
};

/* Runs one statement: ERR_STATEMENT_COUNT when the text holds another number of them. */
bool exec_run(struct session *session, struct arena *arena, const struct exec_request *request,
              struct outcome *outcome, struct err *err) MUST_CHECK;
/* Ends an open transaction (rolls back) and drops what belongs to the session: before it goes. */
void exec_end_session(struct session *session);
/* The statement's text with secrets blacked out, for logs and history. */
struct text exec_redact(struct arena *arena, struct text sql);

#endif
