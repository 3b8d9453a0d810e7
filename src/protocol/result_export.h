/* result_export.h: rows as files that other programs read: CSV and JSON.
 *
 * CSV is that of RFC 4180 with a line of names: a field is quoted where it must be, NULL is nothing, an empty text
 * is "". Values stay as they are: what a spreadsheet would take for a formula is not changed. JSON is an array of
 * objects, one on a line; numbers, booleans and semi-structured values are JSON's own, as far as it has them
 * (NaN and inf are strings). Of columns with the same name the later ones are named x_2, x_3. */
#ifndef PROTOCOL_RESULT_EXPORT_H
#define PROTOCOL_RESULT_EXPORT_H

#include "base/arena.h"
#include "data/batch.h"
#include "protocol/rowset.h"

enum export_form { EXPORT_CSV, EXPORT_JSON };

struct result_export {
  enum export_form form;
  int count;
  struct rowtype_column *columns; /* Their JSON is strict, on one line. */
  struct text *names;             /* Of JSON: no two are the same. */
  int64_t rows;                   /* That were written. */
};

/* Copies the columns; lives in the arena. */
void result_export_init(struct result_export *export, struct arena *arena,
                        enum export_form form, const struct rowtype_column *columns,
                        int count);
void result_export_begin(const struct result_export *export, struct buf *out);
bool result_export_rows(struct result_export *export, const struct batch *batch,
                        struct buf *out, struct err *err) MUST_CHECK;
void result_export_end(const struct result_export *export, struct buf *out);

#endif
