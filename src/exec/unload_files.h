/* unload_files.h: the files that an unload writes: their names, and that all of them appear at the end or
 * none does.
 *
 * One file is open at a time. What is written lies beside the stage until unload_files_publish. */
#ifndef EXEC_UNLOAD_FILES_H
#define EXEC_UNLOAD_FILES_H

#include "base/task.h"
#include "exec/unloading.h"

struct unload_file {
  struct text name; /* Below the stage. */
  int64_t size, rows;
  struct stage_upload *upload; /* NULL once it is published. */
  struct task
    *settling; /* It is being put on the disk; `settled` and `err` are of that. */
  bool settled;
  struct err err;
};

struct unload_files {
  const struct unloading *unloading;
  struct list all;          /* struct unload_file */
  struct unload_file *open; /* NULL: none. */
  struct text partition;    /* Of the numbers that follow. */
  bool in_partition;
  int number; /* Of the next file. */
};

void unload_files_init(struct unload_files *files, const struct unloading *unloading);
/* Removes what was written and not published. */
void unload_files_clear(struct unload_files *files);

/* Whether what is there already forbids the unload. ERR_FILES_EXIST. */
bool unload_files_check(const struct unloading *unloading, struct err *err) MUST_CHECK;

/* The files that follow are of this partition; at NULL: of that of NULL. */
void unload_files_partition(struct unload_files *files, struct text partition);
/* A new file. SINGLE has one: ERR_UNLOAD_SIZE for another. */
bool unload_files_open(struct unload_files *files, struct err *err) MUST_CHECK;
bool unload_files_write(struct unload_files *files, struct text bytes,
                        struct err *err) MUST_CHECK;
/* Whether it could be put on the disk, unload_files_publish says. */
void unload_files_close(struct unload_files *files);
/* A file that another has written to a scratch folder. */
bool unload_files_take(struct unload_files *files, const char *path, int64_t rows,
                       struct err *err) MUST_CHECK;
/* All of them get their names, or none. */
bool unload_files_publish(struct unload_files *files, struct err *err) MUST_CHECK;

/* Of a file, behind the last folder that the statement names. */
struct text unload_file_shown(const struct unloading *unloading,
                              const struct unload_file *file);

#endif
