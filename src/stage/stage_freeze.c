/* stage_freeze.c: all files of internal stages as they are at one moment. */
#include "stage/stage_freeze.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stage/stage_state.h"

void stages_freeze(struct stages *stages)
{
  pthread_rwlock_wrlock(&stages->freezing);
}

void stages_thaw(struct stages *stages)
{
  pthread_rwlock_unlock(&stages->freezing);
}

static bool failed(const char *path, struct err *err)
{
  return err_set(err, ERR_INTERNAL, "The staged file %s could not be linked: %s", path,
                 strerror(errno));
}

static bool link_folder(struct arena *arena, const char *from, const char *to,
                        struct err *err);

static bool link_entry(struct arena *arena, const char *from, const char *to,
                       struct err *err)
{
  struct stat info;

  if (lstat(from, &info) != 0)
    return failed(from, err);
  if (S_ISDIR(info.st_mode))
    return (mkdir(to, 0700) == 0 || failed(to, err)) && link_folder(arena, from, to, err);
  return !S_ISREG(info.st_mode) || link(from, to) == 0 || failed(from, err);
}

static bool link_folder(struct arena *arena, const char *from, const char *to,
                        struct err *err)
{
  DIR *list = opendir(from);
  struct dirent *entry;
  bool ok = list || failed(from, err);

  while (ok && list && (entry = readdir(list)))
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
      ok = link_entry(arena, arena_printf(arena, "%s/%s", from, entry->d_name).at,
                      arena_printf(arena, "%s/%s", to, entry->d_name).at, err);
  if (list)
    closedir(list);
  return ok;
}

/* What is being written is no file yet. */
bool stages_link(struct stages *stages, const char *folder, struct err *err)
{
  struct arena *arena = arena_new();
  DIR *list = opendir(stages->folder);
  struct dirent *entry;
  bool ok = list || failed(stages->folder, err);

  while (ok && list && (entry = readdir(list)))
    if (entry->d_name[0] != '.' && strcmp(entry->d_name, "new") != 0)
      ok = link_entry(arena,
                      arena_printf(arena, "%s/%s", stages->folder, entry->d_name).at,
                      arena_printf(arena, "%s/%s", folder, entry->d_name).at, err);
  if (list)
    closedir(list);
  arena_free(arena);
  return ok;
}
