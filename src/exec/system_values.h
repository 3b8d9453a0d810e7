/* system_values.h: what SYSTEM$ALLOWLIST, SYSTEM$EXPLAIN_PLAN_JSON and their like answer. */
#ifndef EXEC_SYSTEM_VALUES_H
#define EXEC_SYSTEM_VALUES_H

#include "bind/context.h"
#include "session/session.h"

/* As bind_context.system_value. Under the catalog's read lock, in the session that binds. */
bool system_value(struct session *session, const struct bind_context *context,
                  enum system_value which, const struct text *args, int count,
                  struct text *value, struct err *err) MUST_CHECK;

#endif
