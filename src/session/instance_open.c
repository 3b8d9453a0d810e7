/* instance_open.c: all that one server holds. */
#include "session/instance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/gate.h"
#include "base/log.h"
#include "base/worker.h"
#include "builtin/builtin.h"
#include "session/answers.h"
#include "session/changes.h"
#include "session/commits.h"
#include "session/history.h"
#include "session/integrations.h"
#include "session/issuer_keys.h"
#include "session/locks.h"
#include "session/logins.h"
#include "session/pipe_work.h"
#include "session/probe.h"
#include "session/purger.h"
#include "session/refreshes.h"
#include "session/results.h"
#include "session/tickets.h"
#include "session/transactions.h"
#include "session/sequence_function.h"
#include "session/sessions.h"
#include "session/statistics.h"
#include "session/system_functions.h"
#include "session/stage_sweep.h"
#include "session/users.h"
#include "stage/stage.h"
#include "stage/stage_functions.h"

/* How long what runs may take to notice that it was cancelled, when the server stops. */
#define CANCEL_MS 10000
/* Statements that may be under way without a request that waits, most of them for locks. */
#define MAX_STATEMENTS 8192
/* How long a statement keeps its place among the few that run while others wait. */
#define TURN_MS 10
/* How often it is looked whether something was dropped long enough ago. */
#define PURGE_MS 60000

/* Old connectors drop a line that is silent for 60 s. */
#define ANSWER_SECONDS 45
#define DETACHED_SECONDS 300

/* How much of results is kept, of large ones on the disk and of small ones, and for how long. */
#define RESULT_BYTES ((int64_t)10 << 30)
#define RESULT_MEMORY ((int64_t)128 << 20)
#define RESULT_SECONDS ((int64_t)24 * 3600)

/* How many statements QUERY_HISTORY knows, and for how long: ACCOUNT_USAGE tells of a year.
 * (docs.snowflake.com/en/sql-reference/account-usage/query_history) */
#define HISTORY_COUNT 100000
#define HISTORY_DAYS 365

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

static bool open_engine(struct instance *instance, const struct instance_options *options,
                        struct err *err)
{
  struct arena *arena = arena_new();
  struct engine_options engine = { .threads = options->threads,
                                   .memory_limit = options->memory_limit };
  const char *folder = stages_folder(instance->stages);

  /* Parquet files in stages are read by the engine itself. */
  engine.folders = &folder;
  engine.folder_count = 1;

  if (options->data) {
    engine.path = arena_printf(arena, "%s/snowglobe.duckdb", options->data).at;
    engine.temp_directory = arena_printf(arena, "%s/tmp", options->data).at;
  }
  instance->engine = engine_open(&engine, err);
  arena_free(arena);
  return instance->engine != NULL;
}

static int64_t or_default(int64_t given, int64_t otherwise)
{
  return given ? given : otherwise;
}

static struct results *open_results(const struct instance_options *options)
{
  struct arena *arena = arena_new();
  struct results_options given = {
    .folder = options->data ? arena_printf(arena, "%s/results", options->data).at : NULL,
    .max_bytes = or_default(options->result_bytes, RESULT_BYTES),
    .max_memory = or_default(options->result_memory, RESULT_MEMORY),
    .seconds = or_default(options->result_seconds, RESULT_SECONDS),
  };
  struct results *results = results_new(&given);

  arena_free(arena);
  return results;
}

static struct stages *open_stages(const struct instance_options *options, struct err *err)
{
  struct arena *arena = arena_new();
  const char *folder = options->data ? arena_printf(arena, "%s/stages", options->data).at
                                     : NULL;
  struct stages *stages = stages_open(folder, options->stage_bytes, err);

  if (stages) {
    stages_allow(stages, options->stage_folders);
    stages_set_s3(stages, &options->s3);
  }
  arena_free(arena);
  return stages;
}

static bool add_functions(struct engine *engine, struct err *err)
{
  struct engine_connection *connection = engine_connect(engine, err);
  bool ok = connection && builtin_register(connection, err);

  engine_disconnect(connection);
  return ok;
}

static bool add_sequences(struct instance *instance,
                          const struct instance_options *options, struct err *err)
{
  struct engine_connection *connection = engine_connect(instance->engine, err);
  bool ok = connection &&
            sequence_function_register(connection, instance->catalog, err) &&
            system_functions_register(connection, instance->answers, err) &&
            stage_functions_register(connection, instance->stages, err) &&
            (!options->register_functions ||
             options->register_functions(connection, instance, err));

  engine_disconnect(connection);
  return ok;
}

