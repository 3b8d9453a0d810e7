/* xml_text.h: XML read into the stored form of an OBJECT.
 *
 * An element is an object: "@" its name, "@name" an attribute, "$" its content: a string (or a
 * number or boolean, when it reads as one), the one element within, or an array of several parts.
 * A mark (json_text.h) tells it from other objects, so that it prints as XML. */
#ifndef DATA_XML_TEXT_H
#define DATA_XML_TEXT_H

#include "base/buf.h"

enum xml_values { XML_VALUES_AS_TEXT, XML_VALUES_CONVERTED };

/* Adds the root element; nothing for a text of blanks only. False when the text is malformed: then
 * `problem` gets Snowflake's words: "no opening tag for </b>, pos 12". */
bool xml_parse(struct text input, enum xml_values values, struct buf *out,
               struct buf *problem);

#endif
