/* result_scan.c: results of earlier statements as relations: RESULT_SCAN('id'), and $1 after ->>. */
#include "exec/result_scan.h"

#include "session/instance.h"
#include "session/results.h"

/* Of rows that are gathered before they are written. */
#define PART_BYTES ((size_t)4 << 20)

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

/* Held for the caller; NULL with an error. */
static struct kept_result *hold(struct result_scope scope, struct text name,
                                struct err *err)
{
  struct kept_result *kept;

  if (!is_flow(name)) {
    kept = results_find(scope.session->instance->results, name, scope.session->user);
  } else {
    kept = flow_result(scope, name);
    if (kept)
      kept_result_hold(kept);
  }
  if (!kept)
    fail_unknown(name, err);
  return kept;
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
  struct kept_result *kept = hold(scope, name, err);

  if (!kept)
    return false;
  *count = kept_result_columns(kept);
  *columns = ARENA_ARRAY(arena, (size_t)*count, struct bound_column);
  for (int i = 0; i < *count; i++)
    (*columns)[i] = column_of_kept(arena, kept, i);
  kept_result_release(kept);
  return true;
}

bool result_scan_rows(struct result_scope scope, struct bound_rows_need *need,
                      struct err *err)
{
  struct kept_result *kept = hold(scope, need->result_id, err);

  if (!kept)
    return false;
  if (kept_result_file(kept) && kept_result_parts(kept) > 1)
    need->source = kept_result_source(kept);
  else
    need->rows = kept_result_part(kept, 0, err);
  kept_result_release(kept);
  return need->rows || need->source;
}

static bool take_rows(struct outcome *outcome, struct kept_result *kept, struct err *err)
{
  struct batch batch;

  do {
    if (!outcome_fetch(outcome, &batch, err) ||
        (batch.column_count && !kept_result_add(kept, &batch, err)))
      return false;
    if (kept_result_held(kept) >= PART_BYTES && !kept_result_end_part(kept, err))
      return false;
  } while (batch.rows);
  return kept_result_end(kept, err);
}

struct kept_result *result_scan_take(struct outcome *outcome,
                                     struct result_folder *folder, struct err *err)
{
  struct kept_result *kept = outcome_kept(outcome, folder);
  bool ok = take_rows(outcome, kept, err);

  outcome_clear(outcome);
  if (ok)
    return kept;
  kept_result_release(kept);
  return NULL;
}
