/* staged_document.h: the documents of staged JSON, XML and AVRO files as rows for SQL, in the columns of
 * staged_csv.h, one document in each. Files are read one after the other. */
#ifndef STAGE_STAGED_DOCUMENT_H
#define STAGE_STAGED_DOCUMENT_H

#include "data/file_format.h"
#include "stage/document.h"
#include "stage/staged_csv.h"

struct staged_document_spec {
  const struct staged_input *inputs;
  int count;
  const struct file_format *format;
  int64_t now_ns;
  bool skips_faults;           /* Documents that are none give no row; else an error. */
  struct staged_count *counts; /* One for each file, which outlives the scan; or NULL. */
};

/* Copies all of the spec. */
struct engine_scan staged_document_scan(const struct staged_document_spec *spec);
/* What is said of a document that is none. */
void staged_document_error(const struct document *document, struct err *err);

#endif
