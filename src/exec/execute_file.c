/* execute_file.c: EXECUTE IMMEDIATE FROM a staged file: its statements, one after the other.
 *
 * docs.snowflake.com/en/sql-reference/sql/execute-immediate-from */
#include "exec/execute_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/id.h"
#include "catalog/sheet.h"
#include "exec/file_template.h"
#include "exec/property.h"
#include "exec/redact.h"
#include "exec/result_scan.h"
#include "exec/stage_place.h"
#include "session/history.h"
#include "session/instance.h"
#include "sql/parse.h"

#define MOST_BYTES (10 << 20)
#define MOST_DEPTH 5
#define MOST_KEPT_SQL 1000 /* Bytes of a statement's text beside its result. */

static const struct outcome_spec rendered_columns[] = {
  { "rendered file contents", "VARCHAR" },
};

/* ---- which file ---- */

static bool no_file(const struct stage_place *place, struct text name, struct err *err)
{
  return err_set(err, ERR_NO_STAGED_FILE,
                 "File '" TEXT_FMT "' not found in stage '" TEXT_FMT "'.", TEXT_ARG(name),
                 TEXT_ARG(place->name));
}

/* The folder that a path is in, without a slash at its end. */
static struct text folder_of(struct text path)
{
  while (path.len && path.at[path.len - 1] != '/')
    path.len--;
  return text_slice(path, 0, path.len ? path.len - 1 : 0);
}

/* "../x.sql" seen from a folder; false when it leads out of the stage. */
static bool join(struct arena *arena, struct text folder, struct text relative,
                 struct text *path)
{
  while (relative.len) {
    size_t slash = text_find(relative, '/');
    struct text part = text_slice(relative, 0, slash);

    relative = text_slice(relative, slash + 1, relative.len);
    if (text_is(part, "..") && !folder.len)
      return false;
    if (text_is(part, ".."))
      folder = folder_of(folder);
    else if (part.len && !text_is(part, "."))
      folder = arena_printf(arena, TEXT_FMT "%s" TEXT_FMT, TEXT_ARG(folder),
                            folder.len ? "/" : "", TEXT_ARG(part));
  }
  *path = folder;
  return true;
}

static bool find_relative(struct run *run, struct text written, struct stage_place *place,
                          struct err *err)
{
  const struct executed_file *parent = run->request->file;
  struct text folder;

  if (!parent)
    return err_set(err, ERR_RELATIVE_FILE,
                   "Relative file references like '" TEXT_FMT
                   "' cannot be used in top-level EXECUTE IMMEDIATE calls.",
                   TEXT_ARG(written));
  *place = parent->place;
  folder = written.at[0] == '/' ? TEXT("") : folder_of(place->path);
  return join(run->arena, folder, written, &place->path) || no_file(place, written, err);
}

static bool find_place(struct run *run, struct text written, struct stage_place *place,
                       struct err *err)
{
  if (!written.len)
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\nEXECUTE IMMEDIATE FROM takes the path of a "
                   "file in a stage.");
  return written.at[0] == '@' ? stage_place_find(run, written, place, err)
                              : find_relative(run, written, place, err);
}

/* ---- its bytes ---- */

static bool read_path(struct run *run, const char *path, size_t size, struct text *bytes,
                      struct err *err)
{
  char *at = arena_alloc(run->arena, size + 1);
  FILE *file = fopen(path, "rbe");
  bool ok = file && fread(at, 1, size, file) == size;

  if (!ok)
    err_set(err, ERR_STAGE_AREA, "Failure using stage area. Cause: [%s]",
            file ? "the file changed while it was read" : strerror(errno));
  if (file)
    fclose(file);
  *bytes = text_from(at, size);
  return ok;
}

static bool read_file(struct run *run, const struct stage_place *place,
                      struct text *bytes, struct err *err)
{
  struct stage_file file;
  struct text path;
  bool is_there, ok;

