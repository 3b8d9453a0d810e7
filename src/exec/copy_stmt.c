/* copy_stmt.c: COPY INTO a table: its files are read fast, in the hope that all is well; after a failure
 * they are read again, to find what is wrong, and what may be loaded is. (A location: unload_stmt.c.)
 *
 * The rows and the note that their files were loaded are written in one transaction. */
#include "exec/copy_stmt.h"

#include <string.h>

#include "base/clock.h"
#include "catalog/loads.h"
#include "exec/copy_check.h"
#include "exec/copy_evolve.h"
#include "exec/copy_files.h"
#include "exec/copy_location.h"
#include "exec/copy_query.h"
#include "exec/copy_result.h"
#include "exec/dml_stmt.h"
#include "exec/format_options.h"
#include "exec/stage_place.h"
#include "exec/table_lock.h"
#include "exec/transaction.h"
#include "exec/unload_stmt.h"
#include "session/instance.h"
#include "session/pipe_work.h"
#include "session/statistics.h"

/* Files of more bytes than these are loaded by several threads: their rows lie in no order then, as
 * Snowflake promises none either. */
#define LARGE_BYTES ((int64_t)8 << 20)
#define MOST_THREADS 64

/* ---- what is to be done ---- */

static void take_stage_options(struct copying *copying)
{
  struct catalog *catalog = copying->run->session->instance->catalog;
  struct arena *arena = copying->run->arena;
  const struct table *table;

  catalog_read(catalog);
  table = catalog_table_by_id(catalog, copying->target.id);
  if (table) {
    copying->target.stage_format = arena_text(arena, table->stage_file_format);
    copying->target.stage_options = arena_text(arena, table->stage_copy_options);
  }
  catalog_read_end(catalog);
}

static bool find_target(struct copying *copying, struct err *err)
{
  struct found_table found;
  struct text path;

  err_clear(err);
  if (table_find(copying->run, copying->copy->table, &found, err)) {
    copying->target.id = found.id;
    copying->target.name = found.path.name;
    copying->target.path = path_text(copying->run->arena, found.path);
    take_stage_options(copying);
    return true;
  }
  if (err_is_set(err))
    return false;
  path = path_text(copying->run->arena, found.path);
  err_set(err, ERR_NO_OBJECT,
          "SQL compilation error:\nTable '" TEXT_FMT
          "' does not exist or not authorized.",
          TEXT_ARG(path));
  return err_set_state(err, "42S02");
}

/* docs.snowflake.com/en/user-guide/data-load-prepare: the statement's, else the stage's, else the table's. */
static bool settle_format(struct copying *copying, struct err *err)
{
  struct staged_files *staged = &copying->staged;

  if (!staged->place.file_format.len &&
      !staged_format_read(copying->run, copying->target.stage_format, &staged->format,
                          err))
    return false;
  if (copying->options.format &&
      !format_options_read(copying->run, copying->options.format, &staged->format, err))
    return false;
  if (!staged_format_check(&staged->format, err))
    return false;
  if (staged->format.type != FORMAT_CSV)
    return true;
  if (copying->options.match != MATCH_NONE &&
      !file_format_is(&staged->format, FORMAT_PARSE_HEADER))
    return err_set(err, ERR_INVALID_VALUE,
                   "SQL compilation error:\nMATCH_BY_COLUMN_NAME of CSV files needs the "
                   "file format option PARSE_HEADER = TRUE.");
  if (copying->options.match == MATCH_NONE &&
      file_format_is(&staged->format, FORMAT_PARSE_HEADER))
    return err_set(err, ERR_INVALID_VALUE,
                   "SQL compilation error:\nInvalid file format \"PARSE_HEADER\" is only "
                   "allowed for CSV INFER_SCHEMA and MATCH_BY_COLUMN_NAME");
  return csv_rules_of(&staged->format, &staged->rules, err);
}

