/* dash_listing.c: the rows of a SHOW or DESCRIBE that the dashboard runs for a user, column by column. */
#include "dashboard/dash_listing.h"

#include "dashboard/dash_guard.h"
#include "data/member.h"
#include "session/sessions.h"

enum { NANOS_A_MILLI = 1000000 };

struct session *dash_listing_session(struct call *call, const struct login_grant *grant,
                                     struct err *err)
{
  struct session *session = call_new_session(call, grant, TEXT(DASHBOARD_APP), err);

  if (!session)
    return NULL;
  /* Names are written in quotes here, and mean what they say. */
  if (!params_set(session->params, TEXT("QUOTED_IDENTIFIERS_IGNORE_CASE"), TEXT("false"),
                  err)) {
    session_free(session);
    return NULL;
  }
  session->is_stateless = true;
  sessions_add_stateless(call->instance->sessions, session);
  return session;
}

bool dash_listing_begin(struct dash_listing *listing, struct session *session,
                        struct arena *arena, struct text sql, struct err *err)
{
  struct exec_request request = { .sql = sql, .statement_count = 1 };
  bool ok;

  *listing = (struct dash_listing){ 0 };
  session_lock(session);
  ok = exec_run(session, arena, &request, &listing->outcome, err);
  session_unlock(session);
  return ok;
}

bool dash_listing_next(struct dash_listing *listing)
{
  if (++listing->next < listing->batch.rows)
    return true;
  listing->next = 0;
  if (outcome_fetch(&listing->outcome, &listing->batch, &listing->err))
    return listing->batch.rows > 0;
  listing->has_failed = true;
  return false;
}

bool dash_listing_end(struct dash_listing *listing, struct err *err)
{
  outcome_clear(&listing->outcome);
  if (listing->has_failed)
    *err = listing->err;
  return !listing->has_failed;
}

int64_t dash_listing_limit(const struct call *call, int64_t usual, int64_t most)
{
  int64_t limit;

  if (!text_to_int64(http_query(call->request, "limit"), &limit) || limit <= 0)
    return usual;
  return limit < most ? limit : most;
}

int dash_listing_status(const struct err *err)
{
  return err->code == ERR_NO_OBJECT || err->code == ERR_NO_OBJECT_OR_OPERATION ? 404
                                                                               : 500;
}

/* NULL: there is no such column, or nothing in it. */
static const struct batch_column *column_of(const struct dash_listing *listing,
                                            const char *name)
{
  for (int i = 0; i < listing->outcome.column_count; i++)
    if (text_is(listing->outcome.columns[i].name, name))
      return batch_is_null(&listing->batch.columns[i], listing->next)
               ? NULL
               : &listing->batch.columns[i];
  return NULL;
}

struct text dash_listing_text(const struct dash_listing *listing, const char *column)
{
  const struct batch_column *found = column_of(listing, column);

  return found ? batch_text(found, listing->next) : (struct text){ NULL, 0 };
}

bool dash_listing_is(const struct dash_listing *listing, const char *column)
{
  struct text text = dash_listing_text(listing, column);

  return text_is(text, "Y") || text_is(text, "true");
}

void dash_listing_put_text(const struct dash_listing *listing, const char *column,
                           const char *name, struct buf *out)
{
  member_text(out, name, dash_listing_text(listing, column));
}

static void put_number(const struct dash_listing *listing, const char *column,
                       const char *name, int64_t unit, struct buf *out)
{
  const struct batch_column *found = column_of(listing, column);
  int128 value;

  if (found && batch_int(found, listing->next, &value))
    member_int(out, name, (int64_t)(value / unit));
  else
    member_null(out, name);
}

void dash_listing_put_number(const struct dash_listing *listing, const char *column,
                             const char *name, struct buf *out)
{
  put_number(listing, column, name, 1, out);
}

void dash_listing_put_time(const struct dash_listing *listing, const char *column,
                           const char *name, struct buf *out)
{
  put_number(listing, column, name, NANOS_A_MILLI, out);
}
