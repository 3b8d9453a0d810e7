/* engine_errors.h: DuckDB's error texts become Snowflake's errors, and the texts by which our
 * own C functions raise theirs.
 *
 * Two outcomes are no errors of the user's but orders to the caller; each also is an error that
 * a client may see when the caller cannot follow the order. */
#ifndef ENGINE_ENGINE_ERRORS_H
#define ENGINE_ENGINE_ERRORS_H

#include "base/buf.h"
#include "base/err.h"

bool engine_error_wants_wide(
  const struct err *err); /* Run it again with wide integers. */
bool engine_error_is_conflict(const struct err *err); /* Another transaction was first. */
/* The text that DuckDB must report for an error of ours: "sg!<number>!<SQLSTATE or ->!<message>".
 * SQL says it with error('...'), a C function with call_fail. */
void engine_error_text(enum err_code code, struct text message, struct buf *out);
void engine_error_wide(struct buf *out); /* The text that asks for wide integers. */
/* Fills the error from DuckDB's whole text; returns false. */
bool engine_error_set(struct err *err, struct text duckdb_text);

#endif
