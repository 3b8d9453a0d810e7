/* file_api.c: staged files by the URLs that SQL gives.
 * (docs.snowflake.com/en/user-guide/unstructured-intro: the REST API for unstructured data) */
#include "wire/file_api.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/clock.h"
#include "exec/file_url.h"
#include "exec/past_statement.h"
#include "exec/staged_file.h"
#include "session/user.h"
#include "stage/stage_functions.h"
#include "stage/stage_ticket.h"
#include "wire/sql_api_request.h"
#include "wire/stage_api.h"

#define MOST_PARTS 4

static void respond(struct call *call, int status, const char *text)
{
  http_respond(call->response, status, "text/plain", text_of(text));
}

/* ---- who asks ---- */

/* The user, in the request's arena; at NULL: nobody who is known. */
static struct text user_of(struct call *call)
{
  struct text header = http_header(call->request, "Authorization"), user;
  struct session *session;
  struct login_grant grant;

  if (text_starts_with_nocase(header, "Bearer "))
    return sql_api_login(call, (struct text){ 0 }, &grant) ? grant.user->name
                                                           : (struct text){ 0 };
  session = call_session(call);
  if (!session)
    return (struct text){ 0 };
  user = arena_text(call->arena, session->user);
  call_release(call, session);
  return user;
}

/* ---- what is asked for ---- */

static int read_parts(struct call *call, struct text parts[MOST_PARTS], int most)
{
  return file_url_parts(call->arena, http_target(call->request), parts, most);
}

/* ---- answers ---- */

static void send_file(struct call *call, const struct stage_place *place,
                      struct text name)
{
  struct stage_file file;
  struct text path;
  struct err err;
  bool found;
  int fd;

  if (!stage_find_file(place, call->arena, name, &file, &found, &err) || !found ||
      !stage_fetch(place, call->arena, &file, &path, &err)) {
    respond(call, 404, "There is no such file\n");
    return;
  }
  fd = open(path.at, O_RDONLY | O_CLOEXEC);
  stage_release(place, path);
  if (fd < 0)
    respond(call, 404, "There is no such file\n");
  else
    stage_send_bytes(call, &file, fd);
}

static bool may_open(struct call *call, const struct text parts[MOST_PARTS],
                     struct text user)
{
  struct stage_scope scope = { .query_id = parts[0], .bucket = parts[1], .user = user };
  enum ticket_right right;

  return stage_ticket_check(call->instance->stages, http_query(call->request, "ticket"),
                            stage_scope_bucket(call->arena, &scope), parts[2],
                            clock_now_ms(), &right) == TICKET_GOOD;
}

void file_get(struct call *call)
{
  struct text parts[MOST_PARTS] = { { 0 } }, user = user_of(call);
  bool is_scoped = read_parts(call, parts, MOST_PARTS) && is_query_id(parts[0]);
  struct staged_name name = { parts[0], parts[1], parts[2], 0 };
  struct stage_place place;
  struct err err;

  if (!user.at && call->has_responded)
    return;
  call->has_responded = true;
  if (!user.at) {
    respond(call, 401, "A token of a session, or a bearer token, is needed\n");
    return;
  }
  if (is_scoped ? read_parts(call, parts, 3) < 3
                : read_parts(call, parts, MOST_PARTS) < MOST_PARTS) {
    respond(call, 404, "There is no such file\n");
    return;
  }
  if (is_scoped && !may_open(call, parts, user)) {
    respond(call, 403, "This URL is another user's, or not good any more\n");
    return;
  }
  if (is_scoped
        ? staged_place_by_number(call->instance, call->arena, parts[1], &place, &err)
        : staged_place_by_name(call->instance, call->arena, &name, &place, &err))
    send_file(call, &place, parts[is_scoped ? 2 : 3]);
  else
    respond(call, 404, "There is no such stage\n");
}
