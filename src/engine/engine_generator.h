/* engine_generator.h: GENERATOR with a time limit, inside this folder only.
 *
 * docs.snowflake.com/en/sql-reference/functions/generator */
#ifndef ENGINE_ENGINE_GENERATOR_H
#define ENGINE_ENGINE_GENERATOR_H

#include <duckdb.h>

#include "base/err.h"

/* Registers sg_generate(rows, seconds): one column, range, that counts from 0. It ends when there are
 * so many rows or when the time is over; NULL is no limit, and two of them are no rows. */
bool engine_generator_register(duckdb_connection connection, struct err *err) MUST_CHECK;

#endif
