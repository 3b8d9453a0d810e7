/* engine_vector.h: DuckDB's types and vectors as batch columns, inside this folder only. */
#ifndef ENGINE_ENGINE_VECTOR_H
#define ENGINE_ENGINE_VECTOR_H

#include <duckdb.h>

#include "base/err.h"
#include "data/batch.h"

/* The batch kind and scale that hold values of a DuckDB type; ERR_INTERNAL names a type that
 * has none (our SQL must not produce it). */
bool vector_kind(duckdb_logical_type type, enum batch_kind *kind, int *scale,
                 struct err *err);
/* A DuckDB type by its SQL name ("VARCHAR", "DECIMAL(38,6)", "JSON", "STRUCT(a BIGINT, b VARCHAR)[]");
 * NULL when unknown. The caller destroys it. */
duckdb_logical_type vector_type_named(struct text name);
/* The type of a builder's column: decimals are DECIMAL(18|38, scale). The caller destroys it. */
duckdb_logical_type vector_type(enum batch_kind kind, int scale);
/* A column over a flat vector, in place. */
void vector_column(duckdb_vector vector, enum batch_kind kind, int scale,
                   struct batch_column *column);
/* Copies rows [from, from + count) of a column to the start of a vector of vector_type's type.
 * `from` is a multiple of 64. Long texts stay where they are: the source outlives the vector. */
void vector_fill(duckdb_vector vector, const struct batch_column *column, size_t from,
                 size_t count);

/* After vector_fill: the texts of those rows become the vector's own. */
void vector_own_texts(duckdb_vector vector, const struct batch_column *column,
                      size_t from, size_t count);

#endif
