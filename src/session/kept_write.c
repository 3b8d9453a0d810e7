/* kept_write.c: the parts of a large result, written by another thread while the next is gathered. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "session/kept_state.h"

enum writing_state { WRITING_NONE, WRITING_WAITS, WRITING_RUNS };

/* One part at a time. Held by the result and by the pool, whose turn may come when the part has
 * long been written: who would wait for a part that nobody has begun writes it itself. */
struct kept_writing {
  atomic_int holders;
  pthread_mutex_t lock;
  pthread_cond_t ended;
  enum writing_state state;
  struct kept_result *kept;
  struct arrow_rows *rows; /* Of the part, then empty. */
  bool has_failed;
  struct err err;
};

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

static bool add_stream(struct kept_result *kept, struct arrow_rows *rows,
                       struct kept_part *part, struct err *err)
{
  struct part_room room = { .file = kept->file, .err = err };
  struct text stream = arrow_rows_take(rows, false, room_in_file, &room);

  part->size = (int64_t)stream.len;
  part->sum = (int64_t)result_file_sum(stream);
  return stream.len &&
         result_room_add(kept->file, &room.room, stream, &part->offset, err);
}

static bool add_part(struct kept_result *kept, struct arrow_rows *rows, struct err *err)
{
  struct kept_part part = { .rows = arrow_rows_count(rows) };

  if (!kept->file && !(kept->file = result_file_new(kept->folder, err)))
    return false;
  if (part.rows && !add_stream(kept, rows, &part, err))
    return false;
  for (int i = 0; i < kept->column_count; i++)
    kept->is_wide[i] |= arrow_rows_is_wide(rows, i);
  kept_result_add_part(kept, part);
  return true;
}

/* ---- by another thread ---- */

static struct kept_writing *writing_new(struct kept_result *kept)
{
  struct kept_writing *writing = calloc(1, sizeof *writing);

  if (!writing)
    abort();
  atomic_store(&writing->holders, 1);
  pthread_mutex_init(&writing->lock, NULL);
  pthread_cond_init(&writing->ended, NULL);
  writing->kept = kept;
  return writing;
}

static void writing_release(struct kept_writing *writing)
{
  if (atomic_fetch_sub(&writing->holders, 1) > 1)
    return;
  pthread_cond_destroy(&writing->ended);
  pthread_mutex_destroy(&writing->lock);
  free(writing);
}

/* Under the lock, which is left meanwhile. */
static void write_waiting(struct kept_writing *writing)
{
  struct err err;
  bool ok;

  writing->state = WRITING_RUNS;
  pthread_mutex_unlock(&writing->lock);
  ok = add_part(writing->kept, writing->rows, &err);
  pthread_mutex_lock(&writing->lock);
  if (!ok && !writing->has_failed) {
    writing->has_failed = true;
    writing->err = err;
  }
  writing->state = WRITING_NONE;
  pthread_cond_signal(&writing->ended);
}

static void write_job(void *argument)
{
  struct kept_writing *writing = argument;

  pthread_mutex_lock(&writing->lock);
  if (writing->state == WRITING_WAITS)
    write_waiting(writing);
  pthread_mutex_unlock(&writing->lock);
  writing_release(writing);
}

/* Until no part is being written; false when one could not be. */
static bool settle(struct kept_writing *writing, struct err *err)
{
  bool ok;

  pthread_mutex_lock(&writing->lock);
  if (writing->state == WRITING_WAITS)
    write_waiting(writing);
  while (writing->state == WRITING_RUNS)
    pthread_cond_wait(&writing->ended, &writing->lock);
  ok = !writing->has_failed;
  if (!ok)
    *err = writing->err;
  pthread_mutex_unlock(&writing->lock);
  return ok;
}

static void submit(struct kept_result *kept, struct kept_writing *writing)
{
  atomic_fetch_add(&writing->holders, 1);
  pthread_mutex_lock(&writing->lock);
  writing->state = WRITING_WAITS;
  pthread_mutex_unlock(&writing->lock);
  if (!workers_submit(result_folder_workers(kept->folder), write_job, writing))
    writing_release(writing);
}

bool kept_write_beside(struct kept_result *kept, struct arrow_rows **rows,
                       struct err *err)
{
  struct kept_writing *writing = kept->writing;
  struct arrow_rows *empty;

  if (!writing)
    writing = kept->writing = writing_new(kept);
  if (!settle(writing, err))
    return false;
  empty = writing->rows ? writing->rows : arrow_rows_like(*rows);
  writing->rows = *rows;
  *rows = empty;
  submit(kept, writing);
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
  bool ok = !kept->writing || settle(kept->writing, err);

  kept_writing_free(kept);
  return ok;
}

void kept_writing_free(struct kept_result *kept)
{
  struct kept_writing *writing = kept->writing;
  struct err err;

  if (!writing)
    return;
  if (!settle(writing, &err))
    log_debug("results: %s", err.message);
  arrow_rows_free(writing->rows);
  kept->writing = NULL;
  writing_release(writing);
}
