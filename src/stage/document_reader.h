/* document_reader.h: the documents of a file of JSON, XML or AVRO, one after the other.
 *
 * docs.snowflake.com/en/sql-reference/sql/copy-into-table: all before the first that is none are loaded; of JSON and
 * XML the rest of its file is not, since nobody knows where the next one would begin. */
#ifndef STAGE_DOCUMENT_READER_H
#define STAGE_DOCUMENT_READER_H

#include "data/file_format.h"
#include "stage/document.h"

struct document_reader;

/* Borrows the format. NULL with ERR_FILE_READ for what cannot be opened. */
struct document_reader *document_reader_open(const char *path, struct text name,
                                             const struct file_format *format,
                                             struct err *err);
/* Of a file that is in memory. */
struct document_reader *document_reader_over(struct text bytes,
                                             const struct file_format *format);
/* ERR_FILE_READ for a file that is damaged. */
bool document_reader_next(struct document_reader *reader, struct document *document,
                          struct err *err) MUST_CHECK;
void document_reader_close(struct document_reader *reader); /* NULL is fine. */

#endif
