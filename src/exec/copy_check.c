/* copy_check.c: the slow and exact reading of a COPY's files, after the fast one has failed.
 *
 * Records that cannot be cut into fields are found by the reader. Values that cannot be converted are
 * found by a query that tries each: TRY gives NULL where its operand fails, and a hash never is. */
#include "exec/copy_check.h"

#include <stdlib.h>
#include <string.h>

#include "emit/emit.h"
#include "session/instance.h"
#include "stage/parquet_tree.h"
#include "stage/document_reader.h"
#include "stage/staged_document.h"

/* ---- records that cannot be read ---- */

struct collecting {
  struct copying *copying;
  struct copy_file *file;
};

static struct csv_column column_named(const struct copying *copying, int at)
{
  const struct copy_target *target = &copying->target;
  struct csv_column column = { target->name, { 0 }, at + 1 };

  if (at >= 0 && at < target->column_count) {
    column.name = target->columns[at];
    column.number = target->numbers[at];
  }
  return column;
}

static void found_fault(void *context, const struct csv_fault *fault, struct text record)
{
  struct collecting *collecting = context;
  struct copying *copying = collecting->copying;
  struct reject *reject = ARENA_NEW(copying->run->arena, struct reject);
  struct err err;

  reject->row = fault->place.row;
  reject->is_parsing = reject->has_character = true;
  reject->column = fault->field;
  reject->place = fault->place;
  reject->named = column_named(copying, fault->field);
  err_clear(&err);
  csv_fault_error(fault, &copying->staged.rules, &reject->named, &err);
  reject->code = err.code;
  memcpy(reject->sqlstate, err.sqlstate, sizeof reject->sqlstate);
  reject->message = arena_text(copying->run->arena, text_of(err.message));
  reject->record = arena_text(copying->run->arena, record);
  list_add(copying->run->arena, &collecting->file->rejects, reject);
}

static void keep_document(struct copying *copying, struct copy_file *file,
                          const struct document *document)
{
  struct reject *reject = ARENA_NEW(copying->run->arena, struct reject);
  struct err err;

  err_clear(&err);
  staged_document_error(document, &err);
  reject->row = reject->place.row = reject->place.line = file->parsed;
  reject->place.row_line = file->parsed;
  reject->is_parsing = true;
  reject->named = column_named(copying, 0);
  reject->code = err.code;
  memcpy(reject->sqlstate, err.sqlstate, sizeof reject->sqlstate);
  reject->message = arena_text(copying->run->arena, text_of(err.message));
  reject->record = arena_text(copying->run->arena, document->from);
  list_add(copying->run->arena, &file->rejects, reject);
}

static void note_unreadable(struct copying *copying, struct copy_file *file,
                            const struct err *err)
{
  struct reject *reject = ARENA_NEW(copying->run->arena, struct reject);

  reject->is_parsing = true;
  reject->code = err->code;
  memcpy(reject->sqlstate, err->sqlstate, sizeof reject->sqlstate);
  reject->message = arena_text(copying->run->arena, text_of(err->message));
  file->unreadable = true;
  file->parsed = 0;
  file->rejects = (struct list){ 0 };
  list_add(copying->run->arena, &file->rejects, reject);
}

/* A file that is damaged is not loaded at all, whatever could be read of it; false for other errors. */
static bool give_up(struct copying *copying, struct copy_file *file, struct err *err)
{
  if (err->code != ERR_FILE_READ && err->code != ERR_INVALID_UTF8)
    return false;
  note_unreadable(copying, file, err);
  err_clear(err);
  return true;
}

static bool read_documents(struct copying *copying, struct copy_file *file,
                           struct document_reader *reader, struct err *err)
{
  struct document document;

  file->parsed = 0;
  while (document_reader_next(reader, &document, err)) {
    if (!document.is_bad && !document.value.at)
      return true;
    file->parsed++;
    if (document.is_bad && document.code == ERR_UNSUPPORTED) {
      staged_document_error(&document, err);
      return false;
    }
    if (document.is_bad)
      keep_document(copying, file, &document);
  }
  return false;
}

/* Documents are the records of JSON, XML and AVRO: their numbers stand for lines. */
static bool find_bad_documents(struct copying *copying, struct copy_file *file,
                               struct err *err)
{
  struct document_reader *reader = document_reader_open(
    file->input.path.at, file->input.name, &copying->staged.format, err);
  bool ok = reader && read_documents(copying, file, reader, err);

  document_reader_close(reader);
  return ok || give_up(copying, file, err);
}

