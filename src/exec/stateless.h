/* stateless.h: what may be run in the session of one request, which ends with it: the SQL API's. */
#ifndef EXEC_STATELESS_H
#define EXEC_STATELESS_H

#include "base/err.h"
#include "sql/ast.h"

/* ERR_UNSUPPORTED for what the SQL API never takes, and for what it takes only as a part of several
 * statements since its effect would be gone at once.
 * (docs.snowflake.com/en/developer-guide/sql-api/intro, Limitations of the SQL API) */
bool stateless_may_run(const struct statement *statement, bool is_part,
                       struct err *err) MUST_CHECK;

#endif
