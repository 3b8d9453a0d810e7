/* pipe_api.c: the Snowpipe REST API: insertFiles, insertReport and loadHistoryScan.
 * (docs.snowflake.com/en/user-guide/data-load-snowpipe-rest-apis) */
#include "wire/pipe_api.h"

#include "base/clock.h"
#include "base/id.h"
#include "exec/exec.h"
#include "exec/pipe_report.h"
#include "protocol/pipe_message.h"
#include "wire/sql_api_request.h"

#define MOST_EVENTS 10000
/* Events that insertReport tells of: those of ten minutes, if not fewer are asked for. */
#define REPORT_MS (10LL * 60 * 1000)
#define MARK "1_"

/* A request about a pipe. */
struct pipe_call {
  struct call *call;
  struct session *session;
  int64_t id;
  struct text name;
};

static void refuse(struct call *call, int status, const char *code, const char *message)
{
  buf_reset(call->answer);
  pipe_message_put_refusal(call->answer, text_of(code), text_of(message));
  sql_api_respond(call, status);
}

/* Answers the call when it returns false. */
static bool begin(struct pipe_call *pipe, struct call *call)
{
  struct login_grant grant;
  struct err err;

  *pipe = (struct pipe_call){ .call = call };
  if (!sql_api_login(call, (struct text){ NULL, 0 }, &grant))
    return false;
  pipe->session = session_new(call->instance, &err);
  if (!pipe->session) {
    refuse(call, 500, "390000", err.message);
    return false;
  }
  session_set(&pipe->session->user, grant.user->name);
  session_set(&pipe->session->role, grant.role);
  if (pipe_named(pipe->session, call->arena, call->id, &pipe->id, &pipe->name))
    return true;
  refuse(call, 404, "390404",
         "Specified object does not exist or not authorized. Pipe not found");
  return false;
}

static void end(struct pipe_call *pipe)
{
  if (!pipe->session)
    return;
  exec_end_session(pipe->session);
  session_free(pipe->session);
}

/* ---- insertFiles ---- */

static bool is_json(const struct call *call)
{
  struct text type = http_header(call->request, "Content-Type");

  return text_is_nocase(text_trim(text_slice(type, 0, text_find(type, ';'))),
                        "application/json");
}

static struct text request_id(const struct call *call)
{
  struct text given = http_query(call->request, "requestId");
  char own[ID_QUERY_SIZE];

  if (given.len)
    return given;
  id_query(own);
  return arena_text(call->arena, text_of(own));
}

static void insert_files(struct pipe_call *pipe)
{
  struct call *call = pipe->call;
  int64_t now_ms = clock_now_ms();
  struct pipe_message_file *sent;
  struct pipe_file *files;
  struct err err;
  int count;

  if (!pipe_message_read(call->arena, http_body(call->request), is_json(call), &sent,
                         &count, &err)) {
    refuse(call, 400, "390400", err.message);
    return;
  }
  files = ARENA_ARRAY(call->arena, (size_t)count, struct pipe_file);
  for (int i = 0; i < count; i++)
    files[i] = (struct pipe_file){ sent[i].path, sent[i].size, now_ms };
  if (!pipe_insert(pipe->session, pipe->id, files, count, &err)) {
    refuse(call, 500, "390000", err.message);
    return;
  }
  pipe_message_put_inserted(call->answer, request_id(call));
  sql_api_respond(call, 200);
}

void pipe_insert_files(struct call *call)
{
  struct pipe_call pipe;

  if (begin(&pipe, call))
    insert_files(&pipe);
  end(&pipe);
}

/* ---- reports ---- */

static const char *status_of(const struct pipe_file_report *file)
{
  return text_is(file->status, "Loaded")             ? "LOADED"
         : text_is(file->status, "Partially loaded") ? "PARTIALLY_LOADED"
                                                     : "LOAD_FAILED";
}

static struct pipe_event *events_of(struct arena *arena,
                                    const struct pipe_file_report *files, int count)
{
  struct pipe_event *events = ARENA_ARRAY(arena, (size_t)count, struct pipe_event);

  for (int i = 0; i < count; i++) {
    const struct pipe_file_report *file = &files[i];

    events[i] = (struct pipe_event){
      .path = file->path,
      .location = file->location,
      .size = file->size,
      .received_ms = file->received_ms,
      .inserted_ms = file->loaded_ms,
      .rows_inserted = file->rows,
      .rows_parsed = file->parsed,
      .errors_seen = file->errors,
      .error_limit = file->error_limit,
      .first_error = file->first_error,
      .first_line = file->first_line,
      .first_character = file->first_character,
      .first_column = file->first_column,
      .status = status_of(file),
    };
  }
  return events;
}

