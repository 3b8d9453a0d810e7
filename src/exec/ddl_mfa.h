/* ddl_mfa.h: ALTER USER ... ENROLL MFA, MODIFY and REMOVE MFA METHOD. */
#ifndef EXEC_DDL_MFA_H
#define EXEC_DDL_MFA_H

#include "exec/ddl.h"
#include "session/user.h"

/* Whether an action of ALTER USER is one of these. */
bool ddl_is_mfa(const struct alter *alter);
/* Changes the user's second factors, keeps the user, and answers. */
bool alter_mfa(struct ddl *ddl, const struct alter *alter, struct user *user,
               struct err *err) MUST_CHECK;

#endif
