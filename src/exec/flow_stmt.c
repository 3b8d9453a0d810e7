/* flow_stmt.c: statement ->> statement: each may read the results of those before it. */
#include "exec/flow_stmt.h"

#include "exec/result_scan.h"
#include "session/instance.h"
#include "session/results.h"

static bool run_one(struct run *run, const struct statement *statement,
                    flow_dispatch dispatch, struct err *err)
{
  struct outcome outcome = { 0 };
  struct kept_result *kept = NULL;
  bool streams = run->streams;

  /* An error in the middle would come too late for what pipeline_query does about it. */
  run->streams = false;
  if (dispatch(run, statement, &outcome, err))
    kept = result_scan_take(&outcome, results_folder(run->session->instance->results),
                            err);
  else
    outcome_clear(&outcome);
  run->streams = streams;
  if (kept)
    list_add(run->arena, &run->flow, kept);
  return kept;
}

bool flow_run(struct run *run, const struct statement *statement, flow_dispatch dispatch,
              struct outcome *outcome, struct err *err)
{
  const struct list *steps = statement->flow;
  bool ok = true;

  for (int i = 0; ok && i < steps->count - 1; i++)
    ok = run_one(run, steps->at[i], dispatch, err);
  ok = ok && dispatch(run, steps->at[steps->count - 1], outcome, err);
  for (int i = 0; i < run->flow.count; i++)
    kept_result_release(run->flow.at[i]);
  run->flow = (struct list){ 0 };
  return ok;
}
