/* query_type.h: what QUERY_HISTORY calls a statement. */
#ifndef EXEC_QUERY_TYPE_H
#define EXEC_QUERY_TYPE_H

#include "sql/ast.h"

/* "SELECT", "CREATE_TABLE_AS_SELECT"; "UNKNOWN" where there is no word for it. A constant. */
const char *query_type(const struct statement *statement);

#endif
