/* roles.c: the roles that every account has. */
#include "session/roles.h"

struct role {
  const char *name;
  const char *comment;
};

static const struct role roles[] = {
  { "ACCOUNTADMIN", "Account administrator can manage all aspects of the account." },
  { "ORGADMIN",
    "Organization administrator can manage organization and account information." },
  { "PUBLIC", "Public role is automatically available to every user in the account." },
  { "SECURITYADMIN",
    "Security administrator can manage security aspects of the account." },
  { "SYSADMIN", "System administrator can create and manage databases and warehouses." },
  { "USERADMIN", "User administrator can create and manage users and roles" },
};

enum { ROLE_COUNT = sizeof roles / sizeof roles[0] };

bool role_exists(struct text name)
{
  for (int i = 0; i < ROLE_COUNT; i++)
    if (text_is(name, roles[i].name))
      return true;
  return false;
}

bool role_oversees_users(struct text name)
{
  return text_is(name, "ACCOUNTADMIN");
}

const char *role_at(int index)
{
  return index >= 0 && index < ROLE_COUNT ? roles[index].name : NULL;
}

const char *role_comment_at(int index)
{
  return index >= 0 && index < ROLE_COUNT ? roles[index].comment : NULL;
}
