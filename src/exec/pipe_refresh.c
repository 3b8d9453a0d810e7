/* pipe_refresh.c: ALTER PIPE ... REFRESH: files of its stage that are not older than a week, and were
 * loaded neither by the pipe nor by COPY. (docs.snowflake.com/en/sql-reference/sql/alter-pipe) */
#include "exec/pipe_refresh.h"

#include "base/clock.h"
#include "base/map.h"
#include "catalog/loads.h"
#include "catalog/sheet.h"
#include "exec/copy_files.h"
#include "exec/copy_options.h"
#include "exec/pipe_copy.h"
#include "exec/pipe_report.h"
#include "exec/property.h"
#include "exec/staged_source.h"
#include "exec/table_lock.h"
#include "session/instance.h"
#include "session/pipe_work.h"

#define NANOS_A_MILLI 1000000LL
#define OLDEST_MS (7LL * 24 * 60 * 60 * 1000)

static const struct outcome_spec columns[] = {
  { "File", "VARCHAR" },
  { "Status", "VARCHAR" },
};

struct refresh {
  struct ddl *ddl;
  struct pipe_copy pipe;
  struct run run; /* In the pipe's schema. */
  struct exec_request request;
  struct staged_files staged;
  struct text prefix;
  int64_t after_ms;
  struct map
    *loaded; /* By name: the digest with which COPY loaded it, or "" of the pipe's. */
};

bool pipe_is_refresh(const struct alter *alter)
{
  return text_is(alter->kind_words, "PIPE") && alter->action == ALTER_OTHER &&
         text_is_nocase(alter->text, "REFRESH");
}

/* ---- options ---- */

static bool read_after(struct refresh *refresh, const struct option *option,
                       struct err *err)
{
  struct text written;
  int64_t after_ms;

  if (!property_text(refresh->ddl->run, option, &written, err) ||
      !pipe_time(refresh->ddl->session, refresh->ddl->arena, written, &after_ms, err))
    return false;
  if (after_ms < refresh->after_ms)
    return err_set(err, ERR_INVALID_VALUE,
                   "SQL compilation error:\ninvalid value [" TEXT_FMT
                   "] for parameter 'MODIFIED_AFTER': it is more than 7 days ago",
                   TEXT_ARG(written));
  refresh->after_ms = after_ms;
  return true;
}

static bool read_options(struct refresh *refresh, const struct alter *alter,
                         struct err *err)
{
  refresh->after_ms = refresh->ddl->run->now_ns / NANOS_A_MILLI - OLDEST_MS;
  for (int i = 0; i < alter->options.count; i++) {
    const struct option *option = alter->options.at[i];

    if (text_is(option->key, "PREFIX")
          ? !property_text(refresh->ddl->run, option, &refresh->prefix, err)
          : !read_after(refresh, option, err))
      return false;
  }
  return true;
}

/* ---- what was loaded before ---- */

static bool find_loaded(struct refresh *refresh, struct err *err)
{
  struct engine_connection *connection = refresh->ddl->session->connection;
  int64_t now_ms = clock_now_ms();
  struct found_table found;
  struct engine_result *result;
  struct batch batch;
  struct buf sql;
  bool ok;

  if (!table_find(&refresh->run, refresh->pipe.copy->table, &found, err))
    return !err_is_set(err);
  buf_init(&sql);
  buf_printf(
    &sql,
    "SELECT file, CASE WHEN pipe_id = 0 THEN etag ELSE '' END FROM " LOADS
    " WHERE table_id = %lld AND status <> 'Load failed' AND ((pipe_id = %lld AND "
    "loaded_ms > %lld) OR (pipe_id = 0 AND NOT forgotten AND loaded_ms > %lld)) "
    "AND stage = ",
    (long long)found.id, (long long)refresh->pipe.id, (long long)(now_ms - PIPE_LOADS_MS),
    (long long)(now_ms - LOADS_MS));
  buf_add_quoted(&sql, refresh->staged.place.folder);
  buf_add_string(&sql, " ORDER BY pipe_id");
  result = engine_query(connection, buf_text(&sql), false, err);
  buf_clear(&sql);
  ok = result != NULL;
  while (ok && (ok = engine_fetch(result, &batch, err)) && batch.rows)
    for (size_t row = 0; row < batch.rows; row++) {
      struct text *etag = ARENA_NEW(refresh->ddl->arena, struct text);

      *etag = arena_text(refresh->ddl->arena, batch_text(&batch.columns[1], row));
      map_put(refresh->loaded,
              arena_text(refresh->ddl->arena, batch_text(&batch.columns[0], row)), etag);
    }
  engine_result_free(result);
  return ok;
}

