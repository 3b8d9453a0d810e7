/* made_rows.c: the rows of views and table functions that the server makes for one statement. */
#include "exec/made_rows.h"

#include "base/buf.h"
#include "catalog/views.h"
#include "emit/emit.h"
#include "exec/account_rows.h"
#include "exec/directory_rows.h"
#include "exec/history_range.h"
#include "exec/history_rows.h"
#include "exec/external_rows.h"
#include "exec/load_rows.h"
#include "exec/login_rows.h"
#include "exec/refresh_rows.h"
#include "exec/metadata_rows.h"
#include "session/instance.h"

/* SELECT of what was given; false where nothing was. */
static bool put_arguments(struct bind_context *context,
                          const struct bound_rows_need *need, struct buf *sql)
{
  bool any = false;

  for (int i = 0; i < need->arg_count; i++) {
    if (!need->args[i])
      continue;
    buf_add_string(sql, any ? ", " : "SELECT ");
    emit_expr(context, need->args[i], sql);
    any = true;
  }
  return any;
}

static void read_argument(struct arena *arena, const struct batch_column *column,
                          struct view_arg *arg)
{
  arg->is_given = !batch_is_null(column, 0);
  if (!arg->is_given)
    return;
  if (column->kind == BATCH_TEXT)
    arg->text = arena_text(arena, batch_text(column, 0));
  else if (column->kind == BATCH_BOOL)
    arg->number = batch_bool(column, 0);
  else
    arg->is_given = batch_int(column, 0, &arg->number);
}

bool made_arguments(struct session *session, struct bind_context *context,
                    const struct bound_rows_need *need, struct view_arg *args,
                    struct err *err)
{
  struct engine_result *result;
  struct batch batch;
  struct buf sql;
  bool ok = true;

  buf_init(&sql);
  if (put_arguments(context, need, &sql)) {
    result = engine_query(session->connection, buf_text(&sql), false, err);
    ok = result && engine_fetch(result, &batch, err);
    for (int i = 0, at = 0; ok && i < need->arg_count; i++)
      if (need->args[i] && batch.rows)
        read_argument(context->arena, &batch.columns[at++], &args[i]);
    engine_result_free(result);
  }
  buf_clear(&sql);
  return ok;
}

struct batch_builder *made_rows(struct session *session, struct bind_context *context,
                                const struct bound_rows_need *need, struct err *err)
{
  const struct info_view *view = need->view;
  struct view_arg *args = ARENA_ARRAY(context->arena, (size_t)need->arg_count,
                                      struct view_arg);

  if (!made_arguments(session, context, need, args, err) ||
      !history_check(view, args, err))
    return NULL;
  if (view->id >= VIEW_EXPLAIN_JSON)
    return metadata_rows(session, context, view, args, err);
  if (directory_rows_has(view->id))
    return directory_rows(session, context, view, args, err);
  if (external_rows_has(view->id))
    return external_rows(session, context, view, args, err);
  if (load_rows_has(view->id))
    return load_rows(session, context, view, need->database, args, err);
  if (refresh_rows_has(view->id))
    return refresh_rows(session, context, view, args, err);
  if (view->id >= VIEW_USAGE_GRANTS_TO_ROLES)
    return account_rows(session, context, view);
  if (view->id >= VIEW_LOGIN_HISTORY)
    return login_rows(session, context, view, args, err);
  if (info_view_is_history(view))
    return history_rows(session, context, view, args, err);
  return info_view_rows(session->instance->catalog, view, need->database, session->id,
                        session->connection, err);
}
