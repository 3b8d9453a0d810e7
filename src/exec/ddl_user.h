/* ddl_user.h: CREATE, ALTER and DROP USER. */
#ifndef EXEC_DDL_USER_H
#define EXEC_DDL_USER_H

#include "exec/ddl.h"

bool create_user(struct ddl *ddl, const struct create *create,
                 struct err *err) MUST_CHECK;
bool alter_user(struct ddl *ddl, const struct alter *alter, struct err *err) MUST_CHECK;
bool drop_user(struct ddl *ddl, const struct drop *drop, struct err *err) MUST_CHECK;

#endif
