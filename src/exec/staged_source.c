/* staged_source.c: FROM @stage: which files are read, in which format, and how the engine gets them. */
#include "exec/staged_source.h"

#include <string.h>

#include "catalog/external_files.h"
#include "data/json.h"
#include "exec/format_options.h"
#include "exec/property.h"
#include "exec/stage_place.h"
#include "exec/staged_parquet.h"
#include "session/instance.h"
#include "sql/parse.h"
#include "stage/staged_document.h"

bool staged_format_read(struct run *run, struct text text, struct file_format *format,
                        struct err *err)
{
  const struct name *name;
  const struct json *json;
  struct text named;

  if (!text.len)
    return true;
  json = json_parse(run->arena, text, err);
  if (!json)
    return false;
  named = json_as_text(json_member(json, "FORMAT_NAME"));
  if (!named.len)
    return file_format_read(format, run->arena, text, err);
  name = parse_name(run->arena, named, err);
  return name && format_options_named(run, name, format, err);
}

bool staged_files_format(struct run *run, struct staged_files *staged, struct err *err)
{
  return staged_format_read(run, staged->place.file_format, &staged->format, err);
}

bool staged_files_find(struct run *run, struct text written, struct text pattern,
                       struct staged_files *staged, struct err *err)
{
  struct stage_files files;

  *staged = (struct staged_files){ 0 };
  file_format_init(&staged->format, FORMAT_CSV);
  if (!stage_place_find(run, written, &staged->place, err) ||
      !staged_files_format(run, staged, err) ||
      !stage_list(&staged->place, run->arena, pattern, &files, err))
    return false;
  staged->files = files.at;
  staged->count = files.count;
  return true;
}

bool staged_input_describe(struct run *run, const struct staged_files *staged,
                           const struct stage_file *file, struct staged_input *input,
                           struct err *err)
{
  input->name = stage_full_name(&staged->place, run->arena, file->name);
  input->modified_ns = file->modified_ns;
  input->partition = file->partition;
  return stage_content_key(&staged->place, run->arena, file, &input->content_key, err);
}

bool staged_input_fetch(struct run *run, struct staged_files *staged,
                        const struct stage_file *file, struct staged_input *input,
                        struct err *err)
{
  struct fetched_file *fetched = ARENA_NEW(run->arena, struct fetched_file);

  if (!stage_fetch(&staged->place, run->arena, file, &input->path, err))
    return false;
  *fetched = (struct fetched_file){ staged->place, input->path };
  list_add(run->arena, &run->fetched, fetched);
  return staged_input_describe(run, staged, file, input, err);
}

bool staged_files_fetch(struct run *run, struct staged_files *staged, struct err *err)
{
  staged->inputs = ARENA_ARRAY(run->arena, (size_t)staged->count, struct staged_input);
  for (int i = 0; i < staged->count; i++)
    if (!staged_input_fetch(run, staged, &staged->files[i], &staged->inputs[i], err))
      return false;
  return staged->format.type != FORMAT_CSV ||
         csv_rules_of(&staged->format, &staged->rules, err);
}

bool staged_format_check(const struct file_format *format, struct err *err)
{
  switch (format->type) {
  case FORMAT_CSV: return true;
  case FORMAT_JSON:
  case FORMAT_AVRO:
  case FORMAT_XML: return true;
  case FORMAT_PARQUET:
    if (format->null_if_count || file_format_is(format, FORMAT_TRIM_SPACE) ||
        file_format_is(format, FORMAT_REPLACE_INVALID_CHARACTERS))
      return err_set(err, ERR_UNSUPPORTED,
                     "Unsupported feature 'PARQUET with NULL_IF, TRIM_SPACE or "
                     "REPLACE_INVALID_CHARACTERS'.");
    return true;
  case FORMAT_ORC:
  case FORMAT_CUSTOM: break;
  }
  return err_set(err, ERR_UNSUPPORTED, "Unsupported feature 'files of TYPE = %s'.",
                 format_type_name(format->type));
}

/* ---- external tables ---- */

/* The files that the table knows, each of which must be there. */
static bool take_registered(struct run *run, struct staged_files *staged,
                            struct text location, struct engine_result *result,
                            struct err *err)
{
  struct batch batch;
  bool ok;
  int room = 0;

