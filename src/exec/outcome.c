/* outcome.c: what a statement gives back, made and read. */
#include "exec/outcome.h"

#include <stdlib.h>
#include <unistd.h>

enum { ROWS_AT_ONCE = 2048 }; /* A multiple of 64, see batch.h. */

void outcome_release(struct list *fetched)
{
  for (int i = 0; i < fetched->count; i++) {
    const struct fetched_file *file = fetched->at[i];

    if (file->is_copy)
      unlink(file->path.at);
    else
      stage_release(&file->place, file->path);
  }
  fetched->count = 0;
}

void outcome_clear(struct outcome *outcome)
{
  engine_result_free(outcome->result);
  batch_builder_free(outcome->rows);
  for (int i = 0; i < outcome->given_rows.count; i++)
    engine_rows_drop(outcome->engine, outcome->given_rows.ids[i]);
  outcome->given_rows.count = 0;
  outcome_release(&outcome->fetched);
  outcome->result = NULL;
  outcome->version = 0;
  outcome->rows = NULL;
  row_source_free(outcome->source);
  outcome->source = NULL;
}

struct kept_result *outcome_kept(const struct outcome *outcome,
                                 struct result_folder *folder)
{
  size_t count = (size_t)outcome->column_count;
  struct kept_column *columns = calloc(count + 1, sizeof *columns);
  struct kept_result *kept;

  if (!columns)
    abort();
  for (size_t i = 0; i < count; i++) {
    const struct outcome_column *from = &outcome->columns[i];

    columns[i] = (struct kept_column){ from->name,     from->type,   from->nullable,
                                       from->database, from->schema, from->table };
  }
  kept = kept_result_new(folder, columns, outcome->column_count);
  free(columns);
  return kept;
}

/* The next piece that has rows takes the place of the one before, or there is none. */
static bool next_piece(struct outcome *outcome, struct err *err)
{
  struct row_source *source = outcome->source;

  while (source && outcome->next_piece < source->pieces &&
         (!outcome->rows || outcome->given == batch_builder_rows(outcome->rows))) {
    batch_builder_free(outcome->rows);
    outcome->given = 0;
    outcome->rows = source->piece(source->owner, outcome->next_piece++, err);
    if (!outcome->rows)
      return false;
  }
  return true;
}

bool outcome_fetch(struct outcome *outcome, struct batch *batch, struct err *err)
{
  if (outcome->result)
    return engine_fetch(outcome->result, batch, err);
  *batch = (struct batch){ 0 };
  if (!next_piece(outcome, err))
    return false;
  /* The first batch says what the columns are, even of no rows. */
  if (outcome->rows &&
      (!outcome->given || outcome->given < batch_builder_rows(outcome->rows))) {
    *batch = batch_builder_view(outcome->rows, outcome->given, ROWS_AT_ONCE);
    outcome->given += batch->rows;
  }
  return true;
}

bool outcome_fetch_held(struct outcome *outcome, struct held_batch **held,
                        struct batch *batch, struct err *err)
{
  *held = NULL;
  return outcome->result ? engine_fetch_held(outcome->result, held, batch, err)
                         : outcome_fetch(outcome, batch, err);
}

bool outcome_may_collect(const struct outcome *outcome)
{
  return outcome->result && engine_may_collect(outcome->result);
}

bool outcome_type(const char *written, struct type *type, struct err *err)
{
  return type_parse(text_of(written), type) ||
         err_set(err, ERR_INTERNAL, "A table of columns has no type '%s'", written);
}

/* The columns' names and types are set: makes `rows` for them. */
static void begin_rows(struct arena *arena, struct outcome *outcome)
{
  size_t count = (size_t)outcome->column_count;
  enum batch_kind *kinds = ARENA_ARRAY(arena, count, enum batch_kind);
  int *scales = ARENA_ARRAY(arena, count, int);

  for (int i = 0; i < outcome->column_count; i++)
    kinds[i] = batch_kind_of(outcome->columns[i].type,
                             outcome->columns[i].type.precision > 18);
  outcome->rows = batch_builder_new(outcome->column_count, kinds, scales);
  outcome->given = 0;
}

static void begin_columns(struct arena *arena, struct outcome *outcome, int type_id,
                          int count)
{
  outcome->type_id = type_id;
  outcome->column_count = count;
  outcome->columns = ARENA_ARRAY(arena, (size_t)count, struct outcome_column);
}

static void set_column(struct arena *arena, struct outcome *outcome, int at,
                       const char *name, struct type type, bool nullable)
{
  outcome->columns[at].name = arena_text(arena, text_of(name));
  outcome->columns[at].type = type;
  outcome->columns[at].nullable = nullable;
}

bool outcome_table(struct arena *arena, struct outcome *outcome, int type_id,
                   const struct outcome_spec *columns, int count, struct err *err)
{
  begin_columns(arena, outcome, type_id, count);
  for (int i = 0; i < count; i++) {
    struct type type;

    if (!outcome_type(columns[i].type, &type, err))
      return false;
    set_column(arena, outcome, i, columns[i].name, type, true);
  }
  begin_rows(arena, outcome);
  return true;
}

void outcome_status(struct arena *arena, struct outcome *outcome, int type_id,
                    struct text message)
{
  begin_columns(arena, outcome, type_id, 1);
  set_column(arena, outcome, 0, "status", type_of(TYPE_VARCHAR), true);
  begin_rows(arena, outcome);
  batch_add_text(outcome->rows, 0, message);
}

void outcome_several(struct arena *arena, struct outcome *outcome)
{
  begin_columns(arena, outcome, TYPE_ID_MULTI, 1);
  set_column(arena, outcome, 0, "multiple statement execution",
             type_varchar(TYPE_MAX_VARCHAR), false);
  begin_rows(arena, outcome);
  batch_add_text(outcome->rows, 0, TEXT("Multiple statements executed successfully."));
}

void outcome_counts(struct arena *arena, struct outcome *outcome, int type_id,
                    const char *const *names, const int64_t *values, int count)
{
  begin_columns(arena, outcome, type_id, count);
  for (int i = 0; i < count; i++)
    set_column(arena, outcome, i, names[i], type_number(19, 0), false);
  begin_rows(arena, outcome);
  for (int i = 0; i < count; i++)
    batch_add_int(outcome->rows, i, values[i]);
}

struct outcome outcome_again(struct arena *arena, const struct kept_result *kept)
{
  const struct kept_info *info = kept_result_info(kept);
  int count = kept_result_columns(kept);
  struct outcome outcome = {
    .type_id = (int)info->type_id,
    .column_count = count,
    .columns = ARENA_ARRAY(arena, (size_t)count, struct outcome_column),
    .rows_inserted = info->rows_inserted,
    .rows_updated = info->rows_updated,
    .rows_deleted = info->rows_deleted,
    .bind_count = (int)info->bind_count,
    .is_dml = info->is_dml,
  };

  for (int i = 0; i < count; i++) {
    const struct kept_column *from = kept_result_column(kept, i);

    outcome.columns[i] = (struct outcome_column){ from->name,     from->type,
                                                  from->nullable, from->database,
                                                  from->schema,   from->table };
  }
  return outcome;
}
