/* replay.c: runs a fuzz target over files and folders of inputs: the corpus as an ordinary test. */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz.h"

/* Each input in memory of exactly its size, so that reading past its end is seen. */
static bool replay_file(const char *path)
{
  FILE *file = fopen(path, "rb");
  struct stat status;
  uint8_t *data;
  size_t size;

  if (!file || fstat(fileno(file), &status) != 0) {
    fprintf(stderr, "cannot read %s\n", path);
    if (file)
      fclose(file);
    return false;
  }
  data = malloc((size_t)status.st_size ? (size_t)status.st_size : 1);
  size = data ? fread(data, 1, (size_t)status.st_size, file) : 0;
  fclose(file);
  LLVMFuzzerTestOneInput(data, size);
  free(data);
  return true;
}

static bool replay(const char *path, int *count)
{
  DIR *folder = opendir(path);
  struct dirent *entry;
  bool ok = true;

  if (!folder) {
    ++*count;
    return replay_file(path);
  }
  while (ok && (entry = readdir(folder)) != NULL) {
    char inner[4096];

    if (entry->d_name[0] == '.')
      continue;
    snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
    ok = replay(inner, count);
  }
  closedir(folder);
  return ok;
}

int main(int argc, char **argv)
{
  int count = 0;

  for (int i = 1; i < argc; i++)
    if (!replay(argv[i], &count))
      return 1;
  printf("%d inputs\n", count);
  return count ? 0 : 1;
}
