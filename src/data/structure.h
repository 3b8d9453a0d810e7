/* structure.h: structured values as clients see them.
 *
 * They are stored as semi-structured ones are (json_text.h), members sorted by name; their type
 * says in which order an OBJECT's members are shown, and that what is missing is null. */
#ifndef DATA_STRUCTURE_H
#define DATA_STRUCTURE_H

#include "base/buf.h"
#include "data/type.h"

/* As json_text_print_lines; types that are not structured are printed just so. */
void structure_print_lines(struct text value, struct type type, int indent,
                           struct buf *out);

#endif
