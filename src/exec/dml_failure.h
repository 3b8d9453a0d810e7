/* dml_failure.h: which column a failed INSERT, UPDATE or MERGE stopped at. */
#ifndef EXEC_DML_FAILURE_H
#define EXEC_DML_FAILURE_H

#include "exec/pipeline.h"

/* Says in `err`, when a value was to blame, which column it was for: "DML operation to table T
 * failed on column C with error: ..."; the code and state stay. Asks the engine for it, in the
 * open transaction if there is one, while the rows given to the statement are still there. */
void dml_failure_name(struct run *run, const struct bind_context *context,
                      const struct bound_dml *dml, struct err *err);

#endif
