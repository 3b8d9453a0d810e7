/* probe.c: whether the engine answers and the data folder takes bytes, and what they take. */
#include "session/probe.h"

#include <fcntl.h>
#include <fts.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "data/batch.h"

#define FRESH_NS 1000000000LL /* How long an answer is given again. */
/* To look at every file takes time: so much of it at most, as a share. */
#define STORAGE_SHARE 50
/* A folder counts as full when it does not take that. */
#define PROOF_BYTES 65536

struct probe {
  char *data;                           /* NULL: none. */
  pthread_mutex_t lock;                 /* Guards all below. */
  struct engine_connection *connection; /* Its statements run one at a time. */
  struct probe_health health;
  int64_t health_at_ns, memory_at_ns, storage_until_ns; /* 0: never asked. */
  int64_t memory;
  struct probe_storage storage;
};

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

struct probe *probe_new(struct engine *engine, const char *data, struct err *err)
{
  struct engine_connection *connection = engine_connect(engine, err);
  struct probe *probe;

  if (!connection)
    return NULL;
  probe = must(calloc(1, sizeof *probe));
  probe->connection = connection;
  probe->data = data ? must(strdup(data)) : NULL;
  pthread_mutex_init(&probe->lock, NULL);
  return probe;
}

void probe_free(struct probe *probe)
{
  if (!probe)
    return;
  engine_disconnect(probe->connection);
  pthread_mutex_destroy(&probe->lock);
  free(probe->data);
  free(probe);
}

static bool is_fresh(int64_t at_ns)
{
  return at_ns && clock_monotonic_ns() - at_ns < FRESH_NS;
}

/* ---- the engine ---- */

/* The one number that a query gives. */
static bool ask_number(struct probe *probe, struct text sql, int64_t *number)
{
  struct err err;
  struct engine_result *result = engine_query(probe->connection, sql, false, &err);
  struct batch batch;
  bool ok = result && engine_fetch(result, &batch, &err) && batch.rows == 1;

  if (ok)
    *number = batch_int64(&batch.columns[0], 0);
  else if (!result)
    log_warn("probe: the engine does not answer: %s", err.message);
  engine_result_free(result);
  return ok;
}

int64_t probe_engine_memory(struct probe *probe)
{
  int64_t memory;

  pthread_mutex_lock(&probe->lock);
  if (!is_fresh(probe->memory_at_ns)) {
    if (!ask_number(
          probe,
          TEXT("SELECT CAST(sum(memory_usage_bytes) AS BIGINT) FROM duckdb_memory()"),
          &probe->memory))
      probe->memory = -1;
    probe->memory_at_ns = clock_monotonic_ns();
  }
  memory = probe->memory;
  pthread_mutex_unlock(&probe->lock);
  return memory;
}

/* The engine prints it as "12.4 GiB". */
#define MEMORY_LIMIT                                                                 \
 "SELECT CAST(CAST(split_part(s, ' ', 1) AS DOUBLE) * CASE split_part(s, ' ', 2) "   \
 "WHEN 'bytes' THEN 1 WHEN 'KiB' THEN 1024 WHEN 'MiB' THEN 1048576 WHEN 'GiB' THEN " \
 "1073741824 WHEN 'TiB' THEN 1099511627776 END AS BIGINT) FROM (SELECT "             \
 "current_setting('memory_limit') AS s)"

struct probe_limits probe_limits(struct probe *probe)
{
  struct probe_limits limits = { -1, 0 };

  pthread_mutex_lock(&probe->lock);
  if (!ask_number(probe, TEXT(MEMORY_LIMIT), &limits.memory))
    limits.memory = -1;
  if (!ask_number(probe, TEXT("SELECT CAST(current_setting('threads') AS BIGINT)"),
                  &limits.threads))
    limits.threads = 0;
  pthread_mutex_unlock(&probe->lock);
  return limits;
}

/* ---- the data folder ---- */

/* A file without a name, which is gone when it is closed. */
static bool takes_bytes(const char *folder)
{
  static const char bytes[PROOF_BYTES];
  int fd = open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
  bool ok;

  if (fd < 0)
    return false;
  ok = write(fd, bytes, sizeof bytes) == (ssize_t)sizeof bytes;
  close(fd);
  return ok;
}

struct probe_health probe_health(struct probe *probe)
{
  struct probe_health health;

  pthread_mutex_lock(&probe->lock);
  if (!is_fresh(probe->health_at_ns)) {
    int64_t began_ns = clock_monotonic_ns(), one;

    probe->health.engine_answers = ask_number(probe, TEXT("SELECT 1::BIGINT"), &one);
    probe->health_at_ns = clock_monotonic_ns();
    probe->health.latency_us = (probe->health_at_ns - began_ns) / 1000;
    probe->health.folder_is_writable = !probe->data || takes_bytes(probe->data);
  }
  health = probe->health;
  pthread_mutex_unlock(&probe->lock);
  return health;
}

static int64_t *part_of(struct probe_storage *storage, const char *path)
{
  if (strncmp(path, "snowglobe.duckdb", sizeof "snowglobe.duckdb" - 1) == 0)
    return &storage->database;
  if (strcmp(path, "results") == 0 || strncmp(path, "results/", 8) == 0)
    return &storage->results;
  if (strcmp(path, "stages") == 0 || strncmp(path, "stages/", 7) == 0)
    return &storage->stages;
  return &storage->other;
}

/* Files come and go meanwhile: what is not there any more is left out. */
static void measure(const char *folder, struct probe_storage *storage)
{
  char *const folders[] = { (char *)(uintptr_t)folder, NULL };
  FTS *walk = fts_open(folders, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
  size_t above = strlen(folder) + 1;
  struct statvfs system;
  const FTSENT *entry;

  memset(storage, 0, sizeof *storage);
  while (walk && (entry = fts_read(walk)) != NULL)
    if (entry->fts_info == FTS_F && entry->fts_pathlen >= above)
      *part_of(storage, entry->fts_path + above) += entry->fts_statp->st_size;
  if (walk)
    fts_close(walk);
  storage->total = storage->database + storage->results + storage->stages +
                   storage->other;
  if (statvfs(folder, &system) == 0)
    storage->free = (int64_t)(system.f_bavail * system.f_frsize);
}

bool probe_storage(struct probe *probe, struct probe_storage *storage)
{
  if (!probe->data)
    return false;
  pthread_mutex_lock(&probe->lock);
  if (clock_monotonic_ns() >= probe->storage_until_ns) {
    int64_t began_ns = clock_monotonic_ns(), took_ns;

    measure(probe->data, &probe->storage);
    took_ns = clock_monotonic_ns() - began_ns;
    probe->storage_until_ns = began_ns + FRESH_NS + took_ns * STORAGE_SHARE;
  }
  *storage = probe->storage;
  pthread_mutex_unlock(&probe->lock);
  return true;
}
