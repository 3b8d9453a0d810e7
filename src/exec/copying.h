/* copying.h: a COPY INTO a table while it runs: its target, its files and what became of each. */
#ifndef EXEC_COPYING_H
#define EXEC_COPYING_H

#include "exec/copy_options.h"
#include "exec/pipe_queue.h"
#include "exec/staged_source.h"
#include "stage/csv_fault.h"

/* A record that is not loaded, and why. */
struct reject {
  int64_t row;
  int column;      /* Of the target's, from 0 on; -1: not known. */
  bool is_null;    /* NULL where it must not be. */
  bool is_parsing; /* It could not be read at all. */
  enum err_code code;
  char sqlstate[6];
  struct text message; /* at NULL: not asked for yet. */
  struct csv_place place;
  bool has_character;
  struct csv_column named;
  struct text record;
};

enum copy_fate { FATE_LOADED, FATE_LOADED_BEFORE, FATE_MISSING, FATE_SKIPPED };

struct copy_file {
  enum copy_fate fate;
  struct text name;  /* Below the stage. */
  struct text shown; /* As the answer names it. */
  struct staged_input input;
  int64_t size;
  int64_t received_ms; /* Of a pipe: when it was told of the file. */
  bool unreadable;     /* As a whole: its only reject, of row 0, says why. */
  int64_t parsed, loaded;
  struct list rejects; /* struct reject, in order of row once copy_check is over. */
};

struct copy_target {
  struct text name; /* As messages quote it. */
  struct text path; /* DB.SCHEMA.T */
  int64_t id;
  int column_count; /* Those that take values, in the order of the file's fields. */
  struct text *columns;
  int *numbers; /* Their places in the table, from 1 on. */
  bool *not_null;
  struct type *types;
  struct text stage_format, stage_options; /* STAGE_FILE_FORMAT and STAGE_COPY_OPTIONS. */
  struct text *metadata; /* INCLUDE_METADATA: METADATA$FILENAME ...; at NULL: none. */
};

/* What a pipe loads at a time: these files, instead of those that the statement would find. */
struct pipe_batch {
  int64_t pipe_id;
  const struct pipe_file *files;
  int count;
};

struct copying {
  struct run *run;
  const struct copy *copy;
  struct copy_options options;
  struct copy_target target;
  struct staged_files staged;
  const struct query *query; /* What is inserted. */
  bool transforms;           /* The statement has a query of its own. */
  bool is_past;              /* It ran before: only what is wrong is looked for. */
  struct copy_file *files;
  int count;
  const struct pipe_batch *pipe; /* NULL: a statement of its own. */
};

/* The statement that inserts; `spare` columns more than it stores, see struct insert. */
struct statement copying_insert(const struct copying *copying, struct insert *insert,
                                int spare);
/* Makes the files that are still to be loaded what FROM @stage reads. */
void copying_aim(struct copying *copying, int from, int count);

#endif
