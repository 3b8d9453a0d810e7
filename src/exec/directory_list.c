/* directory_list.c: which files a stage has, and which of them its directory table knows. */
#include "exec/directory_list.h"

#include "engine/engine.h"

bool directory_not_enabled(struct text stage, struct err *err)
{
  return err_set(err, ERR_NO_OBJECT_OR_OPERATION,
                 "SQL compilation error:\nThe directory table of stage '" TEXT_FMT
                 "' is not enabled.",
                 TEXT_ARG(stage));
}

enum { FILE_PATH, FILE_SIZE, FILE_MODIFIED, FILE_ETAG };

bool directory_known(struct session *session, struct arena *arena, int64_t stage_id,
                     struct text prefix, struct list *files, struct err *err)
{
  struct engine_result *result;
  struct batch batch;
  struct buf sql;
  bool ok;

  buf_init(&sql);
  buf_printf(&sql,
             "SELECT path, size, modified_ns, etag FROM " DIRECTORY_FILES
             " WHERE stage_id = %lld AND starts_with(path, ",
             (long long)stage_id);
  buf_add_quoted(&sql, prefix);
  buf_add_string(&sql, ") ORDER BY path");
  result = engine_query(session->connection, buf_text(&sql), false, err);
  buf_clear(&sql);
  ok = result != NULL;
  while (ok && (ok = engine_fetch(result, &batch, err)) && batch.rows)
    for (size_t row = 0; row < batch.rows; row++) {
      struct directory_file *file = ARENA_NEW(arena, struct directory_file);

      file->path = arena_text(arena, batch_text(&batch.columns[FILE_PATH], row));
      file->size = batch_int64(&batch.columns[FILE_SIZE], row);
      file->modified_ns = batch_int64(&batch.columns[FILE_MODIFIED], row);
      file->etag = arena_text(arena, batch_text(&batch.columns[FILE_ETAG], row));
      list_add(arena, files, file);
    }
  engine_result_free(result);
  return ok;
}

bool directory_list(const struct stage_place *place, struct arena *arena,
                    struct stage_files *files, struct err *err)
{
  int count = 0;

  if (!stage_list(place, arena, (struct text){ 0 }, files, err))
    return false;
  for (int i = 0; i < files->count; i++) {
    struct stage_file *file = &files->at[i];

    if (stage_content_key(place, arena, file, &file->etag, err))
      files->at[count++] = *file;
    else if (!err_forgive(err, ERR_FILE_NOT_FOUND))
      return false;
  }
  files->count = count;
  return true;
}
