/* result_answer.c: the answer of a statement that went well, from its outcome or from what was kept. */
#include "wire/result_answer.h"

#include "base/clock.h"
#include "protocol/display_message.h"
#include "protocol/message.h"
#include "protocol/result_settings.h"
#include "protocol/rowset.h"
#include "protocol/sql_api_form.h"
#include "protocol/sql_api_message.h"
#include "session/instance.h"
#include "session/results.h"
#include "wire/display_rows.h"
#include "wire/jsonv2.h"
#include "wire/result_form.h"
#include "wire/result_writer.h"

#define MAX_KEPT_SQL 1000 /* Bytes of a statement's text. */

static struct rowtype_column *columns_of(const struct result_request *request,
                                         const struct outcome *outcome)
{
  const struct session *session = request->session;
  struct rowtype_column *columns;
  const struct rowtype_jsonv2 *form;

  if (session->form == ANSWER_DASHBOARD)
    return display_columns(request->arena, session->params, outcome);
  columns = result_columns(request->arena, session, outcome);
  if (session->form == ANSWER_DRIVER)
    return columns;
  form = sql_api_form(request->arena, session->params, request->null_text);
  for (int i = 0; i < outcome->column_count; i++)
    columns[i].jsonv2 = form;
  return columns;
}

static struct query_answer answer_of(const struct result_request *request,
                                     const struct outcome *outcome)
{
  const struct session *session = request->session;

  return (struct query_answer){
    .query_id = request->query_id,
    .columns = columns_of(request, outcome),
    .column_count = outcome->column_count,
    .type_id = outcome->type_id,
    .bind_count = outcome->bind_count,
    .array_bind = outcome->array_bind,
    .is_dml = outcome->is_dml,
    .is_arrow = result_is_arrow(session, outcome),
    .rows_inserted = outcome->rows_inserted,
    .rows_updated = outcome->rows_updated,
    .rows_deleted = outcome->rows_deleted,
    .database = session->database,
    .schema = session->schema,
    .warehouse = session->warehouse,
    .role = session->role,
    .params = session->params,
    .result_ids = request->result_ids,
    .result_types = request->result_types,
  };
}

static void end_answer(struct query_answer *answer, struct buf *body)
{
  answer->sent_ms = clock_now_ms();
  message_end_query(body, answer);
}

void result_answer_describe(const struct result_request *request,
                            const struct outcome *outcome, struct buf *body)
{
  struct query_answer answer = answer_of(request, outcome);

  message_begin_query(body, &answer);
  end_answer(&answer, body);
}

/* What the URLs of chunks begin with. */
static struct text chunk_url(const struct result_request *request)
{
  return arena_printf(request->arena, TEXT_FMT "/results/", TEXT_ARG(request->base_url));
}

/* The next rows of at most `limit` in all (0: of any number); 0 at the end. */
static bool fetch_rows(struct outcome *outcome, int64_t limit, struct held_batch **held,
                       struct batch *batch, int64_t *total, struct err *err)
{
  if (!outcome_fetch_held(outcome, held, batch, err))
    return false;
  if (limit && *total + (int64_t)batch->rows > limit)
    batch->rows = (size_t)(limit - *total);
  if (*held)
    (*held)->batch.rows = batch->rows;
  *total += (int64_t)batch->rows;
  return true;
}

static bool add_rows(struct result_writer *writer, struct held_batch *held,
                     const struct batch *batch, struct err *err)
{
  bool ok = !batch->rows || result_writer_make_room(writer, err);

  if (ok && held && result_writer_wants_held(writer)) {
    result_writer_add_held(writer, held);
    return true;
  }
  ok = ok && result_writer_add(writer, batch, err);
  held_batch_release(held);
  return ok;
}

static bool put_rows(const struct result_request *request, struct outcome *outcome,
                     int64_t limit, struct query_answer *answer, struct kept_result *kept,
                     struct buf *body, struct err *err)
{
  struct result_writer writer;
  struct held_batch *held;
  struct batch batch = { .rows = 1 }; /* Until there are none. */
  bool ok = true;

  result_writer_init(&writer, kept, answer->columns, answer->column_count,
                     answer->is_arrow, body);
  if (!limit && result_writer_may_collect(&writer) && outcome_may_collect(outcome)) {
    ok = result_writer_collect(&writer, outcome->result, err);
    answer->total = kept_result_rows(kept);
  }
  while (ok && batch.rows)
    ok = fetch_rows(outcome, limit, &held, &batch, &answer->total, err) &&
         add_rows(&writer, held, &batch, err);
  ok = ok && result_writer_end(&writer, err);
  if (ok)
    answer->chunks = result_chunks(request->arena, kept, chunk_url(request),
                                   &answer->chunk_count);
  result_writer_clear(&writer);
  return ok;
}

