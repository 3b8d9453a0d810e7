/* engine.c: DuckDB through its C API: one database, connections, statements, batches of rows. */
#include "engine/engine.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "engine/engine_collect.h"
#include "engine/engine_generator.h"
#include "engine/engine_handle.h"
#include "engine/engine_plans.h"
#include "engine/engine_rows.h"
#include "engine/engine_scan_registry.h"
#include "engine/engine_stream.h"
#include "engine/engine_vector.h"

/* Of rows that are expected: so many are worth more than one thread. */
enum { COLLECT_LEAST = 50000 };

struct engine {
  duckdb_database database;
  struct engine_registry *rows;
  struct engine_registry *scans;
};

struct engine_connection {
  struct engine *engine;
  duckdb_connection handle;
  struct engine_plans *plans; /* NULL until one is asked for. */
  bool in_transaction;
  bool may_be_aborted; /* A statement failed since the transaction began. */
  struct engine_times times;
  atomic_bool interrupted;
  pthread_mutex_t
    shield_lock; /* Guards the count, and interrupts none that it forbids. */
  int shields;
};

struct engine_result {
  struct engine_connection *connection;
  duckdb_prepared_statement prepared; /* Of streaming results. */
  duckdb_prepared_statement waiting;  /* Borrowed: what is yet to begin. */
  bool is_streaming;
  duckdb_result result;
  duckdb_data_chunk chunk; /* The one that the last batch borrows. */
  int column_count;
  struct batch_column *columns; /* With kind and scale from the start. */
};

/* Of a result that was streamed; its own by now. */
struct engine_chunk {
  struct held_batch held;
  duckdb_data_chunk chunk;
  struct batch_column columns[];
};

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

const char *engine_version(void)
{
  return duckdb_library_version();
}

duckdb_connection engine_handle(struct engine_connection *connection)
{
  return connection->handle;
}

/* Statements. */

/* DuckDB takes C strings: a NUL inside would cut the statement and change what it says. */
static char *c_string(struct text sql, struct err *err)
{
  if (text_find(sql, '\0') < sql.len) {
    err_set(err, ERR_INTERNAL, "A statement for the engine holds a NUL byte");
    return NULL;
  }
  char *copy = must(malloc(sql.len + 1));

  if (sql.len)
    memcpy(copy, sql.at, sql.len);
  copy[sql.len] = '\0';
  return copy;
}

/* An interruption between two statements would be lost: DuckDB forgets it when one begins. */
static bool may_run(const struct engine_connection *connection, struct err *err)
{
  return connection->shields || !engine_is_interrupted(connection) ||
         err_set(err, ERR_CANCELED, "SQL execution canceled");
}

static bool set_error(struct engine_connection *connection, struct err *err,
                      const char *duckdb_text)
{
  connection->may_be_aborted = true;
  return engine_error_set(err, text_of(duckdb_text ? duckdb_text : "unknown error"));
}

bool engine_run(struct engine_connection *connection, struct text sql, struct err *err)
{
  char *copy = may_run(connection, err) ? c_string(sql, err) : NULL;
  duckdb_result result;

  if (!copy)
    return false;
  int64_t began_ns = clock_monotonic_ns();
  bool ok = duckdb_query(connection->handle, copy, &result) == DuckDBSuccess;

  connection->times.run_ns += clock_monotonic_ns() - began_ns;

  if (!ok)
    set_error(connection, err, duckdb_result_error(&result));
  duckdb_destroy_result(&result);
  free(copy);
  return ok;
}

typedef duckdb_state (*pending_maker)(const struct engine_result *result,
                                      duckdb_prepared_statement plan, const void *context,
                                      duckdb_pending_result *pending);

static duckdb_state make_stream(const struct engine_result *result,
                                duckdb_prepared_statement plan, const void *context,
                                duckdb_pending_result *pending)
{
  (void)result, (void)context;
  return duckdb_pending_prepared_streaming(plan, pending);
}

