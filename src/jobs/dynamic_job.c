/* dynamic_job.c: refreshes dynamic tables whose target lag has passed.
 * (docs.snowflake.com/en/user-guide/dynamic-tables-refresh) */
#include "jobs/dynamic_job.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/wait.h"
#include "catalog/target_lag.h"
#include "exec/dynamic_table.h"
#include "session/commits.h"
#include "session/inherited_params.h"
#include "session/refreshes.h"
#include "session/sessions.h"

#define LOOK_MS 1000
/* An interruption that comes between two steps of a refresh is lost: so it is repeated. */
#define REPEAT_MS 20
#define MOST_FAILURES 5

/* What was true when a table was refreshed last. */
struct seen {
  uint64_t commits; /* commits_now then ... */
  uint64_t version; /* ... and the catalog's. */
};

struct dynamic_job {
  struct instance *instance;
  bool watching;    /* Commits are remembered since the first entry of `seen`. */
  struct map *seen; /* struct seen by the table's number, as text. */
  bool has_thread;
  pthread_t thread;
  pthread_mutex_t lock; /* Guards the fields below. */
  pthread_cond_t told;
  struct session *session; /* NULL until a table is due; the thread alone sets it. */
  bool stopped;
};

/* A table that is due. */
struct due {
  int64_t id;
  int64_t altered_ms;
};

/* ---- which are due ---- */

static bool is_due(struct dynamic_job *job, const struct table *table, int64_t now_ms)
{
  struct refreshes *refreshes = job->instance->refreshes;
  int64_t lag_ms = target_lag_seconds(table->target_lag) * 1000;
  int64_t since = refreshes_tried_ms(refreshes, table->object.id);

  if (!since)
    since = table->object.created_ms;
  return !table->suspended && !table->unscheduled && lag_ms > 0 &&
         now_ms - since >= lag_ms;
}

static void add_due(struct dynamic_job *job, struct schema *schema, int64_t now_ms,
                    struct arena *arena, struct list *due, bool *any)
{
  int count;
  struct table **tables = catalog_tables(job->instance->catalog, schema, 0, arena,
                                         &count);

  for (int i = 0; i < count; i++) {
    struct due *found;

    if (tables[i]->object.kind != KIND_TABLE || tables[i]->variety != TABLE_DYNAMIC)
      continue;
    *any = true;
    if (!is_due(job, tables[i], now_ms))
      continue;
    found = ARENA_NEW(arena, struct due);
    *found = (struct due){ tables[i]->object.id, tables[i]->object.altered_ms };
    list_add(arena, due, found);
  }
}

static struct list find_due(struct dynamic_job *job, int64_t now_ms, struct arena *arena,
                            bool *any)
{
  struct catalog *catalog = job->instance->catalog;
  struct list due = { 0 };
  int database_count;
  struct database **databases;

  *any = false;
  catalog_read(catalog);
  databases = catalog_databases(catalog, arena, &database_count);
  for (int d = 0; d < database_count; d++) {
    int count;
    struct schema **schemas = catalog_schemas(databases[d], arena, &count);

    for (int s = 0; s < count; s++)
      add_due(job, schemas[s], now_ms, arena, &due, any);
  }
  catalog_read_end(catalog);
  return due;
}

/* ---- whether anything changed ---- */

static struct text key_of(struct arena *arena, int64_t id)
{
  return arena_printf(arena, "%" PRId64, id);
}

static void forget_all(struct dynamic_job *job)
{
  struct seen *seen;

  for (size_t at = 0; (seen = map_next(job->seen, &at, NULL));)
    free(seen);
  map_free(job->seen);
  job->seen = map_new();
}

/* Commits are remembered only while there are dynamic tables. */
static void watch(struct dynamic_job *job, bool any)
{
  if (any && !job->watching)
    commits_watch(job->instance->commits);
  if (!any && job->watching) {
    commits_unwatch(job->instance->commits);
    forget_all(job);
  }
  job->watching = any;
}

static bool has_changed(struct dynamic_job *job, struct arena *arena,
                        const struct due *due, struct err *err)
{
  const struct seen *seen = map_get(job->seen, key_of(arena, due->id));
  struct table_set sources = { 0 };
  bool changed = true;

  if (!seen || seen->version != catalog_version(job->instance->catalog))
    return true;
  if (dynamic_all_sources(job->session, arena, due->id, &sources, err))
    changed = commits_touched(job->instance->commits, seen->commits, &sources);
  err_clear(err); /* What is wrong with the query, the refresh says and notes. */
  table_set_clear(&sources);
  return changed;
}

