/* csv_writer.h: rows as delimited text, by the rules by which csv_reader.h reads it.
 *
 * docs.snowflake.com/en/sql-reference/sql/copy-into-location: texts are enclosed where the format
 * has a character for that, numbers and NULL never are; what is not enclosed is escaped. */
#ifndef DATA_CSV_WRITER_H
#define DATA_CSV_WRITER_H

#include "data/batch.h"
#include "data/csv_rules.h"

/* The rules, and what follows from them; borrows them. */
struct csv_writer {
  const struct csv_rules *rules;
  struct text null;
  bool escapes[256]; /* Bytes that need an escape in a plain field ... */
  bool encloses
    [256]; /* ... and those to be written twice, or escaped, in an enclosed one. */
  const bool *enclosed; /* Of each column: whether its values are enclosed. */
};

void csv_writer_init(struct csv_writer *writer, const struct csv_rules *rules,
                     const bool *enclosed);
void csv_write_header(const struct csv_writer *writer, const struct text *names,
                      int count, struct buf *out);
/* The columns are numbers, booleans and texts: whatever else there is was made text before. The first
 * `columns` of the batch are written. */
void csv_write_row(const struct csv_writer *writer, const struct batch *batch,
                   int columns, size_t row, struct buf *out);

#endif
