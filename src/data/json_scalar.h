/* json_scalar.h: one JSON text (a VARIANT's value) looked at as a scalar.
 *
 * The text is well-made JSON without blanks around it, as the engine keeps it. */
#ifndef DATA_JSON_SCALAR_H
#define DATA_JSON_SCALAR_H

#include "base/buf.h"

enum json_kind {
  JSON_KIND_NULL,
  JSON_KIND_BOOLEAN,
  JSON_KIND_NUMBER,
  JSON_KIND_STRING,
  JSON_KIND_ARRAY,
  JSON_KIND_OBJECT
};

enum json_kind json_kind(struct text json);
/* Adds the content of a JSON string, its escapes resolved. */
void json_unquote(struct text json, struct buf *out);

#endif
