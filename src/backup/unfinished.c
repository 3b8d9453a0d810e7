/* unfinished.c: whether a restoring was cut off in a data folder. */
#include "backup/unfinished.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

bool backup_is_unfinished(const char *data)
{
  int folder = open(data, O_PATH | O_DIRECTORY | O_CLOEXEC);
  struct stat info;
  bool is_there;

  if (folder < 0)
    return false;
  is_there = fstatat(folder, BACKUP_UNFINISHED, &info, AT_SYMLINK_NOFOLLOW) == 0;
  close(folder);
  return is_there;
}
