/* binds.h: bound values as they come over the wire, into what the binder takes. */
#ifndef EXEC_BINDS_H
#define EXEC_BINDS_H

#include "exec/pipeline.h"

/* Fills run->binds, and run->bind_rows when the values are arrays (the caller frees those).
 * ERR_INVALID_VALUE names the bind whose text is not of its type. */
bool binds_read(struct run *run, struct err *err) MUST_CHECK;
/* Before a statement is tried: arrays that an earlier try gave to the engine are read again. */
bool binds_refresh(struct run *run, struct err *err) MUST_CHECK;

#endif
