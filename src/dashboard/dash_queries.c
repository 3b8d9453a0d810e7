/* dash_queries.c: the statements that ran, or run: listed, one by one, and their plans. */
#include "dashboard/dash_queries.h"

#include "base/clock.h"
#include "dashboard/dash_guard.h"
#include "dashboard/dash_listing.h"
#include "data/json.h"
#include "exec/explain_text.h"
#include "data/member.h"
#include "session/history.h"
#include "session/results.h"
#include "session/roles.h"

enum {
  PAGE_ROWS = 100,
  MOST_PAGE_ROWS = 1000,
  MOST_LISTED_TEXT = 2000, /* Bytes; one statement alone has all that is kept. */
  MOST_FILTER = 1000
};

static const char *const status_names[] = {
  [HISTORY_IS_RUNNING] = "running",
  [HISTORY_IS_SUCCEEDED] = "succeeded",
  [HISTORY_IS_FAILED] = "failed",
  [HISTORY_IS_CANCELLED] = "cancelled",
};

enum { STATUSES = sizeof status_names / sizeof *status_names };

/* ---- what is asked for ---- */

static bool wrong(const char *name, const char *wanted, struct err *err)
{
  return err_set(err, ERR_BAD_REQUEST, "\"%s\" is wrong: %s is wanted.", name, wanted);
}

/* at NULL: it is not asked for. */
static bool read_text(const struct call *call, const char *name, struct text *value,
                      struct err *err)
{
  *value = http_query(call->request, name);
  if (!value->len)
    value->at = NULL;
  return value->len <= MOST_FILTER || wrong(name, "a shorter text", err);
}

static bool read_number(const struct call *call, const char *name, int64_t *value,
                        struct err *err)
{
  struct text text = http_query(call->request, name);

  return !text.len || (text_to_int64(text, value) && *value >= 0) ||
         wrong(name, "a number", err);
}

static bool read_status(const struct call *call, enum history_status *status,
                        struct err *err)
{
  struct text text = http_query(call->request, "status");

  if (!text.len)
    return true;
  for (int i = HISTORY_IS_RUNNING; i < STATUSES; i++)
    if (text_is(text, status_names[i])) {
      *status = (enum history_status)i;
      return true;
    }
  return wrong("status", "running, succeeded, failed or cancelled", err);
}

static bool read_limit(const struct call *call, int64_t *limit, struct err *err)
{
  *limit = PAGE_ROWS;
  if (!read_number(call, "limit", limit, err))
    return false;
  if (*limit < 1)
    return wrong("limit", "at least 1", err);
  if (*limit > MOST_PAGE_ROWS)
    *limit = MOST_PAGE_ROWS;
  return true;
}

static bool read_filter(const struct call *call, struct history_filter *filter,
                        struct err *err)
{
  *filter = (struct history_filter){ 0 };
  return read_status(call, &filter->status, err) &&
         read_text(call, "user", &filter->user, err) &&
         read_text(call, "warehouse", &filter->warehouse, err) &&
         read_text(call, "type", &filter->type, err) &&
         read_text(call, "text", &filter->part, err) &&
         read_number(call, "session", &filter->session_id, err) &&
         read_number(call, "from", &filter->started_from_ms, err) &&
         read_number(call, "to", &filter->started_to_ms, err) &&
         read_number(call, "next", &filter->before, err) &&
         read_limit(call, &filter->most, err);
}

/* False: what another user ran is asked for by who may not see it. */
static bool restrict_to_own(const struct login_grant *grant,
                            struct history_filter *filter)
{
  if (role_oversees_users(grant->role))
    return true;
  if (filter->user.at && !text_equal(filter->user, grant->user->name))
    return false;
  filter->user = grant->user->name;
  return true;
}

/* ---- one statement ---- */

static void put_time(struct buf *out, const char *name, int64_t ms)
{
  if (ms)
    member_int(out, name, ms);
  else
    member_null(out, name);
}

