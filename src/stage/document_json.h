/* document_json.h: the documents of a file of JSON. */
#ifndef STAGE_DOCUMENT_JSON_H
#define STAGE_DOCUMENT_JSON_H

#include "stage/byte_window.h"
#include "stage/document.h"

struct document_json;

struct document_json *document_json_new(const struct file_format *format);
bool document_json_next(struct document_json *json, struct byte_window *window,
                        struct document *document, struct err *err) MUST_CHECK;
void document_json_free(struct document_json *json); /* NULL is fine. */

#endif
