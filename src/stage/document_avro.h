/* document_avro.h: the records of an Avro file: avro.apache.org/docs/1.12.0/specification, object container files. */
#ifndef STAGE_DOCUMENT_AVRO_H
#define STAGE_DOCUMENT_AVRO_H

#include "data/avro_schema.h"
#include "stage/byte_window.h"
#include "stage/document.h"

struct document_avro;

struct document_avro *document_avro_new(const struct file_format *format);
/* ERR_FILE_READ for a file that is damaged; a record that cannot be stored is bad, and those behind it are read. */
bool document_avro_next(struct document_avro *avro, struct byte_window *window,
                        struct document *document, struct err *err) MUST_CHECK;
/* The type of the records, in the arena: from the beginning of a file, of which no more is read. */
bool document_avro_type(struct arena *arena, struct byte_window *window,
                        const struct avro_type **type, struct err *err) MUST_CHECK;
void document_avro_free(struct document_avro *avro); /* NULL is fine. */

#endif
