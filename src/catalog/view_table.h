/* view_table.h: the lists that INFORMATION_SCHEMA's views are kept in. */
#ifndef CATALOG_VIEW_TABLE_H
#define CATALOG_VIEW_TABLE_H

#include "catalog/views.h"

/* Views of kinds that cannot be made here, in order of name; NULL past the last. */
const struct info_view *view_kind_at(int index);

#endif
