/* roles.h: the roles that every account has; there are no others yet. */
#ifndef SESSION_ROLES_H
#define SESSION_ROLES_H

#include "base/text.h"

bool role_exists(struct text name);
/* Whether who has it sees the statements of all users, and sees and ends their sessions; others only their own.
 * (docs.snowflake.com/en/sql-reference/functions/query_history: the user's own, and those of warehouses that
 * the role may monitor, which ACCOUNTADMIN may all;
 * docs.snowflake.com/en/release-notes/bcr-bundles/2023_03/bcr-991: an account administrator forces a user
 * to log out) */
bool role_oversees_users(struct text name);
const char *role_at(int index);         /* NULL past the last. */
const char *role_comment_at(int index); /* As SHOW ROLES prints it. */

#endif
