/* result_scan.c: results of earlier statements as relations: RESULT_SCAN('id'), and $1 after ->>. */
#include "exec/result_scan.h"

#include "session/instance.h"
#include "session/results.h"

static bool is_flow(struct text name)
{
  return name.len && name.at[0] == '$';
}

static struct kept_result *flow_result(struct result_scope scope, struct text name)
{
  int64_t back;

  if (!text_to_int64(text_slice(name, 1, name.len - 1), &back) || back < 1 ||
      back > scope.flow->count)
    return NULL;
  return scope.flow->at[scope.flow->count - back];
}

static bool fail_unknown(struct text name, struct err *err)
{
  if (is_flow(name))
    return err_set(err, ERR_INVALID_IDENTIFIER,
                   "SQL compilation error:\ninvalid identifier '" TEXT_FMT "'",
                   TEXT_ARG(name));
  return err_set(err, ERR_NO_STATEMENT, "Statement " TEXT_FMT " not found",
                 TEXT_ARG(name));
}

/* For result_release; NULL with an error. */
static struct kept_result *result_hold(struct result_scope scope, struct text name,
                                       struct err *err)
{
  struct kept_result *kept = is_flow(name)
                               ? flow_result(scope, name)
                               : results_hold(scope.session->instance->results, name,
                                              scope.session->user);

  if (!kept)
    fail_unknown(name, err);
  return kept;
}

static void result_release(struct result_scope scope, struct text name)
{
  if (!is_flow(name))
    results_release(scope.session->instance->results);
}

static struct bound_column column_of_kept(struct arena *arena,
                                          const struct kept_result *kept, int at)
{
  const struct kept_column *from = kept_result_column(kept, at);
  enum batch_kind kind = kept_result_kind(kept, at);
  struct bound_column column = { .name = arena_text(arena, from->name),
                                 .type = from->type,
                                 .nullable = from->nullable };

  if (from->type.kind != TYPE_NUMBER)
    return column;
  if (from->type.scale)
    column.width = kind == BATCH_I64 ? 18 : TYPE_MAX_PRECISION;
  else
    column.bytes = kind == BATCH_I64 ? 8 : 16;
  return column;
}

bool result_scan_columns(struct arena *arena, struct result_scope scope, struct text name,
                         struct bound_column **columns, int *count, struct err *err)
{
  struct kept_result *kept = result_hold(scope, name, err);

  if (!kept)
    return false;
  *count = kept_result_columns(kept);
  *columns = ARENA_ARRAY(arena, (size_t)*count, struct bound_column);
  for (int i = 0; i < *count; i++)
    (*columns)[i] = column_of_kept(arena, kept, i);
  result_release(scope, name);
  return true;
}

struct batch_builder *result_scan_rows(struct result_scope scope, struct text name,
                                       struct err *err)
{
  struct kept_result *kept = result_hold(scope, name, err);
  struct batch_builder *rows;

  if (!kept)
    return NULL;
  rows = kept_result_rows(kept, err);
  result_release(scope, name);
  return rows;
}

struct kept_result *result_scan_take(struct outcome *outcome, struct err *err)
{
  struct kept_result *kept;
  struct batch batch;

  outcome_keep(outcome);
  do {
    if (!outcome_fetch(outcome, &batch, err)) {
      outcome_clear(outcome);
      return NULL;
    }
  } while (batch.rows);
  kept = outcome->kept;
  outcome->kept = NULL;
  outcome_clear(outcome);
  return kept;
}