static void put_code(struct buf *out, int64_t error)
{
  if (error) {
    json_put_name(out, "errorCode");
    buf_printf(out, "\"%06lld\"", (long long)error);
  } else {
    member_null(out, "errorCode");
  }
}

static int64_t elapsed_us(const struct history_entry *entry)
{
  int64_t ran_ms = clock_now_ms() - entry->started_ms;

  if (entry->ended_ms)
    return entry->elapsed_us;
  return ran_ms > 0 ? ran_ms * 1000 : 0;
}

static void put_facts(struct buf *out, const struct history_entry *entry, struct text sql)
{
  member_string(out, "queryId", entry->query_id);
  member_text(out, "sql", sql);
  member_string(out, "status", status_names[history_status(entry)]);
  member_text_or_null(out, "type", text_of(entry->type));
  member_text_or_null(out, "user", text_of(entry->user));
  member_text_or_null(out, "role", text_of(entry->role));
  member_text_or_null(out, "warehouse", text_of(entry->warehouse));
  member_text_or_null(out, "database", text_of(entry->database));
  member_text_or_null(out, "schema", text_of(entry->schema));
  member_id(out, "sessionId", entry->session_id);
  member_text_or_null(out, "tag", text_of(entry->tag));
  put_time(out, "startedOn", entry->started_ms);
  put_time(out, "endedOn", entry->ended_ms);
  member_micros(out, "durationMs", elapsed_us(entry));
  member_int(out, "rows", entry->rows);
  member_int(out, "bytes", entry->bytes);
  put_code(out, entry->error);
  member_text_or_null(out, "errorMessage", text_of(entry->message));
}

static void put_stages(struct buf *out, const struct history_entry *entry)
{
  member_open(out, "stages", '{');
  member_micros(out, "parseMs", entry->parse_us);
  member_micros(out, "bindMs", entry->bind_us);
  member_micros(out, "planMs", entry->plan_us);
  member_micros(out, "executeMs", entry->execute_us);
  member_micros(out, "encodeMs", entry->encode_us);
  json_put_close(out, '}');
}

static void put_client(struct buf *out, const struct history_entry *entry)
{
  member_open(out, "client", '{');
  member_text_or_null(out, "application", text_of(entry->client));
  member_text_or_null(out, "version", text_of(entry->client_version));
  json_put_close(out, '}');
}

/* Of his own statements: results are their user's alone. */
static bool has_result(const struct call *call, const struct login_grant *grant)
{
  struct kept_result *kept = results_find(call->instance->results, call->id,
                                          grant->user->name);

  kept_result_release(kept);
  return kept != NULL;
}

static void put_details(struct call *call, const struct login_grant *grant,
                        const struct history_entry *entry)
{
  struct buf *out = call->answer;

  json_put_open(out, '{');
  put_facts(out, entry, text_of(entry->sql));
  member_int(out, "rowsInserted", entry->inserted);
  member_int(out, "rowsUpdated", entry->updated);
  member_int(out, "rowsDeleted", entry->deleted);
  if (entry->transaction_id)
    member_id(out, "transactionId", entry->transaction_id);
  else
    member_null(out, "transactionId");
  put_stages(out, entry);
  put_client(out, entry);
  member_bool(out, "hasResult", has_result(call, grant));
  json_put_close(out, '}');
}

/* ---- the list ---- */

static void put_list(struct buf *out, const struct history_entry *entries, int count,
                     int64_t limit)
{
  int shown = count > limit ? (int)limit : count;

  json_put_open(out, '{');
  member_open(out, "queries", '[');
  for (int i = 0; i < shown; i++) {
    json_put_open(out, '{');
    put_facts(out, &entries[i], text_cut(text_of(entries[i].sql), MOST_LISTED_TEXT));
    json_put_close(out, '}');
  }
  json_put_close(out, ']');
  if (count > limit)
    member_id(out, "next", entries[shown - 1].number);
  else
    member_null(out, "next");
  json_put_close(out, '}');
}

