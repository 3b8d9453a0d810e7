/* describe_properties.h: DESCRIBE USER, and DESCRIBE TABLE ... TYPE = STAGE: properties as rows. */
#ifndef EXEC_DESCRIBE_PROPERTIES_H
#define EXEC_DESCRIBE_PROPERTIES_H

#include "exec/ddl.h"

bool describe_user(struct ddl *ddl, const struct name *name, struct outcome *outcome,
                   struct err *err) MUST_CHECK;
/* Of a table's own stage, for which nothing can be set yet: of every table the same. */
bool describe_table_stage(struct ddl *ddl, struct outcome *outcome,
                          struct err *err) MUST_CHECK;

#endif