  while ((ok = engine_fetch(result, &batch, err)) && batch.rows) {
    struct stage_file *more = ARENA_ARRAY(run->arena, (size_t)room + batch.rows,
                                          struct stage_file);

    if (room)
      memcpy(more, staged->files, (size_t)room * sizeof *more);
    staged->files = more;
    room += (int)batch.rows;
    for (size_t row = 0; row < batch.rows; row++) {
      struct text name = arena_text(run->arena, batch_text(&batch.columns[0], row));
      bool found;

      if (!stage_find_file(&staged->place, run->arena, name,
                           &staged->files[staged->count], &found, err))
        return false;
      if (!found)
        return err_set(err, ERR_FILE_NOT_FOUND,
                       "Remote file '" TEXT_FMT "/" TEXT_FMT
                       "' was not found. If it was removed, refresh the external table.",
                       TEXT_ARG(location), TEXT_ARG(name));
      if (!batch_is_null(&batch.columns[1], row))
        staged->files[staged->count].partition = arena_text(
          run->arena, batch_text(&batch.columns[1], row));
      staged->count++;
    }
  }
  return ok;
}

/* `pattern` is that of a table whose files are those that are there, else at NULL. */
static bool external_format(struct run *run, int64_t id, struct staged_files *staged,
                            bool *is_live, struct text *pattern, struct err *err)
{
  struct catalog *catalog = run->session->instance->catalog;
  const struct table *table;

  *is_live = false;
  *pattern = (struct text){ 0 };
  catalog_read(catalog);
  table = catalog_table_by_id(catalog, id);
  if (table && table->location_form.len)
    staged->place.file_format = arena_text(run->arena, table->location_form);
  if (table && table->auto_refresh) {
    *is_live = true;
    if (table->location_pattern.len)
      *pattern = arena_text(run->arena, table->location_pattern);
  }
  catalog_read_end(catalog);
  file_format_init(&staged->format, FORMAT_CSV);
  return staged_files_format(run, staged, err) &&
         staged_format_check(&staged->format, err);
}

static bool external_files_find(struct run *run, const struct table_ref *ref,
                                struct staged_files *staged, struct err *err)
{
  struct engine_result *result;
  struct stage_files files;
  struct text pattern;
  struct buf sql;
  bool ok, is_live;

  *staged = (struct staged_files){ 0 };
  if (!stage_place_find(run, ref->text, &staged->place, err) ||
      !external_format(run, ref->external_id, staged, &is_live, &pattern, err))
    return false;
  if (is_live) {
    ok = stage_list(&staged->place, run->arena, pattern, &files, err);
    staged->files = ok ? files.at : NULL;
    staged->count = ok ? files.count : 0;
    return ok;
  }
  buf_init(&sql);
  buf_printf(&sql,
             "SELECT file, partition FROM " EXTERNAL_FILES
             " WHERE table_id = %lld ORDER BY 1",
             (long long)ref->external_id);
  result = engine_query(run->session->connection, buf_text(&sql), false, err);
  buf_clear(&sql);
  ok = result && take_registered(run, staged, ref->text, result, err);
  engine_result_free(result);
  return ok;
}

/* ---- queries ---- */

static bool read_options(struct run *run, const struct table_ref *ref,
                         struct text *pattern, const struct option **format,
                         struct err *err)
{
  *pattern = (struct text){ 0 };
  *format = NULL;
  for (int i = 0; ref->options && i < ref->options->count; i++) {
    const struct option *option = ref->options->at[i];

    if (text_is(option->key, "FILE_FORMAT"))
      *format = option;
    else if (!property_text(run, option, pattern, err))
      return false;
  }
  return true;
}

static bool find_files(struct run *run, const struct table_ref *ref,
                       struct staged_files *staged, struct err *err)
{
  const struct option *format;
  struct text pattern;

  if (ref->external_id)
    return external_files_find(run, ref, staged, err);

  return read_options(run, ref, &pattern, &format, err) &&
         staged_files_find(run, ref->text, pattern, staged, err) &&
         (!format || format_options_read(run, format, &staged->format, err));
}

static bool is_variant(struct run *run, const struct table_ref *ref, bool *is_variant,
                       struct err *err)
{
  struct staged_files own, *staged = run->copying;

