/* engine.h: DuckDB through its C API: one database, connections, statements, batches of rows.
 *
 * An engine may be used by any thread; a connection by one at a time, except engine_interrupt. */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include "base/err.h"
#include "data/row_source.h"
#include "engine/engine_errors.h"

struct engine;
struct engine_connection;
struct engine_result;

struct engine_options {
  const char *path;     /* Database file; NULL keeps everything in memory. */
  int threads;          /* 0: one for each core. */
  int64_t memory_limit; /* Bytes; 0: DuckDB's own choice. */
  const char
    *temp_directory; /* Where larger-than-memory work spills; NULL: DuckDB's choice. */
  /* Folders that SQL may read and write, each with a NUL at its end; all other files and the
   * network are closed to it. NULL when there are none. */
  const char *const *folders;
  int folder_count;
};

struct engine *engine_open(const struct engine_options *options, struct err *err);
void engine_close(struct engine *engine); /* After all connections. Checkpoints. */

const char *engine_version(void); /* "v1.5.5" */

struct engine_connection *engine_connect(struct engine *engine, struct err *err);
void engine_disconnect(struct engine_connection *connection); /* NULL is fine. */
struct engine *engine_of(struct engine_connection *connection);

/* Runs SQL (one or more statements) and drops the rows. */
bool engine_run(struct engine_connection *connection, struct text sql,
                struct err *err) MUST_CHECK;
/* Runs one statement and keeps its rows. `streaming` ones are made while they are fetched, and not
 * many more than were fetched: so its errors may come late, from engine_fetch, and the connection
 * can do nothing else until the result is freed. */
struct engine_result *engine_query(struct engine_connection *connection, struct text sql,
                                   bool streaming, struct err *err);
/* The same for a query that reads no table: its plan is kept for the next time. */
struct engine_result *engine_query_again(struct engine_connection *connection,
                                         struct text sql, bool streaming,
                                         struct err *err);
/* The next rows, or rows == 0 at the end. Valid until the next call. False on an error. The
 * engine's vectors are read in place; a column of a type that batches do not have (TIMESTAMP,
 * LIST ...) is ERR_INTERNAL from engine_query. */
bool engine_fetch(struct engine_result *result, struct batch *batch,
                  struct err *err) MUST_CHECK;
/* The same for who reads them later: *held is the batch, to be released while the engine is open.
 * It is NULL where the rows live no longer than after engine_fetch: at the end, and where the result
 * is not streamed. */
bool engine_fetch_held(struct engine_result *result, struct held_batch **held,
                       struct batch *batch, struct err *err) MUST_CHECK;
/* Who gets the rows of engine_collect. */
struct engine_collector {
  void *context;
  /* A place for a thread of the engine, which alone uses it. */
  void *(*begin)(void *context);
  /* Rows of a numbered batch that is one thread's, valid during the call: in the order of the query
   * are the batches, and the rows of each. A thread's numbers never become less. False: no more is
   * wanted from anybody, for a reason that `context` knows. */
  bool (*add)(void *place, uint64_t number, const struct batch *batch);
  void (*end)(void *place);  /* After its last rows, unless the query fails. */
  void (*drop)(void *place); /* The last of it, in any case. */
};
/* Whether a streamed result is of many rows, as the planner expects it, which several threads can
 * make, and none of it has been fetched. */
bool engine_may_collect(const struct engine_result *result);
/* Gives all its rows to `to`; nothing is left to fetch then. */
bool engine_collect(struct engine_result *result, const struct engine_collector *to,
                    struct err *err) MUST_CHECK;
/* Rows that an INSERT, UPDATE or DELETE changed. */
int64_t engine_rows_changed(const struct engine_result *result);
int engine_column_count(const struct engine_result *result);
void engine_result_free(struct engine_result *result); /* NULL is fine. */
/* Makes the running statement of a connection fail with ERR_CANCELED, and every further one,
 * until the interruption is forgotten. Any thread. */
void engine_interrupt(struct engine_connection *connection);
bool engine_is_interrupted(const struct engine_connection *connection); /* Any thread. */
void engine_forget_interrupt(struct engine_connection *connection);
/* Between the two (they nest) an interruption waits: what must not stop half way, such as the
 * end of a transaction, runs whole. engine_begin, _commit and _rollback shield themselves. */
void engine_shield(struct engine_connection *connection);
void engine_unshield(struct engine_connection *connection);

/* What a connection has spent, in nanoseconds, on plans and on running them, the fetching of rows with it.
 * A plan that is made as it is run counts as running. */
struct engine_times {
  int64_t plan_ns, run_ns;
};
struct engine_times engine_times(const struct engine_connection *connection);

/* Transactions. DuckDB aborts a transaction when a statement in it fails while running; all that
 * helps then is engine_rollback. A commit that fails has rolled back. */
bool engine_begin(struct engine_connection *connection, struct err *err) MUST_CHECK;
/* In a transaction: what is committed now is what it sees. Otherwise the first statement that
 * touches a table decides that: BEGIN does not. (DuckDB 1.5.5) */
bool engine_snapshot(struct engine_connection *connection, struct err *err) MUST_CHECK;
bool engine_commit(struct engine_connection *connection, struct err *err) MUST_CHECK;
bool engine_rollback(struct engine_connection *connection, struct err *err) MUST_CHECK;
/* Runs statements in a transaction of their own: all of them or none. */
bool engine_run_whole(struct engine_connection *connection, struct text sql,
                      struct err *err) MUST_CHECK;
/* True between engine_begin and engine_commit or engine_rollback (BEGIN given to engine_run is
 * not seen). */
bool engine_in_transaction(const struct engine_connection *connection);

/* Whether INSERT adds rows in the order in which they are read, as it does at first: then it runs on one
 * thread where its source is a scan (see row_scan.h). Outside an aborted transaction. */
bool engine_keep_order(struct engine_connection *connection, bool keeps,
                       struct err *err) MUST_CHECK;

/* Rows given to SQL: FROM sg_rows(<id>) yields columns c0, c1, ... of the builder's kinds
 * (decimals as DECIMAL(18|38, scale)), in the builder's order. The engine owns the builder until
 * engine_rows_drop and every statement that reads it are over; long texts of a result lie in the
 * builder, so results are freed before the rows are dropped. */
int64_t engine_rows_add(struct engine *engine, struct batch_builder *rows);
/* The same for rows that are too many for a builder, read piece by piece as they are needed. */
int64_t engine_rows_add_source(struct engine *engine, struct row_source *source);
void engine_rows_drop(struct engine *engine, int64_t id);

/* FROM sg_scan(<id>): rows that code makes while they are read, see row_scan.h. The engine owns the source
 * until engine_rows_drop and every statement that reads it are over. */
struct engine_scan;
int64_t engine_scan_add(struct engine *engine, const struct engine_scan *scan);

#endif