static void remember(struct dynamic_job *job, struct arena *arena, int64_t id,
                     const struct seen *seen)
{
  struct text key = key_of(arena, id);
  struct seen *kept = map_get(job->seen, key);

  if (!kept) {
    kept = malloc(sizeof *kept);
    if (!kept)
      abort();
    map_put(job->seen, key, kept);
  }
  *kept = *seen;
}

/* ---- refreshing ---- */

/* A session of the server's own. */
static bool have_session(struct dynamic_job *job, struct err *err)
{
  struct session *session;

  if (job->session)
    return true;
  session = session_new(job->instance, err);
  if (!session || !session_inherit(session, NULL, err)) {
    session_free(session);
    return false;
  }
  session_set(&session->user, TEXT("SYSTEM"));
  session_set(&session->role, TEXT("ACCOUNTADMIN"));
  sessions_add_stateless(job->instance->sessions, session);
  pthread_mutex_lock(&job->lock);
  job->session = session;
  pthread_mutex_unlock(&job->lock);
  return true;
}

static void refresh_one(struct dynamic_job *job, struct arena *arena,
                        const struct due *due)
{
  struct err err = { 0 };
  struct seen seen = { commits_now(job->instance->commits),
                       catalog_version(job->instance->catalog) };
  bool ok;

  if (!has_changed(job, arena, due, &err)) {
    dynamic_note_same(job->session, arena, due->id);
    remember(job, arena, due->id, &seen);
    return;
  }
  ok = dynamic_refresh_scheduled(job->session, arena, due->id, &err);
  if (ok) {
    remember(job, arena, due->id, &seen);
    return;
  }
  log_warn("a dynamic table was not refreshed: %s", err.message);
  err_clear(&err);
  if (refreshes_failed(job->instance->refreshes, due->id, due->altered_ms) <
      MOST_FAILURES)
    return;
  if (!dynamic_suspend_failing(job->session, arena, due->id, &err))
    log_warn("a dynamic table that fails was not suspended: %s", err.message);
}

static bool is_stopped(struct dynamic_job *job)
{
  bool stopped;

  pthread_mutex_lock(&job->lock);
  stopped = job->stopped;
  pthread_mutex_unlock(&job->lock);
  return stopped;
}

void dynamic_job_look(struct dynamic_job *job, int64_t now_ms)
{
  struct arena *arena = arena_new();
  struct err err = { 0 };
  bool any;
  struct list due = find_due(job, now_ms, arena, &any);

  watch(job, any);
  if (due.count && !have_session(job, &err)) {
    log_warn("dynamic tables are not refreshed: %s", err.message);
    due.count = 0;
  }
  for (int i = 0; i < due.count && !is_stopped(job); i++)
    refresh_one(job, arena, due.at[i]);
  arena_free(arena);
}

/* ---- the thread ---- */

static void *run(void *argument)
{
  struct dynamic_job *job = argument;

  while (!is_stopped(job)) {
    dynamic_job_look(job, clock_now_ms());
    pthread_mutex_lock(&job->lock);
    if (!job->stopped)
      wait_until(&job->told, &job->lock, wait_deadline(LOOK_MS));
    pthread_mutex_unlock(&job->lock);
  }
  return NULL;
}

struct dynamic_job *dynamic_job_new(struct instance *instance)
{
  struct dynamic_job *job = calloc(1, sizeof *job);

  if (!job)
    abort();
  job->instance = instance;
  job->seen = map_new();
  pthread_mutex_init(&job->lock, NULL);
  wait_init(&job->told);
  return job;
}

struct dynamic_job *dynamic_job_start(struct instance *instance)
{
  struct dynamic_job *job = dynamic_job_new(instance);
  pthread_attr_t attributes;

  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, INSTANCE_STATEMENT_STACK);
  job->has_thread = pthread_create(&job->thread, &attributes, run, job) == 0;
  pthread_attr_destroy(&attributes);
  if (!job->has_thread)
    log_warn("there is no thread that refreshes dynamic tables");
  return job;
}

static void tell(struct dynamic_job *job)
{
  pthread_mutex_lock(&job->lock);
  job->stopped = true;
  if (job->session)
    engine_interrupt(job->session->connection);
  pthread_cond_broadcast(&job->told);
  pthread_mutex_unlock(&job->lock);
}

void dynamic_job_stop(struct dynamic_job *job)
{
  if (!job)
    return;
  do
    tell(job);
  while (job->has_thread && !wait_join(job->thread, REPEAT_MS));
  if (job->session) {
    sessions_remove(job->instance->sessions, job->session);
    sessions_release(job->instance->sessions, job->session);
  }
  watch(job, false);
  map_free(job->seen);
  pthread_cond_destroy(&job->told);
  pthread_mutex_destroy(&job->lock);
  free(job);
}
