/* view_table.h: the lists that made views and table functions are kept in. */
#ifndef CATALOG_VIEW_TABLE_H
#define CATALOG_VIEW_TABLE_H

#include "catalog/views.h"

/* A list and its length, for struct info_view. */
#define VIEW_LIST(list) list, (int)(sizeof(list) / sizeof(list)[0])

/* One of a list by its name; `at` gives NULL past the last. */
const struct info_view *view_named(const struct info_view *(*at)(int index),
                                   struct text name);
/* Views of kinds that cannot be made here, in order of name; NULL past the last. */
const struct info_view *view_kind_at(int index);
/* Views of ACCOUNT_USAGE that are about the account, the same way. */
const struct info_view *usage_account_view_at(int index);

#endif
