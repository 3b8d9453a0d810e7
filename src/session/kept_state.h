/* kept_state.h: what a kept result is made of, for the files kept_*.c only. */
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
  struct kept_writing *writing; /* Parts by another thread; NULL before the first. */
  struct result_file *file;
  struct kept_part *parts;
  int part_count, part_room;
  int64_t row_count;
  struct kept_info info;
  char *info_texts;
};

/* ---- kept_write.c ---- */

/* Writes rows of exact columns, which are empty then; gives where they lie. Any thread. */
bool kept_part_write(struct result_file *file, struct arrow_rows *rows,
                     struct kept_part *part, struct err *err) MUST_CHECK;
/* Makes its file where it has none. */
bool kept_result_need_file(struct kept_result *kept, struct err *err) MUST_CHECK;
/* Takes over what was found of rows that were written. */
void kept_result_widen(struct kept_result *kept, const struct arrow_rows *rows);
/* The next part, from rows of exact columns, which are empty then. */
bool kept_write(struct kept_result *kept, struct arrow_rows *rows,
                struct err *err) MUST_CHECK;
/* The same by another thread, see kept_result_take_held. What goes wrong then fails a later
 * call. */
bool kept_write_beside(struct kept_result *kept, const struct arrow_rows *like,
                       size_t part_bytes, bool must_take, struct held_batches *held,
                       struct err *err) MUST_CHECK;
/* After the last part, before the columns of the rows go. */
bool kept_writing_end(struct kept_result *kept, struct err *err) MUST_CHECK;
void kept_writing_free(struct kept_result *kept);

/* ---- kept_parts.c ---- */

void kept_result_set_file(struct kept_result *kept,
                          struct result_file *file); /* Holds it. */
void kept_result_add_part(struct kept_result *kept, struct kept_part part);
/* Its columns are known to be wide, or not. */
void kept_result_set_kinds(struct kept_result *kept);
/* Of one in memory: takes them; NULL: there are none. */
void kept_result_set_rows(struct kept_result *kept, struct batch_builder *rows);

#endif