void dash_queries(struct call *call)
{
  struct history_entry *entries = NULL;
  struct history_filter filter;
  struct login_grant grant;
  struct err err;
  int64_t limit;
  int count = 0;

  if (!dash_guard_user(call, &grant))
    return;
  if (!read_filter(call, &filter, &err)) {
    dash_refuse(call, 400, &err);
    return;
  }
  limit = filter.most++; /* One more says whether there is another page. */
  if (restrict_to_own(&grant, &filter)) {
    entries = history_find(call->instance->history, &filter, call->arena, &count, &err);
    if (!entries) {
      dash_refuse(call, 500, &err);
      return;
    }
  }
  put_list(call->answer, entries, count, limit);
  dash_respond(call, 200);
}

/* By its id. NULL: the call is answered. */
static const struct history_entry *find(struct call *call,
                                        const struct login_grant *grant)
{
  struct history_filter filter = { .query_id = call->id, .most = 1 };
  struct history_entry *found;
  struct err err;
  int count;

  if (!role_oversees_users(grant->role))
    filter.user = grant->user->name;
  found = history_find(call->instance->history, &filter, call->arena, &count, &err);
  if (found && count)
    return found;
  if (found)
    err_set(&err, ERR_NO_STATEMENT, "Statement " TEXT_FMT " not found",
            TEXT_ARG(text_cut(call->id, MOST_FILTER)));
  dash_refuse(call, found ? 404 : 500, &err);
  return NULL;
}

void dash_query(struct call *call)
{
  const struct history_entry *entry;
  struct login_grant grant;

  if (!dash_guard_user(call, &grant))
    return;
  entry = find(call, &grant);
  if (!entry)
    return;
  put_details(call, &grant, entry);
  dash_respond(call, 200);
}

/* ---- the plan ---- */

static void put_texts(struct buf *out, const char *name, const struct list *texts)
{
  member_open(out, name, '[');
  for (int i = 0; i < texts->count; i++)
    json_put_text(out, *(const struct text *)texts->at[i]);
  json_put_close(out, ']');
}

/* An operator and those below it, which follow it: gives the place behind them. */
static int put_operator(struct buf *out, const struct plan *plan, int at)
{
  const struct plan_step *step = plan->steps.at[at];
  int next = at + 1;

  json_put_open(out, '{');
  member_text(out, "operation", step->operation);
  put_texts(out, "objects", &step->objects);
  member_text(out, "alias", step->alias);
  put_texts(out, "expressions", &step->expressions);
  member_open(out, "inputs", '[');
  while (next < plan->steps.count &&
         ((const struct plan_step *)plan->steps.at[next])->depth > step->depth)
    next = put_operator(out, plan, next);
  json_put_close(out, ']');
  json_put_close(out, '}');
  return next;
}

static void put_plan(struct call *call, const struct plan *plan)
{
  struct buf *out = call->answer;

  json_put_open(out, '{');
  member_text(out, "queryId", call->id);
  member_open(out, "operators", '[');
  for (int at = 0; at < plan->steps.count;)
    at = put_operator(out, plan, at);
  json_put_close(out, ']');
  json_put_close(out, '}');
}

static struct text or_none(const char *string)
{
  return string ? text_of(string) : (struct text){ NULL, 0 };
}

void dash_query_plan(struct call *call)
{
  const struct history_entry *entry;
  struct login_grant grant;
  struct session *session;
  struct plan plan = { 0 };
  struct err err;
  bool ok;

  if (!dash_guard_user(call, &grant))
    return;
  entry = find(call, &grant);
  if (!entry)
    return;
  session = dash_listing_session(call, &grant, &err);
  if (!session) {
    dash_refuse(call, 500, &err);
    return;
  }
  session_set(&session->database, or_none(entry->database));
  session_set(&session->schema, or_none(entry->schema));
  ok = explain_text(session, call->arena, text_of(entry->sql), &plan, &err);
  call_release(call, session);
  if (ok) {
    put_plan(call, &plan);
    dash_respond(call, 200);
  } else {
    dash_refuse(call, 422, &err);
  }
}
