/* inherited_params.h: the parameters that an account and a user give: to new sessions, and the account's
 * own switches. (docs.snowflake.com/en/sql-reference/parameters#parameter-hierarchy-and-types) */
#ifndef SESSION_INHERITED_PARAMS_H
#define SESSION_INHERITED_PARAMS_H

#include "base/err.h"
#include "protocol/params.h"

struct instance;
struct session;
struct user;

/* What the account and the user (NULL: the account alone) say becomes what the session uses where
 * nothing is set in it. Later changes of theirs are for later sessions. */
bool session_inherit(struct session *session, const struct user *user,
                     struct err *err) MUST_CHECK;
/* A switch that is the account's alone. */
bool account_allows(struct instance *instance, const char *parameter);

#endif
