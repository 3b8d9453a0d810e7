/* integrations.h: the integrations of an account, rows of a table of the engine. Any thread. */
#ifndef SESSION_INTEGRATIONS_H
#define SESSION_INTEGRATIONS_H

#include "base/err.h"
#include "engine/engine.h"
#include "session/integration.h"

struct integrations;

struct integrations *integrations_open(struct engine *engine, struct err *err);
void integrations_close(struct integrations *integrations); /* NULL is fine. */

/* Copies in the arena, in order of name: struct integration. */
struct list integrations_list(struct integrations *integrations, struct arena *arena);
/* NULL when there is none. */
struct integration *integrations_find(struct integrations *integrations,
                                      struct arena *arena, struct text name);
/* The first whose property is this text. */
struct integration *integrations_find_by(struct integrations *integrations,
                                         struct arena *arena,
                                         enum integration_property property,
                                         struct text value);
bool integrations_missing(struct text name, struct err *err); /* ERR_NO_OBJECT. */

/* Who looks and then puts does both between these two, one thread at a time. */
void integrations_hold(struct integrations *integrations);
void integrations_release(struct integrations *integrations);
/* In the place of the one of this name, if there is one. */
bool integrations_put(struct integrations *integrations,
                      const struct integration *integration, struct err *err) MUST_CHECK;
bool integrations_drop(struct integrations *integrations, struct text name,
                       struct err *err) MUST_CHECK;

#endif
