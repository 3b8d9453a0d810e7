/* search_path.h: where a query looks for a table whose name stands alone: SEARCH_PATH.
 *
 * Only outside of views: in those such names mean the view's own schema.
 * (https://docs.snowflake.com/en/sql-reference/name-resolution) */
#ifndef BIND_SEARCH_PATH_H
#define BIND_SEARCH_PATH_H

#include "bind/context.h"

/* The table or view of this name in the first place of the path that has one, and where that is;
 * NULL: none has. */
struct table *search_path_find(struct bind_context *context, struct text name,
                               struct path *path);

#endif