/* What a crash left half-done, and what became of it. */
static void log_repairs(struct catalog *catalog)
{
  struct text repairs = catalog_repairs(catalog);

  while (repairs.len) {
    size_t end = text_find(repairs, '\n');

    log_warn("repaired: " TEXT_FMT, TEXT_ARG(text_slice(repairs, 0, end)));
    repairs = text_slice(repairs, end + 1, repairs.len);
  }
}

static struct history *open_history(struct engine *engine,
                                    const struct instance_options *options,
                                    struct err *err)
{
  struct history_options kept = {
    .most = or_default(options->history_count, HISTORY_COUNT),
    .days = or_default(options->history_days, HISTORY_DAYS),
  };

  return history_open(engine, &kept, err);
}

static bool open_all(struct instance *instance, const struct instance_options *options,
                     struct err *err)
{
  instance->stages = open_stages(options, err);
  if (!instance->stages)
    return false;
  if (!open_engine(instance, options, err) || !add_functions(instance->engine, err))
    return false;
  instance->catalog = catalog_open(instance->engine, err);
  if (!instance->catalog || !add_sequences(instance, options, err))
    return false;
  log_repairs(instance->catalog);
  instance->history = open_history(instance->engine, options, err);
  if (!instance->history)
    return false;
  stage_sweep(instance->stages, instance->catalog);
  instance->purger = purger_new(instance->catalog, instance->stages, instance->results,
                                instance->workers, PURGE_MS);
  instance->users = users_open(instance->engine, options->user, options->password, err);
  if (!instance->users)
    return false;
  instance->integrations = integrations_open(instance->engine, err);
  if (!instance->integrations)
    return false;
  instance->changes = changes_open(instance->engine, err);
  if (!instance->changes)
    return false;
  instance->probe = probe_new(instance->engine, options->data, err);
  return instance->probe != NULL;
}

static char *upper_copy(const char *text)
{
  char *copy = must(strdup(text));

  for (char *at = copy; *at; at++)
    if (*at >= 'a' && *at <= 'z')
      *at -= 'a' - 'A';
  return copy;
}

struct instance *instance_open(const struct instance_options *options, struct err *err)
{
  struct instance *instance = must(calloc(1, sizeof *instance));

  instance->account = upper_copy(options->account);
  instance->region = "LOCAL";
  instance->version = "9.40.0";
  instance->end_session = options->end_session;
  instance->sessions = sessions_new(options->token_seconds, options->session_seconds);
  instance->answer_seconds = options->answer_seconds ? options->answer_seconds
                                                     : ANSWER_SECONDS;
  instance->detached_seconds = options->detached_seconds ? options->detached_seconds
                                                         : DETACHED_SECONDS;
  instance->answers = answers_new();
  answers_set_detached(instance->answers, instance->detached_seconds);
  instance->results = open_results(options);
  instance->locks = locks_new();
  instance->commits = commits_new();
  instance->statistics = statistics_new();
  instance->facts = options->facts;
  instance->logins = logins_new();
  instance->issuer_keys = issuer_keys_new();
  instance->tickets = tickets_new();
  instance->refreshes = refreshes_new();
  instance->pipe_work = pipe_work_new();
  instance->transactions = transactions_new();
  instance->workers = workers_new("statement", MAX_STATEMENTS, INSTANCE_STATEMENT_STACK);
  instance->gate = gate_new((int)sysconf(_SC_NPROCESSORS_ONLN), TURN_MS);
  if (open_all(instance, options, err))
    return instance;
  instance_close(instance);
  return NULL;
}

void instance_close(struct instance *instance)
{
  if (!instance)
    return;
  purger_stop(instance->purger);
  answers_close(instance->answers);
  /* What still runs uses all this: then the end of the process is the only safe one. */
  if (!answers_drain(instance->answers, CANCEL_MS) ||
      !workers_stop(instance->workers, CANCEL_MS)) {
    history_flush(instance->history);
    return;
  }
  workers_free(instance->workers);
  purger_free(instance->purger);
  gate_free(instance->gate);
  sessions_free(instance->sessions);
  answers_free(instance->answers);
  results_free(instance->results);
  stages_close(instance->stages);
  locks_free(instance->locks);
  commits_free(instance->commits);
  history_close(instance->history);
  statistics_free(instance->statistics);
  refreshes_free(instance->refreshes);
  pipe_work_free(instance->pipe_work);
  logins_free(instance->logins);
  issuer_keys_free(instance->issuer_keys);
  tickets_free(instance->tickets);
  integrations_close(instance->integrations);
  transactions_free(instance->transactions);
  users_close(instance->users);
  changes_close(instance->changes, instance->engine);
  probe_free(instance->probe);
  if (instance->catalog)
    catalog_close(instance->catalog);
  if (instance->engine)
    engine_close(instance->engine);
  free(instance->account);
  free(instance);
}
