/* xml_text.h: XML read into the stored form of an OBJECT.
 *
 * An element is an object: "@" its name, "@name" an attribute, "$" its content: a string (or a
 * number or boolean, when it reads as one), the one element within, or an array of several parts.
 * A mark (json_text.h) tells it from other objects, so that it prints as XML. */
#ifndef DATA_XML_TEXT_H
#define DATA_XML_TEXT_H

#include "base/buf.h"

enum xml_values { XML_VALUES_AS_TEXT, XML_VALUES_CONVERTED };

/* XML_SPACES_TRIMMED: the blanks before and after a text between tags are left out. */
enum xml_spaces { XML_SPACES_KEPT, XML_SPACES_TRIMMED };

/* Adds the root element; nothing for a text of blanks only. False when the text is malformed: then
 * `problem` gets Snowflake's words: "no opening tag for </b>, pos 12". */
bool xml_parse(struct text input, enum xml_values values, struct buf *out,
               struct buf *problem);

/* Elements that stand one behind the other. */
struct xml_elements {
  struct text rest; /* What is not read yet. */
  enum xml_values values;
  enum xml_spaces spaces;
};

/* Adds the next element; nothing when there is none. As xml_parse otherwise. */
bool xml_next(struct xml_elements *elements, struct buf *out, struct buf *problem);
/* Passes over the next opening tag, *name, whose elements xml_next_in then adds; at NULL: there is none,
 * or nothing is in it. */
bool xml_enter(struct xml_elements *elements, struct text *name, struct buf *problem);
/* Adds the next element in one that was entered; nothing when its closing tag comes, which is passed over.
 * What else is between them is left out. */
bool xml_next_in(struct xml_elements *elements, struct text name, struct buf *out,
                 struct buf *problem);

#endif
