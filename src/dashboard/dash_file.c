/* dash_file.c: a file of the browser's machine into the user's own stage, where SQL can read it. */
#include "dashboard/dash_file.h"

#include <errno.h>
#include <string.h>

#include "base/id.h"
#include "dashboard/dash_guard.h"
#include "dashboard/dash_header.h"
#include "data/json.h"
#include "data/member.h"
#include "session/tickets.h"
#include "stage/stage_uploads.h"

#define PATH "/api/uploads/"

enum { MOST_NAME = 255 };

/* ---- before the body ---- */

static bool shows_ticket(struct arena *arena, const struct http_request *request,
                         struct instance *instance)
{
  struct text cookie = dash_header_cookie(http_header(request, "Cookie"),
                                          DASHBOARD_COOKIE);
  struct ticket ticket;

  return cookie.at &&
         text_equal(http_header(request, "Origin"), call_base_url(request, arena)) &&
         tickets_find(instance->tickets, arena, TICKET_DASHBOARD, cookie, &ticket);
}

int64_t dash_file_body(const struct http_request *request, struct instance *instance)
{
  struct arena *arena;
  int64_t most;

  if (!text_is(http_method(request), "PUT") ||
      !text_starts_with(http_target(request), PATH))
    return 0;
  arena = arena_new();
  most = shows_ticket(arena, request, instance) ? DASH_FILE_MOST : 0;
  arena_free(arena);
  return most;
}

/* ---- the file ---- */

static bool is_control(char c)
{
  return (unsigned char)c < ' ' || c == 0x7f;
}

static bool check_name(struct text name, struct err *err)
{
  bool ok = name.len && name.len <= MOST_NAME && text_is_utf8(name) &&
            text_find(name, '/') == name.len && !text_is(name, ".") &&
            !text_is(name, "..");

  for (size_t i = 0; ok && i < name.len; i++)
    ok = !is_control(name.at[i]);
  return ok || err_set(err, ERR_BAD_REQUEST,
                       "A file's name has 1 to %d bytes of UTF-8, without slashes and "
                       "control characters.",
                       MOST_NAME);
}

static void refuse_problem(int problem, struct err *err)
{
  if (problem == EFBIG)
    err_set(
      err, ERR_BAD_REQUEST,
      "The file is too large: at most %lld MB are taken here. PUT of a driver takes "
      "files of any size.",
      (long long)(DASH_FILE_MOST >> 20));
  else
    err_set(err, ERR_INTERNAL, "The file could not be written: %s", strerror(problem));
}

/* From the file that its bytes came into, or from memory. */
static struct stage_upload *begin_upload(struct call *call,
                                         const struct stage_place *place,
                                         struct text name, int64_t *size, struct err *err)
{
  struct text body = http_body(call->request), path;
  struct stage_upload *upload;
  int fd, problem;

  if (http_take_file(call->request, &fd, &path, size, &problem))
    return stage_upload_of_file(place, name, fd, path.at, err);
  if (problem) {
    refuse_problem(problem, err);
    return NULL;
  }
  *size = (int64_t)body.len;
  upload = stage_upload_begin(place, name, err);
  if (upload && stage_upload_write(upload, body.at, body.len, err))
    return upload;
  if (upload)
    stage_upload_abandon(upload);
  return NULL;
}

static bool keep(struct call *call, const struct login_grant *grant, struct text folder,
                 int64_t *size, struct err *err)
{
  struct stages *stages = call->instance->stages;
  struct stage_place place = { .stages = stages,
                               .kind = STAGE_OF_USER,
                               .folder = stage_folder_of_user(stages, call->arena,
                                                              grant->user->name) };
  struct text name = arena_printf(call->arena, TEXT_FMT TEXT_FMT, TEXT_ARG(folder),
                                  TEXT_ARG(call->id));
  struct stage_upload *upload = begin_upload(call, &place, name, size, err);
  bool written;

  return upload && stage_upload_end(upload, STAGE_REPLACE, &written, err);
}

static void put_answer(struct call *call, struct text folder, int64_t size)
{
  struct buf *out = call->answer;

  json_put_open(out, '{');
  member_text(out, "folder", arena_printf(call->arena, "@~/" TEXT_FMT, TEXT_ARG(folder)));
  member_text(out, "stage",
              arena_printf(call->arena, "@~/" TEXT_FMT TEXT_FMT, TEXT_ARG(folder),
                           TEXT_ARG(call->id)));
  member_int(out, "bytes", size);
  json_put_close(out, '}');
}

void dash_file(struct call *call)
{
  char id[ID_QUERY_SIZE];
  struct text folder;
  struct login_grant grant;
  struct err err;
  int64_t size;

  if (!dash_guard_upload(call) || !dash_guard_user(call, &grant))
    return;
  if (!check_name(call->id, &err)) {
    dash_refuse(call, 400, &err);
    return;
  }
  id_query(id);
  folder = arena_printf(call->arena, STAGE_UPLOADS "%s/", id);
  if (keep(call, &grant, folder, &size, &err)) {
    put_answer(call, folder, size);
    dash_respond(call, 200);
  } else {
    dash_refuse(call, 413, &err);
  }
}
