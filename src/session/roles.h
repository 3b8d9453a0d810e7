/* roles.h: the roles that every account has; there are no others yet. */
#ifndef SESSION_ROLES_H
#define SESSION_ROLES_H

#include "base/text.h"

bool role_exists(struct text name);
const char *role_at(int index);         /* NULL past the last. */
const char *role_comment_at(int index); /* As SHOW ROLES prints it. */

#endif
