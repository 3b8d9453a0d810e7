/* parquet_copy.c: a Parquet file copied, its footer changed. */
#include "exec/parquet_copy.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "session/instance.h"
#include "stage/parquet_footer.h"
#include "stage/stage.h"

#define TAIL 8 /* The footer's length, and "PAR1". */
#define MOST_FOOTER (256 << 20)

static bool fail(struct err *err)
{
  return err_set(err, ERR_FILE_READ,
                 "Error reading a parquet file: it cannot be copied.");
}

static bool copy_bytes(int from, int to, off_t size)
{
  while (size > 0) {
    ssize_t done = copy_file_range(from, NULL, to, NULL, (size_t)size, 0);

    if (done <= 0)
      return false;
    size -= done;
  }
  return true;
}

static bool change_footer(int fd, off_t size)
{
  unsigned char tail[TAIL], *footer;
  uint32_t length;
  off_t at;
  bool ok;

  if (size < TAIL || pread(fd, tail, TAIL, size - TAIL) != TAIL)
    return false;
  memcpy(&length, tail, sizeof length); /* Lowest byte first, as here. */
  if (length > MOST_FOOTER || (off_t)length > size - TAIL)
    return false;
  footer = malloc((size_t)length + 1);
  if (!footer)
    return false;
  at = size - TAIL - (off_t)length;
  ok = pread(fd, footer, length, at) == (ssize_t)length &&
       parquet_footer_plain_times(footer, length) >= 0 &&
       pwrite(fd, footer, length, at) == (ssize_t)length;
  free(footer);
  return ok;
}

static bool fill(int to, struct text path)
{
  int from = open(path.at, O_RDONLY | O_CLOEXEC);
  struct stat stat;
  bool ok;

  if (from < 0)
    return false;
  ok = !fstat(from, &stat) && copy_bytes(from, to, stat.st_size) &&
       change_footer(to, stat.st_size);
  close(from);
  return ok;
}

bool parquet_copy(struct run *run, struct text path, struct text *copy, struct err *err)
{
  const char *folder = stages_new_folder(run->session->instance->stages);
  struct text name = arena_printf(run->arena, "%s/parquet-XXXXXX", folder);
  struct fetched_file *made = ARENA_NEW(run->arena, struct fetched_file);
  int fd = mkostemp((char *)(uintptr_t)name.at, O_CLOEXEC);
  bool ok;

  if (fd < 0)
    return fail(err);
  *made = (struct fetched_file){ .path = name, .is_copy = true };
  list_add(run->arena, &run->fetched, made);
  ok = fill(fd, path);
  close(fd);
  *copy = name;
  return ok || fail(err);
}
