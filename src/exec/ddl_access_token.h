/* ddl_access_token.h: ALTER USER ... ADD, MODIFY, ROTATE and REMOVE PROGRAMMATIC ACCESS TOKEN. */
#ifndef EXEC_DDL_ACCESS_TOKEN_H
#define EXEC_DDL_ACCESS_TOKEN_H

#include "exec/ddl.h"
#include "session/user.h"

/* Whether an action of ALTER USER is one of these. */
bool ddl_is_access_token(const struct alter *alter);
/* Changes the user's tokens, keeps the user, and answers. */
bool alter_access_token(struct ddl *ddl, const struct alter *alter, struct user *user,
                        struct err *err) MUST_CHECK;

#endif
