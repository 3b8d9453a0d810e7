/* engine_plans.h: prepared statements of a connection, for queries that come again and again.
 *
 * Planning `SELECT 1` takes the engine five times as long as running it, and such queries are what
 * clients ask to see whether a connection lives. Only queries without tables are kept: a plan with
 * tables is made from statistics that the next INSERT outdates. A connection keeps few plans, and
 * only of texts that it has seen twice. */
#ifndef ENGINE_ENGINE_PLANS_H
#define ENGINE_ENGINE_PLANS_H

#include <duckdb.h>

struct engine_plans;

/* The plan of the text; NULL: there is none (yet), ask the engine. *plans is made when it is
 * needed. */
duckdb_prepared_statement engine_plans_get(struct engine_plans **plans,
                                           duckdb_connection connection, const char *sql);
void engine_plans_free(struct engine_plans *plans); /* NULL is fine. */

#endif
