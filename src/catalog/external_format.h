/* external_format.h: the file format of an external table, as SHOW and INFORMATION_SCHEMA name it. */
#ifndef CATALOG_EXTERNAL_FORMAT_H
#define CATALOG_EXTERNAL_FORMAT_H

#include "base/arena.h"
#include "catalog/object.h"

/* A named format has no type here: that is its own. */
void external_format_words(struct arena *arena, const struct table *table,
                           struct text *name, struct text *type);

#endif