  if (!place->path.len || text_ends_with(place->path, "/"))
    return no_file(place, place->path, err);
  if (!stage_find_file(place, run->arena, place->path, &file, &is_there, err))
    return false;
  if (!is_there)
    return no_file(place, place->path, err);
  if (file.size > MOST_BYTES)
    return err_set(err, ERR_STATEMENT_TOO_LONG,
                   "SQL compilation error:\nThe file '" TEXT_FMT
                   "' has %lld bytes; the most that EXECUTE IMMEDIATE FROM takes is %d.",
                   TEXT_ARG(place->path), (long long)file.size, MOST_BYTES);
  if (!stage_fetch(place, run->arena, &file, &path, err))
    return false;
  ok = read_path(run, path.at, (size_t)file.size, bytes, err);
  stage_release(place, path);
  return ok;
}

/* ---- templates ---- */

/* Names of variables keep the case that they are written in. */
static struct text name_as_written(const struct run *run, const struct expr *named)
{
  size_t end = named->place.from + named->text.len;

  return end <= run->sql.len && run->sql.at[named->place.from] != '"'
           ? text_slice(run->sql, named->place.from, named->text.len)
           : named->text;
}

/* As Python prints it. */
static bool template_value(struct run *run, const struct expr *named,
                           struct template_value *value, struct err *err)
{
  struct bind_constant constant;

  value->name = name_as_written(run, named);
  if (!pipeline_value(run, named->left, &constant, err))
    return false;
  if (constant.is_null)
    value->value = TEXT("None");
  else if (constant.type.kind == TYPE_BOOLEAN)
    value->value = text_is_nocase(constant.value, "true") ? TEXT("True") : TEXT("False");
  else if (constant.type.kind == TYPE_VARCHAR || constant.type.kind == TYPE_NUMBER)
    value->value = arena_text(run->arena, constant.value);
  else
    return err_set(err, ERR_TEMPLATE_VALUE,
                   "Unable to use value of template variable '" TEXT_FMT "'",
                   TEXT_ARG(value->name));
  return true;
}

static bool render(struct run *run, const struct copy *file, struct text *bytes,
                   struct err *err)
{
  int count = file->values ? file->values->count : 0;
  struct template_value *values = ARENA_ARRAY(run->arena, (size_t)count,
                                              struct template_value);

  if (!count && !file_template_is_said(*bytes))
    return true;
  for (int i = 0; i < count; i++)
    if (!template_value(run, file->values->at[i], &values[i], err))
      return false;
  return file_template_render(run->arena, *bytes, values, count, bytes, err);
}

static bool is_dry(struct run *run, const struct copy *file, bool *dry, struct err *err)
{
  *dry = false;
  for (int i = 0; file->options && i < file->options->count; i++)
    if (!property_bool(run, file->options->at[i], dry, err))
      return false;
  return true;
}

static bool show(struct run *run, struct text rendered, struct outcome *outcome,
                 struct err *err)
{
  struct sheet sheet;

  if (!outcome_table(run->arena, outcome, TYPE_ID_SELECT, rendered_columns, 1, err))
    return false;
  sheet = (struct sheet){ outcome->rows, 0 };
  sheet_text(&sheet, rendered);
  return true;
}

/* ---- its statements ---- */

static void fail_in_file(const struct stage_place *place,
                         const struct statement *statement, struct err *err)
{
  struct err inner = *err;

  if (inner.code == ERR_CANCELED || inner.code == ERR_TIMEOUT)
    return;
  err_set(err, inner.code,
          "Uncaught exception of type 'STATEMENT_ERROR' in file @" TEXT_FMT "/" TEXT_FMT
          " on line %d at position %d:\n%s",
          TEXT_ARG(place->name), TEXT_ARG(place->path), statement->place.line,
          statement->place.column, inner.message);
  err_set_state(err, inner.sqlstate);
}

/* A client moves the files of PUT and GET, and no client is told of this one. */
static bool may_stand_in_file(const struct statement *statement, struct err *err)
{
  if (statement->kind != STMT_FILES ||
      (!text_is(statement->text, "PUT") && !text_is(statement->text, "GET")))
    return true;
  return err_set(err, ERR_UNSUPPORTED,
                 "Unsupported feature '" TEXT_FMT
                 " in a file of EXECUTE IMMEDIATE FROM'.",
                 TEXT_ARG(statement->text));
}

/* The rows are kept under the statement's own id, for RESULT_SCAN in the statements that follow; the
 * outcome gives them out of there. */