static bool begin_plan(struct engine_result *result, duckdb_prepared_statement plan,
                       pending_maker make, const void *context, struct err *err)
{
  duckdb_pending_result pending = NULL;
  bool ok = make(result, plan, context, &pending) == DuckDBSuccess;

  result->waiting = NULL;
  if (!ok)
    set_error(result->connection, err, duckdb_pending_error(pending));
  else if (duckdb_execute_pending(pending, &result->result) != DuckDBSuccess)
    ok = set_error(result->connection, err, duckdb_result_error(&result->result));
  duckdb_destroy_pending(&pending);
  return ok;
}

/* What may be collected does not begin before it is known who reads it, and how. */
static bool stream_plan(struct engine_connection *connection,
                        duckdb_prepared_statement plan, struct engine_result *result,
                        struct err *err)
{
  result->is_streaming = true;
  if (engine_collect_expects(connection->handle, plan) < COLLECT_LEAST)
    return begin_plan(result, plan, make_stream, NULL, err);
  result->waiting = plan;
  return true;
}

static bool start_streaming(struct engine_connection *connection, const char *sql,
                            struct engine_result *result, struct err *err)
{
  int64_t began_ns = clock_monotonic_ns();
  duckdb_state state = duckdb_prepare(connection->handle, sql, &result->prepared);

  connection->times.plan_ns += clock_monotonic_ns() - began_ns;
  if (state != DuckDBSuccess)
    return set_error(connection, err, duckdb_prepare_error(result->prepared));
  return stream_plan(connection, result->prepared, result, err);
}

static bool start_materialised(struct engine_connection *connection, const char *sql,
                               struct engine_result *result, struct err *err)
{
  if (duckdb_query(connection->handle, sql, &result->result) == DuckDBSuccess)
    return true;
  return set_error(connection, err, duckdb_result_error(&result->result));
}

static duckdb_prepared_statement kept_plan(struct engine_connection *connection,
                                           const char *sql)
{
  int64_t began_ns = clock_monotonic_ns();
  duckdb_prepared_statement plan = engine_plans_get(&connection->plans,
                                                    connection->handle, sql);

  connection->times.plan_ns += clock_monotonic_ns() - began_ns;
  return plan;
}

static bool start_again(struct engine_connection *connection, const char *sql,
                        struct engine_result *result, struct err *err)
{
  duckdb_prepared_statement plan = kept_plan(connection, sql);

  if (!plan)
    return start_materialised(connection, sql, result, err);
  if (duckdb_execute_prepared(plan, &result->result) == DuckDBSuccess)
    return true;
  return set_error(connection, err, duckdb_result_error(&result->result));
}

static bool stream_again(struct engine_connection *connection, const char *sql,
                         struct engine_result *result, struct err *err)
{
  duckdb_prepared_statement plan = kept_plan(connection, sql);

  return plan ? stream_plan(connection, plan, result, err)
              : start_streaming(connection, sql, result, err);
}

static idx_t count_columns(struct engine_result *result)
{
  return result->waiting ? duckdb_prepared_statement_column_count(result->waiting)
                         : duckdb_column_count(&result->result);
}

static duckdb_logical_type type_of_column(struct engine_result *result, idx_t column)
{
  return result->waiting
           ? duckdb_prepared_statement_column_logical_type(result->waiting, column)
           : duckdb_column_logical_type(&result->result, column);
}

static bool find_columns(struct engine_result *result, struct err *err)
{
  idx_t count = count_columns(result);

  result->columns = must(calloc(count ? count : 1, sizeof *result->columns));
  result->column_count = (int)count;
  for (idx_t i = 0; i < count; i++) {
    struct batch_column *column = &result->columns[i];
    duckdb_logical_type type = type_of_column(result, i);
    bool ok = vector_kind(type, &column->kind, &column->scale, err);

    duckdb_destroy_logical_type(&type);
    if (!ok)
      return false;
  }
  return true;
}

typedef bool (*starter)(struct engine_connection *connection, const char *sql,
                        struct engine_result *result, struct err *err);

