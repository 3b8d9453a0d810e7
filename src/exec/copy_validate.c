/* copy_validate.c: VALIDATE and VALIDATE_PIPE_LOAD: all that was wrong in the files that a COPY or a pipe
 * loaded, which are read again.
 *
 * docs.snowflake.com/en/sql-reference/functions/validate, .../validate_pipe_load */
#include "exec/copy_validate.h"

#include "base/clock.h"
#include "catalog/loads.h"
#include "catalog/views.h"
#include "exec/copy_stmt.h"
#include "exec/made_rows.h"
#include "exec/named_table.h"
#include "exec/past_statement.h"
#include "exec/pipe_copy.h"
#include "exec/pipe_status.h"
#include "exec/staged_source.h"
#include "session/instance.h"
#include "sql/parse.h"

enum { OF_TABLE, OF_JOB, ARGS };
enum { OF_PIPE, FROM_TIME, TO_TIME, PIPE_ARGS };

#define NANOS_A_MILLI 1000000

/* The last load of this session. */
static const struct history_entry *last_copy(const struct run *run, struct err *err)
{
  struct history_filter filter = { .session_id = (int64_t)run->session->id,
                                   .type = TEXT("COPY"),
                                   .status = HISTORY_IS_SUCCEEDED,
                                   .only_ended = true,
                                   .most = 1 };
  struct history_entry *entries;
  int count;

  entries = history_find(run->session->instance->history, &filter, run->arena, &count,
                         err);
  if (!entries)
    return NULL;
  if (count)
    return &entries[0];
  err_set(err, ERR_NO_STATEMENT, "No COPY INTO a table has run in this session.");
  return NULL;
}

static const struct copy *copy_of(const struct run *run,
                                  const struct history_entry *entry, struct err *err)
{
  struct list statements = { 0 };
  const struct statement *statement;

  if (!parse_statements(run->arena, text_of(entry->sql), &statements, err))
    return NULL;
  statement = statements.count == 1 ? statements.at[0] : NULL;
  if (statement && statement->kind == STMT_COPY && statement->copy->table)
    return statement->copy;
  err_set(err, ERR_INVALID_VALUE,
          "SQL compilation error:\nStatement %s is no COPY INTO a table.",
          entry->query_id);
  return NULL;
}

/* The COPY is looked at as if it ran now, in a run of its own. */
static bool put_rows(struct run *run, const struct history_entry *entry, int64_t table,
                     struct sheet *sheet, struct err *err)
{
  struct run again = { .session = run->session,
                       .arena = run->arena,
                       .request = run->request,
                       .now_ns = run->now_ns,
                       .staged = staged_source_reader(),
                       .sql = text_of(entry->sql) };
  const struct copy *copy;

  if (entry->database && entry->schema)
    again.within = (struct path){ text_of(entry->database),
                                  text_of(entry->schema),
                                  { 0 } };
  copy = copy_of(run, entry, err);
  return copy && copy_errors_of(&again, copy, table, entry->query_id, sheet, err);
}

static int64_t ms_of(const struct view_arg *arg, int64_t otherwise)
{
  return arg->is_given ? (int64_t)(arg->number / NANOS_A_MILLI) : otherwise;
}

/* Of the last 14 days, as the page says. */
static struct pipe_span span_of(int64_t pipe_id, const struct view_arg *args)
{
  int64_t now_ms = clock_now_ms(), from_ms = ms_of(&args[FROM_TIME], 0);

  return (struct pipe_span){ pipe_id,
                             from_ms > now_ms - PIPE_LOADS_MS ? from_ms
                                                              : now_ms - PIPE_LOADS_MS,
                             ms_of(&args[TO_TIME], now_ms) };
}

static bool put_pipe_rows(struct run *run, struct bind_context *context,
                          const struct view_arg *args, struct sheet *sheet,
                          struct err *err)
{
  const struct pipe *named;
  struct exec_request request;
  struct pipe_copy pipe;
  struct path path;
  struct run again;
  bool found;
  int64_t id;

  catalog_read(context->catalog);
  named = pipe_by_name(context, args[OF_PIPE].text, &path, err);
  id = named ? named->object.id : 0;
  catalog_read_end(context->catalog);
  if (!named || !pipe_copy_read(run->session, run->arena, id, &found, &pipe, err))
    return false;
  if (!found) /* It was dropped this very moment. */
    return true;
  again = pipe_copy_run(run->session, run->arena, &request, &pipe);
  return copy_errors_of_pipe(&again, pipe.copy, span_of(id, args), sheet, err);
}

static struct batch_builder *pipe_rows(struct run *run, struct bind_context *context,
                                       const struct bound_rows_need *need,
                                       struct err *err)
{
  struct view_arg args[PIPE_ARGS] = { 0 };
  struct sheet sheet = { 0 };

  if (!made_arguments(run->session, context, need, args, err))
    return NULL;
  sheet.rows = info_view_sheet(need->view);
  if (put_pipe_rows(run, context, args, &sheet, err))
    return sheet.rows;
  batch_builder_free(sheet.rows);
  return NULL;
}

struct batch_builder *copy_validate_rows(struct run *run, struct bind_context *context,
                                         const struct bound_rows_need *need,
                                         struct err *err)
{
  const struct info_view *view;
  struct view_arg args[ARGS] = { 0 };
  const struct history_entry *entry;
  struct sheet sheet = { 0 };
  int64_t table;
  bool is_last;

  view = need->view;
  if (view->id == VIEW_VALIDATE_PIPE)
    return pipe_rows(run, context, need, err);
  if (!made_arguments(run->session, context, need, args, err) ||
      !named_table(context, args[OF_TABLE].text, false, &table, err))
    return NULL;
  /* _last is the last load, whatever its table is. */
  is_last = text_is_nocase(args[OF_JOB].text, "_LAST") ||
            text_is_nocase(args[OF_JOB].text, "\"_LAST\"");
  entry = is_last ? last_copy(run, err)
                  : past_statement(run->session, run->arena, args[OF_JOB].text, err);
  if (!entry)
    return NULL;
  sheet.rows = info_view_sheet(need->view);
  if (put_rows(run, entry, is_last ? 0 : table, &sheet, err))
    return sheet.rows;
  batch_builder_free(sheet.rows);
  return NULL;
}
