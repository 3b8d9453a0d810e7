/* document_xml.h: the documents of a file of XML. */
#ifndef STAGE_DOCUMENT_XML_H
#define STAGE_DOCUMENT_XML_H

#include "stage/byte_window.h"
#include "stage/document.h"

struct document_xml;

struct document_xml *document_xml_new(const struct file_format *format);
bool document_xml_next(struct document_xml *xml, struct byte_window *window,
                       struct document *document, struct err *err) MUST_CHECK;
void document_xml_free(struct document_xml *xml); /* NULL is fine. */

#endif