static struct engine_result *query(struct engine_connection *connection, struct text sql,
                                   starter start, struct err *err)
{
  char *copy = may_run(connection, err) ? c_string(sql, err) : NULL;

  if (!copy)
    return NULL;
  struct engine_result *result = must(calloc(1, sizeof *result));

  int64_t began_ns = clock_monotonic_ns(), planned_ns = connection->times.plan_ns;

  result->connection = connection;
  bool ok = start(connection, copy, result, err);

  planned_ns = connection->times.plan_ns - planned_ns;
  connection->times.run_ns += clock_monotonic_ns() - began_ns - planned_ns;
  free(copy);
  if (ok && find_columns(result, err))
    return result;
  engine_result_free(result);
  return NULL;
}

struct engine_result *engine_query(struct engine_connection *connection, struct text sql,
                                   bool streaming, struct err *err)
{
  return query(connection, sql, streaming ? start_streaming : start_materialised, err);
}

struct engine_result *engine_query_again(struct engine_connection *connection,
                                         struct text sql, bool streaming, struct err *err)
{
  return query(connection, sql, streaming ? stream_again : start_again, err);
}

/* What was waiting. */
static bool begin_late(struct engine_result *result, pending_maker make,
                       const void *context, struct err *err)
{
  int64_t began_ns = clock_monotonic_ns();
  bool ok = begin_plan(result, result->waiting, make, context, err);

  result->connection->times.run_ns += clock_monotonic_ns() - began_ns;
  return ok;
}

static void fetch_chunk(struct engine_result *result)
{
  int64_t began_ns = clock_monotonic_ns();

  if (!result->is_streaming ||
      engine_stream_prepare(result->connection->handle, &result->result))
    result->chunk = duckdb_fetch_chunk(result->result);
  result->connection->times.run_ns += clock_monotonic_ns() - began_ns;
}

bool engine_fetch(struct engine_result *result, struct batch *batch, struct err *err)
{
  duckdb_destroy_data_chunk(&result->chunk);
  if (result->is_streaming && !may_run(result->connection, err))
    return false;
  if (result->waiting && !begin_late(result, make_stream, NULL, err))
    return false;
  fetch_chunk(result);
  *batch = (struct batch){ 0, result->column_count, result->columns };
  if (!result->chunk) {
    const char *error = duckdb_result_error(&result->result);

    return !error || !*error || set_error(result->connection, err, error);
  }
  batch->rows = duckdb_data_chunk_get_size(result->chunk);
  for (int i = 0; i < result->column_count; i++) {
    struct batch_column *column = &result->columns[i];

    vector_column(duckdb_data_chunk_get_vector(result->chunk, (idx_t)i), column->kind,
                  column->scale, column);
  }
  return true;
}

static void release_chunk(struct held_batch *held)
{
  struct engine_chunk *chunk = (struct engine_chunk *)(void *)held;

  duckdb_destroy_data_chunk(&chunk->chunk);
  free(chunk);
}

/* A streamed chunk owns what is in it: the rows of a result that is kept lie in the result, whose blocks
 * are held for the last chunk alone. (DuckDB 1.5.5) */
bool engine_fetch_held(struct engine_result *result, struct held_batch **held,
                       struct batch *batch, struct err *err)
{
  size_t size = (size_t)result->column_count * sizeof *result->columns;
  struct engine_chunk *chunk;

  *held = NULL;
  if (!engine_fetch(result, batch, err))
    return false;
  if (!batch->rows || !duckdb_result_is_streaming(result->result))
    return true;
  chunk = must(malloc(sizeof *chunk + size));
  memcpy(chunk->columns, result->columns, size);
  batch->columns = chunk->columns;
  chunk->held = (struct held_batch){ *batch, release_chunk };
  chunk->chunk = result->chunk;
  result->chunk = NULL;
  *held = &chunk->held;
  return true;
}

/* Rows that all threads give. */

struct collecting {
  const struct engine_collector *to;
  const struct engine_result *result;
};

struct place {
  const struct engine_collector *to;
  void *at;
  int column_count;
  struct batch_column columns[]; /* Of the batch that is being given. */
};

