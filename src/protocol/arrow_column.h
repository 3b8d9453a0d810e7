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

struct arrow_column {
  struct rowtype_column from; /* Borrowed. */
  int form;                   /* enum form of arrow_column.c */
  int64_t rows, nulls;
  int128 least, most; /* Of numbers. */
  bool wide;          /* Numbers are held in 16 bytes each, not 8. */
  struct ArrowBitmap valid;
  struct ArrowBuffer values,
    bytes; /* `bytes`: what the offsets in `values` point into. */
  struct ArrowBuffer fractions, zones;
};

void arrow_column_init(struct arrow_column *column, const struct rowtype_column *from);
void arrow_column_clear(struct arrow_column *column);
/* Copies `rows` values. Fails (ERR_INTERNAL) when their physical form is not one that the type can
 * have, or a number has more than 38 digits. */
bool arrow_column_add(struct arrow_column *column, const struct batch_column *values,
                      size_t rows, struct err *err) MUST_CHECK;
/* Bytes that are held. */
size_t arrow_column_bytes(const struct arrow_column *column);
/* The field's name, type and metadata. `narrow`: numbers of more than 18 digits are given in 8
 * bytes where all that are there fit; otherwise by what their type allows. */
void arrow_column_schema(const struct arrow_column *column, bool narrow,
                         struct ArrowSchema *schema);
/* Moves the values into an array made for that schema; the column is empty then. */
void arrow_column_take(struct arrow_column *column, bool narrow,
                       struct ArrowArray *array);

#endif
