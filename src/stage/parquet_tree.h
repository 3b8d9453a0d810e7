/* parquet_tree.h: the columns of a Parquet file, as the types that Snowflake reads them with.
 *
 * docs.snowflake.com/en/sql-reference/sql/create-file-format: BINARY_AS_TEXT, USE_LOGICAL_TYPE and
 * USE_VECTORIZED_SCANNER say what an annotation means. */
#ifndef STAGE_PARQUET_TREE_H
#define STAGE_PARQUET_TREE_H

#include "base/arena.h"
#include "base/buf.h"
#include "data/file_format.h"
#include "data/type.h"
#include "engine/engine.h"

enum parquet_kind {
  PARQUET_VALUE, /* One value, of `type`. */
  PARQUET_COUNT, /* A date or time without the annotation that counts: a number, in units of `unit`. */
  PARQUET_TEXT_OF_BYTES, /* BINARY_AS_TEXT */
  PARQUET_UUID,
  PARQUET_NULLS,
  PARQUET_LIST,   /* One child: its elements. */
  PARQUET_STRUCT, /* A child for each member. */
  PARQUET_MAP     /* Two children: keys and values. */
};

/* What a PARQUET_COUNT, or a time or timestamp, is in the file. */
enum parquet_unit { PARQUET_MILLIS, PARQUET_MICROS, PARQUET_NANOS };

struct parquet_node {
  enum parquet_kind kind;
  struct text name;
  struct type type; /* VARIANT for what has children. */
  enum parquet_unit unit;
  bool is_time;    /* A PARQUET_COUNT of a time of day, and not of a timestamp. */
  bool is_wide;    /* Whole numbers of more than 64 bits. */
  bool is_bytes;   /* Bytes that nothing says to be text. */
  bool is_rounded; /* The engine would read it to microseconds: parquet_footer.h. */
  bool nullable;
  struct parquet_node *children;
  int count;
};

/* How a file's annotations are read. */
struct parquet_rules {
  bool binary_as_text, logical, vectorized;
  struct text
    timezone; /* The session's, which a TIMESTAMP_LTZ in a VARIANT is written with. */
};

struct parquet_rules parquet_rules_of(const struct file_format *format,
                                      struct text timezone);

/* The columns of the file at a path, as the children of `root`, on a connection of their own: a file that is
 * none is an error, which no transaction feels. */
bool parquet_tree_read(struct arena *arena, struct engine *engine, struct text path,
                       const struct parquet_rules *rules, struct parquet_node *root,
                       struct err *err) MUST_CHECK;

/* Whether any column, or part of one, is rounded. */
bool parquet_tree_is_rounded(const struct parquet_node *root);

#endif
