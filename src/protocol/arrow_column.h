/* arrow_column.h: the values of one column, gathered for an Arrow record batch.
 *
 * The physical forms are those that drivers know (protocol: Arrow results): whole numbers counted
 * in 10^-scale and as narrow as the column's precision allows, times as counts of their own
 * unit, timestamps as counts or as structs of seconds and nanoseconds. */
#ifndef PROTOCOL_ARROW_COLUMN_H
#define PROTOCOL_ARROW_COLUMN_H

#include <nanoarrow/nanoarrow.h>

#include "base/err.h"
#include "data/batch.h"
#include "protocol/rowtype.h"

enum arrow_form {
  FORM_NUMBER,        /* values: int64 or, when wide, int128 */
  FORM_REAL,          /* values: double */
  FORM_BOOLEAN,       /* values: a byte each until they are taken */
  FORM_DATE,          /* values: int32 */
  FORM_TIME,          /* values: int64, units of the scale */
  FORM_TEXT,          /* values: int32 offsets, bytes */
  FORM_DECFLOAT_TEXT, /* the same, printed */
  FORM_JSON,          /* the same, printed */
  FORM_GEO,           /* the same */
  FORM_GEO_WKB,       /* the same, bytes of hexadecimal text */
  FORM_BYTES,         /* the same */
  FORM_INSTANT,       /* values: int64, units of the scale */
  FORM_SECONDS,       /* values: int64 seconds, fractions: int32 nanoseconds */
  FORM_ZONED,         /* values: int64, units of the scale; zones: int32 minutes + 1440 */
  FORM_ZONED_SECONDS, /* seconds, fractions and zones */
  FORM_VECTOR,        /* values: 4 bytes an element */
  FORM_DECFLOAT       /* values: int16 exponents; fractions: int32 offsets, bytes */
};

struct arrow_column {
  struct rowtype_column from; /* Borrowed. */
  enum arrow_form form;
  int64_t rows, nulls;
  int128 least, most; /* Of numbers. */
  bool wide;          /* Numbers are held in 16 bytes each, not 8. */
  struct ArrowBitmap valid;
  struct ArrowBuffer values,
    bytes; /* `bytes`: what the offsets in `values` point into. */
  struct ArrowBuffer fractions, zones;
  struct ArrowBuffer shown; /* What arrow_field.c makes of `values`. */
};

void arrow_column_init(struct arrow_column *column, const struct rowtype_column *from);
/* Whether what clients are shown of a column is what is stored, so that `exact` changes nothing. */
bool arrow_column_is_exact(const struct rowtype_column *column);
void arrow_column_clear(struct arrow_column *column);
/* Empties it and keeps the memory, since what is fresh from the system is slow to touch first. */
void arrow_column_reset(struct arrow_column *column);
/* Copies `rows` values. Fails (ERR_INTERNAL) when their physical form is not one that the type can
 * have, or a number has more than 38 digits. */
bool arrow_column_add(struct arrow_column *column, const struct batch_column *values,
                      size_t rows, struct err *err) MUST_CHECK;
/* Bytes that are held. */
size_t arrow_column_bytes(const struct arrow_column *column);
/* Room for so many elements more, which count as there. */
void *arrow_extend(struct ArrowBuffer *buffer, size_t count, size_t width);

#endif
