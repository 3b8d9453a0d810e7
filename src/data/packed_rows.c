/* packed_rows.c: the rows of a builder as bytes, and back.
 *
 * The number of columns, that of rows; of each column its kind, its scale, whether it has NULLs;
 * then a bit a row where it has; then the values: as they lie in memory, or texts one by one. */
#include "data/packed_rows.h"

#include <stdlib.h>
#include <string.h>

#define MAX_COLUMNS 100000
#define MAX_SCALE 37

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

static size_t valid_bytes(size_t rows)
{
  return (rows + 63) / 64 * sizeof(uint64_t);
}

static bool is_text(enum batch_kind kind)
{
  return kind == BATCH_TEXT || kind == BATCH_BYTES;
}

/* ---- writing ---- */

static void pack_column(struct buf *out, const struct batch_column *column, size_t rows)
{
  pack_int(out, column->kind);
  pack_int(out, column->scale);
  pack_int(out, column->valid != NULL);
  if (column->valid)
    buf_add(out, column->valid, valid_bytes(rows));
  if (!is_text(column->kind)) {
    if (rows)
      buf_add(out, column->data, rows * batch_kind_width(column->kind));
    return;
  }
  for (size_t row = 0; row < rows; row++)
    pack_text(out, batch_is_null(column, row) ? TEXT("") : batch_text(column, row));
}

void pack_rows(struct buf *out, const struct batch_builder *rows)
{
  int columns = batch_builder_columns(rows);
  size_t count = batch_builder_rows(rows);

  pack_int(out, columns);
  pack_int(out, (int64_t)count);
  for (int i = 0; i < columns; i++) {
    struct batch_column column = batch_builder_column(rows, i);

    pack_column(out, &column, count);
  }
}

/* ---- reading ---- */

/* Those that a builder has. */
static bool is_built(int64_t kind)
{
  return kind == BATCH_BOOL || kind == BATCH_I64 || kind == BATCH_I128 ||
         kind == BATCH_F64 || kind == BATCH_TEXT || kind == BATCH_BYTES ||
         kind == BATCH_DATE;
}

/* Bytes of their own, aligned for any value; NULL when there are fewer. */
static void *copy_bytes(struct unpacking *from, size_t size)
{
  const char *at = unpack_bytes(from, size);
  void *copy = at ? must(malloc(size + 1)) : NULL;

  if (copy)
    memcpy(copy, at, size);
  return copy;
}

static void *unpack_strings(struct unpacking *from, size_t rows)
{
  union engine_string *strings;

  if (rows > from->rest.len) { /* Each takes at least one byte. */
    from->has_failed = true;
    return NULL;
  }
  strings = must(calloc(rows + 1, sizeof *strings));
  for (size_t row = 0; row < rows; row++)
    strings[row] = engine_string_of(unpack_text(from));
  return strings;
}

static void *unpack_values(struct unpacking *from, enum batch_kind kind, size_t rows)
{
  if (is_text(kind))
    return unpack_strings(from, rows);
  if (rows > from->rest.len) {
    from->has_failed = true;
    return NULL;
  }
  return copy_bytes(from, rows * batch_kind_width(kind));
}

/* Its data and `valid` are the caller's. */
static struct batch_column unpack_column(struct unpacking *from, size_t rows)
{
  int64_t kind = unpack_int(from);
  struct batch_column column = { .kind = BATCH_NULLS };

  if (!is_built(kind))
    from->has_failed = true;
  column.scale = (int)unpack_count(from, MAX_SCALE);
  if (unpack_count(from, 1))
    column.valid = rows / 8 <= from->rest.len ? copy_bytes(from, valid_bytes(rows))
                                              : NULL;
  if (from->has_failed)
    return column;
  column.kind = (enum batch_kind)kind;
  column.data = unpack_values(from, column.kind, rows);
  return column;
}

static void free_columns(struct batch *batch)
{
  for (int i = 0; i < batch->column_count; i++) {
    free((void *)(uintptr_t)batch->columns[i].data);
    free((void *)(uintptr_t)batch->columns[i].valid);
  }
  free(batch->columns);
}

struct batch_builder *unpack_rows(struct unpacking *from)
{
  int64_t columns = unpack_count(from, MAX_COLUMNS);
  size_t rows = (size_t)unpack_count(from, columns ? INT64_MAX : 0);
  struct batch batch = {
    .rows = rows, .columns = must(calloc((size_t)columns + 1, sizeof *batch.columns))
  };
  struct batch_builder *builder = NULL;

  while (!from->has_failed && batch.column_count < columns)
    batch.columns[batch.column_count++] = unpack_column(from, rows);
  if (!from->has_failed) {
    builder = batch_builder_like(&batch);
    batch_builder_append(builder, &batch);
  }
  free_columns(&batch);
  return builder;
}