static bool is_loaded(struct refresh *refresh, const struct stage_file *file,
                      bool *loaded, struct err *err)
{
  const struct text *etag = map_get(refresh->loaded, file->name);
  struct staged_input input = { .path = { 0 } };

  *loaded = etag && !etag->len;
  if (!etag || *loaded)
    return true;
  if (!staged_input_describe(&refresh->run, &refresh->staged, file, &input, err))
    return false;
  *loaded = text_equal(*etag, input.content_key);
  return true;
}

/* ---- all of it ---- */

static bool find_pipe(struct refresh *refresh, const struct alter *alter, bool *found,
                      struct err *err)
{
  struct ddl *ddl = refresh->ddl;
  const struct object *object;
  struct path path;
  int64_t id;

  *found = false;
  if (!ddl_own_path(ddl, alter->name, KIND_PIPE, &path, err))
    return false;
  catalog_read(ddl->catalog);
  object = ddl_find(ddl, KIND_PIPE, path, err);
  id = object ? object->id : 0;
  catalog_read_end(ddl->catalog);
  if (!object && alter->if_exists && err->code == ERR_NO_OBJECT) {
    err_clear(err);
    return true;
  }
  return object &&
         pipe_copy_read(ddl->session, ddl->arena, id, found, &refresh->pipe, err);
}

static bool find_files(struct refresh *refresh, struct err *err)
{
  const struct copy *copy = refresh->pipe.copy;
  struct copy_options options = { 0 };

  return copy_options_read(&refresh->run, copy, &options, err) &&
         staged_files_find(&refresh->run, copy_written_stage(refresh->ddl->arena, copy),
                           options.pattern, &refresh->staged, err);
}

static bool is_wanted(const struct refresh *refresh, const struct stage_file *file,
                      struct text name)
{
  return file->modified_ns / NANOS_A_MILLI >= refresh->after_ms &&
         text_find_text(name, refresh->prefix) == 0;
}

static bool send_files(struct refresh *refresh, struct outcome *outcome, struct err *err)
{
  struct staged_files *staged = &refresh->staged;
  struct pipe_file *files = ARENA_ARRAY(refresh->ddl->arena, (size_t)staged->count,
                                        struct pipe_file);
  struct sheet sheet = { outcome->rows, 0 };
  int64_t now_ms = clock_now_ms();
  int count = 0;

  for (int i = 0; i < staged->count; i++) {
    const struct stage_file *file = &staged->files[i];
    struct text name = copy_name_below(refresh->ddl->arena, staged->place.path,
                                       file->name);
    bool loaded;

    if (!is_wanted(refresh, file, name))
      continue;
    if (!is_loaded(refresh, file, &loaded, err))
      return false;
    if (loaded)
      continue;
    files[count++] = (struct pipe_file){ name, file->size, now_ms };
    sheet_text(&sheet, name);
    sheet_string(&sheet, "SENT");
  }
  return pipe_queue_add(refresh->ddl->session->connection, refresh->pipe.id, files, count,
                        err);
}

bool pipe_refresh(struct ddl *ddl, const struct alter *alter, struct err *err)
{
  struct refresh refresh = { .ddl = ddl };
  bool found, ok;

  if (!find_pipe(&refresh, alter, &found, err))
    return false;
  if (!found)
    return ddl_done(ddl);
  refresh.run = pipe_copy_run(ddl->session, ddl->arena, &refresh.request, &refresh.pipe);
  refresh.loaded = map_new();
  ok = read_options(&refresh, alter, err) && find_files(&refresh, err) &&
       find_loaded(&refresh, err) &&
       outcome_table(ddl->arena, ddl->outcome, TYPE_ID_DDL, columns,
                     (int)(sizeof columns / sizeof *columns), err) &&
       send_files(&refresh, ddl->outcome, err);
  map_free(refresh.loaded);
  if (ok)
    pipe_work_wake(ddl->session->instance->pipe_work);
  return ok;
}
