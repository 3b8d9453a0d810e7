/* show_parameters.h: the rows of SHOW PARAMETERS, of sessions, users, the account and objects. */
#ifndef EXEC_SHOW_PARAMETERS_H
#define EXEC_SHOW_PARAMETERS_H

#include "exec/show_scope.h"

/* What IN or FOR means here, before the scope is looked up. */
bool show_parameters_scope(struct arena *arena, struct show *show,
                           struct err *err) MUST_CHECK;
/* Under the read lock. */
bool show_parameters(struct show_scope *scope, struct err *err) MUST_CHECK;

#endif