/* The events of a span of time; answers the call when it returns false. */
static bool read_events(struct pipe_call *pipe, int64_t from_ms, int64_t until_ms,
                        struct pipe_report_message *report)
{
  struct pipe_file_report *files;
  struct err err;

  report->pipe = pipe->name;
  if (!pipe_report(pipe->session, pipe->call->arena, pipe->id, from_ms, until_ms,
                   MOST_EVENTS, &files, &report->count, &report->complete, &err)) {
    refuse(pipe->call, 500, "390000", err.message);
    return false;
  }
  report->events = events_of(pipe->call->arena, files, report->count);
  if (report->count) {
    report->first_ms = files[0].loaded_ms;
    report->last_ms = files[report->count - 1].loaded_ms;
  }
  return true;
}

static void respond(struct pipe_call *pipe, const struct pipe_report_message *report)
{
  pipe_message_put_report(pipe->call->answer, report);
  sql_api_respond(pipe->call, 200);
}

/* The time after which the events are that a mark stands before; 0 for no mark. */
static bool read_mark(struct text mark, int64_t *after_ms)
{
  *after_ms = 0;
  return !mark.len ||
         (text_starts_with(mark, MARK) &&
          text_to_int64(text_slice(mark, sizeof MARK - 1, mark.len), after_ms) &&
          *after_ms >= 0);
}

static void insert_report(struct pipe_call *pipe)
{
  struct call *call = pipe->call;
  struct text recent = http_query(call->request, "recentSeconds");
  int64_t now_ms = clock_now_ms(), seconds = REPORT_MS / 1000, after_ms, from_ms;
  struct pipe_report_message report = { .count = 0 };
  struct err err;

  if ((recent.len && (!text_to_int64(recent, &seconds) || seconds < 0)) ||
      !read_mark(http_query(call->request, "beginMark"), &after_ms)) {
    refuse(call, 400, "390400", "recentSeconds or beginMark is not as it should be.");
    return;
  }
  if (seconds > REPORT_MS / 1000)
    seconds = REPORT_MS / 1000;
  from_ms = now_ms - seconds * 1000;
  if (after_ms >= from_ms)
    from_ms = after_ms + 1;
  if (!read_events(pipe, from_ms, INT64_MAX, &report))
    return;
  if (!pipe_queue_count(pipe->session->connection, pipe->id, &report.active, &err)) {
    refuse(call, 500, "390000", err.message);
    return;
  }
  report.complete = report.complete && (!after_ms || after_ms >= now_ms - REPORT_MS);
  report.next_mark = arena_printf(call->arena, MARK "%lld",
                                  (long long)(report.count ? report.last_ms : after_ms));
  respond(pipe, &report);
}

void pipe_insert_report(struct call *call)
{
  struct pipe_call pipe;

  if (begin(&pipe, call))
    insert_report(&pipe);
  end(&pipe);
}

/* ---- loadHistoryScan ---- */

static bool read_time(struct pipe_call *pipe, const char *name, bool required,
                      int64_t *ms, bool *given)
{
  struct text written = http_query(pipe->call->request, name);
  struct err err;

  *given = written.len != 0;
  if (!*given && !required)
    return true;
  if (*given && pipe_time(pipe->session, pipe->call->arena, written, ms, &err))
    return true;
  refuse(pipe->call, 400, "390400",
         *given ? err.message : "startTimeInclusive is missing.");
  return false;
}

static void load_history_scan(struct pipe_call *pipe)
{
  struct pipe_report_message report = { .count = 0 };
  int64_t until_ms = INT64_MAX;
  bool given;

  if (!read_time(pipe, "startTimeInclusive", true, &report.from_ms, &given) ||
      !read_time(pipe, "endTimeExclusive", false, &report.until_ms, &report.has_until))
    return;
  if (report.has_until)
    until_ms = report.until_ms;
  if (read_events(pipe, report.from_ms, until_ms, &report))
    respond(pipe, &report);
}

void pipe_load_history_scan(struct call *call)
{
  struct pipe_call pipe;

  if (begin(&pipe, call))
    load_history_scan(&pipe);
  end(&pipe);
}