  if (!staged) {
    staged = &own;
    if (ref->external_id) {
      *is_variant = true;
      return true;
    }
    if (!find_files(run, ref, staged, err))
      return false;
  }
  *is_variant = ref->external_id || staged->format.type != FORMAT_CSV;
  return staged_format_check(&staged->format, err);
}

/* ---- what the engine reads ---- */

static void give_scan(struct run *run, const struct engine_scan *scan,
                      struct bound_source *source, int64_t *id)
{
  *id = engine_scan_add(run->session->instance->engine, scan);
  source->staged = arena_printf(run->arena, "sg_scan(%lld)", (long long)*id);
}

static void give_documents(struct run *run, const struct staged_files *staged,
                           struct bound_source *source, int64_t *id)
{
  struct staged_document_spec spec = { .inputs = staged->inputs,
                                       .count = staged->count,
                                       .format = &staged->format,
                                       .now_ns = run->now_ns,
                                       .counts = staged->counts,
                                       .skips_faults = staged->skips_faults };
  struct engine_scan scan = staged_document_scan(&spec);

  give_scan(run, &scan, source, id);
}

static struct staged_parquet parquet_of(const struct staged_files *staged)
{
  return (struct staged_parquet){ staged->inputs, staged->count, &staged->format };
}

/* The engine is given no rows: what it reads is in the SQL. */
static bool give_parquet(struct run *run, struct staged_files *staged,
                         struct bound_source *source, int64_t *id, struct err *err)
{
  struct staged_parquet files = parquet_of(staged);
  const enum batch_kind kind = BATCH_I64;

  if (!staged_parquet_give(run, &files, source, err))
    return false;
  *id = engine_rows_add(run->session->instance->engine,
                        batch_builder_new(1, &kind, NULL));
  return true;
}

static bool columns(struct run *run, const struct table_ref *ref,
                    struct bound_source *source, struct err *err)
{
  struct staged_files own, *staged = run->copying;
  struct staged_parquet files;

  if (!staged) {
    staged = &own;
    if (!find_files(run, ref, staged, err))
      return false;
  }
  if (staged->format.type != FORMAT_PARQUET)
    return true;
  if (!run->copying && !staged_files_fetch(run, staged, err))
    return false;
  files = parquet_of(staged);
  staged_parquet_columns(run, &files, source);
  return true;
}

static void give_records(struct run *run, const struct staged_files *staged,
                         bool as_object, struct bound_source *source, int64_t *id)
{
  struct staged_csv_spec spec = { .inputs = staged->inputs,
                                  .count = staged->count,
                                  .rules = staged->rules,
                                  .columns = source->column_count - STAGED_FIELDS,
                                  .expected = staged->expected,
                                  .names = staged->names,
                                  .names_nocase = staged->names_nocase,
                                  .threads = staged->threads ? staged->threads : 1,
                                  .now_ns = run->now_ns,
                                  .skips_faults = staged->skips_faults,
                                  .as_object = as_object,
                                  .counts = staged->counts };
  struct engine_scan scan = staged_csv_scan(&spec);

  give_scan(run, &scan, source, id);
}

static bool give(struct run *run, const struct table_ref *ref,
                 struct bound_source *source, int64_t *id, struct err *err)
{
  struct staged_files own, *staged = run->copying;

  if (!staged) {
    staged = &own;
    if (!find_files(run, ref, staged, err) || !staged_files_fetch(run, staged, err))
      return false;
  }
  if (staged->counts)
    memset(staged->counts, 0, (size_t)staged->count * sizeof *staged->counts);
  switch (staged->format.type) {
  case FORMAT_CSV:
    give_records(run, staged, ref->external_id != 0, source, id);
    return true;
  case FORMAT_JSON:
  case FORMAT_XML:
  case FORMAT_AVRO: give_documents(run, staged, source, id); return true;
  case FORMAT_PARQUET: return give_parquet(run, staged, source, id, err);
  case FORMAT_ORC:
  case FORMAT_CUSTOM: break;
  }
  return staged_format_check(&staged->format, err);
}

const struct staged_reader *staged_source_reader(void)
{
  static const struct staged_reader reader = { is_variant, columns, give };

  return &reader;
}