/* Dates and their like are read by the format's own words where it says them. */
static void set_parameters(struct copying *copying)
{
  static const struct {
    const char *name;
    enum format_option option;
  } rows[] = {
    { "DATE_INPUT_FORMAT", FORMAT_DATE_FORMAT },
    { "TIME_INPUT_FORMAT", FORMAT_TIME_FORMAT },
    { "TIMESTAMP_INPUT_FORMAT", FORMAT_TIMESTAMP_FORMAT },
    { "BINARY_INPUT_FORMAT", FORMAT_BINARY_FORMAT },
  };
  struct run *run = copying->run;
  struct run_parameter *parameters = ARENA_ARRAY(run->arena, sizeof rows / sizeof *rows,
                                                 struct run_parameter);

  run->parameters = parameters;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct text value = copying->staged.format.values[rows[i].option];

    if (!value.len || text_is_nocase(value, "AUTO"))
      continue;
    parameters[run->parameter_count].name = rows[i].name;
    parameters[run->parameter_count++].value = value;
  }
}

static int field_count(const struct copy_target *target)
{
  int count = 0;

  for (int i = 0; i < target->column_count; i++)
    count += !target->metadata[i].at;
  return count;
}

/* What a pipe does where ON_ERROR is not said. */
static void set_default(struct copy_options *options)
{
  if (options->on_error != ON_ERROR_ABORT)
    return;
  options->on_error = ON_ERROR_SKIP_FILE;
  options->skip_number = 1;
}

/* The statement's own are stronger than the stage's, and those than the table's. */
static bool read_options(struct copying *copying, struct err *err)
{
  struct text stage = copy_written_stage(copying->run->arena, copying->copy);
  struct stage_place place = { 0 };

  if (stage.len && !stage_place_find(copying->run, stage, &place, err))
    return false;
  return copy_options_of_stage(copying->run, copying->target.stage_options,
                               &copying->options, err) &&
         copy_options_of_stage(copying->run, place.copy_options, &copying->options,
                               err) &&
         copy_options_read(copying->run, copying->copy, &copying->options, err);
}

static bool prepare(struct copying *copying, struct err *err)
{
  if (!find_target(copying, err) || !read_options(copying, err))
    return false;
  if (copying->pipe)
    set_default(&copying->options);
  if (copying->is_past)
    copying->options.validation = VALIDATE_ERRORS;
  if (!copy_files_find(copying, err) || !settle_format(copying, err) ||
      !copy_evolve(copying, err) || !copy_query_make(copying, err))
    return false;
  set_parameters(copying);
  copying->staged.inputs = ARENA_ARRAY(copying->run->arena, (size_t)copying->count,
                                       struct staged_input);
  copying->staged.counts = ARENA_ARRAY(copying->run->arena, (size_t)copying->count,
                                       struct staged_count);
  if (copying->staged.format.type == FORMAT_CSV && !copying->transforms &&
      !copying->copy->columns &&
      file_format_is(&copying->staged.format, FORMAT_ERROR_ON_COLUMN_COUNT_MISMATCH))
    copying->staged.expected = field_count(&copying->target);
  return true;
}

/* ---- loading ---- */

/* A Parquet file says itself how many rows it has. */
static bool count_rows(struct copying *copying, struct copy_file *file, struct err *err)
{
  struct engine_result *result;
  struct batch batch;
  int128 rows = 0;
  struct buf sql;
  bool ok;

  buf_init(&sql);
  buf_add_string(&sql, "SELECT count(*) FROM read_parquet(");
  buf_add_quoted(&sql, file->input.path);
  buf_add_char(&sql, ')');
  result = engine_query(copying->run->session->connection, buf_text(&sql), false, err);
  buf_clear(&sql);
  ok = result && engine_fetch(result, &batch, err) && batch.rows == 1 &&
       batch_int(&batch.columns[0], 0, &rows);
  engine_result_free(result);
  file->parsed = (int64_t)rows;
  file->loaded = (int64_t)rows - (int64_t)file->input.rejected_count;
  return ok;
}

static bool is_large(const struct copying *copying)
{
  int64_t bytes = 0;

  for (int i = 0; i < copying->count; i++)
    if (copying->files[i].fate == FATE_LOADED)
      bytes += copying->files[i].size;
  return copying->staged.format.type == FORMAT_CSV && bytes >= LARGE_BYTES;
}

static bool insert_in_order(struct copying *copying, const struct statement *statement,
                            struct err *err)
{
  int64_t rows;

  copying->staged.threads = 1;
  return dml_insert(copying->run, statement, &rows, err);
}

/* By all of the engine's threads, which in order it does with one only. */
static bool insert_at_once(struct copying *copying, const struct statement *statement,
                           struct err *err)
{
  struct engine_connection *connection = copying->run->session->connection;
  struct err again;
  int64_t rows;
  bool ok;

