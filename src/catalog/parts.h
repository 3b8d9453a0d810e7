/* parts.h: a table's columns and constraints as one JSON text, written and read. */
#ifndef CATALOG_PARTS_H
#define CATALOG_PARTS_H

#include "catalog/object.h"

void parts_write(const struct table *table, struct buf *out);
/* Into a table that has none yet. ERR_INTERNAL when the text is not what parts_write makes. */
bool parts_read(struct table *table, struct text text, struct err *err) MUST_CHECK;
/* Columns alone. */
void parts_write_columns(const struct columns *columns, struct buf *out);
bool parts_read_columns(struct columns *columns, struct text text,
                        struct err *err) MUST_CHECK;

#endif
