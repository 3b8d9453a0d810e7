/* batch.h: some rows of typed columns, and a builder for them.
 *
 * A batch borrows its columns: from an engine's chunk (until the next one is fetched) or from a
 * builder. Text columns use DuckDB's own 16-byte string form, so that an engine's chunk is read
 * in place; read them with batch_text only. */
#ifndef DATA_BATCH_H
#define DATA_BATCH_H

#include <string.h>

#include "base/text.h"
#include "data/type.h"

typedef __int128 int128;
typedef unsigned __int128 uint128;

enum batch_kind {
  /* clang-format off */
  BATCH_BOOL, BATCH_I8, BATCH_I16, BATCH_I32, BATCH_I64, BATCH_I128,
  BATCH_U8, BATCH_U16, BATCH_U32, BATCH_U64,
  BATCH_F32, BATCH_F64,
  /* clang-format on */
  BATCH_TEXT,  /* VARCHAR and JSON */
  BATCH_BYTES, /* BLOB */
  BATCH_DATE,  /* int32 days since 1970-01-01 */
  BATCH_NULLS  /* a column of nothing but NULL; data may be NULL */
};

/* How values of a type lie in a builder. `is_wide`: its numbers need 16 bytes. */
enum batch_kind batch_kind_of(struct type type, bool is_wide);
size_t batch_kind_width(enum batch_kind kind); /* Bytes a value. */

struct batch_column {
  enum batch_kind kind;
  int scale; /* Decimals: integers counted in 10^-scale. */
  const void *data;
  const uint64_t *valid; /* One bit a row, lowest first; NULL when all rows are. */
};

struct batch {
  size_t rows;
  int column_count;
  struct batch_column *columns;
};

/* DuckDB's string: short ones lie inside, long ones elsewhere with their first bytes repeated. */
#define INLINE_TEXT 12
union engine_string {
  struct {
    uint32_t len;
    char bytes[INLINE_TEXT];
  } near;
  struct {
    uint32_t len;
    char prefix[4];
    const char *at;
  } far;
};

_Static_assert(sizeof(union engine_string) == 16, "DuckDB's string has 16 bytes");

/* A text as such a string, which borrows it where it does not lie inside. */
static inline union engine_string engine_string_of(struct text text)
{
  union engine_string string = { .near = { (uint32_t)text.len, "" } };

  if (text.len > INLINE_TEXT) {
    memcpy(string.far.prefix, text.at, sizeof string.far.prefix);
    string.far.at = text.at;
  } else if (text.len) {
    memcpy(string.near.bytes, text.at, text.len);
  }
  return string;
}

/* The most rows of a batch of the engine. */
enum { BATCH_ROWS = 2048 };

/* Rows that stay when the next are fetched, for any thread, until they are released. */
struct held_batch {
  struct batch batch;
  void (*release)(struct held_batch *held);
};

static inline void held_batch_release(struct held_batch *held) /* NULL is fine. */
{
  if (held)
    held->release(held);
}

/* Of the texts and bytes in it. */
size_t batch_text_bytes(const struct batch *batch);
/* What a batch of the engine keeps in memory, which has room for BATCH_ROWS rows, however few
 * there are. */
size_t batch_held_bytes(const struct batch *batch);

static inline bool batch_is_null(const struct batch_column *column, size_t row)
{
  return column->kind == BATCH_NULLS ||
         (column->valid && !(column->valid[row / 64] >> (row % 64) & 1));
}

/* The column without its first rows, a multiple of 64. */
struct batch_column batch_column_from(const struct batch_column *column, size_t from);
/* Of the first `rows`: at once where the column says that all are values. */
bool batch_has_null(const struct batch_column *column, size_t rows);
bool batch_is_all_null(const struct batch_column *column, size_t rows);
bool batch_is_integers(enum batch_kind kind);
/* Integers of any width; false for other kinds. */
bool batch_int(const struct batch_column *column, size_t row, int128 *value);
/* One that 64 bits hold; 0 for NULL and for other kinds. */
int64_t batch_int64(const struct batch_column *column, size_t row);
double batch_double(const struct batch_column *column, size_t row);
bool batch_bool(const struct batch_column *column, size_t row);
/* Of texts and bytes; empty for other kinds. */
static inline struct text batch_text(const struct batch_column *column, size_t row)
{
  const union engine_string *string = (const union engine_string *)column->data + row;
  uint32_t len;

  if (column->kind != BATCH_TEXT && column->kind != BATCH_BYTES)
    return TEXT("");
  len = string->near.len;
  return (struct text){ len <= INLINE_TEXT ? string->near.bytes : string->far.at, len };
}

/* A builder: columns on the heap that grow row by row. */
struct batch_builder;

/* Kinds: BATCH_BOOL, I64, I128, F64, TEXT, BYTES, DATE. Scales may be NULL. */
struct batch_builder *batch_builder_new(int column_count, const enum batch_kind *kinds,
                                        const int *scales);
void batch_builder_free(struct batch_builder *builder); /* NULL is fine. */
/* Sets the next value of a column; every column must get one before the row counts as there.
 * Values are copied. */
void batch_add_null(struct batch_builder *builder, int column);
/* Also BOOL and DATE. */
void batch_add_int(struct batch_builder *builder, int column, int128 value);
void batch_add_double(struct batch_builder *builder, int column, double value);
/* Also BYTES. */
void batch_add_text(struct batch_builder *builder, int column, struct text text);
/* A builder for rows such as these, and all rows of a batch such as those. */
struct batch_builder *batch_builder_like(const struct batch *batch);
void batch_builder_append(struct batch_builder *builder, const struct batch *batch);
size_t batch_builder_rows(const struct batch_builder *builder);
size_t batch_builder_bytes(const struct batch_builder *builder); /* Of memory, about. */
int batch_builder_columns(const struct batch_builder *builder);
enum batch_kind batch_builder_kind(const struct batch_builder *builder, int column);
int batch_builder_scale(const struct batch_builder *builder, int column);
/* All rows of a column, in the builder until it changes; several threads may look at once. */
struct batch_column batch_builder_column(const struct batch_builder *builder, int column);
struct batch_builder *batch_builder_copy(const struct batch_builder *builder);
/* A view of rows [from, from + count), clamped; its columns live in the builder until the next
 * call or change. `from` is a multiple of 64, so that `valid` can begin at it. */
struct batch batch_builder_view(struct batch_builder *builder, size_t from, size_t count);

#endif
