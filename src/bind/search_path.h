/* search_path.h: where a query looks for a table whose name stands alone: SEARCH_PATH.
 *
 * Only outside of views: in those such names mean the view's own schema.
 * (https://docs.snowflake.com/en/sql-reference/name-resolution) */
#ifndef BIND_SEARCH_PATH_H
#define BIND_SEARCH_PATH_H

#include "bind/context.h"

/* The first place of the path that has a table or view of this name; false: none has. */
bool search_path_find(struct bind_context *context, struct text name, struct path *path);

#endif
