/* staged_json.h: the JSON documents of staged files as rows for SQL, in the columns of staged_csv.h. */
#ifndef STAGE_STAGED_JSON_H
#define STAGE_STAGED_JSON_H

#include "data/file_format.h"
#include "stage/staged_csv.h"

struct staged_json_spec {
  const struct staged_input *inputs;
  int count;
  const struct file_format *format;
  int64_t now_ns;
  struct staged_count *counts; /* NULL: nobody asks. */
  /* Of a document that is none; NULL: the first ends the reading with its error. */
  void (*found)(void *context, int file, int64_t row, const struct err *err,
                struct text document);
  void *context;
};

/* One row for each document, NULL on an error. The caller frees them. */
struct batch_builder *staged_json_rows(const struct staged_json_spec *spec,
                                       struct err *err);
/* Whether these options are all carried out. ERR_UNSUPPORTED. */
bool staged_json_check(const struct file_format *format, struct err *err) MUST_CHECK;

#endif
