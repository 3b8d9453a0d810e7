/* engine.h: DuckDB through its C API: one database, connections, statements, batches of rows.
 *
 * An engine may be used by any thread; a connection by one at a time, except engine_interrupt. */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include "base/err.h"
#include "data/batch.h"

struct engine;
struct engine_connection;
struct engine_result;

struct engine_options {
  const char *path;      /* Database file; NULL keeps everything in memory. */
  int threads;           /* 0: one for each core. */
  int64_t memory_limit;  /* Bytes; 0: DuckDB's own choice. */
  const char *temp_directory; /* Where larger-than-memory work spills; NULL: DuckDB's choice. */
};

struct engine *engine_open(const struct engine_options *options, struct err *err);
void engine_close(struct engine *engine); /* After all connections. Checkpoints. */

struct engine_connection *engine_connect(struct engine *engine, struct err *err);
void engine_disconnect(struct engine_connection *connection); /* NULL is fine. */
struct engine *engine_of(struct engine_connection *connection);

/* Runs SQL (one or more statements) and drops the rows. */
bool engine_run(struct engine_connection *connection, struct text sql,
                struct err *err) MUST_CHECK;
/* Runs one statement and keeps its rows: `streaming` ones are made while they are fetched, and
 * the connection can do nothing else until the result is freed. */
struct engine_result *engine_query(struct engine_connection *connection, struct text sql,
                                   bool streaming, struct err *err);
/* The next rows, or rows == 0 at the end. Valid until the next call. False on an error. */
bool engine_fetch(struct engine_result *result, struct batch *batch, struct err *err) MUST_CHECK;
/* Rows that an INSERT, UPDATE or DELETE changed. */
int64_t engine_rows_changed(const struct engine_result *result);
int engine_column_count(const struct engine_result *result);
void engine_result_free(struct engine_result *result); /* NULL is fine. */
/* Makes the running statement of a connection fail with ERR_CANCELED. Any thread. */
void engine_interrupt(struct engine_connection *connection);
/* True between a BEGIN that succeeded and its COMMIT or ROLLBACK, as run through this file. */

/* Errors. The engine's own error texts become ours by one table in engine_errors.c (overflow,
 * NOT NULL, conversion, scalar subquery with several rows, conflict ...). Functions of
 * `builtin` raise ours directly by setting an error text made with engine_error_text.
 * Two outcomes are no errors of the user's but orders to the caller: */
bool engine_error_wants_wide(const struct err *err);   /* Run it again with wide integers. */
bool engine_error_is_conflict(const struct err *err);  /* Another transaction was first. */
void engine_error_text(enum err_code code, struct text message, struct buf *out);
void engine_error_wide(struct buf *out); /* The text that asks for wide integers. */

/* Rows given to SQL: FROM sg_rows(<id>) yields columns c0, c1, ... of the builder's kinds
 * (decimals as DECIMAL(18|38, scale)). The engine owns the builder until engine_rows_drop. */
int64_t engine_rows_add(struct engine *engine, struct batch_builder *rows);
void engine_rows_drop(struct engine *engine, int64_t id);

#endif
