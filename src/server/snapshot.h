/* snapshot.h: all that a server keeps as it is at one moment, held in a folder beside its stages, until a
 * backup has been made of it. Keys and certificates, which do not change, are not in it. */
#ifndef SERVER_SNAPSHOT_H
#define SERVER_SNAPSHOT_H

#include "session/instance.h"

struct snapshot;

/* The moment is when this returns. Changes of staged files wait meanwhile, some milliseconds; nothing else
 * does. */
struct snapshot *snapshot_begin(struct instance *instance, struct err *err);
/* An absolute path: in it are snowglobe.duckdb, when it is written, and stages/. */
const char *snapshot_folder(const struct snapshot *snapshot);
/* Writes the database; takes a while. Once. */
bool snapshot_write(struct snapshot *snapshot, struct err *err) MUST_CHECK;
void snapshot_interrupt(
  struct snapshot *snapshot);                  /* The writing fails soon. Any thread. */
void snapshot_free(struct snapshot *snapshot); /* Removes the folder. NULL is fine. */

#endif