  if (!engine_keep_order(connection, false, err))
    return false;
  copying->staged.threads = MOST_THREADS;
  ok = dml_insert(copying->run, statement, &rows, err);
  err_clear(&again);
  if (engine_keep_order(connection, true, &again))
    return ok;
  *err = again;
  return false;
}

static bool insert_files(struct copying *copying, struct err *err)
{
  struct insert insert;
  struct statement statement = copying_insert(copying, &insert, 0);

  copying_aim(copying, 0, copying->count);
  copying->run->staged_may_fail = !copying->staged.skips_faults;
  if (!(is_large(copying) ? insert_at_once(copying, &statement, err)
                          : insert_in_order(copying, &statement, err)))
    return false;
  for (int i = 0; i < copying->count; i++) {
    struct copy_file *file = &copying->files[i];

    if (file->fate != FATE_LOADED)
      continue;
    if (copying->staged.format.type == FORMAT_PARQUET) {
      if (!count_rows(copying, file, err))
        return false;
      continue;
    }
    file->parsed = copying->staged.counts[i].parsed;
    file->loaded = copying->staged.counts[i].rows;
  }
  return true;
}

/* What the files hold can be at fault, and not the statement or the server. */
static bool is_of_data(const struct err *err)
{
  int number = err_number(err->code);

  return number >= 100000 && number < 102000;
}

static bool first_reject(struct copying *copying, struct err *err)
{
  for (int i = 0; i < copying->count; i++)
    if (copying->files[i].rejects.count) {
      copy_reject_error(&copying->files[i], copying->files[i].rejects.at[0], err);
      return true;
    }
  return false;
}

/* Leaves out the records that cannot be loaded, or their files. */
static void leave_out(struct copying *copying)
{
  struct arena *arena = copying->run->arena;

  for (int i = 0; i < copying->count; i++) {
    struct copy_file *file = &copying->files[i];
    int count = file->rejects.count;
    int64_t *rows = ARENA_ARRAY(arena, (size_t)count, int64_t);

    if (file->fate != FATE_LOADED)
      continue;
    if (file->unreadable || (count >= copy_error_limit(&copying->options, file->parsed) &&
                             copying->options.on_error == ON_ERROR_SKIP_FILE))
      file->fate = FATE_SKIPPED;
    for (int r = 0; r < count; r++)
      rows[r] = ((const struct reject *)file->rejects.at[r])->row;
    file->input.rejected = rows;
    file->input.rejected_count = (size_t)count;
  }
}

static bool load_carefully(struct copying *copying, const struct err *cause,
                           struct err *err)
{
  struct err first;

  if (!copy_check(copying, false, err))
    return false;
  if (!first_reject(copying, &first)) {
    *err = *cause;
    return false;
  }
  if (copying->options.on_error == ON_ERROR_ABORT) {
    *err = first;
    return false;
  }
  leave_out(copying);
  return insert_files(copying, err);
}

static bool load_rows(struct copying *copying, struct err *err)
{
  struct err cause;

  /* SKIP_FILE_0 skips every file, also one without a fault. */
  if (copying->options.on_error == ON_ERROR_SKIP_FILE && !copying->options.skip_number &&
      !copying->options.skip_percent)
    for (int i = 0; i < copying->count; i++)
      if (copying->files[i].fate == FATE_LOADED)
        copying->files[i].fate = FATE_SKIPPED;
  if (insert_files(copying, err))
    return true;
  if (!is_of_data(err))
    return false;
  cause = *err;
  err_clear(err);
  return load_carefully(copying, &cause, err);
}

/* A statement beside the rows that are loaded: it is a change of their table. */
static bool change_target(struct copying *copying, struct text sql, struct err *err)
{
  struct change change = { .sql = { sql }, .count = 1 };
  struct engine_result *result;

  table_set_add(&change.writes, copying->target.id);
  result = transaction_change(copying->run->session, &change, err);
  table_set_clear(&change.writes);
  engine_result_free(result);
  return result != NULL;
}

static bool note_loads(struct copying *copying, struct err *err)
{
  struct buf sql;
  bool ok;

  buf_init(&sql);
  ok = !copy_files_note(copying, &sql) || change_target(copying, buf_text(&sql), err);
  buf_clear(&sql);
  return ok;
}

