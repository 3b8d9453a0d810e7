/* arrow_rows.h: the rows of a result as Arrow IPC streams. */
#ifndef PROTOCOL_ARROW_ROWS_H
#define PROTOCOL_ARROW_ROWS_H

#include "base/buf.h"
#include "base/err.h"
#include "data/batch.h"
#include "protocol/rowtype.h"

struct arrow_rows;

/* The columns are borrowed. */
struct arrow_rows *arrow_rows_new(const struct rowtype_column *columns, int count);
struct arrow_rows *arrow_rows_like(
  const struct arrow_rows *rows);              /* None, of the same columns. */
void arrow_rows_free(struct arrow_rows *rows); /* NULL is fine. */
/* Copies the rows of a batch. Fails as arrow_column_add. */
bool arrow_rows_add(struct arrow_rows *rows, const struct batch *batch,
                    struct err *err) MUST_CHECK;
int64_t arrow_rows_count(const struct arrow_rows *rows);
size_t arrow_rows_bytes(const struct arrow_rows *rows); /* Of the values that are held. */
/* Where a stream is written: memory for `size` bytes, or NULL when there is none. */
typedef char *arrow_rows_room(void *context, size_t size);

/* What is held as one whole stream: schema, a record batch, the end; nothing at all when there are
 * no rows or no memory. It lies somewhere in what `room` gave, or, without `room`, in memory of the
 * rows until the next call. They are empty then. `narrow` as in arrow_field_schema: true only when
 * a result has one stream, since all of one result should have the same types. */
struct text arrow_rows_take(struct arrow_rows *rows, bool narrow, arrow_rows_room *room,
                            void *context);
/* Whether the numbers that are held of a column have 16 bytes each, as in the batches they are from. All
 * streams of a result have the same. */
bool arrow_rows_has_wide(const struct arrow_rows *rows, int column);
/* Whether a column has had, in what was taken, a number that does not fit into a 64-bit integer or,
 * with digits after the point, into 18 digits. */
bool arrow_rows_is_wide(const struct arrow_rows *rows, int column);

#endif
