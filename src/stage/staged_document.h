/* staged_document.h: the documents of staged JSON, XML and AVRO files as rows for SQL, in the columns of
 * staged_csv.h. */
#ifndef STAGE_STAGED_DOCUMENT_H
#define STAGE_STAGED_DOCUMENT_H

#include "data/file_format.h"
#include "stage/staged_csv.h"

struct staged_document_spec {
  const struct staged_input *inputs;
  int count;
  const struct file_format *format;
  int64_t now_ns;
  struct staged_count *counts; /* NULL: nobody asks. */
  /* Of a document that is none, which is the last one of its file that is read; NULL: the first ends
   * the reading with its error. A file that cannot be read at all ends it always. */
  void (*found)(void *context, int file, int64_t row, const struct err *err,
                struct text document);
  void *context;
};

/* One row for each document, NULL on an error. The caller frees them. */
struct batch_builder *staged_document_rows(const struct staged_document_spec *spec,
                                           struct err *err);

#endif
