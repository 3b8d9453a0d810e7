/* document.h: one document of a file: as stored JSON, or what is wrong with it. */
#ifndef STAGE_DOCUMENT_H
#define STAGE_DOCUMENT_H

#include "base/err.h"

/* Neither a value nor bad: there are no more. Texts live until the next one is read. */
struct document {
  struct text value; /* at NULL: none. */
  bool is_bad;
  enum err_code code;
  struct text problem;
  struct text from; /* What was read. */
};

#endif
