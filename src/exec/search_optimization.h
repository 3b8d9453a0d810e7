/* search_optimization.h: ALTER TABLE ADD | DROP SEARCH OPTIMIZATION. Nothing is searched otherwise
 * for it: a hint that is kept and shown. */
#ifndef EXEC_SEARCH_OPTIMIZATION_H
#define EXEC_SEARCH_OPTIMIZATION_H

#include "exec/ddl.h"

/* The words of the action: ADD or DROP SEARCH OPTIMIZATION. */
bool search_optimization_is(struct text words);
/* In a change. */
bool search_optimization_alter(struct ddl *ddl, const struct statement *statement,
                               struct path path, const struct table *table,
                               struct err *err) MUST_CHECK;

/* What a table has, one after the other; `rest` begins as table->search_optimization. */
struct search_entry {
  struct text id, method, target, type;
};
bool search_optimization_next(struct text *rest, struct search_entry *entry);

#endif
