/* grants.h: what roles have: the roles below them, and what they own. Nothing else can be granted yet. */
#ifndef EXEC_GRANTS_H
#define EXEC_GRANTS_H

#include "catalog/catalog.h"
#include "base/list.h"

struct granted {
  const struct object *object; /* NULL: a role. */
  const char *privilege;       /* "OWNERSHIP", "USAGE" */
  const char *on;              /* "TABLE", "ROLE" */
  struct path path;            /* Of the object; of a role its name. */
  struct text to;
  bool may_grant; /* An owner may. */
};

/* struct granted, in order of kind and name. Under the catalog's read lock. */
struct list grants_list(struct catalog *catalog, uint64_t session_id,
                        struct arena *arena);

#endif
