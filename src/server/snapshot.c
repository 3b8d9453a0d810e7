/* snapshot.c: all that a server keeps as it is at one moment, held in a folder until a backup has been made. */
#include "server/snapshot.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/engine_copy.h"
#include "stage/stage_freeze.h"

struct snapshot {
  struct arena *arena;
  struct text folder;
  struct engine_copy *copy;
};

/* As with two hands: both halves are of the time in which no staged file changes, and a change of a file
 * and a commit that follow one another are never torn apart. */
static bool hold(struct snapshot *snapshot, struct instance *instance, const char *stages,
                 struct err *err)
{
  bool ok;

  stages_freeze(instance->stages);
  snapshot->copy = engine_copy_begin(instance->engine, err);
  ok = snapshot->copy && stages_link(instance->stages, stages, err);
  stages_thaw(instance->stages);
  return ok;
}

struct snapshot *snapshot_begin(struct instance *instance, struct err *err)
{
  struct arena *arena = arena_new();
  struct snapshot *snapshot = ARENA_NEW(arena, struct snapshot);
  const char *stages;

  *snapshot = (struct snapshot){ .arena = arena };
  if (!stage_scratch_new(instance->stages, arena, &snapshot->folder, err)) {
    arena_free(arena);
    return NULL;
  }
  stages = arena_printf(arena, "%s/stages", snapshot->folder.at).at;
  if (mkdir(stages, 0700) != 0)
    err_set(err, ERR_INTERNAL, "The folder %s could not be made: %s", stages,
            strerror(errno));
  else if (hold(snapshot, instance, stages, err))
    return snapshot;
  snapshot_free(snapshot);
  return NULL;
}

const char *snapshot_folder(const struct snapshot *snapshot)
{
  return snapshot->folder.at;
}

/* The transaction ends here: old versions of rows need not be kept while the copy is read. */
bool snapshot_write(struct snapshot *snapshot, struct err *err)
{
  const char *path =
    arena_printf(snapshot->arena, "%s/snowglobe.duckdb", snapshot->folder.at).at;

  return engine_copy_write(snapshot->copy, path, err);
}

void snapshot_interrupt(struct snapshot *snapshot)
{
  engine_copy_interrupt(snapshot->copy);
}

void snapshot_free(struct snapshot *snapshot)
{
  if (!snapshot)
    return;
  engine_copy_free(snapshot->copy);
  stage_scratch_free(snapshot->folder);
  arena_free(snapshot->arena);
}
