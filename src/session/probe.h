/* probe.h: whether the engine answers and the data folder takes bytes, and what they take: questions that
 * are asked often, by monitors and pages, and must not cost much.
 *
 * Answers are kept for a moment, so that many who ask cost as much as one. Any thread may call. */
#ifndef SESSION_PROBE_H
#define SESSION_PROBE_H

#include "base/err.h"
#include "engine/engine.h"

struct probe;

/* `data` is the data folder; NULL: there is none. */
struct probe *probe_new(struct engine *engine, const char *data, struct err *err);
void probe_free(struct probe *probe); /* NULL is fine. */

struct probe_health {
  bool engine_answers,
    folder_is_writable; /* Without a folder there is nothing to write to. */
  int64_t latency_us;   /* Of the engine. */
};
struct probe_health probe_health(struct probe *probe);

int64_t probe_engine_memory(struct probe *probe); /* Bytes; -1: unknown. */

/* What the engine may use. */
struct probe_limits {
  int64_t memory; /* Bytes, as exactly as the engine prints them; -1: unknown. */
  int64_t threads;
};
struct probe_limits probe_limits(struct probe *probe);

/* Bytes of the files in the data folder, by part. */
struct probe_storage {
  int64_t database, results, stages, other, total;
  int64_t free; /* That the file system has for more. */
};
/* False: there is no data folder. */
bool probe_storage(struct probe *probe, struct probe_storage *storage);

#endif
