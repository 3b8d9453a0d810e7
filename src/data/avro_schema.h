/* avro_schema.h: the types of an Avro file: avro.apache.org/docs/1.12.0/specification.
 *
 * Of the logical types decimal counts, as in Snowflake, where dates and times are the numbers that they are made of. */
#ifndef DATA_AVRO_SCHEMA_H
#define DATA_AVRO_SCHEMA_H

#include "base/arena.h"
#include "base/err.h"

enum avro_kind {
  AVRO_NULL,
  AVRO_BOOLEAN,
  AVRO_INT,
  AVRO_LONG,
  AVRO_FLOAT,
  AVRO_DOUBLE,
  AVRO_BYTES,
  AVRO_STRING,
  AVRO_FIXED,
  AVRO_ENUM,
  AVRO_ARRAY,
  AVRO_MAP,
  AVRO_UNION,
  AVRO_RECORD
};

struct avro_type {
  enum avro_kind kind;
  int64_t size;         /* AVRO_FIXED */
  int precision, scale; /* Of a decimal, which has a precision. */
  int count;            /* Of fields, branches or symbols. */
  struct text *names;   /* Of fields; symbols. */
  const struct avro_type *
    *types;   /* Of fields or branches; of what an array or a map holds. */
  int *order; /* The fields in the order of their names. */
};

/* A record may hold itself. NULL with ERR_FILE_READ, whose message is what is wrong. */
const struct avro_type *avro_schema_read(struct arena *arena, struct text schema,
                                         struct err *err);

#endif
