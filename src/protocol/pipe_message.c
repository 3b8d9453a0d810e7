/* pipe_message.c: the bodies of requests to the Snowpipe REST API and of its answers. */
#include "protocol/pipe_message.h"

#include "data/json.h"
#include "data/member.h"

/* ---- insertFiles ---- */

static bool check_path(struct text path, struct err *err)
{
  if (!path.len)
    return err_set(err, ERR_BAD_REQUEST, "A file without a path.");
  if (path.len > PIPE_MESSAGE_MOST_PATH)
    return err_set(err, ERR_BAD_REQUEST, "The path of a file is longer than %d bytes.",
                   PIPE_MESSAGE_MOST_PATH);
  if (!text_is_utf8(path) || text_find(path, '\0') < path.len)
    return err_set(err, ERR_BAD_REQUEST, "The path of a file is no text.");
  return true;
}

static bool check_count(size_t count, struct err *err)
{
  return count <= PIPE_MESSAGE_MOST_FILES ||
         err_set(err, ERR_BAD_REQUEST, "More than %d files in a request.",
                 PIPE_MESSAGE_MOST_FILES);
}

/* A path may begin with a slash, which is no part of it. */
static struct text without_slash(struct text path)
{
  return path.len && path.at[0] == '/' ? text_slice(path, 1, path.len) : path;
}

static bool read_file(struct arena *arena, const struct json *json,
                      struct pipe_message_file *file, struct err *err)
{
  const struct json *size = json_member(json, "size");
  struct text path = json_as_text(json_member(json, "path"));

  file->path = arena_text(arena, without_slash(path));
  file->size = json_as_int(size, 0);
  return (json_is_absent(size) || json_as_int(size, -1) >= 0 ||
          err_set(err, ERR_BAD_REQUEST, "The size of a file is no number.")) &&
         check_path(file->path, err);
}

static bool read_json(struct arena *arena, struct text body,
                      struct pipe_message_file **files, int *count, struct err *err)
{
  const struct json *root = json_parse(arena, body, err);
  const struct json *list = json_member(root, "files"), *file = NULL;
  size_t given = json_count(list);
  bool ok;

  if (!root)
    return false;
  ok = (json_has_items(list) ||
        err_set(err, ERR_BAD_REQUEST, "The list of files is missing.")) &&
       check_count(given, err);
  *files = ok ? ARENA_ARRAY(arena, given, struct pipe_message_file) : NULL;
  while (ok && (file = json_next(list, file)) != NULL)
    ok = read_file(arena, file, &(*files)[(*count)++], err);
  return ok;
}

static bool read_lines(struct arena *arena, struct text body,
                       struct pipe_message_file **files, int *count, struct err *err)
{
  size_t lines = 1;

  for (size_t i = 0; i < body.len; i++)
    lines += body.at[i] == '\n';
  *files = ARENA_ARRAY(arena, lines, struct pipe_message_file);
  while (body.len) {
    size_t end = text_find(body, '\n');
    struct text path = without_slash(text_trim(text_slice(body, 0, end)));

    body = text_slice(body, end < body.len ? end + 1 : end, body.len);
    if (!path.len)
      continue;
    if (!check_path(path, err))
      return false;
    (*files)[(*count)++].path = arena_text(arena, path);
  }
  return check_count((size_t)*count, err);
}

bool pipe_message_read(struct arena *arena, struct text body, bool is_json,
                       struct pipe_message_file **files, int *count, struct err *err)
{
  *count = 0;
  if (!(is_json ? read_json(arena, body, files, count, err)
                : read_lines(arena, body, files, count, err)))
    return false;
  return *count || err_set(err, ERR_BAD_REQUEST, "A request without files.");
}

/* ---- answers ---- */

void pipe_message_put_inserted(struct buf *out, struct text request_id)
{
  json_put_open(out, '{');
  member_text(out, "requestId", request_id);
  member_text(out, "status", TEXT("success"));
  member_text(out, "responseCode", TEXT("SUCCESS"));
  json_put_close(out, '}');
}

static void put_event(struct buf *out, const struct pipe_event *event)
{
  json_put_open(out, '{');
  member_text(out, "path", event->path);
  member_text(out, "stageLocation", event->location);
  member_int(out, "fileSize", event->size);
  member_utc(out, "timeReceived", event->received_ms);
  member_utc(out, "lastInsertTime", event->inserted_ms);
  member_int(out, "rowsInserted", event->rows_inserted);
  member_int(out, "rowsParsed", event->rows_parsed);
  member_int(out, "errorsSeen", event->errors_seen);
  member_int(out, "errorLimit", event->error_limit);
  if (event->first_error.at) {
    member_text(out, "firstError", event->first_error);
    member_int(out, "firstErrorLineNum", event->first_line);
    member_int(out, "firstErrorCharacterPos", event->first_character);
    member_text(out, "firstErrorColumnName", event->first_column);
  }
  member_bool(out, "complete", true);
  member_string(out, "status", event->status);
  json_put_close(out, '}');
}

static void put_range(struct buf *out, const struct pipe_report_message *report)
{
  member_utc(out, "startTimeInclusive", report->from_ms);
  if (report->has_until)
    member_utc(out, "endTimeExclusive", report->until_ms);
  if (report->count) {
    member_utc(out, "rangeStartTime", report->first_ms);
    member_utc(out, "rangeEndTime", report->last_ms);
  }
}

void pipe_message_put_report(struct buf *out, const struct pipe_report_message *report)
{
  json_put_open(out, '{');
  member_text(out, "pipe", report->pipe);
  member_bool(out, "completeResult", report->complete);
  if (report->next_mark.at)
    member_text(out, "nextBeginMark", report->next_mark);
  else
    put_range(out, report);
  member_open(out, "files", '[');
  for (int i = 0; i < report->count; i++)
    put_event(out, &report->events[i]);
  json_put_close(out, ']');
  if (report->next_mark.at) {
    member_open(out, "statistics", '{');
    member_int(out, "activeFilesCount", report->active);
    json_put_close(out, '}');
  }
  json_put_close(out, '}');
}

void pipe_message_put_refusal(struct buf *out, struct text code, struct text message)
{
  json_put_open(out, '{');
  member_null(out, "data");
  member_text(out, "code", code);
  member_text(out, "message", message);
  member_bool(out, "success", false);
  member_null(out, "headers");
  json_put_close(out, '}');
}