/* What is asked for with a query id later; with none, only chunks are. */
static void keep(const struct result_request *request, const struct query_answer *answer,
                 struct kept_result *kept)
{
  struct kept_info info = {
    .query_id = request->query_id,
    .user = request->session->user,
    .sql = text_cut(request->sql, MAX_KEPT_SQL),
    .database = answer->database,
    .schema = answer->schema,
    .warehouse = answer->warehouse,
    .role = answer->role,
    .form = result_form(request->arena, answer->columns, answer->column_count,
                        answer->is_arrow),
    .answer_form = request->session->form,
    .settings = request->session->form != ANSWER_DRIVER
                  ? result_settings(request->arena, request->session->params,
                                    request->null_text)
                  : TEXT(""),
    .type_id = answer->type_id,
    .bind_count = answer->bind_count,
    .is_dml = answer->is_dml,
    .rows_inserted = answer->rows_inserted,
    .rows_updated = answer->rows_updated,
    .rows_deleted = answer->rows_deleted,
    .session_id = (int64_t)request->session->id,
    .created_ms = request->created_ms,
    .started_ms = request->started_ms,
    .ended_ms = clock_now_ms(),
    .result_ids = request->result_ids,
    .result_types = request->result_types,
  };

  if (!info.query_id.len && !kept_result_file(kept)) {
    kept_result_release(kept);
    return;
  }
  kept_result_set_info(kept, &info);
  results_add(request->session->instance->results, kept);
}

/* The SQL API gives the rows behind what describes them all. */
static bool put_stateless(const struct result_request *request, struct outcome *outcome,
                          int64_t limit, struct query_answer *answer,
                          struct kept_result *kept, struct buf *body, struct err *err)
{
  struct sql_api_handle handle = { request->query_id, request->created_ms };
  struct buf rows;
  bool ok;

  buf_init(&rows);
  ok = put_rows(request, outcome, limit, answer, kept, &rows, err);
  if (ok)
    sql_api_put_result(body, handle, answer, buf_text(&rows));
  buf_clear(&rows);
  return ok;
}

static bool put_driver(const struct result_request *request, struct outcome *outcome,
                       int64_t limit, struct query_answer *answer,
                       struct kept_result *kept, struct buf *body, struct err *err)
{
  message_begin_query(body, answer);
  if (!put_rows(request, outcome, limit, answer, kept, body, err))
    return false;
  end_answer(answer, body);
  return true;
}

/* As they are stored. */
static struct rowtype_column *exact_columns(struct arena *arena,
                                            const struct query_answer *answer)
{
  struct rowtype_column *columns = ARENA_ARRAY(arena, (size_t)answer->column_count,
                                               struct rowtype_column);

  for (int i = 0; i < answer->column_count; i++) {
    columns[i] = answer->columns[i];
    columns[i].exact = true;
  }
  return columns;
}

/* The rows are kept as they are stored; of these, the first ones are shown. */
static bool put_dashboard(const struct result_request *request, struct outcome *outcome,
                          int64_t limit, struct query_answer *answer,
                          struct kept_result *kept, struct buf *body, struct err *err)
{
  struct query_answer stored = *answer;
  bool ok;

  stored.columns = exact_columns(request->arena, answer);
  stored.is_arrow = true;
  if (!put_rows(request, outcome, limit, &stored, kept, NULL, err))
    return false;
  answer->total = stored.total;
  display_begin(body, answer, request->created_ms);
  ok = display_rows_put(body, kept, answer->columns, 0, request->first_rows, err);
  display_end(body);
  return ok;
}

static bool (*const forms[])(const struct result_request *request,
                             struct outcome *outcome, int64_t limit,
                             struct query_answer *answer, struct kept_result *kept,
                             struct buf *body, struct err *err) = {
  [ANSWER_DRIVER] = put_driver,
  [ANSWER_SQL_API] = put_stateless,
  [ANSWER_DASHBOARD] = put_dashboard,
};

static bool put_result(const struct result_request *request, struct outcome *outcome,
                       int64_t limit, struct query_answer *answer, struct buf *body,
                       struct err *err)
{
  struct results *results = request->session->instance->results;
  struct kept_result *kept = outcome_kept(outcome, results_folder(results));
  struct result_request kept_request = *request;