static struct csv_reader *open_file(const struct copying *copying,
                                    const struct copy_file *file, struct err *err)
{
  const struct staged_files *staged = &copying->staged;
  struct csv_reader *reader = csv_reader_open(
    file->input.path.at, file->input.name, &staged->rules, copying->target.column_count,
    staged->expected, err);

  if (reader && staged->names)
    csv_reader_match(reader, staged->names, staged->names_nocase);
  return reader;
}

/* A Parquet file says in its footer what is in it. */
static void find_bad_footer(struct copying *copying, struct copy_file *file)
{
  struct engine *engine = copying->run->session->instance->engine;
  struct parquet_rules rules = parquet_rules_of(&copying->staged.format, TEXT("UTC"));
  struct parquet_node root;
  struct err err;

  err_clear(&err);
  if (!parquet_tree_read(copying->run->arena, engine, file->input.path, &rules, &root,
                         &err))
    note_unreadable(copying, file, &err);
}

static bool find_faults(struct copying *copying, struct copy_file *file, struct err *err)
{
  struct collecting collecting = { copying, file };
  struct csv_reader *reader = open_file(copying, file, err);
  struct csv_batch batch;
  bool ok = reader != NULL;

  if (!ok)
    return give_up(copying, file, err);
  csv_reader_collect(reader, found_fault, &collecting);
  csv_batch_init(&batch);
  do {
    ok = csv_reader_next(reader, &batch, err);
  } while (ok && batch.rows);
  file->parsed = csv_reader_rows(reader);
  csv_batch_clear(&batch);
  csv_reader_close(reader);
  return ok || give_up(copying, file, err);
}

/* ---- values that cannot be stored ---- */

/* The columns that are checked, each a number of its own: below 0 where NULL is the fault. */
static void put_tests(const struct bind_context *context, const struct copying *copying,
                      const struct bound_dml *dml, struct buf *sql)
{
  struct bound_expr **items = dml->query->select->items;

  buf_add_string(sql, "CASE");
  for (int i = 0; i < dml->column_count; i++) {
    bool known = i < copying->target.column_count;

    if (items[i]->is_volatile)
      continue;
    buf_add_string(sql, " WHEN TRY(hash(");
    emit_expr(context, items[i], sql);
    buf_printf(sql, ")) IS NULL THEN %d", i + 1);
    if (!known || !copying->target.not_null[i])
      continue;
    buf_add_string(sql, " WHEN TRY(");
    emit_expr(context, items[i], sql);
    buf_printf(sql, ") IS NULL THEN -%d", i + 1);
  }
  buf_add_string(sql, " WHEN false THEN 0 END");
}

static void put_spare(const struct bind_context *context, const struct bound_dml *dml,
                      int which, struct buf *sql)
{
  emit_expr(context, dml->query->select->items[dml->column_count + which], sql);
}

static void put_from(const struct bind_context *context, const struct bound_dml *dml,
                     struct buf *sql)
{
  buf_add_string(sql, " FROM ");
  emit_from(context, dml->query->select->from, sql);
}

static bool take_rejects(struct copying *copying, struct engine_result *result,
                         struct err *err)
{
  struct batch batch;
  bool ok;

  while ((ok = engine_fetch(result, &batch, err)) && batch.rows)
    for (size_t row = 0; row < batch.rows; row++) {
      struct reject *reject = ARENA_NEW(copying->run->arena, struct reject);
      int128 file = 0, number = 0, bad = 0;

      if (!batch_int(&batch.columns[0], row, &file) ||
          !batch_int(&batch.columns[1], row, &number) ||
          !batch_int(&batch.columns[2], row, &bad))
        return err_set(err, ERR_INTERNAL, "The check of a COPY gave no numbers.");
      reject->row = (int64_t)number;
      reject->is_null = bad < 0;
      reject->column = (int)(bad < 0 ? -bad : bad) - 1;
      list_add(copying->run->arena, &copying->files[(int)file].rejects, reject);
    }
  return ok;
}

/* The statement bound with wide integers: what fails then is no value of its column. */
struct checking {
  struct bind_context context;
  struct bound_dml *dml;
  struct given_rows given;
};

static bool begin_check(struct copying *copying, struct checking *checking,
                        struct err *err)
{
  struct run *run = copying->run;
  struct catalog *catalog = run->session->instance->catalog;
  struct insert insert;
  struct statement statement = copying_insert(copying, &insert, 2);

  run->staged_may_fail = false; /* What is said of a value is said of its VARIANT. */
  checking->context = pipeline_context(run, true);
  catalog_read(catalog);
  checking->dml = bind_dml(&checking->context, &statement, err);
  catalog_read_end(catalog);
  if (checking->dml && pipeline_give_rows(run, &checking->context, &checking->given, err))
    return true;
  pipeline_forget_needs(run, &checking->context);
  return false;
}

