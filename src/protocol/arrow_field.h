/* arrow_field.h: a gathered column as a field of an Arrow schema, and as the array beside it. */
#ifndef PROTOCOL_ARROW_FIELD_H
#define PROTOCOL_ARROW_FIELD_H

#include "protocol/arrow_column.h"

/* The field's name, type and metadata. `narrow`: numbers of more than 18 digits are given in 8
 * bytes where all that are there fit; otherwise by what their type allows. */
void arrow_field_schema(const struct arrow_column *column, bool narrow,
                        struct ArrowSchema *schema);
/* Moves the values into an array made for that schema; the column is empty then. */
void arrow_field_take(struct arrow_column *column, bool narrow, struct ArrowArray *array);

#endif
