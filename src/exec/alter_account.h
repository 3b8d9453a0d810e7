/* alter_account.h: ALTER ACCOUNT SET and UNSET. */
#ifndef EXEC_ALTER_ACCOUNT_H
#define EXEC_ALTER_ACCOUNT_H

#include "exec/ddl.h"

bool alter_account(struct ddl *ddl, const struct alter *alter,
                   struct err *err) MUST_CHECK;

#endif
