/* outcome.c: what a statement gives back, made and read. */
#include "exec/outcome.h"

enum { ROWS_AT_ONCE = 2048 }; /* A multiple of 64, see batch.h. */

void outcome_clear(struct outcome *outcome)
{
  engine_result_free(outcome->result);
  batch_builder_free(outcome->rows);
  for (int i = 0; i < outcome->given_rows.count; i++)
    engine_rows_drop(outcome->engine, outcome->given_rows.ids[i]);
  outcome->given_rows.count = 0;
  outcome->result = NULL;
  outcome->rows = NULL;
}

bool outcome_fetch(struct outcome *outcome, struct batch *batch, struct err *err)
{
  if (outcome->result)
    return engine_fetch(outcome->result, batch, err);
  *batch = (struct batch){ 0 };
  if (outcome->rows && outcome->given < batch_builder_rows(outcome->rows)) {
    *batch = batch_builder_view(outcome->rows, outcome->given, ROWS_AT_ONCE);
    outcome->given += batch->rows;
  }
  return true;
}

struct type outcome_type(const char *written)
{
  struct type type;

  return type_parse(text_of(written), &type) ? type : type_of(TYPE_VARCHAR);
}

static enum batch_kind kind_of(struct type type)
{
  switch (type.kind) {
  case TYPE_NUMBER: return type.precision > 18 ? BATCH_I128 : BATCH_I64;
  case TYPE_FLOAT: return BATCH_F64;
  case TYPE_BOOLEAN: return BATCH_BOOL;
  case TYPE_DATE: return BATCH_DATE;
  case TYPE_TIME: return BATCH_I64;
  case TYPE_TIMESTAMP_NTZ:
  case TYPE_TIMESTAMP_LTZ:
  case TYPE_TIMESTAMP_TZ: return BATCH_I128;
  case TYPE_BINARY: return BATCH_BYTES;
  case TYPE_VARCHAR:
  case TYPE_VARIANT:
  case TYPE_OBJECT:
  case TYPE_ARRAY:
  case TYPE_INTERVAL:
  case TYPE_UNKNOWN: return BATCH_TEXT;
  }
  return BATCH_TEXT;
}

void outcome_table(struct arena *arena, struct outcome *outcome, int type_id,
                   const struct outcome_spec *columns, int count)
{
  enum batch_kind *kinds = ARENA_ARRAY(arena, (size_t)count, enum batch_kind);
  int *scales = ARENA_ARRAY(arena, (size_t)count, int);

  outcome->type_id = type_id;
  outcome->column_count = count;
  outcome->columns = ARENA_ARRAY(arena, (size_t)count, struct outcome_column);
  for (int i = 0; i < count; i++) {
    struct outcome_column *column = &outcome->columns[i];

    column->name = arena_text(arena, text_of(columns[i].name));
    column->type = outcome_type(columns[i].type);
    column->nullable = true;
    kinds[i] = kind_of(column->type);
  }
  outcome->rows = batch_builder_new(count, kinds, scales);
  outcome->given = 0;
}

void outcome_status(struct arena *arena, struct outcome *outcome, int type_id,
                    struct text message)
{
  static const struct outcome_spec status = { "status", "VARCHAR" };

  outcome_table(arena, outcome, type_id, &status, 1);
  batch_add_text(outcome->rows, 0, message);
}

void outcome_counts(struct arena *arena, struct outcome *outcome, int type_id,
                    const char *const *names, const int64_t *values, int count)
{
  struct outcome_spec *columns = ARENA_ARRAY(arena, (size_t)count, struct outcome_spec);

  for (int i = 0; i < count; i++)
    columns[i] = (struct outcome_spec){ names[i], "NUMBER(19,0)" };
  outcome_table(arena, outcome, type_id, columns, count);
  for (int i = 0; i < count; i++) {
    outcome->columns[i].nullable = false;
    batch_add_int(outcome->rows, i, values[i]);
  }
}
