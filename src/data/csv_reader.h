/* csv_reader.h: delimited files cut into records and fields.
 *
 * A reader is used by one thread at a time. It gives batches of records, whose bytes stay as they are in
 * the file; what a field's value is (its quotes, escapes and blanks taken off, or NULL) is worked out
 * afterwards by csv_field, in any thread, without the reader. */
#ifndef DATA_CSV_READER_H
#define DATA_CSV_READER_H

#include "base/buf.h"
#include "data/csv_cut.h"

#define CSV_MOST_RECORDS 2048

/* Where something is: lines, characters and rows from 1 on, bytes from 0 on. A character 0 is not
 * known. */
struct csv_place {
  int64_t row, row_line, line, character, byte;
};

struct csv_fault {
  enum csv_fault_kind kind;
  int field;    /* From 0 on. */
  int fields;   /* How many the record has ... */
  int expected; /* ... and should have; 0: any number. */
  bool is_last; /* No more fields were expected. */
  struct csv_place place;
  char found
    [120]; /* The character that should not be there, or the field that is no UTF-8. */
};

struct csv_block; /* Bytes that several batches share. */

struct csv_batch {
  struct csv_block *block;
  int columns;
  size_t rows;
  /* rows * columns of each: where a field begins in the block, its length in the file, and whether it
   * needs more than its bytes. */
  const char **starts;
  uint32_t *lengths; /* CSV_ABSENT: the record ended before it. */
  uint8_t *marks;    /* enum csv_mark */
  int64_t *numbers;  /* Of each row, in its file. */
  /* With csv_reader_keep_places: where each row begins, and its bytes. */
  int64_t *lines, *bytes;
  const char **row_starts;
  uint32_t *row_lengths;
};

struct csv_reader;

/* `columns`: fields of a record that are kept; `expected`: how many there must be, 0 for any. */
struct csv_reader *csv_reader_open(const char *path, struct text name,
                                   const struct csv_rules *rules, int columns,
                                   int expected, struct err *err);
void csv_reader_close(struct csv_reader *reader); /* NULL is fine. */
void csv_reader_keep_places(struct csv_reader *reader);
/* The first record names the fields: that named `names[i]` becomes field i of the batches, the others are
 * left out; an empty name is nobody's. The names are the caller's. Before the first csv_reader_next,
 * which fails with ERR_FILE_READ where two fields have one name that is wanted. */
void csv_reader_match(struct csv_reader *reader, const struct text *names, bool nocase);
/* Takes each record that is faulty out of the batches and gives it to `found`, with its bytes; without,
 * the first one ends the reading with ERR_CSV_FAULT. */
void csv_reader_collect(struct csv_reader *reader,
                        void (*found)(void *context, const struct csv_fault *fault,
                                      struct text record),
                        void *context);
/* The next records; rows is 0 at the end. */
bool csv_reader_next(struct csv_reader *reader, struct csv_batch *batch,
                     struct err *err) MUST_CHECK;
int64_t csv_reader_rows(
  const struct csv_reader *reader); /* Read so far, faulty ones too. */

void csv_batch_init(struct csv_batch *batch);
/* Lets go of the bytes, and of the memory. */
void csv_batch_clear(struct csv_batch *batch);

/* Most bytes of `scratch` that a field of so many takes. */
#define CSV_SCRATCH(len) (6 * (size_t)(len) + 16)

/* A field's value; false: NULL. What is not in the file as it is lives in `scratch`, which grows. */
bool csv_field(const struct csv_rules *rules, const struct csv_batch *batch, size_t row,
               int column, struct buf *scratch, struct text *value);
/* Where a field begins; for a batch with places. */
struct csv_place csv_field_place(const struct csv_batch *batch, size_t row, int column);

#endif
