/* engine_collect.h: the rows of a query, given to code by all threads that make them.
 *
 * DuckDB's streamed results have each row copied, and let the threads that are ahead of the next row
 * make little more (execution/operator/helper/physical_buffered_batch_collector.cpp). Its C++ API lets
 * a program put its own end to a query's pipeline (main/client_config.hpp: get_result_collector). */
#ifndef ENGINE_ENGINE_COLLECT_H
#define ENGINE_ENGINE_COLLECT_H

#include <duckdb.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Who gets the rows; a thread's place is its own. */
struct engine_collect_to {
  void *context;
  void *(*begin)(void *context);
  /* Vectors, all flat, which are valid during the call, of a batch of rows that is one thread's; its
   * number never becomes less. False: no more is wanted from anybody. */
  bool (*add)(void *place, uint64_t batch, duckdb_vector *vectors, size_t rows);
  void (*end)(void *place);  /* After its last rows. */
  void (*drop)(void *place); /* Whether it came to the end or not. */
};

/* How many rows the planner expects of a query whose rows several threads can make; 0 of all other
 * statements. */
uint64_t engine_collect_expects(duckdb_connection connection,
                                duckdb_prepared_statement statement);
/* Begins to run it, as duckdb_pending_prepared does; its result has no rows. Rows that have no order
 * are all of batch 0. */
duckdb_state engine_collect_begin(duckdb_connection connection,
                                  duckdb_prepared_statement statement,
                                  const struct engine_collect_to *to,
                                  duckdb_pending_result *pending);

#ifdef __cplusplus
}
#endif

#endif
