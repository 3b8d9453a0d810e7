/* kept_state.h: what a kept result is made of, for kept_parts.c and kept_description.c only. */
#ifndef SESSION_KEPT_STATE_H
#define SESSION_KEPT_STATE_H

#include <stdatomic.h>

#include "session/kept_result.h"

/* Where a part lies in the file: as it is stored, and as clients are shown it (size 0: the same). */
struct kept_part {
  int64_t offset, shown_offset, rows;
  int64_t size, shown_size;
  int64_t sum; /* Of what is stored: only what was written is decoded. */
};

struct kept_result {
  atomic_int holders;
  struct result_folder *folder;
  int column_count;
  struct kept_column *columns; /* Their texts lie behind them. */
  struct type *types;
  bool *is_wide;
  enum batch_kind *kinds; /* Once it is complete. */
  int *scales;
  struct rowtype_column *exact; /* Of `gathered`. */
  struct batch_builder *rows;   /* In memory; NULL before the first, and of a file. */
  struct arrow_rows *gathered;  /* Of the part that is being made. */
  struct result_file *file;
  struct kept_part *parts;
  int part_count, part_room;
  int64_t row_count;
  struct kept_info info;
  char *info_texts;
};

void kept_result_set_file(struct kept_result *kept,
                          struct result_file *file); /* Holds it. */
void kept_result_add_part(struct kept_result *kept, struct kept_part part);
/* Its columns are known to be wide, or not. */
void kept_result_set_kinds(struct kept_result *kept);

#endif