static bool keep(struct run *run, const struct exec_request *request, int64_t started_ms,
                 struct outcome *outcome, int64_t *rows, struct err *err)
{
  struct session *session = run->session;
  struct results *results = session->instance->results;
  struct kept_info info = { .query_id = text_of(request->query_id),
                            .user = session->user,
                            .sql = text_cut(exec_redact(run->arena, request->sql),
                                            MOST_KEPT_SQL),
                            .database = session->database,
                            .schema = session->schema,
                            .warehouse = session->warehouse,
                            .role = session->role,
                            .type_id = outcome->type_id,
                            .is_dml = outcome->is_dml,
                            .rows_inserted = outcome->rows_inserted,
                            .rows_updated = outcome->rows_updated,
                            .rows_deleted = outcome->rows_deleted,
                            .session_id = (int64_t)session->id,
                            .created_ms = started_ms,
                            .started_ms = started_ms,
                            .ended_ms = clock_now_ms() };
  struct kept_result *kept;

  if (outcome->is_secret)
    return true;
  kept = result_scan_take(outcome, results_folder(results), err);
  if (!kept)
    return false;
  kept_result_set_info(kept, &info);
  *rows = kept_result_rows(kept);
  outcome->source = kept_result_source(kept);
  outcome->next_piece = 0;
  outcome->given = 0;
  results_add(results, kept);
  return true;
}

/* Each has a query id of its own, and is in the history. */
static bool run_one(struct run *run, const struct executed_file *file,
                    const struct statement *statement, execute_statement one,
                    struct outcome *outcome, struct err *err)
{
  struct history *history = run->session->instance->history;
  struct exec_request request = {
    .sql = statement->source, .statement_count = 1, .is_part = true, .file = file
  };
  int64_t rows = 0, started_ms = clock_now_ms();
  struct stage_times times = { 0 };
  struct history_end end;
  bool ok;

  if (engine_is_interrupted(run->session->connection))
    return err_set(err, ERR_CANCELED, "SQL execution canceled");
  id_query(request.query_id);
  request.times = &times;
  request.remembered = history_begin(history, run->session, request.query_id,
                                     exec_redact(run->arena, request.sql));
  ok = may_stand_in_file(statement, err) &&
       one(run->session, run->arena, &request, outcome, err) &&
       keep(run, &request, started_ms, outcome, &rows, err);
  if (!ok)
    fail_in_file(&file->place, statement, err);
  end = (struct history_end){ rows,
                              outcome->rows_inserted,
                              outcome->rows_updated,
                              outcome->rows_deleted,
                              ok ? NULL : err,
                              .times = times };
  history_finish(history, request.remembered, &end);
  return ok;
}

static bool run_all(struct run *run, const struct executed_file *file, struct text sql,
                    execute_statement one, struct outcome *outcome, struct err *err)
{
  struct list statements = { 0 };

  if (!parse_statements(run->arena, sql, &statements, err))
    return false;
  if (!statements.count)
    return err_set(err, ERR_EMPTY_STATEMENT,
                   "SQL compilation error:\nEmpty SQL statement.");
  for (int i = 0; i < statements.count; i++) {
    outcome_clear(outcome);
    if (!run_one(run, file, statements.at[i], one, outcome, err))
      return false;
  }
  return true;
}

bool execute_file_run(struct run *run, const struct copy *file, execute_statement one,
                      struct outcome *outcome, struct err *err)
{
  const struct executed_file *parent = run->request->file;
  struct executed_file executed = { .depth = parent ? parent->depth + 1 : 1 };
  struct text bytes;
  bool dry;

  if (run->request->describe_only) {
    outcome_status(run->arena, outcome, TYPE_ID_SELECT, TEXT(""));
    return true;
  }
  if (executed.depth > MOST_DEPTH)
    return err_set(err, ERR_TOO_COMPLEX,
                   "Files of EXECUTE IMMEDIATE FROM are nested deeper than %d.",
                   MOST_DEPTH);
  if (!is_dry(run, file, &dry, err) ||
      !find_place(run, file->stage, &executed.place, err) ||
      !read_file(run, &executed.place, &bytes, err) || !render(run, file, &bytes, err))
    return false;
  if (dry)
    return show(run, bytes, outcome, err);
  return run_all(run, &executed, file_template_sql(run->arena, bytes), one, outcome, err);
}
