/* describe_properties.h: DESCRIBE USER: properties as rows. */
#ifndef EXEC_DESCRIBE_PROPERTIES_H
#define EXEC_DESCRIBE_PROPERTIES_H

#include "exec/ddl.h"

bool describe_user(struct ddl *ddl, const struct name *name, struct outcome *outcome,
                   struct err *err) MUST_CHECK;

#endif
