/* results.h: the results of statements that have ended: for RESULT_SCAN and ->>, for clients that
 * fetch large ones in chunks, ask again by query id, or read partitions (SQL REST API).
 *
 * Small results are in memory, as many as there is room for, and half a second later also in a log
 * (kept_log.h), which a thread of its own writes for all that ended meanwhile: a file each would
 * cost more than the statement. Large ones are files from the start (kept_result.h). So both
 * survive a server that is killed. All go when they are too old, or when newer ones need the room;
 * who holds one reads on. Any thread may call. */
#ifndef SESSION_RESULTS_H
#define SESSION_RESULTS_H

#include "session/kept_result.h"

struct results;

struct results_options {
  const char
    *folder; /* Made when it is not there; NULL: one that goes with the results. */
  int64_t max_bytes;  /* Of files. */
  int64_t max_memory; /* Of small results, and again of large ones that are new. */
  int64_t seconds;    /* How long a result is kept. */
};

/* Finds what earlier servers left in the folder. */
struct results *results_new(const struct results_options *options);
/* Nobody may hold a result any more. NULL is fine. */
void results_free(struct results *results);
/* Where kept_result_new puts large ones. */
struct result_folder *results_folder(const struct results *results);

/* Takes over a result that has ended, under its query id and for its user; one with an empty id is
 * only found by its file's key. */
void results_add(struct results *results, struct kept_result *kept);
/* Of the same user's query, held for the caller; NULL: not known. */
struct kept_result *results_find(struct results *results, struct text query_id,
                                 struct text user);
/* The bytes of a part that clients fetch; false: there is no such part. No user is asked for: who
 * has the key may read. Held until behind_bytes_release. */
bool results_hold_part(struct results *results, struct text key, int64_t part,
                       struct behind_bytes *bytes) MUST_CHECK;
/* What is kept now: how many, and the bytes of small ones (memory) and of large ones (files). */
struct results_kept {
  int64_t count, memory_bytes, file_bytes;
};
struct results_kept results_kept(struct results *results);
/* Drops what is too old. */
void results_expire(struct results *results);

#endif
