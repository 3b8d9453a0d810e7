/* folder.c: folders with all that is in them. */
#include "base/folder.h"

#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <string.h>

/* `ok` is whether all went well so far: the first problem is the one that is told. */
static bool remove_one(const char *path, bool ok, struct err *err)
{
  if (remove(path) == 0 || errno == ENOENT)
    return ok;
  return ok &&
         err_set(err, ERR_INTERNAL, "%s could not be removed: %s", path, strerror(errno));
}

bool folder_remove(const char *path, struct err *err)
{
  char *const roots[] = { (char *)(uintptr_t)path, NULL };
  FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
  const FTSENT *entry;
  bool ok = true;

  if (!walk)
    return remove_one(path, ok, err);
  while ((entry = fts_read(walk)) != NULL)
    if (entry->fts_info != FTS_D) /* Which comes a second time, behind what is in it. */
      ok = remove_one(entry->fts_path, ok, err);
  fts_close(walk);
  return ok;
}
