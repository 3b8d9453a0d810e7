/* hybrid_check.h: what hybrid tables demand of their rows: keys are unique, references exist.
 *
 * The engine's own keys are not used: it refuses changes that end well, such as a key deleted and
 * inserted again in one transaction (DuckDB 1.5.5). So a statement runs, and then queries ask, in
 * the same transaction, for rows that may not be. Nobody else may write to the tables meanwhile:
 * they are locked until the transaction ends. */
#ifndef EXEC_HYBRID_CHECK_H
#define EXEC_HYBRID_CHECK_H

#include "base/list.h"
#include "bind/bind.h"
#include "exec/transaction.h"

struct hybrid_checks {
  struct change_check *at; /* In the arena. */
  int count, room;
  struct table_set tables; /* All that the checks read; hybrid_checks_clear frees it. */
};

/* Those that come after a bound statement; none for other tables. Under the read lock. */
void hybrid_checks_of(struct arena *arena, struct catalog *catalog,
                      const struct bound_dml *dml, struct hybrid_checks *checks);
void hybrid_checks_clear(struct hybrid_checks *checks);

/* All of a table's own constraints, after it was filled or got one more. */
bool hybrid_check_table(struct arena *arena, struct catalog *catalog,
                        struct engine_connection *connection, const struct table *table,
                        struct err *err) MUST_CHECK;

/* The table that a foreign key refers to, NULL when it is no more; under the read lock. */
const struct table *hybrid_referenced(struct catalog *catalog, const struct table *table,
                                      const struct table_constraint *key);
/* The foreign keys to a table, its own too; under the read lock or in a change. */
struct hybrid_child {
  const struct table *table;
  const struct table_constraint *key;
};
struct list hybrid_children(struct catalog *catalog, struct arena *arena,
                            const struct table *parent); /* struct hybrid_child */

/* TRUNCATE: nothing may refer to the table. Under the read lock. */
bool hybrid_may_truncate(struct catalog *catalog, struct arena *arena,
                         const struct table *table, struct err *err) MUST_CHECK;

#endif
