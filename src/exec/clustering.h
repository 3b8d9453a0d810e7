/* clustering.h: how the partitions of a table overlap: SYSTEM$CLUSTERING_INFORMATION and _DEPTH.
 *
 * A partition is a row group of the engine: so many rows, in the order they lie in. */
#ifndef EXEC_CLUSTERING_H
#define EXEC_CLUSTERING_H

#include "bind/context.h"

struct clustering {
  struct text keys; /* "LINEAR(A, B)" */
  int partitions, constant;
  double overlaps, depth; /* On average. */
  int *depths;            /* Of each partition. */
};

/* Of a table by its written name. `keys`: "(a, b)", at NULL for its clustering key; `predicate`: at NULL
 * for all its rows. Under the catalog's read lock. */
bool clustering_measure(struct engine_connection *connection,
                        const struct bind_context *context, struct text table,
                        struct text keys, struct text predicate,
                        struct clustering *clustering, struct err *err) MUST_CHECK;
/* As Snowflake prints it. */
struct text clustering_json(struct arena *arena, const struct clustering *clustering);
/* "2.4865" */
struct text clustering_number(struct arena *arena, double value);

#endif
