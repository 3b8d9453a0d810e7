/* row_scan.h: rows that code makes while SQL reads them: FROM sg_scan(<id>) yields columns c0, c1, ...
 *
 * A scan is read by several threads of the engine at once; each has a cursor of its own, and rows come
 * in any order when there is more than one. */
#ifndef ENGINE_ROW_SCAN_H
#define ENGINE_ROW_SCAN_H

#include "base/err.h"
#include "data/batch.h"

#define SCAN_MOST_ROWS 2048

/* Where some rows are put: the columns that the statement reads. */
struct scan_output {
  int count;
  const int *columns;     /* Which, of the scan's. */
  void *const *data;      /* Write texts with scan_put_text, others at their place. */
  uint64_t *const *valid; /* All bits are set. */
};

void scan_put_null(const struct scan_output *output, int at, size_t row);
/* The bytes live until the cursor is asked for more, or closed. */
void scan_put_text(const struct scan_output *output, int at, size_t row,
                   struct text text);
void scan_put_int(const struct scan_output *output, int at, size_t row,
                  int64_t value); /* BATCH_I64 */
void scan_put_int128(const struct scan_output *output, int at, size_t row, int128 value);

/* What makes rows. All functions but `free` may be called by several threads. */
struct engine_scan {
  void *source;
  int column_count;
  const enum batch_kind *kinds; /* TEXT, I64, I128, BOOL; kept by the source. */
  int threads;                  /* How many may read at once. */
  void *(*open)(void *source);
  /* Up to SCAN_MOST_ROWS rows; 0 at the end. */
  bool (*next)(void *cursor, const struct scan_output *output, size_t *rows,
               struct err *err);
  void (*close)(void *cursor);
  void (*free)(void *source);
};

#endif
