/* roles.h: the roles that every account has; there are no others yet. */
#ifndef EXEC_ROLES_H
#define EXEC_ROLES_H

#include "base/text.h"

bool role_exists(struct text name);
const char *role_at(int index);         /* NULL past the last. */
const char *role_comment_at(int index); /* As SHOW ROLES prints it. */

#endif
