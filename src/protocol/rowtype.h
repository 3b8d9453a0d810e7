/* rowtype.h: the description of a result's columns, as clients read it. */
#ifndef PROTOCOL_ROWTYPE_H
#define PROTOCOL_ROWTYPE_H

#include "base/buf.h"
#include "data/geo_text.h"
#include "data/type.h"

struct format; /* data/format.h */
struct zone;   /* data/zone.h */

/* The form of values in answers of the SQL API, "jsonv2": booleans are words, times have nine digits
 * after the point, and where a format is given values are written by it. */
struct rowtype_jsonv2 {
  bool null_text;                                    /* NULL is the text "null". */
  bool base64;                                       /* Not hexadecimal. */
  const struct format *date, *time, *ntz, *ltz, *tz; /* NULL: as numbers. */
  const struct zone *zone;                           /* That of TIMESTAMP_LTZ. */
};

struct rowtype_column {
  struct text name;
  struct type type;
  bool nullable;
  struct text database, schema, table; /* Empty for expressions. */
  enum geo_format geo_format;          /* How a GEOGRAPHY or GEOMETRY is given. */
  int json_indent;    /* Blanks of VARIANT, OBJECT, ARRAY; 0: on one line. */
  bool json_strict;   /* Nothing in them that JSON does not have. */
  bool decfloat_text; /* For clients that do not know DECFLOAT. */
  bool file_object;   /* ... and FILE: an OBJECT, and no more is said. */
  bool
    exact; /* In Arrow: as it is stored, for arrow_read.h; the four above are not asked. */
  const struct rowtype_jsonv2 *jsonv2; /* NULL: as drivers read values. */
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
