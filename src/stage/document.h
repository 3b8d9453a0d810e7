/* document.h: the documents of a file of one format: each is given on as stored JSON, or as what is wrong.
 *
 * docs.snowflake.com/en/sql-reference/sql/copy-into-table: all before the first that is none are loaded,
 * the rest of its file is not. */
#ifndef STAGE_DOCUMENT_H
#define STAGE_DOCUMENT_H

#include "base/err.h"
#include "data/file_format.h"

/* False: no more are wanted. */
struct document_taker {
  void *context;
  bool (*take)(void *context, struct text value);
  bool (*refuse)(void *context, enum err_code code, struct text problem,
                 struct text document);
};

/* JSON documents one behind the other, or in an array that STRIP_OUTER_ARRAY takes away. */
void document_json(const struct file_format *format, struct text text,
                   const struct document_taker *taker);
/* XML elements one behind the other, or those within one that STRIP_OUTER_ELEMENT takes away. */
void document_xml(const struct file_format *format, struct text text,
                  const struct document_taker *taker);

#endif
