/* named_table.h: the table whose name a table function is given as text. */
#ifndef EXEC_NAMED_TABLE_H
#define EXEC_NAMED_TABLE_H

#include "bind/context.h"

/* Its number; `external`: only an external table counts. False with ERR_NO_OBJECT. */
bool named_table(struct bind_context *context, struct text written, bool external,
                 int64_t *id, struct err *err) MUST_CHECK;

#endif
