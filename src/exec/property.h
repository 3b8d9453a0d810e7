/* property.h: KEY = value: the properties of objects as rows, for CREATE and ALTER ... SET. */
#ifndef EXEC_PROPERTY_H
#define EXEC_PROPERTY_H

#include "exec/pipeline.h"

/* Sets one member of a struct of the catalog; texts live in the run's arena.
 * ERR_INVALID_PROPERTY for a key that Snowflake does not know for this kind. */
bool property_set(struct run *run, enum kind kind, struct object *spec,
                  const struct option *option, struct err *err) MUST_CHECK;
/* All options of a list, in order. */
bool property_set_all(struct run *run, enum kind kind, struct object *spec,
                      const struct list *options, struct err *err) MUST_CHECK;
/* Back to the default. */
bool property_unset(enum kind kind, struct object *spec, struct text key,
                    struct err *err) MUST_CHECK;
/* The defaults of a kind, where they are not zero. */
void property_defaults(enum kind kind, struct object *spec);
/* A constant option value as text; bare words in upper case. */
bool property_text(struct run *run, const struct option *option, struct text *value,
                   struct err *err) MUST_CHECK;
/* TRUE or FALSE. */
bool property_bool(struct run *run, const struct option *option, bool *yes,
                   struct err *err) MUST_CHECK;
/* The names and values of a list of options as a JSON object. */
bool property_json(struct run *run, const struct option *option, struct text *json,
                   struct err *err) MUST_CHECK;
/* ERR_INVALID_VALUE: what an option cannot be. */
bool property_bad_value(const struct option *option, struct text value, struct err *err);

#endif