static void *place_new(void *context)
{
  const struct collecting *collecting = context;
  size_t size = (size_t)collecting->result->column_count * sizeof(struct batch_column);
  struct place *place = must(malloc(sizeof *place + size));

  place->to = collecting->to;
  place->at = place->to->begin(place->to->context);
  place->column_count = collecting->result->column_count;
  memcpy(place->columns, collecting->result->columns, size);
  return place;
}

static void give_batch(struct place *place, duckdb_vector *vectors, size_t rows,
                       struct batch *batch)
{
  for (int i = 0; i < place->column_count; i++)
    vector_column(vectors[i], place->columns[i].kind, place->columns[i].scale,
                  &place->columns[i]);
  *batch = (struct batch){ rows, place->column_count, place->columns };
}

static bool place_add(void *at, uint64_t number, duckdb_vector *vectors, size_t rows)
{
  struct place *place = at;
  struct batch batch;

  give_batch(place, vectors, rows, &batch);
  return place->to->add(place->at, number, &batch);
}

static void place_end(void *at)
{
  struct place *place = at;

  place->to->end(place->at);
}

static void place_drop(void *at)
{
  struct place *place = at;

  place->to->drop(place->at);
  free(place);
}

static duckdb_state make_collection(const struct engine_result *result,
                                    duckdb_prepared_statement plan, const void *context,
                                    duckdb_pending_result *pending)
{
  return engine_collect_begin(result->connection->handle, plan, context, pending);
}

bool engine_may_collect(const struct engine_result *result)
{
  return result->waiting != NULL;
}

bool engine_collect(struct engine_result *result, const struct engine_collector *to,
                    struct err *err)
{
  struct collecting collecting = { to, result };
  struct engine_collect_to places = { &collecting, place_new, place_add, place_end,
                                      place_drop };
  bool ok = may_run(result->connection, err) &&
            begin_late(result, make_collection, &places, err);

  duckdb_destroy_result(&result->result); /* With all that knows of the places. */
  return ok;
}

int64_t engine_rows_changed(const struct engine_result *result)
{
  duckdb_result copy = result->result;

  return (int64_t)duckdb_rows_changed(&copy);
}

int engine_column_count(const struct engine_result *result)
{
  return result->column_count;
}

void engine_result_free(struct engine_result *result)
{
  if (!result)
    return;
  duckdb_destroy_data_chunk(&result->chunk);
  duckdb_destroy_result(&result->result);
  duckdb_destroy_prepare(&result->prepared);
  free(result->columns);
  free(result);
}

/* Interruptions. */

void engine_interrupt(struct engine_connection *connection)
{
  pthread_mutex_lock(&connection->shield_lock);
  atomic_store(&connection->interrupted, true);
  if (!connection->shields)
    duckdb_interrupt(connection->handle);
  pthread_mutex_unlock(&connection->shield_lock);
}

bool engine_is_interrupted(const struct engine_connection *connection)
{
  return atomic_load(&connection->interrupted);
}

void engine_forget_interrupt(struct engine_connection *connection)
{
  atomic_store(&connection->interrupted, false);
}

static void change_shields(struct engine_connection *connection, int by)
{
  pthread_mutex_lock(&connection->shield_lock);
  connection->shields += by;
  pthread_mutex_unlock(&connection->shield_lock);
}

void engine_shield(struct engine_connection *connection)
{
  change_shields(connection, 1);
}

void engine_unshield(struct engine_connection *connection)
{
  change_shields(connection, -1);
}

static bool run_shielded(struct engine_connection *connection, struct text sql,
                         struct err *err)
{
  bool ok;

  engine_shield(connection);
  ok = engine_run(connection, sql, err);
  engine_unshield(connection);
  return ok;
}

/* Transactions. */

bool engine_begin(struct engine_connection *connection, struct err *err)
{
  if (!run_shielded(connection, TEXT("BEGIN TRANSACTION"), err))
    return false;
  connection->in_transaction = true;
  connection->may_be_aborted = false;
  return true;
}

