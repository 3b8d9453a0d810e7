/* explain_text.c: the plan of a statement that ran, by its text. */
#include "exec/explain_text.h"

#include "base/clock.h"
#include "exec/pipeline.h"
#include "exec/statement_plan.h"
#include "session/instance.h"

bool explain_text(struct session *session, struct arena *arena, struct text sql,
                  struct plan *plan, struct err *err)
{
  struct exec_request request = { .sql = sql, .describe_only = true };
  struct run run = { .session = session,
                     .arena = arena,
                     .request = &request,
                     .now_ns = clock_now_ns(),
                     .sql = sql };
  struct bind_context context = pipeline_context(&run, false);
  bool ok;

  err_clear(err);
  session_lock(session);
  catalog_read(session->instance->catalog);
  ok = statement_plan_of_text(&context, sql, NULL, plan, err);
  catalog_read_end(session->instance->catalog);
  session_unlock(session);
  return ok;
}
