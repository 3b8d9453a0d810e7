/* kept_write.c: the parts of a large result, gathered and written by another thread. */
#include <stdlib.h>
#include <string.h>

#include "base/task.h"
#include "session/kept_state.h"

/* What another thread does; its owner reads it after task_end. */
struct kept_writing {
  struct kept_result *kept;
  struct task *task; /* NULL before the first batches. */
  struct held_batches held;
  struct arrow_rows *rows; /* That are gathered of them, for the next part. */
  size_t part_bytes;
  bool has_failed;
  struct err err;
};

/* ---- batches that are held ---- */

void held_batches_add(struct held_batches *held, struct held_batch *batch)
{
  if (held->count == held->room) {
    held->room = held->room ? held->room * 2 : 64;
    held->at = realloc(held->at, (size_t)held->room * sizeof(struct held_batch *));
    if (!held->at)
      abort();
  }
  held->at[held->count++] = batch;
  held->bytes += batch_held_bytes(&batch->batch);
  held->rows += (int64_t)batch->batch.rows;
}

static void release_all(struct held_batches *held)
{
  for (int i = 0; i < held->count; i++)
    held_batch_release(held->at[i]);
  held->count = 0;
  held->bytes = 0;
  held->rows = 0;
}

void held_batches_clear(struct held_batches *held)
{
  release_all(held);
  free(held->at);
  *held = (struct held_batches){ 0 };
}

/* ---- one part ---- */

struct part_room {
  struct result_file *file;
  struct behind_room room;
  struct err *err;
};

static char *room_in_file(void *context, size_t size)
{
  struct part_room *part = context;

  return result_file_room(part->file, size, &part->room, part->err) ? part->room.at
                                                                    : NULL;
}

static bool write_stream(struct result_file *file, struct arrow_rows *rows,
                         struct kept_part *part, struct err *err)
{
  struct part_room room = { .file = file, .err = err };
  struct text stream = arrow_rows_take(rows, false, room_in_file, &room);

  part->size = (int64_t)stream.len;
  part->sum = (int64_t)result_file_sum(stream);
  return stream.len && result_room_add(file, &room.room, stream, &part->offset, err);
}

bool kept_part_write(struct result_file *file, struct arrow_rows *rows,
                     struct kept_part *part, struct err *err)
{
  *part = (struct kept_part){ .rows = arrow_rows_count(rows) };
  return !part->rows || write_stream(file, rows, part, err);
}

bool kept_result_need_file(struct kept_result *kept, struct err *err)
{
  return kept->file || (kept->file = result_file_new(kept->folder, err)) != NULL;
}

void kept_result_widen(struct kept_result *kept, const struct arrow_rows *rows)
{
  for (int i = 0; i < kept->column_count; i++)
    kept->is_wide[i] |= arrow_rows_is_wide(rows, i);
}

static bool add_part(struct kept_result *kept, struct arrow_rows *rows, struct err *err)
{
  struct kept_part part;

  if (!kept_result_need_file(kept, err) || !kept_part_write(kept->file, rows, &part, err))
    return false;
  kept_result_widen(kept, rows);
  kept_result_add_part(kept, part);
  return true;
}

/* ---- by another thread ---- */

static bool gather(struct kept_writing *writing, struct err *err)
{
  bool ok = true;

  for (int i = 0; ok && i < writing->held.count; i++)
    ok = arrow_rows_add(writing->rows, &writing->held.at[i]->batch, err) &&
         (arrow_rows_bytes(writing->rows) < writing->part_bytes ||
          add_part(writing->kept, writing->rows, err));
  release_all(&writing->held);
  return ok;
}

static void write_held(void *argument)
{
  struct kept_writing *writing = argument;

  writing->has_failed = !gather(writing, &writing->err);
}

/* Until nothing is being written; false when a part could not be. */
static bool settle(struct kept_writing *writing, struct err *err)
{
  task_end(writing->task);
  writing->task = NULL;
  if (writing->has_failed)
    *err = writing->err;
  return !writing->has_failed;
}

static struct kept_writing *writing_of(struct kept_result *kept,
                                       const struct arrow_rows *like, size_t part_bytes)
{
  if (!kept->writing) {
    kept->writing = calloc(1, sizeof *kept->writing);
    if (!kept->writing)
      abort();
    kept->writing->kept = kept;
    kept->writing->rows = arrow_rows_like(like);
    kept->writing->part_bytes = part_bytes;
  }
  return kept->writing;
}

bool kept_write_beside(struct kept_result *kept, const struct arrow_rows *like,
                       size_t part_bytes, bool must_take, struct held_batches *held,
                       struct err *err)
{
  struct kept_writing *writing = writing_of(kept, like, part_bytes);
  struct held_batches empty;

  if (!must_take && writing->task && !task_is_done(writing->task))
    return true;
  if (!settle(writing, err))
    return false;
  empty = writing->held;
  writing->held = *held;
  *held = empty;
  writing->task = task_begin(result_folder_workers(kept->folder), write_held, writing);
  return true;
}

bool kept_write(struct kept_result *kept, struct arrow_rows *rows, struct err *err)
{
  if (kept->writing && !settle(kept->writing, err))
    return false;
  return add_part(kept, rows, err);
}

bool kept_writing_end(struct kept_result *kept, struct err *err)
{
  struct kept_writing *writing = kept->writing;
  bool ok = true;

  if (writing)
    ok = settle(writing, err) &&
         (!arrow_rows_count(writing->rows) || add_part(kept, writing->rows, err));
  kept_writing_free(kept);
  return ok;
}

void kept_writing_free(struct kept_result *kept)
{
  struct kept_writing *writing = kept->writing;

  if (!writing)
    return;
  task_end(writing->task);
  held_batches_clear(&writing->held);
  arrow_rows_free(writing->rows);
  kept->writing = NULL;
  free(writing);
}