static bool find_bad_values(struct copying *copying, struct err *err)
{
  struct checking checking;
  struct engine_result *result;
  struct buf sql;
  bool ok;

  if (!begin_check(copying, &checking, err))
    return false;
  buf_init(&sql);
  buf_add_string(&sql, "SELECT * FROM (SELECT ");
  put_spare(&checking.context, checking.dml, 0, &sql);
  buf_add_string(&sql, " AS f, ");
  put_spare(&checking.context, checking.dml, 1, &sql);
  buf_add_string(&sql, " AS r, ");
  put_tests(&checking.context, copying, checking.dml, &sql);
  buf_add_string(&sql, " AS b");
  put_from(&checking.context, checking.dml, &sql);
  buf_add_string(&sql, ") WHERE b IS NOT NULL ORDER BY f, r");
  result = engine_query(copying->run->session->connection, buf_text(&sql), false, err);
  ok = result && take_rejects(copying, result, err);
  engine_result_free(result);
  pipeline_drop_rows(copying->run->session, &checking.given);
  buf_clear(&sql);
  return ok;
}

/* ---- what is said of them ---- */

/* DML's words for a text that is too long are others than COPY's. */
static void say_length(const struct copying *copying, const struct reject *reject,
                       struct err *err)
{
  struct text value = text_of(err->message);
  size_t end;

  if (err->code != ERR_STRING_TOO_LONG || !text_starts_with(value, "String '") ||
      reject->column >= copying->target.column_count)
    return;
  end = text_find_text(value, TEXT("' is too long"));
  value = arena_text(copying->run->arena, text_slice(value, 8, end - 8));
  err_set(err, ERR_COPY_LENGTH,
          "User character length limit (%lld) exceeded by string '" TEXT_FMT "'",
          (long long)copying->target.types[reject->column].length, TEXT_ARG(value));
}

static void set_message(const struct copying *copying, struct reject *reject,
                        const struct err *err)
{
  reject->code = err->code;
  memcpy(reject->sqlstate, err->sqlstate, sizeof reject->sqlstate);
  reject->message = arena_text(copying->run->arena, text_of(err->message));
}

/* A statement that is to fail, *found. What fails ends the engine's transaction, which is brought back;
 * that of a statement around VALIDATE must not end: there it fails on a connection of its own. */
static bool run_failing(struct copying *copying, struct text sql, bool *failed,
                        struct err *found, struct err *err)
{
  struct engine_connection *connection = copying->run->session->connection;
  struct engine_result *result;

  if (copying->is_past && !(connection = engine_connect(engine_of(connection), err)))
    return false;
  result = engine_query(connection, sql, false, found);
  *failed = result == NULL;
  engine_result_free(result);
  if (copying->is_past) {
    engine_disconnect(connection);
    return true;
  }
  return !*failed || pipeline_recover(copying->run, err);
}

/* Runs the one conversion that fails. */
static bool ask_message(struct copying *copying, int file, struct reject *reject,
                        struct err *err)
{
  struct checking checking;
  struct err found;
  struct buf sql;
  bool ok, failed;

  err_clear(&found);
  if (reject->is_null) {
    err_set(&found, ERR_NULL_VALUE, "NULL result in a non-nullable column");
    set_message(copying, reject, &found);
    return true;
  }
  if (!begin_check(copying, &checking, err))
    return false;
  buf_init(&sql);
  buf_add_string(&sql, "SELECT hash(");
  emit_expr(&checking.context, checking.dml->query->select->items[reject->column], &sql);
  buf_add_char(&sql, ')');
  put_from(&checking.context, checking.dml, &sql);
  buf_add_string(&sql, " WHERE ");
  put_spare(&checking.context, checking.dml, 0, &sql);
  buf_printf(&sql, " = %d AND ", file);
  put_spare(&checking.context, checking.dml, 1, &sql);
  buf_printf(&sql, " = %lld", (long long)reject->row);
  ok = run_failing(copying, buf_text(&sql), &failed, &found, err);
  pipeline_drop_rows(copying->run->session, &checking.given);
  buf_clear(&sql);
  if (!ok)
    return false;
  if (!failed)
    err_set(&found, ERR_FAILED_CAST, "Failed to cast a value");
  say_length(copying, reject, &found);
  set_message(copying, reject, &found);
  return true;
}

