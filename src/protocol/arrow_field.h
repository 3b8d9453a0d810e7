/* arrow_field.h: a gathered column as a field of an Arrow schema, and its values beside it. */
#ifndef PROTOCOL_ARROW_FIELD_H
#define PROTOCOL_ARROW_FIELD_H

#include "protocol/arrow_column.h"

/* The field's name, type and metadata. `narrow`: numbers of more than 18 digits are given in 8
 * bytes where all that are there fit; otherwise by what their type allows. */
void arrow_field_schema(const struct arrow_column *column, bool narrow,
                        struct ArrowSchema *schema);
/* Shows the values by a view made for that schema, until the column changes. */
void arrow_field_view(struct arrow_column *column, bool narrow,
                      struct ArrowArrayView *view);

#endif