/* In the open transaction, or in one of its own that ends here. */
static bool load(struct copying *copying, struct err *err)
{
  struct run *run = copying->run;
  struct session *session = run->session;
  bool ok;

  if (!params_is_true(session->params, "AUTOCOMMIT"))
    transaction_begin(session, TEXT(""));
  run->alone = session->transaction != TRANSACTION_OPEN;
  if (run->alone)
    transaction_begin(session, TEXT(""));
  ok = load_rows(copying, err) && note_loads(copying, err);
  if (!run->alone)
    return ok;
  if (ok)
    ok = transaction_commit(session, err);
  else
    transaction_rollback(session);
  table_unlock_all(session);
  run->alone = false;
  if (ok && copying->options.purge)
    copy_files_purge(copying);
  return ok;
}

static bool validate(struct copying *copying, struct outcome *outcome, struct err *err)
{
  if (copying->transforms)
    return err_set(err, ERR_UNSUPPORTED,
                   "SQL compilation error:\nVALIDATION_MODE does not support COPY "
                   "statements that transform data during a load.");
  if (!copy_check(copying, copying->options.validation == VALIDATE_ERRORS, err))
    return false;
  if (copying->options.validation == VALIDATE_ERRORS)
    return copy_result_errors(copying, outcome, err);
  return !first_reject(copying, err) && copy_result_rows(copying, outcome, err);
}

/* For /metrics: a load that failed is one error, and no rows. */
static void count_load(const struct copying *copying, bool ok)
{
  int64_t rows = 0, errors = 0;

  for (int i = 0; i < copying->count; i++) {
    const struct copy_file *file = &copying->files[i];

    rows += file->fate == FATE_LOADED ? file->loaded : 0;
    errors += file->rejects.count;
  }
  statistics_add_load(copying->run->session->instance->statistics, copying->target.path,
                      ok ? rows : 0, errors || ok ? errors : 1);
}

static bool has_files(const struct copying *copying)
{
  for (int i = 0; i < copying->count; i++)
    if (copying->files[i].fate == FATE_LOADED)
      return true;
  return false;
}

/* ---- pipes ---- */

/* The files of a pipe, what became of them and that they were dealt with: one transaction. */
static bool note_batch(struct copying *copying, struct err *err)
{
  struct buf sql;
  bool ok;

  if (!note_loads(copying, err))
    return false;
  buf_init(&sql);
  pipe_queue_put_delete(copying->pipe->pipe_id, copying->pipe->files,
                        copying->pipe->count, &sql);
  ok = change_target(copying, buf_text(&sql), err);
  buf_clear(&sql);
  return ok;
}

static bool load_batch(struct copying *copying, struct err *err)
{
  struct session *session = copying->run->session;
  bool ok;

  copying->run->alone = true;
  transaction_begin(session, TEXT(""));
  ok = (!has_files(copying) || load_rows(copying, err)) && note_batch(copying, err);
  if (ok) {
    /* Before the commit: who sees that the files are loaded sees that nothing stops the pipe. */
    pipe_work_no_trouble(session->instance->pipe_work, copying->pipe->pipe_id);
    ok = transaction_commit(session, err);
  } else
    transaction_rollback(session);
  table_unlock_all(session);
  copying->run->alone = false;
  return ok;
}

bool copy_run_pipe(struct run *run, const struct copy *copy,
                   const struct pipe_batch *batch, bool *ran, struct err *err)
{
  struct copying copying = { .run = run, .copy = copy, .pipe = batch };
  bool ok = prepare(&copying, err);

  *ran = ok;
  if (ok) {
    ok = load_batch(&copying, err);
    count_load(&copying, ok);
  }
  run->copying = NULL;
  run->parameter_count = 0;
  return ok;
}

bool copy_may_be_pipe(struct run *run, const struct copy *copy,
                      struct copy_options *options, struct stage_place *place,
                      struct err *err)
{
  struct copying copying = { .run = run, .copy = copy };
  struct text stage = copy_written_stage(run->arena, copy);
  bool ok;