static int compare_rows(const void *a, const void *b)
{
  const struct reject *one = *(const struct reject *const *)a;
  const struct reject *two = *(const struct reject *const *)b;

  return one->row < two->row ? -1 : one->row > two->row;
}

/* The places of those that are asked for, in one reading of the file. */
static void take_places(struct copying *copying, const struct csv_batch *batch,
                        struct reject *const *rejects, int count)
{
  for (int i = 0; i < count; i++)
    for (size_t row = 0; row < batch->rows; row++) {
      struct reject *reject = rejects[i];
      bool known = !copying->transforms && reject->column < batch->columns;

      if (batch->numbers[row] != reject->row || reject->is_parsing)
        continue;
      reject->place = csv_field_place(batch, row, known ? reject->column : 0);
      reject->has_character = known;
      reject->record = arena_text(
        copying->run->arena, text_from(batch->row_starts[row], batch->row_lengths[row]));
    }
}

static bool find_places(struct copying *copying, struct copy_file *file,
                        struct reject *const *rejects, int count, struct err *err)
{
  struct collecting ignored = { copying, &(struct copy_file){ 0 } };
  struct csv_reader *reader = open_file(copying, file, err);
  struct csv_batch batch;
  bool ok = reader != NULL;

  if (!ok)
    return false;
  csv_reader_collect(reader, found_fault, &ignored);
  csv_reader_keep_places(reader);
  csv_batch_init(&batch);
  while ((ok = csv_reader_next(reader, &batch, err)) && batch.rows) {
    int64_t last = batch.numbers[batch.rows - 1];
    int from = 0, to;

    while (from < count && rejects[from]->row < batch.numbers[0])
      from++;
    for (to = from; to < count && rejects[to]->row <= last;)
      to++;
    take_places(copying, &batch, rejects + from, to - from);
    if (to == count)
      break;
  }
  csv_batch_clear(&batch);
  csv_reader_close(reader);
  return ok;
}

static bool describe(struct copying *copying, int at, bool all, struct err *err)
{
  struct copy_file *file = &copying->files[at];
  struct reject **rejects = (struct reject **)(void *)file->rejects.at;
  int count = file->rejects.count;

  if (count > 1)
    qsort(rejects, (size_t)count, sizeof *rejects, compare_rows);
  if (!all && count > 1)
    count = 1;
  for (int i = 0; i < count; i++) {
    if (rejects[i]->message.at)
      continue;
    rejects[i]->named = column_named(copying, rejects[i]->column);
    if (!ask_message(copying, at, rejects[i], err))
      return false;
    rejects[i]->place.row = rejects[i]->place.line = rejects[i]->row;
  }
  if (copying->staged.format.type != FORMAT_CSV || file->unreadable)
    return true;
  return !count || find_places(copying, file, rejects, count, err);
}

/* What cannot be read of a file. */
static bool find_unread(struct copying *copying, int file, struct err *err)
{
  switch (copying->staged.format.type) {
  case FORMAT_CSV: return find_faults(copying, &copying->files[file], err);
  case FORMAT_JSON:
  case FORMAT_AVRO:
  case FORMAT_XML: return find_bad_documents(copying, &copying->files[file], err);
  case FORMAT_PARQUET: find_bad_footer(copying, &copying->files[file]); break;
  case FORMAT_ORC:
  case FORMAT_CUSTOM: break;
  }
  return true;
}

bool copy_check(struct copying *copying, bool all, struct err *err)
{
  for (int i = 0; i < copying->count; i++) {
    copying->files[i].rejects = (struct list){ 0 };
    if (copying->files[i].fate == FATE_LOADED && !find_unread(copying, i, err))
      return false;
  }
  copying->staged.skips_faults = true;
  copying_aim(copying, 0, copying->count);
  if (!find_bad_values(copying, err))
    return false;
  for (int i = 0; i < copying->count; i++)
    if (!describe(copying, i, all, err))
      return false;
  return true;
}

void copy_reject_error(const struct copy_file *file, const struct reject *reject,
                       struct err *err)
{
  err_set(err, reject->code, TEXT_FMT, TEXT_ARG(reject->message));
  err_set_state(err, reject->sqlstate);
  if (!file->unreadable)
    csv_place_error(&reject->place, file->name, &reject->named, err);
  struct err cause = *err;

  err_set(err, cause.code,
          "%s\n  If you would like to continue loading when an error is encountered, use "
          "other values such as 'SKIP_FILE' or 'CONTINUE' for the ON_ERROR option. For "
          "more information on loading options, please run 'info loading_data' in a SQL "
          "client.",
          cause.message);
  err_set_state(err, cause.sqlstate);
}