bool engine_snapshot(struct engine_connection *connection, struct err *err)
{
  return run_shielded(connection, TEXT("SELECT txid_current()"), err);
}

/* DuckDB's COMMIT of a transaction that an error has aborted rolls back and reports success:
 * a statement that touches nothing says how it is. (DuckDB 1.5.5) */
static bool check_alive(struct engine_connection *connection, struct err *err)
{
  return !connection->may_be_aborted || run_shielded(connection, TEXT("SELECT 1"), err);
}

bool engine_commit(struct engine_connection *connection, struct err *err)
{
  bool alive = check_alive(connection, err);

  connection->in_transaction = false;
  if (alive)
    return run_shielded(connection, TEXT("COMMIT"), err);
  struct err second;

  if (!run_shielded(connection, TEXT("ROLLBACK"), &second))
    *err = second;
  return false;
}

bool engine_rollback(struct engine_connection *connection, struct err *err)
{
  connection->in_transaction = false;
  return run_shielded(connection, TEXT("ROLLBACK"), err);
}

bool engine_run_whole(struct engine_connection *connection, struct text sql,
                      struct err *err)
{
  struct err ignored;

  if (!engine_begin(connection, err))
    return false;
  if (engine_run(connection, sql, err))
    return engine_commit(connection, err);
  /* What is told is why it failed, not how the failure ended. */
  if (!engine_rollback(connection, &ignored))
    log_warn("engine: %s", ignored.message);
  return false;
}

bool engine_in_transaction(const struct engine_connection *connection)
{
  return connection->in_transaction;
}

bool engine_keep_order(struct engine_connection *connection, bool keeps, struct err *err)
{
  struct text sql = keeps ? TEXT("RESET SESSION preserve_insertion_order")
                          : TEXT("SET SESSION preserve_insertion_order = false");
  bool ok;

  engine_shield(connection);
  ok = engine_run(connection, sql, err);
  engine_unshield(connection);
  return ok;
}

/* The database. */

static bool set_option(duckdb_config config, const char *name, const char *value,
                       struct err *err)
{
  if (duckdb_set_config(config, name, value) == DuckDBSuccess)
    return true;
  return err_set(err, ERR_INTERNAL, "The engine does not take %s = '%s'", name, value);
}

static bool set_number(duckdb_config config, const char *name, int64_t number,
                       const char *unit, struct err *err)
{
  char value[40];

  if (!number)
    return true;
  snprintf(value, sizeof value, "%lld%s", (long long)number, unit);
  return set_option(config, name, value, err);
}

static bool configure(duckdb_config config, const struct engine_options *options,
                      struct err *err)
{
  /* Row groups go to the disk as they fill up. Kept back until there are five (DuckDB's default), those of
   * several threads are pressed one thread after the other, when all rows have been read. (DuckDB 1.5.5) */
  return set_option(config, "autoinstall_known_extensions", "false", err) &&
         set_option(config, "autoload_known_extensions", "false", err) &&
         set_option(config, "write_buffer_row_group_count", "1", err) &&
         set_number(config, "threads", options->threads, "", err) &&
         set_number(config, "memory_limit", options->memory_limit, "B", err) &&
         (!options->temp_directory ||
          set_option(config, "temp_directory", options->temp_directory, err));
}

/* The engine wakes one of its threads for every statement, however short. A batch thread does not
 * push aside the one that runs the statement, and would only look for work that is done. */
static void set_policy(int from, int to)
{
  struct sched_param none = { 0 };

  if (sched_getscheduler(0) == from && sched_setscheduler(0, to, &none) != 0)
    log_warn("engine: scheduling of its threads could not be set");
}

static bool open_database(struct engine *engine, const struct engine_options *options,
                          struct err *err)
{
  duckdb_config config;
  char *error = NULL;

  if (duckdb_create_config(&config) != DuckDBSuccess)
    return err_set(err, ERR_INTERNAL, "The engine has no configuration");
  bool ok = configure(config, options, err);