  if (!forms[request->session->form](request, outcome, limit, answer, kept, body, err)) {
    kept_result_release(kept);
    return false;
  }
  if (outcome->is_secret)
    kept_request.query_id = TEXT("");
  keep(&kept_request, answer, kept);
  return true;
}

bool result_answer_put(const struct result_request *request, struct outcome *outcome,
                       struct buf *body, struct result_made *made, struct err *err)
{
  struct query_answer answer = answer_of(request, outcome);
  int64_t limit = params_number(request->session->params, "ROWS_PER_RESULTSET");
  bool ok = put_result(request, outcome, limit, &answer, body, err);

  made->rows = answer.total;
  for (int i = 0; i < answer.chunk_count; i++)
    made->chunk_bytes += answer.chunks[i].bytes;
  if (ok && request->session->form == ANSWER_SQL_API && answer.chunk_count)
    made->note = jsonv2_note(request->arena, &answer);
  return ok;
}

/* ---- once more ---- */

/* Whether the chunks are what the session reads. */
static bool has_form(const struct result_request *request, const struct kept_result *kept,
                     const struct query_answer *answer)
{
  return kept_result_parts(kept) > 1 && request->session->form == ANSWER_DRIVER &&
         text_equal(kept_result_info(kept)->form,
                    result_form(request->arena, answer->columns, answer->column_count,
                                answer->is_arrow));
}

/* The first part anew, which is as large as it was, and the chunks as they lie there. */
static bool put_head(const struct result_request *request, struct kept_result *kept,
                     struct outcome *outcome, struct query_answer *answer,
                     struct buf *body, struct err *err)
{
  struct results *results = request->session->instance->results;
  struct kept_result *head = outcome_kept(outcome, results_folder(results));
  bool ok;

  outcome->rows = kept_result_part(kept, 0, err);
  message_begin_query(body, answer);
  ok = outcome->rows && put_rows(request, outcome, 0, answer, head, body, err);
  kept_result_release(head);
  if (!ok)
    return false;
  answer->chunks = result_chunks(request->arena, kept, chunk_url(request),
                                 &answer->chunk_count);
  answer->total = kept_result_rows(kept);
  end_answer(answer, body);
  return true;
}

bool result_answer_again(const struct result_request *request, struct kept_result *kept,
                         struct buf *body, struct err *err)
{
  const struct kept_info *info = kept_result_info(kept);
  struct outcome outcome = outcome_again(request->arena, kept);
  struct query_answer answer = answer_of(request, &outcome);
  struct result_request chunks_only = *request;
  bool ok;

  answer.database = info->database;
  answer.schema = info->schema;
  answer.warehouse = info->warehouse;
  answer.role = info->role;
  answer.result_ids = info->result_ids;
  answer.result_types = info->result_types;
  if (has_form(request, kept, &answer)) {
    ok = put_head(request, kept, &outcome, &answer, body, err);
  } else {
    chunks_only.query_id = TEXT("");
    outcome.source = kept_result_source(kept);
    ok = put_result(&chunks_only, &outcome, 0, &answer, body, err);
  }
  outcome_clear(&outcome);
  return ok;
}

/* ---- the first partition once more ---- */

static bool put_first_rows(struct outcome *outcome, const struct rowtype_column *columns,
                           struct buf *rows, struct err *err)
{
  struct batch batch;
  bool ok;

  do {
    ok = outcome_fetch(outcome, &batch, err) && rowset_put(rows, &batch, columns, err);
  } while (ok && batch.rows);
  return ok;
}

bool result_answer_first(const struct result_request *request, struct kept_result *kept,
                         struct buf *body, struct err *err)
{
  struct sql_api_handle handle = { request->query_id, request->created_ms };
  struct outcome outcome = outcome_again(request->arena, kept);
  struct query_answer answer = answer_of(request, &outcome);
  struct buf rows;
  bool ok;

  buf_init(&rows);
  answer.result_ids = kept_result_info(kept)->result_ids;
  answer.chunks = result_chunks(request->arena, kept, TEXT(""), &answer.chunk_count);
  answer.total = kept_result_rows(kept);
  outcome.rows = kept_result_part(kept, 0, err);
  ok = outcome.rows && put_first_rows(&outcome, answer.columns, &rows, err);
  if (ok)
    sql_api_put_result(body, handle, &answer, buf_text(&rows));
  outcome_clear(&outcome);
  buf_clear(&rows);
  return ok;
}
