/* rowtype.h: the description of a result's columns, as clients read it. */
#ifndef PROTOCOL_ROWTYPE_H
#define PROTOCOL_ROWTYPE_H

#include "base/buf.h"
#include "data/geo_text.h"
#include "data/type.h"

struct rowtype_column {
  struct text name;
  struct type type;
  bool nullable;
  struct text database, schema, table; /* Empty for expressions. */
  enum geo_format geo_format;          /* How a GEOGRAPHY or GEOMETRY is given. */
  int json_indent;    /* Blanks of VARIANT, OBJECT, ARRAY; 0: on one line. */
  bool json_strict;   /* Nothing in them that JSON does not have. */
  bool decfloat_text; /* For clients that do not know DECFLOAT. */
};

/* The numbers that a type carries on the wire; -1 is null. */
struct rowtype_sizes {
  int64_t precision, scale, length, byte_length;
};
struct rowtype_sizes rowtype_sizes(struct type type);
/* "fixed", "timestamp_ntz": the name of a column's type on the wire. */
const char *rowtype_type(const struct rowtype_column *column);

/* Adds the whole array: [{"name":...}, ...]. */
void rowtype_put(struct buf *out, const struct rowtype_column *columns, int count);
void rowtype_put_column(struct buf *out, const struct rowtype_column *column);

#endif
