/* show_parameters.h: the rows of SHOW PARAMETERS, of the session and of objects. */
#ifndef EXEC_SHOW_PARAMETERS_H
#define EXEC_SHOW_PARAMETERS_H

#include "exec/show_scope.h"

/* Under the read lock. */
bool show_parameters(struct show_scope *scope, struct err *err) MUST_CHECK;

#endif
