/* sql_api_kept.c: answers of the SQL API from kept results. */
#include "wire/sql_api_kept.h"

#include "session/sessions.h"
#include "wire/jsonv2.h"
#include "wire/result_answer.h"
#include "wire/result_form.h"

struct kept_result *sql_api_kept_find(const struct call *call, struct text user)
{
  struct kept_result *kept = results_find(call->instance->results, call->id, user);

  if (kept && kept_result_info(kept)->answer_form == ANSWER_SQL_API)
    return kept;
  kept_result_release(kept);
  return NULL;
}

struct sql_api_handle sql_api_kept_handle(const struct kept_result *kept)
{
  const struct kept_info *info = kept_result_info(kept);

  return (struct sql_api_handle){ info->query_id, info->created_ms };
}

static bool put_result(struct call *call, struct session *session,
                       struct kept_result *kept, struct buf *out, struct err *err)
{
  const struct kept_info *info = kept_result_info(kept);
  struct result_request request = { .session = session,
                                    .arena = call->arena,
                                    .query_id = info->query_id,
                                    .created_ms = info->created_ms };

  session->form = ANSWER_SQL_API;
  session_set(&session->user, info->user);
  return result_read_settings(kept, session->params, &request.null_text, err) &&
         result_answer_first(&request, kept, out, err);
}

bool sql_api_kept_put(struct call *call, struct kept_result *kept, struct buf *out,
                      struct err *err)
{
  struct session *session = session_new(call->instance, err);
  bool ok = session && put_result(call, session, kept, out, err);

  session_free(session);
  return ok;
}

bool sql_api_kept_put_rows(const struct kept_result *kept, int64_t partition,
                           struct buf *out, struct err *err)
{
  struct behind_bytes bytes;
  bool ok = false;

  if (result_file_hold_bytes(kept_result_file(kept),
                             kept_result_part_offset(kept, (int)partition),
                             kept_result_part_size(kept, (int)partition), &bytes)) {
    ok = jsonv2_put_rows(&bytes, out);
    behind_bytes_release(&bytes);
  }
  return ok || jsonv2_rows_are_gone(partition, err);
}
