/* process.c: what this process takes of the machine. */
#include "base/process.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

static int64_t in_us(struct timeval time)
{
  return (int64_t)time.tv_sec * 1000000 + time.tv_usec;
}

static int64_t cpu_us(void)
{
  struct rusage usage;

  if (getrusage(RUSAGE_SELF, &usage) != 0)
    return -1;
  return in_us(usage.ru_utime) + in_us(usage.ru_stime);
}

static void read_memory(struct process_figures *figures)
{
  FILE *file = fopen("/proc/self/statm", "re");
  long long all, resident;

  if (!file)
    return;
  if (fscanf(file, "%lld %lld", &all, &resident) == 2) {
    figures->virtual_bytes = all * sysconf(_SC_PAGESIZE);
    figures->resident_bytes = resident * sysconf(_SC_PAGESIZE);
  }
  fclose(file);
}

/* How many names a folder has but for . and .. */
static int64_t count_names(const char *folder)
{
  DIR *names = opendir(folder);
  int64_t count = -2;

  if (!names)
    return -1;
  while (readdir(names))
    count++;
  closedir(names);
  return count;
}

struct process_figures process_figures(void)
{
  struct process_figures figures = { cpu_us(), -1, -1, -1, -1, -1 };
  struct rlimit limit;

  read_memory(&figures);
  figures.open_files = count_names("/proc/self/fd");
  if (figures.open_files > 0)
    figures.open_files--; /* The folder itself was open. */
  figures.threads = count_names("/proc/self/task");
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0)
    figures.most_files = (int64_t)limit.rlim_cur;
  return figures;
}
