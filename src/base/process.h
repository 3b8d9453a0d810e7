/* process.h: what this process takes of the machine. Any thread. */
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

#include <stdint.h>

/* -1: the system does not say. */
struct process_figures {
  int64_t
    cpu_us; /* Since the start, of all threads, with what the system did for them. */
  int64_t resident_bytes, virtual_bytes;
  int64_t open_files, most_files;
  int64_t threads;
};
struct process_figures process_figures(void);

#endif
