/* dash_export.c: a whole result as a file. */
#include "dashboard/dash_export.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "dashboard/dash_execute.h"
#include "dashboard/dash_guard.h"
#include "protocol/result_export.h"
#include "session/results.h"
#include "wire/result_form.h"
#include "wire/wire.h"

enum { SLICE_ROWS = 2048, MOST_PENDING = 1 << 20 };

static const struct form_row {
  const char *name, *content_type;
  enum export_form form;
} forms[] = {
  { "csv", "text/csv; charset=utf-8; header=present", EXPORT_CSV },
  { "json", "application/json", EXPORT_JSON },
};

struct export_file {
  int fd;
  int64_t size;
  struct buf pending;
};

static bool write_pending(struct export_file *file, size_t least, struct err *err)
{
  if (file->pending.len < least)
    return true;
  if (!fd_write(file->fd, buf_text(&file->pending)))
    return err_set(err, ERR_INTERNAL, "The export cannot be written: %s",
                   strerror(errno));
  file->size += (int64_t)file->pending.len;
  buf_reset(&file->pending);
  return true;
}

static bool write_part(struct export_file *file, struct result_export *export,
                       struct batch_builder *builder, struct err *err)
{
  size_t rows = batch_builder_rows(builder);

  for (size_t from = 0; from < rows; from += SLICE_ROWS) {
    struct batch batch = batch_builder_view(builder, from, SLICE_ROWS);

    if (!result_export_rows(export, &batch, &file->pending, err) ||
        !write_pending(file, MOST_PENDING, err))
      return false;
  }
  return true;
}

static bool write_all(struct export_file *file, struct result_export *export,
                      const struct kept_result *kept, struct err *err)
{
  result_export_begin(export, &file->pending);
  for (int part = 0; part < kept_result_parts(kept); part++) {
    struct batch_builder *builder = kept_result_part(kept, part, err);
    bool ok = builder && write_part(file, export, builder, err);

    batch_builder_free(builder);
    if (!ok)
      return false;
  }
  result_export_end(export, &file->pending);
  return write_pending(file, 0, err);
}

static bool make_file(struct call *call, const struct kept_result *kept,
                      enum export_form form, struct export_file *file, struct err *err)
{
  struct rowtype_column *columns = display_columns_again(call->arena, kept, err);
  struct result_export export;

  if (!columns)
    return false;
  file->fd = fd_nameless(wire_body_folder(call->instance));
  if (file->fd < 0)
    return err_set(err, ERR_INTERNAL, "The export cannot be written: %s",
                   strerror(errno));
  result_export_init(&export, call->arena, form, columns, kept_result_columns(kept));
  return write_all(file, &export, kept, err);
}

static void send_file(struct call *call, const struct form_row *row,
                      const struct export_file *file)
{
  struct http_file sent = { file->fd, 0, (size_t)file->size };

  dash_add_headers(call);
  http_respond_header(call->response, "Content-Disposition",
                      arena_printf(call->arena,
                                   "attachment; filename=\"" TEXT_FMT ".%s\"",
                                   TEXT_ARG(call->id), row->name)
                        .at);
  http_respond_file(call->response, 200, row->content_type, sent);
  call->has_responded = true;
}

static void export_result(struct call *call, const struct kept_result *kept,
                          const struct form_row *row)
{
  struct export_file file = { .fd = -1 };
  struct err err;

  buf_init(&file.pending);
  if (make_file(call, kept, row->form, &file, &err)) {
    send_file(call, row, &file);
  } else {
    if (file.fd >= 0)
      close(file.fd);
    dash_refuse(call, err.code == ERR_NO_RESULT ? 410 : 500, &err);
  }
  buf_clear(&file.pending);
}

static const struct form_row *form_of(struct call *call)
{
  struct text name = http_query(call->request, "format");
  struct err err;

  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
    if (text_is(name, forms[i].name))
      return &forms[i];
  err_set(&err, ERR_BAD_REQUEST, "format is csv or json.");
  dash_refuse(call, 400, &err);
  return NULL;
}

void dash_export(struct call *call)
{
  const struct form_row *row;
  struct login_grant grant;
  struct kept_result *kept;

  if (!dash_guard_user(call, &grant))
    return;
  row = form_of(call);
  if (!row)
    return;
  kept = results_find(call->instance->results, call->id, grant.user->name);
  if (kept)
    export_result(call, kept, row);
  else
    dash_execute_refuse_unknown(call);
  kept_result_release(kept);
}
