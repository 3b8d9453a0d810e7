/* file_columns.h: which columns staged files have, and of what types: what INFER_SCHEMA tells. */
#ifndef STAGE_FILE_COLUMNS_H
#define STAGE_FILE_COLUMNS_H

#include "base/list.h"
#include "data/type_guess.h"
#include "stage/staged_csv.h"

struct file_column {
  struct text name;
  struct type_guess guess;
  bool nullable;
  struct text files; /* Those that have it. */
  int last, count;   /* The last file that has it, from 1 on, and how many do. */
};

struct file_columns {
  struct arena *arena;
  struct list columns; /* struct file_column, as they came. */
  bool ignore_case;    /* Names are in upper case. */
  int64_t most;        /* Records read of each file; 0: all. */
  int files;           /* Begun so far. */
  struct text file;    /* The one that is being read. */
};

struct engine;

/* Adds the columns of one more file. */
bool file_columns_add(struct file_columns *columns, struct engine *engine,
                      const struct staged_input *input, const struct file_format *format,
                      struct err *err) MUST_CHECK;
/* Once all are there: what some files lack may be NULL. */
void file_columns_end(struct file_columns *columns);

#endif