  *options = (struct copy_options){ 0 };
  if (!copy_options_read(run, copy, options, err))
    return false;
  copying.options = *options;
  file_format_init(&copying.staged.format, FORMAT_CSV);
  run->copying = &copying.staged;
  ok = find_target(&copying, err) &&
       stage_place_find(run, stage, &copying.staged.place, err) &&
       staged_files_format(run, &copying.staged, err) && settle_format(&copying, err) &&
       copy_query_make(&copying, err) &&
       pipeline_describe(run, copying.query, err) != NULL;
  run->copying = NULL;
  *place = copying.staged.place;
  return ok;
}

/* Files of other loads than these are not looked at. */
static bool keep_loaded(struct copying *copying, struct text which, struct err *err)
{
  bool *kept = ARENA_ARRAY(copying->run->arena, (size_t)copying->count, bool);
  struct engine_result *result;
  struct batch batch;
  struct buf sql;
  bool ok;

  buf_init(&sql);
  buf_printf(&sql, "SELECT file FROM " LOADS " WHERE table_id = %lld AND " TEXT_FMT,
             (long long)copying->target.id, TEXT_ARG(which));
  result = engine_query(copying->run->session->connection, buf_text(&sql), false, err);
  buf_clear(&sql);
  ok = result != NULL;
  while (ok && (ok = engine_fetch(result, &batch, err)) && batch.rows)
    for (size_t row = 0; row < batch.rows; row++)
      for (int i = 0; i < copying->count; i++)
        kept[i] |= text_equal(copying->files[i].name, batch_text(&batch.columns[0], row));
  engine_result_free(result);
  for (int i = 0; i < copying->count; i++)
    if (!kept[i])
      copying->files[i].fate = FATE_LOADED_BEFORE;
  return ok;
}

static bool put_errors(struct copying *copying, struct text which, struct sheet *sheet,
                       struct err *err)
{
  if (copying->transforms)
    return err_set(err, ERR_UNSUPPORTED,
                   "SQL compilation error:\nVALIDATE does not support COPY statements "
                   "that transform data during a load.");
  if (!keep_loaded(copying, which, err) || !copy_check(copying, true, err))
    return false;
  copy_result_put_errors(copying, sheet);
  return true;
}

bool copy_errors_of(struct run *run, const struct copy *copy, int64_t table_id,
                    const char *query_id, struct sheet *sheet, struct err *err)
{
  struct copying copying = { .run = run, .copy = copy, .is_past = true };
  bool ok = prepare(&copying, err);

  if (ok && table_id && copying.target.id != table_id)
    ok = err_set(err, ERR_INVALID_VALUE,
                 "SQL compilation error:\nStatement %s did not load that table.",
                 query_id);
  if (ok && (copying.transforms || copying.options.on_error != ON_ERROR_ABORT))
    ok = put_errors(&copying, arena_printf(run->arena, "query_id = '%s'", query_id),
                    sheet, err);
  run->copying = NULL;
  run->parameter_count = 0;
  return ok;
}

bool copy_errors_of_pipe(struct run *run, const struct copy *copy, struct pipe_span span,
                         struct sheet *sheet, struct err *err)
{
  struct copying copying = { .run = run, .copy = copy, .is_past = true };
  bool ok = prepare(&copying, err) &&
            put_errors(&copying,
                       arena_printf(run->arena,
                                    "pipe_id = %lld AND loaded_ms >= %lld AND "
                                    "loaded_ms <= %lld",
                                    (long long)span.pipe_id, (long long)span.from_ms,
                                    (long long)span.to_ms),
                       sheet, err);

  run->copying = NULL;
  run->parameter_count = 0;
  return ok;
}

bool copy_run(struct run *run, const struct statement *statement, struct outcome *outcome,
              struct err *err)
{
  struct copying copying = { .run = run, .copy = statement->copy };
  bool ok;

  if (!copy_location_read(run, statement->copy, err))
    return false;
  if (!statement->copy->table)
    return unload_run(run, statement, outcome, err);
  if (run->request->describe_only)
    return copy_result_files(&copying, outcome, err);
  if (!prepare(&copying, err))
    return false;
  ok = copying.options.validation ? validate(&copying, outcome, err)
                                  : (!has_files(&copying) || load(&copying, err)) &&
                                      copy_result_files(&copying, outcome, err);
  if (!copying.options.validation)
    count_load(&copying, ok);
  run->copying = NULL;
  run->parameter_count = 0;
  return ok;
}
