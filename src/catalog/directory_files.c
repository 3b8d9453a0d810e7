/* directory_files.c: rows of the engine's tables of the files that directory tables know. */
#include "catalog/directory_files.h"

static void put_event(int64_t stage_id, int64_t now_ms, const struct directory_file *file,
                      const char *status, struct buf *sql)
{
  buf_printf(sql, "INSERT INTO " DIRECTORY_EVENTS " VALUES (%lld, %lld, ",
             (long long)stage_id, (long long)now_ms);
  buf_add_quoted(sql, file->path);
  buf_printf(sql, ", '%s', %lld, %lld);\n", status, (long long)file->size,
             (long long)file->modified_ns);
}

static void put_removal(int64_t stage_id, const struct directory_file *file,
                        struct buf *sql)
{
  buf_printf(sql, "DELETE FROM " DIRECTORY_FILES " WHERE stage_id = %lld AND path = ",
             (long long)stage_id);
  buf_add_quoted(sql, file->path);
  buf_add_string(sql, ";\n");
}

void directory_put_file(int64_t stage_id, int64_t now_ms,
                        const struct directory_file *file, const char *status,
                        struct buf *sql)
{
  put_removal(stage_id, file, sql);
  buf_printf(sql, "INSERT INTO " DIRECTORY_FILES " VALUES (%lld, ", (long long)stage_id);
  buf_add_quoted(sql, file->path);
  buf_printf(sql, ", %lld, %lld, ", (long long)file->size, (long long)file->modified_ns);
  buf_add_quoted(sql, file->etag);
  buf_add_string(sql, ");\n");
  put_event(stage_id, now_ms, file, status, sql);
}

void directory_put_gone(int64_t stage_id, int64_t now_ms,
                        const struct directory_file *file, struct buf *sql)
{
  put_removal(stage_id, file, sql);
  put_event(stage_id, now_ms, file, "UNREGISTERED", sql);
}

void directory_put_end(int64_t stage_id, struct buf *sql)
{
  buf_printf(sql, "DELETE FROM " DIRECTORY_FILES " WHERE stage_id = %lld;\n",
             (long long)stage_id);
}

void directory_put_forget(int64_t now_ms, struct buf *sql)
{
  buf_printf(sql, "DELETE FROM " DIRECTORY_EVENTS " WHERE at_ms < %lld;\n",
             (long long)(now_ms - DIRECTORY_EVENTS_MS));
}