  set_policy(SCHED_OTHER, SCHED_BATCH); /* Its threads get that of who opens it. */
  if (ok &&
      duckdb_open_ext(options->path, &engine->database, config, &error) != DuckDBSuccess)
    ok = err_set(err, ERR_INTERNAL, "The database %s could not be opened: %s",
                 options->path ? options->path : "in memory",
                 error ? error : "unknown error");
  set_policy(SCHED_BATCH, SCHED_OTHER);
  duckdb_free(error);
  duckdb_destroy_config(&config);
  return ok;
}

/* From here on SQL reaches no file outside these folders, and no statement can undo it. */
static bool close_files(struct engine_connection *connection,
                        const struct engine_options *options, struct err *err)
{
  struct buf sql;

  buf_init(&sql);
  buf_add_string(&sql, "SET allowed_directories = [");
  for (int i = 0; i < options->folder_count; i++) {
    buf_add_string(&sql, i ? ", '" : "'");
    for (const char *at = options->folders[i]; *at; at++)
      buf_add_string(&sql, *at == '\'' ? "''" : (char[]){ *at, 0 });
    buf_add_char(&sql, '\'');
  }
  buf_add_string(&sql, "]; SET enable_external_access = false");
  bool ok = engine_run(connection, buf_text(&sql), err);

  buf_clear(&sql);
  return ok;
}

static bool prepare(struct engine *engine, const struct engine_options *options,
                    struct err *err)
{
  struct engine_connection *connection = engine_connect(engine, err);

  if (!connection)
    return false;
  bool ok = rows_registry_register(engine->rows, connection->handle, err) &&
            scan_registry_register(engine->scans, connection->handle, err) &&
            engine_generator_register(connection->handle, err) &&
            close_files(connection, options, err);

  engine_disconnect(connection);
  return ok;
}

struct engine *engine_open(const struct engine_options *options, struct err *err)
{
  struct engine *engine = must(calloc(1, sizeof *engine));

  engine->rows = rows_registry_new();
  engine->scans = scan_registry_new();
  if (open_database(engine, options, err) && prepare(engine, options, err))
    return engine;
  engine_close(engine);
  return NULL;
}

void engine_close(struct engine *engine)
{
  if (!engine)
    return;
  duckdb_close(
    &engine->database); /* Checkpoints when it was the last to hold the database. */
  engine_registry_free(engine->rows);
  engine_registry_free(engine->scans);
  free(engine);
}

struct engine_connection *engine_connect(struct engine *engine, struct err *err)
{
  struct engine_connection *connection = must(calloc(1, sizeof *connection));

  connection->engine = engine;
  pthread_mutex_init(&connection->shield_lock, NULL);
  if (duckdb_connect(engine->database, &connection->handle) == DuckDBSuccess)
    return connection;
  err_set(err, ERR_INTERNAL, "The engine gives no connection");
  pthread_mutex_destroy(&connection->shield_lock);
  free(connection);
  return NULL;
}

void engine_disconnect(struct engine_connection *connection)
{
  if (!connection)
    return;
  engine_plans_free(connection->plans);
  duckdb_disconnect(&connection->handle);
  pthread_mutex_destroy(&connection->shield_lock);
  free(connection);
}

struct engine_times engine_times(const struct engine_connection *connection)
{
  return connection->times;
}

struct engine *engine_of(struct engine_connection *connection)
{
  return connection->engine;
}

struct engine_registry *engine_rows(struct engine *engine)
{
  return engine->rows;
}

int64_t engine_rows_add(struct engine *engine, struct batch_builder *rows)
{
  return rows_registry_add(engine->rows, rows, true);
}

int64_t engine_rows_add_source(struct engine *engine, struct row_source *source)
{
  return rows_registry_add_source(engine->rows, source);
}

int64_t engine_scan_add(struct engine *engine, const struct engine_scan *scan)
{
  return scan_registry_add(engine->scans, scan);
}

void engine_rows_drop(struct engine *engine, int64_t id)
{
  if (id < 0)
    engine_registry_drop(engine->scans, id);
  else
    engine_registry_drop(engine->rows, id);
}
